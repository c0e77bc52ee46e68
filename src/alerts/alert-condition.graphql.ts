import { builder } from '../graphql/builder.js';
import type { ConditionOf } from './condition.js';

export const RunMilestone = builder.enumType('RunMilestone', {
  description: 'What an execution has come to.',
  values: {
    STARTED: { description: 'It started.' },
    COMPLETED: { description: 'It completed.' },
  } as const,
});

type Times = NonNullable<ConditionOf<'MISSING_RUN'>['times']>;

const AlertTimes = builder.objectRef<Times>('AlertTimes').implement({
  description: 'Set times.',
  fields: (t) => ({
    cron: t.exposeString('cron', {
      description: 'A cron expression with five fields, or six with seconds first.',
    }),
    timezone: t.exposeString('timezone', {
      description: 'The IANA time zone the cron expression is evaluated in.',
    }),
  }),
});

const MissingRunCondition = builder.objectRef<ConditionOf<'MISSING_RUN'>>('MissingRunCondition').implement({
  description:
    'No execution of the job started or completed in time. Nothing is expected of a job that is not ACTIVE.',
  fields: (t) => ({
    milestone: t.expose('milestone', { type: RunMilestone, description: 'What is expected.' }),
    withinSeconds: t.exposeInt('withinSeconds', { description: 'Within how many seconds.' }),
    afterTick: t.exposeBoolean('afterTick', {
      description: "Whether the time begins with each tick of the job's schedule.",
    }),
    times: t.expose('times', {
      type: AlertTimes,
      nullable: true,
      description: 'When the seconds before are looked at; null for at any time.',
    }),
  }),
});

const FailureRateCondition = builder
  .objectRef<ConditionOf<'FAILURE_RATE'>>('FailureRateCondition')
  .implement({
    description: 'Too many executions failed, of those that completed or failed.',
    fields: (t) => ({
      rangeSeconds: t.exposeInt('rangeSeconds', {
        description: 'How many seconds back the executions were accepted.',
      }),
      above: t.exposeFloat('above', {
        description: 'The highest share of failures that is acceptable, 0 to 1.',
      }),
      minRuns: t.exposeInt('minRuns', { description: 'With fewer executions no alert opens.' }),
    }),
  });

const QueueAgeCondition = builder.objectRef<ConditionOf<'QUEUE_AGE'>>('QueueAgeCondition').implement({
  description: 'An execution of an ACTIVE job is due and has waited for a worker too long.',
  fields: (t) => ({
    olderThanSeconds: t.exposeInt('olderThanSeconds', {
      description: 'The longest acceptable wait, in seconds.',
    }),
  }),
});

const LongRunCondition = builder.objectRef<ConditionOf<'LONG_RUN'>>('LongRunCondition').implement({
  description: 'An execution runs too long. Each such execution has an alert of its own.',
  fields: (t) => ({
    longerThanSeconds: t.exposeInt('longerThanSeconds', {
      nullable: true,
      description: 'The longest acceptable run, in seconds; null if that depends on what is usual.',
    }),
    timesUsual: t.exposeFloat('timesUsual', {
      nullable: true,
      description:
        "The longest acceptable run, as a multiple of the time within which 95 % of its job's executions completed; null if it is a fixed time.",
    }),
  }),
});

const FailureGroupCondition = builder
  .objectRef<ConditionOf<'FAILURE_GROUP'>>('FailureGroupCondition')
  .implement({
    description: 'Failures that look alike are new, or came again. Each such group has an alert of its own.',
    fields: (t) => ({
      unseenDays: t.exposeInt('unseenDays', {
        description: 'For how many days the account had no such failure.',
      }),
    }),
  });

const TYPES = {
  MISSING_RUN: MissingRunCondition,
  FAILURE_RATE: FailureRateCondition,
  QUEUE_AGE: QueueAgeCondition,
  LONG_RUN: LongRunCondition,
  FAILURE_GROUP: FailureGroupCondition,
} as const;

export const AlertCondition = builder.unionType('AlertCondition', {
  description: 'What an alert rule is about.',
  types: Object.values(TYPES),
  resolveType: ({ kind }) => TYPES[kind],
});
