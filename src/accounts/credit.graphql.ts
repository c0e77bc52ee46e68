import type { PageArgs } from '../core/db/keyset.js';
import { requireActingFor } from '../core/db/tenancy.js';
import type { Viewer } from '../core/viewer.js';
import { builder } from '../graphql/builder.js';
import { forwardArgs } from '../graphql/relay/args.js';
import { connectionType } from '../graphql/relay/connection.js';
import { createList } from '../graphql/relay/list.js';
import { Account, ownAccount } from '../people/account.graphql.js';
import { User } from '../people/user.graphql.js';
import { CreditTransactionType } from './enums.graphql.js';

export const CreditTransaction = builder.prismaNode('CreditTransaction', {
  id: { field: 'id' },
  nullable: true,
  description: 'One change to a credit balance. Append-only.',
  select: { id: true },
  fields: (t) => ({
    type: t.expose('type', { type: CreditTransactionType, description: 'The kind of transaction.' }),
    amount: t.exposeInt('amount', { description: 'Credits added; negative if deducted.' }),
    balanceAfter: t.exposeInt('balanceAfter', { description: 'The balance after the transaction.' }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'What the transaction is for; null if not given.',
    }),
    execution: t.relation('execution', {
      nullable: true,
      description: 'The execution it concerns; null if none.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the transaction was made.' }),
  }),
});

const CreditTransactionConnection = connectionType(CreditTransaction, 'CreditTransaction', 'transactions');

function transactionList(args: PageArgs) {
  const order = { name: 'transactions', field: 'createdAt', type: 'date', direction: 'desc' } as const;
  return createList('CreditTransaction', {}, order, args);
}

export const CreditAccount = builder.prismaNode('CreditAccount', {
  id: { field: 'id' },
  nullable: true,
  description: 'A credit balance: always the sum of its transactions.',
  select: { id: true },
  fields: (t) => ({
    balance: t.exposeInt('balance', { description: 'Credits left to spend; never below 0.' }),
    transactions: t.field({
      type: CreditTransactionConnection,
      args: builder.args(forwardArgs),
      description: 'The transactions, newest first.',
      select: (args, _context, nested) => ({ transactions: nested(transactionList(args).query) }),
      resolve: (account, args) =>
        transactionList(args).connection(account.transactions, { field: 'accountId', id: account.id }),
    }),
  }),
});

function credits<T>(
  viewer: Viewer | null,
  { id, creditAccount }: { id: string; creditAccount: T | null },
): T {
  requireActingFor(viewer, id);
  if (!creditAccount) throw new Error('every account has a credit account');
  return creditAccount;
}

builder.prismaObjectFields(Account, (t) => ({
  creditAccount: t.field({
    type: CreditAccount,
    description: 'The credits left to spend.',
    select: (_args, _context, nested) => ({ creditAccount: nested() }),
    resolve: (account, _args, { viewer }) => credits(viewer, account),
  }),
}));

builder.prismaObjectFields(User, (t) => ({
  creditAccount: t.field({
    type: CreditAccount,
    description: "The credits left to spend, of the user's own account.",
    select: (_args, _context, nested) => ({ account: { select: { id: true, creditAccount: nested() } } }),
    resolve: ({ account }, _args, { viewer }) => credits(viewer, ownAccount(account)),
  }),
}));
