import { registerPartRows } from '../../executions/parts/part-types.js';
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
    job: t.relation('job', {
      type: Job,
      nullable: true,
      description: 'The job it belongs to; null if none.',
    }),
    execution: t.relation('execution', {
      nullable: true,
      description: 'The execution it belongs to; null if none.',
    }),
    name: t.exposeString('name', { description: 'What was measured.' }),
    metricType: t.expose('metricType', { type: MetricType, description: 'How to interpret the value.' }),
    value: t.exposeFloat('value', { description: 'The value.' }),
    unit: t.exposeString('unit', { nullable: true, description: 'The unit; null if not given.' }),
    labels: t.expose('labels', {
      type: 'JSON',
      description: 'Labels that distinguish it from other metrics with the same name.',
    }),
    timestamp: t.expose('timestamp', { type: 'DateTime', description: 'When it was measured.' }),
  }),
});

registerPartRows('MetricSnapshot', MetricSnapshot, ({ db }, query) => db.metricSnapshot.findMany(query));

export const MetricSnapshotConnection = connectionType(MetricSnapshot, 'MetricSnapshot', 'metrics');

builder.queryField('metrics', (t) =>
  t.field({
    type: MetricSnapshotConnection,
    authScopes: { read: true },
    args: metricArgs,
    description: 'The metrics you can see, newest first.',
    resolve: (_root, args, context, info) =>
      readList(metricList(args), context, info, (query) => context.db.metricSnapshot.findMany(query)),
  }),
);

builder.prismaObjectFields(Execution, (t) => ({
  metrics: t.field({
    type: MetricSnapshotConnection,
    args: metricArgs,
    description: 'Metrics of the execution, newest first.',
    select: (args, _context, nested) => ({ metrics: nested(metricList(args, true).query) }),
    resolve: (execution, args) =>
      metricList(args, true).connection(execution.metrics, { field: 'executionId', id: execution.id }),
  }),
}));
