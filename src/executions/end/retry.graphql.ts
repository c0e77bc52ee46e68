import { parseId } from '../../core/ids.js';
import { builder } from '../../graphql/builder.js';
import { jsonObject } from '../../graphql/input/limits.js';
import { callerOf, expected, resultOf } from '../../graphql/mutations.js';
import { ENQUEUE_ERRORS } from '../queue/enqueue.graphql.js';
import { Execution } from '../read/execution.graphql.js';
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

const RetryExecutionPayload = builder.objectRef<Retried>('RetryExecutionPayload').implement({
  description: 'The new run.',
  fields: (t) => ({
    execution: t.field({
      type: Execution,
      description: 'The new run, queued.',
      resolve: ({ executionId }) => ({ id: executionId }),
    }),
  }),
});

const RetryExecutionResult = builder.unionType('RetryExecutionResult', {
  description: 'The new run, or why there is none.',
  types: [RetryExecutionPayload, ...ENQUEUE_ERRORS],
  resolveType: resultOf('RetryExecutionPayload'),
});

builder.mutationField('retryExecution', (t) =>
  t.field({
    type: RetryExecutionResult,
    authScopes: { work: true },
    description:
      'Creates a new execution from a finished one. At most one retry of it can be open at a time. The retry of an EXTERNAL execution waits to be started with startExecution.',
    args: {
      input: t.arg({ type: RetryExecutionInput, required: true, description: 'The execution to retry.' }),
    },
    resolve: async (_root, { input }, context) => {
      const answer = await retryExecution(callerOf(context), {
        executionId: parseId(input.executionId, ['Execution'], ['input', 'executionId']).uuid,
        params: jsonObject(input.params, ['input', 'params']),
        unfinishedChunksOnly: input.unfinishedChunksOnly ?? false,
        reason: null,
      });
      return expected(ENQUEUE_ERRORS, answer);
    },
  }),
);
