import { ConflictError, NotFoundError } from '../core/domain-errors.js';
import { forbidden, type InputIssue } from '../core/errors.js';
import { encodeId, parseId } from '../core/ids.js';
import { builder } from '../graphql/builder.js';
import { boundedText, optionalText, refuseInput } from '../graphql/input/limits.js';
import { callerOf, expecting, resultOf } from '../graphql/mutations.js';
import { xUsername } from '../jobs/job-checks.js';
import { type ConnectRequest, connectTwitter, disconnectTwitter } from './connect.service.js';
import { TwitterAccount } from './twitter-account.graphql.js';

export const MAX_TOKEN_LENGTH = 8_192;
const MAX_SCOPE_LENGTH = 2_000;
const MAX_URL_LENGTH = 2_048;
const DEFAULT_TOKEN_TYPE = 'Bearer';
const HTTP_URL = /^https?:\/\//;

const ConnectTwitterInput = builder.inputType('ConnectTwitterInput', {
  description: 'An X account and the OAuth tokens that X gave for it.',
  fields: (t) => ({
    twitterId: t.string({ required: true, description: "X's own id of the account." }),
    username: t.string({ required: true, description: 'The name behind the @.' }),
    displayName: t.string({ description: 'The name it shows.' }),
    profileImageUrl: t.string({ description: 'Its picture.' }),
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
      description: 'When the access token ends; one that has ended already connects an inactive account.',
    }),
    scope: t.string({ required: true, description: 'What X lets the tokens do.' }),
    tokenType: t.string({ defaultValue: DEFAULT_TOKEN_TYPE, description: 'How the tokens are sent.' }),
  }),
});

const DisconnectTwitterInput = builder.inputType('DisconnectTwitterInput', {
  description: 'Which X account is disconnected.',
  fields: (t) => ({
    twitterAccountId: t.id({ required: true, description: 'The connection.' }),
  }),
});

const at = (field: string): InputIssue['path'] => ['input', field];

function connectRequest(input: typeof ConnectTwitterInput.$inferInput): ConnectRequest {
  return {
    twitterId: boundedText(input.twitterId, at('twitterId')),
    username: xUsername(input.username, at('username')),
    displayName: optionalText(input.displayName, at('displayName')),
    profileImageUrl: imageUrl(input.profileImageUrl),
    accessToken: boundedText(input.accessToken, at('accessToken'), MAX_TOKEN_LENGTH),
    refreshToken: boundedText(input.refreshToken, at('refreshToken'), MAX_TOKEN_LENGTH),
    tokenExpiresAt: input.tokenExpiresAt,
    scope: boundedText(input.scope, at('scope'), MAX_SCOPE_LENGTH),
    tokenType: boundedText(input.tokenType ?? DEFAULT_TOKEN_TYPE, at('tokenType')),
  };
}

function imageUrl(value: string | null | undefined): string | null {
  const url = optionalText(value, at('profileImageUrl'), MAX_URL_LENGTH);
  if (url === null || (HTTP_URL.test(url) && URL.canParse(url))) return url;
  return refuseInput(at('profileImageUrl'), 'an http or https address is expected.');
}

const ConnectTwitterPayload = builder.objectRef<{ id: string }>('ConnectTwitterPayload').implement({
  description: 'The connection.',
  fields: (t) => ({
    twitterAccount: t.field({
      type: TwitterAccount,
      description: 'The connected X account.',
      resolve: ({ id }) => ({ id }),
    }),
  }),
});

const DisconnectTwitterPayload = builder.objectRef<{ id: string }>('DisconnectTwitterPayload').implement({
  description: 'The connection that is gone.',
  fields: (t) => ({
    deletedTwitterAccountId: t.id({
      description: 'The id that it had.',
      resolve: ({ id }) => encodeId('TwitterAccount', id),
    }),
  }),
});

const CONNECT_ERRORS = [ConflictError] as const;
const DISCONNECT_ERRORS = [NotFoundError] as const;

const ConnectTwitterResult = builder.unionType('ConnectTwitterResult', {
  description: 'The connected X account, or why it is none.',
  types: [ConnectTwitterPayload, ...CONNECT_ERRORS],
  resolveType: resultOf('ConnectTwitterPayload'),
});

const DisconnectTwitterResult = builder.unionType('DisconnectTwitterResult', {
  description: 'The connection that is gone, or why it is not.',
  types: [DisconnectTwitterPayload, ...DISCONNECT_ERRORS],
  resolveType: resultOf('DisconnectTwitterPayload'),
});

builder.mutationFields((t) => ({
  connectTwitter: t.field({
    type: ConnectTwitterResult,
    authScopes: { manage: true },
    description:
      'Connects the caller to an X account: one a user, and one user an X account. Again it takes the place of the connection there is.',
    args: {
      input: t.arg({ type: ConnectTwitterInput, required: true, description: 'The account and its tokens.' }),
    },
    resolve: async (_root, { input }, context) => {
      const request = connectRequest(input);
      const cipher = await context.tokenCipher();
      if (!cipher) throw forbidden('This server has no keys to encrypt tokens with: set TOKEN_KEYS.');
      return expecting(CONNECT_ERRORS, async () => ({
        id: await connectTwitter(callerOf(context), cipher, request),
      }));
    },
  }),
  disconnectTwitter: t.field({
    type: DisconnectTwitterResult,
    authScopes: { manage: true },
    description: 'Forgets an X account and its tokens. What it verified stays in the log.',
    args: {
      input: t.arg({ type: DisconnectTwitterInput, required: true, description: 'Which X account.' }),
    },
    resolve: (_root, { input }, context) => {
      const { uuid } = parseId(input.twitterAccountId, ['TwitterAccount'], at('twitterAccountId'));
      return expecting(DISCONNECT_ERRORS, async () => {
        await disconnectTwitter(callerOf(context), uuid);
        return { id: uuid };
      });
    },
  }),
}));
