import DataLoader from 'dataloader';
import { requireActingFor } from '../core/db/tenancy.js';
import { builder } from '../graphql/builder.js';
import type { Context } from '../graphql/context.js';
import { perRequest } from '../graphql/per-request.js';
import { Account } from '../people/account.graphql.js';
import { User } from '../people/user.graphql.js';
import { QuotaName } from './enums.graphql.js';
import { type Quota as QuotaShape, readQuotas } from './quota.service.js';

export const Quota = builder.objectRef<QuotaShape>('Quota').implement({
  description: 'One of the limits of the tier.',
  fields: (t) => ({
    name: t.expose('name', {
      type: QuotaName,
      description: 'What is limited; QuotaExceededError uses the same names.',
    }),
    limit: t.exposeInt('limit', { description: 'The amount the tier allows.' }),
    used: t.exposeInt('used', {
      description:
        'The amount used. For `RETENTION_DAYS`, how many days ago the oldest execution was accepted; for `LOG_RETENTION_DAYS`, how many days ago the oldest log line was recorded.',
    }),
    resetsAt: t.expose('resetsAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When `used` resets to 0; null if it only falls as resources are released.',
    }),
  }),
});

const quotasOf = perRequest(
  ({ db, readDoorUsage }) =>
    new DataLoader<string, QuotaShape[]>(async (ids) => {
      const found = await readQuotas(db, ids, readDoorUsage);
      return ids.map((id) => found.get(id) ?? new Error('the account is gone'));
    }),
);

function quotas({ id }: { id: string }, context: Context): Promise<QuotaShape[]> {
  requireActingFor(context.viewer, id);
  return quotasOf(context).load(id);
}

builder.prismaObjectFields(Account, (t) => ({
  quotas: t.field({
    type: [Quota],
    description: 'What the tier allows, and how much of it is used.',
    resolve: (account, _args, context) => quotas(account, context),
  }),
}));

builder.prismaObjectFields(User, (t) => ({
  quotas: t.field({
    type: [Quota],
    description: "What the tier allows the user's own account, and how much of it is used.",
    resolve: (user, _args, context) => quotas(user, context),
  }),
}));
