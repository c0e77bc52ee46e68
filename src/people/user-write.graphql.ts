import { ConflictError, InvalidTransitionError, NotFoundError } from '../core/domain-errors.js';
import { type InputPath, refuseInput } from '../core/errors.js';
import { parseId } from '../core/ids.js';
import { builder } from '../graphql/builder.js';
import { changeOf, changeOrNone } from '../graphql/input/changes.js';
import { boundedText } from '../graphql/input/limits.js';
import { callerOf, payload } from '../graphql/mutations.js';
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
function userPayload(name: string) {
  return payload<{ id: string }>(name, {
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

const UpdateUser = userPayload('UpdateUser').or('The updated user, or why it was not changed.', [
  NotFoundError,
  ConflictError,
]);

const SetUserStatus = userPayload('SetUserStatus').or('The updated user, or why it was not changed.', [
  NotFoundError,
  InvalidTransitionError,
]);

const SetUserTier = userPayload('SetUserTier').or('The updated user, or why it was not changed.', [
  NotFoundError,
]);

/** @throws GraphQLError BAD_USER_INPUT */
function emailAddress(value: string, path: InputPath): string {
  return parseAddress(value) ?? refuseInput(path, 'must be an e-mail address, of at most 254 characters.');
}

const userId = (id: string) => parseId(id, ['User'], ['input', 'userId']).uuid;

builder.mutationFields((t) => ({
  updateUser: t.field({
    authScopes: { manage: true },
    description: 'Changes a user: yourself, or anyone if you are an administrator.',
    ...UpdateUser.takes(UpdateUserInput, 'The changes.', async (input, context) => {
      const caller = callerOf(context);
      const id = input.userId == null ? caller.viewer.userId : userId(input.userId);
      const changes = {
        fullName: changeOrNone(input.fullName, ['input', 'fullName'], boundedText),
        email: changeOf(input.email, ['input', 'email'], emailAddress),
      };
      await updateUser(caller, id, changes);
      return { id };
    }),
  }),
  setUserStatus: t.field({
    authScopes: { admin: true },
    description:
      'Suspends a user everywhere at once, or reactivates one. Administrators only. ACTIVE also vouches for the address of an UNVERIFIED user. You cannot suspend yourself or the last administrator.',
    ...SetUserStatus.takes(SetUserStatusInput, 'The user and the new status.', async (input, context) => {
      const id = userId(input.userId);
      await setUserStatus(callerOf(context), id, input.status);
      return { id };
    }),
  }),
  setUserTier: t.field({
    authScopes: { admin: true },
    description: 'Changes the tier of a user. Administrators only.',
    ...SetUserTier.takes(SetUserTierInput, 'The new tier.', async (input, context) => {
      const id = userId(input.userId);
      await setUserTier(callerOf(context), id, input.tier);
      return { id };
    }),
  }),
}));
