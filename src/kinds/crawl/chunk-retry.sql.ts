import { owned } from '../../core/db/owned.js';
import type { Tx } from '../../core/db/transaction.js';
import { Prisma } from '../../generated/prisma/client.js';

/**
 * Puts failed chunks of a locked execution back, in one statement; what went wrong stays to be read.
 * @param maxRetries Only those tried again fewer times than this.
 * @returns How many.
 */
export async function requeueFailed(
  tx: Tx,
  { id, ownerId }: { id: string; ownerId: string },
  maxRetries: number,
): Promise<number> {
  return tx.$executeRaw(Prisma.sql`/* requeue_failed */
    UPDATE job_chunks
    SET status = 'PENDING', fence = fence + 1, retry_count = retry_count + 1, worker_id = NULL, started_at = NULL,
      finished_at = NULL
    WHERE execution_id = ${id}::uuid ${owned('owner_id', ownerId)} AND status = 'FAILED' AND retry_count < ${maxRetries}::int`);
}
