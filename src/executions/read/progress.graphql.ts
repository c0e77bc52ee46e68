import DataLoader from 'dataloader';
import { ownerScope } from '../../core/db/tenancy.js';
import { encodeId } from '../../core/ids.js';
import { builder } from '../../graphql/builder.js';
import { perRequest } from '../../graphql/per-request.js';
import { ChunkStatus } from '../enums.graphql.js';
import { type ChunkSpan, type Progress, readChunkMap, readProgress } from './progress.sql.js';

export const ProgressType = builder.objectRef<Progress>('Progress').implement({
  description: 'The chunk counts of one execution, and the estimated time left.',
  fields: (t) => ({
    executionId: t.id({
      description: 'The execution the chunks belong to.',
      resolve: ({ executionId }) => encodeId('Execution', executionId),
    }),
    total: t.exposeInt('total', { description: 'The number of chunks.' }),
    pending: t.exposeInt('pending', { description: 'Chunks waiting for a worker.' }),
    processing: t.exposeInt('processing', { description: 'Chunks held by workers.' }),
    completed: t.exposeInt('completed', { description: 'Completed chunks.' }),
    failed: t.exposeInt('failed', { description: 'Failed chunks.' }),
    fraction: t.float({
      nullable: true,
      description: 'The share of chunks that completed or failed, 0 to 1; null without chunks.',
      resolve: ({ total, completed, failed }) => (total === 0 ? null : (completed + failed) / total),
    }),
    etaSeconds: t.exposeInt('etaSeconds', {
      nullable: true,
      description:
        'Estimated seconds until the last open chunk is done, at the pace so far; null if it cannot be estimated.',
    }),
  }),
});

export const ChunkSpanType = builder.objectRef<ChunkSpan>('ChunkSpan').implement({
  description: 'A range of consecutive chunks with the same status.',
  fields: (t) => ({
    start: t.exposeInt('start', { description: 'The index of the first chunk.' }),
    end: t.exposeInt('end', { description: 'The index after the last chunk.' }),
    status: t.expose('status', { type: ChunkStatus, description: 'The status of all chunks in the range.' }),
  }),
});

/** Of an execution that was deleted in the meantime. */
const NO_CHUNKS = {
  total: 0,
  pending: 0,
  processing: 0,
  completed: 0,
  failed: 0,
  etaSeconds: null,
  isOver: true,
} as const;

/** The progress of executions that the viewer sees, by their UUIDs. */
export const progressOf = perRequest(
  ({ db, viewer }) =>
    new DataLoader<string, Progress>(async (ids) => {
      const found = new Map(
        (await readProgress(db, ids, viewer && ownerScope(viewer))).map((row) => [row.executionId, row]),
      );
      return ids.map((executionId) => found.get(executionId) ?? { executionId, ...NO_CHUNKS });
    }),
);

/** The chunk maps of executions that the viewer sees, by their UUIDs. */
export const chunkMapOf = perRequest(
  ({ db, viewer }) =>
    new DataLoader<string, ChunkSpan[]>(async (ids) => {
      const spans = new Map<string, ChunkSpan[]>(ids.map((id) => [id, []]));
      for (const span of await readChunkMap(db, ids, viewer && ownerScope(viewer)))
        spans.get(span.executionId)?.push(span);
      return ids.map((id) => spans.get(id) ?? []);
    }),
);
