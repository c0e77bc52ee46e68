import type { ScopedDb } from '../core/db/tenancy.js';
import { refuseInput } from '../core/errors.js';
import { builder } from '../graphql/builder.js';
import { timeZoneName } from '../jobs/cron.js';
import type { Cut } from './buckets.sql.js';
import { isZoneOfDatabase } from './time-zones.sql.js';

export const TimeBucket = builder.enumType('TimeBucket', {
  description: 'How long the spans are that a statistic is cut into.',
  values: {
    MINUTE: { value: 'minute', description: 'A minute.' },
    HOUR: { value: 'hour', description: 'An hour.' },
    DAY: { value: 'day', description: 'A day of the time zone.' },
    WEEK: { value: 'week', description: 'A week of the time zone, from Monday on.' },
  } as const,
});

export const bucketArgs = builder.args((t) => ({
  bucket: t.field({
    type: TimeBucket,
    description: 'The span of each bucket; at most 1,000 buckets. If omitted, there are no buckets.',
  }),
  timezone: t.string({
    defaultValue: 'UTC',
    description: 'The IANA time zone that hours, days and weeks begin in.',
  }),
}));

interface BucketArgs {
  bucket?: typeof TimeBucket.$inferType | null;
  timezone?: string | null;
}

/** How a statistic is cut; null for not at all. @throws GraphQLError BAD_USER_INPUT for a time zone that is none. */
export async function cutOf(db: ScopedDb, { bucket, timezone }: BucketArgs): Promise<Cut | null> {
  const zone = timeZoneName(timezone ?? 'UTC');
  if (zone === null || (bucket && !(await isZoneOfDatabase(db, zone)))) {
    return refuseInput(['timezone'], 'must be the name of an IANA time zone, such as Europe/Berlin.');
  }
  return bucket ? { unit: bucket, timezone: zone } : null;
}
