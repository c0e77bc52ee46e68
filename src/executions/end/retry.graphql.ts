import { parseId } from '../../core/ids.js';
import { builder } from '../../graphql/builder.js';
import { jsonObject } from '../../graphql/input/limits.js';
import { callerOf, payload } from '../../graphql/mutations.js';
import { ENQUEUE_ERRORS } from '../queue/enqueue.graphql.js';
import { executionField, runRows } from '../read/execution.graphql.js';
import { type Retried, retryExecution } from './retry.service.js';

const RetryExecutionInput = builder.inputType('RetryExecutionInput', {
  description: 'The finished execution to retry, and what to change.',
  fields: (t) => ({
    executionId: t.id({ required: true, description: 'The finished execution.' }),
    params: t.field({
      type: 'JSON',
      description: 'The parameters of the new execution; those of the old one if omitted.',
    }),
    unfinishedChunksOnly: t.boolean({
      defaultValue: false,
      description: 'true plans only the chunks that did not complete; they keep their ranges and indexes.',
    }),
  }),
});

const RetryExecution = payload<Retried>('RetryExecution', {
  rows: runRows,
  description: 'The new execution.',
  fields: (t) => ({ execution: executionField(t, 'The new execution, queued.') }),
}).or('The new execution, or why it was not created.', ENQUEUE_ERRORS);

builder.mutationField('retryExecution', (t) =>
  t.field({
    authScopes: { work: true },
    description:
      'Creates a new execution from a finished one. At most one retry of it can be open at a time. The retry of an EXTERNAL execution waits to be started with startExecution.',
    ...RetryExecution.takes(RetryExecutionInput, 'The execution to retry.', (input, context) =>
      retryExecution(callerOf(context), {
        executionId: parseId(input.executionId, ['Execution'], ['input', 'executionId']).uuid,
        params: jsonObject(input.params, ['input', 'params']),
        unfinishedChunksOnly: input.unfinishedChunksOnly ?? false,
        reason: null,
      }),
    ),
  }),
);
