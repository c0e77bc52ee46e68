import { owned } from '../../core/db/owned.js';
import type { Tx } from '../../core/db/transaction.js';
import { Prisma } from '../../generated/prisma/client.js';

/** How a chunk ends. */
export interface ChunkEnding {
  id: string;
  to: 'COMPLETED' | 'FAILED';
  errorMessage: string | null;
  /** Of the words that end it, for when they are said again. */
  hash: string;
}

/**
 * Ends chunks that are locked and PROCESSING, in one statement. What completes has no error any more.
 * @param ownerId Whose they are; null where they are several owners'.
 */
export async function endChunks(
  tx: Tx,
  endings: readonly ChunkEnding[],
  ownerId: string | null,
): Promise<void> {
  if (endings.length === 0) return;
  const rows = endings.map(({ id, to, errorMessage, hash }) => ({
    id,
    to,
    error_message: errorMessage,
    hash,
  }));
  await tx.$executeRaw(Prisma.sql`/* end_chunks */
    UPDATE job_chunks c
    SET status = i."to", finished_at = greatest(clock_timestamp(), c.started_at), lease_expires_at = NULL,
      error_message = i.error_message, finish_fence = c.fence, finish_hash = i.hash
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS i(
      id uuid, "to" chunk_status, error_message text, hash text)
    WHERE c.id = i.id ${owned('c.owner_id', ownerId)}`);
}
