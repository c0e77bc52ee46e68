import { InvalidTransitionError, NotFoundError } from '../core/domain-errors.js';
import { encodeId, parseId } from '../core/ids.js';
import { builder } from '../graphql/builder.js';
import { callerOf, expecting, resultOf } from '../graphql/mutations.js';
import { deleteProject, deleteUser } from './deletion.service.js';

const DeleteUserInput = builder.inputType('DeleteUserInput', {
  description: 'Who is deleted.',
  fields: (t) => ({
    userId: t.id({ required: true, description: 'The user: oneself, or anybody for administrators.' }),
  }),
});

const DeleteProjectInput = builder.inputType('DeleteProjectInput', {
  description: 'Which project is deleted.',
  fields: (t) => ({ projectId: t.id({ required: true, description: 'The project.' }) }),
});

interface Deleted {
  id: string;
  isPending: boolean;
}

const IS_PENDING =
  'Whether there is more than a request deletes: the server goes on by itself, and nothing of it can be used meanwhile.';

const DeleteUserPayload = builder.objectRef<Deleted>('DeleteUserPayload').implement({
  description: 'The user who is gone.',
  fields: (t) => ({
    deletedUserId: t.id({ description: 'The id that they had.', resolve: ({ id }) => encodeId('User', id) }),
    isPending: t.exposeBoolean('isPending', { description: IS_PENDING }),
  }),
});

const DeleteProjectPayload = builder.objectRef<Deleted>('DeleteProjectPayload').implement({
  description: 'The project that is gone.',
  fields: (t) => ({
    deletedProjectId: t.id({
      description: 'The id that it had.',
      resolve: ({ id }) => encodeId('Project', id),
    }),
    isPending: t.exposeBoolean('isPending', { description: IS_PENDING }),
  }),
});

const USER_ERRORS = [NotFoundError, InvalidTransitionError] as const;
const PROJECT_ERRORS = [NotFoundError] as const;

const DeleteUserResult = builder.unionType('DeleteUserResult', {
  description: 'The user who is gone, or why they stay.',
  types: [DeleteUserPayload, ...USER_ERRORS],
  resolveType: resultOf('DeleteUserPayload'),
});

const DeleteProjectResult = builder.unionType('DeleteProjectResult', {
  description: 'The project that is gone, or why it stays.',
  types: [DeleteProjectPayload, ...PROJECT_ERRORS],
  resolveType: resultOf('DeleteProjectPayload'),
});

builder.mutationFields((t) => ({
  deleteUser: t.field({
    type: DeleteUserResult,
    authScopes: { manage: true },
    description:
      'Deletes a user with everything they own, at once and for good: oneself, or anybody for administrators, but for the last of these. Their credentials end, and workers lose the work they hold.',
    args: { input: t.arg({ type: DeleteUserInput, required: true, description: 'Who.' }) },
    resolve: (_root, { input }, context) => {
      const id = parseId(input.userId, ['User'], ['input', 'userId']).uuid;
      return expecting(USER_ERRORS, async () => ({ id, isPending: await deleteUser(callerOf(context), id) }));
    },
  }),
  deleteProject: t.field({
    type: DeleteProjectResult,
    authScopes: { manage: true },
    description:
      'Deletes a project with its jobs, their runs and parts, for good. Workers lose what they hold of it; archiveProject keeps it all.',
    args: { input: t.arg({ type: DeleteProjectInput, required: true, description: 'Which project.' }) },
    resolve: (_root, { input }, context) => {
      const id = parseId(input.projectId, ['Project'], ['input', 'projectId']).uuid;
      return expecting(PROJECT_ERRORS, async () => ({
        id,
        isPending: await deleteProject(callerOf(context), id),
      }));
    },
  }),
}));
