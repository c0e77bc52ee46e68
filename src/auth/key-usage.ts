import { outageOf } from '../core/db/outage.js';
import { overAllOwners } from '../core/db/owned.js';
import type { Logger } from '../core/logger.js';
import type { PrismaClient } from '../generated/prisma/client.js';

/** A key's `lastUsedAt` is written at most this often, whatever it is asked for. */
const FLUSH_INTERVAL_MS = 60_000;

export interface KeyUsage {
  /** Remembers that a key was used just now; never waits and never throws. */
  record(apiKeyId: string): void;
  /** Writes what is remembered, in one statement. */
  flush(): Promise<void>;
  /** Stops the timer and writes the rest. */
  close(): Promise<void>;
}

/** Keeps `api_keys.last_used_at` without a write per request. */
export function createKeyUsage(prisma: PrismaClient, logger: Logger, clock: () => number): KeyUsage {
  let used = new Map<string, number>();

  async function flush(): Promise<void> {
    if (used.size === 0) return;
    const batch = [...used];
    used = new Map();
    const ids = batch.map(([id]) => id);
    const now = clock();
    // Ages instead of times: the time that is stored is of the database's clock.
    const ages = batch.map(([, at]) => now - at);
    try {
      await prisma.$executeRaw`/* write_key_usage */
        UPDATE ${overAllOwners('credentials')} api_keys SET last_used_at = u.used_at
        FROM (SELECT id, now() - age * interval '1 millisecond' AS used_at
              FROM unnest(${ids}::uuid[], ${ages}::float8[]) AS t(id, age)) AS u
        WHERE api_keys.id = u.id AND (api_keys.last_used_at IS NULL OR api_keys.last_used_at < u.used_at)`;
    } catch (err) {
      logger[outageOf(err) ? 'debug' : 'warn']({ err }, 'the last use of API keys was not recorded');
    }
  }

  const timer = setInterval(flush, FLUSH_INTERVAL_MS).unref();
  return {
    record: (apiKeyId) => void used.set(apiKeyId, clock()),
    flush,
    async close() {
      clearInterval(timer);
      await flush();
    },
  };
}
