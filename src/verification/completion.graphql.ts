import type { PageArgs } from '../core/db/keyset.js';
import { parseId } from '../core/ids.js';
import { builder } from '../graphql/builder.js';
import { inCondition } from '../graphql/input/inputs.graphql.js';
import { forwardArgs } from '../graphql/relay/args.js';
import { connectionType } from '../graphql/relay/connection.js';
import { createList, readList } from '../graphql/relay/list.js';
import { CompletionStatus } from './enums.graphql.js';
import { VerificationLogConnection } from './verification-log.graphql.js';
import { verificationLogList } from './verification-log-list.js';

export const Completion = builder.prismaNode('Completion', {
  id: { field: 'id' },
  nullable: true,
  description:
    "A user's claim to have done a social task. At most one claim per user and task is PENDING or VERIFIED.",
  select: { id: true },
  fields: (t) => ({
    task: t.relation('task', { description: 'The task claimed to be done.' }),
    user: t.relation('owner', { description: 'The user who made the claim.' }),
    status: t.expose('status', { type: CompletionStatus, description: 'The decision, if any.' }),
    submittedAt: t.expose('submittedAt', { type: 'DateTime', description: 'When the claim was submitted.' }),
    decidedAt: t.expose('decidedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the claim was decided; null until then.',
    }),
    verificationLogs: t.field({
      type: VerificationLogConnection,
      args: builder.args(forwardArgs),
      description: 'Verification attempts, newest first.',
      select: (args, _context, nested) => ({ verificationLogs: nested(verificationLogList(args).query) }),
      resolve: (completion, args) =>
        verificationLogList(args).connection(completion.verificationLogs, {
          field: 'completionId',
          id: completion.id,
        }),
    }),
  }),
});

export const CompletionConnection = connectionType(Completion, 'Completion', 'completions');

interface CompletionListArgs extends PageArgs {
  status?: ReadonlyArray<typeof CompletionStatus.$inferType> | null;
  taskId?: string | null;
}

/** Completions, newest first. @throws GraphQLError BAD_USER_INPUT */
export function completionList(args: CompletionListArgs) {
  const where = {
    status: inCondition(args.status, ['status']),
    ...(args.taskId != null && { taskId: parseId(args.taskId, ['SocialTask'], ['taskId']).uuid }),
  };
  const order = { name: 'completions', field: 'submittedAt', type: 'date', direction: 'desc' } as const;
  return createList('Completion', where, order, args);
}

builder.queryField('completions', (t) =>
  t.field({
    type: CompletionConnection,
    authScopes: { read: true },
    args: {
      ...forwardArgs(t.arg),
      status: t.arg({ type: [CompletionStatus], description: 'Only claims with one of these statuses.' }),
      taskId: t.arg.id({ description: 'Only this social task.' }),
    },
    description: 'The completions you can see, newest first.',
    resolve: (_root, args, context, info) =>
      readList(completionList(args), context, info, (query) => context.db.completion.findMany(query)),
  }),
);
