import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { permittedAddresses, type Resolve, systemResolve, type WebhookRules } from './address.js';

export interface WebhookPost {
  url: string;
  headers: Record<string, string>;
  body: string;
}

export interface PostOptions extends WebhookRules {
  resolve?: Resolve;
  /** How long all of it may take, from the name to the answer. */
  timeoutMs?: number;
  /** Ends it before that. */
  signal?: AbortSignal;
}

const TIMEOUT_MS = 10_000;
const MAX_HEADER_BYTES = 16_384;

/**
 * Posts to an address that a user chose, and gives the answer's HTTP status. Its body is not read, and redirections are
 * not followed. The connection goes to an address that was checked, not to what the name says a moment later.
 * @throws Error where there is no answer in time; ForbiddenAddressError where none may go there.
 */
export async function postWebhook(
  post: WebhookPost,
  { timeoutMs = TIMEOUT_MS, signal, ...options }: PostOptions,
): Promise<number> {
  const ending = new AbortController();
  // Whatever the receiver makes of the connection: who waits for this does not wait longer.
  const ended = new Promise<never>((_, fail) => {
    ending.signal.addEventListener('abort', () => fail(ending.signal.reason), { once: true });
  });
  const timer = setTimeout(() => ending.abort(new Error(`no answer in ${timeoutMs} ms`)), timeoutMs);
  const stop = () => ending.abort(new Error('it was broken off'));
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  try {
    return await Promise.race([ended, exchange(post, options, ending.signal)]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
    ending.abort();
  }
}

async function exchange(
  { url, headers, body }: WebhookPost,
  { allowPrivate, resolve = systemResolve }: Omit<PostOptions, 'timeoutMs' | 'signal'>,
  signal: AbortSignal,
): Promise<number> {
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'https:' && !allowPrivate) throw new Error('its address is not https');
  const addresses = await permittedAddresses(hostname, { allowPrivate }, resolve);
  signal.throwIfAborted();
  const request = protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise<number>((done, fail) => {
    const sent = request(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      // A connection of its own: nothing is shared with other users' addresses.
      agent: false,
      lookup: lookupIn(addresses),
      maxHeaderSize: MAX_HEADER_BYTES,
      signal,
    });
    sent.once('response', (response) => {
      done(response.statusCode ?? 0);
      response.destroy();
    });
    // Not once: another one that nobody listens for would end the process.
    sent.on('error', fail);
    // A switch to another protocol, which nobody asked for, is neither a response nor an error.
    sent.once('close', () => fail(new Error('the connection ended without an answer')));
    sent.end(body);
  });
}

/** A lookup that knows the answer already. */
function lookupIn(addresses: readonly string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_hostname, options, callback) => {
    const [first] = found;
    if (options.all || !first) callback(null, found);
    else callback(null, first.address, first.family);
  };
}
