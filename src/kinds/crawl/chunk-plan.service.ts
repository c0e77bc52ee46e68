import type { Caller } from '../../core/caller.js';
import { ownerScope } from '../../core/db/tenancy.js';
import { inTransaction } from '../../core/db/transaction.js';
import { ConflictError, type DomainError } from '../../core/domain-errors.js';
import { lockExecutions } from '../../executions/end/finish.sql.js';
import { leaseLost, notFound } from '../../executions/end/refusals.js';
import { type ChunkPlan, insertChunks, readStanding } from './chunk-plan.sql.js';
import { notRunning } from './chunk-transitions.js';

/** How many chunks one execution is cut into at most. */
export const MAX_CHUNKS = 100_000;

export interface ChunkPlanRequest extends ChunkPlan {
  leaseToken: string;
  priority: number;
}

export interface PlannedChunks {
  executionId: string;
  chunkCount: number;
  isReplay: boolean;
}

/**
 * Cuts the images of an execution into chunks, by its lease. Asked again with the same totals it answers the chunks
 * that are there, whatever became of them: a plan is the ranges that it cuts, not their priority. An execution
 * that retries another may have been given the rest of the plan only: the chunks that had not completed.
 */
export function planChunks(
  caller: Caller,
  { leaseToken, priority, ...plan }: ChunkPlanRequest,
): Promise<PlannedChunks | DomainError> {
  const { executionId, totalImages, chunkSize } = plan;
  const { viewer, leases } = caller;
  return inTransaction(caller, 'WORK', async (tx) => {
    // Two plans at once wait for each other, so the second one finds the chunks of the first.
    const row = (await lockExecutions(tx, [executionId], ownerScope(viewer))).get(executionId);
    if (!row) return notFound(executionId);
    if (row.fence !== leases.fenceOf(row.id, leaseToken)) return leaseLost();
    const over = notRunning(row);
    if (over) return over;
    const { chunkCount, fits, lineFits, lineCount } = await readStanding(tx, plan, row.ownerId);
    if (chunkCount === 0) {
      const made = await insertChunks(tx, plan, { ownerId: row.ownerId, priority });
      return { executionId, chunkCount: made, isReplay: false };
    }
    const wanted = Math.ceil(totalImages / chunkSize);
    if ((fits && chunkCount === wanted) || (lineFits && lineCount === wanted)) {
      return { executionId, chunkCount, isReplay: true };
    }
    return new ConflictError('The execution has chunks of another plan: other totals or another size.', {
      type: 'Execution',
      uuid: executionId,
    });
  });
}
