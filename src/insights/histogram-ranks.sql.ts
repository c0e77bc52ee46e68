import { Prisma } from '../generated/prisma/client.js';

/** Every bucket that a duration can have (duration_bucket of the longest bigint is 2,935) is below two to this. */
const BUCKET_BITS = 12;

/**
 * The steps `targets` and `ranked (start, ranks)` of a statement: which bucket of all histograms of a start each rank is in,
 * of a step `shapes (start, timed, buckets, cumulative)`, whose histograms are not empty.
 *
 * Several histograms are never merged: a bucket is looked for by halves, as in a dictionary, where each histogram says how
 * many it has up to there. That costs the same however many executions they hold, a tenth of merging them. Each half is a
 * window over the same partitions, so the rows are sorted once, and no plan hangs on a guess of how many there are.
 */
export function histogramRanks(ranks: readonly number[]): Prisma.Sql {
  const each = (column: (target: Prisma.Sql, low: Prisma.Sql, rank: number) => Prisma.Sql) =>
    Prisma.join(ranks.map((rank, i) => column(Prisma.raw(`target_${i}`), Prisma.raw(`low_${i}`), rank)));
  let found = Prisma.sql`
    SELECT start, buckets, cumulative, ${each((target, low) => Prisma.sql`${target}, 0 AS ${low}`)}
    FROM targets WHERE shapes > 1`;
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
  const alone = each((target) => Prisma.sql`buckets[width_bucket(${target} - 1, cumulative) + 1]::int`);
  return Prisma.sql`targets AS (
      SELECT start, buckets, cumulative, count(*) OVER same AS shapes, ${each(
        (target, _, rank) => Prisma.sql`ceil(${rank}::numeric * sum(timed) OVER same)::int AS ${target}`,
      )}
      FROM shapes WINDOW same AS (PARTITION BY start)
    ), ranked AS (
      SELECT start, ARRAY[${alone}] AS ranks FROM targets WHERE shapes = 1
      UNION ALL
      SELECT DISTINCT ON (start) start, ARRAY[${each((_, low) => low)}] FROM (${found}) h
    )`;
}
