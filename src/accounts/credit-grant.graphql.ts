import { ConflictError, NotFoundError } from '../core/domain-errors.js';
import type { InputIssue } from '../core/errors.js';
import { parseId } from '../core/ids.js';
import { idempotencyKey } from '../executions/queue/enqueue.graphql.js';
import { builder } from '../graphql/builder.js';
import { boundedInt, boundedText } from '../graphql/input/limits.js';
import { callerOf, expecting, resultOf } from '../graphql/mutations.js';
import { CreditAccount, CreditTransaction } from './credit.graphql.js';
import { type CreditGrant, type Granted, grantCredits, MAX_GRANT } from './credit-grant.service.js';

const MAX_DESCRIPTION_LENGTH = 1_000;

const CreditGrantType = builder.enumType('CreditGrantType', {
  description: 'What people add to an account; HOLD, SPEND and the rest of REFUND are what runs do to it.',
  values: {
    GRANT: { description: 'Given.' },
    PURCHASE: { description: 'Paid for.' },
    REFUND: { description: 'Given back for something that was spent.' },
  } as const,
});

const GrantCreditsInput = builder.inputType('GrantCreditsInput', {
  description: 'Credits for a user.',
  fields: (t) => ({
    userId: t.id({ required: true, description: 'Whose account.' }),
    amount: t.int({ required: true, description: `How many: 1 to ${MAX_GRANT}.` }),
    type: t.field({ type: CreditGrantType, defaultValue: 'GRANT', description: 'What for, in a word.' }),
    description: t.string({
      required: true,
      description: `What for; the account's owner reads it. At most ${MAX_DESCRIPTION_LENGTH} characters.`,
    }),
    idempotencyKey: t.string({
      description: 'The same one adds them once, such as the number of an invoice; unique for 48 hours.',
    }),
  }),
});

const at = (field: string): InputIssue['path'] => ['input', field];

function creditGrant(input: typeof GrantCreditsInput.$inferInput): CreditGrant {
  return {
    userId: parseId(input.userId, ['User'], at('userId')).uuid,
    type: input.type ?? 'GRANT',
    amount: boundedInt(input.amount, at('amount'), { min: 1, max: MAX_GRANT }),
    description: boundedText(input.description, at('description'), MAX_DESCRIPTION_LENGTH),
    idempotencyKey: idempotencyKey(input.idempotencyKey, ['input']),
  };
}

const GrantCreditsPayload = builder.objectRef<Granted>('GrantCreditsPayload').implement({
  description: 'The credits that were added.',
  fields: (t) => ({
    creditTransaction: t.field({
      type: CreditTransaction,
      description: 'The movement.',
      resolve: ({ transactionId }) => ({ id: transactionId }),
    }),
    creditAccount: t.field({
      type: CreditAccount,
      description: 'The account as it is now.',
      resolve: ({ accountId }) => ({ id: accountId }),
    }),
    isReplay: t.exposeBoolean('isReplay', { description: 'Whether the same key had added them before.' }),
  }),
});

const GRANT_ERRORS = [NotFoundError, ConflictError] as const;

const GrantCreditsResult = builder.unionType('GrantCreditsResult', {
  description: 'The credits that were added, or why they were not.',
  types: [GrantCreditsPayload, ...GRANT_ERRORS],
  resolveType: resultOf('GrantCreditsPayload'),
});

builder.mutationField('grantCredits', (t) =>
  t.field({
    type: GrantCreditsResult,
    authScopes: { admin: true },
    description:
      'Adds credits to an account: a gift, a purchase, or the refund of something spent. For administrators.',
    args: { input: t.arg({ type: GrantCreditsInput, required: true, description: 'Whose, and how many.' }) },
    resolve: (_root, { input }, context) => {
      const grant = creditGrant(input);
      return expecting(GRANT_ERRORS, () => grantCredits(callerOf(context), grant));
    },
  }),
);
