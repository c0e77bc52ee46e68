import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { GraphiQLOptions } from 'graphql-yoga';
import { SCRIPT_HEADERS } from '../../auth/session-cookie.js';
import { type Bytes, type Content, etagOf } from '../pages/content.js';
import { ENCODINGS, type Encoding } from '../pages/encoding.js';
import { EXAMPLE_QUERIES } from './examples.js';

/** Of 9 MB it makes 1.9 MB in 0.2 s; gzip makes 2.4 MB in nearly as long, and higher qualities gain 4 % in 0.9 s. */
const BROTLI_QUALITY = 5;

/** Yoga's, of 150 KB. */
const THEIR_ICON = /(<link rel="icon" href=")data:[^"]*/;

/**
 * Renders GraphiQL with everything it needs inside, so that it works without the internet.
 * @param apiKey put into the headers of every tab. For null they hold what makes a session's cookie count, so that who
 * is signed in can ask.
 */
export async function renderPage(apiKey: string | null): Promise<Content> {
  const headers = JSON.stringify(
    apiKey === null ? { [SCRIPT_HEADERS[0]]: '1' } : { authorization: `Bearer ${apiKey}` },
    null,
    2,
  );
  const options: GraphiQLOptions & { query: string | undefined } = {
    title: 'Runledger',
    // Without it every reload of the untouched page opens another, empty tab.
    query: EXAMPLE_QUERIES[0],
    defaultTabs: EXAMPLE_QUERIES.map((query) => ({ query, headers })),
    defaultHeaders: headers,
    defaultEditorToolsVisibility: 'headers',
    // Keys stay out of the browser's storage.
    shouldPersistHeaders: false,
  };
  // Megabytes of text, which nobody waits for but who opens the page.
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const text = renderGraphiQL(options).replace(THEIR_ICON, '$1favicon.svg');
  const html = Buffer.from(text);
  return {
    etag: etagOf(html),
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentSecurityPolicy(inlineScript(text)),
      'cache-control': 'private, no-cache',
      // What makes it this page, and what tells whether it holds a key.
      vary: 'accept, origin, sec-fetch-site',
    },
    encodings: ENCODINGS,
    body: compressing(html),
  };
}

const compress: Record<Encoding, (html: Bytes) => Promise<Bytes>> = {
  gzip: promisify<Bytes, Bytes>(gzip),
  br: async (html) =>
    promisify(brotliCompress)(html, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: html.byteLength,
      },
    }),
};

/** Compresses once for each encoding, when somebody first asks for it. */
function compressing(html: Bytes): Content['body'] {
  const bodies = new Map<Encoding, Promise<Bytes>>();
  return (encoding) => {
    if (encoding === null) return html;
    let body = bodies.get(encoding);
    if (!body) {
      body = compress[encoding](html);
      bodies.set(encoding, body);
    }
    return body;
  };
}

function inlineScript(html: string): string {
  const start = html.indexOf('<script>') + '<script>'.length;
  return html.slice(start, html.indexOf('</script>', start));
}

function contentSecurityPolicy(script: string): string {
  const hash = createHash('sha256').update(script).digest('base64');
  return [
    "default-src 'none'",
    `script-src 'sha256-${hash}' blob:`,
    'worker-src blob:',
    "style-src 'unsafe-inline'",
    'font-src data:',
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
