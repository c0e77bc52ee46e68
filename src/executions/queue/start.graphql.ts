import { refuseInput } from '../../core/errors.js';
import { parseId } from '../../core/ids.js';
import { builder } from '../../graphql/builder.js';
import { boundedInt, idempotencyKey, jsonObject, optionalText } from '../../graphql/input/limits.js';
import { callerOf, payload } from '../../graphql/mutations.js';
import { Lease, leaseSecondsField } from '../lease/lease.graphql.js';
import { LEASE_SECONDS } from '../lease/lease.js';
import { executionField, runRows } from '../read/execution.graphql.js';
import {
  ActorInput,
  actorClaim,
  ENQUEUE_ERRORS,
  jobRef,
  reportedFields,
  reportedOf,
} from './enqueue.graphql.js';
import { type Started, type StartRequest, startExecution } from './start.service.js';

const StartExecutionInput = builder.inputType('StartExecutionInput', {
  description: 'The job of a new execution, by id or slug, or a queued execution: exactly one of the three.',
  fields: (t) => ({
    jobId: t.id({ description: 'The job.' }),
    jobSlug: t.string({ description: 'The slug of one of your jobs.' }),
    executionId: t.id({
      description: 'A queued execution to start instead of a new one; its availableAt is ignored.',
    }),
    params: t.field({
      type: 'JSON',
      description: 'The parameters of a new execution; an object. A queued execution keeps its own.',
    }),
    plan: t.field({ type: 'JSON', description: 'The worker’s plan.' }),
    workerId: t.string({ description: 'The name of the worker.' }),
    leaseSeconds: t.int(leaseSecondsField),
    ...reportedFields(t),
    createdBy: t.field({ type: ActorInput, description: 'Who starts it.' }),
    idempotencyKey: t.string({
      description:
        'Makes the call idempotent: the same key (such as the id of a message that may be redelivered) starts it once. Unique per owner for 48 hours.',
    }),
  }),
});

const StartExecution = payload<Started>('StartExecution', {
  rows: runRows,
  description: 'The started execution.',
  fields: (t) => ({
    execution: executionField(t),
    lease: t.field({
      type: Lease,
      nullable: true,
      description:
        'The lease, which proves that you hold it; null in a replay if the work is no longer held.',
      resolve: ({ lease }) => lease,
    }),
    isReplay: t.exposeBoolean('isReplay', {
      description: 'true if an earlier call with this key started it.',
    }),
  }),
}).or('The started execution, or why it was not started.', ENQUEUE_ERRORS);

function startOf(input: typeof StartExecutionInput.$inferInput): StartRequest['of'] {
  if (input.executionId == null) {
    return {
      job: jobRef(input, ['input']),
      params: jsonObject(input.params, ['input', 'params']),
      ...reportedOf(input, ['input']),
    };
  }
  if (input.jobId != null || input.jobSlug != null) {
    refuseInput(['input', 'executionId'], 'name a job or a queued execution, not both.');
  }
  for (const own of ['params', 'scheduledFor', 'externalId'] as const) {
    if (input[own] != null) refuseInput(['input', own], 'a queued execution has its own.');
  }
  return { executionId: parseId(input.executionId, ['Execution'], ['input', 'executionId']).uuid };
}

builder.mutationField('startExecution', (t) =>
  t.field({
    authScopes: { work: true },
    description:
      'Starts an execution at once, for workers that have their own queue: a new one of a job, or a given queued one.',
    ...StartExecution.takes(StartExecutionInput, 'The execution to start.', (input, context) => {
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
      return startExecution(callerOf(context), start);
    }),
  }),
);
