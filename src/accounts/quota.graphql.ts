import DataLoader from 'dataloader';
import { QuotaName } from '../enums.graphql.js';
import { builder } from '../graphql/builder.js';
import { perRequest } from '../graphql/per-request.js';
import { User } from '../people/user.graphql.js';
import { type Quota as QuotaShape, readQuotas } from './quota.service.js';

export const Quota = builder.objectRef<QuotaShape>('Quota').implement({
  description: "One of the limits of a user's tier.",
  fields: (t) => ({
    name: t.expose('name', { type: QuotaName, description: 'Of what; as QuotaExceededError names it.' }),
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

const quotasOf = perRequest(
  ({ db, readDoorUsage }) =>
    new DataLoader<string, QuotaShape[]>(async (ids) => {
      const found = await readQuotas(db, ids, readDoorUsage);
      return ids.map((id) => found.get(id) ?? new Error('the user is gone'));
    }),
);

builder.prismaObjectFields(User, (t) => ({
  quotas: t.field({
    type: [Quota],
    description: 'What their tier allows, and how much of it is used.',
    resolve: ({ id }, _args, context) => quotasOf(context).load(id),
  }),
}));
