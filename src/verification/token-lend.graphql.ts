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
  description: 'The X account whose token to borrow, and the purpose.',
  fields: (t) => ({
    twitterAccountId: t.id({ required: true, description: 'The X account.' }),
    purpose: t.string({
      required: true,
      description: 'The purpose in one line; recorded in the activity log.',
    }),
  }),
});

const ReplaceTwitterTokenInput = builder.inputType('ReplaceTwitterTokenInput', {
  description: 'The tokens that X returned for a refresh.',
  fields: (t) => ({
    twitterAccountId: t.id({ required: true, description: 'The X account.' }),
    accessToken: t.string({
      required: true,
      description:
        'Stored encrypted. Never in a log or error, and in no response except that of borrowTwitterToken.',
    }),
    refreshToken: t.string({
      required: true,
      description: 'Stored encrypted. Never in a response, log or error.',
    }),
    tokenExpiresAt: t.field({
      type: 'DateTime',
      required: true,
      description: 'When the access token expires. Must be in the future.',
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
  description: 'A borrowed token.',
  fields: (t) => ({
    accessToken: t.exposeString('accessToken', {
      description: 'The decrypted access token. Do not store it; borrow it again instead.',
    }),
    tokenType: t.exposeString('tokenType', { description: 'The token type, such as `Bearer`.' }),
    scope: t.exposeString('scope', { description: 'The OAuth scope that X granted.' }),
    tokenExpiresAt: t.expose('tokenExpiresAt', {
      type: 'DateTime',
      description: 'When the access token expires.',
    }),
  }),
});

const ReplaceTwitterTokenPayload = builder.objectRef<{ id: string }>('ReplaceTwitterTokenPayload').implement({
  description: 'The X account with its new tokens.',
  fields: (t) => ({
    twitterAccount: t.prismaField({
      type: TwitterAccount,
      nullable: true,
      description: 'The X account; null if your key lacks ADMIN and the account is not its own user’s.',
      resolve: (query, { id }, _args, { db }) => db.twitterAccount.findUnique({ ...query, where: { id } }),
    }),
  }),
});

const BORROW_ERRORS = [NotFoundError, InvalidTransitionError] as const;
const REPLACE_ERRORS = [NotFoundError] as const;

const BorrowTwitterTokenResult = builder.unionType('BorrowTwitterTokenResult', {
  description: 'The token, or why it was not lent.',
  types: [BorrowTwitterTokenPayload, ...BORROW_ERRORS],
  resolveType: resultOf('BorrowTwitterTokenPayload'),
});

const ReplaceTwitterTokenResult = builder.unionType('ReplaceTwitterTokenResult', {
  description: 'The X account with its new tokens, or why they were not stored.',
  types: [ReplaceTwitterTokenPayload, ...REPLACE_ERRORS],
  resolveType: resultOf('ReplaceTwitterTokenPayload'),
});

builder.mutationFields((t) => ({
  borrowTwitterToken: t.field({
    type: BorrowTwitterTokenResult,
    authScopes: { verify: true },
    description:
      "Returns the decrypted access token of any user's active X account, to verify a completion with. Each loan is recorded in the activity log with its purpose. Needs VERIFY, and TOKEN_LENDING enabled by the operator.",
    args: {
      input: t.arg({
        type: BorrowTwitterTokenInput,
        required: true,
        description: 'The X account and the purpose.',
      }),
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
      "Stores the tokens that X returned for a refresh of any user's X account, and makes the account active. Needs VERIFY, and TOKEN_LENDING enabled by the operator.",
    args: {
      input: t.arg({
        type: ReplaceTwitterTokenInput,
        required: true,
        description: 'The X account and its new tokens.',
      }),
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
