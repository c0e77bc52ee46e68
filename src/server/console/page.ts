import type { mailRoute } from '../../mail/mailer.js';
import { type Content, etagOf } from '../pages/content.js';
import { escapeHtml } from '../pages/html.js';

/** The page runs the console's own files, and talks to the host it came from, by WebSocket too; nothing else. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** What the console cannot ask the API, since it has to know it before. */
export interface ConsoleSettings {
  /** Whether GraphiQL is served, beside the API. */
  graphiql: boolean;
  /** What becomes of mails with links. */
  mail: ReturnType<typeof mailRoute>;
}

/**
 * The console's page.
 * @param index As it was built: with addresses that begin with `./`.
 * @param toConsole The way from the asked path to `/console/`.
 * @param developmentKey null for everybody but this machine.
 */
export function consolePage(
  index: string,
  toConsole: string,
  settings: ConsoleSettings,
  developmentKey: string | null,
): Content {
  const head = [
    `<link rel="icon" href="${toConsole}../favicon.svg">`,
    meta('runledger-settings', JSON.stringify(settings)),
    ...(developmentKey === null ? [] : [meta('runledger-development-key', developmentKey)]),
  ];
  // By functions: in a text, $ would mean something.
  const html = index
    .replace(/(\s(?:src|href)=")\.\//g, (_, attribute: string) => attribute + toConsole)
    .replace(/<head>/i, (tag) => [tag, ...head].join('\n    '));
  const body = Buffer.from(html);
  return {
    etag: etagOf(body),
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'cache-control': 'private, no-cache',
      // What tells whether the browser is on this machine and comes from no other site.
      vary: 'origin, sec-fetch-site',
    },
    encodings: [],
    body: () => body,
  };
}

const meta = (name: string, content: string) => `<meta name="${name}" content="${escapeHtml(content)}">`;
