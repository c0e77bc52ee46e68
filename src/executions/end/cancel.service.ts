import { recordActivity } from '../../activity/activity.service.js';
import type { Caller } from '../../core/caller.js';
import { soleOwner } from '../../core/db/owned.js';
import { ownerScope } from '../../core/db/tenancy.js';
import { inTransaction, type Tx } from '../../core/db/transaction.js';
import { DomainError } from '../../core/domain-errors.js';
import { onlyOne } from '../../core/only-one.js';
import { askToStop, type CancelWish } from './cancel.sql.js';
import { type EndingOf, endExecutions, type LockedExecution, lockExecutions } from './finish.sql.js';
import { invalid, leaseLost, notFound } from './refusals.js';

/** For how long a worker may go on that is asked to stop, in seconds. */
export const GRACE_SECONDS = { min: 0, max: 3_600, default: 60 } as const;

export interface Cancellation {
  /** UUID. */
  executionId: string;
  /** The worker's own word that it stopped. */
  leaseToken?: string | null;
  reason: string | null;
  graceSeconds: number;
  /** Whether not to wait for the worker. */
  force: boolean;
}

export interface Canceled {
  executionId: string;
  /** The worker has been asked; the execution still runs. */
  isPending: boolean;
}

/** Cancels an execution; the rules are those of {@link cancelIn}. */
export function cancelExecution(caller: Caller, cancellation: Cancellation): Promise<Canceled | DomainError> {
  return inTransaction(caller, 'WORK', async (tx) => {
    const answer = onlyOne(await cancelIn(tx, caller, [cancellation]));
    const { executionId, leaseToken, force } = cancellation;
    // A worker's own word is the execution's affair, and stands in its events, as the reason does.
    if (!(answer instanceof DomainError) && leaseToken == null) {
      await recordActivity(tx, caller, {
        action: answer.isPending ? 'execution.cancel_requested' : 'execution.canceled',
        resource: { type: 'Execution', uuid: executionId },
        metadata: { force },
      });
    }
    return answer;
  });
}

/**
 * Cancels executions: queued ones at once; running ones at once by force, without grace, or by their worker's own
 * word; otherwise their workers are asked to stop. Asked again it answers the same, and the time to stop may only
 * get shorter.
 * @param isDryRun Whether only to say what would come of it.
 * @returns An answer for each, in their order: NotFoundError, LeaseLostError for a token that is not current, or
 * InvalidTransitionError where it finished otherwise.
 */
export async function cancelIn(
  tx: Tx,
  { viewer, leases }: Caller,
  cancellations: readonly Cancellation[],
  { isDryRun = false } = {},
): Promise<Array<Canceled | DomainError>> {
  const rows = await lockExecutions(
    tx,
    cancellations.map(({ executionId }) => executionId),
    ownerScope(viewer),
  );
  const endings: EndingOf[] = [];
  const wishes: CancelWish[] = [];
  const answers = cancellations.map((cancellation): Canceled | DomainError => {
    const { executionId, leaseToken, reason, graceSeconds } = cancellation;
    const row = rows.get(executionId);
    if (!row) return notFound(executionId);
    const isWorker = leaseToken != null;
    if (isWorker && leases.fenceOf(row.id, leaseToken) !== row.fence) return leaseLost();
    if (row.status === 'CANCELED') return { executionId, isPending: false };
    if (row.status !== 'QUEUED' && row.status !== 'RUNNING') return invalid(row, 'CANCELED');
    if (isWorker || endsAtOnce(row, cancellation)) {
      endings.push({ id: row.id, ownerId: row.ownerId, to: 'CANCELED', reason, isByUser: !isWorker });
      return { executionId, isPending: false };
    }
    wishes.push({ id: row.id, graceSeconds, reason, isFirst: row.cancelRequestedAt === null });
    return { executionId, isPending: true };
  });
  if (!isDryRun) {
    await endExecutions(tx, endings, viewer.userId);
    await askToStop(tx, wishes, { ownerId: soleOwner(rows.values()), userId: viewer.userId });
  }
  return answers;
}

function endsAtOnce(
  { status, isCancelDue }: LockedExecution,
  { force, graceSeconds }: Cancellation,
): boolean {
  return status === 'QUEUED' || isCancelDue || force || graceSeconds === 0;
}
