import { recordActivity } from '../../activity/activity.service.js';
import type { Caller } from '../../core/caller.js';
import { soleOwner } from '../../core/db/owned.js';
import { ownerScope } from '../../core/db/tenancy.js';
import { inTransaction, type Tx } from '../../core/db/transaction.js';
import { ConflictError, DomainError, InvalidTransitionError } from '../../core/domain-errors.js';
import { encodeId } from '../../core/ids.js';
import { onlyOne } from '../../core/only-one.js';
import { acceptExecutions, type DryRun, foreseeExecutions } from '../queue/accept.service.js';
import { archived } from '../queue/enqueue.service.js';
import { allowedFrom } from '../transitions.js';
import { type LockedExecution, lockExecutions } from './finish.sql.js';
import { notFound } from './refusals.js';
import { copyUnfinished, countUnfinished, readOpenRetries } from './retry.sql.js';

export interface Retry {
  /** UUID of a finished execution. */
  executionId: string;
  /** Left out: those of the execution. */
  params?: unknown;
  /** Whether to plan only the chunks that did not complete. */
  unfinishedChunksOnly: boolean;
  /** For the new one's first event. */
  reason: string | null;
}

/** The new execution, by its UUID. */
export interface Retried {
  executionId: string;
}

/** Puts a new execution for a finished one in the queue; the rules are those of {@link retryIn}. */
export function retryExecution(caller: Caller, retry: Retry): Promise<Retried | DomainError> {
  return inTransaction(caller, 'WORK', async (tx) => {
    const answer = onlyOne(await retryIn(tx, caller, [retry]));
    if (!(answer instanceof DomainError)) {
      await recordActivity(tx, caller, {
        action: 'execution.retried',
        resource: { type: 'Execution', uuid: retry.executionId },
        metadata: { retryId: encodeId('Execution', answer.executionId) },
      });
    }
    return answer;
  });
}

/**
 * Puts new executions for finished ones in the queue, which reach their workers as those did. One execution has at
 * most one retry that is queued or runs.
 * @param dryRun Only to say what would come of it: the answers then name the executions themselves.
 * @param unretriedSince Since when nobody else may have retried them; null for no matter.
 * @returns An answer for each, in their order: NotFoundError; InvalidTransitionError where it has not finished or
 * its job is archived; ConflictError where a retry is open or was made since, or nothing of its chunks is left to do;
 * QuotaExceededError and InsufficientCreditsError.
 */
export async function retryIn(
  tx: Tx,
  { viewer, runCosts }: Caller,
  retries: readonly Retry[],
  { dryRun, unretriedSince = null }: { dryRun?: DryRun; unretriedSince?: Date | null } = {},
): Promise<Array<Retried | DomainError>> {
  const ids = retries.map(({ executionId }) => executionId);
  const rows = await lockExecutions(tx, ids, ownerScope(viewer));
  const ownerId = soleOwner(rows.values());
  const open = await readOpenRetries(tx, [...rows.keys()], ownerId, unretriedSince);
  const partial = retries.filter(({ unfinishedChunksOnly }) => unfinishedChunksOnly);
  const unfinished = await countUnfinished(
    tx,
    partial.flatMap(({ executionId }) => (rows.has(executionId) ? [executionId] : [])),
    ownerId,
  );
  const wanted: Array<{ place: number; retry: Retry; row: LockedExecution }> = [];
  const answers = retries.map((retry, place): Retried | DomainError => {
    const row = rows.get(retry.executionId);
    if (!row) return notFound(retry.executionId);
    const refusal = refusalOf(row, open.get(row.id), unretriedSince);
    if (refusal) return refusal;
    if (retry.unfinishedChunksOnly && unfinished.get(row.id) === 0) {
      return new ConflictError('All its chunks completed: there is nothing left to plan.');
    }
    wanted.push({ place, retry, row });
    return { executionId: row.id };
  });
  const runs = wanted.map(({ retry, row }) => ({
    ownerId: row.ownerId,
    kind: row.kind,
    run: {
      jobId: row.jobId,
      params: retry.params,
      priority: null,
      availableAt: null,
      trigger: 'RETRY' as const,
      dispatch: row.dispatch,
      createdBy: null,
      createdByUserId: viewer.userId,
      retryOfId: row.id,
      reason: retry.reason,
    },
  }));
  if (dryRun) {
    for (const [nth, refusal] of (await foreseeExecutions(tx, runCosts, runs, dryRun)).entries()) {
      const place = wanted[nth]?.place;
      if (refusal && place !== undefined) answers[place] = refusal;
    }
    return answers;
  }
  const made = await acceptExecutions(tx, runCosts, runs);
  const partly: string[] = [];
  for (const [nth, { place, retry }] of wanted.entries()) {
    const outcome = made[nth];
    if (outcome === undefined) throw new Error('a retry was neither made nor refused');
    answers[place] = outcome instanceof DomainError ? outcome : { executionId: outcome };
    if (retry.unfinishedChunksOnly && typeof outcome === 'string') partly.push(outcome);
  }
  await copyUnfinished(tx, partly, ownerId);
  return answers;
}

function refusalOf(
  { status, jobStatus }: LockedExecution,
  openRetryId: string | undefined,
  unretriedSince: Date | null,
): DomainError | null {
  if (status === 'QUEUED' || status === 'RUNNING') {
    const message = `The execution is ${status}: only a finished one can be retried.`;
    return new InvalidTransitionError(message, { from: status, to: 'QUEUED', allowed: allowedFrom(status) });
  }
  if (jobStatus === 'ARCHIVED') return archived();
  if (openRetryId === undefined) return null;
  const message = unretriedSince
    ? 'It has been retried since it was selected.'
    : 'A retry of it is already queued or running.';
  return new ConflictError(message, {
    type: 'Execution',
    uuid: openRetryId,
  });
}
