import { createHash } from 'node:crypto';
import { unauthenticated, unavailable } from '../core/errors.js';
import { inTime } from '../core/in-time.js';
import type { Viewer } from '../core/viewer.js';

/**
 * How long a key or token that was looked up is believed without asking again. What changes is told by an event, so
 * only where that is lost may one that was revoked live on for so long.
 */
const CACHE_TTL_MS = 5_000;
const CACHE_SIZE = 1_000;
/** How long a look-up may take: those who come later begin one of their own. */
const LOOK_UP_MS = 10_000;

/** Whom a key or token speaks for, and until when; null for ever. */
export interface Recognised {
  viewer: Viewer;
  expiresAt: Date | null;
}

export interface ViewerCache {
  /**
   * Who has this token; tokens that come at once share one look-up.
   * @throws GraphQLError UNAUTHENTICATED where its time is over; what `lookUp` throws is not remembered.
   */
  get(token: string, lookUp: (token: string) => Promise<Recognised>): Promise<Viewer>;
  /** Forgets what is remembered of a user or of an account, or of all for null: the next request asks again. */
  invalidate(id: string | null): void;
}

export interface ViewerCacheDeps {
  /** Called before each look-up. */
  onLookUp?: (() => void) | undefined;
  /** Milliseconds since 1970. */
  clock: () => number;
}

const tookTooLong = () => unavailable('The credentials could not be checked in time.');

/** Remembers for some seconds who has a token, so that most requests ask no database. */
export function createViewerCache({ onLookUp, clock }: ViewerCacheDeps): ViewerCache {
  /** In the order of look-ups, so that the first is the one to drop. */
  const entries = new Map<string, Recognised & { staleAt: number }>();
  const lookups = new Map<string, Promise<Recognised>>();
  /** Raised by every forgetting, so that a look-up from before it is not remembered after it. */
  let generation = 0;

  async function remember(key: string, startedIn: number, found: Promise<Recognised>): Promise<Recognised> {
    try {
      const recognised = await found;
      if (startedIn === generation) {
        entries.delete(key);
        entries.set(key, { ...recognised, staleAt: clock() + CACHE_TTL_MS });
        const [oldest] = entries.keys();
        if (entries.size > CACHE_SIZE && oldest !== undefined) entries.delete(oldest);
      }
      return recognised;
    } finally {
      if (startedIn === generation) lookups.delete(key);
    }
  }

  function sharedLookUp(key: string, lookUp: () => Promise<Recognised>): Promise<Recognised> {
    const going = lookups.get(key);
    if (going) return going;
    onLookUp?.();
    const found = remember(key, generation, inTime(lookUp(), LOOK_UP_MS, tookTooLong));
    lookups.set(key, found);
    return found;
  }

  return {
    async get(token, lookUp) {
      const key = createHash('sha256').update(token).digest('base64');
      const known = entries.get(key);
      let recognised: Recognised;
      if (known && clock() < known.staleAt) {
        recognised = known;
      } else {
        recognised = await sharedLookUp(key, () => lookUp(token));
      }
      const { viewer, expiresAt } = recognised;
      if (expiresAt && clock() >= expiresAt.getTime()) throw unauthenticated('The credentials have expired.');
      return viewer;
    },
    invalidate(id) {
      generation += 1;
      lookups.clear();
      for (const [key, { viewer }] of entries) {
        if (id === null || viewer.userId === id || viewer.accountId === id) entries.delete(key);
      }
    },
  };
}
