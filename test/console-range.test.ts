import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isRangeName, RANGE_NAMES, rangeOf } from '../console/src/app/range.js';

const NOW = Date.parse('2026-11-26T12:30:15.250Z');

describe('ranges that end now', () => {
  it.each([
    ['1h', '2026-11-26T11:30:00.000Z', 'MINUTE'],
    ['24h', '2026-11-25T12:00:00.000Z', 'HOUR'],
    ['7d', '2026-11-19T12:00:00.000Z', 'HOUR'],
    ['30d', '2026-10-27T00:00:00.000Z', 'DAY'],
  ] as const)('begins %s with a whole bucket, and goes back far enough', (name, from, bucket) => {
    expect(rangeOf(name, NOW, 'UTC')).toMatchObject({ from, bucket });
  });

  it('compares with the time before that is as long', () => {
    for (const name of RANGE_NAMES) {
      const { from, before } = rangeOf(name, NOW, 'UTC');
      expect(before.to).toBe(from);
      expect(Date.parse(before.to) - Date.parse(before.from)).toBe(NOW - Date.parse(from));
    }
  });

  it('asks for no more than the 1,000 buckets that a statistic may have', () => {
    for (const name of RANGE_NAMES) {
      const { from, bucketMs } = rangeOf(name, NOW, 'UTC');
      expect((NOW - Date.parse(from)) / bucketMs).toBeLessThan(1_000);
    }
  });

  it('knows its names, and no property of an object', () => {
    expect(['1h', '30d', '2d', 'toString', ''].map(isRangeName)).toEqual([true, true, false, false, false]);
  });
});

describe('days of the browser’s own time zone', () => {
  const { TZ } = process.env;
  beforeEach(() => {
    process.env.TZ = 'America/New_York';
  });
  afterEach(() => {
    if (TZ === undefined) delete process.env.TZ;
    else process.env.TZ = TZ;
  });

  it('begin at its midnight', () => {
    expect(rangeOf('30d', NOW, 'America/New_York').from).toBe('2026-10-27T04:00:00.000Z');
  });
});
