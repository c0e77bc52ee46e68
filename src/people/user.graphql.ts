import { ActivityLogConnection, activityArgs, activityList } from '../activity/activity.graphql.js';
import type { PageArgs } from '../core/db/keyset.js';
import { requireActingFor } from '../core/db/tenancy.js';
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
import { UserRole, UserStatus, UserTier } from './enums.graphql.js';

export const User = builder.prismaNode('User', {
  id: { field: 'id' },
  nullable: true,
  description: 'A person who uses Runledger.',
  select: { id: true },
  fields: (t) => ({
    email: t.exposeString('email', { description: 'The email address, in lower case.' }),
    fullName: t.exposeString('fullName', {
      nullable: true,
      description: 'The full name; null if not given.',
    }),
    status: t.expose('status', { type: UserStatus, description: 'Whether the user may use Runledger.' }),
    tier: t.expose('tier', { type: UserTier, description: 'The pricing tier, which sets the limits.' }),
    role: t.expose('role', { type: UserRole, description: 'What the user has access to.' }),
    emailVerifiedAt: t.expose('emailVerifiedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the email address was verified; null until then.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the user registered.' }),
    updatedAt: t.expose('updatedAt', {
      type: 'DateTime',
      description: 'When the user was last changed.',
    }),
    activity: t.field({
      type: ActivityLogConnection,
      args: activityArgs,
      description: 'What the user did for their own account, newest first; for administrators, everything.',
      select: (args, _context, nested) => ({ activityLogs: nested(activityList(args).query) }),
      resolve: ({ id, activityLogs }, args, { viewer }) => {
        requireActingFor(viewer, id);
        return activityList(args).connection(activityLogs, { field: 'userId', id });
      },
    }),
  }),
});

const UserFilter = builder.inputType('UserFilter', {
  description:
    'Selects users. Fields are combined with AND, values in a list with OR. null and {} set no condition; [] matches nothing.',
  fields: (t) => ({
    status: t.field({ type: [UserStatus], description: 'Whether the user may use Runledger.' }),
    tier: t.field({ type: [UserTier], description: 'The pricing tier, which sets the limits.' }),
    role: t.field({ type: [UserRole], description: 'What the user has access to.' }),
    search: t.string({ description: 'Part of the email address or name, case-insensitive.' }),
    createdAt: t.field({ type: DateTimeRange, description: 'When the user registered.' }),
  }),
});

const UserOrderField = builder.enumType('UserOrderField', {
  description: 'The fields that users can be ordered by.',
  values: {
    CREATED_AT: { value: 'createdAt', description: 'When the user registered.' },
    EMAIL: { value: 'email', description: 'The email address.' },
  } as const,
});

const UserOrder = builder.inputType('UserOrder', {
  description: 'How to order users. If omitted, newest first.',
  fields: (t) => ({
    field: t.field({ type: UserOrderField, required: true, description: 'The field to order by.' }),
    direction: t.field({ type: OrderDirection, required: true, description: 'The direction.' }),
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
    description: 'The user whose credentials you sent; null without credentials.',
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
      filter: t.arg({ type: UserFilter, description: 'Limits the list to matching users.' }),
      orderBy: t.arg({ type: UserOrder, description: 'How to order the list.' }),
    },
    description: 'All users, newest first by default. Administrators only.',
    resolve: (_root, args, context, info) =>
      readList(userList(args), context, info, (query) => context.db.user.findMany(query)),
  }),
}));
