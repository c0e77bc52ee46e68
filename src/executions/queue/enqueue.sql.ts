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

/** What another system calls a run: one name of one system is one run of an owner's. */
export interface ExternalName {
  id: string;
  /** Empty for the only one. */
  system: string;
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
  /** Null for the server itself. */
  createdByUserId: string | null;
  retryOfId?: string | null;
  /** For its first event. */
  reason?: string | null;
  /** The tick that it is run for. */
  scheduledFor?: Date | null;
  external?: ExternalName | null;
  /** What it costs its owner, as it was accepted; the database holds it. */
  heldCredits: number;
  /** Where a worker takes it at once; its lease ends after so many seconds. */
  worker?: { id: string | null; leaseSeconds: number } | null;
}

/** Null where the owner's day has no room for it. */
const made = z.array(dayShape.extend({ id: z.uuid().nullable() }));

/** The runs of some owners, in an order of the owners that all who make runs keep to. */
export type OwnersRuns = ReadonlyArray<{ ownerId: string; items: readonly NewExecution[] }>;

/** What became of the runs, in the order given, and the owner's day as it is then. */
export type MadeExecutions = z.infer<typeof made>;

/**
 * Makes executions, in the order of their owners and of their own, by the function that applications enqueue by too: it
 * says how.
 * @returns Their ids, in the order given, and the owner's day as it is then.
 */
export async function insertExecutions(tx: Tx, groups: OwnersRuns): Promise<MadeExecutions> {
  if (groups.length === 0) return [];
  const rows = groups.map(({ ownerId, items }) => ({ owner: ownerId, items: items.map(rowOf) }));
  const found = await tx.$queryRaw(Prisma.sql`${PREPARED} /* insert_executions */
    SELECT m.id, m.tier::text AS tier, m.max AS "limit", m.used
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS g(owner uuid, items jsonb)
    CROSS JOIN LATERAL insert_executions(g.owner, g.items, ${RUNS_A_DAY}::jsonb) m`);
  return made.parse(found);
}

/**
 * The same for runs of ticks, by one statement for all their owners: one of a job at most, QUEUED, without anything that
 * their job does not give them.
 */
export async function insertScheduled(tx: Tx, groups: OwnersRuns): Promise<MadeExecutions> {
  if (groups.length === 0) return [];
  const rows = groups.flatMap(({ ownerId, items }) =>
    items.map(({ jobId, availableAt, scheduledFor, createdBy, heldCredits }) => ({
      job_id: jobId,
      owner: ownerId,
      created_by: createdBy,
      available_at: availableAt,
      scheduled_for: scheduledFor,
      held_credits: heldCredits,
    })),
  );
  const found = await tx.$queryRaw(Prisma.sql`${PREPARED} /* insert_scheduled */
    SELECT m.id, m.tier::text AS tier, m.max AS "limit", m.used
    FROM insert_scheduled(${JSON.stringify(rows)}::jsonb, ${RUNS_A_DAY}::jsonb) m`);
  return made.parse(found);
}

function rowOf(item: NewExecution) {
  return {
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
    external_id: item.external?.id ?? null,
    external_system: item.external?.system ?? null,
    held_credits: item.heldCredits,
    starts: item.worker != null,
    worker_id: item.worker?.id ?? null,
    lease_seconds: item.worker?.leaseSeconds ?? null,
  };
}

const taken = z.array(z.object({ id: z.uuid(), name: z.string(), system: z.string() }));

/** The owner's runs that other systems call so already: by {@link nameKey}, their UUIDs. */
export async function readExternal(
  tx: Tx,
  ownerId: string,
  names: readonly ExternalName[],
): Promise<Map<string, string>> {
  if (names.length === 0) return new Map();
  const rows = taken.parse(
    await tx.$queryRaw(Prisma.sql`/* read_external */
      SELECT e.id, e.external_id AS name, e.external_system AS system
      FROM jsonb_to_recordset(${JSON.stringify(names)}::jsonb) AS n(id text, system text)
      CROSS JOIN LATERAL (
        SELECT e.id, e.external_id, e.external_system FROM job_executions e
        WHERE e.owner_id = ${ownerId}::uuid AND e.external_id = n.id AND e.external_system = n.system
        OFFSET 0) e`),
  );
  return new Map(rows.map(({ id, name, system }) => [nameKey({ id: name, system }), id]));
}

/** One text for one name of one system. */
export function nameKey({ id, system }: ExternalName): string {
  return JSON.stringify([id, system]);
}
