import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { ERROR_STATUS } from '../core/errors.js';

const REFUSALS = {
  FORBIDDEN: 'Pages of this origin may not connect: CORS_ORIGINS names those that may.',
  SERVICE_UNAVAILABLE: 'The server takes no more connections now.',
  BAD_REQUEST: 'There are no WebSockets at this address.',
} as const;

/** Why an upgrade is refused. */
export type Refusal = keyof typeof REFUSALS;

/**
 * Why a request for a WebSocket is not for this API, or null. Browsers let every page open one, and say which page it
 * is; others say nothing.
 * @param origins Those of other sites that may; `*` for all.
 */
export function whyNotUpgraded(
  { url = '', headers }: IncomingMessage,
  path: string,
  origins: readonly string[],
): Refusal | null {
  if (new URL(url, 'http://localhost').pathname !== path) return 'BAD_REQUEST';
  const { origin, host } = headers;
  const isAllowed =
    origin === undefined || origins.includes('*') || origins.includes(origin) || isOwn(origin, host);
  return isAllowed ? null : 'FORBIDDEN';
}

function isOwn(origin: string, host: string | undefined): boolean {
  if (host === undefined || !URL.canParse(origin)) return false;
  const { protocol, host: own } = new URL(origin);
  const asked = `${protocol}//${host}`;
  return own !== '' && URL.canParse(asked) && new URL(asked).host === own;
}

export function refuseUpgrade(socket: Duplex, refusal: Refusal): void {
  const body = JSON.stringify({ errors: [{ message: REFUSALS[refusal], extensions: { code: refusal } }] });
  const status = ERROR_STATUS[refusal];
  socket.on('error', () => socket.destroy());
  socket.once('finish', () => socket.destroy());
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'connection: close',
      'content-type: application/json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  );
}

/** Whether an upgrade is to a WebSocket. Some clients offer HTTP/2 with every request. */
export function isWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket';
}

/** What asks for another protocol, and may be left out of the request that goes on without it. */
const UPGRADE_HEADERS: ReadonlySet<string> = new Set(['connection', 'upgrade', 'http2-settings']);

/** Serves a request that offers another protocol as if it had not, which HTTP allows and Node does not do by itself. */
export function serveWithoutUpgrade(
  server: Server,
  { method, url, httpVersion, rawHeaders }: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = rawHeaders.slice(at, at + 2);
    if (!UPGRADE_HEADERS.has(name.toLowerCase())) lines.push(`${name}: ${value}`);
  }
  socket.unshift(head);
  socket.unshift(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'));
  server.emit('connection', socket);
}
