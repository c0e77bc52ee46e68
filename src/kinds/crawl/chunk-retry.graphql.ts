import { InvalidTransitionError, NotFoundError } from '../../core/domain-errors.js';
import { parseId } from '../../core/ids.js';
import { executionField, runRows } from '../../executions/read/execution.graphql.js';
import { builder } from '../../graphql/builder.js';
import { boundedInt } from '../../graphql/input/limits.js';
import { callerOf, payload } from '../../graphql/mutations.js';
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

const RetryFailedChunks = payload<{ executionId: string; chunkCount: number }>('RetryFailedChunks', {
  rows: runRows,
  description: 'The execution whose failed chunks are pending again.',
  fields: (t) => ({
    execution: executionField(t),
    chunkCount: t.exposeInt('chunkCount', { description: 'The number of chunks returned to pending.' }),
  }),
}).or('The execution whose chunks are retried, or why they are not.', [
  NotFoundError,
  InvalidTransitionError,
]);

builder.mutationField('retryFailedChunks', (t) =>
  t.field({
    authScopes: { work: true },
    description:
      'Returns failed chunks that were retried fewer than maxRetries times to pending, and raises their retryCount.',
    ...RetryFailedChunks.takes(RetryFailedChunksInput, 'The chunks to retry.', (input, context) => {
      const retry = {
        executionId: parseId(input.executionId, ['Execution'], ['input', 'executionId']).uuid,
        maxRetries: boundedInt(
          input.maxRetries ?? CHUNK_RETRIES.default,
          ['input', 'maxRetries'],
          CHUNK_RETRIES,
        ),
      };
      return retryFailedChunks(callerOf(context), retry);
    }),
  }),
);
