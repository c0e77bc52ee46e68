import { NIL_UUID } from '../core/ids.js';
import { Prisma } from '../generated/prisma/client.js';

/** Whose the roll-ups of everybody are. */
export const EVERYBODY = NIL_UUID;

/**
 * How many minutes the roll-ups are of: half an hour, an hour, four hours, a day. They begin with UTC's days, and each is
 * the sum of those that are shorter.
 */
export const LEVELS = [30, 60, 240, 1440] as const;
export type Level = (typeof LEVELS)[number];

/** Of the shortest, which alone are made of executions. */
export const FINEST = LEVELS[0];
/** Of those that are made of the shortest. */
export const BLOCKS = [60, 240, 1440] as const;
export type Block = (typeof BLOCKS)[number];

/** When the roll-up of as many minutes begins that a time is in. */
export const levelStart = (minutes: Level, time: Prisma.Sql) =>
  Prisma.sql`date_bin(${lengthOf(minutes)}, ${time}, '0001-01-01 00:00:00+00'::timestamptz)`;

/** How long a roll-up of as many minutes is, as an interval. */
export const lengthOf = (minutes: Level) => Prisma.raw(`interval '${minutes} minutes'`);

/** The cells that something in a state is counted in: its own, and that of all states. */
export const cellsOf = (state: Prisma.Sql) =>
  Prisma.sql`(VALUES (${state}, ${state}), ('ALL', ${state})) AS t(state, ended)`;

/**
 * What a cell is told of executions `r` that ended: how many have a duration of a bucket, and what they come to.
 * Beside it `pieces` have the cell's key: scope_id, owner_id, minutes, start and state, of {@link cellsOf}.
 */
export const OF_RUNS = Prisma.sql`duration_bucket(r.duration_ms) AS bucket, 1 AS n, (t.ended = 'FAILED')::int AS failed,
  (t.ended = 'CANCELED')::int AS canceled, r.items_processed AS items, r.duration_ms AS total_ms, r.duration_ms AS min_ms,
  r.duration_ms AS max_ms`;

/** The same of cells `c`, for {@link entriesOfCells} or {@link entriesOfArchive} beside them. */
export const OF_CELLS = Prisma.sql`n.bucket, n.n, n.failed, n.canceled, n.items, n.total_ms, n.min_ms, n.max_ms`;

/** Each bucket of cells `c`, and their sums beside what has no duration, which is no bucket. */
const entries = (failed: Prisma.Sql, canceled: Prisma.Sql) => Prisma.sql`CROSS JOIN LATERAL (
    SELECT NULL::smallint AS bucket, c.runs - c.timed AS n, ${failed} AS failed, ${canceled} AS canceled, c.items, c.total_ms,
      c.min_ms, c.max_ms
    UNION ALL
    SELECT u.b, u.c - u.before, 0, 0, 0, 0, NULL, NULL
    FROM unnest(c.buckets, c.cumulative, 0 || c.cumulative[:cardinality(c.cumulative) - 1]) AS u(b, c, before)
  ) n`;
export const entriesOfCells = entries(Prisma.sql`c.failed`, Prisma.sql`c.canceled`);
/** Of the archive, whose cells are of one state each. */
export const entriesOfArchive = entries(
  Prisma.sql`CASE c.state WHEN 'FAILED' THEN c.runs ELSE 0 END`,
  Prisma.sql`CASE c.state WHEN 'CANCELED' THEN c.runs ELSE 0 END`,
);

/** When the half hours of an hour begin, as a table of one column. */
export const halvesOf = (hour: Prisma.Sql) =>
  Prisma.sql`unnest(ARRAY[${hour}, ${hour} + interval '30 minutes'])`;

/** All states of cells: each is a range of the index. */
export const STATES = Prisma.sql`'{ALL,COMPLETED,FAILED,CANCELED}'::text[]`;

/** The steps of a statement that add up its `pieces` to `cells`. */
export const SUMMING = Prisma.sql`counted AS (
      SELECT scope_id, owner_id, minutes, start, state COLLATE "C" AS state, bucket, sum(n)::int AS n,
        sum(failed)::int AS failed, sum(canceled)::int AS canceled, sum(items) AS items,
        sum(total_ms)::bigint AS total_ms, min(min_ms) AS min_ms, max(max_ms) AS max_ms
      FROM pieces GROUP BY scope_id, owner_id, minutes, start, state, bucket
    ), ranked AS (
      SELECT *, (sum(n) OVER (PARTITION BY scope_id, owner_id, minutes, start, state ORDER BY bucket))::int AS cumulative
      FROM counted
    ), cells AS (
      SELECT scope_id, owner_id, minutes, start, state, sum(n) AS runs, sum(failed) AS failed,
        sum(canceled) AS canceled, sum(items) AS items,
        coalesce(sum(n) FILTER (WHERE bucket IS NOT NULL), 0) AS timed, coalesce(sum(total_ms), 0) AS total_ms,
        min(min_ms) AS min_ms, max(max_ms) AS max_ms,
        coalesce(array_agg(bucket ORDER BY bucket) FILTER (WHERE bucket IS NOT NULL), '{}') AS buckets,
        coalesce(array_agg(cumulative ORDER BY bucket) FILTER (WHERE bucket IS NOT NULL), '{}') AS cumulative
      FROM ranked GROUP BY scope_id, owner_id, minutes, start, state
    )`;

/** The steps that add up its `pieces`, and add them to the roll-ups. */
export const ADDING = Prisma.sql`${SUMMING}, ${adding(Prisma.sql`cells`)}`;

/**
 * The steps that add executions `runs` that ended (owner_id, queued_at, state, duration_ms, items_processed) to the roll-ups of
 * every level, their owners' and everybody's. Added up before they become many: mostly they are of one half hour, and
 * whatever is longer has the same histogram.
 */
export const ADDING_RUNS = Prisma.sql`halves AS (
      SELECT r.owner_id, ${levelStart(FINEST, Prisma.sql`r.queued_at`)} AS start, r.state,
        duration_bucket(r.duration_ms) AS bucket, count(*)::int AS n, sum(r.items_processed) AS items,
        sum(r.duration_ms)::bigint AS total_ms, min(r.duration_ms) AS min_ms, max(r.duration_ms) AS max_ms
      FROM runs r GROUP BY 1, 2, 3, 4
    ), pieces AS (
      SELECT s.scope_id, s.owner_id, ${FINEST}::int AS minutes, h.start, t.state, h.bucket, h.n,
        CASE t.ended WHEN 'FAILED' THEN h.n ELSE 0 END AS failed, CASE t.ended WHEN 'CANCELED' THEN h.n ELSE 0 END AS canceled,
        h.items, h.total_ms, h.min_ms, h.max_ms
      FROM halves h
      CROSS JOIN LATERAL (VALUES (h.owner_id, h.owner_id), (${EVERYBODY}::uuid, NULL)) AS s(scope_id, owner_id)
      CROSS JOIN LATERAL ${cellsOf(Prisma.sql`h.state`)}
    ), ${SUMMING}, summed AS (
      SELECT c.scope_id, c.owner_id, u.minutes, u.start, c.state, sum(c.runs) AS runs, sum(c.failed) AS failed,
        sum(c.canceled) AS canceled, sum(c.items) AS items, sum(c.timed) AS timed, sum(c.total_ms) AS total_ms,
        min(c.min_ms) AS min_ms, max(c.max_ms) AS max_ms,
        sum_histograms(c.buckets, c.cumulative) AS histogram
      FROM cells c
      CROSS JOIN LATERAL (VALUES ${Prisma.join(
        LEVELS.map((minutes) => Prisma.sql`(${minutes}::int, ${levelStart(minutes, Prisma.sql`c.start`)})`),
      )}) AS u(minutes, start)
      GROUP BY 1, 2, 3, 4, 5
    ), levels AS (
      SELECT *, (histogram).buckets, (histogram).cumulative FROM summed
    ), ${adding(Prisma.sql`levels`)}`;

/** The step that adds cells to the roll-ups. */
function adding(cells: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`written AS (
      INSERT INTO execution_rollups AS o (
        scope_id, owner_id, minutes, start, state, runs, failed, canceled, items, timed, total_ms, min_ms, max_ms, buckets,
        cumulative)
      SELECT scope_id, owner_id, minutes, start, state, runs, failed, canceled, items, timed, total_ms, min_ms, max_ms, buckets,
        cumulative
      FROM ${cells}
      ON CONFLICT (scope_id, minutes, state, start) DO UPDATE SET
        runs = o.runs + EXCLUDED.runs,
        failed = o.failed + EXCLUDED.failed,
        canceled = o.canceled + EXCLUDED.canceled,
        items = o.items + EXCLUDED.items,
        timed = o.timed + EXCLUDED.timed,
        total_ms = o.total_ms + EXCLUDED.total_ms,
        min_ms = least(o.min_ms, EXCLUDED.min_ms),
        max_ms = greatest(o.max_ms, EXCLUDED.max_ms),
        (buckets, cumulative) = (
          SELECT h.buckets, h.cumulative
          FROM add_histogram((o.buckets, o.cumulative)::histogram, EXCLUDED.buckets, EXCLUDED.cumulative) h)
    )`;
}
