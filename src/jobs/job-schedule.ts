import { refuseInput } from '../core/errors.js';
import type { MissedTickPolicy, OverlapPolicy } from '../generated/prisma/client.js';
import { type CronSchedule, nextRun } from './cron.js';
import { catchUp } from './job-checks.js';
import type { LockedJob } from './job-write.sql.js';

export interface ScheduleSettings extends CronSchedule {
  overlapPolicy: OverlapPolicy;
  missedTickPolicy: MissedTickPolicy;
  /** Null where nothing is caught up on. */
  catchUpSeconds: number | null;
  jitterSeconds: number;
}

/** What a schedule has where nobody says it. */
export const SCHEDULE_DEFAULTS = {
  timezone: 'UTC',
  overlapPolicy: 'SKIP',
  missedTickPolicy: 'SKIP',
  jitterSeconds: 0,
} as const satisfies Omit<ScheduleSettings, 'cron' | 'catchUpSeconds'>;
/** How far back a schedule goes that catches up, and does not say so. */
export const DEFAULT_CATCH_UP_SECONDS = 3_600;

/** What is undefined stays as it is, or takes its default where there was no schedule. */
export type ScheduleChanges = Pick<ScheduleSettings, 'cron'> & Partial<ScheduleSettings>;

/**
 * A schedule as a change makes it.
 * @param job What has it before; null for a new one.
 * @throws GraphQLError BAD_USER_INPUT where it cannot catch up so far.
 */
export function scheduleOf(job: LockedJob | null, changes: ScheduleChanges): ScheduleSettings {
  const missedTickPolicy =
    changes.missedTickPolicy ?? job?.missedTickPolicy ?? SCHEDULE_DEFAULTS.missedTickPolicy;
  const schedule = {
    cron: changes.cron,
    timezone: changes.timezone ?? job?.timezone ?? SCHEDULE_DEFAULTS.timezone,
    overlapPolicy: changes.overlapPolicy ?? job?.overlapPolicy ?? SCHEDULE_DEFAULTS.overlapPolicy,
    missedTickPolicy,
    catchUpSeconds: catchUpOf(missedTickPolicy, changes.catchUpSeconds, job),
    jitterSeconds: changes.jitterSeconds ?? job?.jitterSeconds ?? SCHEDULE_DEFAULTS.jitterSeconds,
  };
  catchUp(schedule, schedule.catchUpSeconds, CATCH_UP_PATH);
  return schedule;
}

const CATCH_UP_PATH = ['input', 'schedule', 'catchUpSeconds'];

function catchUpOf(
  policy: MissedTickPolicy,
  wanted: number | null | undefined,
  job: LockedJob | null,
): number | null {
  const before = wanted === undefined ? job?.catchUpSeconds : wanted;
  if (policy === 'CATCH_UP') return before ?? DEFAULT_CATCH_UP_SECONDS;
  if (wanted != null) refuseInput(CATCH_UP_PATH, 'goes with missedTicks: CATCH_UP only.');
  return null;
}

const NO_SCHEDULE = {
  ...{ cron: null, timezone: null, overlapPolicy: null, missedTickPolicy: null },
  ...{ catchUpSeconds: null, jitterSeconds: null, schedulePausedAt: null },
} as const;

export function scheduleColumns(schedule: ScheduleSettings | null) {
  return schedule ?? NO_SCHEDULE;
}

export function cronOf({ cron, timezone }: Pick<LockedJob, 'cron' | 'timezone'>): CronSchedule | null {
  return cron === null || timezone === null ? null : { cron, timezone };
}

/**
 * Another policy for the same times is no reason to pass over a tick that is due. The same times are begun anew where
 * none is due: they could not be read when the last one was.
 */
export function needsNextRun(job: LockedJob, schedule: CronSchedule | null): boolean {
  const isOtherTime = job.cron !== (schedule?.cron ?? null) || job.timezone !== (schedule?.timezone ?? null);
  return isOtherTime || job.nextRunAt === null;
}

/** Only an active job has a next run, and only while its schedule is not paused. */
export function nextRunOf(
  { status, schedulePausedAt, now }: Pick<LockedJob, 'status' | 'schedulePausedAt' | 'now'>,
  schedule: CronSchedule | null,
): Date | null {
  return schedule && status === 'ACTIVE' && !schedulePausedAt ? nextRun(schedule, now) : null;
}
