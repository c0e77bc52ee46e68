import DataLoader from 'dataloader';
import { requireActingFor, type ScopedDb } from '../core/db/tenancy.js';
import { refuseInput } from '../core/errors.js';
import type { UsageMetric as UsageRow } from '../generated/prisma/client.js';
import { builder } from '../graphql/builder.js';
import type { Context } from '../graphql/context.js';
import { perRequest } from '../graphql/per-request.js';
import { Account } from '../people/account.graphql.js';
import { User } from '../people/user.graphql.js';

const MAX_USAGE_DAYS = 366;
const DAY_MS = 24 * 60 * 60 * 1_000;

export const UsageMetric = builder.objectRef<UsageRow>('UsageMetric').implement({
  description: 'How much of one resource was used on one day.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What was used.' }),
    day: t.string({
      description: 'The day in UTC, as `2026-01-31`.',
      resolve: ({ day }) => day.toISOString().slice(0, 10),
    }),
    value: t.exposeInt('value', { description: 'The amount used.' }),
    limit: t.exposeInt('limit', {
      nullable: true,
      description: 'The amount allowed that day; null if there is no limit.',
    }),
  }),
});

/** Which account's usage, and of which days, both included: midnights in UTC. */
interface UsageKey {
  accountId: string;
  firstDay: Date;
  lastDay: Date;
}

const usageOf = perRequest(
  ({ db }) =>
    new DataLoader<UsageKey, UsageRow[], string>((keys) => readUsageOf(db, keys), {
      cacheKeyFn: ({ accountId, firstDay, lastDay }) =>
        `${accountId}/${firstDay.getTime()}/${lastDay.getTime()}`,
    }),
);

async function readUsageOf(db: ScopedDb, keys: readonly UsageKey[]): Promise<UsageRow[][]> {
  const rows = await db.usageMetric.findMany({
    where: {
      OR: keys.map(({ accountId, firstDay, lastDay }) => ({
        ownerId: accountId,
        day: { gte: firstDay, lte: lastDay },
      })),
    },
    orderBy: [{ day: 'asc' }, { name: 'asc' }],
  });
  return keys.map(({ accountId, firstDay, lastDay }) =>
    rows.filter(({ ownerId, day }) => ownerId === accountId && day >= firstDay && day <= lastDay),
  );
}

/**
 * An account's usage of the days in `[from, to)`, by day and name.
 * @throws GraphQLError BAD_USER_INPUT for a range that ends before it starts or is too long.
 */
function readUsage(context: Context, accountId: string, { from, to }: { from: Date; to: Date }) {
  requireActingFor(context.viewer, accountId);
  if (to <= from) refuseInput(['to'], 'the range ends before it starts.');
  if (to.getTime() - from.getTime() > MAX_USAGE_DAYS * DAY_MS)
    refuseInput(['to'], `at most ${MAX_USAGE_DAYS} days.`);
  // The last day is the one that the range ends in, unless it ends where that day starts.
  const lastDay = startOfDay(new Date(to.getTime() - 1));
  return usageOf(context).load({ accountId, firstDay: startOfDay(from), lastDay });
}

function startOfDay(time: Date): Date {
  return new Date(Math.floor(time.getTime() / DAY_MS) * DAY_MS);
}

const usageArgs = builder.args((t) => ({
  from: t.field({
    type: 'DateTime',
    required: true,
    description: 'The first day: the UTC day of this time.',
  }),
  to: t.field({ type: 'DateTime', required: true, description: 'The end, exclusive.' }),
}));

builder.prismaObjectFields(Account, (t) => ({
  usage: t.field({
    type: [UsageMetric],
    args: usageArgs,
    description: 'Usage by day, for at most 366 days.',
    resolve: ({ id }, args, context) => readUsage(context, id, args),
  }),
}));

builder.prismaObjectFields(User, (t) => ({
  usage: t.field({
    type: [UsageMetric],
    args: usageArgs,
    description: "Usage of the user's own account by day, for at most 366 days.",
    resolve: ({ id }, args, context) => readUsage(context, id, args),
  }),
}));
