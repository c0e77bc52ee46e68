import {
  InvalidInputError,
  InvalidTransitionError,
  LeaseLostError,
  NotFoundError,
} from '../../core/domain-errors.js';
import { parseId } from '../../core/ids.js';
import { builder } from '../../graphql/builder.js';
import { boundedBatch, MAX_MESSAGE_LENGTH } from '../../graphql/input/limits.js';
import { callerOf, eachByItself, expected, expectingInput, resultOf } from '../../graphql/mutations.js';
import { FAILURE_TEXT, failureMessage } from '../../graphql/relay/failure-text.js';
import { Chunk } from './chunk.graphql.js';
import { completeChunks, type FinishedChunk, failChunks } from './chunk-finish.service.js';
import type { ChunkRef } from './chunk-heartbeat.service.js';

type Path = Array<string | number>;

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
function chunkRef({ chunkId, leaseToken }: typeof CompleteChunkInput.$inferInput, path: Path): ChunkRef {
  return { chunkId: parseId(chunkId, ['Chunk'], [...path, 'chunkId']).uuid, leaseToken };
}

const FAIL_ERRORS = [NotFoundError, LeaseLostError, InvalidTransitionError] as const;
const COMPLETE_ERRORS = [...FAIL_ERRORS, InvalidInputError] as const;

const CompleteChunkPayload = builder.objectRef<FinishedChunk>('CompleteChunkPayload').implement({
  description: 'The chunk that completed.',
  fields: (t) => ({
    chunk: t.field({ type: Chunk, description: 'The chunk.', resolve: ({ chunkId }) => ({ id: chunkId }) }),
  }),
});

const CompleteChunkResult = builder.unionType('CompleteChunkResult', {
  description: 'The chunk that completed, or why it did not.',
  types: [CompleteChunkPayload, ...COMPLETE_ERRORS],
  resolveType: resultOf('CompleteChunkPayload'),
});

const CompleteChunksPayload = builder
  .objectRef<{ results: Array<typeof CompleteChunkResult.$inferType> }>('CompleteChunksPayload')
  .implement({
    description: 'What became of each item, in their order.',
    fields: (t) => ({
      results: t.field({
        type: [CompleteChunkResult],
        description: 'One for each item.',
        resolve: ({ results }) => results,
      }),
    }),
  });

const CompleteChunksResult = builder.unionType('CompleteChunksResult', {
  description: 'What became of the items, or why they are no batch.',
  types: [CompleteChunksPayload, InvalidInputError],
  resolveType: resultOf('CompleteChunksPayload'),
});

const FailChunkPayload = builder.objectRef<FinishedChunk>('FailChunkPayload').implement({
  description: 'The chunk that failed.',
  fields: (t) => ({
    chunk: t.field({ type: Chunk, description: 'The chunk.', resolve: ({ chunkId }) => ({ id: chunkId }) }),
  }),
});

const FailChunkResult = builder.unionType('FailChunkResult', {
  description: 'The chunk that failed, or why it did not.',
  types: [FailChunkPayload, ...FAIL_ERRORS],
  resolveType: resultOf('FailChunkPayload'),
});

builder.mutationFields((t) => ({
  completeChunk: t.field({
    type: CompleteChunkResult,
    authScopes: { work: true },
    description: 'Marks a chunk as completed, even after its lease expired if no other worker took it.',
    args: { input: t.arg({ type: CompleteChunkInput, required: true, description: 'The completed chunk.' }) },
    resolve: async (_root, { input }, context) => {
      const [answer] = await completeChunks(callerOf(context), [chunkRef(input, ['input'])]);
      if (!answer) throw new Error('nothing was answered');
      return expected(COMPLETE_ERRORS, answer);
    },
  }),
  completeChunks: t.field({
    type: CompleteChunksResult,
    authScopes: { work: true },
    description: 'Marks many chunks as completed. Returns one result for each.',
    args: {
      input: t.arg({ type: CompleteChunksInput, required: true, description: 'The completed chunks.' }),
    },
    resolve: (_root, { input }, context) =>
      expectingInput(async () => {
        const path = ['input', 'items'];
        const items = boundedBatch(input.items, path);
        const answers = await eachByItself(items, path, chunkRef, (chunks) =>
          completeChunks(callerOf(context), chunks),
        );
        return { results: answers.map((answer) => expected(COMPLETE_ERRORS, answer)) };
      }),
  }),
  failChunk: t.field({
    type: FailChunkResult,
    authScopes: { work: true },
    description: 'Reports that a chunk failed. It stays failed until retryFailedChunks.',
    args: { input: t.arg({ type: FailChunkInput, required: true, description: 'What went wrong.' }) },
    resolve: async (_root, { input }, context) => {
      const item = { ...chunkRef(input, ['input']), errorMessage: failureMessage(input.errorMessage) };
      const [answer] = await failChunks(callerOf(context), [item]);
      if (!answer) throw new Error('nothing was answered');
      return expected(FAIL_ERRORS, answer);
    },
  }),
}));
