import { z } from 'zod';
import { refuseInput } from '../core/errors.js';
import { ExecutionStatus, Prisma, type PrismaClient } from '../generated/prisma/client.js';
import { type ArchiveScope, archivedRuns } from './archived-runs.sql.js';
import { bucketStarts, type Cut, checkBuckets, startOf } from './buckets.sql.js';
import type { Scope } from './scope.js';

/** How long runs took, in milliseconds. */
export interface Durations {
  average: number;
  min: number;
  max: number;
  /** Nearest rank: p50, p90, p95 and p99. */
  percentiles: number[];
}

export interface Figures {
  count: number;
  byStatus: Record<ExecutionStatus, number>;
  itemsProcessed: number;
  /** Null where none ended that had started. */
  durations: Durations | null;
}

export interface Bucket extends Figures {
  start: Date;
}

export interface ExecutionFigures extends Figures {
  source: 'ROLLUP' | 'ROWS';
  buckets: Bucket[];
}

const number = z.coerce.number();
const rows = z.array(
  z.object({
    /** Of the totals, of one bucket, or a bucket's start alone, whether it has rows or not. */
    is: z.enum(['total', 'bucket', 'start']),
    jobId: z.uuid().nullable(),
    start: z.date().nullable(),
    count: z.int(),
    byStatus: z.partialRecord(z.enum(ExecutionStatus), z.int()),
    itemsProcessed: number,
    average: z.number().nullable(),
    min: number.nullable(),
    max: number.nullable(),
    percentiles: z.array(number).nullable(),
  }),
);
type Row = z.infer<typeof rows>[number];

/** How many executions one statement reads the rows of. */
export const MAX_STATS_ROWS = 1_000_000;

/** Of the percentiles. */
export const RANKS = [0.5, 0.9, 0.95, 0.99];

/**
 * The figures of executions, and of each bucket of their time, read from their rows in one statement.
 * @param jobs Of each of these jobs alone, with what retention took of them; null for all together.
 * @returns By job; under null what is of all together.
 * @throws GraphQLError BAD_USER_INPUT for more buckets than a statistic may have, and for more rows than it reads.
 */
export async function readExecutionStats(
  db: Pick<PrismaClient, '$queryRaw'>,
  scope: Scope,
  cut: Cut | null,
  jobs: { ids: readonly string[]; archive: ArchiveScope | null } | null,
): Promise<(jobId: string | null) => ExecutionFigures> {
  const start = cut ? startOf(scope.time, cut) : Prisma.sql`NULL::timestamptz`;
  const job = jobs ? Prisma.sql`e.job_id` : Prisma.sql`NULL::uuid`;
  const ofJobs = jobs ? Prisma.sql`AND e.job_id = ANY(${[...jobs.ids]}::uuid[])` : Prisma.empty;
  const archived = jobs?.archive
    ? archivedRuns(jobs.archive, jobs.ids, scope, cut, MAX_STATS_ROWS + 1)
    : Prisma.empty;
  const sets = cut
    ? Prisma.sql`GROUPING SETS ((r.job_id), (r.job_id, r.start))`
    : Prisma.sql`GROUPING SETS ((r.job_id))`;
  const starts = cut
    ? Prisma.sql`UNION ALL SELECT 'start', NULL, s.start, 0, '{}', 0, NULL, NULL, NULL, NULL
        FROM (${bucketStarts(cut, scope.from, scope.to)}) s`
    : Prisma.empty;
  const states = Object.values(ExecutionStatus).map(
    (status) =>
      Prisma.sql`${status}::text, coalesce(sum(r.runs) FILTER (WHERE r.status = ${status}::execution_status), 0)`,
  );
  const found = rows.parse(
    await db.$queryRaw(Prisma.sql`/* read_execution_stats */
      SELECT ${cut ? Prisma.sql`CASE grouping(r.start) WHEN 0 THEN 'bucket' ELSE 'total' END` : Prisma.sql`'total'`} AS is,
        r.job_id AS "jobId", ${cut ? Prisma.sql`r.start` : Prisma.sql`NULL::timestamptz AS start`}, sum(r.runs)::float8 AS count,
        jsonb_build_object(${Prisma.join(states)}) AS "byStatus",
        coalesce(sum(r.items), 0)::float8 AS "itemsProcessed",
        (sum(r.total_ms) / nullif(sum(r.timed), 0))::float8 AS average,
        min(r.min_ms)::float8 AS min, max(r.max_ms)::float8 AS max,
        percentile_disc(${RANKS}::float8[]) WITHIN GROUP (ORDER BY r.duration_ms)::float8[] AS percentiles
      FROM (
        (SELECT e.status, 1 AS runs, e.items_processed AS items, (e.duration_ms IS NOT NULL)::int AS timed,
          e.duration_ms AS total_ms, e.duration_ms AS min_ms, e.duration_ms AS max_ms, e.duration_ms,
          ${job} AS job_id, ${start} AS start
        FROM executions_by_state e WHERE ${scope.where} ${ofJobs} LIMIT ${MAX_STATS_ROWS + 1})
        ${archived}
      ) r
      GROUP BY ${sets}
      ${starts}`),
  );
  const read = found.reduce((sum, { is, count }) => (is === 'total' ? sum + count : sum), 0);
  if (read > MAX_STATS_ROWS) {
    refuseInput(
      ['filter'],
      `at most ${MAX_STATS_ROWS} executions: ask for a shorter range, or for fewer jobs.`,
    );
  }
  const points = found.flatMap((row) => (row.is === 'start' && row.start ? [row.start] : []));
  checkBuckets(points);
  points.sort((a, b) => a.getTime() - b.getTime());
  return (jobId) => {
    const own = found.filter((row) => row.is !== 'start' && row.jobId === jobId);
    const buckets = new Map(own.map((row) => [row.start?.getTime(), row]));
    return {
      source: 'ROWS',
      ...figures(own.find((row) => row.is === 'total')),
      buckets: points.map((point) => ({ start: point, ...figures(buckets.get(point.getTime())) })),
    };
  };
}

export const NONE: Record<ExecutionStatus, number> = {
  QUEUED: 0,
  RUNNING: 0,
  COMPLETED: 0,
  FAILED: 0,
  CANCELED: 0,
};

function figures(row: Row | undefined): Figures {
  if (!row) return { count: 0, byStatus: NONE, itemsProcessed: 0, durations: null };
  const { count, itemsProcessed, average, min, max, percentiles } = row;
  const byStatus = { ...NONE, ...row.byStatus };
  const isTimed = average !== null && min !== null && max !== null && percentiles !== null;
  return { count, byStatus, itemsProcessed, durations: isTimed ? { average, min, max, percentiles } : null };
}
