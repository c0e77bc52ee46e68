import type { PageArgs } from '../core/db/keyset.js';
import { CreditTransactionType } from '../enums.graphql.js';
import { builder } from '../graphql/builder.js';
import { forwardArgs } from '../graphql/relay/args.js';
import { connectionType } from '../graphql/relay/connection.js';
import { createList } from '../graphql/relay/list.js';
import { User } from '../people/user.graphql.js';

export const CreditTransaction = builder.prismaNode('CreditTransaction', {
  id: { field: 'id' },
  nullable: true,
  description: 'One movement of an account; append-only.',
  select: { id: true },
  fields: (t) => ({
    type: t.expose('type', { type: CreditTransactionType, description: 'What kind of movement.' }),
    amount: t.exposeInt('amount', { description: 'How much; negative for what goes out.' }),
    balanceAfter: t.exposeInt('balanceAfter', { description: 'What the account had after it.' }),
    description: t.exposeString('description', { nullable: true, description: 'What for.' }),
    execution: t.relation('execution', { nullable: true, description: 'The run it is about.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When.' }),
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
  description: 'What a user has left to spend; always the sum of its transactions.',
  select: { id: true },
  fields: (t) => ({
    balance: t.exposeInt('balance', { description: 'Credits left; never below 0.' }),
    transactions: t.field({
      type: CreditTransactionConnection,
      args: builder.args(forwardArgs),
      description: 'Its movements, newest first.',
      select: (args, _context, nested) => ({ transactions: nested(transactionList(args).query) }),
      resolve: (account, args) =>
        transactionList(args).connection(account.transactions, { field: 'accountId', id: account.id }),
    }),
  }),
});

builder.prismaObjectFields(User, (t) => ({
  creditAccount: t.field({
    type: CreditAccount,
    description: 'What they have left to spend.',
    select: (_args, _context, nested) => ({ creditAccount: nested() }),
    resolve: ({ creditAccount }) => {
      if (!creditAccount) throw new Error('every user has a credit account');
      return creditAccount;
    },
  }),
}));
