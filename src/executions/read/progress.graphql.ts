import DataLoader from 'dataloader';
import { encodeId } from '../../core/ids.js';
import { builder } from '../../graphql/builder.js';
import { perRequest } from '../../graphql/per-request.js';
import { ChunkStatus } from '../enums.graphql.js';
import { type ChunkSpan, type Progress, readChunkMap, readProgress } from './progress.sql.js';

export const ProgressType = builder.objectRef<Progress>('Progress').implement({
  description: 'Chunk counts of one execution, and what they say of the time left.',
  fields: (t) => ({
    executionId: t.id({
      description: 'Whose chunks these are.',
      resolve: ({ executionId }) => encodeId('Execution', executionId),
    }),
    total: t.exposeInt('total', { description: 'All its chunks.' }),
    pending: t.exposeInt('pending', { description: 'Waiting for a worker.' }),
    processing: t.exposeInt('processing', { description: 'Held by workers.' }),
    completed: t.exposeInt('completed', { description: 'Done.' }),
    failed: t.exposeInt('failed', { description: 'Failed.' }),
    fraction: t.float({
      nullable: true,
      description: 'Completed and failed of all, 0 to 1; null without chunks.',
      resolve: ({ total, completed, failed }) => (total === 0 ? null : (completed + failed) / total),
    }),
    etaSeconds: t.exposeInt('etaSeconds', {
      nullable: true,
      description: 'Seconds until the last open chunk, at the pace so far; null where that cannot be told.',
    }),
  }),
});

export const ChunkSpanType = builder.objectRef<ChunkSpan>('ChunkSpan').implement({
  description: 'A run of chunks of equal status.',
  fields: (t) => ({
    start: t.exposeInt('start', { description: 'The index of the first chunk.' }),
    end: t.exposeInt('end', { description: 'The index behind the last chunk.' }),
    status: t.expose('status', { type: ChunkStatus, description: 'Where they all stand.' }),
  }),
});

/** The progress of executions that the viewer sees, by their UUIDs. */
export const progressOf = perRequest(
  ({ db }) =>
    new DataLoader<string, Progress>(async (ids) => {
      const found = new Map((await readProgress(db, ids)).map((row) => [row.executionId, row]));
      return ids.map((id) => found.get(id) ?? new Error('the execution is gone'));
    }),
);

/** The chunk maps of executions that the viewer sees, by their UUIDs. */
export const chunkMapOf = perRequest(
  ({ db }) =>
    new DataLoader<string, ChunkSpan[]>(async (ids) => {
      const spans = new Map<string, ChunkSpan[]>(ids.map((id) => [id, []]));
      for (const span of await readChunkMap(db, ids)) spans.get(span.executionId)?.push(span);
      return ids.map((id) => spans.get(id) ?? []);
    }),
);
