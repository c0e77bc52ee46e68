import type { TimeBucket } from '../api/generated/graphql.js';
import { oneOf, type Search } from '../app/search.js';

/** How far back figures look, and how they are cut. */
export interface FigureRange {
  value: string;
  label: string;
  ms: number;
  bucket: TimeBucket;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export const RANGES = [
  { value: '24h', label: '24 hours', ms: DAY_MS, bucket: 'HOUR' },
  { value: '7d', label: '7 days', ms: 7 * DAY_MS, bucket: 'HOUR' },
  { value: '30d', label: '30 days', ms: 30 * DAY_MS, bucket: 'DAY' },
  { value: '90d', label: '90 days', ms: 90 * DAY_MS, bucket: 'DAY' },
] as const satisfies readonly FigureRange[];
const DEFAULT_RANGE: FigureRange = RANGES[2];

/** The range that an address names, and what is wrong with it. */
export function readRange(search: Search): { range: FigureRange; problem: string | null } {
  const text = oneOf(search, 'range');
  if (text === undefined) return { range: DEFAULT_RANGE, problem: null };
  const range = RANGES.find(({ value }) => value === text);
  return range
    ? { range, problem: null }
    : { range: DEFAULT_RANGE, problem: `There is no range "${text.slice(0, 40)}": 30 days are shown.` };
}

/** The beginning of a range that ends now, to the minute: it stays the same for as long. */
export const rangeStart = ({ ms }: FigureRange, now: number) =>
  new Date(Math.floor((now - ms) / 60_000) * 60_000).toISOString();
