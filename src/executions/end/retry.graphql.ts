import { parseId } from '../../core/ids.js';
import { builder } from '../../graphql/builder.js';
import { jsonObject } from '../../graphql/input/limits.js';
import { callerOf, expected, resultOf } from '../../graphql/mutations.js';
import { ENQUEUE_ERRORS } from '../queue/enqueue.graphql.js';
import { Execution } from '../read/execution.graphql.js';
import { type Retried, retryExecution } from './retry.service.js';

const RetryExecutionInput = builder.inputType('RetryExecutionInput', {
  description: 'Which finished run is to be done again, and what is different.',
  fields: (t) => ({
    executionId: t.id({ required: true, description: 'The finished run.' }),
    params: t.field({
      type: 'JSON',
      description: 'What the new one is started with; as the old one if left out.',
    }),
    unfinishedChunksOnly: t.boolean({
      defaultValue: false,
      description: 'Plan only the chunks that did not complete; they keep their ranges and indexes.',
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
      'A new execution for a finished one; at most one retry of it at a time. One that came from outside the queue waits to be started by startExecution.',
    args: { input: t.arg({ type: RetryExecutionInput, required: true, description: 'Which run.' }) },
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
