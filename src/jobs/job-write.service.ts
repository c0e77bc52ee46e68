import { requireJobRoom, requireTicks } from '../accounts/quota.service.js';
import { changedFields, recordActivity } from '../activity/activity.service.js';
import type { Caller } from '../core/caller.js';
import { ownerScope } from '../core/db/tenancy.js';
import { inTransaction, type Tx } from '../core/db/transaction.js';
import { ConflictError, InvalidTransitionError, NotFoundError, Refusal } from '../core/domain-errors.js';
import { encodeId } from '../core/ids.js';
import type { JobKind } from '../core/node-types.js';
import type { JobStatus, Prisma } from '../generated/prisma/client.js';
import { nextRun, ticksPerMinute } from './cron.js';
import { encodeJobId, type JobId } from './job-id.js';
import { hasLimit, type JobLimits, setLimits } from './job-limits.sql.js';
import {
  cronOf,
  needsNextRun,
  nextRunOf,
  type ScheduleChanges,
  type ScheduleSettings,
  scheduleColumns,
  scheduleOf,
} from './job-schedule.js';
import {
  holdProject,
  type LockedJob,
  lockJob,
  lockOpenExecutions,
  lockOwner,
  nextSuffix,
} from './job-write.sql.js';
import { kindOf } from './kinds.js';
import { slugFrom } from './slug.js';

/** What only one kind of job has, by the columns of the kind's row. In a change, what is not in it stays as it is. */
export interface KindSettings {
  kind: JobKind;
  own: object;
}

/** What a job has whatever its kind; UUIDs inside. */
interface JobSettings {
  name: string;
  description: string | null;
  projectId: string | null;
  priority: number;
  maxAttempts: number;
  retryBackoffSeconds: number;
  timeoutSeconds: number | null;
  limits: JobLimits;
  tags: string[];
  schedule: ScheduleSettings | null;
  config: Prisma.InputJsonValue;
}

export interface NewJob extends JobSettings {
  /** Null for one that is made from the name. */
  slug: string | null;
  settings: KindSettings;
}

/** What is undefined stays as it is. */
export interface JobChanges extends Partial<Omit<JobSettings, 'schedule' | 'limits'>> {
  slug?: string;
  limits: Partial<JobLimits>;
  schedule?: ScheduleChanges | null;
  settings?: KindSettings;
}

/**
 * Makes a job of the caller's own, ACTIVE.
 * @returns Its UUID.
 * @throws Refusal NotFoundError for a project that is not the caller's; ConflictError for a slug that is taken, or a
 * project that is archived; QuotaExceededError.
 */
export function createJob(
  caller: Caller,
  { slug, schedule: wanted, limits, settings, ...job }: NewJob,
): Promise<string> {
  const ownerId = caller.viewer.accountId;
  const schedule = wanted && scheduleOf(null, wanted);
  return inTransaction(caller, 'MANAGE', async (tx) => {
    const now = await lockOwner(tx, ownerId);
    if (!now) throw new Refusal(new NotFoundError('This user no longer exists.'));
    if (job.projectId !== null) await requireProject(tx, ownerId, job.projectId);
    const ownSlug =
      slug === null ? await freeSlug(tx, ownerId, slugFrom(job.name)) : await untaken(tx, ownerId, slug);
    await requireJobRoom(tx, ownerId);
    if (schedule) await requireTicks(tx, ownerId, ticksPerMinute(schedule));
    const { id, kind } = await tx.job.create({
      data: {
        ...job,
        ownerId,
        slug: ownSlug,
        ...scheduleColumns(schedule),
        nextRunAt: schedule && nextRun(schedule, now),
        kind: settings.kind,
        ...kindOf(settings.kind).row.create(settings.own, ownSlug),
        ...(hasLimit(limits) && { limits: { create: limits } }),
      },
      select: { id: true, kind: true },
    });
    await recordActivity(tx, caller, {
      action: 'job.created',
      resource: { type: kindOf(kind).type, uuid: id },
      metadata: { kind },
    });
    return id;
  });
}

/**
 * Changes a job. What is waiting or running already keeps what it copied when it was accepted.
 * @throws Refusal NotFoundError for a job, or a project of its owner, that is none; ConflictError for a slug that is
 * taken, or a project that is archived; QuotaExceededError for a schedule that ticks too often.
 */
export function updateJob(caller: Caller, ref: JobId, changes: JobChanges): Promise<void> {
  const { slug, schedule: wanted, settings, limits, ...columns } = changes;
  return inTransaction(caller, 'MANAGE', async (tx) => {
    const job = await requireJob(tx, caller, ref);
    const schedule = wanted && scheduleOf(job, wanted);
    const said = [slug, wanted, settings, ...Object.values(limits), ...Object.values(columns)];
    if (said.every((change) => change === undefined)) return;
    if (columns.projectId != null) await requireProject(tx, job.ownerId, columns.projectId);
    // The expression must be said with every change: one that was allowed before is no reason to refuse another.
    if (schedule && schedule.cron !== job.cron) {
      await requireTicks(tx, job.ownerId, ticksPerMinute(schedule));
    }
    if (slug !== undefined && slug !== job.slug) {
      await lockOwner(tx, job.ownerId);
      await untaken(tx, job.ownerId, slug);
    }
    if (settings)
      await kindOf(settings.kind).row.update(tx, { ...job, slug: slug ?? job.slug }, settings.own);
    await setLimits(tx, job, limits);
    await tx.job.update({
      where: { id: job.id },
      // The slug is always said, so that the row is written, and updated_at with it, where only its kind's row changes.
      data: {
        ...columns,
        slug: slug ?? job.slug,
        ...(schedule !== undefined && scheduleColumns(schedule)),
        ...(schedule !== undefined && needsNextRun(job, schedule) && { nextRunAt: nextRunOf(job, schedule) }),
      },
      select: { id: true },
    });
    await recordActivity(tx, caller, {
      action: 'job.updated',
      resource: resourceOf(ref),
      metadata: changedFields({ slug, ...columns, ...limits, schedule, kind: settings }),
    });
  });
}

/**
 * Moves a job to any state. One that comes back from the archive counts among its owner's jobs again.
 * @throws Refusal NotFoundError; ConflictError where its project is archived and it is not to be; QuotaExceededError.
 */
export function setJobStatus(caller: Caller, ref: JobId, status: JobStatus): Promise<void> {
  return inTransaction(caller, 'MANAGE', async (tx) => {
    const job = await requireJob(tx, caller, ref);
    // Said again it changes nothing: a tick that is due must not be passed over.
    if (job.status === status) return;
    if (job.projectId !== null && status !== 'ARCHIVED') await requireProject(tx, job.ownerId, job.projectId);
    if (job.status === 'ARCHIVED') {
      await lockOwner(tx, job.ownerId);
      await requireJobRoom(tx, job.ownerId);
    }
    await tx.job.update({
      where: { id: job.id },
      data: { status, nextRunAt: nextRunOf({ ...job, status }, cronOf(job)) },
      select: { id: true },
    });
    await recordActivity(tx, caller, {
      action: 'job.status_changed',
      resource: resourceOf(ref),
      metadata: { from: job.status, to: status },
    });
  });
}

/**
 * Pauses the schedule of a job, or resumes it with the next tick: those in between are nobody's to make up for.
 * @throws Refusal NotFoundError for a job, or a schedule, that is none.
 */
export function setSchedulePaused(caller: Caller, ref: JobId, paused: boolean): Promise<void> {
  return inTransaction(caller, 'MANAGE', async (tx) => {
    const { job, schedule } = await requireSchedule(tx, caller, ref);
    // As with a state that is said again.
    if (paused === (job.schedulePausedAt !== null)) return;
    const schedulePausedAt = paused ? job.now : null;
    await tx.job.update({
      where: { id: job.id },
      data: { schedulePausedAt, nextRunAt: nextRunOf({ ...job, schedulePausedAt }, schedule) },
      select: { id: true },
    });
    await recordActivity(tx, caller, {
      action: paused ? 'job.schedule_paused' : 'job.schedule_resumed',
      resource: resourceOf(ref),
    });
  });
}

/**
 * Deletes a job with everything that hangs on it, runs that are waiting included. While one is running it is refused:
 * a worker holds it, and would find neither the run nor a place for what it did.
 * @throws Refusal NotFoundError, InvalidTransitionError
 */
export function deleteJob(caller: Caller, ref: JobId): Promise<void> {
  return inTransaction(caller, 'MANAGE', async (tx) => {
    const job = await requireJob(tx, caller, ref, { forDeletion: true });
    const running = await lockOpenExecutions(tx, job.id, job.ownerId);
    if (running > 0) {
      throw new Refusal(
        new InvalidTransitionError(
          `${running} of the job's runs are running: cancel them first, or let them end.`,
          {
            from: 'RUNNING',
            to: 'DELETED',
            allowed: ['COMPLETED', 'FAILED', 'CANCELED'],
          },
        ),
      );
    }
    await tx.job.deleteMany({ where: { id: job.id } });
    await recordActivity(tx, caller, {
      action: 'job.deleted',
      resource: resourceOf(ref),
    });
  });
}

export const resourceOf = ({ id, kind }: JobId) => ({ type: kindOf(kind).type, uuid: id });

async function requireJob(
  tx: Tx,
  { viewer }: Caller,
  ref: JobId,
  options?: { forDeletion: boolean },
): Promise<LockedJob> {
  const job = await lockJob(tx, ref, ownerScope(viewer), options);
  if (job) return job;
  throw new Refusal(new NotFoundError('There is no such job.', encodeJobId(ref)));
}

/** A job, locked, and its schedule. @throws Refusal NotFoundError for a job, or a schedule, that is none. */
export async function requireSchedule(tx: Tx, caller: Caller, ref: JobId) {
  const job = await requireJob(tx, caller, ref);
  const schedule = cronOf(job);
  if (schedule) return { job, schedule };
  throw new Refusal(new NotFoundError('The job has no schedule.', encodeJobId(ref)));
}

/** @throws Refusal NotFoundError; ConflictError where it is archived, and has no jobs that are run. */
async function requireProject(tx: Tx, ownerId: string, projectId: string): Promise<void> {
  const status = await holdProject(tx, ownerId, projectId);
  if (status === 'ACTIVE') return;
  throw new Refusal(
    status === null
      ? new NotFoundError('There is no such project.', encodeId('Project', projectId))
      : new ConflictError('The project is archived: restore it first.', { type: 'Project', uuid: projectId }),
  );
}

function findSlug(tx: Tx, ownerId: string, slug: string) {
  return tx.job.findFirst({ where: { ownerId, slug }, select: { id: true, kind: true } });
}

async function freeSlug(tx: Tx, ownerId: string, slug: string): Promise<string> {
  return (await findSlug(tx, ownerId, slug)) ? `${slug}-${await nextSuffix(tx, ownerId, slug)}` : slug;
}

async function untaken(tx: Tx, ownerId: string, slug: string): Promise<string> {
  const taken = await findSlug(tx, ownerId, slug);
  if (!taken) return slug;
  throw new Refusal(
    new ConflictError(`A job with the slug "${slug}" already exists.`, {
      type: kindOf(taken.kind).type,
      uuid: taken.id,
    }),
  );
}
