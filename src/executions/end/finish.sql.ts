import { z } from 'zod';
import { readBalances } from '../../accounts/credit-balance.sql.js';
import { type OverAllOwners, owned } from '../../core/db/owned.js';
import { PREPARED } from '../../core/db/prepared.js';
import type { Tx } from '../../core/db/transaction.js';
import { ExecutionStatus, type FailureReason, JobStatus, Prisma } from '../../generated/prisma/client.js';
import type { Fingerprint } from './fingerprint/fingerprint.js';

/** What a command must know of an execution before it ends it; read under its lock. */
const locked = z.array(
  z.object({
    id: z.uuid(),
    ownerId: z.uuid(),
    jobId: z.uuid(),
    kind: z.string(),
    status: z.enum(ExecutionStatus),
    fence: z.coerce.bigint(),
    attempt: z.int(),
    dispatch: z.enum(['QUEUE', 'EXTERNAL']),
    maxAttempts: z.int(),
    retryBackoffSeconds: z.int(),
    jobStatus: z.enum(JobStatus),
    availableAt: z.date(),
    itemsProcessed: z.coerce.bigint(),
    cancelRequestedAt: z.date().nullable(),
    /** Whether the time to end by itself is over: it can only be canceled now. */
    isCancelDue: z.boolean(),
    finishFence: z.coerce.bigint().nullable(),
    finishHash: z.string().nullable(),
    workerId: z.string().nullable(),
    heldCredits: z.int(),
  }),
);

export type LockedExecution = z.infer<typeof locked>[number];

/**
 * Locks executions, in the order of their ids so that two commands never wait for each other in a circle.
 * @param ownerId Whose they must be; null for anybody's. Others are not found.
 */
export async function lockExecutions(
  tx: Tx,
  ids: readonly string[],
  ownerId: string | null,
  {
    skipLocked = false,
    otherwise = 'administration',
  }: { skipLocked?: boolean; otherwise?: OverAllOwners } = {},
): Promise<Map<string, LockedExecution>> {
  if (ids.length === 0) return new Map();
  const rows = locked.parse(
    await tx.$queryRaw(Prisma.sql`${PREPARED}
      SELECT e.id, e.owner_id AS "ownerId", e.job_id AS "jobId", e.kind, e.status::text AS status,
        e.fence, e.attempt, e.dispatch::text AS dispatch, j.max_attempts AS "maxAttempts", j.retry_backoff_seconds AS "retryBackoffSeconds",
        j.status::text AS "jobStatus", e.available_at AS "availableAt",
        e.items_processed AS "itemsProcessed", e.cancel_requested_at AS "cancelRequestedAt",
        coalesce(e.cancel_deadline <= clock_timestamp(), false) AS "isCancelDue",
        e.finish_fence AS "finishFence", e.finish_hash AS "finishHash", e.worker_id AS "workerId",
        e.held_credits AS "heldCredits"
      FROM job_executions e JOIN jobs j ON j.id = e.job_id ${owned('j.owner_id', ownerId, otherwise)}
      WHERE e.id = ANY(${[...new Set(ids)]}::uuid[]) ${owned('e.owner_id', ownerId, otherwise)}
      ORDER BY e.id
      FOR NO KEY UPDATE OF e ${skipLocked ? Prisma.sql`SKIP LOCKED` : Prisma.empty}`),
  );
  await lockPayers(tx, rows);
  return new Map(rows.map((row) => [row.id, row]));
}

/**
 * Ending a run moves the credits that are held for it. Where those are several owners', their accounts are locked
 * too, in the order of the owners, for the same reason.
 */
async function lockPayers(tx: Tx, rows: readonly LockedExecution[]): Promise<void> {
  const held = rows.filter(
    ({ heldCredits, status }) => heldCredits > 0 && (status === 'QUEUED' || status === 'RUNNING'),
  );
  const owners = new Set(held.map(({ ownerId }) => ownerId));
  if (owners.size > 1) await readBalances(tx, [...owners], { isLocked: true });
}

/** How an execution ends, or is put back for another attempt. */
export interface Ending {
  id: string;
  to: 'COMPLETED' | 'FAILED' | 'CANCELED' | 'QUEUED';
  failureReason?: FailureReason | null;
  result?: unknown;
  itemsProcessed?: number | null;
  errorMessage?: string | null;
  errorCode?: string | null;
  fingerprint?: Fingerprint;
  errorDetails?: unknown;
  /** Seconds from now until the next attempt, for QUEUED. */
  delaySeconds?: number | null;
  /** For QUEUED without another attempt: not before this, and never before now. */
  snoozedUntil?: Date | null;
  /** For the event, and for what is still open of it. */
  reason?: string | null;
  /** Whether the user of the credential did it, rather than a worker or the server. */
  isByUser?: boolean;
  /** The lease that ends it, and a hash of its words, for when they are said again. */
  finishFence?: string | null;
  finishHash?: string | null;
}

/** The user of a credential as events name who did something: {name, role, at}. @param userId A UUID in SQL. */
export function actorOf(userId: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(
    SELECT jsonb_build_object('name', coalesce(u.full_name, lower(u.role::text)), 'role', lower(u.role::text), 'at', now())
    FROM users u WHERE u.id = ${userId})`;
}

/** Why a chunk `c` has failed that was tried as often as its job allows, and lost its worker. */
export const LOST_TOO_OFTEN = Prisma.sql`
  'Its worker was lost ' || CASE c.lost_count WHEN 0 THEN 'once' ELSE c.lost_count + 1 || ' times' END
    || CASE WHEN c.retry_count > c.lost_count THEN ' in ' || c.retry_count + 1 || ' tries' ELSE '' END || '.'`;

/**
 * Whether a chunk `c` lost its worker, and whether it is tried again, where its execution `n`, of job `j`, goes back to
 * the queue. By the transaction's time, which is the same wherever a statement asks.
 */
const IS_LOST = Prisma.sql`(n.status = 'QUEUED' AND c.lease_expires_at <= now())`;
const GOES_ON = Prisma.sql`(n.status = 'QUEUED' AND NOT (c.lease_expires_at <= now() AND c.retry_count + 1 >= j.max_attempts))`;

const ended = z.array(z.object({ id: z.uuid(), availableAt: z.date() }));

/** How many rows share a job's count: as many finishes of one job can go on at once. */
const COUNTER_SHARDS = 16;

/**
 * Ends executions that are locked, in one statement: their state, events, the jobs' counters, and what is still
 * open of them. Chunks in work go back to pending where another attempt follows, unless they lost their worker too
 * often, and fail with the reason where none does; stages close.
 * @param ownerId Whose they are; null where they are several owners'.
 * @param userId The user of the credential; null for the server itself.
 * @returns When the ended may be claimed again, by id; only QUEUED ones can.
 */
export async function endExecutions(
  tx: Tx,
  endings: readonly Ending[],
  { ownerId, userId }: { ownerId: string | null; userId: string | null },
): Promise<Map<string, Date>> {
  if (endings.length === 0) return new Map();
  const mine = (column: string) => owned(column, ownerId, userId === null ? 'rescue' : 'administration');
  const rows = endings.map((ending) => ({
    id: ending.id,
    to: ending.to,
    failure_reason: ending.failureReason ?? null,
    result: ending.result ?? null,
    items: ending.itemsProcessed ?? null,
    error_message: ending.errorMessage ?? null,
    error_code: ending.errorCode ?? null,
    error_fingerprint: ending.fingerprint?.value ?? null,
    fingerprint_version: ending.fingerprint?.version ?? null,
    error_details: ending.errorDetails ?? null,
    delay_seconds: ending.delaySeconds ?? null,
    snoozed_until: ending.snoozedUntil ?? null,
    reason: ending.reason ?? null,
    by_user: ending.isByUser ?? false,
    finish_fence: ending.finishFence ?? null,
    finish_hash: ending.finishHash ?? null,
  }));
  const found = await tx.$queryRaw(Prisma.sql`${PREPARED}
    WITH input AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS x(
        id uuid, "to" execution_status, failure_reason failure_reason, result jsonb, items bigint, error_message text,
        error_code text, error_fingerprint text, fingerprint_version smallint, error_details jsonb, delay_seconds int, snoozed_until timestamptz, reason text,
        by_user boolean, finish_fence bigint, finish_hash text)
      -- Tells the planner how few they are: it takes any recordset for a hundred rows, and reads a whole table for them.
      LIMIT ${rows.length}
    ), before AS (
      SELECT e.id, e.status, e.worker_id FROM job_executions e JOIN input i ON i.id = e.id ${mine('e.owner_id')}
    ), ended AS (
      UPDATE job_executions e SET
        status = i."to",
        fence = e.fence + CASE WHEN i."to" = 'QUEUED' THEN 1 ELSE 0 END,
        attempt = e.attempt + CASE WHEN i."to" = 'QUEUED' AND i.snoozed_until IS NULL THEN 1 ELSE 0 END,
        available_at = CASE WHEN i."to" = 'QUEUED'
          THEN greatest(i.snoozed_until, clock_timestamp() + make_interval(secs => coalesce(i.delay_seconds, 0)))
          ELSE e.available_at END,
        started_at = CASE WHEN i."to" = 'QUEUED' THEN NULL ELSE e.started_at END,
        -- Never before its start, though this transaction may have begun before the claim's.
        finished_at = CASE WHEN i."to" = 'QUEUED' THEN NULL ELSE greatest(clock_timestamp(), e.started_at) END,
        worker_id = CASE WHEN i."to" = 'QUEUED' THEN NULL ELSE e.worker_id END,
        heartbeat_at = CASE WHEN i."to" = 'QUEUED' THEN NULL ELSE e.heartbeat_at END,
        lease_expires_at = NULL,
        failure_reason = i.failure_reason,
        result = coalesce(i.result, e.result),
        items_processed = coalesce(i.items, e.items_processed),
        -- What went wrong in an attempt before is in its event; a run that completed has no error.
        error_message = CASE WHEN i."to" <> 'COMPLETED' THEN coalesce(i.error_message, e.error_message) END,
        error_code = CASE WHEN i."to" <> 'COMPLETED' THEN coalesce(i.error_code, e.error_code) END,
        error_fingerprint = CASE WHEN i."to" <> 'COMPLETED' THEN coalesce(i.error_fingerprint, e.error_fingerprint) END,
        error_fingerprint_version = CASE WHEN i."to" <> 'COMPLETED'
          THEN coalesce(i.fingerprint_version, e.error_fingerprint_version) END,
        error_details = CASE WHEN i."to" <> 'COMPLETED' THEN coalesce(i.error_details, e.error_details) END,
        finish_fence = coalesce(i.finish_fence, e.finish_fence),
        finish_hash = coalesce(i.finish_hash, e.finish_hash)
      FROM input i WHERE e.id = i.id ${mine('e.owner_id')}
      RETURNING e.id, e.owner_id, e.job_id, e.status, e.attempt, e.available_at, i.reason, i.by_user
    ), events AS (
      INSERT INTO execution_events (
        execution_id, owner_id, type, from_status, to_status, attempt, worker_id, reason, actor, actor_user_id)
      SELECT n.id, n.owner_id,
        CASE n.status WHEN 'QUEUED' THEN 'REQUEUED' ELSE n.status::text END::execution_event_type,
        b.status, n.status, n.attempt, b.worker_id, n.reason,
        CASE WHEN n.by_user THEN ${actorOf(Prisma.sql`${userId}::uuid`)} END, ${userId}::uuid
      FROM ended n JOIN before b ON b.id = n.id
    ), counted AS (
      INSERT INTO job_counters (job_id, owner_id, shard, completed, failed, canceled)
      SELECT job_id, owner_id, floor(random() * ${COUNTER_SHARDS}::int)::int,
        count(*) FILTER (WHERE status = 'COMPLETED'), count(*) FILTER (WHERE status = 'FAILED'),
        count(*) FILTER (WHERE status = 'CANCELED')
      FROM ended WHERE status <> 'QUEUED' GROUP BY job_id, owner_id ORDER BY job_id
      ON CONFLICT (job_id, owner_id, shard) DO UPDATE SET
        completed = job_counters.completed + EXCLUDED.completed,
        failed = job_counters.failed + EXCLUDED.failed,
        canceled = job_counters.canceled + EXCLUDED.canceled
    ), chunks AS (
      UPDATE job_chunks c SET
        status = CASE WHEN ${GOES_ON} THEN 'PENDING' ELSE 'FAILED' END::chunk_status,
        fence = c.fence + 1,
        retry_count = c.retry_count + CASE WHEN n.status = 'QUEUED' THEN 1 ELSE 0 END,
        lost_count = c.lost_count + CASE WHEN ${IS_LOST} THEN 1 ELSE 0 END,
        started_at = CASE WHEN ${GOES_ON} THEN NULL ELSE c.started_at END,
        finished_at = CASE WHEN ${GOES_ON} THEN NULL ELSE greatest(clock_timestamp(), c.started_at) END,
        worker_id = CASE WHEN ${GOES_ON} THEN NULL ELSE c.worker_id END,
        lease_expires_at = NULL,
        error_message = CASE WHEN n.status = 'QUEUED' AND NOT ${GOES_ON} THEN ${LOST_TOO_OFTEN}
          ELSE coalesce(n.reason, 'The execution ended: ' || n.status::text) END
      FROM ended n JOIN jobs j ON j.id = n.job_id ${mine('j.owner_id')}
      WHERE c.execution_id = n.id ${mine('c.owner_id')}
        AND (c.status = 'PROCESSING' OR c.status = 'PENDING' AND n.status IN ('FAILED', 'CANCELED'))
    ), stages AS (
      UPDATE job_stages s SET
        status = CASE WHEN n.status = 'COMPLETED' THEN 'SUCCEEDED' ELSE 'FAILED' END::stage_status,
        ended_at = greatest(clock_timestamp(), s.started_at),
        error = CASE WHEN n.status = 'COMPLETED' THEN s.error
          ELSE jsonb_build_object('message', coalesce(n.reason, CASE n.status WHEN 'QUEUED'
            THEN 'The execution went back to the queue.' ELSE 'The execution ended: ' || n.status::text END)) END
      FROM ended n WHERE s.execution_id = n.id ${mine('s.owner_id')} AND s.status = 'RUNNING'
    )
    SELECT id, available_at AS "availableAt" FROM ended`);
  return new Map(ended.parse(found).map((row) => [row.id, row.availableAt]));
}

const openChunks = z.array(z.object({ id: z.uuid(), pending: z.int(), processing: z.int() }));

/**
 * The chunks that keep executions from completing; executions without any are left out. Ask it under their lock.
 * @param ownerId Whose they are; null where they are several owners'.
 */
export async function countOpenChunks(tx: Tx, ids: readonly string[], ownerId: string | null) {
  if (ids.length === 0) return new Map<string, { pending: number; processing: number }>();
  const rows = openChunks.parse(
    await tx.$queryRaw(Prisma.sql`${PREPARED}
      SELECT execution_id AS id, (count(*) FILTER (WHERE status = 'PENDING'))::int AS pending,
        (count(*) FILTER (WHERE status = 'PROCESSING'))::int AS processing
      FROM job_chunks
      WHERE execution_id = ANY(${[...ids]}::uuid[]) ${owned('owner_id', ownerId)} AND status IN ('PENDING', 'PROCESSING')
      GROUP BY execution_id`),
  );
  return new Map(rows.map(({ id, pending, processing }) => [id, { pending, processing }]));
}
