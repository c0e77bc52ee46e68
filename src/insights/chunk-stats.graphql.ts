import { builder } from '../graphql/builder.js';
import { ChunkFilter } from '../kinds/crawl/chunk-filter.graphql.js';
import { chunkList } from '../kinds/crawl/chunk-list.js';
import { type ChunkFigures, readChunkStats } from './chunk-stats.sql.js';
import { scopeOf } from './scope.js';
import { statisticCost } from './statistic-cost.js';

const RetryCount = builder.objectRef<ChunkFigures['retries'][number]>('RetryCount').implement({
  description: 'How many chunks were retried the same number of times.',
  fields: (t) => ({
    retryCount: t.exposeInt('retryCount', { description: 'How many times they were retried.' }),
    chunks: t.exposeInt('chunks', { description: 'The number of chunks.' }),
  }),
});

const ChunkStats = builder.objectRef<ChunkFigures>('ChunkStats').implement({
  description: 'Figures about chunks.',
  fields: (t) => ({
    count: t.exposeInt('count', { description: 'The number of chunks.' }),
    failedFraction: t.float({
      nullable: true,
      description: 'The share of those that completed or failed that failed, 0 to 1; null if none did.',
      resolve: ({ completed, failed }) => (completed + failed === 0 ? null : failed / (completed + failed)),
    }),
    averageMs: t.exposeFloat('averageMs', {
      nullable: true,
      description: 'How long they were worked on, on average, in milliseconds; null if none ended.',
    }),
    p95Ms: t.expose('p95Ms', {
      type: 'SafeInt',
      nullable: true,
      description: '95 % took no longer than this, in milliseconds; null if none ended.',
    }),
    retries: t.expose('retries', { type: [RetryCount], description: 'How many times they were retried.' }),
  }),
});

const NONE: ChunkFigures = { count: 0, completed: 0, failed: 0, averageMs: null, p95Ms: null, retries: [] };

builder.queryField('chunkStats', (t) =>
  t.field({
    type: ChunkStats,
    authScopes: { read: true },
    args: {
      filter: t.arg({
        type: ChunkFilter,
        description: 'Which chunks; those planned in the last 30 days if it names no range.',
      }),
    },
    extensions: { ...statisticCost },
    description: 'Figures about the chunks you can see.',
    resolve: async (_root, { filter }, context) => {
      const isOfFew = filter?.jobId != null || filter?.executionId != null;
      const scope = scopeOf(
        context,
        'Chunk',
        'c',
        chunkList({ filter }).query.where,
        { field: 'createdAt', name: 'createdAt', range: filter?.createdAt },
        isOfFew ? null : 'a jobId or an executionId',
      );
      return (await readChunkStats(context.db, scope)) ?? NONE;
    },
  }),
);
