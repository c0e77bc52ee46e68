import { EventEmitter, once } from 'node:events';
import { outageOf } from '../../core/db/outage.js';
import type { Logger } from '../../core/logger.js';
import { createPoller } from '../../feed/poller.js';
import type { PrismaClient } from '../../generated/prisma/client.js';
import { type Progress, readProgress } from './progress.sql.js';

/** Executions whose chunks one statement counts. */
const MAX_EXECUTIONS = 200;
/** At most three a second. */
const PACE = { minMs: 350, soonMs: 350, quietMs: 1_000 } as const;

/** Counts chunks for those who watch, since a chunk's steps are no events. */
export interface ProgressWatch {
  /**
   * An execution's counts as they are, then whenever they have changed; the last ones are those at its end. Who reads
   * slowly gets the newest only. It ends early where the execution is gone.
   * @param executionId UUID of one that the caller sees.
   */
  follow(executionId: string, signal: AbortSignal): AsyncGenerator<Progress, void>;
  wake(): void;
  close(): void;
}

export interface ProgressWatchDeps {
  prisma: PrismaClient;
  logger: Logger;
  onPoll?: () => void;
}

interface Watched {
  watchers: number;
  /** Undefined until they are read; null where there is no such execution any more. */
  counts: Progress | null | undefined;
}

export function createProgressWatch({ prisma, logger, onPoll }: ProgressWatchDeps): ProgressWatch {
  const news = new EventEmitter().setMaxListeners(0);
  const watched = new Map<string, Watched>();
  let isFailing = false;

  async function poll() {
    onPoll?.();
    const ids = [...watched.keys()];
    for (let start = 0; start < ids.length; start += MAX_EXECUTIONS) {
      const some = ids.slice(start, start + MAX_EXECUTIONS);
      const found = new Map(
        (await readProgress(prisma, some, null, 'feed')).map((row) => [row.executionId, row]),
      );
      for (const id of some) update(id, found.get(id) ?? null);
    }
    isFailing = false;
    return 'quiet' as const;
  }

  function update(id: string, counts: Progress | null): void {
    const entry = watched.get(id);
    if (!entry || (entry.counts && counts && isSame(entry.counts, counts))) return;
    entry.counts = counts;
    news.emit(id);
  }

  const poller = createPoller(poll, PACE, (err) => {
    if (!isFailing)
      logger[outageOf(err) ? 'debug' : 'warn']({ err }, 'the progress of executions cannot be read');
    isFailing = true;
  });

  function join(id: string): Watched {
    const entry = watched.get(id) ?? { watchers: 0, counts: undefined };
    watched.set(id, entry);
    entry.watchers += 1;
    poller.start();
    if (entry.counts === undefined) poller.wake();
    return entry;
  }

  function leave(id: string, entry: Watched): void {
    entry.watchers -= 1;
    if (entry.watchers === 0) watched.delete(id);
    if (watched.size === 0) poller.stop();
  }

  return {
    async *follow(executionId, signal) {
      const entry = join(executionId);
      try {
        let seen: Progress | undefined;
        for (;;) {
          signal.throwIfAborted();
          const { counts } = entry;
          if (counts === null) return;
          if (counts !== undefined && counts !== seen) {
            seen = counts;
            yield counts;
            if (counts.isOver) return;
          } else {
            await once(news, executionId, { signal }).catch(() => signal.throwIfAborted());
          }
        }
      } finally {
        leave(executionId, entry);
      }
    },
    wake: poller.wake,
    close: poller.stop,
  };
}

/** The time that is left changes by itself: no news. */
function isSame(a: Progress, b: Progress): boolean {
  return (
    a.total === b.total &&
    a.pending === b.pending &&
    a.processing === b.processing &&
    a.completed === b.completed &&
    a.failed === b.failed &&
    a.isOver === b.isOver
  );
}
