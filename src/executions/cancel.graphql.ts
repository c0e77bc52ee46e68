import { builder } from '../builder.js';
import { InvalidTransitionError, LeaseLostError, NotFoundError } from '../domain-errors.js';
import { parseId } from '../ids.js';
import { callerOf, expected, resultOf } from '../mutations.js';
import { FAILURE_TEXT, failureReason } from '../relay/failure-text.js';
import { boundedInt, MAX_TEXT_LENGTH } from '../relay/limits.js';
import { type Canceled, cancelExecution, GRACE_SECONDS } from './cancel.service.js';
import { Execution } from './execution.graphql.js';

const CancelExecutionInput = builder.inputType('CancelExecutionInput', {
  description: 'Which run is to end, and how soon.',
  fields: (t) => ({
    executionId: t.id({ required: true, description: 'The run.' }),
    leaseToken: t.string({ description: "The worker's own word that it stopped." }),
    reason: t.string({
      description: `Why, in words; cut at ${MAX_TEXT_LENGTH} characters.`,
      extensions: FAILURE_TEXT,
    }),
    graceSeconds: t.int({
      defaultValue: GRACE_SECONDS.default,
      description: `How long its worker may take to end it by itself: ${GRACE_SECONDS.min} to ${GRACE_SECONDS.max} seconds; 0 ends it at once.`,
    }),
    force: t.boolean({ defaultValue: false, description: 'Ends it at once, whatever its worker does.' }),
  }),
});

const CancelExecutionPayload = builder.objectRef<Canceled>('CancelExecutionPayload').implement({
  description: 'The run that was canceled, or that will be.',
  fields: (t) => ({
    execution: t.field({
      type: Execution,
      description: 'The run.',
      resolve: ({ executionId }) => ({ id: executionId }),
    }),
    isPending: t.exposeBoolean('isPending', {
      description: 'The worker has been asked; the execution still runs.',
    }),
  }),
});

const CANCEL_ERRORS = [NotFoundError, LeaseLostError, InvalidTransitionError] as const;

const CancelExecutionResult = builder.unionType('CancelExecutionResult', {
  description: 'The run that was canceled, or why it was not.',
  types: [CancelExecutionPayload, ...CANCEL_ERRORS],
  resolveType: resultOf('CancelExecutionPayload'),
});

builder.mutationField('cancelExecution', (t) =>
  t.field({
    type: CancelExecutionResult,
    authScopes: { work: true },
    description:
      'Queued: canceled at once. Running: its worker is asked to stop, and it is canceled at the end of the grace time whatever the worker does; complete or fail before that wins. Asked again it answers the same; the grace time may only get shorter.',
    args: { input: t.arg({ type: CancelExecutionInput, required: true, description: 'Which run.' }) },
    resolve: async (_root, { input }, context) => {
      const answer = await cancelExecution(callerOf(context), {
        executionId: parseId(input.executionId, ['Execution'], ['input', 'executionId']).uuid,
        leaseToken: input.leaseToken,
        reason: failureReason(input.reason),
        graceSeconds: boundedInt(
          input.graceSeconds ?? GRACE_SECONDS.default,
          ['input', 'graceSeconds'],
          GRACE_SECONDS,
        ),
        force: input.force ?? false,
      });
      return expected(CANCEL_ERRORS, answer);
    },
  }),
);
