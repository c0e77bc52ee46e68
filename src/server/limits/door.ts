import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { GraphQLError } from 'graphql';
import { createLRUCache } from 'graphql-yoga';
import { type DoorUsage, type ReadDoorUsage, TIERS } from '../../accounts/tiers.js';
import { ACCOUNT_HEADER } from '../../auth/acted-for.js';
import { ticketOf } from '../../auth/ticket.js';
import { requestError } from '../../core/errors.js';
import type { Viewer } from '../../core/viewer.js';
import type { UserTier } from '../../generated/prisma/enums.js';
import type { ClientAddress } from './client-address.js';
import type { Rate, Rates, RateUse } from './rates.js';

/** What one address may do in a minute without credentials that are good. */
export const ADDRESS_LIMITS = {
  /** Requests without credentials. */
  requests: 120,
  /** What their operations cost together. */
  cost: 200_000,
  /** Mutations that need no credentials: registering and signing in, each of which may send a mail or try a link. */
  openMutations: 10,
  /** Points for faults: credentials that are refused, and requests that are none. */
  faults: 300,
} as const;
export const OPEN_MUTATIONS: ReadonlySet<string> = new Set([
  'registerUser',
  'verifyEmail',
  'requestSignIn',
  'signIn',
]);
/** What credentials that are refused weigh among the faults; a request that cannot be served weighs one. */
export const REFUSED_CREDENTIALS_FAULT = 10;
/** An address with more faults than this is refused: there is no room for another guess. */
const MAX_FAULTS = ADDRESS_LIMITS.faults - REFUSED_CREDENTIALS_FAULT;
/** How long, and of how many addresses, it is remembered what other processes have counted of their faults. */
const FAULTS_REMEMBERED_MS = 1_000;
const FAULTS_REMEMBERED = 10_000;
/** How many good credentials are known again, however many bad ones come from their address. */
const KNOWN_CREDENTIALS = 10_000;

const rateOf = (name: keyof typeof ADDRESS_LIMITS): Rate => ({
  name: `address-${name}`,
  limit: ADDRESS_LIMITS[name],
});
const ADDRESS_RATES = {
  requests: rateOf('requests'),
  cost: rateOf('cost'),
  openMutations: rateOf('openMutations'),
  faults: rateOf('faults'),
};

const REQUESTS = 'requests';
const COST = 'cost';
const viewerRates = (tier: UserTier) => ({
  requests: { name: REQUESTS, limit: TIERS[tier].requestsPerMinute },
  cost: { name: COST, limit: TIERS[tier].queryCostPerMinute },
});
const VIEWER_RATES = {
  FREE: viewerRates('FREE'),
  PRO: viewerRates('PRO'),
  ENTERPRISE: viewerRates('ENTERPRISE'),
} satisfies Record<UserTier, unknown>;

/** A request that could not be served weighs so much among an address's faults. */
export const BAD_REQUEST_FAULT = 1;
/** What is no fault of who asks, or was counted where the credentials were refused. */
const NO_FAULT: ReadonlySet<unknown> = new Set([
  'UNAUTHENTICATED',
  'RATE_LIMITED',
  'SERVICE_UNAVAILABLE',
  'INTERNAL_SERVER_ERROR',
]);

/** Whether errors that refuse a request say that it is none. */
export function areFaults(errors: readonly GraphQLError[]): boolean {
  return errors.length > 0 && !errors.some(({ extensions }) => NO_FAULT.has(extensions.code));
}

/** What is known of a request before anything of it is believed. */
export interface Visitor {
  /** Null where it came by no socket: nobody is told apart then. */
  address: string | null;
  /** What it says of who asks, true or not; null where it says nothing. */
  credentials: string | null;
  /** Whether it got as far as being executed: what fails from then on is no fault of its form. */
  isAdmitted: boolean;
  /** Whether it was counted among its account's requests before it was parsed. */
  isCounted: boolean;
}

/** The one visitor of a request. */
export type VisitorOf = (request: Request, socket: IncomingMessage | undefined) => Visitor;

export function createVisitors(addressOf: ClientAddress): VisitorOf {
  const visitors = new WeakMap<Request, Visitor>();
  return (request, socket) => {
    let visitor = visitors.get(request);
    if (!visitor) {
      const { headers } = request;
      const said = headers.get('authorization') ?? ticketOf(request)?.token ?? headers.get('cookie');
      // The same credentials may act for several accounts.
      const credentials = said === null ? null : [said, headers.get(ACCOUNT_HEADER) ?? ''].join('\n');
      visitor = { address: addressOf(socket), credentials, isAdmitted: false, isCounted: false };
      visitors.set(request, visitor);
    }
    return visitor;
  };
}

export interface Asked {
  cost: number;
  /** How many of {@link OPEN_MUTATIONS}. */
  openMutations: number;
}

/** Counts what everybody asks for. Each refuses with a GraphQLError RATE_LIMITED (HTTP 429, Retry-After). */
export interface Door {
  /** Before a request is read. */
  knock(visitor: Visitor): Promise<void>;
  /** Looks who asks: what turns out to be bad is remembered of the address, what is good of the credentials. */
  greet<T extends { viewer: Viewer | null }>(visitor: Visitor, look: () => Promise<T>): Promise<T>;
  /** Once a request turned out to be bad, by some points of `ADDRESS_LIMITS.faults`. */
  blame(visitor: Visitor, faults: number): Promise<void>;
  /** Counts a request before it is parsed, where it is known by then who asks. */
  count(visitor: Visitor, viewer: Viewer): Promise<void>;
  /** Charges an account for what an operation costs beyond what it was admitted for. */
  charge(viewer: Viewer, cost: number): Promise<void>;
  /** Before an operation is executed. */
  admit(visitor: Visitor, viewer: Viewer | null, asked: Asked): Promise<void>;
  readUsage: ReadDoorUsage;
  close(): void;
}

export function createDoor(rates: Rates): Door {
  /** Whose good credentials are, hashed, in the order in which they were seen: the first is the one to forget. */
  const known = new Map<string, Viewer>();

  const faults = createLRUCache<Promise<RateUse | null>>({
    max: FAULTS_REMEMBERED,
    ttl: FAULTS_REMEMBERED_MS,
  });

  function faultsOf(address: string): Promise<RateUse | null> {
    let found = faults.get(address);
    if (!found) {
      found = rates.used(ADDRESS_RATES.faults.name, address);
      faults.set(address, found);
    }
    return found;
  }

  async function take({ name, limit }: Rate, key: string, points: number, what: string): Promise<void> {
    const wait = await rates.take({ name, limit }, key, points);
    if (wait !== null) throw rateLimited(what, limit, wait);
  }

  const takeRequest = ({ accountId, tier }: Viewer) =>
    take(VIEWER_RATES[tier].requests, accountId, 1, `requests of tier ${tier}`);

  /** An address of too many faults gets no further, but for whoever is known to be good, at their own cost. */
  async function checkFaults({ address, credentials }: Visitor): Promise<void> {
    if (address === null) return;
    const found = await faultsOf(address);
    if (!found || found.used <= MAX_FAULTS) return;
    const viewer = credentials === null ? undefined : known.get(hash(credentials));
    if (!viewer) throw rateLimited('points for refused requests', ADDRESS_LIMITS.faults, found.msLeft);
    await takeRequest(viewer);
  }

  async function blame({ address }: Visitor, points: number): Promise<void> {
    if (address === null) return;
    await rates.take(ADDRESS_RATES.faults, address, points);
    faults.delete(address);
  }

  const charge = ({ accountId, tier }: Viewer, cost: number) =>
    take(VIEWER_RATES[tier].cost, accountId, cost, `points of query cost of tier ${tier}`);

  const takeAnonymous = (address: string) =>
    take(ADDRESS_RATES.requests, address, 1, 'requests without credentials');

  function know(credentials: string, viewer: Viewer): void {
    const id = hash(credentials);
    if (known.get(id) === viewer) return;
    known.delete(id);
    known.set(id, viewer);
    const [oldest] = known.keys();
    if (known.size > KNOWN_CREDENTIALS && oldest !== undefined) known.delete(oldest);
  }

  async function usageOf(name: string, accountId: string): Promise<DoorUsage> {
    const use = await rates.used(name, accountId);
    if (!use) return { used: 0, resetsAt: null };
    return { used: use.used, resetsAt: new Date(Date.now() + use.msLeft) };
  }

  return {
    async knock(visitor) {
      const { address, credentials } = visitor;
      await checkFaults(visitor);
      if (address === null || credentials !== null) return;
      await takeAnonymous(address);
    },
    async greet(visitor, look) {
      const { address, credentials } = visitor;
      try {
        const found = await look();
        if (credentials === null) return found;
        if (found.viewer) know(credentials, found.viewer);
        // A cookie that says nothing of who asks: it was not counted when it knocked.
        else if (address !== null) await takeAnonymous(address);
        return found;
      } catch (error) {
        const code = error instanceof GraphQLError ? error.extensions.code : null;
        // What was good is no more, and costs the account that it was for nothing from now on.
        if (credentials !== null && (code === 'UNAUTHENTICATED' || code === 'FORBIDDEN')) {
          known.delete(hash(credentials));
        }
        if (code === 'UNAUTHENTICATED') await blame(visitor, REFUSED_CREDENTIALS_FAULT);
        throw error;
      }
    },
    blame,
    async count(visitor, viewer) {
      await takeRequest(viewer);
      visitor.isCounted = true;
    },
    charge,
    async admit(visitor, viewer, { cost, openMutations }) {
      const { address } = visitor;
      visitor.isAdmitted = true;
      if (address !== null && openMutations > 0) {
        await take(ADDRESS_RATES.openMutations, address, openMutations, 'mutations without credentials');
      }
      if (viewer) {
        if (!visitor.isCounted) await takeRequest(viewer);
        await charge(viewer, cost);
      } else if (address !== null) {
        await take(ADDRESS_RATES.cost, address, cost, 'points of query cost without credentials');
      }
    },
    async readUsage(accountIds) {
      const usages = accountIds.map(async (accountId) => {
        const [requestsPerMinute, queryCostPerMinute] = await Promise.all([
          usageOf(REQUESTS, accountId),
          usageOf(COST, accountId),
        ]);
        return [accountId, { requestsPerMinute, queryCostPerMinute }] as const;
      });
      return new Map(await Promise.all(usages));
    },
    close: () => rates.close(),
  };
}

const hash = (credentials: string) => createHash('sha256').update(credentials).digest('base64');

function rateLimited(what: string, limit: number, waitMs: number): GraphQLError {
  const retryAfter = Math.max(1, Math.ceil(waitMs / 1_000));
  return requestError(
    'RATE_LIMITED',
    `The limit of ${limit} ${what} a minute has been reached. Try again in ${retryAfter} s.`,
    { retryAfter, limit },
    { 'retry-after': String(retryAfter) },
  );
}
