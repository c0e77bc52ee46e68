import { UserTier } from '../generated/prisma/client.js';
import { builder } from '../graphql/builder.js';
import { UserTier as UserTierType } from '../people/enums.graphql.js';
import { statisticCost } from './statistic-cost.js';

interface TierCount {
  tier: UserTier;
  count: number;
}

const TierCountType = builder.objectRef<TierCount>('TierCount').implement({
  description: 'How many users have one tier (seed 001).',
  fields: (t) => ({
    tier: t.expose('tier', { type: UserTierType, description: 'The tier.' }),
    count: t.exposeInt('count', { description: 'The number of users.' }),
  }),
});

builder.queryField('tierDistribution', (t) =>
  t.field({
    type: [TierCountType],
    authScopes: { admin: true },
    extensions: { ...statisticCost },
    description: 'How many users have each tier. Always all tiers. For administrators.',
    resolve: async (_root, _args, { db }) => {
      const groups = await db.user.groupBy({ by: ['tier'], _count: true });
      return Object.values(UserTier).map((tier) => ({
        tier,
        count: groups.find((group) => group.tier === tier)?._count ?? 0,
      }));
    },
  }),
);
