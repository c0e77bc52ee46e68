import { Execution } from '../../executions/read/execution.graphql.js';
import { builder } from '../../graphql/builder.js';
import { pageArgs } from '../../graphql/relay/args.js';
import { connectionType } from '../../graphql/relay/connection.js';
import { readList } from '../../graphql/relay/list.js';
import { Job } from '../../jobs/job.graphql.js';
import { SummaryFilter } from './summary-filter.graphql.js';
import { summaryList } from './summary-list.js';

export const Summary = builder.prismaNode('Summary', {
  id: { field: 'id' },
  nullable: true,
  description: "What an AI wrote of the posts it read: a scheduled run's, or a playground's.",
  select: { id: true },
  fields: (t) => ({
    job: t.relation('job', { type: Job, nullable: true, description: 'Its monitor; null for a playground.' }),
    execution: t.relation('execution', {
      nullable: true,
      description: 'The run that wrote it; null for a playground, or once the run is no longer kept.',
    }),
    owner: t.relation('owner', { description: 'Whose it is.' }),
    isPlayground: t.exposeBoolean('isPlayground', {
      description: 'Whether it was written without a monitor.',
    }),
    xUsername: t.exposeString('xUsername', {
      description: "The X account that was read. A scheduled one keeps its job's, as it was.",
    }),
    topics: t.exposeStringList('topics', { description: 'What was looked for.' }),
    hoursBack: t.exposeInt('hoursBack', { description: 'How far back posts were read, in hours.' }),
    content: t.exposeString('content', { description: 'The summary.' }),
    tweetsCount: t.exposeInt('tweetsCount', { description: 'How many posts were read.' }),
    rawData: t.expose('rawData', { type: 'JSON', nullable: true, description: 'What was read, as it came.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was written.' }),
  }),
});

export const SummaryConnection = connectionType(Summary, 'Summary', 'summaries');

builder.queryField('summaries', (t) =>
  t.field({
    type: SummaryConnection,
    authScopes: { read: true },
    args: {
      ...pageArgs(t.arg),
      filter: t.arg({ type: SummaryFilter, description: 'Which summaries.' }),
    },
    description: 'The summaries that the viewer sees, newest first.',
    resolve: (_root, args, context, info) =>
      readList(summaryList(args), context, info, (query) => context.db.summary.findMany(query)),
  }),
);

builder.prismaObjectFields(Execution, (t) => ({
  summaries: t.field({
    type: SummaryConnection,
    args: builder.args(pageArgs),
    description: 'The summaries it wrote, newest first.',
    select: (args, _context, nested) => ({ summaries: nested(summaryList(args).query) }),
    resolve: (execution, args) =>
      summaryList(args).connection(execution.summaries, { field: 'executionId', id: execution.id }),
  }),
}));
