import {
  InvalidTransitionError,
  LeaseLostError,
  NotFoundError,
  OpenChunksError,
} from '../../core/domain-errors.js';
import { parseId } from '../../core/ids.js';
import { builder } from '../../graphql/builder.js';
import { MAX_TEXT_LENGTH } from '../../graphql/input/limits.js';
import { callerOf, payload } from '../../graphql/mutations.js';
import { FAILURE_TEXT, failureReason } from '../../graphql/relay/failure-text.js';
import { executionField, runRows } from '../read/execution.graphql.js';
import { snoozeExecution } from './snooze.service.js';

const SnoozeExecutionInput = builder.inputType('SnoozeExecutionInput', {
  description: 'Which execution to put back in the queue, and until when.',
  fields: (t) => ({
    executionId: t.id({ required: true, description: 'The execution.' }),
    leaseToken: t.string({ required: true, description: 'The token of your lease.' }),
    until: t.field({
      type: 'DateTime',
      required: true,
      description: 'The earliest time it can be claimed again. A time in the past counts as now.',
    }),
    reason: t.string({
      description: `The reason, for its events; cut at ${MAX_TEXT_LENGTH} characters.`,
      extensions: FAILURE_TEXT,
    }),
  }),
});

const SnoozeExecution = payload<{ executionId: string }>('SnoozeExecution', {
  rows: runRows,
  description: 'The execution that is back in the queue.',
  fields: (t) => ({ execution: executionField(t) }),
}).or('The queued execution, or why it was not snoozed.', [
  NotFoundError,
  LeaseLostError,
  InvalidTransitionError,
  OpenChunksError,
]);

builder.mutationField('snoozeExecution', (t) =>
  t.field({
    authScopes: { work: true },
    description:
      'Puts an execution back in the queue until a time, without counting an attempt; for a rate limit with its reset time. Refused while any of its chunks are processing.',
    ...SnoozeExecution.takes(SnoozeExecutionInput, 'Which execution, and until when.', (input, context) =>
      snoozeExecution(callerOf(context), {
        executionId: parseId(input.executionId, ['Execution'], ['input', 'executionId']).uuid,
        leaseToken: input.leaseToken,
        until: input.until,
        reason: failureReason(input.reason),
      }),
    ),
  }),
);
