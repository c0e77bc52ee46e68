import { refuseInput } from '../core/errors.js';
import { builder } from '../graphql/builder.js';
import type { Context } from '../graphql/context.js';
import type { FieldCost } from '../graphql/field-cost.js';
import { boundedInt, filterField } from '../graphql/input/limits.js';
import { MetricFilter } from '../kinds/agents/part-filters.graphql.js';
import { metricList } from '../kinds/agents/part-lists.js';
import { checkBuckets, MAX_BUCKETS } from './buckets.sql.js';
import { FacetValueType } from './facet-value.graphql.js';
import { checkFirst, firstArg } from './first.js';
import { type MetricPoint, readMetricNames, readMetricSeries } from './metric-series.sql.js';
import { scopeOf } from './scope.js';
import { statisticCost } from './statistic-cost.js';
import { bucketArgs, cutOf, TimeBucket } from './time-bucket.graphql.js';

/** How many points a series has at most that does not say. */
const USUAL_POINTS = 300;

const MetricPointType = builder.objectRef<MetricPoint>('MetricPoint').implement({
  description: 'A metric over a span of time.',
  fields: (t) => ({
    start: t.expose('start', { type: 'DateTime', description: 'When the span begins.' }),
    count: t.exposeInt('count', { description: 'The number of measurements.' }),
    average: t.exposeFloat('average', { description: 'Their mean.' }),
    min: t.exposeFloat('min', { description: 'The smallest.' }),
    max: t.exposeFloat('max', { description: 'The largest.' }),
    last: t.exposeFloat('last', { description: 'The latest.' }),
  }),
});

const seriesCost: FieldCost = {
  cost: ({ maxPoints, bucket, ...args }) =>
    statisticCost.cost({ ...args, bucket, maxPoints: maxPoints ?? (bucket == null ? USUAL_POINTS : null) }),
};

type Filter = typeof MetricFilter.$inferInput;

function metricScope(context: Context, filter: Filter | null | undefined) {
  const isOfFew = filter?.jobId != null || filter?.executionId != null;
  return scopeOf(
    context,
    'MetricSnapshot',
    'm',
    metricList({ filter }, true).query.where,
    { field: 'timestamp', name: 'timestamp', range: filter?.timestamp },
    isOfFew ? null : 'a jobId or an executionId',
  );
}

builder.queryFields((t) => ({
  metricSeries: t.field({
    type: [MetricPointType],
    authScopes: { read: true },
    args: {
      name: t.arg.string({ required: true, description: 'The name of the metric.' }),
      filter: t.arg({
        type: MetricFilter,
        required: true,
        description:
          'Which measurements; those of the last 30 days if it names no range, job or execution. All labels are one series; `name` is an argument of its own.',
      }),
      bucket: t.arg({ type: TimeBucket, description: 'The span of each point.' }),
      maxPoints: t.arg.int({
        description: 'Instead of `bucket`: the number of equal steps, 1 to 1,000; 300 if neither is given.',
      }),
      timezone: bucketArgs.timezone,
    },
    extensions: { ...seriesCost },
    description:
      'A metric over time, oldest first: spans without a measurement are left out, and `min` and `max` keep every spike.',
    resolve: async (_root, { name, filter, maxPoints, ...args }, context) => {
      if (filter.name != null) refuseInput(filterField('name'), 'the name is an argument of its own.');
      if (maxPoints != null && args.bucket != null)
        refuseInput(['maxPoints'], 'give either bucket or maxPoints.');
      const steps = boundedInt(maxPoints ?? USUAL_POINTS, ['maxPoints'], { min: 1, max: MAX_BUCKETS });
      const scope = metricScope(context, { ...filter, name: [name] });
      const points = await readMetricSeries(context.db, scope, (await cutOf(context.db, args)) ?? { steps });
      checkBuckets(points);
      return points;
    },
  }),
  metricNames: t.field({
    type: [FacetValueType],
    authScopes: { read: true },
    args: {
      filter: t.arg({
        type: MetricFilter,
        description: 'Which measurements; those of the last 30 days if it names no range, job or execution.',
      }),
      first: t.arg.int(firstArg(50)),
    },
    extensions: { ...statisticCost },
    description: 'The names of the metrics you can see, the most frequent first.',
    resolve: (_root, { filter, first }, context) =>
      readMetricNames(context.db, metricScope(context, filter), checkFirst(first, 50)),
  }),
}));
