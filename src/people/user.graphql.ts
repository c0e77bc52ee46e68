import { ActivityLogConnection, activityArgs, activityList } from '../activity/activity.graphql.js';
import type { PageArgs } from '../core/db/keyset.js';
import { UserRole, UserStatus, UserTier } from '../enums.graphql.js';
import { builder } from '../graphql/builder.js';
import {
  containsCondition,
  DateTimeRange,
  dateCondition,
  inCondition,
  OrderDirection,
} from '../graphql/input/inputs.graphql.js';
import { pageArgs } from '../graphql/relay/args.js';
import { connectionType } from '../graphql/relay/connection.js';
import { createList, readList } from '../graphql/relay/list.js';
import { ProjectConnection, projectList } from './project.graphql.js';

/** How many keys of one user are shown. */
const MAX_API_KEYS_SHOWN = 200;

export const User = builder.prismaNode('User', {
  id: { field: 'id' },
  nullable: true,
  description: 'Somebody who works with Runledger.',
  select: { id: true },
  fields: (t) => ({
    email: t.exposeString('email', { description: 'The address, in lower case.' }),
    fullName: t.exposeString('fullName', { nullable: true, description: 'The name.' }),
    status: t.expose('status', { type: UserStatus, description: 'Whether they may work with Runledger.' }),
    tier: t.expose('tier', { type: UserTier, description: 'What they pay for.' }),
    role: t.expose('role', { type: UserRole, description: 'What they may see.' }),
    emailVerifiedAt: t.expose('emailVerifiedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the address was verified; null until then.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When they registered.' }),
    updatedAt: t.expose('updatedAt', {
      type: 'DateTime',
      description: 'When anything of this last changed.',
    }),
    projects: t.field({
      type: ProjectConnection,
      args: builder.args(pageArgs),
      description: 'Their projects, newest first.',
      select: (args, _context, nested) => ({ projects: nested(projectList(args).query) }),
      resolve: (user, args) => projectList(args).connection(user.projects, { field: 'ownerId', id: user.id }),
    }),
    apiKeys: t.relation('apiKeys', {
      query: { take: MAX_API_KEYS_SHOWN, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }] },
      description: `Their API keys, newest first, at most ${MAX_API_KEYS_SHOWN}.`,
    }),
    activity: t.field({
      type: ActivityLogConnection,
      args: activityArgs,
      description: 'What they did, newest first.',
      select: (args, _context, nested) => ({ activityLogs: nested(activityList(args).query) }),
      resolve: (user, args) =>
        activityList(args).connection(user.activityLogs, { field: 'userId', id: user.id }),
    }),
  }),
});

const UserFilter = builder.inputType('UserFilter', {
  description:
    'Which users. Fields are joined by AND, values in a list by OR. null and {} mean "not asked", [] matches nothing.',
  fields: (t) => ({
    status: t.field({ type: [UserStatus], description: 'Whether they may work with Runledger.' }),
    tier: t.field({ type: [UserTier], description: 'What they pay for.' }),
    role: t.field({ type: [UserRole], description: 'What they may see.' }),
    search: t.string({ description: 'Part of the address or name, any case.' }),
    createdAt: t.field({ type: DateTimeRange, description: 'When they registered.' }),
  }),
});

const UserOrderField = builder.enumType('UserOrderField', {
  description: 'What users can be ordered by.',
  values: {
    CREATED_AT: { value: 'createdAt', description: 'When they registered.' },
    EMAIL: { value: 'email', description: 'Their address.' },
  } as const,
});

const UserOrder = builder.inputType('UserOrder', {
  description: 'An order of users. Left out: the newest first.',
  fields: (t) => ({
    field: t.field({ type: UserOrderField, required: true, description: 'By what.' }),
    direction: t.field({ type: OrderDirection, required: true, description: 'Which way.' }),
  }),
});

interface UserListArgs extends PageArgs {
  filter?: typeof UserFilter.$inferInput | null;
  orderBy?: typeof UserOrder.$inferInput | null;
}

function userList(args: UserListArgs) {
  const { filter } = args;
  const { field, direction } = args.orderBy ?? ({ field: 'createdAt', direction: 'desc' } as const);
  const search = containsCondition(filter?.search, ['filter', 'search']);
  const where = {
    status: inCondition(filter?.status, ['filter', 'status']),
    tier: inCondition(filter?.tier, ['filter', 'tier']),
    role: inCondition(filter?.role, ['filter', 'role']),
    createdAt: dateCondition(filter?.createdAt, ['filter', 'createdAt']),
    ...(search && { OR: [{ email: search }, { fullName: search }] }),
  };
  const type = field === 'email' ? 'text' : 'date';
  return createList('User', where, { name: `users.${field}`, field, type, direction }, args);
}

const UserConnection = connectionType(User, 'User', 'users');

builder.queryFields((t) => ({
  viewer: t.prismaField({
    type: User,
    nullable: true,
    authScopes: { anybody: true },
    description: 'Who is asking; null without credentials.',
    resolve: (query, _root, _args, { db, viewer }) => {
      // Read also where nobody asks: a selection that is left unread counts as a mistake.
      const selection = { ...query };
      return viewer && db.user.findUnique({ ...selection, where: { id: viewer.userId } });
    },
  }),
  users: t.field({
    type: UserConnection,
    authScopes: { admin: true },
    args: {
      ...pageArgs(t.arg),
      filter: t.arg({ type: UserFilter, description: 'Which users.' }),
      orderBy: t.arg({ type: UserOrder, description: 'In which order.' }),
    },
    description: 'All users, newest first unless asked otherwise. For administrators.',
    resolve: (_root, args, context, info) =>
      readList(userList(args), context, info, (query) => context.db.user.findMany(query)),
  }),
}));
