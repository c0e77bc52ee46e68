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
  { url, headers, body }: WebhookPost,
  { allowPrivate, resolve = systemResolve, timeoutMs = TIMEOUT_MS, signal }: PostOptions,
): Promise<number> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const ending = signal ? AbortSignal.any([timeout, signal]) : timeout;
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'https:' && !allowPrivate) throw new Error('its address is not https');
  const addresses = await orAborted(permittedAddresses(hostname, { allowPrivate }, resolve), ending);
  const request = protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise<number>((done, fail) => {
    const sent = request(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      // A connection of its own: nothing is shared with other users' addresses.
      agent: false,
      lookup: lookupIn(addresses),
      maxHeaderSize: MAX_HEADER_BYTES,
      signal: ending,
    });
    sent.once('response', (response) => {
      done(response.statusCode ?? 0);
      response.destroy();
    });
    sent.once('error', (error) => fail(timeout.aborted ? new Error(`no answer in ${timeoutMs} ms`) : error));
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

async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = () => {};
  const aborted = new Promise<never>((_, fail) => {
    stop = () => fail(new Error('its host name was not found in time'));
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
