import { InvalidTransitionError, LeaseLostError, NotFoundError } from '../../core/domain-errors.js';
import { parseId } from '../../core/ids.js';
import { heartbeatSeconds, heartbeatSecondsField, Lease } from '../../executions/lease/lease.graphql.js';
import { builder } from '../../graphql/builder.js';
import { callerOf, expected, resultOf } from '../../graphql/mutations.js';
import { Chunk } from './chunk.graphql.js';
import { type ChunkBeat, heartbeatChunks } from './chunk-heartbeat.service.js';

const HeartbeatChunkInput = builder.inputType('HeartbeatChunkInput', {
  description: 'A heartbeat from the worker that holds a chunk.',
  fields: (t) => ({
    chunkId: t.id({ required: true, description: 'The chunk.' }),
    leaseToken: t.string({ required: true, description: 'The token of your lease.' }),
    leaseSeconds: t.int(heartbeatSecondsField),
  }),
});

const HeartbeatChunkPayload = builder.objectRef<ChunkBeat>('HeartbeatChunkPayload').implement({
  description: 'The chunk, and its lease as it stands now.',
  fields: (t) => ({
    chunk: t.field({ type: Chunk, description: 'The chunk.', resolve: ({ chunkId }) => ({ id: chunkId }) }),
    lease: t.field({
      type: Lease,
      description: 'Extended, but never past the timeout of the run nor its time to stop.',
      resolve: ({ lease }) => lease,
    }),
  }),
});

const HEARTBEAT_ERRORS = [NotFoundError, LeaseLostError, InvalidTransitionError] as const;

const HeartbeatChunkResult = builder.unionType('HeartbeatChunkResult', {
  description: 'The lease as it stands now, or why it is none any more.',
  types: [HeartbeatChunkPayload, ...HEARTBEAT_ERRORS],
  resolveType: resultOf('HeartbeatChunkPayload'),
});

builder.mutationField('heartbeatChunk', (t) =>
  t.field({
    type: HeartbeatChunkResult,
    authScopes: { work: true },
    description:
      'Extends the lease of a chunk, keeps its execution alive, and tells the worker whether to stop.',
    args: { input: t.arg({ type: HeartbeatChunkInput, required: true, description: 'The chunk.' }) },
    resolve: async (_root, { input }, context) => {
      const { chunkId, leaseToken, leaseSeconds } = input;
      const items = [{ chunkId: parseId(chunkId, ['Chunk'], ['input', 'chunkId']).uuid, leaseToken }];
      const [answer] = await heartbeatChunks(callerOf(context), items, heartbeatSeconds(leaseSeconds));
      if (!answer) throw new Error('nothing was answered');
      return expected(HEARTBEAT_ERRORS, answer);
    },
  }),
);
