import { recordActivity } from '../../activity/activity.service.js';
import type { Caller } from '../../core/caller.js';
import { ownerScope } from '../../core/db/tenancy.js';
import { inTransaction } from '../../core/db/transaction.js';
import type { DomainError } from '../../core/domain-errors.js';
import { lockExecutions } from '../../executions/end/finish.sql.js';
import { notFound } from '../../executions/end/refusals.js';
import { requeueFailed } from './chunk-retry.sql.js';
import { notRunning } from './chunk-transitions.js';

/** How often a chunk may be tried again, where a caller names no other number, and at most. */
export const CHUNK_RETRIES = { default: 3, max: 100 } as const;

/**
 * Puts the failed chunks of a running execution back to pending, each at most `maxRetries` times in its life.
 * @param executionId UUID.
 */
export function retryFailedChunks(
  caller: Caller,
  { executionId, maxRetries }: { executionId: string; maxRetries: number },
): Promise<{ executionId: string; chunkCount: number } | DomainError> {
  return inTransaction(caller, 'WORK', async (tx) => {
    const row = (await lockExecutions(tx, [executionId], ownerScope(caller.viewer))).get(executionId);
    if (!row) return notFound(executionId);
    const refusal = notRunning(row);
    if (refusal) return refusal;
    const chunkCount = await requeueFailed(tx, row, maxRetries);
    await recordActivity(tx, caller, {
      action: 'execution.chunks_retried',
      resource: { type: 'Execution', uuid: executionId },
      metadata: { chunkCount, maxRetries },
    });
    return { executionId, chunkCount };
  });
}
