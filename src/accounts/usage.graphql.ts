import { badUserInput } from '../core/errors.js';
import type { UsageMetric as UsageRow } from '../generated/prisma/client.js';
import { builder } from '../graphql/builder.js';
import type { Loaders } from '../graphql/loaders.js';
import { User } from '../people/user.graphql.js';

const MAX_USAGE_DAYS = 366;
const DAY_MS = 24 * 60 * 60 * 1_000;

export const UsageMetric = builder.objectRef<UsageRow>('UsageMetric').implement({
  description: 'How much of something a user used on one day.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Of what.' }),
    day: t.string({
      description: 'On which day, in UTC: `2026-01-31`.',
      resolve: ({ day }) => day.toISOString().slice(0, 10),
    }),
    value: t.exposeInt('value', { description: 'How much.' }),
    limit: t.exposeInt('limit', {
      nullable: true,
      description: 'Of how much that they might; null for no limit.',
    }),
  }),
});

/**
 * A user's usage of the days in `[from, to)`, by day and name.
 * @throws GraphQLError BAD_USER_INPUT for a range that ends before it starts or is too long.
 */
export function readUsage(loaders: Loaders, userId: string, { from, to }: { from: Date; to: Date }) {
  if (to <= from) refuse('to', 'the range ends before it starts.');
  if (to.getTime() - from.getTime() > MAX_USAGE_DAYS * DAY_MS)
    refuse('to', `at most ${MAX_USAGE_DAYS} days.`);
  // The last day is the one that the range ends in, unless it ends where that day starts.
  const lastDay = startOfDay(new Date(to.getTime() - 1));
  return loaders.usage.load({ userId, firstDay: startOfDay(from), lastDay });
}

function startOfDay(time: Date): Date {
  return new Date(Math.floor(time.getTime() / DAY_MS) * DAY_MS);
}

function refuse(argument: string, message: string): never {
  throw badUserInput(`${argument}: ${message}`, [{ path: [argument], message }]);
}

builder.prismaObjectFields(User, (t) => ({
  usage: t.field({
    type: [UsageMetric],
    args: {
      from: t.arg({ type: 'DateTime', required: true, description: 'From the day of this time, in UTC.' }),
      to: t.arg({ type: 'DateTime', required: true, description: 'Until before this time.' }),
    },
    description: 'What they used, by day; at most 366 days.',
    resolve: ({ id }, args, { loaders }) => readUsage(loaders, id, args),
  }),
}));
