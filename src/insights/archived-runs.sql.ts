import { owned } from '../core/db/owned.js';
import { ExecutionStatus, Prisma } from '../generated/prisma/client.js';
import { type Cut, startOf } from './buckets.sql.js';
import type { Scope } from './scope.js';

/** What of the archive is looked at. */
export interface ArchiveScope {
  /** Null for everybody's. */
  ownerId: string | null;
  states: readonly ExecutionStatus[] | null;
}

/** The middle of the durations of bucket `u.b`, as rollup-stats.sql.ts says it; of those that the cell `a` can have. */
const MIDDLE = Prisma.sql`least(a.max_ms::float8, greatest(a.min_ms::float8, CASE WHEN u.b > 0 THEN
    floor((floor(power(1.015::float8, u.b - 2)) + 1 + floor(power(1.015::float8, u.b - 1))) / 2) ELSE 0 END))::bigint`;

/**
 * What retention took of jobs, beside the rows that a statistic reads: each cell's sums, and for the percentiles a row for
 * each duration, so that they weigh as much as those of the executions that are there.
 * @param limit Of rows that it reads, or makes, of either.
 */
export function archivedRuns(
  { ownerId, states }: ArchiveScope,
  jobIds: readonly string[],
  { from, to }: Scope,
  cut: Cut | null,
  limit: number,
): Prisma.Sql {
  const wanted = states ?? Object.values(ExecutionStatus);
  const start = cut ? startOf(Prisma.sql`a.start`, cut) : Prisma.sql`NULL::timestamptz`;
  const cells = Prisma.sql`a.job_id = ANY(${[...jobIds]}::uuid[]) AND a.start >= ${from} AND a.start < ${to}
    AND a.state = ANY(${[...wanted]}::text[]) ${owned('a.owner_id', ownerId)}`;
  return Prisma.sql`
    UNION ALL (
      SELECT a.state::execution_status, a.runs, a.items, a.timed, a.total_ms, a.min_ms, a.max_ms, NULL, a.job_id, ${start}
      FROM execution_archive a WHERE ${cells} LIMIT ${limit})
    UNION ALL (
      SELECT a.state::execution_status, 0, 0, 0, 0, NULL, NULL, ${MIDDLE}, a.job_id, ${start}
      FROM execution_archive a
      CROSS JOIN LATERAL unnest(a.buckets, a.cumulative, 0 || a.cumulative[:cardinality(a.cumulative) - 1]) AS u(b, c, before)
      CROSS JOIN LATERAL generate_series(1, u.c - u.before)
      WHERE ${cells} LIMIT ${limit})`;
}
