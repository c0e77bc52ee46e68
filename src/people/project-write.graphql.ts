import { NotFoundError } from '../core/domain-errors.js';
import type { InputPath } from '../core/errors.js';
import { parseId } from '../core/ids.js';
import { builder } from '../graphql/builder.js';
import { changeOf, changeOrNone, orNone } from '../graphql/input/changes.js';
import { boundedText, inputField, MAX_TEXT_LENGTH } from '../graphql/input/limits.js';
import { callerOf, payload } from '../graphql/mutations.js';
import { Project } from './project.graphql.js';
import { archiveProject, createProject, restoreProject, updateProject } from './project-write.service.js';

const described = { name: 'The name.', description: 'What the project is for.', projectId: 'The project.' };

const CreateProjectInput = builder.inputType('CreateProjectInput', {
  description: 'The project to create; you will own it.',
  fields: (t) => ({
    name: t.string({ required: true, description: described.name }),
    description: t.string({ description: described.description }),
  }),
});

const UpdateProjectInput = builder.inputType('UpdateProjectInput', {
  description: 'Changes to a project. Omitted fields stay unchanged.',
  fields: (t) => ({
    projectId: t.id({ required: true, description: described.projectId }),
    name: t.string({ description: described.name }),
    description: t.string({ description: `${described.description} null removes it.` }),
  }),
});

const ArchiveProjectInput = builder.inputType('ArchiveProjectInput', {
  description: 'The project to archive.',
  fields: (t) => ({ projectId: t.id({ required: true, description: described.projectId }) }),
});

const RestoreProjectInput = builder.inputType('RestoreProjectInput', {
  description: 'The project to restore.',
  fields: (t) => ({ projectId: t.id({ required: true, description: described.projectId }) }),
});

const name = (value: string, path: InputPath) => boundedText(value, path);
const description = (value: string, path: InputPath) => boundedText(value, path, MAX_TEXT_LENGTH);

/** The UUID of a project in an input. @throws GraphQLError BAD_USER_INPUT */
export function projectIdIn(input: { projectId: string }): string {
  return parseId(input.projectId, ['Project'], inputField('projectId')).uuid;
}

/** A payload that holds the project that was written. */
function projectPayload(name: string, description: string) {
  return payload<{ id: string }>(name, {
    description,
    fields: (t) => ({
      project: t.field({ type: Project, description: 'The project.', resolve: ({ id }) => ({ id }) }),
    }),
  });
}

const CreateProject = projectPayload('CreateProject', 'The new project.').orInvalidInput(
  'The new project, or why it was not created.',
);

/** What a mutation answers that changes a project. */
function changedProject(name: string) {
  return projectPayload(name, 'The updated project.').or('The updated project, or why it was not changed.', [
    NotFoundError,
  ]);
}

const UpdateProject = changedProject('UpdateProject');
const ArchiveProject = changedProject('ArchiveProject');
const RestoreProject = changedProject('RestoreProject');

builder.mutationFields((t) => ({
  createProject: t.field({
    authScopes: { manage: true },
    description: 'Creates a project that you own.',
    ...CreateProject.takes(CreateProjectInput, 'The project to create.', async (input, context) => ({
      id: await createProject(callerOf(context), {
        name: name(input.name, inputField('name')),
        description: orNone(input.description, inputField('description'), description),
      }),
    })),
  }),
  updateProject: t.field({
    authScopes: { manage: true },
    description: 'Changes the name or description of a project.',
    ...UpdateProject.takes(UpdateProjectInput, 'The changes.', async (input, context) => {
      const id = projectIdIn(input);
      const changes = {
        name: changeOf(input.name, inputField('name'), name),
        description: changeOrNone(input.description, inputField('description'), description),
      };
      await updateProject(callerOf(context), id, changes);
      return { id };
    }),
  }),
  archiveProject: t.field({
    authScopes: { manage: true },
    description:
      'Archives a project and all its jobs: no new run starts, runs in progress may finish, and no job can be added.',
    ...ArchiveProject.takes(ArchiveProjectInput, 'The project to archive.', async (input, context) => {
      const id = projectIdIn(input);
      await archiveProject(callerOf(context), id);
      return { id };
    }),
  }),
  restoreProject: t.field({
    authScopes: { manage: true },
    description: 'Restores an archived project. Its jobs stay archived; restore each with setJobStatus.',
    ...RestoreProject.takes(RestoreProjectInput, 'The project to restore.', async (input, context) => {
      const id = projectIdIn(input);
      await restoreProject(callerOf(context), id);
      return { id };
    }),
  }),
}));
