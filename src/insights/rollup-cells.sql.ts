import { NIL_UUID } from '../core/ids.js';
import { Prisma } from '../generated/prisma/client.js';

/** Whose the roll-ups of everybody are. */
export const EVERYBODY = NIL_UUID;

/** How many hours the roll-ups are of: each is the sum of those that are shorter. They begin with UTC's days. */
export const LEVELS = [1, 6, 24] as const;
export type Level = (typeof LEVELS)[number];

/** Of those that are made of hours. */
export const BLOCKS = [6, 24] as const;

/** When the roll-up of as many hours begins that a time is in. */
export const levelStart = (hours: Prisma.Sql, time: Prisma.Sql) =>
  Prisma.sql`date_bin(${hours} * interval '1 hour', ${time}, '0001-01-01 00:00:00+00'::timestamptz)`;

/** All of them, as `u(hours)`. */
export const EVERY_LEVEL = Prisma.sql`(VALUES ${Prisma.join(LEVELS.map((hours) => Prisma.sql`(${hours}::int)`))}) AS u(hours)`;

/**
 * What a cell is told of executions `r` that ended: how many have a duration of a bucket, and what they come to.
 * Beside it `pieces` have the cell's key: scope_id, owner_id, hours, start and state.
 */
export const OF_RUNS = Prisma.sql`duration_bucket(r.duration_ms) AS bucket, 1 AS n, r.items_processed AS items,
  r.duration_ms AS total_ms, r.duration_ms AS min_ms, r.duration_ms AS max_ms`;

/** The same of cells `c`, for {@link entriesOfCells} beside them. */
export const OF_CELLS = Prisma.sql`n.bucket, n.n, n.items, n.total_ms, n.min_ms, n.max_ms`;

/** Each bucket of cells `c`, and their sums beside what has no duration, which is no bucket. */
export const entriesOfCells = Prisma.sql`CROSS JOIN LATERAL (
    SELECT NULL::smallint AS bucket, c.runs - c.timed AS n, c.items, c.total_ms, c.min_ms, c.max_ms
    UNION ALL
    SELECT u.b, u.c - u.before, 0, 0, NULL, NULL
    FROM unnest(c.buckets, c.cumulative, 0 || c.cumulative[:cardinality(c.cumulative) - 1]) AS u(b, c, before)
  ) n`;

/** All states of cells: each is a range of the index. */
export const STATES = Prisma.sql`'{ALL,COMPLETED,FAILED,CANCELED}'::text[]`;

/** The steps of a statement that add up its `pieces` to `cells`. */
export const SUMMING = Prisma.sql`counted AS (
      SELECT scope_id, owner_id, hours, start, state, bucket, sum(n) AS n, sum(items) AS items,
        sum(total_ms) AS total_ms, min(min_ms) AS min_ms, max(max_ms) AS max_ms
      FROM pieces GROUP BY scope_id, owner_id, hours, start, state, bucket
    ), ranked AS (
      SELECT *, sum(n) OVER (PARTITION BY scope_id, hours, start, state ORDER BY bucket) AS cumulative FROM counted
    ), cells AS (
      SELECT scope_id, owner_id, hours, start, state, sum(n) AS runs, sum(items) AS items,
        coalesce(sum(n) FILTER (WHERE bucket IS NOT NULL), 0) AS timed, coalesce(sum(total_ms), 0) AS total_ms,
        min(min_ms) AS min_ms, max(max_ms) AS max_ms,
        coalesce(array_agg(bucket ORDER BY bucket) FILTER (WHERE bucket IS NOT NULL), '{}') AS buckets,
        coalesce(array_agg(cumulative ORDER BY bucket) FILTER (WHERE bucket IS NOT NULL), '{}') AS cumulative
      FROM ranked GROUP BY scope_id, owner_id, hours, start, state
    )`;

/** The steps that add up its `pieces`, and add them to the roll-ups. */
export const ADDING = Prisma.sql`${SUMMING}, written AS (
      INSERT INTO execution_rollups AS o (
        scope_id, owner_id, hours, start, state, runs, items, timed, total_ms, min_ms, max_ms, buckets, cumulative)
      SELECT scope_id, owner_id, hours, start, state, runs, items, timed, total_ms, min_ms, max_ms, buckets, cumulative
      FROM cells
      ON CONFLICT (scope_id, hours, state, start) DO UPDATE SET
        runs = o.runs + EXCLUDED.runs,
        items = o.items + EXCLUDED.items,
        timed = o.timed + EXCLUDED.timed,
        total_ms = o.total_ms + EXCLUDED.total_ms,
        min_ms = least(o.min_ms, EXCLUDED.min_ms),
        max_ms = greatest(o.max_ms, EXCLUDED.max_ms),
        (buckets, cumulative) = (
          SELECT m.buckets, m.cumulative
          FROM merge_histograms(o.buckets, o.cumulative, EXCLUDED.buckets, EXCLUDED.cumulative) m)
    )`;
