import { z } from 'zod';
import { overAllOwners, owned } from '../core/db/owned.js';
import { ExecutionStatus, Prisma, type PrismaClient } from '../generated/prisma/client.js';
import { bucketStarts, type Cut, checkBuckets, startOf } from './buckets.sql.js';
import { type ExecutionFigures, type Figures, NONE, RANKS } from './execution-stats.sql.js';
import { EVERYBODY } from './rollup-cells.sql.js';
import { AFTER_MARK, ENDS } from './rollup-feed.sql.js';

/** Which executions: all that were queued in a range, or those of some states. */
export interface RollupScope {
  /** Null for everybody's. */
  ownerId: string | null;
  /** A condition on executions as `e`, which names the owner. */
  where: Prisma.Sql;
  states: readonly ExecutionStatus[] | null;
  /** Whether days begin within UTC's hours: those hours are read from rows and archive. */
  hasPartsOfHours: boolean;
  from: Prisma.Sql;
  to: Prisma.Sql;
}

const number = z.coerce.number();
const rows = z.array(
  z.object({
    is: z.enum(['total', 'bucket', 'start']),
    start: z.date().nullable(),
    byStatus: z.record(z.string(), z.int()),
    items: number,
    timed: z.int(),
    totalMs: number,
    minMs: number.nullable(),
    maxMs: number.nullable(),
    ranks: z.array(z.int().nullable()),
  }),
);
type Row = z.infer<typeof rows>[number];

/**
 * The figures of executions by their roll-ups, exact but for percentiles, in one statement: what is rolled up by whole
 * hours and days, and beside it, of the same moment, the rows of what is not. These are the ends of the range, hours that
 * are to be repaired, what ended after the mark, and what is open. Of the archive, quarters of an hour that begin there.
 * @param cut Units that begin with UTC's hours, or days that begin with quarters of them.
 * @throws GraphQLError BAD_USER_INPUT for more buckets than a statistic may have.
 */
export async function readRollupStats(
  db: Pick<PrismaClient, '$queryRaw'>,
  scope: RollupScope,
  cut: Cut | null,
): Promise<ExecutionFigures> {
  const found = rows.parse(await db.$queryRaw(statement(scope, cut)));
  const points = found.flatMap((row) => (row.is === 'start' && row.start ? [row.start] : []));
  checkBuckets(points);
  points.sort((a, b) => a.getTime() - b.getTime());
  const buckets = new Map(
    found.flatMap((row) => (row.is === 'bucket' ? [[row.start?.getTime(), row] as const] : [])),
  );
  return {
    source: 'ROLLUP',
    ...figures(found.find((row) => row.is === 'total')),
    buckets: points.map((start) => ({ start, ...figures(buckets.get(start.getTime())) })),
  };
}

function statement(
  { ownerId, where, states, hasPartsOfHours, from, to }: RollupScope,
  cut: Cut | null,
): Prisma.Sql {
  const scopeId = Prisma.sql`${ownerId ?? EVERYBODY}::uuid`;
  const mine = owned('owner_id', ownerId);
  const wanted = states ?? Object.values(ExecutionStatus);
  const ended = wanted.filter((state) => state !== 'QUEUED' && state !== 'RUNNING');
  // Of everything, one row an hour has the histogram; of some states, each has its own.
  const shapes = states === null ? ['ALL'] : ended;
  const isByDay = cut === null || ((cut.unit === 'day' || cut.unit === 'week') && cut.timezone === 'UTC');
  const run = Prisma.sql`e.queued_at AS at, e.status::text AS state, e.items_processed AS items, e.duration_ms`;
  const isEnded = Prisma.sql`e.finished_at IS NOT NULL AND e.status::text = ANY(${ended}::text[])`;
  const cells = (hours: number, range: Prisma.Sql) => Prisma.sql`
    SELECT c.start AS at, c.state, c.runs, c.items, c.timed, c.total_ms, c.min_ms, c.max_ms,
      c.state = ANY(${shapes}::text[]) AS has_shape, c.state <> 'ALL' AS is_counted,
      CASE WHEN c.state = ANY(${shapes}::text[]) THEN c.buckets END AS buckets,
      CASE WHEN c.state = ANY(${shapes}::text[]) THEN c.cumulative END AS cumulative
    FROM execution_rollups c CROSS JOIN span
    WHERE c.scope_id = ${scopeId} ${owned('c.owner_id', ownerId)} AND c.hours = ${hours}::smallint
      AND c.state = ANY(${[...new Set([...ended, ...shapes])]}::text[]) AND ${range}
      AND NOT EXISTS (SELECT FROM ${hours === 24 ? Prisma.sql`dirty_days` : Prisma.sql`dirty`} d WHERE d.start = c.start)`;
  const hours = cells(1, Prisma.sql`c.start >= span.first_hour AND c.start < span.last_hour`);
  // Each a range of the index; those beside the days, where there are whole days, and those of days that are none.
  const days = Prisma.sql`
    ${cells(24, Prisma.sql`c.start >= span.first_day AND c.start < span.last_day`)}
    UNION ALL
    ${cells(1, Prisma.sql`c.start >= span.first_hour AND c.start < least(span.first_day, span.last_hour)`)}
    UNION ALL
    ${cells(1, Prisma.sql`c.start >= greatest(span.last_day, span.first_day) AND c.start < span.last_hour`)}
    UNION ALL
    SELECT h.* FROM dirty_days b CROSS JOIN LATERAL (
      ${cells(1, Prisma.sql`c.start >= b.start AND c.start < b.start + interval '24 hours'`)}
      OFFSET 0
    ) h`;
  const parted =
    cut && hasPartsOfHours
      ? Prisma.sql`UNION SELECT h.start FROM span, (${bucketStarts(cut, from, to)}) b,
          date_trunc('hour', b.start, 'UTC') AS h(start)
          WHERE h.start < b.start AND h.start >= span.first_hour AND h.start < span.last_hour`
      : Prisma.empty;
  const start = cut ? startOf(Prisma.sql`p.at`, cut) : Prisma.sql`NULL::timestamptz`;
  const counts = Object.values(ExecutionStatus).map(
    (status) => Prisma.sql`${status}::text, coalesce(sum(runs) FILTER (WHERE state = ${status}), 0)`,
  );
  return Prisma.sql`/* read_rollup_stats */
    WITH range AS MATERIALIZED (
      SELECT ${from} AS first, ${to} AS last
    ), whole AS MATERIALIZED (
      SELECT first, greatest(first, last) AS last,
        date_trunc('hour', first + interval '1 hour' - interval '1 microsecond', 'UTC') AS first_hour,
        date_trunc('hour', last, 'UTC') AS last_hour FROM range
    ), span AS MATERIALIZED (
      SELECT first, last, least(first_hour, last) AS first_hour, greatest(least(first_hour, last), last_hour) AS last_hour,
        date_trunc('day', first_hour + interval '24 hours' - interval '1 microsecond', 'UTC') AS first_day,
        date_trunc('day', last_hour, 'UTC') AS last_day FROM whole
    ), mark AS MATERIALIZED (
      SELECT tx_id, event_id FROM execution_rollup_mark
    ), dirty AS MATERIALIZED (
      SELECT DISTINCT hour AS start FROM execution_rollup_repairs, span
      WHERE hour >= span.first_hour AND hour < span.last_hour ${mine} ${parted}
    ), dirty_days AS MATERIALIZED (
      SELECT DISTINCT date_trunc('day', d.start, 'UTC') AS start FROM dirty d, span
      WHERE d.start >= span.first_day AND d.start < span.last_day
    ), parts AS MATERIALIZED (
      SELECT first AS a, first_hour AS b FROM span
      UNION ALL SELECT last_hour, last FROM span
      UNION ALL SELECT start, start + interval '1 hour' FROM dirty
    ), singles AS MATERIALIZED (
      SELECT e.* FROM parts CROSS JOIN LATERAL (
        SELECT ${run} FROM job_executions e
        WHERE ${where} AND e.queued_at >= parts.a AND e.queued_at < parts.b AND ${isEnded}
        -- Read for each part by itself, by its range of the index.
        OFFSET 0
      ) e
      UNION ALL
      SELECT ${run} FROM execution_events ev
      JOIN job_executions e ON e.id = ev.execution_id AND ${where}
      CROSS JOIN span
      WHERE ${AFTER_MARK}
        ${owned('ev.owner_id', ownerId)} AND ev.type IN ${ENDS} AND ${isEnded}
        AND e.queued_at >= span.first_hour AND e.queued_at < span.last_hour
        AND NOT EXISTS (SELECT FROM dirty d WHERE d.start = date_trunc('hour', e.queued_at, 'UTC'))
      UNION ALL
      SELECT ${run} FROM executions_by_state e
      WHERE ${where} AND e.finished_at IS NULL
        AND e.queued_at >= ${from} AND e.queued_at < ${to} AND e.status::text = ANY(${wanted}::text[])
    ), archived AS MATERIALIZED (
      SELECT a.* FROM parts CROSS JOIN LATERAL (
        SELECT a.start, a.state, a.runs, a.items, a.timed, a.total_ms, a.min_ms, a.max_ms, true, true, a.buckets, a.cumulative
        FROM execution_archive a
        WHERE a.start >= parts.a AND a.start < parts.b AND a.state = ANY(${ended}::text[]) ${owned('a.owner_id', ownerId)}
        OFFSET 0
      ) a
    ), pieces AS MATERIALIZED (
      SELECT 'total' AS part, NULL::timestamptz AS start, p.* FROM (${days} UNION ALL ${beside}) p
      ${
        cut
          ? Prisma.sql`UNION ALL SELECT 'bucket', ${start}, p.* FROM (
              ${isByDay ? days : hours} UNION ALL ${beside}) p`
          : Prisma.empty
      }
    ), sums AS (
      SELECT part, start, jsonb_build_object(${Prisma.join(counts)}) AS "byStatus",
        coalesce(sum(items) FILTER (WHERE is_counted), 0)::float8 AS items,
        coalesce(sum(timed) FILTER (WHERE is_counted), 0)::int AS timed,
        coalesce(sum(total_ms) FILTER (WHERE is_counted), 0)::float8 AS "totalMs",
        min(min_ms) FILTER (WHERE is_counted) AS "minMs", max(max_ms) FILTER (WHERE is_counted) AS "maxMs",
        count(*) FILTER (WHERE has_shape AND timed > 0) AS shapes,
        max(buckets) FILTER (WHERE has_shape AND timed > 0) AS buckets,
        max(cumulative) FILTER (WHERE has_shape AND timed > 0) AS cumulative
      FROM pieces GROUP BY part, start
    ), entries AS (
      -- Those of several histograms; one that is alone is read as it stands.
      SELECT p.part, p.start, u.b, sum(u.c - u.before) AS n
      FROM pieces p JOIN sums s ON s.part = p.part AND s.start IS NOT DISTINCT FROM p.start AND s.shapes > 1
      CROSS JOIN LATERAL unnest(p.buckets, p.cumulative, 0 || p.cumulative[:cardinality(p.cumulative) - 1]) AS u(b, c, before)
      WHERE p.has_shape AND p.timed > 0
      GROUP BY p.part, p.start, u.b
    ), running AS (
      SELECT part, start, b, sum(n) OVER (PARTITION BY part, start ORDER BY b) AS c FROM entries
    ), merged AS (
      SELECT part, start, array_agg(b ORDER BY b) AS buckets, array_agg(c::int ORDER BY b) AS cumulative
      FROM running GROUP BY part, start
    )
    SELECT s.part AS is, s.start, s."byStatus", s.items, s.timed, s."totalMs", s."minMs"::float8, s."maxMs"::float8,
      ARRAY(
        SELECT CASE WHEN s.shapes > 1
          THEN m.buckets[width_bucket(ceil(r.rank * s.timed)::int - 1, m.cumulative) + 1]
          ELSE s.buckets[width_bucket(ceil(r.rank * s.timed)::int - 1, s.cumulative) + 1] END::int
        FROM unnest(${RANKS}::numeric[]) WITH ORDINALITY AS r(rank, place) ORDER BY r.place
      ) AS ranks
    FROM sums s LEFT JOIN merged m ON m.part = s.part AND m.start IS NOT DISTINCT FROM s.start
    ${
      cut
        ? Prisma.sql`UNION ALL SELECT 'start', b.start, '{}', 0, 0, 0, NULL, NULL, '{}' FROM (${bucketStarts(cut, from, to)}) b`
        : Prisma.empty
    }
    ${ownerId === null ? overAllOwners('administration') : Prisma.empty}`;
}

/** Executions as if each were a roll-up of its own, and what was archived. */
const beside = Prisma.sql`
  SELECT at, state, 1, items, CASE WHEN duration_ms IS NULL THEN 0 ELSE 1 END, coalesce(duration_ms, 0), duration_ms,
    duration_ms, true, true, ARRAY[duration_bucket(duration_ms)], ARRAY[1]
  FROM singles
  UNION ALL
  SELECT * FROM archived`;

function figures(row: Row | undefined): Figures {
  if (!row) return { count: 0, byStatus: NONE, itemsProcessed: 0, durations: null };
  const { timed, totalMs, minMs, maxMs, ranks } = row;
  const byStatus = { ...NONE, ...row.byStatus };
  const isTimed = timed > 0 && minMs !== null && maxMs !== null;
  return {
    count: Object.values(byStatus).reduce((sum, count) => sum + count, 0),
    byStatus,
    itemsProcessed: row.items,
    durations: isTimed
      ? {
          average: totalMs / timed,
          min: minMs,
          max: maxMs,
          percentiles: ranks.map((bucket) => Math.min(maxMs, Math.max(minMs, middleOf(bucket ?? 0)))),
        }
      : null,
  };
}

/** How much longer a bucket's durations are than those of the one before, as the database's duration_bucket says. */
const GROWTH = 1.015;

/** The middle of the whole milliseconds that are in a bucket: off by 1 % at most, or by one. */
function middleOf(bucket: number): number {
  if (bucket === 0) return 0;
  const shortest = Math.floor(GROWTH ** (bucket - 2)) + 1;
  const longest = Math.floor(GROWTH ** (bucket - 1));
  return Math.floor((shortest + longest) / 2);
}
