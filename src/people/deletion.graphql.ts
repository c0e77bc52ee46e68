import { InvalidTransitionError, NotFoundError } from '../core/domain-errors.js';
import { encodeId, parseId } from '../core/ids.js';
import { builder } from '../graphql/builder.js';
import { callerOf, payload } from '../graphql/mutations.js';
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

const DeleteUser = payload<Deleted>('DeleteUser', {
  description: 'The user that was deleted.',
  fields: (t) => ({
    deletedUserId: t.id({
      description: 'The id of the deleted user.',
      resolve: ({ id }) => encodeId('User', id),
    }),
    isPending: t.exposeBoolean('isPending', { description: IS_PENDING }),
  }),
}).or('The deleted user, or why it was not deleted.', [NotFoundError, InvalidTransitionError]);

const DeleteProject = payload<Deleted>('DeleteProject', {
  description: 'The project that was deleted.',
  fields: (t) => ({
    deletedProjectId: t.id({
      description: 'The id of the deleted project.',
      resolve: ({ id }) => encodeId('Project', id),
    }),
    isPending: t.exposeBoolean('isPending', { description: IS_PENDING }),
  }),
}).or('The deleted project, or why it was not deleted.', [NotFoundError]);

builder.mutationFields((t) => ({
  deleteUser: t.field({
    authScopes: { manage: true },
    description:
      'Permanently deletes a user and everything they own: yourself, or anyone if you are an administrator. The last administrator cannot be deleted, nor the last ACTIVE owner of a team with other members; a team without other members is deleted too. Their credentials stop working, and workers lose the work they hold.',
    ...DeleteUser.takes(DeleteUserInput, 'The user to delete.', async (input, context) => {
      const id = parseId(input.userId, ['User'], ['input', 'userId']).uuid;
      return { id, isPending: await deleteUser(callerOf(context), id) };
    }),
  }),
  deleteProject: t.field({
    authScopes: { manage: true },
    description:
      'Permanently deletes a project with its jobs, their runs and the parts of these. Workers lose the work they hold. To keep everything, use archiveProject.',
    ...DeleteProject.takes(DeleteProjectInput, 'The project to delete.', async (input, context) => {
      const id = parseId(input.projectId, ['Project'], ['input', 'projectId']).uuid;
      return {
        id,
        isPending: await deleteProject(callerOf(context), id),
      };
    }),
  }),
}));
