import { describe, expect, it } from 'vitest';
import {
  formatAxisTime,
  formatBytes,
  formatCount,
  formatDuration,
  formatElapsed,
  formatFullTime,
  formatPercent,
  formatRelative,
  formatTime,
  fromFieldTime,
  NONE,
  toFieldTime,
} from '../console/src/ui/format.js';

const AT = Date.parse('2026-11-26T12:30:15.250Z');

describe('text of durations', () => {
  it.each([
    [0, '0 ms'],
    [999.9, '999 ms'],
    [1000, '1.0 s'],
    [1250, '1.2 s'],
    [59_999, '59.9 s'],
    [184_000, '3 m 04 s'],
    [3_599_999, '59 m 59 s'],
    [7_500_000, '2 h 05 m'],
    [86_399_999, '23 h 59 m'],
    [273_600_000, '3 d 04 h'],
    [-1500, '−1.5 s'],
    [null, NONE],
    [Number.NaN, NONE],
  ])('writes %s ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('writes what still goes on in whole seconds', () => {
    expect([-5, 999, 12_900, 184_900].map(formatElapsed)).toEqual(['0 s', '0 s', '12 s', '3 m 04 s']);
  });
});

describe('text of numbers', () => {
  it('never says all or nothing of a part', () => {
    expect([0, 0.0004, 0.5, 0.9996, 1].map(formatPercent)).toEqual(['0%', '<0.1%', '50%', '>99.9%', '100%']);
  });

  it('goes on to the next unit before it shows 1024 of the one below', () => {
    expect([0, 1023, 1024, 1_048_575, 1_572_864].map(formatBytes)).toEqual([
      '0 B',
      '1023 B',
      '1.0 KiB',
      '1.0 MiB',
      '1.5 MiB',
    ]);
  });

  it('says that a count stopped at its bound', () => {
    expect(formatCount({ count: 10_000, isCapped: true })).toBe('10,000+');
    expect(formatCount(null)).toBe(NONE);
  });
});

describe('text of moments', () => {
  it('names the year only when it is another', () => {
    expect(formatTime(AT, 'utc', { now: AT })).toBe('Nov 26 12:30:15');
    expect(formatTime(AT, 'utc', { now: AT + 365 * 86_400_000, precision: 'minute' })).toBe(
      'Nov 26, 2026 12:30',
    );
    expect(formatFullTime(AT, 'utc')).toBe('2026-11-26 12:30:15.250 UTC');
    expect(formatTime('no time', 'utc')).toBe(NONE);
  });

  it('says how long ago, and how long yet', () => {
    const ago = [0, 12_000, 180_000, 7_200_000, 432_000_000].map((ms) => formatRelative(AT - ms, AT));
    expect(ago).toEqual(['now', '12 s ago', '3 min ago', '2 h ago', '5 d ago']);
    expect(formatRelative(AT + 180_000, AT)).toBe('in 3 min');
  });

  it('labels the ticks of an axis as finely as they stand', () => {
    expect(formatAxisTime(Date.parse('2026-11-26T00:00:00Z'), 3_600_000, 'utc', AT)).toBe('Nov 26');
    expect(formatAxisTime(Date.parse('2026-11-26T06:00:00Z'), 3_600_000, 'utc', AT)).toBe('06:00');
    expect(formatAxisTime(AT, 1000, 'utc', AT)).toBe('12:30:15');
    expect(formatAxisTime(AT - 7_200_000, 3_600_000, 'relative', AT)).toBe('2 h ago');
  });

  it.each(['utc', 'local'] as const)('reads back what a field in %s time was given', (mode) => {
    expect(fromFieldTime(toFieldTime('2026-07-01T09:05:30.000Z', mode), mode)).toBe(
      '2026-07-01T09:05:30.000Z',
    );
    expect(fromFieldTime('', mode)).toBeNull();
    expect(fromFieldTime('2026-13-99T00:00', mode)).toBeNull();
  });
});
