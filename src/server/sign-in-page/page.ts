import { LINK_PATHS } from '../../people/sign-in-mails.js';
import { pageOf, policyOf } from '../pages/look.js';
import { PAGE_SCRIPT } from './script.js';

interface Words {
  title: string;
  question: string;
  button: string;
  done: string;
  /** What the link to the console says once it is done. */
  next: string;
  /** Whether that link is followed by itself, to where one was. */
  leads?: 'back';
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
    next: 'Sign in',
    mutation: `mutation ($token: String!) { result: verifyEmail(input: { token: $token }) { ... on VerifyEmailPayload { user { email } } ${FAILURE} } }`,
  },
  [LINK_PATHS.SIGN_IN]: {
    title: 'Sign in',
    question: 'Do you want to sign in with this browser?',
    button: 'Sign in',
    done: 'You are signed in as',
    next: 'Continue',
    leads: 'back',
    mutation: `mutation ($token: String!) { result: signIn(input: { token: $token, delivery: COOKIE }) { ... on SignInPayload { user { email } } ${FAILURE} } }`,
  },
};

/** Lets a page have its look, its icon and its one script, which asks the host it came from. */
export const CONTENT_SECURITY_POLICY = policyOf(PAGE_SCRIPT);

/** Where the page leads, as its browser sees it. */
export interface SignInWays {
  /** Where it asks. */
  endpoint: string;
  /** Where it goes on; null where no console is served. */
  console: string | null;
}

/** The page that a mailed link leads to; undefined where there is none at a path. */
export function signInPage(path: string, { endpoint, console }: SignInWays): string | undefined {
  const words = Object.hasOwn(PAGES, path) ? PAGES[path] : undefined;
  if (!words) return undefined;
  const { title, question, button, leads = '' } = words;
  const data = { endpoint, done: words.done, next: words.next, leads, mutation: words.mutation };
  return pageOf({
    title,
    root: './',
    attributes: Object.entries(data)
      .map(([name, value]) => ` data-${name}="${value}"`)
      .join(''),
    main: [
      `<h1>${title}</h1>`,
      `<p role="status">${question}</p>`,
      `<button hidden>${button}</button>`,
      ...(console === null ? [] : [`<a class="button" href="${console}" hidden>Open the console</a>`]),
      '<noscript><p class="error">This page needs JavaScript.</p></noscript>',
    ].join('\n'),
    script: PAGE_SCRIPT,
  });
}
