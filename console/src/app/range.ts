const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The ranges that end now, the shortest first, and what a chart of each is cut into. */
const RANGES = {
  '1h': {
    label: '1 h',
    title: 'Last hour',
    spanMs: HOUR,
    bucket: 'MINUTE',
    trend: 'MINUTE',
    bucketMs: MINUTE,
  },
  '24h': {
    label: '24 h',
    title: 'Last 24 hours',
    spanMs: DAY,
    bucket: 'HOUR',
    trend: 'HOUR',
    bucketMs: HOUR,
  },
  '7d': { label: '7 d', title: 'Last 7 days', spanMs: 7 * DAY, bucket: 'HOUR', trend: 'DAY', bucketMs: HOUR },
  '30d': {
    label: '30 d',
    title: 'Last 30 days',
    spanMs: 30 * DAY,
    bucket: 'DAY',
    trend: 'DAY',
    bucketMs: DAY,
  },
} as const;

export type RangeName = keyof typeof RANGES;

export const RANGE_NAMES: readonly RangeName[] = ['1h', '24h', '7d', '30d'];

/** A range that ends now and begins with a bucket, so that its first bar is a whole one. */
export interface Range {
  name: RangeName;
  title: string;
  from: string;
  /** As far before `from` as that is before now: what is compared to. */
  before: { from: string; to: string };
  bucket: (typeof RANGES)[RangeName]['bucket'];
  bucketMs: number;
  /** Of a course that is as small as a word, and of which there are hundreds on a page. */
  trend: (typeof RANGES)[RangeName]['trend'];
  timezone: string;
}

export const rangeLabel = (name: RangeName): { label: string; title: string } => RANGES[name];

export function isRangeName(text: string): text is RangeName {
  return Object.hasOwn(RANGES, text);
}

/** @param timezone In which days begin: UTC, or the browser's own. */
export function rangeOf(name: RangeName, now: number, timezone: string): Range {
  const { title, spanMs, bucket, bucketMs, trend } = RANGES[name];
  const from = startOf(now - spanMs, bucketMs, timezone === 'UTC');
  return {
    name,
    title,
    from: new Date(from).toISOString(),
    before: { from: new Date(2 * from - now).toISOString(), to: new Date(from).toISOString() },
    bucket,
    bucketMs,
    trend,
    timezone,
  };
}

function startOf(at: number, bucketMs: number, isUtc: boolean): number {
  if (bucketMs < DAY || isUtc) return Math.floor(at / bucketMs) * bucketMs;
  return new Date(at).setHours(0, 0, 0, 0);
}
