import { EventEmitter, once } from 'node:events';
import { outageOf } from '../core/db/outage.js';
import type { SqlExecutor } from '../core/db/session.js';
import { requestError } from '../core/errors.js';
import type { Logger } from '../core/logger.js';
import { beforeTransaction, isAfter, type Place } from './cursor.js';
import { type FeedRow, readFeed, readSnapshot, type Source } from './feed.sql.js';
import { createPoller } from './poller.js';
import { hadEnded, type Snapshot } from './snapshot.js';

/** Rows that one statement reads, and that a follower gets at once. */
const PAGE_SIZE = 1_000;
/** The newest rows, kept for all followers: how far one may lag behind before it is cut off. */
const WINDOW_SIZE = 10_000;
/** Wake-ups within 100 ms are one poll; rows behind an open transaction are looked for every 200 ms. */
const PACE = { minMs: 100, soonMs: 200, quietMs: 1_000 } as const;

export interface Follower {
  /** Where to go on from; else from what a snapshot does not hold. */
  from: Place | Snapshot;
  /** Whose rows: a user's id, or null for everybody's; asked anew for each batch. */
  scope: () => Promise<string | null>;
  signal: AbortSignal;
}

/** The rows of an append-only table, as they are committed, for any number of followers in this process. */
export interface Feed<Row extends FeedRow> {
  /** Which transactions have ended by now. */
  now(): Promise<Snapshot>;
  /**
   * A follower's rows, in order, none twice and none left out, in batches that are not empty; it never ends by itself.
   * What the window does not hold any more is read by the page.
   * @throws GraphQLError RATE_LIMITED where it was up to date and then lagged too far behind, or the signal's reason.
   */
  follow(follower: Follower): AsyncGenerator<readonly Row[], void>;
  /** Says that something may have been committed. */
  wake(): void;
  close(): void;
}

export interface FeedDeps {
  sql: Pick<SqlExecutor, 'query'>;
  logger: Logger;
  /** Called for every poll. */
  onPoll?: () => void;
  windowSize?: number;
}

/** What one poller has read for those who follow at the time. */
interface Window<Row> {
  /** All rows after `floor` and up to `head`. */
  rows: Row[];
  floor: Place;
  head: Place;
  /** What was handed out last, when the head was there: most followers stand at the same place. */
  last: (Batch<Row> & { upTo: Place }) | null;
}

/** The rows between two places. */
interface Batch<Row> {
  after: Place;
  end: Place;
  /** One list for all who may see the same. */
  of(ownerId: string | null): readonly Row[];
}

const isPlace = (from: Place | Snapshot): from is Place => 'id' in from;
const later = (a: Place, b: Place) => (isAfter(a, b) ? a : b);

/** Follows a table: one poller for all, which sleeps where nobody follows. */
export function createFeed<Row extends FeedRow>(
  source: Source<Row>,
  { sql, logger, onPoll, windowSize = WINDOW_SIZE }: FeedDeps,
): Feed<Row> {
  const news = new EventEmitter().setMaxListeners(0);
  let followers = 0;
  let opened: Promise<Window<Row>> | null = null;
  let isFailing = false;

  const now = () => readSnapshot(sql);

  async function open(): Promise<Window<Row>> {
    const start = beforeTransaction((await now()).xmin);
    return { rows: [], floor: start, head: start, last: null };
  }

  /** A failure is forgotten, so that the next one asks again. */
  function currentWindow(): Promise<Window<Row>> {
    opened ??= open().catch((error) => {
      opened = null;
      throw error;
    });
    return opened;
  }

  async function poll() {
    onPoll?.();
    const window = await currentWindow();
    const page = await readFeed(sql, source, { after: window.head, limit: PAGE_SIZE, ownerId: null });
    isFailing = false;
    const last = page.rows.at(-1);
    const isFull = page.rows.length === PAGE_SIZE;
    window.rows.push(...page.rows);
    window.head = isFull && last ? placeOf(last) : later(window.head, beforeTransaction(page.horizon));
    const [dropped] = window.rows.splice(0, Math.max(0, window.rows.length - windowSize)).slice(-1);
    if (dropped) window.floor = placeOf(dropped);
    if (last) news.emit('news');
    return isFull ? 'more' : page.isHeld ? 'soon' : 'quiet';
  }

  const poller = createPoller(poll, PACE, (err) => {
    if (!isFailing)
      logger[outageOf(err) ? 'debug' : 'warn']({ err, table: source.table }, 'the feed cannot be read');
    isFailing = true;
  });

  function join(): void {
    followers += 1;
    poller.start();
  }

  function leave(): void {
    followers -= 1;
    if (followers > 0) return;
    poller.stop();
    opened = null;
  }

  async function* follow({ from, scope, signal }: Follower): AsyncGenerator<readonly Row[], void> {
    let place = isPlace(from) ? from : beforeTransaction(from.xmin);
    /** Until all is behind which may have ended before it. */
    let snapshot = isPlace(from) ? null : from;
    let isUpToDate = false;
    join();
    try {
      const window = await currentWindow();
      for (;;) {
        // First of all, since the window moves while this waits.
        const ownerId = await scope();
        signal.throwIfAborted();
        const isWithin = !isAfter(window.floor, place);
        if (isWithin && !isAfter(window.head, place)) {
          isUpToDate = true;
          await once(news, 'news', { signal }).catch(() => signal.throwIfAborted());
          continue;
        }
        if (!isWithin && isUpToDate) throw tooSlow(windowSize);
        const batch = isWithin ? nextOf(window, place) : await pageAfter(place, ownerId);
        let rows = batch.of(ownerId);
        if (snapshot) rows = withoutEnded(rows, snapshot);
        place = batch.end;
        if (snapshot && place.txId >= snapshot.xmax) snapshot = null;
        if (rows.length > 0) yield rows;
      }
    } finally {
      leave();
    }
  }

  async function pageAfter(after: Place, ownerId: string | null): Promise<Batch<Row>> {
    const { rows, horizon } = await readFeed(sql, source, { after, limit: PAGE_SIZE, ownerId });
    const last = rows.at(-1);
    const end = rows.length === PAGE_SIZE && last ? placeOf(last) : later(after, beforeTransaction(horizon));
    return { after, end, of: () => rows };
  }

  return { now, follow, wake: poller.wake, close: poller.stop };
}

function placeOf({ txId, id }: Place): Place {
  return { txId, id };
}

/** The window's next rows; the same ones for all who stand at the same place. */
function nextOf<Row extends FeedRow>(window: Window<Row>, after: Place): Batch<Row> {
  const { rows, head, last } = window;
  if (last && !isAfter(last.after, after) && !isAfter(after, last.after) && last.upTo === head) return last;
  const start = firstAfter(rows, after);
  const some = rows.slice(start, start + PAGE_SIZE);
  const end = some.at(-1);
  const batch = {
    after,
    upTo: head,
    end: end && start + some.length < rows.length ? placeOf(end) : head,
    of: byOwner(some),
  };
  window.last = batch;
  return batch;
}

/** Everybody's own, sorted out once. */
function byOwner<Row extends FeedRow>(rows: readonly Row[]): (ownerId: string | null) => readonly Row[] {
  const known = new Map<string, readonly Row[]>();
  return (ownerId) => {
    if (ownerId === null) return rows;
    const own = known.get(ownerId) ?? rows.filter((row) => row.ownerId === ownerId);
    known.set(ownerId, own);
    return own;
  };
}

function withoutEnded<Row extends FeedRow>(rows: readonly Row[], snapshot: Snapshot): readonly Row[] {
  return rows.every(({ txId }) => !hadEnded(snapshot, txId))
    ? rows
    : rows.filter(({ txId }) => !hadEnded(snapshot, txId));
}

/** The index of the first row after a place, by halving: the rows are in order. */
function firstAfter(rows: readonly Place[], place: Place): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle];
    if (row && isAfter(row, place)) high = middle;
    else low = middle + 1;
  }
  return low;
}

const tooSlow = (rows: number) =>
  requestError(
    'RATE_LIMITED',
    `This stream is read too slowly: more than ${rows} events wait. Subscribe again with the last cursor as \`after\`.`,
    { retryAfter: 0 },
  );
