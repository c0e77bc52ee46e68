import { type InputPath, refuseInput } from '../core/errors.js';
import { builder } from '../graphql/builder.js';
import { changeOf, changeOrNone, orNone } from '../graphql/input/changes.js';
import { inputField } from '../graphql/input/limits.js';
import type { IsSaid } from '../graphql/input/said.js';
import { JobStatus, MissedTickPolicy, OverlapPolicy } from './enums.graphql.js';
import * as check from './job-checks.js';
import { type JobId, parseJobId } from './job-id.js';
import {
  DEFAULT_CATCH_UP_SECONDS,
  SCHEDULE_DEFAULTS,
  type ScheduleChanges,
  type ScheduleSettings,
} from './job-schedule.js';
import type { JobChanges, NewJob } from './job-write.service.js';
import { JobKindInput, kindChanges, kindSettings } from './kind-input.graphql.js';

const DEFAULTS = {
  priority: 5,
  maxAttempts: 3,
  retryBackoffSeconds: 30,
} as const;

const ScheduleInput = builder.inputType('ScheduleInput', {
  description:
    'When a job runs automatically. The defaults apply to a new schedule; in an update, omitted fields stay unchanged.',
  fields: (t) => ({
    cron: t.string({
      required: true,
      description:
        'A cron expression with five fields, or six with seconds first. The tier limits how many ticks a minute it can have.',
    }),
    timezone: t.string({
      defaultValue: SCHEDULE_DEFAULTS.timezone,
      description: 'The IANA time zone the cron expression is evaluated in, such as Europe/Berlin.',
    }),
    overlap: t.field({
      type: OverlapPolicy,
      defaultValue: SCHEDULE_DEFAULTS.overlapPolicy,
      description: 'What a tick does while an execution that a schedule started is still open.',
    }),
    missedTicks: t.field({
      type: MissedTickPolicy,
      defaultValue: SCHEDULE_DEFAULTS.missedTickPolicy,
      description: 'What happens to missed ticks.',
    }),
    catchUpSeconds: t.int({
      description: `With CATCH_UP only: how far back missed ticks are made up for, 1 to ${check.MAX_CATCH_UP_SECONDS} seconds (${DEFAULT_CATCH_UP_SECONDS} if omitted), which can hold at most ${check.MAX_TICKS_CAUGHT_UP} ticks.`,
    }),
    jitterSeconds: t.int({
      defaultValue: SCHEDULE_DEFAULTS.jitterSeconds,
      description: `Spreads the load: the longest time by which an execution becomes available after its tick, which differs from tick to tick: 0 to ${check.MAX_JITTER_SECONDS} seconds.`,
    }),
  }),
});

const described = {
  name: 'The display name.',
  description: 'What the job is for.',
  priority: `The priority of its executions: 0 to ${check.MAX_PRIORITY}, higher is more urgent.`,
  maxConcurrent: `How many of its executions can be RUNNING at a time: 1 to ${check.MAX_CONCURRENT}; null for any number. startExecution counts too, and is refused at the limit. If more are running when the limit is set, they go on.`,
  maxConcurrentPerKey: `The same for its executions of one \`concurrencyKey\`: 1 to ${check.MAX_CONCURRENT}; null for any number. Executions without a key have no such limit.`,
  startsPerMinute: `How many of its executions can be started in any 60 seconds, counted from when the limit is first set: 1 to ${check.MAX_STARTS_PER_MINUTE}; null for any number. Each attempt counts. A start frees its place after 60 to 61 seconds.`,
  maxAttempts: `How many attempts an execution has before it fails, and how many times a chunk can lose its worker: 1 to ${check.MAX_ATTEMPTS}.`,
  retryBackoffSeconds: `The wait before the second attempt: 0 to ${check.MAX_BACKOFF_SECONDS} seconds. It grows with each attempt.`,
  timeoutSeconds: `How long an execution may take: 1 to ${check.MAX_TIMEOUT_SECONDS} seconds; null for no limit while its worker reports.`,
  tags: `At most ${check.MAX_TAGS} labels of your choice, of at most ${check.MAX_TAG_LENGTH} characters each.`,
  config: 'Configuration for its workers; an object.',
};

export const CreateJobInput = builder.inputType('CreateJobInput', {
  description: 'The job to create; you will own it.',
  fields: (t) => ({
    slug: t.string({
      description: `A short name, unique per owner: ${check.SLUG_FORM}. Derived from the name if omitted.`,
    }),
    name: t.string({ required: true, description: described.name }),
    description: t.string({ description: described.description }),
    projectId: t.id({ description: 'The project it belongs to; must be one of yours.' }),
    priority: t.int({ defaultValue: DEFAULTS.priority, description: described.priority }),
    maxConcurrent: t.int({ description: described.maxConcurrent }),
    maxConcurrentPerKey: t.int({ description: described.maxConcurrentPerKey }),
    startsPerMinute: t.int({ description: described.startsPerMinute }),
    maxAttempts: t.int({ defaultValue: DEFAULTS.maxAttempts, description: described.maxAttempts }),
    retryBackoffSeconds: t.int({
      defaultValue: DEFAULTS.retryBackoffSeconds,
      description: described.retryBackoffSeconds,
    }),
    timeoutSeconds: t.int({ description: described.timeoutSeconds }),
    tags: t.stringList({ description: described.tags }),
    schedule: t.field({
      type: ScheduleInput,
      description: 'When the job runs automatically. If omitted, only on demand.',
    }),
    config: t.field({ type: 'JSON', description: described.config }),
    kind: t.field({
      type: JobKindInput,
      required: true,
      description: 'The kind of job and its settings.',
    }),
  }),
});

export const UpdateJobInput = builder.inputType('UpdateJobInput', {
  description: 'Changes to a job. Omitted fields stay unchanged.',
  fields: (t) => ({
    jobId: t.id({ required: true, description: 'The job.' }),
    slug: t.string({ description: `A short name, unique per owner: ${check.SLUG_FORM}.` }),
    name: t.string({ description: described.name }),
    description: t.string({ description: `${described.description} null removes it.` }),
    projectId: t.id({
      description: 'The project it belongs to; must be one of its owner’s. null removes it.',
    }),
    priority: t.int({ description: described.priority }),
    maxConcurrent: t.int({ description: described.maxConcurrent }),
    maxConcurrentPerKey: t.int({ description: described.maxConcurrentPerKey }),
    startsPerMinute: t.int({ description: described.startsPerMinute }),
    maxAttempts: t.int({ description: described.maxAttempts }),
    retryBackoffSeconds: t.int({ description: described.retryBackoffSeconds }),
    timeoutSeconds: t.int({ description: described.timeoutSeconds }),
    tags: t.stringList({ description: `${described.tags} Replaces the existing tags.` }),
    schedule: t.field({
      type: ScheduleInput,
      description: 'When the job runs automatically. null removes the schedule.',
    }),
    config: t.field({ type: 'JSON', description: described.config }),
    kind: t.field({
      type: JobKindInput,
      description: "Must be the job's existing kind. Fields omitted in it stay unchanged.",
    }),
  }),
});

export const SetJobStatusInput = builder.inputType('SetJobStatusInput', {
  description: 'A new status for a job.',
  fields: (t) => ({
    jobId: t.id({ required: true, description: 'The job.' }),
    status: t.field({ type: JobStatus, required: true, description: 'The new status.' }),
  }),
});

export const SetSchedulePausedInput = builder.inputType('SetSchedulePausedInput', {
  description: 'Whether the schedule of a job is paused.',
  fields: (t) => ({
    jobId: t.id({ required: true, description: 'The job.' }),
    paused: t.boolean({ required: true, description: 'true pauses it, false resumes it.' }),
  }),
});

export const DeleteJobInput = builder.inputType('DeleteJobInput', {
  description: 'The job to delete.',
  fields: (t) => ({
    jobId: t.id({ required: true, description: 'The job.' }),
  }),
});

/** @throws GraphQLError BAD_USER_INPUT */
export function jobId(id: string): JobId {
  return parseJobId(id, ['input', 'jobId']);
}

/** The job that an input describes. @throws GraphQLError BAD_USER_INPUT for what is out of bounds. */
export function newJob(input: typeof CreateJobInput.$inferInput): NewJob {
  return {
    slug: orNone(input.slug, inputField('slug'), check.slug),
    name: check.name(input.name, inputField('name')),
    description: orNone(input.description, inputField('description'), check.description),
    projectId: orNone(input.projectId, inputField('projectId'), check.projectId),
    priority: check.priority(input.priority ?? DEFAULTS.priority, inputField('priority')),
    limits: {
      maxConcurrent: orNone(input.maxConcurrent, inputField('maxConcurrent'), check.maxConcurrent),
      maxConcurrentPerKey: orNone(
        input.maxConcurrentPerKey,
        inputField('maxConcurrentPerKey'),
        check.maxConcurrent,
      ),
      startsPerMinute: orNone(input.startsPerMinute, inputField('startsPerMinute'), check.startsPerMinute),
    },
    maxAttempts: check.maxAttempts(input.maxAttempts ?? DEFAULTS.maxAttempts, inputField('maxAttempts')),
    retryBackoffSeconds: check.retryBackoffSeconds(
      input.retryBackoffSeconds ?? DEFAULTS.retryBackoffSeconds,
      inputField('retryBackoffSeconds'),
    ),
    timeoutSeconds: orNone(input.timeoutSeconds, inputField('timeoutSeconds'), check.timeoutSeconds),
    tags: check.tags(input.tags ?? [], inputField('tags')),
    schedule: orNone(input.schedule, inputField('schedule'), scheduleSettings),
    config: check.config(input.config ?? {}, inputField('config')),
    settings: kindSettings(input.kind, inputField('kind')),
  };
}

/**
 * The changes that an input asks for: what is left out is undefined, what is null is taken away, or goes back to its
 * default.
 * @param isSaid Tells what is left out from what has a default.
 * @throws GraphQLError BAD_USER_INPUT for what is out of bounds, null where nothing may be missing, or another kind.
 */
export function jobChanges(input: typeof UpdateJobInput.$inferInput, isSaid: IsSaid): JobChanges {
  const { kind } = jobId(input.jobId);
  const settings = changeOf(input.kind, inputField('kind'), (value, path) =>
    kindChanges(value, path, (...fields) => isSaid('kind', ...fields)),
  );
  if (settings && settings.kind !== kind) refuseInput(inputField('kind'), `the job is of the kind ${kind}.`);
  return {
    slug: changeOf(input.slug, inputField('slug'), check.slug),
    name: changeOf(input.name, inputField('name'), check.name),
    description: changeOrNone(input.description, inputField('description'), check.description),
    projectId: changeOrNone(input.projectId, inputField('projectId'), check.projectId),
    priority: changeOf(input.priority, inputField('priority'), check.priority),
    limits: {
      maxConcurrent: changeOrNone(input.maxConcurrent, inputField('maxConcurrent'), check.maxConcurrent),
      maxConcurrentPerKey: changeOrNone(
        input.maxConcurrentPerKey,
        inputField('maxConcurrentPerKey'),
        check.maxConcurrent,
      ),
      startsPerMinute: changeOrNone(
        input.startsPerMinute,
        inputField('startsPerMinute'),
        check.startsPerMinute,
      ),
    },
    maxAttempts: changeOf(input.maxAttempts, inputField('maxAttempts'), check.maxAttempts),
    retryBackoffSeconds: changeOf(
      input.retryBackoffSeconds,
      inputField('retryBackoffSeconds'),
      check.retryBackoffSeconds,
    ),
    timeoutSeconds: changeOrNone(input.timeoutSeconds, inputField('timeoutSeconds'), check.timeoutSeconds),
    tags: changeOf(input.tags, inputField('tags'), check.tags),
    schedule: changeOrNone(input.schedule, inputField('schedule'), (value, path) =>
      scheduleChanges(scheduleSettings(value, path), (field) => isSaid('schedule', field)),
    ),
    config: changeOf(input.config, inputField('config'), check.config),
    settings,
  };
}

function scheduleSettings(input: typeof ScheduleInput.$inferInput, path: InputPath): ScheduleSettings {
  return {
    ...check.cronSchedule({ cron: input.cron, timezone: input.timezone ?? SCHEDULE_DEFAULTS.timezone }, path),
    overlapPolicy: input.overlap ?? SCHEDULE_DEFAULTS.overlapPolicy,
    missedTickPolicy: input.missedTicks ?? SCHEDULE_DEFAULTS.missedTickPolicy,
    catchUpSeconds: orNone(input.catchUpSeconds, [...path, 'catchUpSeconds'], check.catchUpSeconds),
    jitterSeconds: check.jitterSeconds(input.jitterSeconds ?? SCHEDULE_DEFAULTS.jitterSeconds, [
      ...path,
      'jitterSeconds',
    ]),
  };
}

function scheduleChanges(all: ScheduleSettings, isSaid: IsSaid): ScheduleChanges {
  return {
    cron: all.cron,
    timezone: isSaid('timezone') ? all.timezone : undefined,
    overlapPolicy: isSaid('overlap') ? all.overlapPolicy : undefined,
    missedTickPolicy: isSaid('missedTicks') ? all.missedTickPolicy : undefined,
    catchUpSeconds: isSaid('catchUpSeconds') ? all.catchUpSeconds : undefined,
    jitterSeconds: isSaid('jitterSeconds') ? all.jitterSeconds : undefined,
  };
}
