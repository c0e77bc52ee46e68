import { Prisma } from '../generated/prisma/client.js';

/** Every bucket that a duration can have (duration_bucket of the longest bigint is 2,935) is below two to this. */
const BUCKET_BITS = 12;

/**
 * The steps `sizes` and `ranked (start, ranks)` of a statement: which bucket of all histograms of a start each rank is in,
 * of a step `shapes (start, timed, buckets, cumulative)`, whose histograms are not empty. It is read three times: what is
 * wide is never stored again.
 *
 * Several histograms are never merged: a bucket is looked for by halves, as in a dictionary, where each histogram says how
 * many it has up to there. That costs the same however many executions they hold, a tenth of merging them. Each half is a
 * window over the same partitions, so the rows are sorted once. No plan hangs on a guess of how many there are: what NOT IN
 * leaves out is hashed.
 */
export function histogramRanks(ranks: readonly number[]): Prisma.Sql {
  const each = (column: (target: Prisma.Sql, low: Prisma.Sql, rank: number) => Prisma.Sql) =>
    Prisma.join(ranks.map((rank, i) => column(Prisma.raw(`target_${i}`), Prisma.raw(`low_${i}`), rank)));
  const targetOf = (rank: number, timed: Prisma.Sql) => Prisma.sql`ceil(${rank}::numeric * ${timed})::int`;
  const key = Prisma.sql`coalesce(start, '-infinity')`;
  const without = (sizes: Prisma.Sql) =>
    Prisma.sql`shapes WHERE ${key} NOT IN (SELECT start FROM sizes WHERE shapes ${sizes})`;
  let found = Prisma.sql`
    SELECT start, buckets, cumulative, ${each(
      (target, low, rank) =>
        Prisma.sql`${targetOf(rank, Prisma.sql`sum(timed) OVER same`)} AS ${target}, 0 AS ${low}`,
    )}
    FROM ${without(Prisma.sql`= 1`)} WINDOW same AS (PARTITION BY start)`;
  for (let half = 2 ** (BUCKET_BITS - 1); half >= 1; half /= 2) {
    const [step, last] = [Prisma.raw(String(half)), Prisma.raw(String(half - 1))];
    const narrowed = each(
      (target, low) => Prisma.sql`${target}, CASE
        WHEN sum(coalesce(cumulative[width_bucket((${low} + ${last})::smallint, buckets)], 0)) OVER same < ${target}
        THEN ${low} + ${step} ELSE ${low} END AS ${low}`,
    );
    found = Prisma.sql`
      SELECT start, buckets, cumulative, ${narrowed} FROM (${found}) h WINDOW same AS (PARTITION BY start)`;
  }
  const alone = each(
    (_target, _low, rank) =>
      Prisma.sql`buckets[width_bucket(${targetOf(rank, Prisma.sql`timed`)} - 1, cumulative) + 1]::int`,
  );
  return Prisma.sql`sizes AS MATERIALIZED (
      SELECT ${key} AS start, count(*) AS shapes FROM shapes GROUP BY 1
    ), ranked AS (
      SELECT start, ARRAY[${alone}] AS ranks FROM ${without(Prisma.sql`> 1`)}
      UNION ALL
      SELECT DISTINCT ON (start) start, ARRAY[${each((_, low) => low)}] FROM (${found}) h
    )`;
}
