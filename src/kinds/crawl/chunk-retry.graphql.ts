import { InvalidTransitionError, NotFoundError } from '../../core/domain-errors.js';
import { parseId } from '../../core/ids.js';
import { Execution } from '../../executions/read/execution.graphql.js';
import { builder } from '../../graphql/builder.js';
import { boundedInt } from '../../graphql/input/limits.js';
import { callerOf, expected, resultOf } from '../../graphql/mutations.js';
import { CHUNK_RETRIES, retryFailedChunks } from './chunk-retry.service.js';

const RetryFailedChunksInput = builder.inputType('RetryFailedChunksInput', {
  description: 'The failed chunks to retry.',
  fields: (t) => ({
    executionId: t.id({ required: true, description: 'The execution they belong to; it must be running.' }),
    maxRetries: t.int({
      defaultValue: CHUNK_RETRIES.default,
      description: `Only chunks that were retried fewer times than this: 0 to ${CHUNK_RETRIES.max}.`,
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
      'Returns failed chunks that were retried fewer than maxRetries times to pending, and raises their retryCount.',
    args: {
      input: t.arg({ type: RetryFailedChunksInput, required: true, description: 'The chunks to retry.' }),
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
