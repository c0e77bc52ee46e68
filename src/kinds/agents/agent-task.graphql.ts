import { builder } from '../../graphql/builder.js';
import { Job } from '../../jobs/job.graphql.js';
import { kindRow } from '../../jobs/kind-row.js';
import { ArtifactConnection } from './artifact.graphql.js';
import { MetricSnapshotConnection } from './metric.graphql.js';
import { artifactArgs, metricArgs } from './part-filters.graphql.js';
import { artifactList, metricList } from './part-lists.js';

export const AgentTask = builder.prismaNode('Job', {
  variant: 'AgentTask',
  interfaces: [Job],
  id: { field: 'id' },
  findUnique: (id) => ({ id, kind: 'AGENT' }),
  nullable: true,
  description: "An LLM agent's task definition (seed 003).",
  select: { id: true, kind: true, cron: true },
  fields: (t) => ({
    maxRounds: t.int({
      description: 'The maximum number of rounds.',
      select: { agent: { select: { maxRounds: true } } },
      resolve: ({ agent }) => kindRow(agent).maxRounds,
    }),
    memorySize: t.int({
      description: 'How many messages the agent remembers.',
      select: { agent: { select: { memorySize: true } } },
      resolve: ({ agent }) => kindRow(agent).memorySize,
    }),
    metrics: t.field({
      type: MetricSnapshotConnection,
      args: metricArgs,
      description: 'Metrics from its executions, newest first.',
      select: (args, _context, nested) => ({ metrics: nested(metricList(args, true).query) }),
      resolve: (job, args) => metricList(args, true).connection(job.metrics, { field: 'jobId', id: job.id }),
    }),
    artifacts: t.field({
      type: ArtifactConnection,
      args: artifactArgs,
      description: 'Artifacts from its executions, newest first.',
      select: (args, _context, nested) => ({ artifacts: nested(artifactList(args).query) }),
      resolve: (job, args) => artifactList(args).connection(job.artifacts, { field: 'jobId', id: job.id }),
    }),
  }),
});
