import { ConflictError, NotFoundError } from '../core/domain-errors.js';
import { parseAccountId } from '../core/ids.js';
import { builder } from '../graphql/builder.js';
import { boundedInt, boundedText, idempotencyKey, inputField } from '../graphql/input/limits.js';
import { callerOf, payload } from '../graphql/mutations.js';
import { CreditAccount, CreditTransaction } from './credit.graphql.js';
import { type CreditGrant, type Granted, grantCredits, MAX_GRANT } from './credit-grant.service.js';

const MAX_DESCRIPTION_LENGTH = 1_000;

const CreditGrantType = builder.enumType('CreditGrantType', {
  description:
    'The kinds of credit an administrator can add. HOLD, SPEND and other REFUND transactions come from executions.',
  values: {
    GRANT: { description: 'A gift.' },
    PURCHASE: { description: 'A purchase.' },
    REFUND: { description: 'A refund of credits already spent.' },
  } as const,
});

const GrantCreditsInput = builder.inputType('GrantCreditsInput', {
  description: 'Credits to add.',
  fields: (t) => ({
    userId: t.id({
      required: true,
      description: 'Who gets the credits: a user, for their own account, or an account.',
    }),
    amount: t.int({ required: true, description: `How many credits: 1 to ${MAX_GRANT}.` }),
    type: t.field({
      type: CreditGrantType,
      defaultValue: 'GRANT',
      description: 'The kind of credit; GRANT by default.',
    }),
    description: t.string({
      required: true,
      description: `What the credits are for; shown to the account's owner. At most ${MAX_DESCRIPTION_LENGTH} characters.`,
    }),
    idempotencyKey: t.string({
      description:
        'Makes the call idempotent: the same key (such as an invoice number) adds credits once. Unique for 48 hours.',
    }),
  }),
});

function creditGrant(input: typeof GrantCreditsInput.$inferInput): CreditGrant {
  return {
    account: parseAccountId(input.userId, inputField('userId')),
    type: input.type ?? 'GRANT',
    amount: boundedInt(input.amount, inputField('amount'), { min: 1, max: MAX_GRANT }),
    description: boundedText(input.description, inputField('description'), MAX_DESCRIPTION_LENGTH),
    idempotencyKey: idempotencyKey(input.idempotencyKey, ['input']),
  };
}

const GrantCredits = payload<Granted>('GrantCredits', {
  description: 'The credits that were added.',
  fields: (t) => ({
    creditTransaction: t.field({
      type: CreditTransaction,
      description: 'The transaction.',
      resolve: ({ transactionId }) => ({ id: transactionId }),
    }),
    creditAccount: t.field({
      type: CreditAccount,
      description: 'The updated account.',
      resolve: ({ accountId }) => ({ id: accountId }),
    }),
    isReplay: t.exposeBoolean('isReplay', {
      description: 'true if an earlier call with this key added the credits.',
    }),
  }),
}).or('The added credits, or why they were not added.', [NotFoundError, ConflictError]);

builder.mutationField('grantCredits', (t) =>
  t.field({
    authScopes: { admin: true },
    description: 'Adds credits to an account: a gift, a purchase or a refund. Administrators only.',
    ...GrantCredits.takes(GrantCreditsInput, 'The account and the credits.', (input, context) => {
      const grant = creditGrant(input);
      return grantCredits(callerOf(context), grant);
    }),
  }),
);
