import { ConflictError, NotFoundError } from '../core/domain-errors.js';
import { forbidden, refuseInput } from '../core/errors.js';
import { encodeId, parseId } from '../core/ids.js';
import { builder } from '../graphql/builder.js';
import { boundedText, inputField, optionalText } from '../graphql/input/limits.js';
import { callerOf, payload } from '../graphql/mutations.js';
import { xUsername } from '../kinds/monitor/monitor-checks.js';
import { type ConnectRequest, connectTwitter, disconnectTwitter } from './connect.service.js';
import { TwitterAccount } from './twitter-account.graphql.js';

export const MAX_TOKEN_LENGTH = 8_192;
const MAX_SCOPE_LENGTH = 2_000;
const MAX_URL_LENGTH = 2_048;
const DEFAULT_TOKEN_TYPE = 'Bearer';
const HTTP_URL = /^https?:\/\//;

const ConnectTwitterInput = builder.inputType('ConnectTwitterInput', {
  description: 'An X account and the OAuth tokens that X issued for it.',
  fields: (t) => ({
    twitterId: t.string({ required: true, description: 'The id of the account on X.' }),
    username: t.string({ required: true, description: 'The username, without the @.' }),
    displayName: t.string({ description: 'The display name.' }),
    profileImageUrl: t.string({ description: 'The URL of the profile picture.' }),
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
      description:
        'When the access token expires. If it has already expired, the account is connected but inactive.',
    }),
    scope: t.string({ required: true, description: 'The OAuth scope that X granted.' }),
    tokenType: t.string({ defaultValue: DEFAULT_TOKEN_TYPE, description: 'The token type.' }),
  }),
});

const DisconnectTwitterInput = builder.inputType('DisconnectTwitterInput', {
  description: 'The X account to disconnect.',
  fields: (t) => ({
    twitterAccountId: t.id({ required: true, description: 'The X account.' }),
  }),
});

function connectRequest(input: typeof ConnectTwitterInput.$inferInput): ConnectRequest {
  return {
    twitterId: boundedText(input.twitterId, inputField('twitterId')),
    username: xUsername(input.username, inputField('username')),
    displayName: optionalText(input.displayName, inputField('displayName')),
    profileImageUrl: imageUrl(input.profileImageUrl),
    accessToken: boundedText(input.accessToken, inputField('accessToken'), MAX_TOKEN_LENGTH),
    refreshToken: boundedText(input.refreshToken, inputField('refreshToken'), MAX_TOKEN_LENGTH),
    tokenExpiresAt: input.tokenExpiresAt,
    scope: boundedText(input.scope, inputField('scope'), MAX_SCOPE_LENGTH),
    tokenType: boundedText(input.tokenType ?? DEFAULT_TOKEN_TYPE, inputField('tokenType')),
  };
}

function imageUrl(value: string | null | undefined): string | null {
  const url = optionalText(value, inputField('profileImageUrl'), MAX_URL_LENGTH);
  if (url === null || (HTTP_URL.test(url) && URL.canParse(url))) return url;
  return refuseInput(inputField('profileImageUrl'), 'must be an http or https address.');
}

const ConnectTwitter = payload<{ id: string }>('ConnectTwitter', {
  description: 'The connected X account.',
  fields: (t) => ({
    twitterAccount: t.field({
      type: TwitterAccount,
      description: 'The connected X account.',
      resolve: ({ id }) => ({ id }),
    }),
  }),
}).or('The connected X account, or why it was not connected.', [ConflictError]);

const DisconnectTwitter = payload<{ id: string }>('DisconnectTwitter', {
  description: 'The X account that was disconnected.',
  fields: (t) => ({
    deletedTwitterAccountId: t.id({
      description: 'The id it had.',
      resolve: ({ id }) => encodeId('TwitterAccount', id),
    }),
  }),
}).or('The disconnected X account, or why it was not disconnected.', [NotFoundError]);

builder.mutationFields((t) => ({
  connectTwitter: t.field({
    authScopes: { manage: true },
    description:
      'Connects an X account to you. Each user has at most one X account, and each X account at most one user. Connecting again replaces the existing connection.',
    ...ConnectTwitter.takes(ConnectTwitterInput, 'The X account and its tokens.', async (input, context) => {
      const request = connectRequest(input);
      const cipher = await context.tokenCipher();
      if (!cipher) throw forbidden('This server has no keys to encrypt tokens with: set TOKEN_KEYS.');
      return { id: await connectTwitter(callerOf(context), cipher, request) };
    }),
  }),
  disconnectTwitter: t.field({
    authScopes: { manage: true },
    description: 'Disconnects an X account and deletes its tokens. Its verifications stay in the log.',
    ...DisconnectTwitter.takes(
      DisconnectTwitterInput,
      'The X account to disconnect.',
      async (input, context) => {
        const { uuid } = parseId(input.twitterAccountId, ['TwitterAccount'], inputField('twitterAccountId'));
        await disconnectTwitter(callerOf(context), uuid);
        return { id: uuid };
      },
    ),
  }),
}));
