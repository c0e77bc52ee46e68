import {
  InvalidInputError,
  InvalidTransitionError,
  LeaseLostError,
  NotFoundError,
} from '../../core/domain-errors.js';
import type { InputPath } from '../../core/errors.js';
import { parseId } from '../../core/ids.js';
import { onlyOne } from '../../core/only-one.js';
import { builder } from '../../graphql/builder.js';
import { MAX_MESSAGE_LENGTH } from '../../graphql/input/limits.js';
import { callerOf, payload } from '../../graphql/mutations.js';
import { FAILURE_TEXT, failureMessage } from '../../graphql/relay/failure-text.js';
import { chunkField, chunkRows } from './chunk.graphql.js';
import { completeChunks, type FinishedChunk, failChunks } from './chunk-finish.service.js';
import type { ChunkRef } from './chunk-heartbeat.service.js';

const CompleteChunkInput = builder.inputType('CompleteChunkInput', {
  description: 'A completed chunk, from the worker that holds it.',
  fields: (t) => ({
    chunkId: t.id({ required: true, description: 'The chunk.' }),
    leaseToken: t.string({
      required: true,
      description: 'The token of your lease, which proves that you hold it.',
    }),
  }),
});

const CompleteChunksInput = builder.inputType('CompleteChunksInput', {
  description: 'At most 1,000 completed chunks.',
  fields: (t) => ({
    items: t.field({ type: [CompleteChunkInput], required: true, description: 'The chunks.' }),
  }),
});

const FailChunkInput = builder.inputType('FailChunkInput', {
  description: 'Why a chunk failed, from the worker that holds it.',
  fields: (t) => ({
    chunkId: t.id({ required: true, description: 'The chunk.' }),
    leaseToken: t.string({
      required: true,
      description: 'The token of your lease, which proves that you hold it.',
    }),
    errorMessage: t.string({
      required: true,
      description: `The error message. Never refused: it is cut at ${MAX_MESSAGE_LENGTH} characters, characters that cannot be stored are replaced, and an empty message gets a placeholder.`,
      extensions: FAILURE_TEXT,
    }),
  }),
});

/** @throws GraphQLError BAD_USER_INPUT */
function chunkRef({ chunkId, leaseToken }: typeof CompleteChunkInput.$inferInput, path: InputPath): ChunkRef {
  return { chunkId: parseId(chunkId, ['Chunk'], [...path, 'chunkId']).uuid, leaseToken };
}

const FAIL_ERRORS = [NotFoundError, LeaseLostError, InvalidTransitionError] as const;

const CompleteChunk = payload<FinishedChunk>('CompleteChunk', {
  rows: chunkRows,
  description: 'The completed chunk.',
  fields: (t) => ({ chunk: chunkField(t) }),
}).or('The completed chunk, or why it was not completed.', [...FAIL_ERRORS, InvalidInputError]);

const CompleteChunks = CompleteChunk.plural('CompleteChunks');

const FailChunk = payload<FinishedChunk>('FailChunk', {
  rows: chunkRows,
  description: 'The failed chunk.',
  fields: (t) => ({ chunk: chunkField(t) }),
}).or('The failed chunk, or why the failure was not recorded.', FAIL_ERRORS);

builder.mutationFields((t) => ({
  completeChunk: t.field({
    authScopes: { work: true },
    description: 'Marks a chunk as completed, even after its lease expired if no other worker took it.',
    ...CompleteChunk.takes(CompleteChunkInput, 'The completed chunk.', async (input, context) =>
      onlyOne(await completeChunks(callerOf(context), [chunkRef(input, ['input'])])),
    ),
  }),
  completeChunks: t.field({
    authScopes: { work: true },
    description: 'Marks many chunks as completed. Returns one result for each.',
    ...CompleteChunks.takes(CompleteChunksInput, 'The completed chunks.', (input, context) =>
      CompleteChunk.each(input.items, ['input', 'items'], chunkRef, (chunks) =>
        completeChunks(callerOf(context), chunks),
      ),
    ),
  }),
  failChunk: t.field({
    authScopes: { work: true },
    description: 'Reports that a chunk failed. It stays failed until retryFailedChunks.',
    ...FailChunk.takes(FailChunkInput, 'What went wrong.', async (input, context) => {
      const item = { ...chunkRef(input, ['input']), errorMessage: failureMessage(input.errorMessage) };
      return onlyOne(await failChunks(callerOf(context), [item]));
    }),
  }),
}));
