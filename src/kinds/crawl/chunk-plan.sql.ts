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

/** Chunks that one statement makes, so that none takes long: a plan is many of them, in one transaction. */
const CHUNKS_AT_ONCE = 10_000;

const made = z.tuple([z.object({ chunkCount: z.int() })]);

/** Makes the chunks of a plan. @returns How many. */
export async function insertChunks(
  tx: Tx,
  { executionId, totalImages, chunkSize }: ChunkPlan,
  { ownerId, priority }: { ownerId: string; priority: number },
): Promise<number> {
  const step = chunkSize * CHUNKS_AT_ONCE;
  let count = 0;
  for (let from = 0; from < totalImages; from += step) {
    const to = Math.min(from + step, totalImages);
    const [{ chunkCount }] = made.parse(
      await tx.$queryRaw(Prisma.sql`/* insert_chunks */
        SELECT insert_chunks(${ownerId}::uuid, ${executionId}::uuid, ${priority}::int, ${chunkSize}::bigint,
          ${totalImages}::bigint, ${from}::bigint, ${to}::bigint) AS "chunkCount"`),
    );
    count += chunkCount;
  }
  const amount = Prisma.sql`SELECT ${ownerId}::uuid AS owner_id, ${count}::int AS amount`;
  await tx.$executeRaw(Prisma.sql`/* count_chunks */ ${countUsage('chunks', amount)}`);
  return count;
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
    await tx.$queryRaw(Prisma.sql`/* read_standing */
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
