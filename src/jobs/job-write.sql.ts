import { z } from 'zod';
import { owned } from '../core/db/owned.js';
import type { Tx } from '../core/db/transaction.js';
import {
  JobStatus,
  MissedTickPolicy,
  OverlapPolicy,
  Prisma,
  ProjectStatus,
} from '../generated/prisma/client.js';
import type { JobId } from './job-id.js';

const clock = z.array(z.object({ now: z.date() }));
const heldProject = z.array(z.object({ status: z.enum(ProjectStatus) }));
const suffix = z.array(z.object({ next: z.string() }));
const running = z.tuple([z.object({ running: z.int() })]);

/** What a command must know of a job before it changes it; read under its lock. */
const locked = z.array(
  z.object({
    id: z.uuid(),
    ownerId: z.uuid(),
    projectId: z.uuid().nullable(),
    slug: z.string(),
    status: z.enum(JobStatus),
    cron: z.string().nullable(),
    timezone: z.string().nullable(),
    overlapPolicy: z.enum(OverlapPolicy).nullable(),
    missedTickPolicy: z.enum(MissedTickPolicy).nullable(),
    catchUpSeconds: z.int().nullable(),
    jitterSeconds: z.int().nullable(),
    schedulePausedAt: z.date().nullable(),
    nextRunAt: z.date().nullable(),
    /** The database's time. */
    now: z.date(),
  }),
);

export type LockedJob = z.infer<typeof locked>[number];

/**
 * Locks an account for one who gives a slug, so that two of them never choose the same.
 * @returns The database's time; null where there is no such account.
 */
export async function lockOwner(tx: Tx, ownerId: string): Promise<Date | null> {
  const [row] = clock.parse(
    await tx.$queryRaw(Prisma.sql`/* lock_owner */
      SELECT now() AS now FROM accounts WHERE id = ${ownerId}::uuid FOR NO KEY UPDATE`),
  );
  return row?.now ?? null;
}

/** The state of an owner's project, which stays so until the transaction ends; null where they have no such project. */
export async function holdProject(tx: Tx, ownerId: string, projectId: string): Promise<ProjectStatus | null> {
  const rows = await tx.$queryRaw(Prisma.sql`/* hold_project */
    SELECT status::text AS status FROM projects
    WHERE id = ${projectId}::uuid AND owner_id = ${ownerId}::uuid
      AND NOT EXISTS (
        SELECT FROM deletions d WHERE d.project_id = projects.id ${owned('d.owner_id', ownerId)})
    FOR SHARE`);
  return heldProject.parse(rows)[0]?.status ?? null;
}

/** The number that makes a slug unique for an owner who has it already: one above the highest in use, from 2. */
export async function nextSuffix(tx: Tx, ownerId: string, slug: string): Promise<string> {
  const [row] = suffix.parse(
    await tx.$queryRaw(Prisma.sql`/* next_suffix */
      SELECT (coalesce(max(substring(slug FROM ${slug.length + 2}::int)::numeric), 1) + 1)::text AS next
      FROM jobs
      WHERE owner_id = ${ownerId}::uuid AND slug ~ ${`^${slug}-[1-9][0-9]*$`}`),
  );
  if (!row) throw new Error('an aggregate without a row');
  return row.next;
}

/**
 * Locks a job.
 * @param ownerId Whose it must be; null for anybody's.
 * @param forDeletion Whether nothing may come to hang on it either: no new execution, no part.
 * @returns Null where there is none of this id, kind and owner, or its project is being deleted.
 */
export async function lockJob(
  tx: Tx,
  { id, kind }: JobId,
  ownerId: string | null,
  { forDeletion = false } = {},
): Promise<LockedJob | null> {
  const [row] = locked.parse(
    await tx.$queryRaw(Prisma.sql`/* lock_job */
      SELECT id, owner_id AS "ownerId", project_id AS "projectId", slug, status::text AS status, cron, timezone,
        overlap_policy::text AS "overlapPolicy", missed_tick_policy::text AS "missedTickPolicy",
        catch_up_seconds AS "catchUpSeconds", jitter_seconds AS "jitterSeconds",
        schedule_paused_at AS "schedulePausedAt", next_run_at AS "nextRunAt", now() AS now
      FROM jobs
      WHERE id = ${id}::uuid AND kind = ${kind}
        AND NOT EXISTS (
          SELECT FROM deletions d
          WHERE d.project_id = jobs.project_id AND d.owner_id = jobs.owner_id ${owned('d.owner_id', ownerId)})
        ${owned('owner_id', ownerId)}
      ${forDeletion ? Prisma.sql`FOR UPDATE` : Prisma.sql`FOR NO KEY UPDATE`}`),
  );
  return row ?? null;
}

/** Locks a job's open executions, in the order of their ids; none is claimed any more. @returns How many run. */
export async function lockOpenExecutions(tx: Tx, jobId: string, ownerId: string): Promise<number> {
  const [{ running: count }] = running.parse(
    await tx.$queryRaw(Prisma.sql`/* lock_open_executions */
      WITH open AS (
        SELECT status FROM job_executions
        WHERE job_id = ${jobId}::uuid ${owned('owner_id', ownerId)} AND status IN ('QUEUED', 'RUNNING')
        ORDER BY id
        FOR UPDATE
      )
      SELECT count(*) FILTER (WHERE status = 'RUNNING')::int AS running FROM open`),
  );
  return count;
}
