import { SocialTaskType, VerificationResult } from '../enums.graphql.js';
import { builder } from '../graphql/builder.js';
import { pageArgs } from '../graphql/relay/args.js';
import { connectionType } from '../graphql/relay/connection.js';
import { readList } from '../graphql/relay/list.js';
import { VerificationLogFilter, VerificationLogOrder } from './verification-log-filter.graphql.js';
import { verificationLogList } from './verification-log-list.js';

export const VerificationLog = builder.prismaNode('VerificationLog', {
  id: { field: 'id' },
  nullable: true,
  description: 'One try to find out whether a completion is true; append-only (seed 004).',
  select: { id: true },
  fields: (t) => ({
    completion: t.relation('completion', { description: 'What was verified.' }),
    user: t.relation('owner', { description: 'Whose completion it is.' }),
    task: t.relation('task', { description: 'What was to be done.' }),
    taskType: t.expose('taskType', { type: SocialTaskType, description: 'Of which type that is.' }),
    result: t.expose('result', { type: VerificationResult, description: 'What was found.' }),
    resultText: t.exposeString('resultText', {
      nullable: true,
      description: "The verifier's own word for it.",
    }),
    twitterApiResponse: t.expose('twitterApiResponse', {
      type: 'JSON',
      nullable: true,
      description: 'What X answered.',
    }),
    errorMessage: t.exposeString('errorMessage', {
      nullable: true,
      description: 'What went wrong, if anything.',
    }),
    rejectionReason: t.exposeString('rejectionReason', {
      nullable: true,
      description: 'Why it was rejected.',
    }),
    verificationTimeMs: t.exposeInt('verificationTimeMs', {
      description: 'How long it took, in milliseconds.',
    }),
    apiCallCount: t.exposeInt('apiCallCount', { description: 'How many calls of the X API it took.' }),
    cacheHit: t.exposeBoolean('cacheHit', { description: 'Whether a cache answered.' }),
    twitterAccount: t.relation('twitterAccount', {
      nullable: true,
      description: 'The X account it was made with; null once that is disconnected.',
    }),
    verifiedAt: t.expose('verifiedAt', { type: 'DateTime', description: 'When.' }),
  }),
});

export const VerificationLogConnection = connectionType(VerificationLog, 'VerificationLog', 'verifications');

builder.queryField('verificationLogs', (t) =>
  t.field({
    type: VerificationLogConnection,
    authScopes: { read: true },
    args: {
      ...pageArgs(t.arg),
      filter: t.arg({ type: VerificationLogFilter, description: 'Which verifications.' }),
      orderBy: t.arg({ type: VerificationLogOrder, description: 'In which order.' }),
    },
    description: 'The verifications that the viewer sees, newest first unless asked otherwise.',
    resolve: (_root, args, context, info) =>
      readList(verificationLogList(args), context, info, (query) =>
        context.db.verificationLog.findMany(query),
      ),
  }),
);
