import { z } from 'zod';
import { owned } from '../../core/db/owned.js';
import type { Tx } from '../../core/db/transaction.js';
import { ChunkStatus, ExecutionStatus, Prisma } from '../../generated/prisma/client.js';

const shared = z.array(
  z.object({
    id: z.uuid(),
    status: z.enum(ExecutionStatus),
    /** Whether the time to end by itself is over: it can only be canceled now. */
    isCancelDue: z.boolean(),
  }),
);

export type SharedExecution = z.infer<typeof shared>[number];

/**
 * Locks executions against ending while their chunks are written; writers of chunks do not wait for each other.
 *
 * Every command that waits takes executions first, then chunks, each in the order of their ids, as endExecutions
 * does: no two can wait for each other in a circle. Who holds an execution so never writes it.
 * @param ownerId Whose; null for anybody's.
 */
export async function shareExecutions(
  tx: Tx,
  executionIds: readonly string[],
  ownerId: string | null,
): Promise<Map<string, SharedExecution>> {
  if (executionIds.length === 0) return new Map();
  const rows = shared.parse(
    await tx.$queryRaw(Prisma.sql`/* share_executions */
      SELECT id, status::text AS status, coalesce(cancel_deadline <= clock_timestamp(), false) AS "isCancelDue"
      FROM job_executions
      WHERE id = ANY(${[...new Set(executionIds)]}::uuid[]) ${owned('owner_id', ownerId)}
      ORDER BY id
      FOR SHARE`),
  );
  return new Map(rows.map((row) => [row.id, row]));
}

const locked = z.array(
  z.object({
    id: z.uuid(),
    ownerId: z.uuid(),
    executionId: z.uuid(),
    status: z.enum(ChunkStatus),
    fence: z.coerce.bigint(),
    finishFence: z.coerce.bigint().nullable(),
    finishHash: z.string().nullable(),
  }),
);

/** What a command must know of a chunk before it writes it; read under its lock and its execution's. */
export type LockedChunk = z.infer<typeof locked>[number] & { execution: SharedExecution };

/**
 * Locks chunks, and their executions before them.
 * @param ownerId Whose they must be; null for anybody's. Others are not found.
 */
export async function lockChunks(
  tx: Tx,
  chunkIds: readonly string[],
  ownerId: string | null,
): Promise<Map<string, LockedChunk>> {
  const ids = [...new Set(chunkIds)];
  // A chunk never changes its execution, so this needs no lock.
  const known = await tx.chunk.findMany({ where: { id: { in: ids } }, select: { executionId: true } });
  const executions = await shareExecutions(
    tx,
    known.map(({ executionId }) => executionId),
    ownerId,
  );
  const rows = locked.parse(
    await tx.$queryRaw(Prisma.sql`/* lock_chunks */
      SELECT id, owner_id AS "ownerId", execution_id AS "executionId", status::text AS status, fence, finish_fence AS "finishFence",
        finish_hash AS "finishHash"
      FROM job_chunks
      WHERE id = ANY(${ids}::uuid[]) ${owned('owner_id', ownerId)}
      ORDER BY id
      FOR NO KEY UPDATE`),
  );
  return new Map(
    rows.flatMap((row) => {
      const execution = executions.get(row.executionId);
      return execution ? [[row.id, { ...row, execution }]] : [];
    }),
  );
}
