import { z } from 'zod';
import { countUsage } from '../../accounts/usage.sql.js';
import { owned } from '../../core/db/owned.js';
import type { Tx } from '../../core/db/transaction.js';
import { Prisma } from '../../generated/prisma/client.js';

/** How [0, totalImages) is cut: chunk i is [i * chunkSize, (i + 1) * chunkSize), the last one shorter. */
export interface ChunkPlan {
  /** UUID; it is locked. */
  executionId: string;
  totalImages: number;
  chunkSize: number;
}

const made = z.tuple([z.object({ chunkCount: z.int() })]);

/** Makes the chunks of a plan, in one statement. @returns How many. */
export async function insertChunks(
  tx: Tx,
  { executionId, totalImages, chunkSize }: ChunkPlan,
  { ownerId, priority }: { ownerId: string; priority: number },
): Promise<number> {
  const [{ chunkCount }] = made.parse(
    await tx.$queryRaw(Prisma.sql`
      WITH made AS (
        INSERT INTO job_chunks (owner_id, job_id, execution_id, chunk_index, priority, image_range)
        SELECT e.owner_id, e.job_id, e.id, cut.start / ${chunkSize}::bigint, ${priority}::int,
          jsonb_build_object('start', cut.start, 'end', least(cut.start + ${chunkSize}::bigint, ${totalImages}::bigint))
        FROM job_executions e, generate_series(0, ${totalImages}::bigint - 1, ${chunkSize}::bigint) AS cut(start)
        WHERE e.id = ${executionId}::uuid ${owned('e.owner_id', ownerId)}
        ORDER BY cut.start
        RETURNING owner_id
      ), counted AS (
        ${countUsage('chunks', Prisma.sql`SELECT owner_id, count(*)::int AS amount FROM made GROUP BY owner_id`)}
      )
      SELECT count(*)::int AS "chunkCount" FROM made`),
  );
  return chunkCount;
}

const standing = z.tuple([
  z.object({
    chunkCount: z.int(),
    /** Whether each of them is one of the plan's. */
    fits: z.boolean(),
    /** The same with those that completed in the runs that it retries, and how many of the plan's they make. */
    lineFits: z.boolean(),
    lineCount: z.int(),
  }),
]);

/** What an execution has of a plan. */
export async function readStanding(
  tx: Tx,
  { executionId, totalImages, chunkSize }: ChunkPlan,
  ownerId: string,
) {
  const [row] = standing.parse(
    await tx.$queryRaw(Prisma.sql`
      WITH RECURSIVE runs AS (
        SELECT id, retry_of_id, true AS own FROM job_executions
        WHERE id = ${executionId}::uuid ${owned('owner_id', ownerId)}
        UNION ALL
        SELECT e.id, e.retry_of_id, false
        FROM runs r JOIN job_executions e ON e.id = r.retry_of_id ${owned('e.owner_id', ownerId)}
      ), cuts AS (
        SELECT r.own, c.chunk_index,
          (c.image_range ->> 'start')::bigint = c.chunk_index * ${chunkSize}::bigint
            AND (c.image_range ->> 'end')::bigint = least((c.chunk_index + 1) * ${chunkSize}::bigint, ${totalImages}::bigint)
            AS fits
        FROM runs r JOIN job_chunks c ON c.execution_id = r.id ${owned('c.owner_id', ownerId)} AND (r.own OR c.status = 'COMPLETED')
      )
      SELECT (count(*) FILTER (WHERE own))::int AS "chunkCount",
        coalesce(bool_and(fits) FILTER (WHERE own), true) AS fits,
        coalesce(bool_and(fits), true) AS "lineFits", count(DISTINCT chunk_index)::int AS "lineCount"
      FROM cuts`),
  );
  return row;
}
