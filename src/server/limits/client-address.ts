import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';
import proxyAddr from 'proxy-addr';

/** An IPv6 network of this size is one client's: whoever has one address of it has them all. */
const IPV6_CLIENT_BITS = 64;

/** Where a request comes from, as one client is told from another; null where it came by no socket. */
export type ClientAddress = (request: IncomingMessage | undefined) => string | null;

/**
 * @param trustedProxies Addresses, networks (`10.0.0.0/8`) or `loopback`, `linklocal`, `uniquelocal`: only what these
 * add to X-Forwarded-For is believed.
 */
export function createClientAddress(trustedProxies: readonly string[]): ClientAddress {
  const isTrusted = proxyAddr.compile([...trustedProxies]);
  return (request) => {
    if (!request?.socket.remoteAddress) return null;
    const address = proxyAddr(request, isTrusted);
    return ipaddr.isValid(address) ? clientOf(address) : request.socket.remoteAddress;
  };
}

function clientOf(text: string): string {
  const address = ipaddr.process(text);
  if (!(address instanceof ipaddr.IPv6)) return address.toString();
  const kept = address.parts.map((part, index) => (index < IPV6_CLIENT_BITS / 16 ? part : 0));
  return `${new ipaddr.IPv6(kept).toString()}/${IPV6_CLIENT_BITS}`;
}

/** Whether a setting names proxies as {@link createClientAddress} takes them. */
export function areProxies(names: readonly string[]): boolean {
  try {
    proxyAddr.compile([...names]);
    return true;
  } catch {
    return false;
  }
}
