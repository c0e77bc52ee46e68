import { z } from 'zod';
import { type OverAllOwners, owned } from '../../core/db/owned.js';
import type { ScopedDb } from '../../core/db/tenancy.js';
import { Prisma, type PrismaClient } from '../../generated/prisma/client.js';

export interface Progress {
  executionId: string;
  total: number;
  pending: number;
  processing: number;
  completed: number;
  failed: number;
  /** Seconds until the last open chunk, at the pace so far; null where that cannot be told. */
  etaSeconds: number | null;
  /** Whether the execution has ended. */
  isOver: boolean;
}

const count = z.int().nonnegative();
const progressRows = z.array(
  z.object({
    executionId: z.string(),
    total: count,
    pending: count,
    processing: count,
    completed: count,
    failed: count,
    etaSeconds: z.int().nullable(),
    isOver: z.boolean(),
  }),
);

/** As much as GraphQL's Int holds. */
const MAX_ETA_SECONDS = 2 ** 31 - 1;

/**
 * Chunk counts of executions, by one index range each. The pace is that of the chunks completed since the
 * execution started, by the database's clock.
 * @param executionIds UUIDs of executions that the viewer sees.
 * @param ownerId Whose; null for anybody's.
 */
export async function readProgress(
  db: Pick<PrismaClient, '$queryRaw'>,
  executionIds: readonly string[],
  ownerId: string | null,
  otherwise: OverAllOwners = 'administration',
): Promise<Progress[]> {
  return progressRows.parse(
    await db.$queryRaw(Prisma.sql`/* read_progress */
      SELECT e.id::text AS "executionId", c.total, c.pending, c.processing, c.completed, c.failed,
        CASE WHEN e.status = 'RUNNING' AND c.completed > 0 THEN
          least(
            ceil(extract(epoch FROM now() - e.started_at) * (c.pending + c.processing) / c.completed),
            ${MAX_ETA_SECONDS}::int
          )::int
        END AS "etaSeconds",
        e.status IN ('COMPLETED', 'FAILED', 'CANCELED') AS "isOver"
      FROM unnest(${[...executionIds]}::uuid[]) AS p(id)
      JOIN job_executions e ON e.id = p.id ${owned('e.owner_id', ownerId, otherwise)}
      CROSS JOIN LATERAL (
        SELECT count(*)::int AS total,
          (count(*) FILTER (WHERE status = 'PENDING'))::int AS pending,
          (count(*) FILTER (WHERE status = 'PROCESSING'))::int AS processing,
          (count(*) FILTER (WHERE status = 'COMPLETED'))::int AS completed,
          (count(*) FILTER (WHERE status = 'FAILED'))::int AS failed
        FROM job_chunks WHERE execution_id = e.id ${owned('owner_id', ownerId, otherwise)}
      ) c`),
  );
}

export interface ChunkSpan {
  executionId: string;
  start: number;
  end: number;
  status: 'PENDING' | 'PROCESSING' | 'COMPLETED' | 'FAILED';
}

const spanRows = z.array(
  z.object({
    executionId: z.string(),
    start: count,
    end: count,
    status: z.enum(['PENDING', 'PROCESSING', 'COMPLETED', 'FAILED']),
  }),
);

/**
 * All chunks of executions as runs of equal status, in order; `end` is the first index behind a run.
 * @param executionIds UUIDs of executions that the viewer sees.
 * @param ownerId Whose; null for anybody's.
 */
export async function readChunkMap(
  db: ScopedDb,
  executionIds: readonly string[],
  ownerId: string | null,
): Promise<ChunkSpan[]> {
  return spanRows.parse(
    await db.$queryRaw(Prisma.sql`/* read_chunk_map */
      SELECT execution_id::text AS "executionId", min(chunk_index)::int AS start,
        (max(chunk_index) + 1)::int AS "end", status::text AS status
      FROM (
        SELECT execution_id, chunk_index, status,
          chunk_index - row_number() OVER (PARTITION BY execution_id, status ORDER BY chunk_index) AS island
        FROM job_chunks WHERE execution_id = ANY(${[...executionIds]}::uuid[]) ${owned('owner_id', ownerId)}
      ) AS chunks
      GROUP BY execution_id, status, island
      ORDER BY execution_id, start`),
  );
}
