import DataLoader from 'dataloader';
import { ExecutionFilter } from '../executions/read/execution-filter.graphql.js';
import { StatusCount } from '../executions/read/executions.graphql.js';
import { ExecutionStatus } from '../generated/prisma/enums.js';
import { builder } from '../graphql/builder.js';
import type { Context } from '../graphql/context.js';
import { perRequest } from '../graphql/per-request.js';
import { Job } from '../jobs/job.graphql.js';
import { registerParts } from '../people/parts.js';
import type { Cut } from './buckets.sql.js';
import { archiveScope, executionScope, type Filter, rollupScope } from './execution-scope.js';
import {
  type Bucket,
  type Durations,
  type ExecutionFigures,
  readExecutionStats,
} from './execution-stats.sql.js';
import { readRollupStats } from './rollup-stats.sql.js';
import { statisticCost } from './statistic-cost.js';
import { bucketArgs, cutOf } from './time-bucket.graphql.js';

registerParts({
  ofRuns: [],
  ofJobs: [],
  ofOwners: ['execution_archive', 'failure_archive', 'execution_rollups'],
});

const StatsSource = builder.enumType('StatsSource', {
  description: 'What a statistic was computed from.',
  values: {
    ROLLUP: { description: 'From sums that are kept by the half hour: of any range, at any size.' },
    ROWS: { description: 'From the executions themselves, under a bound.' },
  } as const,
});

const DurationStats = builder.objectRef<Durations>('DurationStats').implement({
  description: 'How long executions ran, in milliseconds: those that started and ended.',
  fields: (t) => {
    const percentile = (place: number, percent: number) =>
      t.field({
        type: 'SafeInt',
        description: `${percent} % took no longer than this.`,
        resolve: ({ percentiles }) => percentiles[place] ?? 0,
      });
    return {
      average: t.exposeFloat('average', { description: 'The mean.' }),
      min: t.expose('min', { type: 'SafeInt', description: 'The shortest.' }),
      max: t.expose('max', { type: 'SafeInt', description: 'The longest.' }),
      p50: percentile(0, 50),
      p90: percentile(1, 90),
      p95: percentile(2, 95),
      p99: percentile(3, 99),
    };
  },
});

const ExecutionBucket = builder.objectRef<Bucket>('ExecutionBucket').implement({
  description: 'The executions of one span of time.',
  fields: (t) => ({
    start: t.expose('start', { type: 'DateTime', description: 'When the span begins.' }),
    count: t.exposeInt('count', { description: 'The number of executions.' }),
    completed: t.int({ description: 'Those that completed.', resolve: ({ byStatus }) => byStatus.COMPLETED }),
    failed: t.int({ description: 'Those that failed.', resolve: ({ byStatus }) => byStatus.FAILED }),
    canceled: t.int({
      description: 'Those that were canceled.',
      resolve: ({ byStatus }) => byStatus.CANCELED,
    }),
    durationMs: t.expose('durations', {
      type: DurationStats,
      nullable: true,
      description: 'How long they ran; null if none started and ended.',
    }),
  }),
});

const ExecutionStats = builder.objectRef<ExecutionFigures>('ExecutionStats').implement({
  description:
    'Figures about executions. Counts, sums, the shortest and the longest are exact; percentiles are the nearest rank, within 1 % or a millisecond.',
  fields: (t) => ({
    source: t.expose('source', { type: StatsSource, description: 'What the figures were computed from.' }),
    count: t.expose('count', { type: 'SafeInt', description: 'The number of executions.' }),
    countsByStatus: t.field({
      type: [StatusCount],
      description: 'The number with each status. Always all five.',
      resolve: ({ byStatus }) =>
        Object.values(ExecutionStatus).map((status) => ({
          status,
          value: byStatus[status],
          isCapped: false,
        })),
    }),
    successRate: t.float({
      nullable: true,
      description: 'The share of those that completed or failed that completed, 0 to 1; null if none did.',
      resolve: ({ byStatus: { COMPLETED, FAILED } }) =>
        COMPLETED + FAILED === 0 ? null : COMPLETED / (COMPLETED + FAILED),
    }),
    durationMs: t.expose('durations', {
      type: DurationStats,
      nullable: true,
      description: 'How long they ran; null if none started and ended.',
    }),
    itemsProcessed: t.field({
      type: 'SafeInt',
      description: 'The items they processed, 2^53 - 1 at most.',
      resolve: ({ itemsProcessed }) => Math.min(itemsProcessed, Number.MAX_SAFE_INTEGER),
    }),
    buckets: t.expose('buckets', {
      type: [ExecutionBucket],
      description: 'One for each span of the range, in order, the empty ones too; none without `bucket`.',
    }),
  }),
});

const statsArgs = builder.args((t) => ({
  filter: t.field({
    type: ExecutionFilter,
    description:
      'Limits the figures to matching executions; to those of the last 30 days if it names no range.',
  }),
  ...bucketArgs,
}));

builder.queryField('executionStats', (t) =>
  t.field({
    type: ExecutionStats,
    authScopes: { read: true },
    args: statsArgs,
    extensions: { ...statisticCost },
    description:
      'Figures about the executions you can see. The range and the buckets are of queuedAt, unless the filter has a range of finishedAt or startedAt alone.',
    resolve: async (_root, args, context) => {
      const cut = await cutOf(context.db, args);
      const rolledUp = rollupScope(context, args.filter, cut);
      if (rolledUp) return readRollupStats(context.db, rolledUp, cut);
      const of = await readExecutionStats(context.db, executionScope(context, args.filter), cut, null);
      return of(null);
    },
  }),
);

/** Loads the figures of jobs, one loader for each way of asking: jobs that are asked for in the same way share a statement. */
const loaders = perRequest(() => new Map<string, DataLoader<string, ExecutionFigures>>());

function jobStats(context: Context, filter: Filter | null | undefined, cut: Cut | null) {
  const known = loaders(context);
  const way = JSON.stringify([filter, cut]);
  const loader =
    known.get(way) ??
    new DataLoader(async (jobIds: readonly string[]) => {
      const jobs = { ids: jobIds, archive: archiveScope(context, filter, cut) };
      const of = await readExecutionStats(context.db, executionScope(context, filter, true), cut, jobs);
      return jobIds.map(of);
    });
  known.set(way, loader);
  return loader;
}

builder.prismaInterfaceFields(Job, (t) => ({
  stats: t.field({
    type: ExecutionStats,
    args: statsArgs,
    extensions: { ...statisticCost },
    description:
      'Figures about the executions of the job. If the filter has nothing but `queuedAt` and `status`, and the buckets are longer than minutes, executions that retention has deleted are included.',
    select: { id: true },
    resolve: async ({ id }, args, context) =>
      jobStats(context, args.filter, await cutOf(context.db, args)).load(id),
  }),
}));
