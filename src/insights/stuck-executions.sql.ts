import { z } from 'zod';
import { owned } from '../core/db/owned.js';
import { Prisma, type PrismaClient } from '../generated/prisma/client.js';

/** How long a due execution may wait for a worker. */
export const WAITING_MINUTES = 5;
/** How many times as long as nearly all before it an execution may run. */
export const RUNNING_TIMES = 3;
/** How many executions of its job that completed there must be, and how many of the newest are looked at. */
export const USUAL_RUNS = { min: 20, max: 1_000 } as const;
/** How many running executions are looked at: those that started first. */
export const RUNNING_ROWS = 1_000;

/** States of executions `e`, as their indexes say them too. */
const QUEUED = Prisma.sql`e.status = 'QUEUED' AND e.is_queued IS NOT NULL`;
export const RUNNING = Prisma.sql`e.status = 'RUNNING' AND e.is_running IS NOT NULL`;

/** Why an execution looks stuck. */
export const STUCK_REASONS = ['NOT_CLAIMED', 'RUNS_LONG'] as const;
export type StuckReason = (typeof STUCK_REASONS)[number];

const found = z.array(z.object({ id: z.uuid(), reason: z.enum(STUCK_REASONS) }));

/** One that looks stuck, by UUID. */
export type StuckRow = z.infer<typeof found>[number];

/**
 * Executions that are due and wait for a worker, and those that run much longer than their job's do, the longest first.
 * @param where A condition on executions as `e`, which names the viewer's owner.
 * @param ownerId Whose they are; null for everybody's.
 */
export async function readStuckExecutions(
  db: Pick<PrismaClient, '$queryRaw'>,
  where: Prisma.Sql,
  ownerId: string | null,
  first: number,
): Promise<StuckRow[]> {
  return found.parse(
    await db.$queryRaw(Prisma.sql`/* read_stuck_executions */
      WITH waiting AS (
        SELECT w.id, w.since FROM generate_series(0, 10) AS p(priority) CROSS JOIN LATERAL (
          SELECT e.id, e.available_at AS since
          FROM job_executions e JOIN jobs j ON j.id = e.job_id ${owned('j.owner_id', ownerId)} AND j.status = 'ACTIVE'
          WHERE ${where} AND ${QUEUED} AND e.priority = p.priority
            AND e.available_at < now() - make_interval(mins => ${WAITING_MINUTES}::int)
          ORDER BY e.available_at, e.id LIMIT ${first}
        ) w
      ), running AS (
        SELECT e.id, e.owner_id, e.job_id, e.started_at FROM job_executions e
        WHERE ${where} AND ${RUNNING} ORDER BY e.started_at, e.id LIMIT ${RUNNING_ROWS}
      ), usual AS (
        SELECT j.job_id, u.p99 FROM (SELECT DISTINCT owner_id, job_id FROM running) j CROSS JOIN LATERAL (
          SELECT count(*) AS runs, percentile_disc(0.99) WITHIN GROUP (ORDER BY d.duration_ms) AS p99 FROM (
            SELECT e.duration_ms FROM job_executions e
            WHERE e.job_id = j.job_id AND e.owner_id = j.owner_id ${owned('e.owner_id', ownerId)}
              AND e.status = 'COMPLETED' AND e.queued_at >= now() - interval '30 days'
            ORDER BY e.queued_at DESC, e.id DESC LIMIT ${USUAL_RUNS.max}
          ) d
        ) u WHERE u.runs >= ${USUAL_RUNS.min}
      )
      SELECT id, reason FROM (
        SELECT id, since, 'NOT_CLAIMED' AS reason FROM waiting
        UNION ALL
        SELECT r.id, r.started_at, 'RUNS_LONG' FROM running r JOIN usual u ON u.job_id = r.job_id
        WHERE r.started_at < now() - ${RUNNING_TIMES}::int * u.p99 * interval '1 millisecond'
      ) s ORDER BY since, id LIMIT ${first}`),
  );
}
