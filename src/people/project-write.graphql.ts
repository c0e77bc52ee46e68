import { InvalidInputError, NotFoundError } from '../core/domain-errors.js';
import type { InputIssue } from '../core/errors.js';
import { parseId } from '../core/ids.js';
import { builder } from '../graphql/builder.js';
import { changeOf, changeOrNone, orNone } from '../graphql/input/changes.js';
import { boundedText, MAX_TEXT_LENGTH } from '../graphql/input/limits.js';
import { callerOf, expecting, expectingInput, resultOf } from '../graphql/mutations.js';
import { Project } from './project.graphql.js';
import { archiveProject, createProject, restoreProject, updateProject } from './project-write.service.js';

const described = { name: 'What it is called.', description: 'What it is for.', projectId: 'The project.' };

const CreateProjectInput = builder.inputType('CreateProjectInput', {
  description: "A new project of the caller's own.",
  fields: (t) => ({
    name: t.string({ required: true, description: described.name }),
    description: t.string({ description: described.description }),
  }),
});

const UpdateProjectInput = builder.inputType('UpdateProjectInput', {
  description: 'What is to change of a project; what is left out stays as it is.',
  fields: (t) => ({
    projectId: t.id({ required: true, description: described.projectId }),
    name: t.string({ description: described.name }),
    description: t.string({ description: `${described.description} null takes it away.` }),
  }),
});

const ArchiveProjectInput = builder.inputType('ArchiveProjectInput', {
  description: 'Which project is archived.',
  fields: (t) => ({ projectId: t.id({ required: true, description: described.projectId }) }),
});

const RestoreProjectInput = builder.inputType('RestoreProjectInput', {
  description: 'Which project is taken out of the archive.',
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
const UpdateProjectPayload = projectPayload('UpdateProjectPayload', 'The project as it is now.');
const ArchiveProjectPayload = projectPayload('ArchiveProjectPayload', 'The project as it is now.');
const RestoreProjectPayload = projectPayload('RestoreProjectPayload', 'The project as it is now.');

const ERRORS = [NotFoundError] as const;

const CreateProjectResult = builder.unionType('CreateProjectResult', {
  description: 'The project that was made, or why none was.',
  types: [CreateProjectPayload, InvalidInputError],
  resolveType: resultOf('CreateProjectPayload'),
});

const UpdateProjectResult = builder.unionType('UpdateProjectResult', {
  description: 'The project as it is now, or why it stayed as it was.',
  types: [UpdateProjectPayload, ...ERRORS],
  resolveType: resultOf('UpdateProjectPayload'),
});

const ArchiveProjectResult = builder.unionType('ArchiveProjectResult', {
  description: 'The project as it is now, or why it stayed as it was.',
  types: [ArchiveProjectPayload, ...ERRORS],
  resolveType: resultOf('ArchiveProjectPayload'),
});

const RestoreProjectResult = builder.unionType('RestoreProjectResult', {
  description: 'The project as it is now, or why it stayed as it was.',
  types: [RestoreProjectPayload, ...ERRORS],
  resolveType: resultOf('RestoreProjectPayload'),
});

builder.mutationFields((t) => ({
  createProject: t.field({
    type: CreateProjectResult,
    authScopes: { manage: true },
    description: "Makes a project of the caller's own.",
    args: { input: t.arg({ type: CreateProjectInput, required: true, description: 'Which project.' }) },
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
    description: 'Changes what a project is called and what it is for.',
    args: { input: t.arg({ type: UpdateProjectInput, required: true, description: 'What is to change.' }) },
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
      'Archives a project and all its jobs: nothing of it is run any more, runs in work may end, and it gets no new job.',
    args: { input: t.arg({ type: ArchiveProjectInput, required: true, description: 'Which project.' }) },
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
    description: 'Takes a project out of the archive. Its jobs stay archived: setJobStatus takes each out.',
    args: { input: t.arg({ type: RestoreProjectInput, required: true, description: 'Which project.' }) },
    resolve: (_root, { input }, context) => {
      const id = projectIdIn(input);
      return expecting(ERRORS, async () => {
        await restoreProject(callerOf(context), id);
        return { id };
      });
    },
  }),
}));
