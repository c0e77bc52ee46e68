import { setTimeout as sleep } from 'node:timers/promises';
import { errorMessage } from './errors.js';
import type { Outage, OutageKind } from './outage.js';

/** Between two looks at a database that something is wrong with. */
const LOOK_EVERY_MS = 1_000;
/** How many looks in a row must find nothing wrong before it counts as over: a pool is full and free by turns. */
const QUIET_LOOKS: Record<OutageKind, number> = { unreachable: 1, unwritable: 1, busy: 10, slow: 1 };

const WENT: Record<OutageKind, string> = {
  unreachable: 'The database cannot be reached',
  unwritable: 'The database takes no writes',
  busy: 'The database has no connection free',
  slow: 'The database is slow',
};

/** What is looked for at a database. */
export interface Sought {
  /** What was noticed since it was well. */
  noticed: ReadonlySet<OutageKind>;
}

export interface MonitorDeps {
  /** Looks at the database by a way of its own, in a few seconds. @returns What is wrong; null where nothing is. */
  look(sought: Sought): Promise<Outage | null>;
  /** Whether there is something to look for that nobody has noticed by an error. */
  isSuspicious?: () => boolean;
  /** Called when it turns out to be away. */
  onAway?: () => void;
  /** One line when something is wrong, and one when it is over. */
  say(message: string): void;
}

/**
 * Looks after a database: where something has failed, it looks once a second what is wrong, until nothing is. Where all
 * is well it does nothing.
 */
export interface Monitor {
  /** Says that something may be wrong. Never waits. */
  notice(outage?: Outage): void;
  /** What was wrong at the last look; null where nothing was. */
  outage(): Outage | null;
  close(): void;
}

export function createMonitor({ look, isSuspicious, onAway, say }: MonitorDeps): Monitor {
  const noticed = new Set<OutageKind>();
  const closing = new AbortController();
  let found: Outage | null = null;
  let isLooking = false;

  async function watch(): Promise<void> {
    let since = 0;
    let quiet = 0;
    while (!closing.signal.aborted) {
      const now = await look({ noticed });
      if (closing.signal.aborted) return;
      if (now) {
        quiet = 0;
        if (now.kind !== found?.kind) {
          since = performance.now();
          say(`${WENT[now.kind]}: ${now.reason}`);
        }
        found = now;
        if (now.kind === 'unreachable') onAway?.();
      } else if (found && ++quiet >= QUIET_LOOKS[found.kind]) {
        const seconds = Math.round((performance.now() - since) / 1_000);
        say(`The database is well again, after ${seconds} s.`);
        found = null;
      }
      if (!found) {
        noticed.clear();
        if (!isSuspicious?.()) return;
      }
      await sleep(LOOK_EVERY_MS, undefined, { signal: closing.signal, ref: false }).catch(() => undefined);
    }
  }

  return {
    notice(outage) {
      // One statement's own matter, which says nothing of the others.
      if (outage?.kind === 'slow') return;
      if (outage) noticed.add(outage.kind);
      if (isLooking || closing.signal.aborted) return;
      isLooking = true;
      watch()
        .catch((error) => say(`The database cannot be looked at: ${errorMessage(error)}`))
        .finally(() => {
          isLooking = false;
        });
    },
    outage: () => found,
    close: () => closing.abort(),
  };
}

/** A write that makes a file longer, which is what a full disk refuses. To be run in a transaction. */
export const TRIAL_WRITE = `CREATE TEMPORARY TABLE runledger_trial ON COMMIT DROP AS
  SELECT repeat('x', 1000) AS filler FROM generate_series(1, 100)`;
