import { refuseInput } from '../core/errors.js';
import { Prisma } from '../generated/prisma/client.js';

/** How time is cut: into units that begin in a time zone. */
export interface Cut {
  unit: 'minute' | 'hour' | 'day' | 'week';
  timezone: string;
}

/** How many buckets one statistic has at most. */
export const MAX_BUCKETS = 1_000;

/** The start of the bucket that a time is in; of none before the year 1, which no Date could be read from. */
export function startOf(time: Prisma.Sql, { unit, timezone }: Cut): Prisma.Sql {
  return Prisma.sql`greatest(date_trunc(${unit}, ${time}, ${timezone}), '0001-01-01 00:00:00+00'::timestamptz)`;
}

/**
 * A SELECT of the starts of all buckets that a range touches, one more than there may be at most. Days and weeks step
 * by the zone's own time, which has days of 23 and 25 hours; shorter ones by the clock that does not jump.
 * @param from Inclusive. @param to Exclusive.
 */
export function bucketStarts(cut: Cut, from: Prisma.Sql, to: Prisma.Sql): Prisma.Sql {
  const { unit, timezone } = cut;
  const step = Prisma.sql`${`1 ${unit}`}::interval`;
  // So that a range of thousands of years is refused, and not counted out: twice, since a zone's clocks can skip some.
  const last = Prisma.sql`least(${to}, ${from} + ${`${2 * MAX_BUCKETS} ${unit}`}::interval)`;
  const steps =
    unit === 'day' || unit === 'week'
      ? Prisma.sql`generate_series(date_trunc(${unit}, ${from} AT TIME ZONE ${timezone}), ${last} AT TIME ZONE ${timezone}, ${step})
          AS local(at), LATERAL (SELECT local.at AT TIME ZONE ${timezone} AS at) s`
      : Prisma.sql`generate_series(${startOf(from, cut)}, ${last}, ${step}) AS s(at)`;
  return Prisma.sql`
    SELECT DISTINCT ${startOf(Prisma.sql`s.at`, cut)} AS start FROM ${steps} WHERE s.at < ${to}
    ORDER BY start LIMIT ${MAX_BUCKETS + 1}`;
}

/** @throws GraphQLError BAD_USER_INPUT where there are more buckets than one statistic may have. */
export function checkBuckets(starts: readonly unknown[]): void {
  if (starts.length <= MAX_BUCKETS) return;
  refuseInput(['bucket'], `at most ${MAX_BUCKETS} buckets: ask for longer ones, or a shorter range.`);
}
