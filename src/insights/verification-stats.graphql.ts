import { builder } from '../graphql/builder.js';
import { VerificationResult } from '../verification/enums.graphql.js';
import { VerificationLogFilter } from '../verification/verification-log-filter.graphql.js';
import { verificationLogList } from '../verification/verification-log-list.js';
import { scopeOf } from './scope.js';
import { statisticCost } from './statistic-cost.js';
import { readVerificationStats, type VerificationFigures } from './verification-stats.sql.js';

const VerificationCount = builder
  .objectRef<VerificationFigures['countsByResult'][number]>('VerificationCount')
  .implement({
    description: 'How many verifications had one result.',
    fields: (t) => ({
      result: t.expose('result', { type: VerificationResult, description: 'The result.' }),
      count: t.exposeInt('count', { description: 'The number of verifications.' }),
    }),
  });

const VerificationStats = builder.objectRef<VerificationFigures>('VerificationStats').implement({
  description: 'Figures about verifications.',
  fields: (t) => ({
    count: t.exposeInt('count', { description: 'The number of verifications.' }),
    countsByResult: t.expose('countsByResult', {
      type: [VerificationCount],
      description: 'The number with each result. Always all results.',
    }),
    cacheHitRate: t.float({
      nullable: true,
      description: 'The share that came from a cache, 0 to 1; null if there are none.',
      resolve: ({ count, cacheHits }) => (count === 0 ? null : cacheHits / count),
    }),
    averageMs: t.exposeFloat('averageMs', {
      nullable: true,
      description: 'How long they took on average, in milliseconds; null if there are none.',
    }),
    p95Ms: t.expose('p95Ms', {
      type: 'SafeInt',
      nullable: true,
      description: '95 % took no longer than this, in milliseconds; null if there are none.',
    }),
    apiCalls: t.expose('apiCalls', { type: 'SafeInt', description: 'The X API calls they took.' }),
  }),
});

builder.queryField('verificationStats', (t) =>
  t.field({
    type: VerificationStats,
    authScopes: { read: true },
    args: {
      filter: t.arg({
        type: VerificationLogFilter,
        description: 'Which verifications; those of the last 30 days if it names no range.',
      }),
    },
    extensions: { ...statisticCost },
    description: 'Figures about the verifications you can see.',
    resolve: (_root, { filter }, context) => {
      const isOfFew = filter?.completionId != null;
      const scope = scopeOf(
        context,
        'VerificationLog',
        'v',
        verificationLogList({ filter }).query.where,
        { field: 'verifiedAt', name: 'verifiedAt', range: filter?.verifiedAt },
        isOfFew ? null : 'a completionId',
      );
      return readVerificationStats(context.db, scope);
    },
  }),
);
