import { z } from 'zod';
import { ChunkStatus } from '../../executions/enums.graphql.js';
import { registerPartRows } from '../../executions/parts/part-types.js';
import { Execution } from '../../executions/read/execution.graphql.js';
import { type BuilderTypes, builder } from '../../graphql/builder.js';
import { pageArgs } from '../../graphql/relay/args.js';
import { connectionType } from '../../graphql/relay/connection.js';
import { readList } from '../../graphql/relay/list.js';
import type { RowsOf, WithRow } from '../../graphql/rows-of-answers.js';
import { Job } from '../../jobs/job.graphql.js';
import { ChunkFilter, ChunkOrder } from './chunk-filter.graphql.js';
import { chunkList } from './chunk-list.js';
import { chunkNotFound } from './chunk-transitions.js';

/** As ck_job_chunks_image_range holds it. */
const imageRange = z.object({ start: z.int(), end: z.int() });

const ImageRange = builder.objectRef<z.infer<typeof imageRange>>('ImageRange').implement({
  description: 'A range of the images of a crawl.',
  fields: (t) => ({
    start: t.exposeInt('start', { description: 'The index of the first image.' }),
    end: t.exposeInt('end', {
      description:
        'The index after the last image. In imported rows, a single image may be its own start and end.',
    }),
  }),
});

export const Chunk = builder.prismaNode('Chunk', {
  id: { field: 'id' },
  nullable: true,
  description: 'A slice of a crawl that one worker takes at a time (seed 001).',
  select: { id: true },
  fields: (t) => ({
    execution: t.relation('execution', { description: 'The execution it is part of.' }),
    job: t.relation('job', { type: Job, description: 'The job of the execution.' }),
    chunkIndex: t.exposeInt('chunkIndex', { description: 'The position in the execution, from 0.' }),
    status: t.expose('status', { type: ChunkStatus, description: 'The status.' }),
    priority: t.exposeInt('priority', { description: '0 to 10, higher is more urgent.' }),
    imageRange: t.field({
      type: ImageRange,
      description: 'The images it covers.',
      select: { imageRange: true },
      resolve: (chunk) => imageRange.parse(chunk.imageRange),
    }),
    errorMessage: t.exposeString('errorMessage', {
      nullable: true,
      description: 'The last error message; null if none.',
    }),
    retryCount: t.exposeInt('retryCount', { description: 'How many times it was retried.' }),
    taskId: t.exposeString('taskId', {
      nullable: true,
      description: 'The id in the worker’s own queue (such as a Celery task id); null if not given.',
    }),
    workerId: t.exposeString('workerId', {
      nullable: true,
      description: 'The worker that holds or held it; null if none did.',
    }),
    startedAt: t.expose('startedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was claimed; null until then.',
    }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ended; null until then.',
    }),
    durationMs: t.expose('durationMs', {
      type: 'SafeInt',
      nullable: true,
      description: 'The time from start to end, in milliseconds; null until it ends.',
    }),
    leaseExpiresAt: t.expose('leaseExpiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the lease expires unless the worker reports again.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the chunk was planned.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When the chunk was last changed.' }),
  }),
});

/** The chunks that payloads show. */
export const chunkRows: RowsOf<{ chunkId: string }> = {
  field: 'chunk',
  idOf: ({ chunkId }) => chunkId,
  find: ({ db }, query) => db.chunk.findMany(query),
  gone: chunkNotFound,
};

/** The chunk that a payload shows. */
export function chunkField<Shape extends { chunkId: string } & WithRow>(
  t: PothosSchemaTypes.ObjectFieldBuilder<BuilderTypes, Shape>,
) {
  return t.field({
    type: Chunk,
    description: 'The chunk.',
    resolve: ({ chunkId, row }) => row ?? { id: chunkId },
  });
}

registerPartRows('Chunk', Chunk, ({ db }, query) => db.chunk.findMany(query));

export const ChunkConnection = connectionType(Chunk, 'Chunk', 'chunks');

export const chunkArgs = builder.args((t) => ({
  ...pageArgs(t),
  filter: t.field({ type: ChunkFilter, description: 'Limits the list to matching chunks.' }),
  orderBy: t.field({ type: ChunkOrder, description: 'How to order the list.' }),
}));

builder.queryField('chunks', (t) =>
  t.field({
    type: ChunkConnection,
    authScopes: { read: true },
    args: chunkArgs,
    description: 'The chunks you can see: by index within one execution, otherwise newest first.',
    resolve: (_root, args, context, info) =>
      readList(chunkList(args), context, info, (query) => context.db.chunk.findMany(query)),
  }),
);

builder.prismaObjectFields(Execution, (t) => ({
  chunks: t.field({
    type: ChunkConnection,
    args: chunkArgs,
    description: 'The chunks of the execution, by index by default.',
    select: (args, _context, nested) => ({ chunks: nested(chunkList(args, true).query) }),
    resolve: (execution, args) =>
      chunkList(args, true).connection(execution.chunks, { field: 'executionId', id: execution.id }),
  }),
}));
