import {
  ConflictError,
  InsufficientCreditsError,
  InvalidInputError,
  InvalidTransitionError,
  NotFoundError,
  QuotaExceededError,
} from '../../core/domain-errors.js';
import { type InputPath, refuseInput } from '../../core/errors.js';
import { onlyOne } from '../../core/only-one.js';
import { builder } from '../../graphql/builder.js';
import {
  boundedInt,
  boundedText,
  idempotencyKey,
  jsonObject,
  MAX_NAME_LENGTH,
  optionalText,
} from '../../graphql/input/limits.js';
import { callerOf, payload } from '../../graphql/mutations.js';
import { MAX_PRIORITY } from '../../jobs/job-checks.js';
import { parseJobId } from '../../jobs/job-id.js';
import { executionField, runRows } from '../read/execution.graphql.js';
import { type EnqueueRequest, enqueueExecutions } from './enqueue.service.js';
import type { ActorClaim } from './enqueue.sql.js';
import type { JobRef } from './job-ref.service.js';

type InputFields = Parameters<NonNullable<Parameters<typeof builder.inputType>[1]['fields']>>[0];

interface Reported {
  scheduledFor?: Date | null;
  externalId?: string | null;
  externalSystem?: string | null;
}

export const ActorInput = builder.inputType('ActorInput', {
  description: 'Who does something, as claimed by the worker.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'The name.' }),
    role: t.string({ required: true, description: 'The role.' }),
    at: t.field({ type: 'DateTime', description: 'The time; now if omitted. Must not be in the future.' }),
  }),
});

/** What a scheduler or another system says of a run that it asks for. */
export const reportedFields = (t: InputFields) => ({
  scheduledFor: t.field({
    type: 'DateTime',
    description: 'The time for which a scheduler of your own runs it. Its trigger is SCHEDULE then.',
  }),
  externalId: t.string({
    description: `What another system calls it. Unique per owner and externalSystem: the same again is a ConflictError that names the execution. At most ${MAX_NAME_LENGTH} characters.`,
  }),
  externalSystem: t.string({
    defaultValue: '',
    description: `The system that externalId is from, if there are several. At most ${MAX_NAME_LENGTH} characters.`,
  }),
});

/** @throws GraphQLError BAD_USER_INPUT */
export function reportedOf(input: Reported, path: InputPath) {
  const system = input.externalSystem ?? '';
  const externalSystem = [...path, 'externalSystem'];
  if (input.externalId == null) {
    if (system !== '') refuseInput(externalSystem, 'give an externalId too.');
    return { scheduledFor: input.scheduledFor ?? null, external: null };
  }
  const id = boundedText(input.externalId, [...path, 'externalId']);
  return {
    scheduledFor: input.scheduledFor ?? null,
    external: { id, system: system === '' ? system : boundedText(system, externalSystem) },
  };
}

export const EnqueueExecutionInput = builder.inputType('EnqueueExecutionInput', {
  description: 'An execution of a job, which is named by id or slug.',
  fields: (t) => ({
    jobId: t.id({ description: 'The job.' }),
    jobSlug: t.string({ description: 'The slug of one of your jobs.' }),
    params: t.field({ type: 'JSON', description: 'The parameters of the execution; an object.' }),
    priority: t.int({ description: "0 to 10, higher is more urgent; the job's priority if omitted." }),
    notBefore: t.field({
      type: 'DateTime',
      description: 'The earliest time it can be claimed. A time in the past counts as now.',
    }),
    concurrencyKey: t.string({
      description: `A key that it shares with other executions of the job, such as an account or a host: together they are limited by the job’s \`maxConcurrentPerKey\`. At most ${MAX_NAME_LENGTH} characters.`,
    }),
    ...reportedFields(t),
    createdBy: t.field({ type: ActorInput, description: 'Who requested it.' }),
    idempotencyKey: t.string({
      description:
        'Makes the call idempotent: the same key takes effect once. Unique per owner for 48 hours.',
    }),
  }),
});

const EnqueueExecutionsInput = builder.inputType('EnqueueExecutionsInput', {
  description: 'At most 1,000 executions of jobs.',
  fields: (t) => ({
    items: t.field({ type: [EnqueueExecutionInput], required: true, description: 'The executions.' }),
  }),
});

type Item = typeof EnqueueExecutionInput.$inferInput;
/** @throws GraphQLError BAD_USER_INPUT where a job is named by neither or by both. */
export function jobRef(input: { jobId?: string | null; jobSlug?: string | null }, path: InputPath): JobRef {
  if ((input.jobId == null) === (input.jobSlug == null)) {
    refuseInput([...path, 'jobId'], 'name the job by either jobId or jobSlug.');
  }
  if (input.jobId == null) return { slug: boundedText(input.jobSlug ?? '', [...path, 'jobSlug']) };
  return parseJobId(input.jobId, [...path, 'jobId']);
}

/** @throws GraphQLError BAD_USER_INPUT */
export function actorClaim(
  input: typeof ActorInput.$inferInput | null | undefined,
  path: InputPath,
): ActorClaim | null {
  if (!input) return null;
  return {
    name: boundedText(input.name, [...path, 'name']),
    role: boundedText(input.role, [...path, 'role']),
    at: input.at ?? undefined,
  };
}

function enqueueRequest(input: Item, path: InputPath): EnqueueRequest {
  return {
    job: jobRef(input, path),
    params: jsonObject(input.params, [...path, 'params']),
    priority:
      input.priority == null
        ? null
        : boundedInt(input.priority, [...path, 'priority'], { max: MAX_PRIORITY }),
    notBefore: input.notBefore ?? null,
    concurrencyKey: optionalText(input.concurrencyKey, [...path, 'concurrencyKey']),
    ...reportedOf(input, path),
    createdBy: actorClaim(input.createdBy, [...path, 'createdBy']),
    idempotencyKey: idempotencyKey(input.idempotencyKey, path),
  };
}

export const ENQUEUE_ERRORS = [
  NotFoundError,
  ConflictError,
  InvalidTransitionError,
  QuotaExceededError,
  InsufficientCreditsError,
] as const;

const EnqueueExecution = payload<{ executionId: string; isReplay: boolean }>('EnqueueExecution', {
  rows: runRows,
  description: 'The enqueued execution.',
  fields: (t) => ({
    execution: executionField(t),
    isReplay: t.exposeBoolean('isReplay', {
      description: 'true if an earlier call with this key enqueued it.',
    }),
  }),
}).or('The enqueued execution, or why it was not enqueued.', [...ENQUEUE_ERRORS, InvalidInputError]);

const EnqueueExecutions = EnqueueExecution.plural('EnqueueExecutions');

builder.mutationFields((t) => ({
  enqueueExecution: t.field({
    authScopes: { work: true },
    description: 'Adds an execution of a job to the queue.',
    ...EnqueueExecution.takes(EnqueueExecutionInput, 'The execution to enqueue.', async (input, context) =>
      onlyOne(await enqueueExecutions(callerOf(context), [enqueueRequest(input, ['input'])])),
    ),
  }),
  enqueueExecutions: t.field({
    authScopes: { work: true },
    description: 'Adds many executions of jobs to the queue. Returns one result for each.',
    ...EnqueueExecutions.takes(EnqueueExecutionsInput, 'The executions to enqueue.', (input, context) =>
      EnqueueExecution.each(input.items, ['input', 'items'], enqueueRequest, (requests) =>
        enqueueExecutions(callerOf(context), requests),
      ),
    ),
  }),
}));
