import { type OverAllOwners, owned } from '../../core/db/owned.js';
import type { Tx } from '../../core/db/transaction.js';
import { Prisma } from '../../generated/prisma/client.js';

/** A wish that a running execution stops. */
export interface CancelWish {
  id: string;
  /** Until then its worker may end it by itself. */
  graceSeconds: number;
  reason: string | null;
  /** Whether nobody has asked before: only then it is an event. */
  isFirst: boolean;
}

/**
 * Asks the workers of executions to stop that are locked and RUNNING, in one statement. The time to stop only gets
 * shorter, and neither it nor the lease lasts past the timeout.
 * @param ownerId Whose they are; null where they are several owners'.
 * @param userId The user of the credential; null for the server itself.
 */
export async function askToStop(
  tx: Tx,
  wishes: readonly CancelWish[],
  {
    ownerId,
    userId,
    otherwise,
  }: { ownerId: string | null; userId: string | null; otherwise?: OverAllOwners },
): Promise<void> {
  if (wishes.length === 0) return;
  const rows = wishes.map(({ id, graceSeconds, reason, isFirst }) => ({
    id,
    grace: graceSeconds,
    reason,
    is_first: isFirst,
  }));
  const actor = Prisma.sql`actor_of(${userId}::uuid)`;
  await tx.$executeRaw(Prisma.sql`/* ask_to_stop */
    WITH input AS (
      SELECT x.*, least(e.cancel_deadline, clock_timestamp() + make_interval(secs => x.grace),
        e.started_at + make_interval(secs => j.timeout_seconds)) AS deadline
      FROM (
        SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
          AS r(id uuid, grace int, reason text, is_first boolean)
        -- Tells the planner how few they are.
        LIMIT ${rows.length}
      ) x
      JOIN job_executions e ON e.id = x.id ${owned('e.owner_id', ownerId, otherwise)}
      JOIN jobs j ON j.id = e.job_id ${owned('j.owner_id', ownerId, otherwise)}
    ), asked AS (
      UPDATE job_executions e SET
        cancel_requested_at = coalesce(e.cancel_requested_at, clock_timestamp()),
        cancel_deadline = i.deadline,
        lease_expires_at = least(e.lease_expires_at, i.deadline),
        cancel_requested_by = coalesce(e.cancel_requested_by, ${actor}),
        cancel_requested_by_user_id = coalesce(e.cancel_requested_by_user_id, ${userId}::uuid)
      FROM input i WHERE e.id = i.id ${owned('e.owner_id', ownerId, otherwise)}
      RETURNING e.id, e.owner_id, e.attempt, e.worker_id, i.reason, i.is_first
    )
    INSERT INTO execution_events (
      execution_id, owner_id, type, from_status, to_status, attempt, worker_id, reason, actor, actor_user_id)
    SELECT id, owner_id, 'CANCEL_REQUESTED', 'RUNNING', 'RUNNING', attempt, worker_id, reason, ${actor},
      ${userId}::uuid
    FROM asked WHERE is_first`);
}
