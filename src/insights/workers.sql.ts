import { z } from 'zod';
import { PAGE_SIZE } from '../core/db/keyset.js';
import { Prisma, type PrismaClient } from '../generated/prisma/client.js';
import { RUNNING } from './stuck-executions.sql.js';

const workers = z.array(
  z.object({
    ownerId: z.uuid(),
    id: z.string(),
    lastSeenAt: z.date(),
    holding: z.int(),
    /** What it holds, by UUID, the latest first. */
    heldIds: z.array(z.uuid()).nullable(),
    completed: z.int(),
    failed: z.int(),
  }),
);

export type WorkerRow = z.infer<typeof workers>[number];

/**
 * The workers of each owner that were seen since a time, the last seen first: those that hold executions, and those that
 * ended some.
 * @param where A condition on executions as `e`, which names the viewer's owner.
 * @param since Null for a day ago.
 */
export async function readWorkers(
  db: Pick<PrismaClient, '$queryRaw'>,
  where: Prisma.Sql,
  since: Date | null,
  first: number,
): Promise<WorkerRow[]> {
  const from = since ? Prisma.sql`${since}::timestamptz` : Prisma.sql`now() - interval '1 day'`;
  return workers.parse(
    await db.$queryRaw(Prisma.sql`/* read_workers */
      WITH seen AS (
        SELECT e.owner_id, e.worker_id, e.id, e.status, e.started_at, coalesce(e.heartbeat_at, e.started_at) AS at
        FROM job_executions e WHERE ${where} AND ${RUNNING} AND e.worker_id IS NOT NULL
        UNION ALL
        SELECT e.owner_id, e.worker_id, NULL, e.status, NULL, e.finished_at
        FROM job_executions e WHERE ${where} AND e.finished_at IS NOT NULL AND e.finished_sort >= ${from}
          AND e.worker_id IS NOT NULL
      )
      SELECT owner_id AS "ownerId", worker_id AS id, max(at) AS "lastSeenAt", count(id)::int AS holding,
        (array_agg(id ORDER BY started_at DESC, id DESC) FILTER (WHERE id IS NOT NULL))[1:${PAGE_SIZE.max}::int] AS "heldIds",
        count(*) FILTER (WHERE status = 'COMPLETED')::int AS completed,
        count(*) FILTER (WHERE status = 'FAILED')::int AS failed
      FROM seen GROUP BY owner_id, worker_id HAVING max(at) >= ${from}
      ORDER BY max(at) DESC, worker_id, owner_id LIMIT ${first}`),
  );
}
