import type { PageArgs } from '../core/db/keyset.js';
import { builder } from '../graphql/builder.js';
import { inCondition } from '../graphql/input/inputs.graphql.js';
import { pageArgs } from '../graphql/relay/args.js';
import { connectionType } from '../graphql/relay/connection.js';
import { createList, readList } from '../graphql/relay/list.js';
import { ProjectStatus } from './enums.graphql.js';

export const Project = builder.prismaNode('Project', {
  id: { field: 'id' },
  nullable: true,
  description: 'A group of jobs that belong together.',
  select: { id: true },
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The name.' }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'What the project is for; null if not given.',
    }),
    status: t.expose('status', { type: ProjectStatus, description: 'Whether the project is in use.' }),
    owner: t.relation('owner', { description: 'The owner.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the project was created.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When the project was last changed.' }),
  }),
});

export const ProjectConnection = connectionType(Project, 'Project', 'projects');

interface ProjectListArgs extends PageArgs {
  status?: ReadonlyArray<typeof ProjectStatus.$inferType> | null;
}

/** Projects, newest first. @throws GraphQLError BAD_USER_INPUT */
export function projectList(args: ProjectListArgs) {
  const where = { status: inCondition(args.status, ['status']) };
  return createList(
    'Project',
    where,
    { name: 'projects', field: 'createdAt', type: 'date', direction: 'desc' },
    args,
  );
}

builder.queryField('projects', (t) =>
  t.field({
    type: ProjectConnection,
    authScopes: { read: true },
    args: {
      ...pageArgs(t.arg),
      status: t.arg({ type: [ProjectStatus], description: 'Only projects with one of these statuses.' }),
    },
    description: 'The projects you can see, newest first.',
    resolve: (_root, args, context, info) =>
      readList(projectList(args), context, info, (query) => context.db.project.findMany(query)),
  }),
);
