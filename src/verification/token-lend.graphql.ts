import { InvalidTransitionError, NotFoundError } from '../core/domain-errors.js';
import { forbidden } from '../core/errors.js';
import { parseId } from '../core/ids.js';
import { builder } from '../graphql/builder.js';
import type { Context } from '../graphql/context.js';
import { boundedText, inputField } from '../graphql/input/limits.js';
import { callerOf, payload } from '../graphql/mutations.js';
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

const accountId = (id: string) => parseId(id, ['TwitterAccount'], inputField('twitterAccountId')).uuid;

/** @throws GraphQLError FORBIDDEN where the operator has not turned it on, or has given no keys. */
async function lendingCipher({ isLendingTokens, tokenCipher }: Context): Promise<TokenCipher> {
  if (!isLendingTokens)
    throw forbidden('This server lends no tokens: its operator has not set TOKEN_LENDING=on.');
  const cipher = await tokenCipher();
  if (!cipher) throw forbidden('This server has no keys to decrypt tokens with: set TOKEN_KEYS.');
  return cipher;
}

const BorrowTwitterToken = payload<Loan>('BorrowTwitterToken', {
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
}).or('The token, or why it was not lent.', [NotFoundError, InvalidTransitionError]);

const ReplaceTwitterToken = payload<{ id: string }>('ReplaceTwitterToken', {
  description: 'The X account with its new tokens.',
  fields: (t) => ({
    twitterAccount: t.prismaField({
      type: TwitterAccount,
      nullable: true,
      description: 'The X account; null if your key lacks ADMIN and the account is not its own user’s.',
      resolve: (query, { id }, _args, { db }) => db.twitterAccount.findUnique({ ...query, where: { id } }),
    }),
  }),
}).or('The X account with its new tokens, or why they were not stored.', [NotFoundError]);

builder.mutationFields((t) => ({
  borrowTwitterToken: t.field({
    authScopes: { verify: true },
    description:
      "Returns the decrypted access token of any user's active X account, to verify a completion with. Each loan is recorded in the activity log with its purpose. Needs VERIFY, and TOKEN_LENDING enabled by the operator.",
    ...BorrowTwitterToken.takes(
      BorrowTwitterTokenInput,
      'The X account and the purpose.',
      async (input, context) => {
        const id = accountId(input.twitterAccountId);
        const purpose = boundedText(input.purpose, inputField('purpose')).trim();
        const cipher = await lendingCipher(context);
        return borrowToken(callerOf(context), cipher, id, purpose);
      },
    ),
  }),
  replaceTwitterToken: t.field({
    authScopes: { verify: true },
    description:
      "Stores the tokens that X returned for a refresh of any user's X account, and makes the account active. Needs VERIFY, and TOKEN_LENDING enabled by the operator.",
    ...ReplaceTwitterToken.takes(
      ReplaceTwitterTokenInput,
      'The X account and its new tokens.',
      async (input, context) => {
        const id = accountId(input.twitterAccountId);
        const replacement = {
          accessToken: boundedText(input.accessToken, inputField('accessToken'), MAX_TOKEN_LENGTH),
          refreshToken: boundedText(input.refreshToken, inputField('refreshToken'), MAX_TOKEN_LENGTH),
          tokenExpiresAt: input.tokenExpiresAt,
        };
        const cipher = await lendingCipher(context);
        await replaceToken(callerOf(context), cipher, id, replacement);
        return { id };
      },
    ),
  }),
}));
