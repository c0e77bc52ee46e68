import { recordActivity } from '../activity/activity.service.js';
import type { Caller } from '../core/caller.js';
import { seesEverything } from '../core/db/tenancy.js';
import { inTransaction } from '../core/db/transaction.js';
import { NotFoundError, Refusal } from '../core/domain-errors.js';
import { type Decision, hasFailureGroup, writeDecision } from './failure-group-state.sql.js';

/**
 * Decides of failures that look alike; what is undefined stays as it is.
 * @param ownerId Whose they are; null for the account that is acted for.
 * @returns Whose they are. @throws Refusal NotFoundError where there never were such failures of theirs.
 */
export function decideFailureGroup(
  caller: Caller,
  ownerId: string | null,
  fingerprint: string,
  decision: Decision,
): Promise<string> {
  const { viewer } = caller;
  const owner = ownerId ?? viewer.accountId;
  return inTransaction(caller, 'MANAGE', async (tx) => {
    const isTheirs = owner === viewer.accountId || seesEverything(viewer);
    if (!isTheirs || !(await hasFailureGroup(tx, owner, fingerprint))) {
      throw new Refusal(new NotFoundError('There are no such failures.', null));
    }
    if (decision.state === undefined && decision.note === undefined) return owner;
    await writeDecision(tx, { ownerId: owner, fingerprint, userId: viewer.userId }, decision);
    await recordActivity(tx, caller, {
      action: 'failure_group.decided',
      resource: null,
      metadata: {
        ...(decision.state !== undefined && { state: decision.state }),
        ...(decision.note !== undefined && { changed: ['note'] }),
      },
    });
    return owner;
  });
}
