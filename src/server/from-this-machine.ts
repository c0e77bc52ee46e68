import type { IncomingMessage } from 'node:http';
import { isLoopbackAddress } from '../core/loopback.js';
import { isOwnOrigin } from './request-address.js';

const LOOPBACK_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;
/** A proxy on this machine is a loopback peer too, whoever stands behind it: what proxies, tunnels and CDNs add. */
const PROXY_HEADER =
  /^(?:forwarded|via|true-client-ip|(?:x-forwarded|x-real|x-original|x-client|x-cluster|x-envoy|x-azure|x-amz|x-appengine|x-arr|cdn|cf|fly|fastly)-.*)$/;
/** How a browser says that no other site's page sent it: it was typed, or is a link of a page from here. */
const OWN_SITES: ReadonlySet<unknown> = new Set([undefined, 'none', 'same-origin']);

/**
 * Whether a request was made by somebody at this machine, for this machine: its peer is a loopback address, no
 * proxy stands between, its Host header names the machine itself, not a name that an attacker had resolve here, and
 * no other site's page made a browser send it.
 */
export function isFromThisMachine({ socket, headers, httpVersion }: IncomingMessage): boolean {
  const { origin, host = '' } = headers;
  return (
    isLoopbackAddress(socket.remoteAddress) &&
    LOOPBACK_HOST.test(host) &&
    // Proxies that do not tell of themselves speak HTTP/1.0 to what stands behind them.
    httpVersion !== '1.0' &&
    !Object.keys(headers).some((name) => PROXY_HEADER.test(name)) &&
    (origin === undefined || isOwnOrigin(origin, host)) &&
    OWN_SITES.has(headers['sec-fetch-site'])
  );
}
