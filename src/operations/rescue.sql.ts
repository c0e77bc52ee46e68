import { z } from 'zod';
import { overAllOwners } from '../core/db/owned.js';
import type { Tx } from '../core/db/transaction.js';
import { Prisma, RescueCause } from '../generated/prisma/client.js';
import { ofThose, type Whose } from './whose.js';

/** For so long after its last chunk a run may have no worker: one that goes from chunk to chunk is not lost. */
const HANDOVER_SECONDS = 2;

/**
 * Why `e`, a run of the job `j`, must not go on; null where it may. A wish to cancel comes first, with its own time
 * to stop. A chunk that a worker holds is the run's life as much as its own lease.
 */
const CAUSE = Prisma.sql`
  CASE
    WHEN e.cancel_requested_at IS NOT NULL THEN
      CASE WHEN e.cancel_deadline <= clock_timestamp() THEN 'CANCEL' END
    WHEN e.started_at + make_interval(secs => j.timeout_seconds) <= clock_timestamp() THEN 'TIMEOUT'
    WHEN e.lease_expires_at <= clock_timestamp()
      AND NOT EXISTS (
        SELECT FROM job_chunks c
        WHERE c.execution_id = e.id AND c.status = 'PROCESSING' AND c.lease_expires_at > clock_timestamp())
      AND NOT EXISTS (
        SELECT FROM job_chunks c
        WHERE c.execution_id = e.id AND c.status IN ('COMPLETED', 'FAILED')
          AND c.finished_at > clock_timestamp() - make_interval(secs => ${HANDOVER_SECONDS}::int))
      THEN 'WORKER_LOST'
  END`;

/** Lost work is looked for everywhere. */
const ALL = overAllOwners('rescue');

const overdue = z.array(z.object({ id: z.uuid(), ownerId: z.uuid() }));

/** Locks some of the running executions that must not go on; what others hold is passed over. */
export async function lockOverdue(
  tx: Tx,
  limit: number,
  whose: Whose,
): Promise<Array<{ id: string; ownerId: string }>> {
  const rows = await tx.$queryRaw(Prisma.sql`/* lock_overdue */
    SELECT ${ALL} e.id, e.owner_id AS "ownerId" FROM job_executions e JOIN jobs j ON j.id = e.job_id AND j.owner_id = e.owner_id
    WHERE e.any_owner IS NOT NULL AND e.status = 'RUNNING' AND e.is_running IS NOT NULL AND ${CAUSE} IS NOT NULL
      ${ofThose('e.owner_id', whose)}
    ORDER BY e.id
    LIMIT ${limit}
    FOR NO KEY UPDATE OF e SKIP LOCKED`);
  return overdue.parse(rows);
}

const causes = z.array(z.object({ id: z.uuid(), cause: z.enum(RescueCause) }));

/**
 * The causes of locked executions, looked at anew: under the lock no chunk of theirs is claimed any more. Those that
 * may go on after all are left out.
 */
export async function readCauses(tx: Tx, executionIds: readonly string[]): Promise<Map<string, RescueCause>> {
  const rows = await tx.$queryRaw(Prisma.sql`/* read_causes */
    SELECT ${ALL} * FROM (
      SELECT e.id, ${CAUSE} AS cause
      FROM job_executions e JOIN jobs j ON j.id = e.job_id AND j.owner_id = e.owner_id
      WHERE e.id = ANY(${[...executionIds]}::uuid[]) AND e.status = 'RUNNING'
    ) looked WHERE cause IS NOT NULL`);
  return new Map(causes.parse(rows).map(({ id, cause }) => [id, cause]));
}

/**
 * Puts chunks back whose leases ran out while their executions run, in one statement; one that was tried as often as
 * its job allows has failed, or it would take every worker it meets with it. It never waits: what others hold is
 * passed over. @returns How many.
 */
export async function requeueLostChunks(tx: Tx, limit: number, reason: string): Promise<number> {
  return tx.$executeRaw(Prisma.sql`/* requeue_lost_chunks */
    WITH ${ALL} lost AS (
      SELECT c.id, c.retry_count + 1 >= j.max_attempts AS is_over
      FROM job_chunks c JOIN job_executions e ON e.id = c.execution_id JOIN jobs j ON j.id = e.job_id
      WHERE c.status = 'PROCESSING' AND c.lease_expires_at <= clock_timestamp() AND e.status = 'RUNNING'
      ORDER BY c.id
      LIMIT ${limit}
      FOR SHARE OF e SKIP LOCKED
      FOR NO KEY UPDATE OF c SKIP LOCKED
    )
    UPDATE job_chunks c
    SET status = CASE WHEN lost.is_over THEN 'FAILED' ELSE 'PENDING' END::chunk_status,
      fence = c.fence + 1,
      retry_count = c.retry_count + 1,
      lost_count = c.lost_count + 1,
      started_at = CASE WHEN lost.is_over THEN c.started_at END,
      finished_at = CASE WHEN lost.is_over THEN greatest(clock_timestamp(), c.started_at) END,
      worker_id = CASE WHEN lost.is_over THEN c.worker_id END,
      lease_expires_at = NULL,
      error_message = CASE WHEN lost.is_over THEN lost_too_often(c.retry_count, c.lost_count) ELSE ${reason} END
    FROM lost WHERE c.id = lost.id`);
}
