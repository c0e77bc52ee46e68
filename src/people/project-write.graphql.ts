import { InvalidInputError, NotFoundError } from '../core/domain-errors.js';
import type { InputIssue } from '../core/errors.js';
import { parseId } from '../core/ids.js';
import { builder } from '../graphql/builder.js';
import { changeOf, changeOrNone, orNone } from '../graphql/input/changes.js';
import { boundedText, MAX_TEXT_LENGTH } from '../graphql/input/limits.js';
import { callerOf, expecting, expectingInput, resultOf } from '../graphql/mutations.js';
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

const at = (field: string): InputIssue['path'] => ['input', field];
const name = (value: string, path: InputIssue['path']) => boundedText(value, path);
const description = (value: string, path: InputIssue['path']) => boundedText(value, path, MAX_TEXT_LENGTH);

/** The UUID of a project in an input. @throws GraphQLError BAD_USER_INPUT */
export function projectIdIn(input: { projectId: string }): string {
  return parseId(input.projectId, ['Project'], at('projectId')).uuid;
}

/** A payload that holds the project that was written. */
function projectPayload<const Name extends string>(name: Name, description: string) {
  return builder.objectRef<{ id: string }>(name).implement({
    description,
    fields: (t) => ({
      project: t.field({ type: Project, description: 'The project.', resolve: ({ id }) => ({ id }) }),
    }),
  });
}

const CreateProjectPayload = projectPayload('CreateProjectPayload', 'The project that was made.');
const UpdateProjectPayload = projectPayload('UpdateProjectPayload', 'The updated project.');
const ArchiveProjectPayload = projectPayload('ArchiveProjectPayload', 'The updated project.');
const RestoreProjectPayload = projectPayload('RestoreProjectPayload', 'The updated project.');

const ERRORS = [NotFoundError] as const;

const CreateProjectResult = builder.unionType('CreateProjectResult', {
  description: 'The new project, or why it was not created.',
  types: [CreateProjectPayload, InvalidInputError],
  resolveType: resultOf('CreateProjectPayload'),
});

const UpdateProjectResult = builder.unionType('UpdateProjectResult', {
  description: 'The updated project, or why it was not changed.',
  types: [UpdateProjectPayload, ...ERRORS],
  resolveType: resultOf('UpdateProjectPayload'),
});

const ArchiveProjectResult = builder.unionType('ArchiveProjectResult', {
  description: 'The updated project, or why it was not changed.',
  types: [ArchiveProjectPayload, ...ERRORS],
  resolveType: resultOf('ArchiveProjectPayload'),
});

const RestoreProjectResult = builder.unionType('RestoreProjectResult', {
  description: 'The updated project, or why it was not changed.',
  types: [RestoreProjectPayload, ...ERRORS],
  resolveType: resultOf('RestoreProjectPayload'),
});

builder.mutationFields((t) => ({
  createProject: t.field({
    type: CreateProjectResult,
    authScopes: { manage: true },
    description: 'Creates a project that you own.',
    args: {
      input: t.arg({ type: CreateProjectInput, required: true, description: 'The project to create.' }),
    },
    resolve: (_root, { input }, context) =>
      expectingInput(async () => ({
        id: await createProject(callerOf(context), {
          name: name(input.name, at('name')),
          description: orNone(input.description, at('description'), description),
        }),
      })),
  }),
  updateProject: t.field({
    type: UpdateProjectResult,
    authScopes: { manage: true },
    description: 'Changes the name or description of a project.',
    args: { input: t.arg({ type: UpdateProjectInput, required: true, description: 'The changes.' }) },
    resolve: (_root, { input }, context) => {
      const id = projectIdIn(input);
      const changes = {
        name: changeOf(input.name, at('name'), name),
        description: changeOrNone(input.description, at('description'), description),
      };
      return expecting(ERRORS, async () => {
        await updateProject(callerOf(context), id, changes);
        return { id };
      });
    },
  }),
  archiveProject: t.field({
    type: ArchiveProjectResult,
    authScopes: { manage: true },
    description:
      'Archives a project and all its jobs: no new run starts, runs in progress may finish, and no job can be added.',
    args: {
      input: t.arg({ type: ArchiveProjectInput, required: true, description: 'The project to archive.' }),
    },
    resolve: (_root, { input }, context) => {
      const id = projectIdIn(input);
      return expecting(ERRORS, async () => {
        await archiveProject(callerOf(context), id);
        return { id };
      });
    },
  }),
  restoreProject: t.field({
    type: RestoreProjectResult,
    authScopes: { manage: true },
    description: 'Restores an archived project. Its jobs stay archived; restore each with setJobStatus.',
    args: {
      input: t.arg({ type: RestoreProjectInput, required: true, description: 'The project to restore.' }),
    },
    resolve: (_root, { input }, context) => {
      const id = projectIdIn(input);
      return expecting(ERRORS, async () => {
        await restoreProject(callerOf(context), id);
        return { id };
      });
    },
  }),
}));
