import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { GraphiQLOptions } from 'graphql-yoga';
import { SCRIPT_HEADERS } from '../../auth/session-cookie.js';
import { EXAMPLE_QUERIES } from './examples.js';

/** GraphiQL, ready to be sent. */
export interface GraphiQLPage {
  html: Uint8Array<ArrayBuffer>;
  gzipped: Uint8Array<ArrayBuffer>;
  /** Lets the page run its one script and talk to the host it came from, and nothing else. */
  contentSecurityPolicy: string;
}

/**
 * Renders GraphiQL with everything it needs inside, so that it works without the internet.
 * @param apiKey put into the headers of every tab. For null they hold what makes a session's cookie count, so that who
 * is signed in can ask.
 */
export async function renderPage(apiKey: string | null): Promise<GraphiQLPage> {
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
  const text = renderGraphiQL(options);
  const html = Buffer.from(text);
  return {
    html,
    gzipped: await promisify(gzip)(html),
    contentSecurityPolicy: contentSecurityPolicy(inlineScript(text)),
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
    'img-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
