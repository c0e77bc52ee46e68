import { z } from 'zod';
import { Prisma, type PrismaClient } from '../generated/prisma/client.js';
import { type Cut, MAX_BUCKETS, startOf } from './buckets.sql.js';
import type { FacetValue } from './facet-value.graphql.js';
import type { Scope } from './scope.js';

type Raw = Pick<PrismaClient, '$queryRaw'>;

const points = z.array(
  z.object({
    start: z.date(),
    count: z.int(),
    average: z.number(),
    min: z.number(),
    max: z.number(),
    last: z.number(),
  }),
);
export type MetricPoint = z.infer<typeof points>[number];

/**
 * The mean. avg() squares the values, and fails where these are beyond a double's range; so the sum of larger ones is made
 * of a 2^53rd of them, to which small ones would add nothing.
 */
const AVERAGE = Prisma.sql`CASE WHEN max(abs(m.value)) <= 1e140 THEN avg(m.value) FILTER (WHERE abs(m.value) <= 1e140)
  ELSE 2::float8 ^ 53 * greatest(-max(abs(m.value)) / 2::float8 ^ 53, least(max(abs(m.value)) / 2::float8 ^ 53,
    sum(m.value / 2::float8 ^ 53) FILTER (WHERE abs(m.value) > 1e100) / count(*))) END`;

/**
 * A metric over time: what the metrics `m` of each bucket come to, of those buckets that have any, and one more than
 * there may be at most.
 * @param cut Units of a time zone, or so many equal steps from the range's start, or the first metric, to its end.
 */
export async function readMetricSeries(
  db: Raw,
  { where, from, to }: Scope,
  cut: Cut | { steps: number },
): Promise<MetricPoint[]> {
  const start =
    'unit' in cut
      ? startOf(Prisma.sql`m.timestamp`, cut)
      : Prisma.sql`span.first + floor((m.ms - span.first_ms) / span.step) * span.step * interval '1 millisecond'`;
  const steps = 'unit' in cut ? 1 : cut.steps;
  return points.parse(
    await db.$queryRaw(Prisma.sql`/* read_metric_series */
      WITH metrics AS MATERIALIZED (
        SELECT m.id, m.value, m.timestamp, extract(epoch FROM m.timestamp) * 1000 AS ms
        FROM metric_snapshots m WHERE ${where}
      ), span AS (
        -- Whole milliseconds, as times are kept; a last step that is shorter does no harm.
        SELECT first, extract(epoch FROM first) * 1000 AS first_ms,
          greatest(1, ceil((extract(epoch FROM least(${to}, last)) - extract(epoch FROM first)) * 1000 / ${steps}::int)) AS step
        FROM (
          SELECT greatest(${from}, min(timestamp)) AS first, max(timestamp) + interval '1 millisecond' AS last FROM metrics
        ) s
      )
      SELECT ${start} AS start, count(*)::int AS count, ${AVERAGE} AS average, min(m.value) AS min, max(m.value) AS max,
        (array_agg(m.value ORDER BY m.timestamp DESC, m.id DESC))[1] AS last
      FROM metrics m CROSS JOIN span
      GROUP BY 1 ORDER BY 1 LIMIT ${MAX_BUCKETS + 1}`),
  );
}

const names = z.array(z.object({ value: z.string(), count: z.int() }));

/** The names that metrics `m` have, the most frequent first. */
export async function readMetricNames(db: Raw, { where }: Scope, first: number): Promise<FacetValue[]> {
  const found = names.parse(
    await db.$queryRaw(Prisma.sql`/* read_metric_names */
      SELECT m.name AS value, count(*)::int AS count FROM metric_snapshots m WHERE ${where}
      GROUP BY m.name ORDER BY count DESC, m.name LIMIT ${first}`),
  );
  return found.map(({ value, count }) => ({ value, label: value, count: { value: count, isCapped: false } }));
}
