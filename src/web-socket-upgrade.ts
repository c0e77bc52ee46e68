import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { ERROR_STATUS } from './errors.js';
import type { Logger } from './logger.js';
import { isOwnOrigin, pathOf } from './request-address.js';

const REFUSALS = {
  BAD_REQUEST: 'The request names no valid address, or one where there are no WebSockets.',
  FORBIDDEN: 'Pages of this origin may not connect: CORS_ORIGINS names those that may.',
  RATE_LIMITED: 'Too many connections of this address are open, or do not say who asks.',
  SERVICE_UNAVAILABLE: 'The server takes no more connections now.',
} as const;
/** A client that was refused is asked to wait so many seconds. */
const RETRY_AFTER_SECONDS = 5;
/** How long a client that was refused may go on sending, so that it reads why instead of a broken connection. */
const LINGER_MS = 1_000;

/** Why an upgrade is refused. */
export type Refusal = keyof typeof REFUSALS;

/** Takes a request for a WebSocket over. */
export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/**
 * Hands requests for WebSockets on, and serves those for other protocols without. Whatever comes of one, its
 * connection alone has it: Node takes its own hands off a connection that is to be upgraded, so that an error that
 * nobody listens for would end the process.
 */
export function listenForUpgrades(http: Server, upgrade: Upgrade, logger: Logger): void {
  http.on('upgrade', (request, socket, head) => {
    if (!socket.listeners('error').includes(breakOff)) socket.on('error', breakOff);
    try {
      if (isWebSocket(request)) upgrade(request, socket, head);
      else serveWithoutUpgrade(http, request, socket, head);
    } catch (err) {
      logger.error({ err }, 'an upgrade failed');
      socket.destroy();
    }
  });
}

function breakOff(this: Duplex): void {
  this.destroy();
}

/**
 * Why a request for a WebSocket is not for this API, or null. Browsers let every page open one, and say which page it
 * is; others say nothing.
 * @param origins Those of other sites that may; `*` for all.
 */
export function whyNotUpgraded(
  request: IncomingMessage,
  path: string,
  origins: readonly string[],
): Refusal | null {
  if (pathOf(request) !== path) return 'BAD_REQUEST';
  const { origin, host } = request.headers;
  const isAllowed =
    origin === undefined || origins.includes('*') || origins.includes(origin) || isOwnOrigin(origin, host);
  return isAllowed ? null : 'FORBIDDEN';
}

export function refuseUpgrade(socket: Duplex, refusal: Refusal): void {
  const body = JSON.stringify({ errors: [{ message: REFUSALS[refusal], extensions: { code: refusal } }] });
  const status = ERROR_STATUS[refusal];
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'connection: close',
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  if (status === 429 || status === 503) lines.push(`retry-after: ${RETRY_AFTER_SECONDS}`);
  socket.end([...lines, '', body].join('\r\n'));
  // Closed while something is unread, it would be reset, and the answer with it.
  socket.resume();
  socket.once('end', () => socket.destroy());
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(timer));
}

/** Whether an upgrade is to a WebSocket. Some clients offer HTTP/2 with every request. */
export function isWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket';
}

/** What asks for another protocol, and may be left out of the request that goes on without it. */
const UPGRADE_HEADERS: ReadonlySet<string> = new Set(['connection', 'upgrade', 'http2-settings']);

/** Serves a request that offers another protocol as if it had not, which HTTP allows and Node does not do by itself. */
function serveWithoutUpgrade(
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
