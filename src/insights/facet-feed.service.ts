import type { ScopedDb } from '../core/db/tenancy.js';
import { runTransaction } from '../core/db/transaction.js';
import { draftFacets, finishFacetRepair, isAnyFacetRepair, takeFacetRepair } from './facet-feed.sql.js';
import { lockRollups, readMark } from './rollup-feed.sql.js';

/** How many executions one transaction takes into a day's draft: a longer one holds back every subscription. */
const EXECUTIONS_AT_ONCE = 1_000;

/**
 * Takes a step in making the facets of a day anew, where one needs it.
 * @param db Nobody's: its statements are of its own.
 * @returns Whether there may be more.
 */
export async function repairFacets(db: ScopedDb): Promise<boolean> {
  // Mostly there is none, and no need of a transaction.
  if (!(await isAnyFacetRepair(db))) return false;
  return runTransaction(db, async (tx) => {
    if (!(await lockRollups(tx))) return false;
    const repair = await takeFacetRepair(tx, await readMark(tx));
    if (!repair) return false;
    const count = await draftFacets(tx, repair, EXECUTIONS_AT_ONCE);
    if (count < EXECUTIONS_AT_ONCE) await finishFacetRepair(tx, repair);
    return true;
  });
}
