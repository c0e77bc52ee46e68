import { z } from 'zod';
import { countUsage } from '../../accounts/usage.sql.js';
import { owned } from '../../core/db/owned.js';
import type { Tx } from '../../core/db/transaction.js';
import { Prisma } from '../../generated/prisma/client.js';

const openRetries = z.array(z.object({ id: z.uuid(), retryOfId: z.uuid() }));

/**
 * Retries of executions that are queued or run, by what they retry. Ask it under the lock of those.
 * @param ownerId Whose they are, here and below; null where they are several owners'.
 * @param since Those that were made after it count, too, though they have ended.
 */
export async function readOpenRetries(
  tx: Tx,
  ids: readonly string[],
  ownerId: string | null,
  since: Date | null,
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = openRetries.parse(
    await tx.$queryRaw(Prisma.sql`/* read_open_retries */
      SELECT id, retry_of_id AS "retryOfId" FROM job_executions
      WHERE retry_of_id = ANY(${[...ids]}::uuid[]) ${owned('owner_id', ownerId)} AND ${
        since
          ? Prisma.sql`(status IN ('QUEUED', 'RUNNING') OR queued_at > ${since})`
          : Prisma.sql`status IN ('QUEUED', 'RUNNING')`
      }`),
  );
  return new Map(rows.map(({ id, retryOfId }) => [retryOfId, id]));
}

const planned = z.array(z.object({ id: z.uuid(), unfinished: z.int() }));

/** How many chunks of executions did not complete; executions without any chunks are left out. */
export async function countUnfinished(
  tx: Tx,
  ids: readonly string[],
  ownerId: string | null,
): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const rows = planned.parse(
    await tx.$queryRaw(Prisma.sql`/* count_unfinished */
      SELECT execution_id AS id, (count(*) FILTER (WHERE status <> 'COMPLETED'))::int AS unfinished
      FROM job_chunks WHERE execution_id = ANY(${[...ids]}::uuid[]) ${owned('owner_id', ownerId)}
      GROUP BY execution_id`),
  );
  return new Map(rows.map(({ id, unfinished }) => [id, unfinished]));
}

/**
 * Plans the chunks that did not complete for the retries of their executions, in one statement: pending, with the
 * ranges and indexes that they had.
 * @param retryIds The retries.
 */
export async function copyUnfinished(
  tx: Tx,
  retryIds: readonly string[],
  ownerId: string | null,
): Promise<void> {
  if (retryIds.length === 0) return;
  await tx.$executeRaw(Prisma.sql`/* copy_unfinished */
    WITH made AS (
      INSERT INTO job_chunks (owner_id, job_id, execution_id, chunk_index, priority, image_range)
      SELECT e.owner_id, e.job_id, e.id, c.chunk_index, c.priority, c.image_range
      FROM job_executions e JOIN job_chunks c ON c.execution_id = e.retry_of_id ${owned('c.owner_id', ownerId)}
      WHERE e.id = ANY(${[...retryIds]}::uuid[]) ${owned('e.owner_id', ownerId)} AND c.status <> 'COMPLETED'
      ORDER BY e.id, c.chunk_index
      RETURNING owner_id
    )
    ${countUsage('chunks', Prisma.sql`SELECT owner_id, count(*)::int AS amount FROM made GROUP BY owner_id`)}`);
}
