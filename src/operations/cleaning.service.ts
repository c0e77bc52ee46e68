import type { ScopedDb } from '../core/db/tenancy.js';
import { runTransaction } from '../core/db/transaction.js';
import { deleteEnded } from '../notifications/delivery.sql.js';
import {
  deactivateExpired,
  deleteExpiredKeys,
  deleteExpiredSelections,
  deleteIdle,
  lockIdle,
} from './cleaning.sql.js';

/** How long a delivery that ended is kept, and an account whose address nobody has shown to be theirs. */
const DELIVERIES_KEPT_DAYS = 7;
export const UNVERIFIED_KEPT_DAYS = 7;
/** How much one look takes away of each kind. Of users less: each takes rows of other tables along. */
const DELIVERIES_AT_ONCE = 5_000;
export const KEYS_AT_ONCE = 5_000;
export const USERS_AT_ONCE = 200;
/** Selections of bulk actions have a long list of ids each. */
export const SELECTIONS_AT_ONCE = 100;
const ACCOUNTS_AT_ONCE = 1_000;

/**
 * Takes away some of what nobody needs any more: deliveries that ended long ago, answers to idempotency keys and
 * selections of bulk actions whose time is over, and users who registered and never verified their address. X accounts whose token has ended are said to
 * be inactive, so that an index finds those that are not.
 * @param db Nobody's: its statements are of its own, and any other would be refused.
 * @returns Whether there may be more.
 */
export async function cleanUp(db: ScopedDb): Promise<boolean> {
  const deliveries = await runTransaction(db, (tx) =>
    deleteEnded(tx, DELIVERIES_KEPT_DAYS, DELIVERIES_AT_ONCE),
  );
  const keys = await runTransaction(db, (tx) => deleteExpiredKeys(tx, KEYS_AT_ONCE));
  const selections = await runTransaction(db, (tx) => deleteExpiredSelections(tx, SELECTIONS_AT_ONCE));
  const users = await runTransaction(db, async (tx) =>
    deleteIdle(tx, await lockIdle(tx, UNVERIFIED_KEPT_DAYS, USERS_AT_ONCE)),
  );
  const accounts = await runTransaction(db, (tx) => deactivateExpired(tx, ACCOUNTS_AT_ONCE));
  return (
    deliveries === DELIVERIES_AT_ONCE ||
    keys === KEYS_AT_ONCE ||
    selections === SELECTIONS_AT_ONCE ||
    users === USERS_AT_ONCE ||
    accounts === ACCOUNTS_AT_ONCE
  );
}
