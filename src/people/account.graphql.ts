import type { PageArgs } from '../core/db/keyset.js';
import { actsForThemselves, requireActingFor, seesEverything } from '../core/db/tenancy.js';
import { forbidden } from '../core/errors.js';
import type { Viewer } from '../core/viewer.js';
import { builder } from '../graphql/builder.js';
import { forwardArgs, pageArgs } from '../graphql/relay/args.js';
import { connectionType } from '../graphql/relay/connection.js';
import { createList } from '../graphql/relay/list.js';
import { ApiKey } from './api-key.graphql.js';
import { AccountKind, MembershipRole, UserTier } from './enums.graphql.js';
import { ProjectConnection, projectList } from './project.graphql.js';
import { User } from './user.graphql.js';

/** How many keys of one account are shown, and how many accounts of one user. */
const MAX_API_KEYS_SHOWN = 200;
const MAX_ACCOUNTS_SHOWN = 200;

const API_KEYS_SHOWN = {
  take: MAX_API_KEYS_SHOWN,
  orderBy: [{ createdAt: 'desc' as const }, { id: 'desc' as const }],
};

export const Account = builder.prismaNode('Account', {
  id: { field: 'id' },
  nullable: true,
  description:
    "What owns jobs and all that comes of them: a person's own account, or a team's. Its lists are for credentials that act for it.",
  select: { id: true },
  fields: (t) => ({
    kind: t.expose('kind', { type: AccountKind, description: "Whether it is a person's own or a team's." }),
    name: t.string({
      description: "The team's name; of a person, their name, or else their email address.",
      select: { name: true, user: { select: { fullName: true, email: true } } },
      resolve: ({ name, user }) => name ?? user?.fullName ?? user?.email ?? '',
    }),
    user: t.relation('user', { nullable: true, description: "Whose own account it is; null for a team's." }),
    tier: t.expose('tier', { type: UserTier, description: 'The pricing tier, which sets the limits.' }),
    projects: t.field({
      type: ProjectConnection,
      args: builder.args(pageArgs),
      description: 'The projects of the account, newest first.',
      select: (args, _context, nested) => ({ projects: nested(projectList(args).query) }),
      resolve: ({ id, projects }, args, { viewer }) => {
        requireActingFor(viewer, id);
        return projectList(args).connection(projects, { field: 'ownerId', id });
      },
    }),
    apiKeys: t.field({
      type: [ApiKey],
      description: `The API keys of the account, newest first; at most ${MAX_API_KEYS_SHOWN}.`,
      select: (_args, _context, nested) => ({ apiKeys: nested(API_KEYS_SHOWN) }),
      resolve: ({ id, apiKeys }, _args, { viewer }) => {
        requireActingFor(viewer, id);
        return apiKeys;
      },
    }),
  }),
});

export const Membership = builder.prismaNode('Membership', {
  id: { field: 'id' },
  nullable: true,
  description: 'A user who may act for an account. Everyone is the OWNER of their own.',
  select: { id: true },
  fields: (t) => ({
    account: t.relation('account', { description: 'The account.' }),
    user: t.relation('user', { description: 'The member.' }),
    role: t.expose('role', { type: MembershipRole, description: 'What the member may do for the account.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the user became a member.' }),
  }),
});

const MembershipConnection = connectionType(Membership, 'Membership', 'members');

function memberList(args: PageArgs) {
  const order = { name: 'members', field: 'createdAt', type: 'date', direction: 'asc' } as const;
  return createList('Membership', {}, order, args);
}

builder.prismaObjectFields(Account, (t) => ({
  members: t.field({
    type: MembershipConnection,
    args: builder.args(forwardArgs),
    description: 'The members, in the order in which they joined.',
    select: (args, _context, nested) => ({ memberships: nested(memberList(args).query) }),
    resolve: ({ id, memberships }, args, { viewer }) => {
      requireActingFor(viewer, id);
      return memberList(args).connection(memberships, { field: 'accountId', id });
    },
  }),
}));

/** Every user has an account of their own: the database makes it. */
export function ownAccount<T>(account: T | null): T {
  if (account === null) throw new Error('every user has an account');
  return account;
}

/** A team's key does not tell what else its maker is a member of. */
function requireInPerson(viewer: Viewer | null, userId: string): void {
  if (viewer && seesEverything(viewer)) return;
  const isInPerson = viewer !== null && (viewer.apiKeyId === null || actsForThemselves(viewer));
  if (isInPerson && viewer.userId === userId) return;
  throw forbidden('Only users themselves see which accounts they can act for.');
}

builder.prismaObjectFields(User, (t) => ({
  account: t.field({
    type: Account,
    description: "The user's own account.",
    select: (_args, _context, nested) => ({ account: nested() }),
    resolve: ({ account }) => ownAccount(account),
  }),
  accounts: t.field({
    type: [Membership],
    description: `The accounts the user can act for, their own first; at most ${MAX_ACCOUNTS_SHOWN}.`,
    select: (_args, _context, nested) => ({
      memberships: nested({ take: MAX_ACCOUNTS_SHOWN, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] }),
    }),
    resolve: ({ id, memberships }, _args, { viewer }) => {
      requireInPerson(viewer, id);
      return memberships;
    },
  }),
  projects: t.field({
    type: ProjectConnection,
    args: builder.args(pageArgs),
    description: "The projects of the user's own account, newest first.",
    select: (args, _context, nested) => ({
      account: { select: { projects: nested(projectList(args).query) } },
    }),
    resolve: ({ id, account }, args, { viewer }) => {
      requireActingFor(viewer, id);
      return projectList(args).connection(ownAccount(account).projects, { field: 'ownerId', id });
    },
  }),
  apiKeys: t.field({
    type: [ApiKey],
    description: `The API keys of the user's own account, newest first; at most ${MAX_API_KEYS_SHOWN}.`,
    select: (_args, _context, nested) => ({ account: { select: { apiKeys: nested(API_KEYS_SHOWN) } } }),
    resolve: ({ id, account }, _args, { viewer }) => {
      requireActingFor(viewer, id);
      return ownAccount(account).apiKeys;
    },
  }),
}));

builder.queryField('account', (t) =>
  t.prismaField({
    type: Account,
    nullable: true,
    authScopes: { anybody: true },
    description: 'The account your credentials act for; null without credentials.',
    resolve: (query, _root, _args, { db, viewer }) => {
      // Read also where nobody asks: a selection that is left unread counts as a mistake.
      const selection = { ...query };
      return viewer && db.account.findUnique({ ...selection, where: { id: viewer.accountId } });
    },
  }),
);
