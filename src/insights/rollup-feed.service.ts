import type { ScopedDb } from '../core/db/tenancy.js';
import { runTransaction } from '../core/db/transaction.js';
import { feedEvents, lockRollups, readMark, repairDay, takeRepairs } from './rollup-feed.sql.js';

/** How many events one transaction takes into the roll-ups: a longer one holds back every subscription. */
const EVENTS_AT_ONCE = 1_000;

/**
 * Takes what ended into the roll-ups, and repairs one day of those that need it. Any number of processes may try: one
 * at a time does it.
 * @param db Nobody's: its statements are of its own, and any other would be refused.
 * @returns Whether there may be more.
 */
export async function feedRollups(db: ScopedDb): Promise<boolean> {
  const events = await runTransaction(db, async (tx) =>
    (await lockRollups(tx)) ? feedEvents(tx, await readMark(tx), EVENTS_AT_ONCE) : 0,
  );
  const repairs = await runTransaction(db, async (tx) => {
    if (!(await lockRollups(tx))) return 0;
    const taken = await takeRepairs(tx);
    const [first] = taken;
    if (!first) return 0;
    await repairDay(
      tx,
      await readMark(tx),
      first.day,
      taken.flatMap(({ ownerId }) => ownerId ?? []),
    );
    return taken.length;
  });
  return events === EVENTS_AT_ONCE || repairs > 0;
}
