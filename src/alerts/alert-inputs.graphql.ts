import { type InputPath, refuseInput } from '../core/errors.js';
import { builder } from '../graphql/builder.js';
import { orNone } from '../graphql/input/changes.js';
import { boundedInt } from '../graphql/input/limits.js';
import { cronSchedule } from '../jobs/job-checks.js';
import { RunMilestone } from './alert-condition.graphql.js';
import type { Condition } from './condition.js';
import { RATED_RUNS, USUAL } from './readings.sql.js';

/** The longest time that a rule speaks of, and the range of a failure rate. */
const MAX_SECONDS = 31 * 24 * 60 * 60;
const MIN_RANGE_SECONDS = 60;
const MAX_MIN_RUNS = RATED_RUNS;
const MAX_TIMES_USUAL = 1_000;
const MAX_UNSEEN_DAYS = 365;
const DEFAULTS = { minRuns: 10, unseenDays: 30, timezone: 'UTC' } as const;

const AlertTimesInput = builder.inputType('AlertTimesInput', {
  description: 'Set times.',
  fields: (t) => ({
    cron: t.string({
      required: true,
      description: 'A cron expression with five fields, or six with seconds first.',
    }),
    timezone: t.string({
      defaultValue: DEFAULTS.timezone,
      description: 'The IANA time zone the cron expression is evaluated in, such as Europe/Berlin.',
    }),
  }),
});

const MissingRunInput = builder.inputType('MissingRunInput', {
  description: 'No execution of the job started or completed in time.',
  fields: (t) => ({
    milestone: t.field({ type: RunMilestone, defaultValue: 'COMPLETED', description: 'What is expected.' }),
    withinSeconds: t.int({
      required: true,
      description: `Within how many seconds: 1 to ${MAX_SECONDS}. At any time one is expected in the seconds before, unless the other fields say otherwise.`,
    }),
    afterTick: t.boolean({
      defaultValue: false,
      description: "Whether the seconds begin with each tick of the job's schedule.",
    }),
    times: t.field({
      type: AlertTimesInput,
      description:
        'Look at the seconds before at these times only, such as each day at 6. Not with afterTick.',
    }),
  }),
});

const FailureRateInput = builder.inputType('FailureRateInput', {
  description: 'Too many executions failed, of those that completed or failed.',
  fields: (t) => ({
    rangeSeconds: t.int({
      required: true,
      description: `How many seconds back the executions were accepted: ${MIN_RANGE_SECONDS} to ${MAX_SECONDS}. For one job, its newest ${RATED_RUNS} at most.`,
    }),
    above: t.float({
      required: true,
      description: 'The highest share of failures that is acceptable: at least 0, below 1.',
    }),
    minRuns: t.int({
      defaultValue: DEFAULTS.minRuns,
      description: `With fewer executions no alert opens: 1 to ${MAX_MIN_RUNS}.`,
    }),
  }),
});

const QueueAgeInput = builder.inputType('QueueAgeInput', {
  description: 'An execution of an ACTIVE job is due and has waited for a worker too long.',
  fields: (t) => ({
    olderThanSeconds: t.int({
      required: true,
      description: `The longest acceptable wait, in seconds: 1 to ${MAX_SECONDS}.`,
    }),
  }),
});

const LongRunInput = builder.inputType('LongRunInput', {
  description: 'An execution runs too long: exactly one of these.',
  isOneOf: true,
  fields: (t) => ({
    longerThanSeconds: t.int({ description: `The longest acceptable run, in seconds: 1 to ${MAX_SECONDS}.` }),
    timesUsual: t.float({
      description: `The longest acceptable run, as a multiple of the time within which 95 % of its job's executions completed: above 0 to ${MAX_TIMES_USUAL}. Usual is what the newest ${USUAL.max} completed ones of ${USUAL.days} days took; with fewer than ${USUAL.min} no alert opens. Without a job, the ${USUAL.jobs} jobs whose executions have run longest are looked at.`,
    }),
  }),
});

const FailureGroupInput = builder.inputType('FailureGroupInput', {
  description: 'Failures that look alike are new, or came again after they were resolved.',
  fields: (t) => ({
    unseenDays: t.int({
      defaultValue: DEFAULTS.unseenDays,
      description: `For how many days the account had none, if they are new: 1 to ${MAX_UNSEEN_DAYS}.`,
    }),
  }),
});

export const AlertConditionInput = builder.inputType('AlertConditionInput', {
  description: 'The condition under which an alert opens: exactly one of these.',
  isOneOf: true,
  fields: (t) => ({
    missingRun: t.field({
      type: MissingRunInput,
      description: 'No execution of the job started or completed in time.',
    }),
    failureRate: t.field({ type: FailureRateInput, description: 'Too many executions failed.' }),
    queueAge: t.field({ type: QueueAgeInput, description: 'An execution waits too long.' }),
    longRun: t.field({ type: LongRunInput, description: 'An execution runs too long.' }),
    failureGroup: t.field({
      type: FailureGroupInput,
      description: 'Failures that look alike are new, or came again.',
    }),
  }),
});

const seconds = (value: number, path: InputPath, min = 1) =>
  boundedInt(value, path, { min, max: MAX_SECONDS });

/** @throws GraphQLError BAD_USER_INPUT for what is out of bounds. */
export function conditionIn(input: typeof AlertConditionInput.$inferInput, path: InputPath): Condition {
  const { missingRun, failureRate, queueAge, longRun, failureGroup } = input;
  if (missingRun) return missingRunIn(missingRun, [...path, 'missingRun']);
  if (failureRate) {
    const at = (field: string) => [...path, 'failureRate', field];
    const { rangeSeconds, above, minRuns } = failureRate;
    if (!(above >= 0 && above < 1)) refuseInput(at('above'), 'must be from 0 up, and below 1.');
    return {
      kind: 'FAILURE_RATE',
      rangeSeconds: seconds(rangeSeconds, at('rangeSeconds'), MIN_RANGE_SECONDS),
      above,
      minRuns: boundedInt(minRuns ?? DEFAULTS.minRuns, at('minRuns'), { min: 1, max: MAX_MIN_RUNS }),
    };
  }
  if (queueAge) {
    const at = [...path, 'queueAge', 'olderThanSeconds'];
    return { kind: 'QUEUE_AGE', olderThanSeconds: seconds(queueAge.olderThanSeconds, at) };
  }
  if (longRun) return longRunIn(longRun, [...path, 'longRun']);
  if (!failureGroup) return refuseInput(path, 'name a condition.');
  const at = [...path, 'failureGroup', 'unseenDays'];
  const days = boundedInt(failureGroup.unseenDays ?? DEFAULTS.unseenDays, at, {
    min: 1,
    max: MAX_UNSEEN_DAYS,
  });
  return { kind: 'FAILURE_GROUP', unseenDays: days };
}

function missingRunIn(
  { milestone, withinSeconds, afterTick, times }: typeof MissingRunInput.$inferInput,
  path: InputPath,
): Condition {
  if (afterTick && times) refuseInput([...path, 'times'], 'name afterTick or times, not both.');
  return {
    kind: 'MISSING_RUN',
    milestone: milestone ?? 'COMPLETED',
    withinSeconds: seconds(withinSeconds, [...path, 'withinSeconds']),
    afterTick: afterTick ?? false,
    times: orNone(times, [...path, 'times'], ({ cron, timezone }, at) =>
      cronSchedule({ cron, timezone: timezone ?? DEFAULTS.timezone }, at),
    ),
  };
}

function longRunIn(
  { longerThanSeconds, timesUsual }: typeof LongRunInput.$inferInput,
  path: InputPath,
): Condition {
  const at = [...path, 'timesUsual'];
  if (timesUsual != null && !(timesUsual > 0 && timesUsual <= MAX_TIMES_USUAL)) {
    refuseInput(at, `must be above 0, and at most ${MAX_TIMES_USUAL}.`);
  }
  return {
    kind: 'LONG_RUN',
    longerThanSeconds: orNone(longerThanSeconds, [...path, 'longerThanSeconds'], (value, at) =>
      seconds(value, at),
    ),
    timesUsual: timesUsual ?? null,
  };
}
