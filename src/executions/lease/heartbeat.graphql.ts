import {
  InvalidInputError,
  InvalidTransitionError,
  LeaseLostError,
  NotFoundError,
} from '../../core/domain-errors.js';
import { parseId } from '../../core/ids.js';
import { builder } from '../../graphql/builder.js';
import { boundedBatch } from '../../graphql/input/limits.js';
import { callerOf, eachByItself, expected, expectingInput, resultOf } from '../../graphql/mutations.js';
import { itemsCount } from '../end/finish.graphql.js';
import { Execution } from '../read/execution.graphql.js';
import { heartbeatExecutions, type StillHeld } from './heartbeat.service.js';
import { extendLeases, type HeldRef, heldTypes } from './held.service.js';
import { heartbeatSeconds, heartbeatSecondsField, Lease, type LeaseShape } from './lease.graphql.js';
import { LeaseRef } from './work.graphql.js';

const HeartbeatExecutionInput = builder.inputType('HeartbeatExecutionInput', {
  description: 'A heartbeat for an execution, with its progress.',
  fields: (t) => ({
    executionId: t.id({ required: true, description: 'The run.' }),
    leaseToken: t.string({ required: true, description: 'The token of your lease.' }),
    leaseSeconds: t.int(heartbeatSecondsField),
    itemsProcessed: t.field({ type: 'SafeInt', description: 'The number of items processed so far.' }),
    plan: t.field({ type: 'JSON', description: 'The worker’s plan, if it has changed.' }),
  }),
});

const HeartbeatsInput = builder.inputType('HeartbeatsInput', {
  description: 'The work you still hold: at most 1,000 executions and chunks.',
  fields: (t) => ({
    leases: t.field({
      type: [LeaseRef],
      required: true,
      description: 'The leases of the executions and chunks.',
    }),
    leaseSeconds: t.int(heartbeatSecondsField),
  }),
});

const HeartbeatExecutionPayload = builder.objectRef<StillHeld>('HeartbeatExecutionPayload').implement({
  description: 'The run that the worker still holds.',
  fields: (t) => ({
    execution: t.field({
      type: Execution,
      description: 'The run.',
      resolve: ({ executionId }) => ({ id: executionId }),
    }),
    lease: t.field({
      type: Lease,
      description: 'The lease as it stands now: whether to stop, and until when it lasts.',
      resolve: ({ lease }) => lease,
    }),
  }),
});

const HEARTBEAT_ERRORS = [NotFoundError, LeaseLostError, InvalidTransitionError] as const;
const ITEM_ERRORS = [...HEARTBEAT_ERRORS, InvalidInputError] as const;

const HeartbeatExecutionResult = builder.unionType('HeartbeatExecutionResult', {
  description: 'The run that the worker still holds, or why it does not.',
  types: [HeartbeatExecutionPayload, ...HEARTBEAT_ERRORS],
  resolveType: resultOf('HeartbeatExecutionPayload'),
});

const HeartbeatPayload = builder.objectRef<{ lease: LeaseShape }>('HeartbeatPayload').implement({
  description: 'The run or chunk that the worker still holds.',
  fields: (t) => ({
    lease: t.field({
      type: Lease,
      description: 'The lease as it stands now: whether to stop, and until when it lasts.',
      resolve: ({ lease }) => lease,
    }),
  }),
});

const HeartbeatResult = builder.unionType('HeartbeatResult', {
  description: 'What the worker still holds, or why it does not.',
  types: [HeartbeatPayload, ...ITEM_ERRORS],
  resolveType: resultOf('HeartbeatPayload'),
});

const HeartbeatsPayload = builder
  .objectRef<{ results: Array<typeof HeartbeatResult.$inferType> }>('HeartbeatsPayload')
  .implement({
    description: 'What became of each lease, in their order.',
    fields: (t) => ({
      results: t.field({
        type: [HeartbeatResult],
        description: 'One for each lease.',
        resolve: ({ results }) => results,
      }),
    }),
  });

const HeartbeatsResult = builder.unionType('HeartbeatsResult', {
  description: 'What became of the leases, or why they are no batch.',
  types: [HeartbeatsPayload, InvalidInputError],
  resolveType: resultOf('HeartbeatsPayload'),
});

/** @throws GraphQLError BAD_USER_INPUT for an id of another type. */
function leaseRef({ id, token }: typeof LeaseRef.$inferInput, path: Array<string | number>): HeldRef {
  return { ...parseId(id, heldTypes(), [...path, 'id']), leaseToken: token };
}

builder.mutationFields((t) => ({
  heartbeatExecution: t.field({
    type: HeartbeatExecutionResult,
    authScopes: { work: true },
    description:
      'Extends the lease of an execution, and tells its worker whether to stop. The lease never lasts beyond the deadline to stop or the timeout, and gets shorter only if `leaseSeconds` says so.',
    args: {
      input: t.arg({
        type: HeartbeatExecutionInput,
        required: true,
        description: 'The execution and its progress.',
      }),
    },
    resolve: async (_root, { input }, context) => {
      const heartbeat = {
        executionId: parseId(input.executionId, ['Execution'], ['input', 'executionId']).uuid,
        leaseToken: input.leaseToken,
        itemsProcessed: itemsCount(input.itemsProcessed, ['input', 'itemsProcessed']),
        plan: input.plan,
      };
      const [answer] = await heartbeatExecutions(
        callerOf(context),
        [heartbeat],
        heartbeatSeconds(input.leaseSeconds),
      );
      if (!answer) throw new Error('nothing was answered');
      return expected(HEARTBEAT_ERRORS, answer);
    },
  }),
  heartbeats: t.field({
    type: HeartbeatsResult,
    authScopes: { work: true },
    description:
      'Extends many leases of executions and chunks at once. Returns one result for each, in order.',
    args: { input: t.arg({ type: HeartbeatsInput, required: true, description: 'The leases to extend.' }) },
    resolve: (_root, { input }, context) =>
      expectingInput(async () => {
        const path = ['input', 'leases'];
        const leaseSeconds = heartbeatSeconds(input.leaseSeconds);
        const leases = boundedBatch(input.leases, path);
        const answers = await eachByItself(leases, path, leaseRef, (refs) =>
          extendLeases(callerOf(context), refs, leaseSeconds),
        );
        return { results: answers.map((answer) => expected(ITEM_ERRORS, answer)) };
      }),
  }),
}));
