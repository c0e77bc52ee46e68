import { EventEmitter, once } from 'node:events';
import { outageOf } from '../../core/db/outage.js';
import type { Logger } from '../../core/logger.js';
import { beforeTransaction, isAfter, type Place } from '../../feed/cursor.js';
import { createPoller } from '../../feed/poller.js';
import type { PrismaClient } from '../../generated/prisma/client.js';
import { changesAfter, type Lot, lotsOf } from './lots.js';
import { type ChangesPage, countParts, type PartChange, readChanges } from './parts-watch.sql.js';

/** Runs whose changes one statement reads. */
const MAX_EXECUTIONS = 100;
/**
 * The parts in the newest changes that are kept for all who watch a run, and for all runs together; beside these, what was
 * read last of each. Who is behind them reads for themselves.
 */
const WINDOW_PARTS = 5_000;
const WINDOW_PARTS_TOGETHER = 200_000;
/** For how many polls without news the last answer is kept for those who are slower. */
const KEPT_POLLS = 5;
const PACE = { minMs: 200, soonMs: 200, quietMs: 1_000 } as const;

/** Follows the parts of runs: one statement for all that are watched in this process. */
export interface PartsWatch {
  /**
   * What became of a run's parts after a place, in order, none left out. It ends when the run is gone, or has ended so
   * long ago that it takes no more parts.
   * @param executionId UUID of one that the caller sees.
   */
  follow(executionId: string, from: Place, signal: AbortSignal): AsyncGenerator<readonly Lot[], void>;
  wake(): void;
  close(): void;
}

export interface PartsWatchDeps {
  prisma: Pick<PrismaClient, '$queryRaw'>;
  logger: Logger;
  onPoll?: () => void;
}

interface Watched {
  watchers: number;
  /** All changes after `floor` and up to `head`. */
  window: PartChange[];
  floor: Place;
  head: Place;
  isOver: boolean;
  quietPolls: number;
  /** What was handed out last: most who watch stand at the same place. */
  last: { after: Place; upTo: Place; lots: readonly Lot[] } | null;
}

export function createPartsWatch({ prisma, logger, onPoll }: PartsWatchDeps): PartsWatch {
  const news = new EventEmitter().setMaxListeners(0);
  const watched = new Map<string, Watched>();
  let isFailing = false;

  async function poll() {
    onPoll?.();
    const entries = [...watched];
    const pages: ChangesPage[] = [];
    for (let start = 0; start < entries.length; start += MAX_EXECUTIONS) {
      const some = entries.slice(start, start + MAX_EXECUTIONS);
      const found = await readChanges(
        prisma,
        some.map(([executionId, { head }]) => ({ executionId, after: head })),
      );
      for (const [id, entry] of some) {
        const page = found.get(id);
        if (page) pages.push(update(id, entry, page));
      }
    }
    isFailing = false;
    if (pages.some(({ isFull }) => isFull)) return 'more' as const;
    return pages.some(({ isHeld }) => isHeld) ? ('soon' as const) : ('quiet' as const);
  }

  function update(id: string, entry: Watched, page: ChangesPage): ChangesPage {
    trim(entry, Math.min(WINDOW_PARTS, WINDOW_PARTS_TOGETHER / watched.size));
    entry.window.push(...page.changes);
    entry.head = endOf(page, entry.head);
    entry.quietPolls = page.changes.length === 0 ? entry.quietPolls + 1 : 0;
    // Those who stood where they were answered last have gone on.
    if (entry.quietPolls > KEPT_POLLS) entry.last = null;
    entry.isOver = page.isOver && page.changes.length === 0 && !page.isHeld;
    if (page.changes.length > 0 || entry.isOver) news.emit(id);
    return page;
  }

  const poller = createPoller(poll, PACE, (err) => {
    if (!isFailing)
      logger[outageOf(err) ? 'debug' : 'warn']({ err }, 'the parts of executions cannot be read');
    isFailing = true;
  });

  function join(id: string, from: Place): Watched {
    const entry = watched.get(id) ?? {
      watchers: 0,
      window: [],
      floor: from,
      head: from,
      isOver: false,
      quietPolls: 0,
      last: null,
    };
    watched.set(id, entry);
    entry.watchers += 1;
    poller.start();
    poller.wake();
    return entry;
  }

  function leave(id: string, entry: Watched): void {
    entry.watchers -= 1;
    if (entry.watchers === 0) watched.delete(id);
    if (watched.size === 0) poller.stop();
  }

  return {
    async *follow(executionId, from, signal) {
      const entry = join(executionId, from);
      let place = from;
      try {
        for (;;) {
          signal.throwIfAborted();
          if (isAfter(entry.floor, place)) {
            const page = (await readChanges(prisma, [{ executionId, after: place }])).get(executionId);
            if (!page) return;
            const lots = lotsOf(page.changes, place);
            place = endOf(page, place);
            if (lots.length > 0) yield lots;
          } else if (isAfter(entry.head, place)) {
            const lots = nextOf(entry, place);
            place = entry.head;
            if (lots.length > 0) yield lots;
          } else if (entry.isOver) {
            return;
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

function placeOf({ txId, id }: Place): Place {
  return { txId, id };
}

/** Keeps the newest changes of a run, of so many parts at most. */
function trim(entry: Watched, limit: number): void {
  let left = countParts(entry.window);
  const first = entry.window.findIndex(({ partIds }) => {
    const fits = left <= limit;
    left -= partIds.length;
    return fits;
  });
  const dropped = entry.window.splice(0, first === -1 ? entry.window.length : first).at(-1);
  if (dropped) entry.floor = placeOf(dropped);
}

/** How far a page reaches. */
function endOf({ changes, isFull, horizon }: ChangesPage, after: Place): Place {
  const last = changes.at(-1);
  if (last && isFull) return placeOf(last);
  const behind = beforeTransaction(horizon);
  return isAfter(after, behind) ? after : behind;
}

/** The window's lots after a place; the same ones for all who stand there. */
function nextOf(entry: Watched, after: Place): readonly Lot[] {
  const { window, head, last } = entry;
  if (last && last.upTo === head && !isAfter(last.after, after) && !isAfter(after, last.after))
    return last.lots;
  const lots = lotsOf(changesAfter(window, after), after);
  entry.last = { after, upTo: head, lots };
  return lots;
}
