import type { PageArgs } from '../core/db/keyset.js';
import { ownerCondition } from '../core/db/tenancy.js';
import { SocialTaskType } from '../enums.graphql.js';
import { builder } from '../graphql/builder.js';
import { inCondition } from '../graphql/input/inputs.graphql.js';
import { forwardArgs } from '../graphql/relay/args.js';
import { connectionType } from '../graphql/relay/connection.js';
import { createList, readList } from '../graphql/relay/list.js';
import { CompletionConnection, completionList } from './completion.graphql.js';

export const SocialTask = builder.prismaNode('SocialTask', {
  id: { field: 'id' },
  nullable: true,
  description: 'Something to be done on X. Made by administrators, seen by everybody.',
  select: { id: true },
  fields: (t) => ({
    title: t.exposeString('title', { description: 'In a line.' }),
    taskType: t.expose('taskType', { type: SocialTaskType, description: 'What is to be done.' }),
    taskTypeText: t.exposeString('taskTypeText', {
      nullable: true,
      description: 'What kind of task OTHER is; null for the other types.',
    }),
    target: t.exposeString('target', { description: 'With which account or post.' }),
    rewardCredits: t.exposeInt('rewardCredits', { description: 'What is paid for it, once.' }),
    isActive: t.exposeBoolean('isActive', { description: 'Whether it can be done now.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    completions: t.field({
      type: CompletionConnection,
      args: builder.args(forwardArgs),
      description: 'Who claims to have done it, newest first: others than administrators see only their own.',
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
      taskType: t.arg({ type: [SocialTaskType], description: 'Of one of these types.' }),
      isActive: t.arg.boolean({ description: 'That can be done now, or not.' }),
    },
    description: 'The social tasks, newest first. Everybody sees all of them.',
    resolve: (_root, args, context, info) =>
      readList(socialTaskList(args), context, info, (query) => context.db.socialTask.findMany(query)),
  }),
);
