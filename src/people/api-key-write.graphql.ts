import { InvalidTransitionError, NotFoundError, QuotaExceededError } from '../core/domain-errors.js';
import { forbidden, refuseInput } from '../core/errors.js';
import { parseAccountId, parseId } from '../core/ids.js';
import { ALL_SCOPES } from '../core/scopes.js';
import { builder } from '../graphql/builder.js';
import { boundedInt, boundedText, MAX_NAME_LENGTH } from '../graphql/input/limits.js';
import { callerOf, payload } from '../graphql/mutations.js';
import { ApiKey } from './api-key.graphql.js';
import {
  createApiKey,
  MAX_LIVE_KEYS,
  type NewApiKey,
  OVERLAP_SECONDS,
  revokeApiKey,
  rotateApiKey,
} from './api-key-write.service.js';
import { ApiKeyScope } from './enums.graphql.js';

const CreateApiKeyInput = builder.inputType('CreateApiKeyInput', {
  description: 'The API key to create.',
  fields: (t) => ({
    name: t.string({
      required: true,
      description: `A name for the key: 1 to ${MAX_NAME_LENGTH} characters.`,
    }),
    scopes: t.field({
      type: [ApiKeyScope],
      required: true,
      description:
        'What the key may be used for: at least one scope, and none that your own credentials lack. Only an administrator with ADMIN can grant VERIFY.',
    }),
    expiresAt: t.field({
      type: 'DateTime',
      description:
        'When the key expires. If omitted, when the key you are using expires, or never if it does not.',
    }),
    ownerId: t.id({
      description:
        'The account it will act for, or a user for their own; yours if omitted. Only administrators can name another.',
    }),
  }),
});

const RotateApiKeyInput = builder.inputType('RotateApiKeyInput', {
  description: 'The key to rotate.',
  fields: (t) => ({
    apiKeyId: t.id({ required: true, description: 'The key.' }),
    overlapSeconds: t.int({
      defaultValue: OVERLAP_SECONDS.default,
      description: `How long the old secret keeps working: 0 to ${OVERLAP_SECONDS.max} seconds.`,
    }),
  }),
});

const RevokeApiKeyInput = builder.inputType('RevokeApiKeyInput', {
  description: 'The key to revoke.',
  fields: (t) => ({ apiKeyId: t.id({ required: true, description: 'The key.' }) }),
});

/** The payload of a mutation that makes a key; the only place that a secret is in. */
function secretPayload(name: string, description: string) {
  return payload<{ id: string; secret: string }>(name, {
    description,
    fields: (t) => ({
      apiKey: t.prismaField({
        type: ApiKey,
        description: 'The new key.',
        resolve: (query, { id }, _args, { db }) => db.apiKey.findUniqueOrThrow({ ...query, where: { id } }),
      }),
      secret: t.exposeString('secret', {
        description: 'The secret, to be sent as a bearer token. It is never shown again.',
      }),
    }),
  });
}

const CreateApiKey = secretPayload('CreateApiKey', 'The new key.').or(
  'The new key, or why it was not created.',
  [NotFoundError, QuotaExceededError],
);

const RotateApiKey = secretPayload(
  'RotateApiKey',
  'The key that takes the old one’s place: of the same name, scopes and expiry.',
).or('The key with the new secret, or why it was not rotated.', [
  NotFoundError,
  InvalidTransitionError,
  QuotaExceededError,
]);

const RevokeApiKey = payload<{ id: string }>('RevokeApiKey', {
  description: 'The updated key.',
  fields: (t) => ({
    apiKey: t.prismaField({
      type: ApiKey,
      description: 'The key.',
      resolve: (query, { id }, _args, { db }) => db.apiKey.findUniqueOrThrow({ ...query, where: { id } }),
    }),
  }),
}).or('The revoked key, or why it was not revoked.', [NotFoundError, InvalidTransitionError]);

/** @throws GraphQLError BAD_USER_INPUT */
function newApiKey(input: typeof CreateApiKeyInput.$inferInput): NewApiKey {
  if (input.scopes.length === 0) refuseInput(['input', 'scopes'], 'at least one is required.');
  const { ownerId } = input;
  return {
    name: boundedText(input.name, ['input', 'name']).trim(),
    scopes: ALL_SCOPES.filter((scope) => input.scopes.includes(scope)),
    expiresAt: input.expiresAt ?? null,
    owner: ownerId == null ? null : parseAccountId(ownerId, ['input', 'ownerId']),
  };
}

const keyId = (id: string) => parseId(id, ['ApiKey'], ['input', 'apiKeyId']).uuid;

builder.mutationFields((t) => ({
  createApiKey: t.field({
    authScopes: { manage: true },
    description: `Creates an API key. An account can have at most ${MAX_LIVE_KEYS} working keys at a time. A lost response cannot be recovered: revoke the key and create another.`,
    ...CreateApiKey.takes(CreateApiKeyInput, 'The key to create.', (input, context) => {
      const key = newApiKey(input);
      if (key.scopes.includes('VERIFY') && !context.isLendingTokens) {
        throw forbidden(
          'This server lends no tokens, and so makes no key for VERIFY: its operator has not set TOKEN_LENDING=on.',
        );
      }
      return createApiKey(callerOf(context), key);
    }),
  }),
  rotateApiKey: t.field({
    authScopes: { manage: true },
    description:
      'Creates a key with the same name, scopes and expiry, and keeps the old one working for a while, so that its users need not pause. You must have all of its scopes, and if you are using a key, that key must not expire before it.',
    ...RotateApiKey.takes(RotateApiKeyInput, 'The key to rotate.', (input, context) => {
      const id = keyId(input.apiKeyId);
      const overlapSeconds = boundedInt(
        input.overlapSeconds ?? OVERLAP_SECONDS.default,
        ['input', 'overlapSeconds'],
        OVERLAP_SECONDS,
      );
      return rotateApiKey(callerOf(context), id, overlapSeconds);
    }),
  }),
  revokeApiKey: t.field({
    authScopes: { manage: true },
    description: 'Revokes a key everywhere at once, and ends its subscriptions. Idempotent.',
    ...RevokeApiKey.takes(RevokeApiKeyInput, 'The key to revoke.', async (input, context) => {
      const id = keyId(input.apiKeyId);
      await revokeApiKey(callerOf(context), id);
      return { id };
    }),
  }),
}));
