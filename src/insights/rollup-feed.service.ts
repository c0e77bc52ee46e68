import type { ScopedDb } from '../core/db/tenancy.js';
import { runTransaction, type Tx } from '../core/db/transaction.js';
import { createSignal } from '../core/signal.js';
import type { ExecutionEventType } from '../generated/prisma/enums.js';
import { repairFacets } from './facet-feed.service.js';
import { feedFacets } from './facet-feed.sql.js';
import { feedEvents, lockRollups, type Mark, readMark } from './rollup-feed.sql.js';
import { beginRepair, endRepair, nextRepair, repairEverybody, repairRows } from './rollup-repair.sql.js';

/**
 * How many events one transaction takes into the roll-ups at least and at most, and how long it is meant to take: a longer
 * one holds back every subscription, and each has to find and write the same cells however few its events are.
 */
const EVENTS_AT_ONCE = { fewest: 250, most: 10_000 };
const FEED_MS = 25;
/** How many rows one statement of a repair looks at, and when its transaction begins no other. */
const ROWS_AT_ONCE = 1_000;
const REPAIR_MS = 20;

/** Each event of an execution once, whichever process makes it: by the one that takes it into the roll-ups. */
export const countedEvents = createSignal<{ type: ExecutionEventType; events: number }>();

/** How many this process takes next, as the last ones took. */
let eventsAtOnce = 1_000;

/**
 * Takes what ended into the roll-ups, and goes on with repairs of hours that need them. Any number of processes may try:
 * one at a time does it.
 * @param db Nobody's: its statements are of its own, and any other would be refused.
 * @param repairMs How long a transaction may begin another step of a repair: longer where nobody waits for it.
 * @returns Whether there may be more.
 */
export async function feedRollups(db: ScopedDb, repairMs = REPAIR_MS): Promise<boolean> {
  const limit = eventsAtOnce;
  const counts = await runTransaction(db, async (tx) => {
    if (!(await lockRollups(tx))) return [];
    const began = performance.now();
    const mark = await readMark(tx);
    const fed = await feedEvents(tx, mark, limit);
    if (fed.length === 0) return [];
    await feedFacets(tx, mark, await readMark(tx));
    eventsAtOnce = nextLimit(sumOf(fed), performance.now() - began);
    return fed;
  });
  for (const one of counts) countedEvents.tell(one);
  // Mostly there is nothing to repair, and no need of a transaction.
  const isRepairing =
    (await nextRepair(db)) !== null && (await runTransaction(db, (tx) => repairForAWhile(tx, repairMs)));
  const isRepairingFacets = await repairFacets(db);
  return sumOf(counts) === limit || isRepairing || isRepairingFacets;
}

const sumOf = (counts: { events: number }[]) => counts.reduce((sum, one) => sum + one.events, 0);

/** How many events to take after some that took so many ms: half or twice as many at most. */
function nextLimit(events: number, ms: number): number {
  const fitting = Math.round((events * FEED_MS) / Math.max(ms, 1));
  const bounded = Math.min(Math.max(fitting, eventsAtOnce / 2), eventsAtOnce * 2);
  // Few events say little of what many would take.
  if (events < eventsAtOnce && bounded < eventsAtOnce) return eventsAtOnce;
  return Math.round(Math.min(Math.max(bounded, EVENTS_AT_ONCE.fewest), EVENTS_AT_ONCE.most));
}

/** Takes steps of repairs for as long as a transaction may last. @returns Whether there may be more. */
async function repairForAWhile(tx: Tx, repairMs: number): Promise<boolean> {
  if (!(await lockRollups(tx))) return false;
  const mark = await readMark(tx);
  const end = performance.now() + repairMs;
  while (await repairSome(tx, mark)) if (performance.now() > end) return true;
  return false;
}

/** Takes a step of the repair that is next. @returns Whether there was one. */
async function repairSome(tx: Tx, now: Mark): Promise<boolean> {
  const repair = await nextRepair(tx);
  if (!repair) return false;
  const { ownerId, hour, mark } = repair;
  if (ownerId === null) {
    await repairEverybody(tx, hour);
  } else if (mark === null) {
    await beginRepair(tx, { ownerId, hour }, now);
  } else if ((await repairRows(tx, { ...repair, ownerId, mark }, ROWS_AT_ONCE)) < ROWS_AT_ONCE) {
    await endRepair(tx, { ...repair, ownerId });
  }
  return true;
}
