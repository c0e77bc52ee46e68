import { InvalidTransitionError, NotFoundError } from '../core/domain-errors.js';
import { encodeId, parseId } from '../core/ids.js';
import { builder } from '../graphql/builder.js';
import { callerOf, expecting, resultOf } from '../graphql/mutations.js';
import { deleteProject, deleteUser } from './deletion.service.js';

const DeleteUserInput = builder.inputType('DeleteUserInput', {
  description: 'The user to delete.',
  fields: (t) => ({
    userId: t.id({
      required: true,
      description: 'The user: yourself, or anyone if you are an administrator.',
    }),
  }),
});

const DeleteProjectInput = builder.inputType('DeleteProjectInput', {
  description: 'The project to delete.',
  fields: (t) => ({ projectId: t.id({ required: true, description: 'The project.' }) }),
});

interface Deleted {
  id: string;
  isPending: boolean;
}

const IS_PENDING =
  'true if there was too much to delete in one request: the server finishes in the background, and none of it can be used in the meantime.';

const DeleteUserPayload = builder.objectRef<Deleted>('DeleteUserPayload').implement({
  description: 'The user that was deleted.',
  fields: (t) => ({
    deletedUserId: t.id({
      description: 'The id of the deleted user.',
      resolve: ({ id }) => encodeId('User', id),
    }),
    isPending: t.exposeBoolean('isPending', { description: IS_PENDING }),
  }),
});

const DeleteProjectPayload = builder.objectRef<Deleted>('DeleteProjectPayload').implement({
  description: 'The project that was deleted.',
  fields: (t) => ({
    deletedProjectId: t.id({
      description: 'The id of the deleted project.',
      resolve: ({ id }) => encodeId('Project', id),
    }),
    isPending: t.exposeBoolean('isPending', { description: IS_PENDING }),
  }),
});

const USER_ERRORS = [NotFoundError, InvalidTransitionError] as const;
const PROJECT_ERRORS = [NotFoundError] as const;

const DeleteUserResult = builder.unionType('DeleteUserResult', {
  description: 'The deleted user, or why it was not deleted.',
  types: [DeleteUserPayload, ...USER_ERRORS],
  resolveType: resultOf('DeleteUserPayload'),
});

const DeleteProjectResult = builder.unionType('DeleteProjectResult', {
  description: 'The deleted project, or why it was not deleted.',
  types: [DeleteProjectPayload, ...PROJECT_ERRORS],
  resolveType: resultOf('DeleteProjectPayload'),
});

builder.mutationFields((t) => ({
  deleteUser: t.field({
    type: DeleteUserResult,
    authScopes: { manage: true },
    description:
      'Permanently deletes a user and everything they own: yourself, or anyone if you are an administrator. The last administrator cannot be deleted. Their credentials stop working, and workers lose the work they hold.',
    args: { input: t.arg({ type: DeleteUserInput, required: true, description: 'The user to delete.' }) },
    resolve: (_root, { input }, context) => {
      const id = parseId(input.userId, ['User'], ['input', 'userId']).uuid;
      return expecting(USER_ERRORS, async () => ({ id, isPending: await deleteUser(callerOf(context), id) }));
    },
  }),
  deleteProject: t.field({
    type: DeleteProjectResult,
    authScopes: { manage: true },
    description:
      'Permanently deletes a project with its jobs, their runs and the parts of these. Workers lose the work they hold. To keep everything, use archiveProject.',
    args: {
      input: t.arg({ type: DeleteProjectInput, required: true, description: 'The project to delete.' }),
    },
    resolve: (_root, { input }, context) => {
      const id = parseId(input.projectId, ['Project'], ['input', 'projectId']).uuid;
      return expecting(PROJECT_ERRORS, async () => ({
        id,
        isPending: await deleteProject(callerOf(context), id),
      }));
    },
  }),
}));
