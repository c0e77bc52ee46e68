import { InvalidTransitionError, LeaseLostError, NotFoundError } from '../../core/domain-errors.js';
import { parseId } from '../../core/ids.js';
import { onlyOne } from '../../core/only-one.js';
import { heartbeatSeconds, heartbeatSecondsField, Lease } from '../../executions/lease/lease.graphql.js';
import { builder } from '../../graphql/builder.js';
import { callerOf, payload } from '../../graphql/mutations.js';
import { chunkField, chunkRows } from './chunk.graphql.js';
import { type ChunkBeat, heartbeatChunks } from './chunk-heartbeat.service.js';

const HeartbeatChunkInput = builder.inputType('HeartbeatChunkInput', {
  description: 'A heartbeat from the worker that holds a chunk.',
  fields: (t) => ({
    chunkId: t.id({ required: true, description: 'The chunk.' }),
    leaseToken: t.string({ required: true, description: 'The token of your lease.' }),
    leaseSeconds: t.int(heartbeatSecondsField),
  }),
});

const HeartbeatChunk = payload<ChunkBeat>('HeartbeatChunk', {
  rows: chunkRows,
  description: 'The chunk and its current lease.',
  fields: (t) => ({
    chunk: chunkField(t),
    lease: t.field({
      type: Lease,
      description: 'The current lease; never beyond the timeout of the execution or its deadline to stop.',
      resolve: ({ lease }) => lease,
    }),
  }),
}).or('The current lease, or why it is no longer valid.', [
  NotFoundError,
  LeaseLostError,
  InvalidTransitionError,
]);

builder.mutationField('heartbeatChunk', (t) =>
  t.field({
    authScopes: { work: true },
    description:
      'Extends the lease of a chunk, keeps its execution alive, and tells the worker whether to stop.',
    ...HeartbeatChunk.takes(HeartbeatChunkInput, 'The chunk.', async (input, context) => {
      const { chunkId, leaseToken, leaseSeconds } = input;
      const items = [{ chunkId: parseId(chunkId, ['Chunk'], ['input', 'chunkId']).uuid, leaseToken }];
      return onlyOne(await heartbeatChunks(callerOf(context), items, heartbeatSeconds(leaseSeconds)));
    }),
  }),
);
