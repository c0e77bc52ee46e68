import { registerPartRows } from '../../executions/parts/part-types.js';
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
  description: 'What an AI wrote about the posts it read, for a monitor or in a playground.',
  select: { id: true },
  fields: (t) => ({
    job: t.relation('job', { type: Job, nullable: true, description: 'The monitor; null for a playground.' }),
    execution: t.relation('execution', {
      nullable: true,
      description:
        'The execution that wrote it; null for a playground, or once the execution is no longer kept.',
    }),
    owner: t.relation('owner', { description: 'The owner.' }),
    isPlayground: t.exposeBoolean('isPlayground', {
      description: 'Whether it was written without a monitor.',
    }),
    xUsername: t.exposeString('xUsername', {
      description:
        "The X account that was read. A monitor's summary keeps the account its job had at the time.",
    }),
    topics: t.exposeStringList('topics', { description: 'The topics looked for.' }),
    hoursBack: t.exposeInt('hoursBack', { description: 'How far back posts were read, in hours.' }),
    content: t.exposeString('content', { description: 'The summary.' }),
    tweetsCount: t.exposeInt('tweetsCount', { description: 'The number of posts read.' }),
    rawData: t.expose('rawData', {
      type: 'JSON',
      nullable: true,
      description: 'The raw posts; null if not recorded.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was written.' }),
  }),
});

registerPartRows('Summary', Summary, ({ db }, query) => db.summary.findMany(query));

export const SummaryConnection = connectionType(Summary, 'Summary', 'summaries');

builder.queryField('summaries', (t) =>
  t.field({
    type: SummaryConnection,
    authScopes: { read: true },
    args: {
      ...pageArgs(t.arg),
      filter: t.arg({ type: SummaryFilter, description: 'Limits the list to matching summaries.' }),
    },
    description: 'The summaries you can see, newest first.',
    resolve: (_root, args, context, info) =>
      readList(summaryList(args), context, info, (query) => context.db.summary.findMany(query)),
  }),
);

builder.prismaObjectFields(Execution, (t) => ({
  summaries: t.field({
    type: SummaryConnection,
    args: builder.args(pageArgs),
    description: 'Summaries written by the execution, newest first.',
    select: (args, _context, nested) => ({ summaries: nested(summaryList(args).query) }),
    resolve: (execution, args) =>
      summaryList(args).connection(execution.summaries, { field: 'executionId', id: execution.id }),
  }),
}));
