import { InvalidTransitionError, NotFoundError } from '../core/domain-errors.js';
import { forbidden, type InputIssue } from '../core/errors.js';
import { parseId } from '../core/ids.js';
import { builder } from '../graphql/builder.js';
import type { Context } from '../graphql/context.js';
import { boundedText } from '../graphql/input/limits.js';
import { callerOf, expecting, resultOf } from '../graphql/mutations.js';
import { MAX_TOKEN_LENGTH } from './connect.graphql.js';
import type { TokenCipher } from './token-cipher.js';
import { borrowToken, type Loan, replaceToken } from './token-lend.service.js';
import { TwitterAccount } from './twitter-account.graphql.js';

const BorrowTwitterTokenInput = builder.inputType('BorrowTwitterTokenInput', {
  description: 'Whose token is borrowed, and what for.',
  fields: (t) => ({
    twitterAccountId: t.id({ required: true, description: 'The X account.' }),
    purpose: t.string({ required: true, description: 'What for, in a line: the activity log keeps it.' }),
  }),
});

const ReplaceTwitterTokenInput = builder.inputType('ReplaceTwitterTokenInput', {
  description: 'What X gave for a refresh.',
  fields: (t) => ({
    twitterAccountId: t.id({ required: true, description: 'The X account.' }),
    accessToken: t.string({
      required: true,
      description: 'Stored encrypted; in no answer but that of a loan, and in no log or error.',
    }),
    refreshToken: t.string({
      required: true,
      description: 'Stored encrypted; in no answer, log or error.',
    }),
    tokenExpiresAt: t.field({
      type: 'DateTime',
      required: true,
      description: 'When the access token ends: in the future.',
    }),
  }),
});

const at = (field: string): InputIssue['path'] => ['input', field];
const accountId = (id: string) => parseId(id, ['TwitterAccount'], at('twitterAccountId')).uuid;

/** @throws GraphQLError FORBIDDEN where the operator has not turned it on, or has given no keys. */
async function lendingCipher({ isLendingTokens, tokenCipher }: Context): Promise<TokenCipher> {
  if (!isLendingTokens)
    throw forbidden('This server lends no tokens: its operator has not set TOKEN_LENDING=on.');
  const cipher = await tokenCipher();
  if (!cipher) throw forbidden('This server has no keys to decrypt tokens with: set TOKEN_KEYS.');
  return cipher;
}

const BorrowTwitterTokenPayload = builder.objectRef<Loan>('BorrowTwitterTokenPayload').implement({
  description: 'A token on loan.',
  fields: (t) => ({
    accessToken: t.exposeString('accessToken', {
      description: 'The decrypted access token. Keep it nowhere: borrow again.',
    }),
    tokenType: t.exposeString('tokenType', { description: 'How it is sent.' }),
    scope: t.exposeString('scope', { description: 'What X lets it do.' }),
    tokenExpiresAt: t.expose('tokenExpiresAt', { type: 'DateTime', description: 'When it ends.' }),
  }),
});

const ReplaceTwitterTokenPayload = builder.objectRef<{ id: string }>('ReplaceTwitterTokenPayload').implement({
  description: 'The account with its new tokens.',
  fields: (t) => ({
    twitterAccount: t.prismaField({
      type: TwitterAccount,
      nullable: true,
      description: 'The X account; null to a key without ADMIN, which sees only those of its own user.',
      resolve: (query, { id }, _args, { db }) => db.twitterAccount.findUnique({ ...query, where: { id } }),
    }),
  }),
});

const BORROW_ERRORS = [NotFoundError, InvalidTransitionError] as const;
const REPLACE_ERRORS = [NotFoundError] as const;

const BorrowTwitterTokenResult = builder.unionType('BorrowTwitterTokenResult', {
  description: 'The token, or why there is none.',
  types: [BorrowTwitterTokenPayload, ...BORROW_ERRORS],
  resolveType: resultOf('BorrowTwitterTokenPayload'),
});

const ReplaceTwitterTokenResult = builder.unionType('ReplaceTwitterTokenResult', {
  description: 'The account with its new tokens, or why it has none.',
  types: [ReplaceTwitterTokenPayload, ...REPLACE_ERRORS],
  resolveType: resultOf('ReplaceTwitterTokenPayload'),
});

builder.mutationFields((t) => ({
  borrowTwitterToken: t.field({
    type: BorrowTwitterTokenResult,
    authScopes: { verify: true },
    description:
      "The decrypted access token of anybody's active X account, to verify a completion with. Each loan is in the activity log, with its purpose. Needs VERIFY, and the operator's TOKEN_LENDING.",
    args: {
      input: t.arg({ type: BorrowTwitterTokenInput, required: true, description: 'Whose, and what for.' }),
    },
    resolve: async (_root, { input }, context) => {
      const id = accountId(input.twitterAccountId);
      const purpose = boundedText(input.purpose, at('purpose')).trim();
      const cipher = await lendingCipher(context);
      return expecting(BORROW_ERRORS, () => borrowToken(callerOf(context), cipher, id, purpose));
    },
  }),
  replaceTwitterToken: t.field({
    type: ReplaceTwitterTokenResult,
    authScopes: { verify: true },
    description:
      "Gives anybody's X account the tokens that X gave for a refresh; it is active with them. Needs VERIFY, and the operator's TOKEN_LENDING.",
    args: {
      input: t.arg({ type: ReplaceTwitterTokenInput, required: true, description: 'Whose, and which.' }),
    },
    resolve: async (_root, { input }, context) => {
      const id = accountId(input.twitterAccountId);
      const replacement = {
        accessToken: boundedText(input.accessToken, at('accessToken'), MAX_TOKEN_LENGTH),
        refreshToken: boundedText(input.refreshToken, at('refreshToken'), MAX_TOKEN_LENGTH),
        tokenExpiresAt: input.tokenExpiresAt,
      };
      const cipher = await lendingCipher(context);
      return expecting(REPLACE_ERRORS, async () => {
        await replaceToken(callerOf(context), cipher, id, replacement);
        return { id };
      });
    },
  }),
}));
