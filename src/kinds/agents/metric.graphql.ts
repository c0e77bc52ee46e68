import { Execution } from '../../executions/read/execution.graphql.js';
import { builder } from '../../graphql/builder.js';
import { connectionType } from '../../graphql/relay/connection.js';
import { readList } from '../../graphql/relay/list.js';
import { Job } from '../../jobs/job.graphql.js';
import { MetricType } from './enums.graphql.js';
import { metricArgs } from './part-filters.graphql.js';
import { metricList } from './part-lists.js';

export const MetricSnapshot = builder.prismaNode('MetricSnapshot', {
  id: { field: 'id' },
  nullable: true,
  description: 'One measurement (seed 003).',
  select: { id: true },
  fields: (t) => ({
    job: t.relation('job', { type: Job, nullable: true, description: 'The job it is about, if any.' }),
    execution: t.relation('execution', { nullable: true, description: 'The run it is about, if any.' }),
    name: t.exposeString('name', { description: 'What was measured.' }),
    metricType: t.expose('metricType', { type: MetricType, description: 'How it is to be read.' }),
    value: t.exposeFloat('value', { description: 'The value.' }),
    unit: t.exposeString('unit', { nullable: true, description: 'In which unit.' }),
    labels: t.expose('labels', { type: 'JSON', description: 'What tells it from others of its name.' }),
    timestamp: t.expose('timestamp', { type: 'DateTime', description: 'When it was measured.' }),
  }),
});

export const MetricSnapshotConnection = connectionType(MetricSnapshot, 'MetricSnapshot', 'metrics');

builder.queryField('metrics', (t) =>
  t.field({
    type: MetricSnapshotConnection,
    authScopes: { read: true },
    args: metricArgs,
    description: 'The metrics that the viewer sees, newest first.',
    resolve: (_root, args, context, info) =>
      readList(metricList(args), context, info, (query) => context.db.metricSnapshot.findMany(query)),
  }),
);

builder.prismaObjectFields(Execution, (t) => ({
  metrics: t.field({
    type: MetricSnapshotConnection,
    args: metricArgs,
    description: 'What it measured, newest first.',
    select: (args, _context, nested) => ({ metrics: nested(metricList(args, true).query) }),
    resolve: (execution, args) =>
      metricList(args, true).connection(execution.metrics, { field: 'executionId', id: execution.id }),
  }),
}));
