import type { PageArgs } from '../core/db/keyset.js';
import { parseId } from '../core/ids.js';
import { CompletionStatus } from '../enums.graphql.js';
import { builder } from '../graphql/builder.js';
import { inCondition } from '../graphql/input/inputs.graphql.js';
import { forwardArgs } from '../graphql/relay/args.js';
import { connectionType } from '../graphql/relay/connection.js';
import { createList, readList } from '../graphql/relay/list.js';
import { VerificationLogConnection } from './verification-log.graphql.js';
import { verificationLogList } from './verification-log-list.js';

export const Completion = builder.prismaNode('Completion', {
  id: { field: 'id' },
  nullable: true,
  description:
    "A user's claim to have done a social task; of a user and task at most one is PENDING or VERIFIED.",
  select: { id: true },
  fields: (t) => ({
    task: t.relation('task', { description: 'What was done.' }),
    user: t.relation('owner', { description: 'Who claims it.' }),
    status: t.expose('status', { type: CompletionStatus, description: 'What became of it.' }),
    submittedAt: t.expose('submittedAt', { type: 'DateTime', description: 'When it was claimed.' }),
    decidedAt: t.expose('decidedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was decided; null until then.',
    }),
    verificationLogs: t.field({
      type: VerificationLogConnection,
      args: builder.args(forwardArgs),
      description: 'How it was verified, newest first.',
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
      status: t.arg({ type: [CompletionStatus], description: 'With one of these outcomes.' }),
      taskId: t.arg.id({ description: 'Of this social task.' }),
    },
    description: 'The completions that the viewer sees, newest first.',
    resolve: (_root, args, context, info) =>
      readList(completionList(args), context, info, (query) => context.db.completion.findMany(query)),
  }),
);
