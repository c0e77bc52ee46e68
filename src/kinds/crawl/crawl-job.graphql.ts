import { builder } from '../../graphql/builder.js';
import { Job } from '../../jobs/job.graphql.js';
import { kindRow } from '../../jobs/kind-row.js';
import { ChunkConnection, chunkArgs } from './chunk.graphql.js';
import { chunkList } from './chunk-list.js';
import { ImageConnection, imageArgs, imageList } from './image.graphql.js';

export const CrawlJob = builder.prismaNode('Job', {
  variant: 'CrawlJob',
  interfaces: [Job],
  id: { field: 'id' },
  findUnique: (id) => ({ id, kind: 'CRAWL' }),
  nullable: true,
  description: 'Crawls images for keywords, in chunks (seed 001).',
  select: { id: true, kind: true, cron: true },
  fields: (t) => ({
    keywords: t.stringList({
      description: 'The keywords to search for.',
      select: { crawl: { select: { keywords: true } } },
      resolve: ({ crawl }) => kindRow(crawl).keywords,
    }),
    maxImages: t.int({
      description: 'The maximum number of images per execution.',
      select: { crawl: { select: { maxImages: true } } },
      resolve: ({ crawl }) => kindRow(crawl).maxImages,
    }),
    images: t.field({
      type: ImageConnection,
      args: imageArgs,
      description: 'Images stored by its executions, newest first.',
      select: (args, _context, nested) => ({ images: nested(imageList(args).query) }),
      resolve: (job, args) => imageList(args).connection(job.images, { field: 'jobId', id: job.id }),
    }),
    chunks: t.field({
      type: ChunkConnection,
      args: chunkArgs,
      description: 'Chunks of its executions, newest first by default.',
      select: (args, _context, nested) => ({ chunks: nested(chunkList(args).query) }),
      resolve: (job, args) => chunkList(args).connection(job.chunks, { field: 'jobId', id: job.id }),
    }),
  }),
});
