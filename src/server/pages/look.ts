import { createHash } from 'node:crypto';

/** How the pages look that are not the console's own: as the console does. */
export const LOOK = `
:root { color-scheme: light dark; --background: #ffffff; --text: #16181d; --accent: #3257d6; --on-accent: #ffffff; --danger: #b3261e; --success: #1a7f43; --border: #d9dde3; }
@media (prefers-color-scheme: dark) {
  :root { --background: #0e1116; --text: #e6e8eb; --accent: #8aa4ff; --on-accent: #0e1116; --danger: #ff8a80; --success: #6fdd8b; --border: #2a2f37; }
}
* { box-sizing: border-box; }
body { font: 14px/1.5 system-ui, sans-serif; margin: 0; min-height: 100vh; display: grid; place-content: center; padding: 16px; background: var(--background); color: var(--text); }
main { width: min(26rem, calc(100vw - 32px)); padding: 24px; border: 1px solid var(--border); border-radius: 8px; }
h1 { font-size: 20px; line-height: 1.3; margin: 0 0 8px; }
p { margin: 0 0 16px; overflow-wrap: anywhere; }
main > :last-child { margin-bottom: 0; }
ul { margin: 0; padding: 0; list-style: none; display: grid; gap: 8px; }
a { color: var(--accent); }
button, .button { font: inherit; font-weight: 600; display: inline-block; padding: 8px 16px; border: 0; border-radius: 8px; background: var(--accent); color: var(--on-accent); text-decoration: none; cursor: pointer; }
button:disabled { opacity: .5; }
[hidden] { display: none; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.error { color: var(--danger); }
.done { color: var(--success); }
`;

export interface PageParts {
  title: string;
  /** The way to where the server's paths begin. */
  root: string;
  /** HTML: what stands in the page. */
  main: string;
  /** HTML: what else the body has, and its attributes. */
  attributes?: string;
  script?: string;
}

/** A page with nothing from elsewhere but its icon. */
export function pageOf({ title, root, main, attributes = '', script }: PageParts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Runledger</title>
<link rel="icon" href="${root}favicon.svg">
<style>${LOOK}</style>
</head>
<body${attributes}>
<main>
${main}
</main>
${script === undefined ? '' : `<script type="module">${script}</script>\n`}</body>
</html>
`;
}

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Lets a page have its look, its icon and its one script, which may ask the host it came from; nothing else. */
export function policyOf(script?: string): string {
  return [
    "default-src 'none'",
    ...(script === undefined ? [] : [`script-src ${hashOf(script)}`]),
    `style-src ${hashOf(LOOK)}`,
    ...(script === undefined ? [] : ["connect-src 'self'"]),
    "img-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
