import { z } from 'zod';
import { ChunkStatus } from '../../executions/enums.graphql.js';
import { Execution } from '../../executions/read/execution.graphql.js';
import { builder } from '../../graphql/builder.js';
import { pageArgs } from '../../graphql/relay/args.js';
import { connectionType } from '../../graphql/relay/connection.js';
import { readList } from '../../graphql/relay/list.js';
import { Job } from '../../jobs/job.graphql.js';
import { ChunkFilter, ChunkOrder } from './chunk-filter.graphql.js';
import { chunkList } from './chunk-list.js';

/** As ck_job_chunks_image_range holds it. */
const imageRange = z.object({ start: z.int(), end: z.int() });

const ImageRange = builder.objectRef<z.infer<typeof imageRange>>('ImageRange').implement({
  description: 'A slice of the images of a crawl.',
  fields: (t) => ({
    start: t.exposeInt('start', { description: 'The first image.' }),
    end: t.exposeInt('end', {
      description:
        'The one behind the last image. Rows that were imported may say one image as its own start and end.',
    }),
  }),
});

export const Chunk = builder.prismaNode('Chunk', {
  id: { field: 'id' },
  nullable: true,
  description: 'A slice of a crawl that one worker takes at a time (seed 001).',
  select: { id: true },
  fields: (t) => ({
    execution: t.relation('execution', { description: 'The run it is a part of.' }),
    job: t.relation('job', { type: Job, description: 'The job of that run.' }),
    chunkIndex: t.exposeInt('chunkIndex', { description: 'Its place in the run, from 0.' }),
    status: t.expose('status', { type: ChunkStatus, description: 'Where it stands.' }),
    priority: t.exposeInt('priority', { description: '0 to 10, higher is more urgent.' }),
    imageRange: t.field({
      type: ImageRange,
      description: 'Which images it covers.',
      select: { imageRange: true },
      resolve: (chunk) => imageRange.parse(chunk.imageRange),
    }),
    errorMessage: t.exposeString('errorMessage', { nullable: true, description: 'What went wrong last.' }),
    retryCount: t.exposeInt('retryCount', { description: 'How often it was tried again.' }),
    taskId: t.exposeString('taskId', {
      nullable: true,
      description: "The queue's own id (a Celery task id).",
    }),
    workerId: t.exposeString('workerId', {
      nullable: true,
      description: 'The worker that holds or held it.',
    }),
    startedAt: t.expose('startedAt', { type: 'DateTime', nullable: true, description: 'When it was taken.' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true, description: 'When it ended.' }),
    durationMs: t.expose('durationMs', {
      type: 'SafeInt',
      nullable: true,
      description: 'From start to end, in milliseconds.',
    }),
    leaseExpiresAt: t.expose('leaseExpiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when its worker holds it without another report.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was planned.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When anything of it last changed.' }),
  }),
});

export const ChunkConnection = connectionType(Chunk, 'Chunk', 'chunks');

export const chunkArgs = builder.args((t) => ({
  ...pageArgs(t),
  filter: t.field({ type: ChunkFilter, description: 'Which chunks.' }),
  orderBy: t.field({ type: ChunkOrder, description: 'In which order.' }),
}));

builder.queryField('chunks', (t) =>
  t.field({
    type: ChunkConnection,
    authScopes: { read: true },
    args: chunkArgs,
    description:
      'The chunks that the viewer sees: by index within one execution, otherwise the newest first.',
    resolve: (_root, args, context, info) =>
      readList(chunkList(args), context, info, (query) => context.db.chunk.findMany(query)),
  }),
);

builder.prismaObjectFields(Execution, (t) => ({
  chunks: t.field({
    type: ChunkConnection,
    args: chunkArgs,
    description: 'Its chunks, by their index unless asked otherwise.',
    select: (args, _context, nested) => ({ chunks: nested(chunkList(args, true).query) }),
    resolve: (execution, args) =>
      chunkList(args, true).connection(execution.chunks, { field: 'executionId', id: execution.id }),
  }),
}));
