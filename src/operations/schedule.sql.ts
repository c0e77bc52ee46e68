import { z } from 'zod';
import { overAllOwners } from '../core/db/owned.js';
import type { ScopedDb } from '../core/db/tenancy.js';
import type { Tx } from '../core/db/transaction.js';
import { MissedTickPolicy, OverlapPolicy, Prisma, UserTier } from '../generated/prisma/client.js';
import { ofThose, type Whose } from './whose.js';

/** What is due is run, whoever owns it. */
const ALL = overAllOwners('schedules');

const IS_DUE = Prisma.sql`j.status = 'ACTIVE' AND j.next_run_at <= now()`;

/** Whether a tick is due of any schedule: it locks nothing, and is one look into an index. */
export async function isAnyDue(db: ScopedDb, whose: Whose): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>(Prisma.sql`/* is_any_due */
    SELECT ${ALL} FROM jobs j WHERE ${IS_DUE} ${ofThose('j.owner_id', whose)} LIMIT 1`);
  return rows.length > 0;
}

const due = z.array(
  z.object({
    jobId: z.uuid(),
    ownerId: z.uuid(),
    kind: z.string(),
    cron: z.string(),
    timezone: z.string(),
    overlapPolicy: z.enum(OverlapPolicy),
    missedTickPolicy: z.enum(MissedTickPolicy),
    catchUpSeconds: z.int().nullable(),
    jitterSeconds: z.int(),
    at: z.date(),
    isSuspended: z.boolean(),
    tier: z.enum(UserTier),
    /** The database's time. */
    now: z.date(),
  }),
);

/** A schedule whose tick is due, under the lock of its job. */
export type DueSchedule = z.infer<typeof due>[number];

/**
 * Locks the jobs of some schedules whose tick is due, the oldest first; what others hold is passed over. Those of one owner
 * come together, since their runs are made together.
 */
export async function lockDue(tx: Tx, whose: Whose, limit: number): Promise<DueSchedule[]> {
  return due.parse(
    await tx.$queryRaw(Prisma.sql`/* lock_due */
      SELECT ${ALL} j.id AS "jobId", j.owner_id AS "ownerId", j.kind, j.cron, j.timezone,
        j.overlap_policy::text AS "overlapPolicy", j.missed_tick_policy::text AS "missedTickPolicy",
        j.catch_up_seconds AS "catchUpSeconds", j.jitter_seconds AS "jitterSeconds", j.next_run_at AS at,
        -- As a value, which is looked up; a condition would be asked of all users there are.
        coalesce((SELECT u.status = 'SUSPENDED' FROM users u WHERE u.id = j.owner_id), false) AS "isSuspended",
        (SELECT a.tier::text FROM accounts a WHERE a.id = j.owner_id) AS tier,
        now() AS now
      FROM jobs j WHERE ${IS_DUE} ${ofThose('j.owner_id', whose)}
      ORDER BY j.next_run_at, j.owner_id LIMIT ${limit} FOR NO KEY UPDATE OF j SKIP LOCKED`),
  );
}

const before = z.array(
  z.object({
    jobId: z.uuid(),
    lastAt: z.date().nullable(),
    open: z.array(z.object({ id: z.uuid(), status: z.enum(['QUEUED', 'RUNNING']) })),
  }),
);

/** What there is of a job already: its last tick, and runs that schedules started and that are open, QUEUED ones first. */
export type Before = z.infer<typeof before>[number];

/**
 * What there is of jobs already. Ask it under their locks, which no statement before this one saw.
 * @param wanted How many open runs of each are worth knowing.
 */
export async function readBefore(
  tx: Tx,
  wanted: ReadonlyArray<{ jobId: string; ownerId: string; open: number }>,
): Promise<Map<string, Before>> {
  const rows = wanted.map(({ jobId, ownerId, open }) => ({ job: jobId, owner: ownerId, open }));
  const found = before.parse(
    await tx.$queryRaw(Prisma.sql`/* read_before */
      SELECT ${ALL} w.job AS "jobId", (SELECT max(t.at) FROM schedule_ticks t WHERE t.job_id = w.job) AS "lastAt",
        coalesce((
          SELECT jsonb_agg(jsonb_build_object('id', o.id, 'status', o.status) ORDER BY o.status)
          FROM (
            SELECT e.id, e.status FROM job_executions e
            WHERE e.owner_id = w.owner AND e.job_id = w.job AND e.trigger = 'SCHEDULE' AND e.status IN ('QUEUED', 'RUNNING')
            ORDER BY e.status LIMIT w.open) o), '[]') AS open
      FROM (
        SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(job uuid, owner uuid, open int)
        -- Tells the planner how few they are.
        LIMIT ${rows.length}
      ) w`),
  );
  return new Map(found.map((row) => [row.jobId, row]));
}

/** What became of a tick, and which one is next. */
export interface DecidedTick {
  jobId: string;
  ownerId: string;
  at: Date;
  executionId: string | null;
  skipReason: string | null;
  next: Date | null;
  /** Whether it is written down already, as something else than what is said here. */
  isKnown: boolean;
}

/** Writes down what became of ticks, and when their jobs are due next. */
export async function writeTicks(tx: Tx, ticks: readonly DecidedTick[]): Promise<void> {
  const rows = ticks.map((tick) => ({
    job: tick.jobId,
    owner: tick.ownerId,
    at: tick.at,
    execution: tick.executionId,
    reason: tick.skipReason,
    next: tick.next,
    known: tick.isKnown,
  }));
  await tx.$executeRaw(Prisma.sql`/* write_ticks */
    WITH ${ALL} decided AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        AS r(job uuid, owner uuid, at timestamptz, execution uuid, reason text, next timestamptz, known boolean)
      LIMIT ${rows.length}
    ), written AS (
      INSERT INTO schedule_ticks (job_id, owner_id, at, execution_id, skip_reason)
      SELECT job, owner, at, execution, reason FROM decided WHERE NOT known
    )
    UPDATE jobs j SET next_run_at = d.next FROM decided d WHERE j.id = d.job`);
}
