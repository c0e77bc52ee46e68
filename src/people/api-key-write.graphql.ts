import { InvalidTransitionError, NotFoundError, QuotaExceededError } from '../core/domain-errors.js';
import { forbidden } from '../core/errors.js';
import { parseId } from '../core/ids.js';
import { ALL_SCOPES } from '../core/scopes.js';
import { ApiKeyScope } from '../enums.graphql.js';
import { builder } from '../graphql/builder.js';
import { boundedInt, boundedText, MAX_NAME_LENGTH, refuseInput } from '../graphql/input/limits.js';
import { callerOf, expecting, resultOf } from '../graphql/mutations.js';
import { ApiKey } from './api-key.graphql.js';
import {
  createApiKey,
  MAX_LIVE_KEYS,
  type NewApiKey,
  OVERLAP_SECONDS,
  revokeApiKey,
  rotateApiKey,
} from './api-key-write.service.js';

const CreateApiKeyInput = builder.inputType('CreateApiKeyInput', {
  description: 'A new API key.',
  fields: (t) => ({
    name: t.string({
      required: true,
      description: `What its owner calls it: 1 to ${MAX_NAME_LENGTH} characters.`,
    }),
    scopes: t.field({
      type: [ApiKeyScope],
      required: true,
      description:
        'What it may do: at least one, and none that the caller’s own credentials lack. VERIFY is an administrator’s to give, with ADMIN.',
    }),
    expiresAt: t.field({
      type: 'DateTime',
      description:
        'When it stops working. Left out: with the key that makes it, or never where that does not end.',
    }),
    ownerId: t.id({ description: 'Whose it is, for administrators; one’s own if left out.' }),
  }),
});

const RotateApiKeyInput = builder.inputType('RotateApiKeyInput', {
  description: 'A key that gets a new secret.',
  fields: (t) => ({
    apiKeyId: t.id({ required: true, description: 'Which key.' }),
    overlapSeconds: t.int({
      defaultValue: OVERLAP_SECONDS.default,
      description: `How long the old secret goes on: 0 to ${OVERLAP_SECONDS.max} seconds.`,
    }),
  }),
});

const RevokeApiKeyInput = builder.inputType('RevokeApiKeyInput', {
  description: 'A key that is to work no more.',
  fields: (t) => ({ apiKeyId: t.id({ required: true, description: 'Which key.' }) }),
});

/** The payload of a mutation that makes a key; the only place that a secret is in. */
function secretPayload<const Name extends string>(name: Name, description: string) {
  return builder.objectRef<{ id: string; secret: string }>(name).implement({
    description,
    fields: (t) => ({
      apiKey: t.prismaField({
        type: ApiKey,
        description: 'The new key.',
        resolve: (query, { id }, _args, { db }) => db.apiKey.findUniqueOrThrow({ ...query, where: { id } }),
      }),
      secret: t.exposeString('secret', {
        description: 'To be sent as a bearer token. It is shown here and never again.',
      }),
    }),
  });
}

const CreateApiKeyPayload = secretPayload('CreateApiKeyPayload', 'The key that was made.');
const RotateApiKeyPayload = secretPayload(
  'RotateApiKeyPayload',
  'The key that takes the old one’s place: of the same name, scopes and expiry.',
);

const RevokeApiKeyPayload = builder.objectRef<{ id: string }>('RevokeApiKeyPayload').implement({
  description: 'The key as it is now.',
  fields: (t) => ({
    apiKey: t.prismaField({
      type: ApiKey,
      description: 'The key.',
      resolve: (query, { id }, _args, { db }) => db.apiKey.findUniqueOrThrow({ ...query, where: { id } }),
    }),
  }),
});

const CREATE_ERRORS = [NotFoundError, QuotaExceededError] as const;
const ROTATE_ERRORS = [NotFoundError, InvalidTransitionError, QuotaExceededError] as const;
const REVOKE_ERRORS = [NotFoundError, InvalidTransitionError] as const;

const CreateApiKeyResult = builder.unionType('CreateApiKeyResult', {
  description: 'The key that was made, or why there is none.',
  types: [CreateApiKeyPayload, ...CREATE_ERRORS],
  resolveType: resultOf('CreateApiKeyPayload'),
});

const RotateApiKeyResult = builder.unionType('RotateApiKeyResult', {
  description: 'The key with the new secret, or why there is none.',
  types: [RotateApiKeyPayload, ...ROTATE_ERRORS],
  resolveType: resultOf('RotateApiKeyPayload'),
});

const RevokeApiKeyResult = builder.unionType('RevokeApiKeyResult', {
  description: 'The key as it is now, or why it stayed as it was.',
  types: [RevokeApiKeyPayload, ...REVOKE_ERRORS],
  resolveType: resultOf('RevokeApiKeyPayload'),
});

/** @throws GraphQLError BAD_USER_INPUT */
function newApiKey(input: typeof CreateApiKeyInput.$inferInput): NewApiKey {
  if (input.scopes.length === 0) refuseInput(['input', 'scopes'], 'at least one is needed.');
  const { ownerId } = input;
  return {
    name: boundedText(input.name, ['input', 'name']).trim(),
    scopes: ALL_SCOPES.filter((scope) => input.scopes.includes(scope)),
    expiresAt: input.expiresAt ?? null,
    ownerId: ownerId == null ? null : parseId(ownerId, ['User'], ['input', 'ownerId']).uuid,
  };
}

const keyId = (id: string) => parseId(id, ['ApiKey'], ['input', 'apiKeyId']).uuid;

builder.mutationFields((t) => ({
  createApiKey: t.field({
    type: CreateApiKeyResult,
    authScopes: { manage: true },
    description: `Makes an API key; at most ${MAX_LIVE_KEYS} of a user work at a time. A lost answer cannot be asked again: revoke the key and make another.`,
    args: { input: t.arg({ type: CreateApiKeyInput, required: true, description: 'Which key.' }) },
    resolve: (_root, { input }, context) => {
      const key = newApiKey(input);
      if (key.scopes.includes('VERIFY') && !context.isLendingTokens) {
        throw forbidden(
          'This server lends no tokens, and so makes no key for VERIFY: its operator has not set TOKEN_LENDING=on.',
        );
      }
      return expecting(CREATE_ERRORS, () => createApiKey(callerOf(context), key));
    },
  }),
  rotateApiKey: t.field({
    type: RotateApiKeyResult,
    authScopes: { manage: true },
    description:
      'Makes a key of the same name, scopes and expiry, and lets the old one go on for a while, so that nobody has to pause. The caller must have all scopes of the key, and a key that asks must not end before it.',
    args: { input: t.arg({ type: RotateApiKeyInput, required: true, description: 'Which key.' }) },
    resolve: (_root, { input }, context) => {
      const id = keyId(input.apiKeyId);
      const overlapSeconds = boundedInt(
        input.overlapSeconds ?? OVERLAP_SECONDS.default,
        ['input', 'overlapSeconds'],
        OVERLAP_SECONDS,
      );
      return expecting(ROTATE_ERRORS, () => rotateApiKey(callerOf(context), id, overlapSeconds));
    },
  }),
  revokeApiKey: t.field({
    type: RevokeApiKeyResult,
    authScopes: { manage: true },
    description:
      'Ends a key, everywhere at once; its subscriptions end, too. Said again it answers the same.',
    args: { input: t.arg({ type: RevokeApiKeyInput, required: true, description: 'Which key.' }) },
    resolve: (_root, { input }, context) => {
      const id = keyId(input.apiKeyId);
      return expecting(REVOKE_ERRORS, async () => {
        await revokeApiKey(callerOf(context), id);
        return { id };
      });
    },
  }),
}));
