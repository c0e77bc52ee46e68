import { builder } from '../../graphql/builder.js';
import { pageArgs } from '../../graphql/relay/args.js';
import { Job } from '../../jobs/job.graphql.js';
import { kindRow } from '../../jobs/kind-row.js';
import { SummaryConnection } from './summary.graphql.js';
import { summaryList } from './summary-list.js';

export const MonitorJob = builder.prismaNode('Job', {
  variant: 'MonitorJob',
  interfaces: [Job],
  id: { field: 'id' },
  findUnique: (id) => ({ id, kind: 'MONITOR' }),
  nullable: true,
  description: 'Watches an X account for topics (seed 000).',
  select: { id: true, kind: true, cron: true },
  fields: (t) => ({
    xUsername: t.string({
      description: 'The X account, without the @.',
      select: { monitor: { select: { xUsername: true } } },
      resolve: ({ monitor }) => kindRow(monitor).xUsername,
    }),
    topics: t.stringList({
      description: 'The topics to look for.',
      select: { monitor: { select: { topics: true } } },
      resolve: ({ monitor }) => kindRow(monitor).topics,
    }),
    hoursBack: t.int({
      description: 'How far back an execution reads posts, in hours.',
      select: { monitor: { select: { hoursBack: true } } },
      resolve: ({ monitor }) => kindRow(monitor).hoursBack,
    }),
    summaries: t.field({
      type: SummaryConnection,
      args: builder.args(pageArgs),
      description: 'Summaries written by its executions, newest first.',
      select: (args, _context, nested) => ({ summaries: nested(summaryList(args).query) }),
      resolve: (job, args) => summaryList(args).connection(job.summaries, { field: 'jobId', id: job.id }),
    }),
  }),
});
