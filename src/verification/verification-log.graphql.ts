import { builder } from '../graphql/builder.js';
import { pageArgs } from '../graphql/relay/args.js';
import { connectionType } from '../graphql/relay/connection.js';
import { readList } from '../graphql/relay/list.js';
import { SocialTaskType, VerificationResult } from './enums.graphql.js';
import { VerificationLogFilter, VerificationLogOrder } from './verification-log-filter.graphql.js';
import { verificationLogList } from './verification-log-list.js';

export const VerificationLog = builder.prismaNode('VerificationLog', {
  id: { field: 'id' },
  nullable: true,
  description: 'One attempt to verify a completion. Append-only (seed 004).',
  select: { id: true },
  fields: (t) => ({
    completion: t.relation('completion', { description: 'The completion that was verified.' }),
    user: t.relation('owner', { description: 'The user who made the claim.' }),
    task: t.relation('task', { description: 'The task.' }),
    taskType: t.expose('taskType', { type: SocialTaskType, description: 'The type of the task.' }),
    result: t.expose('result', { type: VerificationResult, description: 'The result.' }),
    resultText: t.exposeString('resultText', {
      nullable: true,
      description: "The result in the verifier's own words; null if not given.",
    }),
    twitterApiResponse: t.expose('twitterApiResponse', {
      type: 'JSON',
      nullable: true,
      description: 'The response from X; null if not recorded.',
    }),
    errorMessage: t.exposeString('errorMessage', {
      nullable: true,
      description: 'The error message; null if there was no error.',
    }),
    rejectionReason: t.exposeString('rejectionReason', {
      nullable: true,
      description: 'Why the completion was rejected; null if not given.',
    }),
    verificationTimeMs: t.exposeInt('verificationTimeMs', {
      description: 'How long it took, in milliseconds.',
    }),
    apiCallCount: t.exposeInt('apiCallCount', { description: 'The number of X API calls it took.' }),
    cacheHit: t.exposeBoolean('cacheHit', { description: 'Whether the result came from a cache.' }),
    twitterAccount: t.relation('twitterAccount', {
      nullable: true,
      description: 'The X account used; null if none, or once it is disconnected.',
    }),
    verifiedAt: t.expose('verifiedAt', { type: 'DateTime', description: 'When the verification was made.' }),
  }),
});

export const VerificationLogConnection = connectionType(VerificationLog, 'VerificationLog', 'verifications');

builder.queryField('verificationLogs', (t) =>
  t.field({
    type: VerificationLogConnection,
    authScopes: { read: true },
    args: {
      ...pageArgs(t.arg),
      filter: t.arg({
        type: VerificationLogFilter,
        description: 'Limits the list to matching verifications.',
      }),
      orderBy: t.arg({ type: VerificationLogOrder, description: 'How to order the list.' }),
    },
    description: 'The verifications you can see, newest first by default.',
    resolve: (_root, args, context, info) =>
      readList(verificationLogList(args), context, info, (query) =>
        context.db.verificationLog.findMany(query),
      ),
  }),
);
