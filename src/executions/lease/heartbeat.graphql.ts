import {
  InvalidInputError,
  InvalidTransitionError,
  LeaseLostError,
  NotFoundError,
} from '../../core/domain-errors.js';
import { parseId } from '../../core/ids.js';
import { onlyOne } from '../../core/only-one.js';
import { builder } from '../../graphql/builder.js';
import { callerOf, payload } from '../../graphql/mutations.js';
import { itemsCount } from '../end/finish.graphql.js';
import { executionField, runRows } from '../read/execution.graphql.js';
import { heartbeatExecutions, type StillHeld } from './heartbeat.service.js';
import { extendLeases, type HeldRef, heldTypes } from './held.service.js';
import { heartbeatSeconds, heartbeatSecondsField, Lease, type LeaseShape } from './lease.graphql.js';
import { LeaseRef } from './work.graphql.js';

const HeartbeatExecutionInput = builder.inputType('HeartbeatExecutionInput', {
  description: 'A heartbeat for an execution, with its progress.',
  fields: (t) => ({
    executionId: t.id({ required: true, description: 'The execution.' }),
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

const HEARTBEAT_ERRORS = [NotFoundError, LeaseLostError, InvalidTransitionError] as const;

const HeartbeatExecution = payload<StillHeld>('HeartbeatExecution', {
  rows: runRows,
  description: 'The execution you still hold.',
  fields: (t) => ({
    execution: executionField(t),
    lease: t.field({
      type: Lease,
      description: 'The current lease: whether to stop, and when it expires.',
      resolve: ({ lease }) => lease,
    }),
  }),
}).or('The execution you still hold, or why you no longer do.', HEARTBEAT_ERRORS);

const Heartbeat = payload<{ lease: LeaseShape }>('Heartbeat', {
  description: 'The execution or chunk you still hold.',
  fields: (t) => ({
    lease: t.field({
      type: Lease,
      description: 'The current lease: whether to stop, and when it expires.',
      resolve: ({ lease }) => lease,
    }),
  }),
}).or('The work you still hold, or why you no longer do.', [...HEARTBEAT_ERRORS, InvalidInputError]);

const Heartbeats = Heartbeat.plural('Heartbeats', 'lease');

/** @throws GraphQLError BAD_USER_INPUT for an id of another type. */
function leaseRef({ id, token }: typeof LeaseRef.$inferInput, path: Array<string | number>): HeldRef {
  return { ...parseId(id, heldTypes(), [...path, 'id']), leaseToken: token };
}

builder.mutationFields((t) => ({
  heartbeatExecution: t.field({
    authScopes: { work: true },
    description:
      'Extends the lease of an execution, and tells its worker whether to stop. The lease never lasts beyond the deadline to stop or the timeout, and gets shorter only if `leaseSeconds` says so.',
    ...HeartbeatExecution.takes(
      HeartbeatExecutionInput,
      'The execution and its progress.',
      async (input, context) => {
        const heartbeat = {
          executionId: parseId(input.executionId, ['Execution'], ['input', 'executionId']).uuid,
          leaseToken: input.leaseToken,
          itemsProcessed: itemsCount(input.itemsProcessed, ['input', 'itemsProcessed']),
          plan: input.plan,
        };
        return onlyOne(
          await heartbeatExecutions(callerOf(context), [heartbeat], heartbeatSeconds(input.leaseSeconds)),
        );
      },
    ),
  }),
  heartbeats: t.field({
    authScopes: { work: true },
    description:
      'Extends many leases of executions and chunks at once. Returns one result for each, in order.',
    ...Heartbeats.takes(HeartbeatsInput, 'The leases to extend.', (input, context) => {
      const leaseSeconds = heartbeatSeconds(input.leaseSeconds);
      return Heartbeat.each(input.leases, ['input', 'leases'], leaseRef, (refs) =>
        extendLeases(callerOf(context), refs, leaseSeconds),
      );
    }),
  }),
}));
