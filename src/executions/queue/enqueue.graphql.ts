import {
  ConflictError,
  InsufficientCreditsError,
  InvalidInputError,
  InvalidTransitionError,
  NotFoundError,
  QuotaExceededError,
} from '../../core/domain-errors.js';
import { JOB_KIND_OF, JOB_NODE_TYPES, parseId } from '../../core/ids.js';
import { builder } from '../../graphql/builder.js';
import {
  boundedBatch,
  boundedInt,
  boundedText,
  idempotencyKey,
  jsonObject,
  refuseInput,
} from '../../graphql/input/limits.js';
import { callerOf, eachByItself, expected, expectingInput, resultOf } from '../../graphql/mutations.js';
import { MAX_PRIORITY } from '../../jobs/job-checks.js';
import { Execution } from '../read/execution.graphql.js';
import { type EnqueueRequest, enqueueExecutions, type JobRef } from './enqueue.service.js';
import type { ActorClaim } from './enqueue.sql.js';

export const ActorInput = builder.inputType('ActorInput', {
  description: 'Who does something, as claimed by the worker.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'The name.' }),
    role: t.string({ required: true, description: 'The role.' }),
    at: t.field({ type: 'DateTime', description: 'The time; now if omitted. Must not be in the future.' }),
  }),
});

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
    items: t.field({ type: [EnqueueExecutionInput], required: true, description: 'The runs.' }),
  }),
});

type Item = typeof EnqueueExecutionInput.$inferInput;
type Path = Array<string | number>;

/** @throws GraphQLError BAD_USER_INPUT where a job is named by neither or by both. */
export function jobRef(input: { jobId?: string | null; jobSlug?: string | null }, path: Path): JobRef {
  if ((input.jobId == null) === (input.jobSlug == null)) {
    refuseInput([...path, 'jobId'], 'name the job by jobId or by jobSlug: one of them.');
  }
  if (input.jobId == null) return { slug: boundedText(input.jobSlug ?? '', [...path, 'jobSlug']) };
  const { type, uuid } = parseId(input.jobId, JOB_NODE_TYPES, [...path, 'jobId']);
  return { id: uuid, kind: JOB_KIND_OF[type] };
}

/** @throws GraphQLError BAD_USER_INPUT */
export function actorClaim(
  input: typeof ActorInput.$inferInput | null | undefined,
  path: Path,
): ActorClaim | null {
  if (!input) return null;
  return {
    name: boundedText(input.name, [...path, 'name']),
    role: boundedText(input.role, [...path, 'role']),
    at: input.at ?? undefined,
  };
}

function enqueueRequest(input: Item, path: Path): EnqueueRequest {
  return {
    job: jobRef(input, path),
    params: jsonObject(input.params, [...path, 'params']),
    priority:
      input.priority == null
        ? null
        : boundedInt(input.priority, [...path, 'priority'], { max: MAX_PRIORITY }),
    notBefore: input.notBefore ?? null,
    createdBy: actorClaim(input.createdBy, [...path, 'createdBy']),
    idempotencyKey: idempotencyKey(input.idempotencyKey, path),
  };
}

const EnqueueExecutionPayload = builder
  .objectRef<{ executionId: string; isReplay: boolean }>('EnqueueExecutionPayload')
  .implement({
    description: 'The run that was put in the queue.',
    fields: (t) => ({
      execution: t.field({
        type: Execution,
        description: 'The run.',
        resolve: ({ executionId }) => ({ id: executionId }),
      }),
      isReplay: t.exposeBoolean('isReplay', {
        description: 'Whether the same key had put it there before.',
      }),
    }),
  });

export const ENQUEUE_ERRORS = [
  NotFoundError,
  ConflictError,
  InvalidTransitionError,
  QuotaExceededError,
  InsufficientCreditsError,
] as const;

/** A plural item's, where a rule beyond its type refuses it. */
const ITEM_ERRORS = [...ENQUEUE_ERRORS, InvalidInputError] as const;

const EnqueueExecutionResult = builder.unionType('EnqueueExecutionResult', {
  description: 'The run that was put in the queue, or why it was not.',
  types: [EnqueueExecutionPayload, ...ITEM_ERRORS],
  resolveType: resultOf('EnqueueExecutionPayload'),
});

const EnqueueExecutionsPayload = builder
  .objectRef<{ results: Array<typeof EnqueueExecutionResult.$inferType> }>('EnqueueExecutionsPayload')
  .implement({
    description: 'What became of each item, in their order.',
    fields: (t) => ({
      results: t.field({
        type: [EnqueueExecutionResult],
        description: 'One for each item.',
        resolve: ({ results }) => results,
      }),
    }),
  });

const EnqueueExecutionsResult = builder.unionType('EnqueueExecutionsResult', {
  description: 'What became of the items, or why they are no batch.',
  types: [EnqueueExecutionsPayload, InvalidInputError],
  resolveType: resultOf('EnqueueExecutionsPayload'),
});

builder.mutationFields((t) => ({
  enqueueExecution: t.field({
    type: EnqueueExecutionResult,
    authScopes: { work: true },
    description: 'Adds an execution of a job to the queue.',
    args: {
      input: t.arg({ type: EnqueueExecutionInput, required: true, description: 'The execution to enqueue.' }),
    },
    resolve: async (_root, { input }, context) => {
      const [answer] = await enqueueExecutions(callerOf(context), [enqueueRequest(input, ['input'])]);
      if (!answer) throw new Error('nothing was answered');
      return expected(ENQUEUE_ERRORS, answer);
    },
  }),
  enqueueExecutions: t.field({
    type: EnqueueExecutionsResult,
    authScopes: { work: true },
    description: 'Adds many executions of jobs to the queue. Returns one result for each.',
    args: {
      input: t.arg({
        type: EnqueueExecutionsInput,
        required: true,
        description: 'The executions to enqueue.',
      }),
    },
    resolve: (_root, { input }, context) =>
      expectingInput(async () => {
        const path = ['input', 'items'];
        const items = boundedBatch(input.items, path);
        const answers = await eachByItself(items, path, enqueueRequest, (requests) =>
          enqueueExecutions(callerOf(context), requests),
        );
        return { results: answers.map((answer) => expected(ITEM_ERRORS, answer)) };
      }),
  }),
}));
