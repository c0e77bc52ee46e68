import { z } from 'zod';
import { PREPARED } from '../../core/db/prepared.js';
import type { Tx } from '../../core/db/transaction.js';
import { type Dispatch, type ExecutionTrigger, Prisma } from '../../generated/prisma/client.js';
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
  /** Left out: none, or that of the one that it is a retry of. */
  concurrencyKey?: string | null;
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
 * Makes executions of one owner in their order, by the function that applications enqueue by too: it says how.
 * @returns Their ids, in the order given, and the owner's day as it is then.
 */
export async function insertExecutions(tx: Tx, ownerId: string, items: readonly NewExecution[]) {
  const rows = items.map((item) => ({
    job_id: item.jobId,
    params: item.params ?? null,
    plan: item.plan ?? null,
    priority: item.priority,
    available_at: item.availableAt,
    concurrency_key: item.concurrencyKey ?? null,
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
    SELECT id, tier::text AS tier, max AS "limit", used
    FROM insert_executions(${ownerId}::uuid, ${JSON.stringify(rows)}::jsonb, ${RUNS_A_DAY}::jsonb)`);
  return made.parse(found);
}
