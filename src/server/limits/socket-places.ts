import { createPlaces, type PlaceLimits } from '../../core/places.js';

/** How many WebSockets a process has. */
export const SOCKET_LIMITS = {
  total: 2_000,
  /** All of one address; behind a proxy that is not named in TRUSTED_PROXIES that is everybody. */
  perAddress: 1_000,
  /** Those that have not said who asks, and of one address. */
  waiting: 500,
  waitingPerAddress: 50,
  /** The last places are for addresses, and for accounts, that have few. */
  reserve: 400,
  fewPerHolder: 10,
} as const;

/** The place of one connection. */
export interface Seat {
  /** Once it is known who asks. @returns Whether there is a place for that account. */
  admit(accountId: string, perAccount: number): boolean;
  /** To be called once the connection is closed. */
  leave(): void;
}

export interface SocketPlaces {
  /** @returns Null where there is no room for one more of this address. */
  enter(address: string): Seat | null;
}

/** Shares WebSockets out: by address until it is known who asks, then by account too. */
export function createSocketPlaces(limits: typeof SOCKET_LIMITS = SOCKET_LIMITS): SocketPlaces {
  const { total, reserve, fewPerHolder } = limits;
  const shared: PlaceLimits = { total, reserve, fewPerHolder };
  const addresses = createPlaces(shared);
  const accounts = createPlaces(shared);
  const waiting = createPlaces({ total: limits.waiting, reserve: 0, fewPerHolder: 0 });
  return {
    enter(address) {
      if (!waiting.take(address, limits.waitingPerAddress)) return null;
      if (!addresses.take(address, limits.perAddress)) {
        waiting.release(address);
        return null;
      }
      let account: string | null = null;
      let isWaiting = true;
      let isGone = false;
      function stopWaiting(): void {
        if (isWaiting) waiting.release(address);
        isWaiting = false;
      }
      return {
        admit(accountId, perAccount) {
          // It may have gone while it was asked who that is.
          if (isGone || !accounts.take(accountId, perAccount)) return false;
          account = accountId;
          stopWaiting();
          return true;
        },
        leave() {
          if (isGone) return;
          isGone = true;
          stopWaiting();
          addresses.release(address);
          if (account !== null) accounts.release(account);
        },
      };
    },
  };
}
