import { ConflictError, InvalidTransitionError, NotFoundError } from '../core/domain-errors.js';
import type { InputIssue } from '../core/errors.js';
import { parseId } from '../core/ids.js';
import { UserStatus, UserTier } from '../enums.graphql.js';
import { builder } from '../graphql/builder.js';
import { changeOf, changeOrNone } from '../graphql/input/changes.js';
import { boundedText, refuseInput } from '../graphql/input/limits.js';
import { callerOf, expecting, resultOf } from '../graphql/mutations.js';
import { parseAddress } from '../mail/address.js';
import { User } from './user.graphql.js';
import { setUserStatus, setUserTier, updateUser } from './user-write.service.js';

const UpdateUserInput = builder.inputType('UpdateUserInput', {
  description: 'What of a user is to change; what is left out stays.',
  fields: (t) => ({
    userId: t.id({ description: 'Whom, for administrators; oneself if left out.' }),
    fullName: t.string({ description: 'The name; null takes it away.' }),
    email: t.string({
      description:
        'The address. For administrators, who vouch for it: a user registers with the one they mean to keep.',
    }),
  }),
});

const SetUserStatusInput = builder.inputType('SetUserStatusInput', {
  description: 'Whether a user may work.',
  fields: (t) => ({
    userId: t.id({ required: true, description: 'Whom.' }),
    status: t.field({ type: UserStatus, required: true, description: 'Which status.' }),
  }),
});

const SetUserTierInput = builder.inputType('SetUserTierInput', {
  description: 'What a user pays for.',
  fields: (t) => ({
    userId: t.id({ required: true, description: 'Whom.' }),
    tier: t.field({ type: UserTier, required: true, description: 'Which tier.' }),
  }),
});

/** A payload that holds the user that was written. */
function userPayload<const Name extends string>(name: Name) {
  return builder.objectRef<{ id: string }>(name).implement({
    description: 'The user as they are now.',
    fields: (t) => ({
      user: t.prismaField({
        type: User,
        description: 'The user.',
        resolve: (query, { id }, _args, { db }) => db.user.findUniqueOrThrow({ ...query, where: { id } }),
      }),
    }),
  });
}

const UpdateUserPayload = userPayload('UpdateUserPayload');
const SetUserStatusPayload = userPayload('SetUserStatusPayload');
const SetUserTierPayload = userPayload('SetUserTierPayload');

const UPDATE_ERRORS = [NotFoundError, ConflictError] as const;
const STATUS_ERRORS = [NotFoundError, InvalidTransitionError] as const;
const TIER_ERRORS = [NotFoundError] as const;

const UpdateUserResult = builder.unionType('UpdateUserResult', {
  description: 'The user as they are now, or why they stayed as they were.',
  types: [UpdateUserPayload, ...UPDATE_ERRORS],
  resolveType: resultOf('UpdateUserPayload'),
});

const SetUserStatusResult = builder.unionType('SetUserStatusResult', {
  description: 'The user as they are now, or why they stayed as they were.',
  types: [SetUserStatusPayload, ...STATUS_ERRORS],
  resolveType: resultOf('SetUserStatusPayload'),
});

const SetUserTierResult = builder.unionType('SetUserTierResult', {
  description: 'The user as they are now, or why they stayed as they were.',
  types: [SetUserTierPayload, ...TIER_ERRORS],
  resolveType: resultOf('SetUserTierPayload'),
});

/** @throws GraphQLError BAD_USER_INPUT */
function emailAddress(value: string, path: InputIssue['path']): string {
  return parseAddress(value) ?? refuseInput(path, 'must be an e-mail address, of at most 254 characters.');
}

const userId = (id: string) => parseId(id, ['User'], ['input', 'userId']).uuid;

builder.mutationFields((t) => ({
  updateUser: t.field({
    type: UpdateUserResult,
    authScopes: { manage: true },
    description: 'Changes a user: oneself, or anybody for administrators.',
    args: { input: t.arg({ type: UpdateUserInput, required: true, description: 'What is to change.' }) },
    resolve: (_root, { input }, context) => {
      const caller = callerOf(context);
      const id = input.userId == null ? caller.viewer.userId : userId(input.userId);
      const changes = {
        fullName: changeOrNone(input.fullName, ['input', 'fullName'], boundedText),
        email: changeOf(input.email, ['input', 'email'], emailAddress),
      };
      return expecting(UPDATE_ERRORS, async () => {
        await updateUser(caller, id, changes);
        return { id };
      });
    },
  }),
  setUserStatus: t.field({
    type: SetUserStatusResult,
    authScopes: { admin: true },
    description:
      'Suspends a user, everywhere at once, or lets them work again; for administrators. ACTIVE also vouches for the address of an UNVERIFIED one. Nobody suspends themselves or the last administrator.',
    args: { input: t.arg({ type: SetUserStatusInput, required: true, description: 'Which status.' }) },
    resolve: (_root, { input }, context) => {
      const id = userId(input.userId);
      return expecting(STATUS_ERRORS, async () => {
        await setUserStatus(callerOf(context), id, input.status);
        return { id };
      });
    },
  }),
  setUserTier: t.field({
    type: SetUserTierResult,
    authScopes: { admin: true },
    description: 'Changes what a user pays for; for administrators.',
    args: { input: t.arg({ type: SetUserTierInput, required: true, description: 'Which tier.' }) },
    resolve: (_root, { input }, context) => {
      const id = userId(input.userId);
      return expecting(TIER_ERRORS, async () => {
        await setUserTier(callerOf(context), id, input.tier);
        return { id };
      });
    },
  }),
}));
