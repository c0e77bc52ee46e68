import { builder } from '../graphql/builder.js';
import { User } from '../people/user.graphql.js';
import type { Quota as QuotaShape } from './quota.service.js';

export const Quota = builder.objectRef<QuotaShape>('Quota').implement({
  description: "One of the limits of a user's tier.",
  fields: (t) => ({
    name: t.exposeString('name', {
      description:
        'Of what: `requestsPerMinute`, `queryCostPerMinute`, `jobs`, `executionsPerDay`, `chunksInProgress` or `retentionDays`; as QuotaExceededError names it.',
    }),
    limit: t.exposeInt('limit', { description: 'How much the tier allows.' }),
    used: t.exposeInt('used', {
      description:
        'How much of it is used. Of `retentionDays`: how many days ago the oldest run was accepted.',
    }),
    resetsAt: t.expose('resetsAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When what is used begins at 0 again; null for what is used until it is given back.',
    }),
  }),
});

builder.prismaObjectFields(User, (t) => ({
  quotas: t.field({
    type: [Quota],
    description: 'What their tier allows, and how much of it is used.',
    resolve: ({ id }, _args, { loaders }) => loaders.quotas.load(id),
  }),
}));
