import { z } from 'zod';
import { overAllOwners, owned } from '../core/db/owned.js';
import { PREPARED_LONG } from '../core/db/prepared.js';
import { ExecutionStatus, Prisma, type PrismaClient } from '../generated/prisma/client.js';
import { bucketStarts, type Cut, checkBuckets, startOf } from './buckets.sql.js';
import { type ExecutionFigures, type Figures, NONE, RANKS } from './execution-stats.sql.js';
import { histogramRanks } from './histogram-ranks.sql.js';
import {
  type Block,
  EVERYBODY,
  FINEST,
  halvesOf,
  type Level,
  lengthOf,
  levelStart,
} from './rollup-cells.sql.js';
import { AFTER_MARK, ENDS } from './rollup-feed.sql.js';

/** Which executions: all that were queued in a range, or those of some states. */
export interface RollupScope {
  /** Null for everybody's. */
  ownerId: string | null;
  /** A condition on executions as `e`, which names the owner. */
  where: Prisma.Sql;
  states: readonly ExecutionStatus[] | null;
  /** What buckets begin with, of UTC's. Half hours within which one begins are read from rows and archive. */
  offset: 'hours' | 'halves' | 'quarters';
  from: Prisma.Sql;
  to: Prisma.Sql;
}

const STATUSES = Object.values(ExecutionStatus);
const number = z.coerce.number();
const rows = z.array(
  z.object({
    /** Null for all buckets together. */
    start: z.date().nullable(),
    /** When all buckets start, those without a row too, in ms; in a row of its own. */
    starts: z.array(number).nullable(),
    /** By status, in the order of {@link STATUSES}. */
    counts: z.array(z.int()),
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
 * The figures of executions by their roll-ups, exact but for percentiles, in one statement: what is rolled up by half
 * hours, hours, four hours and days, and beside it, of the same moment, the rows of what is not. These are the ends of the
 * range, hours that are to be repaired, what ended after the mark, and what is open. Of the archive, quarters of an hour that
 * begin there.
 * @param cut Units that begin with UTC's half hours, or days that begin with quarters of its hours.
 * @throws GraphQLError BAD_USER_INPUT for more buckets than a statistic may have.
 */
export async function readRollupStats(
  db: Pick<PrismaClient, '$queryRaw'>,
  scope: RollupScope,
  cut: Cut | null,
): Promise<ExecutionFigures> {
  const found = rows.parse(await db.$queryRaw(statement(scope, cut)));
  const starts = found.flatMap((row) => row.starts ?? []);
  checkBuckets(starts);
  const byStart = new Map(found.flatMap((row) => (row.starts ? [] : [[row.start?.getTime(), row] as const])));
  return {
    source: 'ROLLUP',
    ...figures(byStart.get(undefined)),
    buckets: starts.map((start) => ({ start: new Date(start), ...figures(byStart.get(start)) })),
  };
}

/** The quarter of an hour that a time `at` is in, as the archive has them. */
const QUARTER = Prisma.sql`date_bin(interval '15 minutes', at, '0001-01-01 00:00:00+00'::timestamptz)`;

/**
 * What is queued and what runs, each by its own index: of the view of all executions, those that ended would be read too.
 * @param select A SELECT of executions `e` of which the condition holds.
 */
export const ofOpenRuns = (select: (isOpen: Prisma.Sql) => Prisma.Sql): Prisma.Sql =>
  Prisma.join(
    [Prisma.sql`e.is_queued IS NOT NULL`, Prisma.sql`e.is_running IS NOT NULL`].map(select),
    ' UNION ALL ',
  );

function statement({ ownerId, where, states, offset, from, to }: RollupScope, cut: Cut | null): Prisma.Sql {
  const scopeId = Prisma.sql`${ownerId ?? EVERYBODY}::uuid`;
  const mine = owned('r.owner_id', ownerId);
  const wanted = states ?? STATUSES;
  const ended = wanted.filter((state) => state !== 'QUEUED' && state !== 'RUNNING');
  // Of everything, one row of a time has all of it; of some states, each has its own.
  const read = states === null ? ['ALL'] : ended;
  const run = Prisma.sql`e.queued_at AS at, e.status::text AS state, e.items_processed AS items, e.duration_ms`;
  const isEnded = Prisma.sql`e.finished_at IS NOT NULL AND e.status::text = ANY(${ended}::text[])`;
  const half = levelStart(FINEST, Prisma.sql`e.queued_at`);
  // The arrays as they are: those that are stored apart are fetched here, once.
  const cells = (level: Level, range: Prisma.Sql, broken: Prisma.Sql) => Prisma.sql`
    SELECT c.start AS at, c.state, c.runs, c.failed, c.canceled, c.items, c.timed, c.total_ms, c.min_ms, c.max_ms,
      c.buckets || '{}'::smallint[] AS buckets, c.cumulative || '{}'::integer[] AS cumulative
    FROM span CROSS JOIN LATERAL (
      SELECT * FROM execution_rollups c
      WHERE c.scope_id = ${scopeId} AND c.minutes = ${level}::smallint
        AND c.state = ANY(${read}::text[]) AND ${range}
      -- By the key alone: whatever index has the owner too finds no fewer.
      OFFSET 0
    ) c
    -- Hashed, however many they are taken for.
    WHERE c.start NOT IN (SELECT start FROM ${broken}) ${owned('c.owner_id', ownerId)}`;
  // Each a range of the index: whole blocks, the half hours beside them, and hours and half hours of blocks that are broken.
  const blocks = (level: Block, isOfBuckets: boolean) => {
    const broken = (of: Block) => Prisma.raw(`${isOfBuckets ? 'broken' : 'dirty'}_${of}`);
    const halves = isOfBuckets ? Prisma.sql`unread` : Prisma.sql`dirty`;
    const first = levelStart(
      level,
      Prisma.sql`span.whole_from + ${lengthOf(level)} - interval '1 microsecond'`,
    );
    const last = levelStart(level, Prisma.sql`span.whole_to`);
    return Prisma.sql`
      ${cells(level, Prisma.sql`c.start >= ${first} AND c.start < ${last}`, broken(level))}
      UNION ALL
      ${cells(FINEST, Prisma.sql`c.start >= span.whole_from AND c.start < least(${first}, span.whole_to)`, halves)}
      UNION ALL
      ${cells(FINEST, Prisma.sql`c.start >= greatest(${first}, ${last}) AND c.start < span.whole_to`, halves)}
      ${level === 60 ? Prisma.empty : shorter(level, 60, broken(60))}
      ${shorter(60, FINEST, halves)}`;
    function shorter(block: Block, part: Level, without: Prisma.Sql): Prisma.Sql {
      return Prisma.sql`UNION ALL
      SELECT h.* FROM ${broken(block)} b CROSS JOIN span CROSS JOIN LATERAL (
        ${cells(part, Prisma.sql`c.start >= b.start AND c.start < b.start + ${lengthOf(block)}`, without)}
        OFFSET 0
      ) h
      WHERE b.start >= ${first} AND b.start < ${last}`;
    }
  };
  // They have no duration yet.
  const open = ofOpenRuns(
    (isOpen) => Prisma.sql`
      SELECT ${QUARTER} AS at, state, count(*)::int, sum(items), 0, 0, NULL, NULL, '{}'::smallint[], '{}'::integer[], true, true
      FROM (
        SELECT ${run} FROM job_executions e
        WHERE ${where} AND ${isOpen}
          AND e.queued_at >= ${from} AND e.queued_at < ${to} AND e.status::text = ANY(${wanted}::text[])
      ) o GROUP BY 1, state`,
  );
  const start = cut ? startOf(Prisma.sql`p.at`, cut) : Prisma.sql`NULL::timestamptz`;
  const ofBuckets = () => {
    if (cut?.unit === 'hour' && offset === 'halves')
      return cells(
        FINEST,
        Prisma.sql`c.start >= span.whole_from AND c.start < span.whole_to`,
        Prisma.sql`dirty`,
      );
    if (cut?.unit === 'hour') return blocks(60, true);
    return cut?.timezone === 'UTC' ? Prisma.sql`SELECT * FROM daily` : blocks(240, true);
  };
  const starts = cut ? bucketStarts(cut, from, to) : Prisma.sql`SELECT NULL::timestamptz AS start LIMIT 0`;
  const parted =
    offset === 'quarters'
      ? Prisma.sql`SELECT h.start FROM span, starts b, ${levelStart(FINEST, Prisma.sql`b.start`)} AS h(start)
        WHERE h.start < b.start AND h.start >= span.whole_from AND h.start < span.whole_to
        EXCEPT SELECT start FROM dirty`
      : Prisma.sql`SELECT NULL::timestamptz AS start LIMIT 0`;
  const ofAll: Partial<Record<ExecutionStatus, Prisma.Sql>> = {
    COMPLETED: Prisma.sql`runs - failed - canceled`,
    FAILED: Prisma.sql`failed`,
    CANCELED: Prisma.sql`canceled`,
  };
  const dirtyBlocks = (level: Block) =>
    Prisma.sql`SELECT DISTINCT ${levelStart(level, Prisma.sql`d.start`)} AS start FROM dirty d`;
  const brokenBlocks = (level: Block) => Prisma.sql`${dirtyBlocks(level)} UNION
      SELECT h.start FROM starts b, ${levelStart(level, Prisma.sql`b.start`)} AS h(start) WHERE h.start < b.start`;
  const counts = STATUSES.map(
    (status) => Prisma.sql`
          coalesce(sum(CASE state WHEN ${status} THEN runs WHEN 'ALL' THEN ${ofAll[status] ?? Prisma.sql`0`} END), 0)`,
  );
  return Prisma.sql`${PREPARED_LONG} /* read_rollup_stats */
    WITH range AS MATERIALIZED (
      SELECT ${from} AS first, ${to} AS last
    ), whole AS MATERIALIZED (
      SELECT first, greatest(first, last) AS last,
        ${levelStart(FINEST, Prisma.sql`first + ${lengthOf(FINEST)} - interval '1 microsecond'`)} AS first_half,
        ${levelStart(FINEST, Prisma.sql`last`)} AS last_half FROM range
    ), span AS MATERIALIZED (
      SELECT first, last, least(first_half, last) AS whole_from, greatest(least(first_half, last), last_half) AS whole_to
      FROM whole
    ), mark AS MATERIALIZED (
      SELECT tx_id, event_id FROM execution_rollup_mark
    ), starts AS MATERIALIZED (
      ${starts}
    ), dirty AS MATERIALIZED (
      SELECT DISTINCT h.start FROM span, execution_rollup_repairs r, ${halvesOf(Prisma.sql`r.hour`)} AS h(start)
      WHERE r.hour > span.whole_from - interval '1 hour' AND r.hour < span.whole_to ${mine}
        AND h.start >= span.whole_from AND h.start < span.whole_to
    ), parted AS MATERIALIZED (
      -- Half hours within which a bucket begins: for buckets their rows are read, and of the whole range they are as others.
      ${parted}
    ), unread AS MATERIALIZED (
      SELECT start FROM dirty UNION ALL SELECT start FROM parted
    ), dirty_1440 AS MATERIALIZED (
      ${dirtyBlocks(1440)}
    ), dirty_60 AS MATERIALIZED (
      ${dirtyBlocks(60)}
    ), broken_60 AS MATERIALIZED (
      -- Those that have such a half hour, or in which a bucket begins; and blocks of four hours alike.
      ${brokenBlocks(60)}
    ), broken_240 AS MATERIALIZED (
      ${brokenBlocks(240)}
    ), parts AS MATERIALIZED (
      SELECT first AS a, whole_from AS b, true AS of_range FROM span
      UNION ALL SELECT whole_to, last, true FROM span
      UNION ALL SELECT start, start + ${lengthOf(FINEST)}, true FROM dirty
      UNION ALL SELECT start, start + ${lengthOf(FINEST)}, false FROM parted
    ), singles AS MATERIALIZED (
      SELECT e.*, parts.of_range, true AS of_bucket FROM parts CROSS JOIN LATERAL (
        SELECT ${run} FROM job_executions e
        WHERE ${where} AND e.queued_at >= parts.a AND e.queued_at < parts.b AND ${isEnded}
        -- Read for each part by itself, by its range of the index.
        OFFSET 0
      ) e
      UNION ALL
      SELECT ${run}, true, NOT EXISTS (SELECT FROM parted d WHERE d.start = ${half}) FROM execution_events ev
      JOIN job_executions e ON e.id = ev.execution_id AND ${where}
      CROSS JOIN span
      WHERE ${AFTER_MARK}
        ${owned('ev.owner_id', ownerId)} AND ev.type IN ${ENDS} AND ${isEnded}
        AND e.queued_at >= span.whole_from AND e.queued_at < span.whole_to
        AND NOT EXISTS (SELECT FROM dirty d WHERE d.start = ${half})
    ), beside AS MATERIALIZED (
      -- Executions as if those of a quarter of an hour, within which no bucket begins, were a roll-up of their own, what is
      -- open, and what was archived.
      SELECT ${QUARTER} AS at, state, count(*)::int AS runs, sum(items) AS items, count(duration_ms)::int AS timed,
        coalesce(sum(duration_ms), 0) AS total_ms, min(duration_ms) AS min_ms, max(duration_ms) AS max_ms,
        ARRAY[duration_bucket(duration_ms)] AS buckets, ARRAY[count(*)::int] AS cumulative, of_range, of_bucket
      FROM singles GROUP BY 1, state, duration_bucket(duration_ms), of_range, of_bucket
      UNION ALL
      ${open}
      UNION ALL
      SELECT a.* FROM parts CROSS JOIN LATERAL (
        SELECT a.start, a.state, a.runs, a.items, a.timed, a.total_ms, a.min_ms, a.max_ms, a.buckets, a.cumulative,
          parts.of_range, true
        FROM execution_archive a
        WHERE a.start >= parts.a AND a.start < parts.b AND a.state = ANY(${ended}::text[]) ${owned('a.owner_id', ownerId)}
        OFFSET 0
      ) a
    ), placed AS (
      -- Where the start is null, of the whole range.
      SELECT NULL::timestamptz AS start, p.* FROM beside p WHERE of_range
      ${cut ? Prisma.sql`UNION ALL SELECT ${start}, p.* FROM beside p WHERE of_bucket` : Prisma.empty}
    ), daily AS (
      -- Of the whole range, and of UTC's days, which read it once for both.
      ${blocks(1440, false)}
    ), pieces AS MATERIALIZED (
      SELECT NULL::timestamptz AS start, p.* FROM daily p
      ${cut ? Prisma.sql`UNION ALL SELECT ${start}, p.* FROM (${ofBuckets()}) p` : Prisma.empty}
    ), sums AS (
      SELECT start, ARRAY[${Prisma.join(counts)}]::float8[] AS counts,
        coalesce(sum(items), 0)::float8 AS items, coalesce(sum(timed), 0)::int AS timed,
        coalesce(sum(total_ms), 0)::float8 AS "totalMs", min(min_ms)::float8 AS "minMs", max(max_ms)::float8 AS "maxMs"
      FROM (
        SELECT start, state, runs, failed, canceled, items, timed, total_ms, min_ms, max_ms FROM pieces
        UNION ALL
        SELECT start, state, runs, 0, 0, items, timed, total_ms, min_ms, max_ms FROM placed
      ) p GROUP BY start
    ), entries AS (
      SELECT p.start, u.b, sum(u.c - u.before) AS n
      FROM placed p
      CROSS JOIN LATERAL unnest(p.buckets, p.cumulative, 0 || p.cumulative[:cardinality(p.cumulative) - 1]) AS u(b, c, before)
      WHERE p.timed > 0
      GROUP BY p.start, u.b
    ), merged AS MATERIALIZED (
      SELECT start, max(c)::int AS timed, array_agg(b ORDER BY b) AS buckets, array_agg(c::int ORDER BY b) AS cumulative
      FROM (SELECT start, b, sum(n) OVER (PARTITION BY start ORDER BY b) AS c FROM entries) e GROUP BY start
    ), shapes AS NOT MATERIALIZED (
      SELECT start, timed, buckets, cumulative FROM pieces WHERE timed > 0 UNION ALL SELECT * FROM merged
    ), ${histogramRanks(RANKS)}
    SELECT s.*, coalesce(r.ranks, '{}') AS ranks, NULL::float8[] AS starts
    FROM sums s LEFT JOIN ranked r ON coalesce(r.start, '-infinity') = coalesce(s.start, '-infinity')
    UNION ALL
    SELECT NULL, '{}', 0, 0, 0, NULL, NULL, '{}',
      ARRAY(SELECT (extract(epoch FROM start) * 1000)::float8 FROM starts ORDER BY start)
    ${ownerId === null ? overAllOwners('administration') : Prisma.empty}`;
}

function figures(row: Row | undefined): Figures {
  if (!row) return { count: 0, byStatus: NONE, itemsProcessed: 0, durations: null };
  const { counts, timed, totalMs, minMs, maxMs, ranks } = row;
  const byStatus = { ...NONE };
  STATUSES.forEach((status, place) => {
    byStatus[status] = counts[place] ?? 0;
  });
  const isTimed = timed > 0 && minMs !== null && maxMs !== null;
  return {
    count: counts.reduce((sum, count) => sum + count, 0),
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
