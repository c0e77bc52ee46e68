import { z } from 'zod';
import { owned } from '../../core/db/owned.js';
import type { Tx } from '../../core/db/transaction.js';
import { ExecutionStatus, Prisma } from '../../generated/prisma/client.js';
import { extendedTo, type LeaseState, leaseRows } from './lease.sql.js';

/** A run that a worker says it still works on; by UUID and the fence of its lease. */
export interface Beat {
  id: string;
  fence: bigint;
  /** What it has counted so far. */
  itemsProcessed?: number | null;
  /** What its worker means to do now. */
  plan?: unknown;
}

const LEASE = { expiresAt: Prisma.sql`e.lease_expires_at`, seconds: Prisma.sql`e.lease_seconds` };

type Raw = Pick<Tx, '$queryRaw'>;

/**
 * Extends the leases of executions that run under these fences, in one statement. It touches no indexed column, so
 * that the row's new version stays on its page.
 * @param leaseSeconds Null for what was claimed, and never sooner than before.
 * @returns The leases as they stand now, by id; what is not held so is left out.
 */
export async function beatExecutions(
  db: Raw,
  beats: readonly Beat[],
  { ownerId, leaseSeconds }: { ownerId: string | null; leaseSeconds: number | null },
): Promise<Map<string, LeaseState>> {
  if (beats.length === 0) return new Map();
  const rows = beats.map(({ id, fence, itemsProcessed, plan }) => ({
    id,
    fence: fence.toString(),
    items: itemsProcessed ?? null,
    plan: plan ?? null,
  }));
  const found = await db.$queryRaw(Prisma.sql`/* beat_executions */
    WITH input AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS x(id uuid, fence bigint, items bigint, plan jsonb)
      -- Tells the planner how few they are.
      LIMIT ${rows.length}
    ), held AS (
      SELECT e.id FROM input i JOIN job_executions e ON e.id = i.id AND e.fence = i.fence
      WHERE e.status = 'RUNNING' ${owned('e.owner_id', ownerId)}
      ORDER BY e.id
      FOR NO KEY UPDATE OF e
    )
    UPDATE job_executions e SET
      heartbeat_at = clock_timestamp(),
      -- Not after the time to stop, nor after the timeout.
      lease_expires_at = least(${extendedTo(LEASE, leaseSeconds)}, e.cancel_deadline,
        e.started_at + make_interval(secs => j.timeout_seconds)),
      items_processed = coalesce(i.items, e.items_processed),
      plan = coalesce(i.plan, e.plan)
    FROM held, input i, jobs j
    WHERE e.id = held.id AND i.id = e.id AND i.fence = e.fence AND j.id = e.job_id
      ${owned('e.owner_id', ownerId)} ${owned('j.owner_id', ownerId)}
    RETURNING e.id, e.fence, e.lease_expires_at AS "expiresAt",
      e.started_at + make_interval(secs => j.timeout_seconds) AS deadline,
      e.cancel_requested_at IS NOT NULL AS "cancelRequested"`);
  return new Map(leaseRows.parse(found).map((row) => [row.id, row]));
}

const standing = z.array(
  z.object({ id: z.uuid(), fence: z.coerce.bigint(), status: z.enum(ExecutionStatus) }),
);

/** Where executions stand, by id; those that are not the owner's are not found. */
export async function readStanding(db: Raw, ids: readonly string[], ownerId: string | null) {
  if (ids.length === 0) return new Map<string, z.infer<typeof standing>[number]>();
  const rows = standing.parse(
    await db.$queryRaw(Prisma.sql`/* read_standing */
      SELECT e.id, e.fence, e.status::text AS status FROM job_executions e
      WHERE e.id = ANY(${[...ids]}::uuid[]) ${owned('e.owner_id', ownerId)}`),
  );
  return new Map(rows.map((row) => [row.id, row]));
}
