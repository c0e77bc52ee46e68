/** Text of numbers, spans and moments. Pure: what they show depends on their arguments alone. */

export type TimeMode = 'utc' | 'local' | 'relative';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** What stands where there is no value. */
export const NONE = '–';

const two = (n: number) => String(n).padStart(2, '0');

/** `840 ms`, `1.2 s`, `3 m 04 s`, `2 h 05 m`, `3 d 04 h`. Rounds down, so that no part reaches its next unit. */
export function formatDuration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return NONE;
  if (ms < 0) return `−${formatDuration(-ms)}`;
  if (ms < SECOND) return `${Math.floor(ms)} ms`;
  if (ms < MINUTE) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} m ${two(Math.floor((ms % MINUTE) / SECOND))} s`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h ${two(Math.floor((ms % HOUR) / MINUTE))} m`;
  return `${formatNumber(Math.floor(ms / DAY))} d ${two(Math.floor((ms % DAY) / HOUR))} h`;
}

/** Of what still goes on: whole seconds, because tenths would only flicker. */
export function formatElapsed(ms: number): string {
  const whole = Math.max(0, Math.floor(ms / SECOND));
  return whole < 60 ? `${whole} s` : formatDuration(whole * SECOND);
}

const plain = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

/** `12,345.67` */
export function formatNumber(value: number | null | undefined): string {
  return value === null || value === undefined || !Number.isFinite(value) ? NONE : plain.format(value);
}

/** `12.3K`: for axes and narrow places. */
export function formatCompact(value: number | null | undefined): string {
  return value === null || value === undefined || !Number.isFinite(value) ? NONE : compact.format(value);
}

/** A count that may have stopped at its bound: `10,000+`. */
export function formatCount(count: { count: number; isCapped?: boolean } | null | undefined): string {
  return count ? `${formatNumber(count.count)}${count.isCapped ? '+' : ''}` : NONE;
}

const BYTES = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** `512 B`, `1.2 KiB` */
export function formatBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined || !Number.isFinite(bytes)) return NONE;
  let value = Math.abs(bytes);
  let unit = 0;
  // 1023.95 would be shown as 1024.0.
  while (value >= (unit === 0 ? 1024 : 1023.95) && unit < BYTES.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${bytes < 0 ? '−' : ''}${unit === 0 ? value : value.toFixed(1)} ${BYTES[unit]}`;
}

/** Of a fraction from 0 to 1. Only all is `100%` and only nothing is `0%`. */
export function formatPercent(fraction: number | null | undefined): string {
  if (fraction === null || fraction === undefined || !Number.isFinite(fraction)) return NONE;
  if (fraction > 0 && fraction < 0.001) return '<0.1%';
  if (fraction < 1 && fraction > 0.999) return '>99.9%';
  return `${Math.round(fraction * 1000) / 10}%`;
}

interface Parts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  ms: number;
}

function partsOf(at: number, isUtc: boolean): Parts {
  const date = new Date(at);
  return isUtc
    ? {
        year: date.getUTCFullYear(),
        month: date.getUTCMonth(),
        day: date.getUTCDate(),
        hour: date.getUTCHours(),
        minute: date.getUTCMinutes(),
        second: date.getUTCSeconds(),
        ms: date.getUTCMilliseconds(),
      }
    : {
        year: date.getFullYear(),
        month: date.getMonth(),
        day: date.getDate(),
        hour: date.getHours(),
        minute: date.getMinutes(),
        second: date.getSeconds(),
        ms: date.getMilliseconds(),
      };
}

export type TimePrecision = 'day' | 'minute' | 'second' | 'ms';

function clockOf(p: Parts, precision: TimePrecision): string {
  const minutes = `${two(p.hour)}:${two(p.minute)}`;
  if (precision === 'minute') return minutes;
  const seconds = `${minutes}:${two(p.second)}`;
  return precision === 'ms' ? `${seconds}.${String(p.ms).padStart(3, '0')}` : seconds;
}

/** `Nov 26 12:30:15`; with its year where that is not the year of `now`. */
export function formatTime(
  at: string | number | null | undefined,
  mode: TimeMode,
  { now = Date.now(), precision = 'second' }: { now?: number; precision?: TimePrecision } = {},
): string {
  const ms = momentOf(at);
  if (ms === null) return NONE;
  if (mode === 'relative') return formatRelative(ms, now);
  const isUtc = mode === 'utc';
  const p = partsOf(ms, isUtc);
  const year = p.year === partsOf(now, isUtc).year ? '' : `, ${p.year}`;
  const date = `${MONTHS[p.month]} ${p.day}${year}`;
  return precision === 'day' ? date : `${date} ${clockOf(p, precision)}`;
}

/** `2026-11-26 12:30:15.250 UTC`, or with the offset of the local zone: what a title says in full. */
export function formatFullTime(at: string | number | null | undefined, mode: 'utc' | 'local'): string {
  const ms = momentOf(at);
  if (ms === null) return NONE;
  const p = partsOf(ms, mode === 'utc');
  return `${p.year}-${two(p.month + 1)}-${two(p.day)} ${clockOf(p, p.ms ? 'ms' : 'second')} ${mode === 'utc' ? 'UTC' : offsetOf(ms)}`;
}

function offsetOf(ms: number): string {
  const minutes = -new Date(ms).getTimezoneOffset();
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '−' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** `now`, `12 s ago`, `3 min ago`, `in 2 h`, `5 d ago`. */
export function formatRelative(at: number, now: number): string {
  const span = Math.abs(now - at);
  const isPast = at <= now;
  const text =
    span < SECOND
      ? null
      : span < MINUTE
        ? `${Math.floor(span / SECOND)} s`
        : span < HOUR
          ? `${Math.floor(span / MINUTE)} min`
          : span < 2 * DAY
            ? `${Math.floor(span / HOUR)} h`
            : `${formatNumber(Math.floor(span / DAY))} d`;
  if (text === null) return 'now';
  return isPast ? `${text} ago` : `in ${text}`;
}

/** The label of a tick of a time axis, as fine as the distance to the next tick asks for. */
export function formatAxisTime(at: number, stepMs: number, mode: TimeMode, now = Date.now()): string {
  if (mode === 'relative') return formatRelative(at, now);
  const p = partsOf(at, mode === 'utc');
  if (stepMs >= 28 * DAY) return `${MONTHS[p.month]} ${p.year}`;
  const isMidnight = p.hour === 0 && p.minute === 0 && p.second === 0 && p.ms === 0;
  if (stepMs >= DAY || isMidnight) return `${MONTHS[p.month]} ${p.day}`;
  return clockOf(p, stepMs >= MINUTE ? 'minute' : stepMs >= SECOND ? 'second' : 'ms');
}

/** Milliseconds since 1970, or null for what is no moment. */
export function momentOf(at: string | number | null | undefined): number | null {
  if (at === null || at === undefined || at === '') return null;
  const ms = typeof at === 'number' ? at : Date.parse(at);
  return Number.isFinite(ms) ? ms : null;
}

/** The value of a datetime-local field; what is relative is entered in local time. */
export function toFieldTime(at: string | null | undefined, mode: TimeMode): string {
  const ms = momentOf(at);
  if (ms === null) return '';
  const p = partsOf(ms, mode === 'utc');
  const seconds = p.second || p.ms ? `:${two(p.second)}` : '';
  return `${String(p.year).padStart(4, '0')}-${two(p.month + 1)}-${two(p.day)}T${two(p.hour)}:${two(p.minute)}${seconds}`;
}

/** The moment that a datetime-local field's value means, or null. */
export function fromFieldTime(value: string, mode: TimeMode): string | null {
  if (!value) return null;
  const ms = Date.parse(mode === 'utc' ? `${value}Z` : value);
  return Number.isFinite(ms) ? new Date(ms).toISOString() : null;
}
