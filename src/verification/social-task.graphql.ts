import type { PageArgs } from '../core/db/keyset.js';
import { ownerCondition } from '../core/db/tenancy.js';
import { builder } from '../graphql/builder.js';
import { inCondition } from '../graphql/input/inputs.graphql.js';
import { forwardArgs } from '../graphql/relay/args.js';
import { connectionType } from '../graphql/relay/connection.js';
import { createList, readList } from '../graphql/relay/list.js';
import { CompletionConnection, completionList } from './completion.graphql.js';
import { SocialTaskType } from './enums.graphql.js';

export const SocialTask = builder.prismaNode('SocialTask', {
  id: { field: 'id' },
  nullable: true,
  description: 'Something to do on X for a reward. Created by administrators, visible to everyone.',
  select: { id: true },
  fields: (t) => ({
    title: t.exposeString('title', { description: 'The task in one line.' }),
    taskType: t.expose('taskType', { type: SocialTaskType, description: 'What to do.' }),
    taskTypeText: t.exposeString('taskTypeText', {
      nullable: true,
      description: 'What to do if the type is OTHER; null for all other types.',
    }),
    target: t.exposeString('target', { description: 'The account or post it concerns.' }),
    rewardCredits: t.exposeInt('rewardCredits', {
      description: 'The credits paid for a verified completion, once per user.',
    }),
    isActive: t.exposeBoolean('isActive', { description: 'Whether completions are accepted now.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the task was created.' }),
    completions: t.field({
      type: CompletionConnection,
      args: builder.args(forwardArgs),
      description: 'Claims to have done it, newest first. Only administrators see the claims of others.',
      // A task is everybody's, so its foreign key says nothing of the owner.
      select: (args, { viewer }, nested) => {
        const { query } = completionList(args);
        return {
          completions: nested({
            ...query,
            where: { AND: [query.where, ownerCondition('Completion', viewer) ?? {}] },
          }),
        };
      },
      resolve: (task, args) =>
        completionList(args).connection(task.completions, { field: 'taskId', id: task.id }),
    }),
  }),
});

const SocialTaskConnection = connectionType(SocialTask, 'SocialTask', 'social tasks');

interface SocialTaskListArgs extends PageArgs {
  taskType?: ReadonlyArray<typeof SocialTaskType.$inferType> | null;
  isActive?: boolean | null;
}

function socialTaskList(args: SocialTaskListArgs) {
  const where = { taskType: inCondition(args.taskType, ['taskType']), isActive: args.isActive ?? undefined };
  const order = { name: 'socialTasks', field: 'createdAt', type: 'date', direction: 'desc' } as const;
  return createList('SocialTask', where, order, args);
}

builder.queryField('socialTasks', (t) =>
  t.field({
    type: SocialTaskConnection,
    authScopes: { read: true },
    args: {
      ...forwardArgs(t.arg),
      taskType: t.arg({ type: [SocialTaskType], description: 'Only tasks of these types.' }),
      isActive: t.arg.boolean({ description: 'true for active tasks only, false for inactive ones only.' }),
    },
    description: 'All social tasks, newest first. Visible to everyone.',
    resolve: (_root, args, context, info) =>
      readList(socialTaskList(args), context, info, (query) => context.db.socialTask.findMany(query)),
  }),
);
