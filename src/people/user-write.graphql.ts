import { ConflictError, InvalidTransitionError, NotFoundError } from '../core/domain-errors.js';
import type { InputIssue } from '../core/errors.js';
import { parseId } from '../core/ids.js';
import { builder } from '../graphql/builder.js';
import { changeOf, changeOrNone } from '../graphql/input/changes.js';
import { boundedText, refuseInput } from '../graphql/input/limits.js';
import { callerOf, expecting, resultOf } from '../graphql/mutations.js';
import { parseAddress } from '../mail/address.js';
import { UserStatus, UserTier } from './enums.graphql.js';
import { User } from './user.graphql.js';
import { setUserStatus, setUserTier, updateUser } from './user-write.service.js';

const UpdateUserInput = builder.inputType('UpdateUserInput', {
  description: 'Changes to a user. Omitted fields stay unchanged.',
  fields: (t) => ({
    userId: t.id({ description: 'The user; you if omitted. Only administrators can name someone else.' }),
    fullName: t.string({ description: 'The full name; null removes it.' }),
    email: t.string({
      description:
        'The email address. Administrators only, and they vouch for it: users register with the address they mean to keep.',
    }),
  }),
});

const SetUserStatusInput = builder.inputType('SetUserStatusInput', {
  description: 'A new status for a user.',
  fields: (t) => ({
    userId: t.id({ required: true, description: 'The user.' }),
    status: t.field({ type: UserStatus, required: true, description: 'The new status.' }),
  }),
});

const SetUserTierInput = builder.inputType('SetUserTierInput', {
  description: 'A new tier for a user.',
  fields: (t) => ({
    userId: t.id({ required: true, description: 'The user.' }),
    tier: t.field({ type: UserTier, required: true, description: 'The new tier.' }),
  }),
});

/** A payload that holds the user that was written. */
function userPayload<const Name extends string>(name: Name) {
  return builder.objectRef<{ id: string }>(name).implement({
    description: 'The updated user.',
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
  description: 'The updated user, or why it was not changed.',
  types: [UpdateUserPayload, ...UPDATE_ERRORS],
  resolveType: resultOf('UpdateUserPayload'),
});

const SetUserStatusResult = builder.unionType('SetUserStatusResult', {
  description: 'The updated user, or why it was not changed.',
  types: [SetUserStatusPayload, ...STATUS_ERRORS],
  resolveType: resultOf('SetUserStatusPayload'),
});

const SetUserTierResult = builder.unionType('SetUserTierResult', {
  description: 'The updated user, or why it was not changed.',
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
    description: 'Changes a user: yourself, or anyone if you are an administrator.',
    args: { input: t.arg({ type: UpdateUserInput, required: true, description: 'The changes.' }) },
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
      'Suspends a user everywhere at once, or reactivates one. Administrators only. ACTIVE also vouches for the address of an UNVERIFIED user. You cannot suspend yourself or the last administrator.',
    args: {
      input: t.arg({ type: SetUserStatusInput, required: true, description: 'The user and the new status.' }),
    },
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
    description: 'Changes the tier of a user. Administrators only.',
    args: { input: t.arg({ type: SetUserTierInput, required: true, description: 'The new tier.' }) },
    resolve: (_root, { input }, context) => {
      const id = userId(input.userId);
      return expecting(TIER_ERRORS, async () => {
        await setUserTier(callerOf(context), id, input.tier);
        return { id };
      });
    },
  }),
}));
