import type { PageArgs } from '../core/db/keyset.js';
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
    "An X account that a user connected (seed 004's TwitterConnection). Tokens are stored encrypted and are in no answer, log or error.",
  select: { id: true },
  fields: (t) => ({
    user: t.relation('owner', { description: 'Who connected it.' }),
    twitterId: t.exposeString('twitterId', { description: "X's own id of the account." }),
    username: t.exposeString('username', { description: 'The name behind the @.' }),
    displayName: t.exposeString('displayName', { nullable: true, description: 'The name it shows.' }),
    profileImageUrl: t.exposeString('profileImageUrl', { nullable: true, description: 'Its picture.' }),
    scope: t.exposeString('scope', { description: 'What X lets the tokens do.' }),
    tokenType: t.exposeString('tokenType', { description: 'How the tokens are sent.' }),
    tokenExpiresAt: t.expose('tokenExpiresAt', {
      type: 'DateTime',
      description: 'When the access token ends.',
    }),
    isActive: t.boolean({
      description: "Whether it is used: never once its access token has ended, by the database's clock.",
      select: { inUse: { select: { id: true } } },
      resolve: ({ inUse }) => inUse !== null,
    }),
    lastVerifiedAt: t.expose('lastVerifiedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it last verified something; null for never.',
    }),
    connectedAt: t.expose('connectedAt', { type: 'DateTime', description: 'When it was connected.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When anything of it last changed.' }),
    verificationLogs: t.field({
      type: VerificationLogConnection,
      args: builder.args(pageArgs),
      description: 'What it verified, newest first.',
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
  description: 'Which X accounts. Fields are joined by AND. null and {} mean "not asked".',
  fields: (t) => ({
    isActive: t.boolean({ description: 'Used, or not: see `isActive` of the accounts.' }),
    expiresBefore: t.field({ type: 'DateTime', description: 'Whose access token ends before this.' }),
    notVerifiedSince: t.field({ type: 'DateTime', description: 'Never verified, or not since.' }),
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
      filter: t.arg({ type: TwitterAccountFilter, description: 'Which X accounts.' }),
    },
    description: 'All connected X accounts, newest first. For administrators.',
    resolve: (_root, args, context, info) =>
      readList(twitterAccountList(args), context, info, (query) => context.db.twitterAccount.findMany(query)),
  }),
);

builder.prismaObjectFields(User, (t) => ({
  twitterAccount: t.relation('twitterAccount', {
    nullable: true,
    description: 'The X account they connected.',
  }),
}));
