import type { PageArgs } from '../core/db/keyset.js';
import { requireActingFor } from '../core/db/tenancy.js';
import type { Prisma } from '../generated/prisma/client.js';
import { builder } from '../graphql/builder.js';
import { forwardArgs, pageArgs } from '../graphql/relay/args.js';
import { connectionType } from '../graphql/relay/connection.js';
import { createList, readList } from '../graphql/relay/list.js';
import { User } from '../people/user.graphql.js';
import { VerificationLogConnection } from './verification-log.graphql.js';
import { verificationLogList } from './verification-log-list.js';

export const TwitterAccount = builder.prismaNode('TwitterAccount', {
  id: { field: 'id' },
  nullable: true,
  description:
    'An X account connected by a user (TwitterConnection in seed 004). Its tokens are stored encrypted and never appear in a response, log or error.',
  select: { id: true },
  fields: (t) => ({
    user: t.relation('owner', { description: 'The user who connected it.' }),
    twitterId: t.exposeString('twitterId', { description: 'The id of the account on X.' }),
    username: t.exposeString('username', { description: 'The username, without the @.' }),
    displayName: t.exposeString('displayName', {
      nullable: true,
      description: 'The display name; null if not given.',
    }),
    profileImageUrl: t.exposeString('profileImageUrl', {
      nullable: true,
      description: 'The URL of the profile picture; null if not given.',
    }),
    scope: t.exposeString('scope', { description: 'The OAuth scope that X granted.' }),
    tokenType: t.exposeString('tokenType', { description: 'The token type.' }),
    tokenExpiresAt: t.expose('tokenExpiresAt', {
      type: 'DateTime',
      description: 'When the access token expires.',
    }),
    isActive: t.boolean({
      description:
        "Whether the account can be used. false once its access token has expired, by the database's clock.",
      select: { inUse: { select: { id: true } } },
      resolve: ({ inUse }) => inUse !== null,
    }),
    lastVerifiedAt: t.expose('lastVerifiedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last used to verify something; null if never.',
    }),
    connectedAt: t.expose('connectedAt', {
      type: 'DateTime',
      description: 'When the account was connected.',
    }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When the account was last changed.' }),
    verificationLogs: t.field({
      type: VerificationLogConnection,
      args: builder.args(pageArgs),
      description: 'Verifications made with it, newest first.',
      select: (args, _context, nested) => ({ verificationLogs: nested(verificationLogList(args).query) }),
      resolve: (account, args) =>
        verificationLogList(args).connection(account.verificationLogs, {
          field: 'twitterAccountId',
          id: account.id,
        }),
    }),
  }),
});

const TwitterAccountConnection = connectionType(TwitterAccount, 'TwitterAccount', 'X accounts');

const TwitterAccountFilter = builder.inputType('TwitterAccountFilter', {
  description: 'Selects X accounts. Fields are combined with AND. null and {} set no condition.',
  fields: (t) => ({
    isActive: t.boolean({ description: 'true for active accounts only, false for inactive ones only.' }),
    expiresBefore: t.field({
      type: 'DateTime',
      description: 'Only accounts whose access token expires before this time.',
    }),
    notVerifiedSince: t.field({
      type: 'DateTime',
      description: 'Only accounts that were never used to verify, or not since this time.',
    }),
  }),
});

interface TwitterAccountListArgs extends PageArgs {
  filter?: typeof TwitterAccountFilter.$inferInput | null;
}

function inUseCondition(isActive: boolean | null | undefined): Prisma.TwitterAccountWhereInput {
  if (isActive == null) return {};
  // The column too, since the index knows it: of what it says only what has just ended is not in use.
  return isActive ? { isActive: true, inUse: { isNot: null } } : { inUse: { is: null } };
}

function twitterAccountList(args: TwitterAccountListArgs) {
  const { filter } = args;
  const where: Prisma.TwitterAccountWhereInput = {
    ...inUseCondition(filter?.isActive),
    ...(filter?.expiresBefore && { tokenExpiresAt: { lt: filter.expiresBefore } }),
    ...(filter?.notVerifiedSince && {
      OR: [{ lastVerifiedAt: null }, { lastVerifiedAt: { lt: filter.notVerifiedSince } }],
    }),
  };
  const order = { name: 'twitterAccounts', field: 'connectedAt', type: 'date', direction: 'desc' } as const;
  return createList('TwitterAccount', where, order, args);
}

builder.queryField('twitterAccounts', (t) =>
  t.field({
    type: TwitterAccountConnection,
    authScopes: { admin: true },
    args: {
      ...forwardArgs(t.arg),
      filter: t.arg({ type: TwitterAccountFilter, description: 'Limits the list to matching X accounts.' }),
    },
    description: 'All connected X accounts, newest first. Administrators only.',
    resolve: (_root, args, context, info) =>
      readList(twitterAccountList(args), context, info, (query) => context.db.twitterAccount.findMany(query)),
  }),
);

builder.prismaObjectFields(User, (t) => ({
  twitterAccount: t.field({
    type: TwitterAccount,
    nullable: true,
    description: 'The X account the user connected; null if none.',
    select: (_args, _context, nested) => ({ twitterAccount: nested() }),
    resolve: ({ id, twitterAccount }, _args, { viewer }) => {
      requireActingFor(viewer, id);
      return twitterAccount;
    },
  }),
}));
