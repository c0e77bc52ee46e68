import { EVERYTHING } from '../../auth/without-read.js';
import type { Prisma } from '../../generated/prisma/client.js';
import { registerKind } from '../../jobs/kinds.js';

declare module '../../core/node-types.js' {
  interface JobTypes {
    CRAWL: 'CrawlJob';
  }
}

registerKind({
  name: 'CRAWL',
  description: 'Crawls images for keywords, in chunks.',
  type: 'CrawlJob',
  idPrefix: 'crawl',
  runCost: 0,
  row: {
    create: (own: Prisma.CrawlJobUncheckedCreateWithoutJobInput) => ({ crawl: { create: own } }),
    update: (tx, { id, ownerId }, own: Prisma.CrawlJobUncheckedUpdateWithoutJobInput) =>
      tx.crawlJob.update({ where: { jobId: id, ownerId }, data: own }),
  },
  parts: { ofRuns: ['images', 'job_chunks'], ofJobs: ['images'], ofOwners: ['images'] },
  withoutRead: {
    CrawlJob: ['keywords', 'maxImages'],
    Execution: ['chunks'],
    ClaimedChunk: EVERYTHING,
    Chunk: [
      ...['id', 'execution', 'job', 'chunkIndex', 'status', 'priority', 'imageRange', 'errorMessage'],
      ...['retryCount', 'taskId', 'workerId', 'startedAt', 'finishedAt', 'durationMs', 'leaseExpiresAt'],
      ...['createdAt', 'updatedAt'],
    ],
    ImageRange: EVERYTHING,
    ChunkConnection: EVERYTHING,
    ChunkEdge: EVERYTHING,
    Image: ['id', 'url', 'contentHash', 'isDuplicate', 'createdAt'],
  },
  loadApi: () =>
    Promise.all([
      import('./crawl-job-input.graphql.js'),
      import('./crawl-job.graphql.js'),
      import('./chunk.graphql.js'),
      import('./chunk-claim.graphql.js'),
      import('./chunk-finish.graphql.js'),
      import('./chunk-heartbeat.graphql.js'),
      import('./chunk-plan.graphql.js'),
      import('./chunk-retry.graphql.js'),
      import('./image.graphql.js'),
      import('./image-record.graphql.js'),
    ]),
});
