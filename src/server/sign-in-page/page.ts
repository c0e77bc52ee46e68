import { createHash } from 'node:crypto';
import { LINK_PATHS } from '../../people/sign-in-mails.js';
import { PAGE_SCRIPT } from './script.js';

const STYLE = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 28rem; margin: 20vh auto; padding: 0 1rem; color: #1c2330; }
button { font: inherit; padding: .5rem 1.25rem; border: 0; border-radius: .4rem; background: #2550b8; color: #fff; cursor: pointer; }
button:disabled { opacity: .5; }
.error { color: #a3201d; }
.done { color: #17692f; }
`;

interface Words {
  title: string;
  question: string;
  button: string;
  done: string;
  mutation: string;
}

const FAILURE = '... on Error { message }';

/** By path. */
const PAGES: Readonly<Record<string, Words>> = {
  [LINK_PATHS.VERIFY_EMAIL]: {
    title: 'Verify your address',
    question: 'Is this address yours?',
    button: 'Verify it',
    done: 'Your address is verified:',
    mutation: `mutation ($token: String!) { result: verifyEmail(input: { token: $token }) { ... on VerifyEmailPayload { user { email } } ${FAILURE} } }`,
  },
  [LINK_PATHS.SIGN_IN]: {
    title: 'Sign in',
    question: 'Do you want to sign in with this browser?',
    button: 'Sign in',
    done: 'You are signed in as',
    mutation: `mutation ($token: String!) { result: signIn(input: { token: $token, delivery: COOKIE }) { ... on SignInPayload { user { email } } ${FAILURE} } }`,
  },
};

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Lets a page run its one script and ask the host it came from, and nothing else. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  `script-src ${hashOf(PAGE_SCRIPT)}`,
  `style-src ${hashOf(STYLE)}`,
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * The page that a mailed link leads to; undefined where there is none at a path.
 * @param endpoint Where the page asks, as its browser sees it.
 */
export function signInPage(path: string, endpoint: string): string | undefined {
  const words = Object.hasOwn(PAGES, path) ? PAGES[path] : undefined;
  if (!words) return undefined;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${words.title} · Runledger</title>
<style>${STYLE}</style>
</head>
<body data-endpoint="${endpoint}" data-done="${words.done}" data-mutation="${words.mutation}">
<h1>${words.title}</h1>
<p role="status">${words.question}</p>
<button hidden>${words.button}</button>
<noscript><p class="error">This page needs JavaScript.</p></noscript>
<script type="module">${PAGE_SCRIPT}</script>
</body>
</html>
`;
}
