import { InvalidTransitionError, NotFoundError } from '../../core/domain-errors.js';
import { parseId } from '../../core/ids.js';
import { Execution } from '../../executions/read/execution.graphql.js';
import { builder } from '../../graphql/builder.js';
import { boundedInt } from '../../graphql/input/limits.js';
import { callerOf, expected, resultOf } from '../../graphql/mutations.js';
import { CHUNK_RETRIES, retryFailedChunks } from './chunk-retry.service.js';

const RetryFailedChunksInput = builder.inputType('RetryFailedChunksInput', {
  description: 'Which chunks are tried again.',
  fields: (t) => ({
    executionId: t.id({ required: true, description: 'The run that they are of; it must be running.' }),
    maxRetries: t.int({
      defaultValue: CHUNK_RETRIES.default,
      description: `Only those that were tried again fewer times: 0 to ${CHUNK_RETRIES.max}.`,
    }),
  }),
});

const RetryFailedChunksPayload = builder
  .objectRef<{ executionId: string; chunkCount: number }>('RetryFailedChunksPayload')
  .implement({
    description: 'The run whose failed chunks are pending again.',
    fields: (t) => ({
      execution: t.field({
        type: Execution,
        description: 'The run.',
        resolve: ({ executionId }) => ({ id: executionId }),
      }),
      chunkCount: t.exposeInt('chunkCount', { description: 'How many chunks went back to pending.' }),
    }),
  });

const RETRY_ERRORS = [NotFoundError, InvalidTransitionError] as const;

const RetryFailedChunksResult = builder.unionType('RetryFailedChunksResult', {
  description: 'The run whose chunks are tried again, or why they are not.',
  types: [RetryFailedChunksPayload, ...RETRY_ERRORS],
  resolveType: resultOf('RetryFailedChunksPayload'),
});

builder.mutationField('retryFailedChunks', (t) =>
  t.field({
    type: RetryFailedChunksResult,
    authScopes: { work: true },
    description:
      'Failed chunks tried fewer than maxRetries times go back to pending, their retryCount raised.',
    args: {
      input: t.arg({ type: RetryFailedChunksInput, required: true, description: 'Which chunks.' }),
    },
    resolve: async (_root, { input }, context) => {
      const retry = {
        executionId: parseId(input.executionId, ['Execution'], ['input', 'executionId']).uuid,
        maxRetries: boundedInt(
          input.maxRetries ?? CHUNK_RETRIES.default,
          ['input', 'maxRetries'],
          CHUNK_RETRIES,
        ),
      };
      return expected(RETRY_ERRORS, await retryFailedChunks(callerOf(context), retry));
    },
  }),
);
