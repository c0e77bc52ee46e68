import { ownerScope } from '../core/db/tenancy.js';
import { ExecutionFilter } from '../executions/read/execution-filter.graphql.js';
import { builder } from '../graphql/builder.js';
import { executionScope } from './execution-scope.js';
import { type BotMetrics, readBotMetrics, readStageSummary, type StageSummary } from './run-summaries.sql.js';
import { statisticCost } from './statistic-cost.js';

const BotMetricsType = builder.objectRef<BotMetrics>('BotMetrics').implement({
  description: 'What the executions of one bot came to (seed 002, job_metrics_by_bot).',
  fields: (t) => ({
    botId: t.exposeString('botId', { description: 'The bot.' }),
    totalJobs: t.exposeInt('totalJobs', { description: 'The number of its executions.' }),
    succeededJobs: t.exposeInt('succeededJobs', { description: 'Those that completed.' }),
    failedJobs: t.exposeInt('failedJobs', { description: 'Those that failed.' }),
    avgDurationSeconds: t.exposeFloat('avgDurationSeconds', {
      nullable: true,
      description: 'How long they ran on average, in seconds; null if none started and ended.',
    }),
    successRate: t.exposeFloat('successRate', {
      nullable: true,
      description: 'The share of those that completed or failed that completed, 0 to 1; null if none did.',
    }),
  }),
});

const StageSummaryType = builder.objectRef<StageSummary>('StageSummary').implement({
  description: 'What the stages of one name came to (seed 002, job_stage_summary).',
  fields: (t) => {
    const percentile = (place: number, percent: number) =>
      t.field({
        type: 'SafeInt',
        nullable: true,
        description: `${percent} % of those that ended took no longer, in milliseconds; null while all are open.`,
        resolve: ({ percentiles }) => percentiles?.[place] ?? null,
      });
    return {
      name: t.exposeString('name', { description: 'The name.' }),
      count: t.exposeInt('count', { description: 'The number of stages.' }),
      failed: t.exposeInt('failed', { description: 'Those that failed.' }),
      averageMs: t.exposeFloat('averageMs', {
        nullable: true,
        description: 'How long they took on average, in milliseconds; null while all are open.',
      }),
      p50Ms: percentile(0, 50),
      p95Ms: percentile(1, 95),
    };
  },
});

const filterArg = builder.args((t) => ({
  filter: t.field({
    type: ExecutionFilter,
    description: 'Which executions; those of the last 30 days if it names no range.',
  }),
}));

builder.queryFields((t) => ({
  botMetrics: t.field({
    type: [BotMetricsType],
    authScopes: { read: true },
    args: filterArg,
    extensions: { ...statisticCost },
    description: 'The executions you can see by bot, the busiest first; at most 1,000 bots.',
    resolve: (_root, { filter }, context) => readBotMetrics(context.db, executionScope(context, filter)),
  }),
  stageSummary: t.field({
    type: [StageSummaryType],
    authScopes: { read: true },
    args: filterArg,
    extensions: { ...statisticCost },
    description:
      'The stages of the executions you can see by name, the most frequent first; at most 1,000 names.',
    resolve: (_root, { filter }, context) =>
      readStageSummary(
        context.db,
        executionScope(context, filter),
        context.viewer && ownerScope(context.viewer),
      ),
  }),
}));
