import { builder } from '../builder.js';
import { QuotaName } from '../enums.graphql.js';
import type { Quota as QuotaShape } from './quota.service.js';

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
