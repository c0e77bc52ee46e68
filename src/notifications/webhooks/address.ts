import { lookup } from 'node:dns/promises';
import ipaddr from 'ipaddr.js';

export interface WebhookRules {
  /** Whether webhooks may go to the server's own network, and without TLS. */
  allowPrivate: boolean;
}

/** The addresses that a host name has. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

/** A webhook's address leads where none may go. */
export class ForbiddenAddressError extends Error {
  override name = 'ForbiddenAddressError';
}

/**
 * Where IPv6 has the addresses of the public internet. All that stands for an IPv4 address lies outside, in `::/96` or
 * `64:ff9b::/96`, but for the tunnels that ranges of their own name, and ISATAP.
 */
const GLOBAL_UNICAST: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3];

/** The names that mean this machine, whatever is asked about them. */
const LOCAL_NAME = /(^|\.)(localhost|local|internal)\.?$/i;

/**
 * What is wrong with a webhook's address as it stands, without asking anybody; null where nothing is. What its name
 * leads to is checked whenever it is sent to.
 */
export function webhookUrlFault(text: string, { allowPrivate }: WebhookRules): string | null {
  if (!URL.canParse(text)) return 'an https address is expected.';
  const { protocol, hostname, username, password, hash } = new URL(text);
  if (protocol !== 'https:' && !(allowPrivate && protocol === 'http:'))
    return 'an https address is expected.';
  if (username !== '' || password !== '') return 'it must hold no user and no password.';
  if (hash !== '') return 'it must hold no fragment.';
  if (allowPrivate) return null;
  const host = hostOf(hostname);
  const isForbidden = ipaddr.isValid(host) ? !isPublicAddress(host) : LOCAL_NAME.test(host);
  return isForbidden ? 'an address of the public internet is expected.' : null;
}

/** Whether an IP address is one of the public internet; what stands for another one counts as what it stands for. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const meant = ipaddr.process(address);
  // Tunnels, translations, multicast and everything reserved have names of their own.
  if (meant.range() !== 'unicast') return false;
  return meant instanceof ipaddr.IPv4 || (meant.match(GLOBAL_UNICAST) && !isIsatap(meant));
}

/** Whether the last 64 bits say an IPv4 address to tunnel to, in whatever network (RFC 5214). */
function isIsatap({ parts }: ipaddr.IPv6): boolean {
  return (parts[4] === 0 || parts[4] === 0x200) && parts[5] === 0x5efe;
}

/** The addresses that may be connected to for a host, an IP address included. @throws ForbiddenAddressError */
export async function permittedAddresses(
  hostname: string,
  { allowPrivate }: WebhookRules,
  resolve: Resolve,
): Promise<readonly string[]> {
  const host = hostOf(hostname);
  const addresses = ipaddr.isValid(host) ? [host] : await resolve(host);
  if (addresses.length === 0) throw new Error(`the host ${host} has no address`);
  // One forbidden among them is reason enough: who names both means the other.
  if (!allowPrivate && !addresses.every(isPublicAddress)) {
    throw new ForbiddenAddressError(`the host ${host} is not on the public internet`);
  }
  return addresses;
}

/** Asks the system's resolver. */
export const systemResolve: Resolve = async (hostname) =>
  (await lookup(hostname, { all: true })).map(({ address }) => address);

/** Without the brackets that an IPv6 address has in a URL. */
const hostOf = (hostname: string) => hostname.replace(/^\[(.*)\]$/, '$1');
