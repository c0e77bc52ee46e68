import { parseId } from '../../core/ids.js';
import { builder } from '../../graphql/builder.js';
import {
  boundedInt,
  idempotencyKey,
  jsonObject,
  optionalText,
  refuseInput,
} from '../../graphql/input/limits.js';
import { callerOf, expecting, resultOf } from '../../graphql/mutations.js';
import { Lease, leaseSecondsField } from '../lease/lease.graphql.js';
import { LEASE_SECONDS } from '../lease/lease.js';
import { Execution } from '../read/execution.graphql.js';
import { ActorInput, actorClaim, ENQUEUE_ERRORS, jobRef } from './enqueue.graphql.js';
import { type Started, type StartRequest, startExecution } from './start.service.js';

const StartExecutionInput = builder.inputType('StartExecutionInput', {
  description: 'A new run of a job, named by id or by slug, or a queued one: one of the three.',
  fields: (t) => ({
    jobId: t.id({ description: 'The job.' }),
    jobSlug: t.string({ description: "The job, by its slug among the caller's own." }),
    executionId: t.id({
      description: 'A queued one, instead of a new run of a job; it is started whatever its availableAt.',
    }),
    params: t.field({
      type: 'JSON',
      description: 'What a new run is started with; an object. A queued one has its own.',
    }),
    plan: t.field({ type: 'JSON', description: 'What its worker means to do.' }),
    workerId: t.string({ description: "The worker's own name." }),
    leaseSeconds: t.int(leaseSecondsField),
    createdBy: t.field({ type: ActorInput, description: 'Who starts it.' }),
    idempotencyKey: t.string({
      description:
        'The same one starts it once, such as the id of a message that may be delivered again; unique by owner for 48 hours.',
    }),
  }),
});

const StartExecutionPayload = builder.objectRef<Started>('StartExecutionPayload').implement({
  description: 'The run that was started.',
  fields: (t) => ({
    execution: t.field({
      type: Execution,
      description: 'The run.',
      resolve: ({ executionId }) => ({ id: executionId }),
    }),
    lease: t.field({
      type: Lease,
      nullable: true,
      description:
        'The proof that the worker holds it; null where the same key is asked again and the work is no longer held.',
      resolve: ({ lease }) => lease,
    }),
    isReplay: t.exposeBoolean('isReplay', { description: 'Whether the same key had started it before.' }),
  }),
});

const StartExecutionResult = builder.unionType('StartExecutionResult', {
  description: 'The run that was started, or why it was not.',
  types: [StartExecutionPayload, ...ENQUEUE_ERRORS],
  resolveType: resultOf('StartExecutionPayload'),
});

function startOf(input: typeof StartExecutionInput.$inferInput): StartRequest['of'] {
  if (input.executionId == null) {
    return { job: jobRef(input, ['input']), params: jsonObject(input.params, ['input', 'params']) };
  }
  if (input.jobId != null || input.jobSlug != null) {
    refuseInput(['input', 'executionId'], 'name a job or a queued execution, not both.');
  }
  if (input.params != null) refuseInput(['input', 'params'], 'a queued execution has its own.');
  return { executionId: parseId(input.executionId, ['Execution'], ['input', 'executionId']).uuid };
}

builder.mutationField('startExecution', (t) =>
  t.field({
    type: StartExecutionResult,
    authScopes: { work: true },
    description:
      'Starts one at once for workers with a queue of their own: a new run of a job, or a given queued one.',
    args: { input: t.arg({ type: StartExecutionInput, required: true, description: 'Which run.' }) },
    resolve: (_root, { input }, context) => {
      const start: StartRequest = {
        of: startOf(input),
        plan: input.plan,
        workerId: optionalText(input.workerId, ['input', 'workerId']),
        leaseSeconds: boundedInt(
          input.leaseSeconds ?? LEASE_SECONDS.default,
          ['input', 'leaseSeconds'],
          LEASE_SECONDS,
        ),
        createdBy: actorClaim(input.createdBy, ['input', 'createdBy']),
        idempotencyKey: idempotencyKey(input.idempotencyKey, ['input']),
      };
      return expecting(ENQUEUE_ERRORS, () => startExecution(callerOf(context), start));
    },
  }),
);
