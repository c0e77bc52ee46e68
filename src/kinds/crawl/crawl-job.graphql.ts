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
      description: 'What to look for.',
      select: { crawl: { select: { keywords: true } } },
      resolve: ({ crawl }) => kindRow(crawl).keywords,
    }),
    maxImages: t.int({
      description: 'How many images a run stores at most.',
      select: { crawl: { select: { maxImages: true } } },
      resolve: ({ crawl }) => kindRow(crawl).maxImages,
    }),
    images: t.field({
      type: ImageConnection,
      args: imageArgs,
      description: 'The images that its runs stored, newest first.',
      select: (args, _context, nested) => ({ images: nested(imageList(args).query) }),
      resolve: (job, args) => imageList(args).connection(job.images, { field: 'jobId', id: job.id }),
    }),
    chunks: t.field({
      type: ChunkConnection,
      args: chunkArgs,
      description: 'The chunks of its runs, newest first unless asked otherwise.',
      select: (args, _context, nested) => ({ chunks: nested(chunkList(args).query) }),
      resolve: (job, args) => chunkList(args).connection(job.chunks, { field: 'jobId', id: job.id }),
    }),
  }),
});
