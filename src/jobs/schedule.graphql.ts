import type { PageArgs } from '../core/db/keyset.js';
import { badUserInput } from '../core/errors.js';
import type { Prisma } from '../generated/prisma/client.js';
import { builder } from '../graphql/builder.js';
import type { FieldCost } from '../graphql/field-cost.js';
import { forwardArgs } from '../graphql/relay/args.js';
import { connectionType } from '../graphql/relay/connection.js';
import { createList } from '../graphql/relay/list.js';
import { type CronSchedule, runsWithin } from './cron.js';
import { MissedTickPolicy, OverlapPolicy } from './enums.graphql.js';
import { SCHEDULE_DEFAULTS } from './job-schedule.js';

const DEFAULT_NEXT_RUNS = 5;
export const MAX_NEXT_RUNS = 100;

/** A point for each tick that is worked out. */
export const nextRunsCost: FieldCost = {
  cost: ({ count }) => (typeof count === 'number' ? Math.min(count, MAX_NEXT_RUNS) : DEFAULT_NEXT_RUNS),
};

/** Which times of a cron expression are asked for. */
export const nextRunsArgs = builder.args((t) => ({
  from: t.field({ type: 'DateTime', description: 'The first time it may be; now if omitted.' }),
  to: t.field({ type: 'DateTime', description: 'Only times before this.' }),
  count: t.int({
    defaultValue: DEFAULT_NEXT_RUNS,
    description: `How many times to return: 1 to ${MAX_NEXT_RUNS}.`,
  }),
}));

interface NextRunsArgs {
  from?: Date | null;
  to?: Date | null;
  count?: number | null;
}

/** @throws GraphQLError BAD_USER_INPUT for a count out of bounds. */
export function nextRuns(schedule: CronSchedule, { from, to, count: wanted }: NextRunsArgs): Date[] {
  const count = wanted ?? DEFAULT_NEXT_RUNS;
  if (count < 1 || count > MAX_NEXT_RUNS) {
    const message = `count must be from 1 to ${MAX_NEXT_RUNS}; it is ${count}.`;
    throw badUserInput(message, [{ path: ['count'], message }]);
  }
  return runsWithin(schedule, { from: from ?? new Date(), to: to ?? null, max: count });
}

export const ScheduleTick = builder.prismaNode('ScheduleTick', {
  id: { field: 'id' },
  nullable: true,
  description: 'A scheduled time in the past, and what happened at it.',
  select: { id: true },
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'The scheduled time.' }),
    execution: t.relation('execution', {
      nullable: true,
      description: 'The execution it started; null if none.',
    }),
    skipReason: t.exposeString('skipReason', {
      nullable: true,
      description: 'Why no execution was started; null if one was.',
    }),
  }),
});

export const ScheduleTickConnection = connectionType(ScheduleTick, 'ScheduleTick', 'ticks');

/** Past ticks, newest first. */
export function tickList(args: PageArgs, where: Prisma.ScheduleTickWhereInput = {}) {
  return createList(
    'ScheduleTick',
    where,
    { name: 'ticks', field: 'at', type: 'date', direction: 'desc' },
    args,
  );
}

export const Schedule = builder.prismaObject('Job', {
  variant: 'Schedule',
  description: 'When a job runs automatically.',
  select: { id: true, cron: true, timezone: true },
  fields: (t) => ({
    cron: t.string({
      description: 'A cron expression with five fields, or six with seconds first.',
      resolve: ({ cron }) => cron ?? '',
    }),
    timezone: t.string({
      description: 'The IANA time zone the cron expression is evaluated in.',
      resolve: ({ timezone }) => timezone ?? SCHEDULE_DEFAULTS.timezone,
    }),
    overlap: t.field({
      type: OverlapPolicy,
      description: 'What a tick does while an execution that a schedule started is still open.',
      select: { overlapPolicy: true },
      resolve: ({ overlapPolicy }) => overlapPolicy ?? SCHEDULE_DEFAULTS.overlapPolicy,
    }),
    missedTicks: t.field({
      type: MissedTickPolicy,
      description: 'What happens to missed ticks.',
      select: { missedTickPolicy: true },
      resolve: ({ missedTickPolicy }) => missedTickPolicy ?? SCHEDULE_DEFAULTS.missedTickPolicy,
    }),
    catchUpSeconds: t.exposeInt('catchUpSeconds', {
      nullable: true,
      description: 'How far back missed ticks are made up for; null if they are not caught up on.',
    }),
    jitterSeconds: t.int({
      description: 'How long after its tick an execution becomes available at most, to spread the load.',
      select: { jitterSeconds: true },
      resolve: ({ jitterSeconds }) => jitterSeconds ?? SCHEDULE_DEFAULTS.jitterSeconds,
    }),
    pausedAt: t.expose('schedulePausedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the schedule was paused; null if it is not.',
    }),
    nextRunAt: t.expose('nextRunAt', {
      type: 'DateTime',
      nullable: true,
      description: 'The next tick; null if there is none, as while the schedule or the job is paused.',
    }),
    nextRuns: t.field({
      type: ['DateTime'],
      extensions: { ...nextRunsCost },
      description:
        'Times of the cron expression, from now on unless said otherwise, whether the schedule is paused or not.',
      args: nextRunsArgs,
      resolve: ({ cron, timezone }, args) =>
        cron === null ? [] : nextRuns({ cron, timezone: timezone ?? SCHEDULE_DEFAULTS.timezone }, args),
    }),
    ticks: t.field({
      type: ScheduleTickConnection,
      args: builder.args(forwardArgs),
      description: 'Past ticks and what happened at them, newest first.',
      select: (args, _context, nested) => ({ ticks: nested(tickList(args).query) }),
      resolve: (job, args) => tickList(args).connection(job.ticks, { field: 'jobId', id: job.id }),
    }),
  }),
});
