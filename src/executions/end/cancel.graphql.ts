import { InvalidTransitionError, LeaseLostError, NotFoundError } from '../../core/domain-errors.js';
import { parseId } from '../../core/ids.js';
import { builder } from '../../graphql/builder.js';
import { boundedInt, MAX_TEXT_LENGTH } from '../../graphql/input/limits.js';
import { callerOf, payload } from '../../graphql/mutations.js';
import { FAILURE_TEXT, failureReason } from '../../graphql/relay/failure-text.js';
import { executionField, runRows } from '../read/execution.graphql.js';
import { type Canceled, cancelExecution, GRACE_SECONDS } from './cancel.service.js';

const CancelExecutionInput = builder.inputType('CancelExecutionInput', {
  description: 'The execution to cancel, and how soon.',
  fields: (t) => ({
    executionId: t.id({ required: true, description: 'The execution.' }),
    leaseToken: t.string({ description: 'The token of the lease: the worker confirms that it has stopped.' }),
    reason: t.string({
      description: `The reason; cut at ${MAX_TEXT_LENGTH} characters.`,
      extensions: FAILURE_TEXT,
    }),
    graceSeconds: t.int({
      defaultValue: GRACE_SECONDS.default,
      description: `How long the worker has to stop by itself: ${GRACE_SECONDS.min} to ${GRACE_SECONDS.max} seconds. 0 ends it at once.`,
    }),
    force: t.boolean({
      defaultValue: false,
      description: 'true ends the execution at once, whatever its worker does.',
    }),
  }),
});

const CancelExecution = payload<Canceled>('CancelExecution', {
  rows: runRows,
  description: 'The execution that was canceled, or will be.',
  fields: (t) => ({
    execution: executionField(t),
    isPending: t.exposeBoolean('isPending', {
      description: 'true if the worker was asked to stop and the execution is still running.',
    }),
  }),
}).or('The canceled execution, or why it was not canceled.', [
  NotFoundError,
  LeaseLostError,
  InvalidTransitionError,
]);

builder.mutationField('cancelExecution', (t) =>
  t.field({
    authScopes: { work: true },
    description:
      'Cancels an execution. If queued, it is canceled at once. If running, its worker is asked to stop, and it is canceled at the end of the grace period whatever the worker does, unless it completes or fails first. Idempotent; a repeat can only shorten the grace period.',
    ...CancelExecution.takes(CancelExecutionInput, 'The execution to cancel.', (input, context) =>
      cancelExecution(callerOf(context), {
        executionId: parseId(input.executionId, ['Execution'], ['input', 'executionId']).uuid,
        leaseToken: input.leaseToken,
        reason: failureReason(input.reason),
        graceSeconds: boundedInt(
          input.graceSeconds ?? GRACE_SECONDS.default,
          ['input', 'graceSeconds'],
          GRACE_SECONDS,
        ),
        force: input.force ?? false,
      }),
    ),
  }),
);
