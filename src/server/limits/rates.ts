import { type IRateLimiterOptions, RateLimiterMemory, RateLimiterPostgres } from 'rate-limiter-flexible';
import type { Database } from '../../core/db/client.js';
import type { Logger } from '../../core/logger.js';

/** A window in which points are counted, in seconds. */
export const RATE_WINDOW_SECONDS = 60;
/** A process takes this part of a limit from the database at a time, and spends it by itself. */
export const BLOCKS = 20;
/** How long the database may take to say how much of a limit is left, before a process goes by its own count. */
const STORE_TIMEOUT_MS = 500;
const WARN_INTERVAL_MS = 60_000;
const SWEEP_INTERVAL_MS = 5 * 60_000;

/** What is counted, and how much of it there may be in a window. */
export interface Rate {
  name: string;
  limit: number;
}

/** What is used of a rate, and how long its window goes on. */
export interface RateUse {
  used: number;
  msLeft: number;
}

export interface Rates {
  /** Takes points. @returns null, or after how many milliseconds to ask again where too little is left. */
  take(rate: Rate, key: string, points: number): Promise<number | null>;
  /** What is used in the window that is going on; null where nothing is. */
  used(name: string, key: string): Promise<RateUse | null>;
  close(): void;
}

export interface RatesDeps {
  /** Where processes share their counts; null for counts of this process's own. */
  database: Pick<Database, 'sql'> | null;
  logger: Logger;
  windowSeconds?: number;
}

/** Counts in fixed windows: in memory, or in blocks from the database, so that most requests send no statement. */
export function createRates({ database, logger, windowSeconds = RATE_WINDOW_SECONDS }: RatesDeps): Rates {
  const counters = new Map<string, Counter>();
  const store = database && createStore(database, logger);

  function counterOf(name: string): Counter {
    let counter = counters.get(name);
    if (!counter) {
      // Its own limit is not asked for: that of one name may differ from key to key.
      const options = { keyPrefix: name, points: Number.MAX_SAFE_INTEGER, duration: windowSeconds };
      const own = new RateLimiterMemory(options);
      counter = store ? createShared(sharedLimiter(store, own, options)) : createOwn(own);
      counters.set(name, counter);
    }
    return counter;
  }

  return {
    take: ({ name, limit }, key, points) => counterOf(name).take(key, points, limit),
    used: (name, key) => counterOf(name).used(key),
    close: () => store?.close(),
  };
}

interface Counter {
  take(key: string, points: number, limit: number): Promise<number | null>;
  used(key: string): Promise<RateUse | null>;
}

function createOwn(limiter: RateLimiterMemory): Counter {
  return {
    async take(key, points, limit) {
      const { consumedPoints, msBeforeNext } = await limiter.penalty(key, points);
      if (consumedPoints <= limit) return null;
      await limiter.reward(key, points);
      return msBeforeNext;
    },
    async used(key) {
      const found = await limiter.get(key);
      return found && { used: found.consumedPoints, msLeft: found.msBeforeNext };
    },
  };
}

function sharedLimiter(store: Store, insuranceLimiter: RateLimiterMemory, options: IRateLimiterOptions) {
  return new RateLimiterPostgres({
    ...options,
    storeClient: store,
    storeType: 'pool',
    tableName: 'rate_limits',
    tableCreated: true,
    clearExpiredByTimeout: false,
    insuranceLimiter,
  });
}

/** Points that were taken from the shared count, and are not spent yet. */
interface Block {
  left: number;
  until: number;
  /** Nothing more is to be had until then. */
  isLast: boolean;
}

function createShared(limiter: RateLimiterPostgres): Counter {
  const blocks = new Map<string, Block>();
  const fetches = new Map<string, Promise<void>>();

  function liveBlock(key: string): Block | undefined {
    const block = blocks.get(key);
    return block && block.until > Date.now() ? block : undefined;
  }

  async function fetchBlock(key: string, points: number, limit: number): Promise<void> {
    const asked = Math.max(points, Math.floor(limit / BLOCKS));
    const { consumedPoints, msBeforeNext } = await limiter.penalty(key, asked);
    const tooMuch = Math.min(asked, Math.max(0, consumedPoints - limit));
    const granted = asked - tooMuch;
    // Once in a window, when it is used up: so that the count says what is used.
    if (tooMuch > 0) await limiter.reward(key, tooMuch);
    blocks.set(key, {
      left: (liveBlock(key)?.left ?? 0) + granted,
      until: Date.now() + msBeforeNext,
      isLast: consumedPoints >= limit,
    });
    setTimeout(() => liveBlock(key) ?? blocks.delete(key), msBeforeNext + 1).unref();
  }

  return {
    async take(key, points, limit) {
      for (;;) {
        const block = liveBlock(key);
        if (block && block.left >= points) {
          block.left -= points;
          return null;
        }
        if (block?.isLast) return block.until - Date.now();
        // Requests that come at once wait for one statement, and look again.
        let fetch = fetches.get(key);
        if (!fetch) {
          fetch = fetchBlock(key, points, limit).finally(() => fetches.delete(key));
          fetches.set(key, fetch);
        }
        await fetch;
      }
    },
    async used(key) {
      const block = liveBlock(key);
      const found = await limiter.get(key);
      if (!found) return null;
      return { used: Math.max(0, found.consumedPoints - (block?.left ?? 0)), msLeft: found.msBeforeNext };
    },
  };
}

/** What the limiter takes for a pool of connections. */
interface Store {
  query(statement: { text: string; values?: unknown[] }): Promise<{ rows: object[]; rowCount: number }>;
  close(): void;
}

function createStore({ sql }: Pick<Database, 'sql'>, logger: Logger): Store {
  let warnedAt = Number.NEGATIVE_INFINITY;
  const sweep = setInterval(() => {
    sql.query('DELETE FROM rate_limits WHERE expire < $1', [Date.now()]).catch(() => undefined);
  }, SWEEP_INTERVAL_MS).unref();
  return {
    async query({ text, values = [] }) {
      let timer: NodeJS.Timeout | undefined;
      const timeout = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(new Error('the database took too long')), STORE_TIMEOUT_MS);
      });
      try {
        const rows = await Promise.race([sql.query(text, values), timeout]);
        return { rows, rowCount: rows.length };
      } catch (err) {
        if (performance.now() - warnedAt >= WARN_INTERVAL_MS) {
          warnedAt = performance.now();
          logger.warn({ err }, 'rate limits are counted by this process alone');
        }
        throw err;
      } finally {
        clearTimeout(timer);
      }
    },
    close: () => clearInterval(sweep),
  };
}
