import { oneOf, type Search } from '../app/search.js';

/** A window of time around a moment: as far back as ahead. */
export interface TimeWindow {
  /** Its name in the address. */
  range: string;
  from: number;
  to: number;
  /** Whether it moves with the time. */
  isNow: boolean;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MINUTE_MS = 60_000;

export const WINDOWS = [
  { value: '6h', label: '6 hours', ms: 6 * HOUR_MS },
  { value: '24h', label: '24 hours', ms: DAY_MS },
  { value: '3d', label: '3 days', ms: 3 * DAY_MS },
  { value: '7d', label: '7 days', ms: 7 * DAY_MS },
] as const;
const DEFAULT_WINDOW = WINDOWS[1];

/** @param now To the minute, so that the window stays the same for as long. */
export function readWindow(search: Search, now: number): { window: TimeWindow; problems: string[] } {
  const problems: string[] = [];
  const range = oneOf(search, 'range');
  const known = WINDOWS.find(({ value }) => value === range);
  if (range !== undefined && !known) problems.push(`range: there is no "${range.slice(0, 40)}".`);
  const at = oneOf(search, 'at');
  const moment = at === undefined ? Number.NaN : Date.parse(at);
  if (at !== undefined && Number.isNaN(moment)) problems.push(`at: "${at.slice(0, 40)}" is no time.`);
  const isNow = Number.isNaN(moment);
  const middle = isNow ? Math.floor(now / MINUTE_MS) * MINUTE_MS : moment;
  const { value, ms } = known ?? DEFAULT_WINDOW;
  return { window: { range: value, from: middle - ms, to: middle + ms, isNow }, problems };
}

/** The middle of the window that is as long, before or after. */
export function moved({ from, to }: TimeWindow, by: -1 | 1): string {
  return new Date((from + to) / 2 + (by * (to - from)) / 2).toISOString();
}

/** Where the labels of a time axis stand: at whole steps of the zone that is shown. */
export function axisTimes({ from, to }: TimeWindow, zoneOffsetMs: number, most: number): number[] {
  const steps = [1, 2, 3, 6, 12, 24, 48].map((hours) => hours * HOUR_MS);
  const step = steps.find((one) => (to - from) / one <= most) ?? 48 * HOUR_MS;
  const first = Math.ceil((from + zoneOffsetMs) / step) * step - zoneOffsetMs;
  const times: number[] = [];
  for (let at = first; at <= to; at += step) times.push(at);
  return times;
}

/** What of a share of the window a moment is: 0 at its beginning, 1 at its end. */
export const shareOf = ({ from, to }: TimeWindow, at: number) => (at - from) / (to - from);
