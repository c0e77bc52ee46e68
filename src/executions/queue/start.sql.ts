import { z } from 'zod';
import { owned } from '../../core/db/owned.js';
import type { Tx } from '../../core/db/transaction.js';
import { Prisma } from '../../generated/prisma/client.js';
import { type ActorClaim, claimOf } from './enqueue.sql.js';

/** How a worker takes a queued execution that it names. */
export interface QueuedStart {
  /** UUID. */
  id: string;
  /** Whose it is. */
  ownerId: string;
  workerId: string | null;
  leaseSeconds: number;
  plan: unknown;
  /** Who starts it, as the worker claims it. */
  createdBy: ActorClaim | null;
  /** The user of the credential. */
  userId: string;
}

/** The limits of a job, as the database calls them. */
const limit = z.enum(['max_concurrent', 'max_concurrent_per_key', 'starts_per_minute']);
const places = z.tuple([
  z.union([z.object({ reached: z.null(), max: z.null() }), z.object({ reached: limit, max: z.int() })]),
]);

/**
 * Takes a place for a run that is about to be started, where the limits of its job leave one: until the transaction ends
 * nobody else decides on a run of that job.
 * @param executionId Of a queued run; null for a new one.
 * @returns The limit that leaves none; null where there is a place.
 */
export async function takePlace(
  tx: Tx,
  { jobId, ownerId, executionId }: { jobId: string; ownerId: string; executionId: string | null },
): Promise<{ reached: z.infer<typeof limit>; max: number } | null> {
  const [place] = places.parse(
    await tx.$queryRaw(Prisma.sql`/* take_place */
      SELECT reached, max FROM take_place(${ownerId}::uuid, ${jobId}::uuid, ${executionId}::uuid)`),
  );
  return place.reached === null ? null : place;
}

const started = z.tuple([z.object({ fence: z.coerce.bigint() })]);

/** Starts a QUEUED execution that is locked, with its event. @returns Its new fence. */
export async function startQueued(tx: Tx, start: QueuedStart): Promise<bigint> {
  const plan = start.plan === undefined ? null : JSON.stringify(start.plan);
  const actor = start.createdBy && JSON.stringify(start.createdBy);
  const [row] = started.parse(
    await tx.$queryRaw(Prisma.sql`/* start_queued */
      WITH held AS (
        UPDATE job_executions e
        SET status = 'RUNNING', fence = e.fence + 1, worker_id = ${start.workerId}, plan = coalesce(${plan}::jsonb, e.plan),
          started_at = clock_timestamp(), heartbeat_at = clock_timestamp(),
          lease_seconds = ${start.leaseSeconds}::int,
          lease_expires_at = clock_timestamp() + make_interval(secs => least(${start.leaseSeconds}::int, j.timeout_seconds))
        FROM jobs j
        WHERE e.id = ${start.id}::uuid ${owned('e.owner_id', start.ownerId)} AND e.status = 'QUEUED'
          AND j.id = e.job_id ${owned('j.owner_id', start.ownerId)}
        RETURNING e.id, e.owner_id, e.fence, e.attempt
      ), events AS (
        INSERT INTO execution_events (
          execution_id, owner_id, type, from_status, to_status, attempt, worker_id, actor, actor_user_id)
        SELECT id, owner_id, 'STARTED', 'QUEUED', 'RUNNING', attempt, ${start.workerId},
          ${claimOf(Prisma.sql`${actor}::jsonb`)}, ${start.userId}::uuid
        FROM held
      )
      SELECT fence FROM held`),
  );
  return row.fence;
}
