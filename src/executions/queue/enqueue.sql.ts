import { z } from 'zod';
import { owned } from '../../core/db/owned.js';
import { PREPARED } from '../../core/db/prepared.js';
import type { Tx } from '../../core/db/transaction.js';
import { type Dispatch, type ExecutionTrigger, Prisma } from '../../generated/prisma/client.js';
import { actorOf } from '../end/finish.sql.js';
import { dayShape, RUNS_A_DAY } from './accept.sql.js';

/** Who made an execution, as it claims: seed 002's created_by. */
export interface ActorClaim {
  name: string;
  role: string;
  /** Now, if left out, or in the future. */
  at?: Date;
}

/** A claim as it is kept. @param claim A jsonb in SQL; null where nobody claims anything. */
export function claimOf(claim: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`${claim} || jsonb_build_object('at', least((${claim} ->> 'at')::timestamptz(3), now()))`;
}

export interface NewExecution {
  jobId: string;
  /** Left out: none, or those of the one that it is a retry of. */
  params?: unknown;
  plan?: unknown;
  /** Null for the job's own, or that of the one that it is a retry of. */
  priority: number | null;
  /** Not before this; null for at once, and never before now: what is queued later would overtake what waits. */
  availableAt: Date | null;
  trigger: ExecutionTrigger;
  dispatch: Dispatch;
  createdBy: ActorClaim | null;
  createdByUserId: string;
  retryOfId?: string | null;
  /** For its first event. */
  reason?: string | null;
  scheduledFor?: Date | null;
  /** What it costs its owner, as it was accepted; the database holds it. */
  heldCredits: number;
  /** Where a worker takes it at once; its lease ends after so many seconds. */
  worker?: { id: string | null; leaseSeconds: number } | null;
}

/** Null where the owner's day has no room for it. */
const made = z.array(dayShape.extend({ id: z.uuid().nullable() }));

/**
 * Makes executions with their run numbers and first events, in one statement: QUEUED, or RUNNING with fence 1 where
 * a worker takes them. Run numbers are taken in blocks from a table of their own. They count on their owners' day,
 * and the first of them are made, as many as the tier has: the day is locked until the transaction ends, each in the
 * order of the owners. Ids are made before the rows: to find them again in what was inserted costs a join of everything
 * with everything.
 * @param ownerId Whose they are; null where they are several owners'.
 * @returns Their ids, in the order given, and the day of each one's owner as it is then. A job that does not exist
 * gets none: the caller has seen to that.
 */
export async function insertExecutions(tx: Tx, items: readonly NewExecution[], ownerId: string | null) {
  const rows = items.map((item, place) => ({
    place,
    job_id: item.jobId,
    params: item.params ?? null,
    plan: item.plan ?? null,
    priority: item.priority,
    available_at: item.availableAt,
    trigger: item.trigger,
    dispatch: item.dispatch,
    created_by: item.createdBy,
    created_by_user_id: item.createdByUserId,
    retry_of_id: item.retryOfId ?? null,
    reason: item.reason ?? null,
    scheduled_for: item.scheduledFor ?? null,
    held_credits: item.heldCredits,
    starts: item.worker != null,
    worker_id: item.worker?.id ?? null,
    lease_seconds: item.worker?.leaseSeconds ?? null,
  }));
  const found = await tx.$queryRaw(Prisma.sql`${PREPARED}
    WITH asked AS MATERIALIZED (
      SELECT x.*, uuidv7() AS id, j.owner_id, row_number() OVER (PARTITION BY j.owner_id ORDER BY x.place) AS turn
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS x(
        place int, job_id uuid, params jsonb, plan jsonb, priority int, available_at timestamptz,
        trigger execution_trigger, dispatch dispatch, created_by jsonb, created_by_user_id uuid, retry_of_id uuid,
        reason text, scheduled_for timestamptz, held_credits int, starts boolean, worker_id text, lease_seconds int)
      JOIN jobs j ON j.id = x.job_id ${owned('j.owner_id', ownerId)}
    ), days AS MATERIALIZED (
      SELECT w.owner_id, w.tier, w.max, t.used, t.granted
      FROM (
        SELECT o.owner_id, a.tier, ${RUNS_A_DAY} AS max, o.runs
        FROM (SELECT owner_id, count(*)::int AS runs FROM asked GROUP BY owner_id) o JOIN accounts a ON a.id = o.owner_id
        ORDER BY o.owner_id
      ) w
      CROSS JOIN LATERAL take_runs(w.owner_id, w.runs, w.max) t
    ), input AS (
      SELECT a.*,
        row_number() OVER (PARTITION BY a.job_id ORDER BY a.place) AS nth,
        count(*) OVER (PARTITION BY a.job_id) AS block
      FROM asked a JOIN days d ON d.owner_id = a.owner_id
      WHERE a.turn <= d.granted
    ), numbers AS (
      INSERT INTO job_run_numbers (job_id, owner_id, last)
      SELECT job_id, owner_id, count(*) FROM input GROUP BY job_id, owner_id ORDER BY job_id
      ON CONFLICT (job_id, owner_id) DO UPDATE SET last = job_run_numbers.last + EXCLUDED.last
      RETURNING job_id, last
    ), numbered AS MATERIALIZED (
      SELECT i.*, n.last - i.block + i.nth AS run_number,
        coalesce(${claimOf(Prisma.sql`i.created_by`)}, ${actorOf(Prisma.sql`i.created_by_user_id`)}) AS actor
      FROM input i JOIN numbers n ON n.job_id = i.job_id
    ), made AS (
      INSERT INTO job_executions (
        id, owner_id, job_id, kind, project_id, kind_key, tags, priority, run_number, status, trigger, dispatch, params,
        plan, created_by, created_by_user_id, available_at, scheduled_for, retry_of_id, held_credits,
        fence, worker_id, started_at, heartbeat_at, lease_seconds, lease_expires_at)
      SELECT i.id, j.owner_id, j.id, j.kind, j.project_id, j.kind_key, j.tags, coalesce(i.priority, r.priority, j.priority),
        i.run_number, CASE WHEN i.starts THEN 'RUNNING' ELSE 'QUEUED' END::execution_status,
        i.trigger, i.dispatch, coalesce(i.params, r.params, '{}'), i.plan, i.actor,
        i.created_by_user_id, greatest(i.available_at, now()), i.scheduled_for, i.retry_of_id, i.held_credits,
        CASE WHEN i.starts THEN 1 ELSE 0 END, i.worker_id,
        CASE WHEN i.starts THEN now() END, CASE WHEN i.starts THEN now() END, i.lease_seconds,
        CASE WHEN i.starts THEN now() + make_interval(secs => least(i.lease_seconds, j.timeout_seconds)) END
      FROM numbered i
      JOIN jobs j ON j.id = i.job_id ${owned('j.owner_id', ownerId)}
      LEFT JOIN job_executions r ON r.id = i.retry_of_id ${owned('r.owner_id', ownerId)}
      ORDER BY i.place
    ), events AS (
      INSERT INTO execution_events (
        execution_id, owner_id, type, from_status, to_status, attempt, worker_id, reason, actor, actor_user_id)
      SELECT i.id, i.owner_id, e.type, e.from_status, e.to_status, 1, e.worker_id, e.reason, i.actor,
        i.created_by_user_id
      FROM numbered i
      CROSS JOIN LATERAL (
        SELECT 1 AS step, 'QUEUED'::execution_event_type AS type, NULL::execution_status AS from_status,
          'QUEUED'::execution_status AS to_status, NULL::text AS worker_id, i.reason
        UNION ALL
        SELECT 2, 'STARTED', 'QUEUED', 'RUNNING', i.worker_id, NULL WHERE i.starts
      ) e
      ORDER BY e.step, i.place
    )
    SELECT CASE WHEN a.turn <= d.granted THEN a.id END AS id, d.tier::text AS tier, d.max AS "limit",
      d.used + d.granted AS used
    FROM asked a JOIN days d ON d.owner_id = a.owner_id
    ORDER BY a.place`);
  return made.parse(found);
}
