import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastRun, nextRun, nextRunAllowed, runsWithin, ticksPerMinute } from '../src/jobs/cron.js';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;
const DAY_SECONDS = 86_400;
/** No zone's clocks are set by less, nor at another moment. */
const QUARTER_MS = 900_000;
/** What the walk begins before, so that it knows the whole of the first day, and how far it goes. */
const AHEAD_MS = 50 * HOUR_MS;
const WALK_MS = 60 * HOUR_MS;

/** Zones, and days on which their clocks are set: by an hour, at midnight, by half an hour, never. */
const SETTINGS: ReadonlyArray<[zone: string, days: string[]]> = [
  ['Europe/Berlin', ['2026-03-29', '2026-10-25']],
  ['America/New_York', ['2026-03-08', '2026-11-01']],
  ['America/Sao_Paulo', ['2018-02-18', '2018-11-04']],
  ['Australia/Lord_Howe', ['2026-04-05', '2026-10-04']],
  ['Asia/Kolkata', ['2026-02-28']],
  ['UTC', ['2028-02-29']],
];

/** A field of a cron expression, and the values that it stands for. */
interface Field {
  text: string;
  values: ReadonlySet<number>;
}

const range = (from: number, to: number, step = 1) =>
  new Set(Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, nth) => from + nth * step));

/** @param often Up to which value single ones are mostly. */
function field(min: number, max: number, often = max): fc.Arbitrary<Field> {
  const value = fc.oneof(fc.integer({ min, max: often }), fc.integer({ min, max }));
  return fc.oneof(
    fc.constant({ text: '*', values: range(min, max) }),
    fc.integer({ min: 2, max: Math.min(30, max) }).map((step) => ({
      text: `*/${step}`,
      values: range(min, max, step),
    })),
    value.map((one) => ({ text: String(one), values: new Set([one]) })),
    fc.uniqueArray(value, { minLength: 2, maxLength: 3 }).map((some) => ({
      text: some.join(','),
      values: new Set(some),
    })),
    fc.tuple(value, value, fc.integer({ min: 1, max: 3 })).map(([one, other, step]) => {
      const [from, to] = [Math.min(one, other), Math.max(one, other)];
      return { text: `${from}-${to}/${step}`, values: range(from, to, step) };
    }),
  );
}

const schedules = fc.record({
  second: fc.oneof(fc.constant({ text: '0', values: new Set([0]) }), field(0, 59)),
  minute: field(0, 59),
  // The hours in which clocks are set, more than others.
  hour: field(0, 23, 4),
  day: fc.oneof(fc.constant({ text: '*', values: range(1, 31) }), field(1, 31)),
  weekday: fc.oneof(fc.constant({ text: '*', values: range(0, 6) }), field(0, 6)),
});

type Fields = typeof schedules extends fc.Arbitrary<infer T> ? T : never;

const cronOf = ({ second, minute, hour, day, weekday }: Fields) =>
  [second, minute, hour, day, { text: '*' }, weekday].map(({ text }) => text).join(' ');

/** What a zone's clocks show at a moment, as if it were UTC. */
function offsetsOf(timezone: string): (ms: number) => number {
  const format = new Intl.DateTimeFormat('en', {
    ...{ timeZone: timezone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric' },
  } as const);
  const known = new Map<number, number>();
  return (ms) => {
    const quarter = Math.floor(ms / QUARTER_MS) * QUARTER_MS;
    const before = known.get(quarter);
    if (before !== undefined) return before;
    const part = Object.fromEntries(
      format.formatToParts(quarter).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = part;
    const offset = Date.UTC(year, month - 1, day, hour, minute) - quarter;
    known.set(quarter, offset);
    return offset;
  };
}

/** Every tick of some days, second by second, by what the zone's clocks show then. */
function walk(fields: Fields, offsetAt: (ms: number) => number, from: number, to: number): number[] {
  const { second, minute, hour, day, weekday } = fields;
  const single = [second, minute, hour].every(({ text, values }) => values.size === 1 && !/[*/]/.test(text));
  const [s = 0, m = 0, h = 0] = [second, minute, hour].map(({ values }) => [...values][0]);
  const wanted = (h * 60 + m) * 60 + s;
  const isDay = (days: number) => {
    const shown = new Date(days * DAY_SECONDS * SECOND_MS);
    const ofMonth = day.values.has(shown.getUTCDate());
    const ofWeek = weekday.values.has(shown.getUTCDay());
    return day.text !== '*' && weekday.text !== '*' ? ofMonth || ofWeek : ofMonth && ofWeek;
  };
  const ticks: number[] = [];
  const done = new Set<number>();
  for (let at = from; at < to; at += SECOND_MS) {
    const shown = (at + offsetAt(at)) / SECOND_MS;
    const [days, seconds] = [Math.floor(shown / DAY_SECONDS), shown % DAY_SECONDS];
    if (single) {
      if (seconds < wanted || done.has(days)) continue;
      done.add(days);
      if (isDay(days)) ticks.push(at);
    } else if (
      second.values.has(seconds % 60) &&
      minute.values.has(Math.floor(seconds / 60) % 60) &&
      hour.values.has(Math.floor(seconds / 3_600)) &&
      isDay(days)
    ) {
      ticks.push(at);
    }
  }
  return ticks;
}

describe('the ticks of a cron expression', () => {
  it.each(
    SETTINGS,
  )('are those of a walk second by second where the clocks of %s are set', (timezone, days) => {
    const offsetAt = offsetsOf(timezone);
    fc.assert(
      fc.property(
        schedules,
        fc.constantFrom(...days),
        fc.integer({ min: -20 * 3_600, max: 20 * 3_600 }),
        (fields, date, seconds) => {
          const from = Date.parse(`${date}T00:00:00Z`) + seconds * SECOND_MS;
          const all = walk(fields, offsetAt, from - AHEAD_MS, from + WALK_MS);
          const schedule = { cron: cronOf(fields), timezone };
          // The first day of the walk may have had its tick before it began.
          const past = all.filter((at) => at <= from && at > from - AHEAD_MS + 25 * HOUR_MS);
          const ahead = all.filter((at) => at >= from);
          const within = { from: new Date(from), to: new Date(from + WALK_MS), max: 50 };
          expect(runsWithin(schedule, within).map(Number)).toEqual(ahead.slice(0, 50));
          const next = ahead.find((at) => at > from);
          if (next !== undefined) expect(Number(nextRun(schedule, new Date(from)))).toBe(next);
          const last = past.at(-1);
          if (last !== undefined) expect(Number(lastRun(schedule, new Date(from)))).toBe(last);
        },
      ),
      { numRuns: 25 },
    );
  });

  it.each([
    ['a gap has the tick of a day at its end', '30 2 * * *', '2026-03-29', ['2026-03-29T01:00:00.000Z']],
    ['a gap has no other ticks', '*/30 2 * * *', '2026-03-29', []],
    [
      'an hour that comes twice has the tick of a day once',
      '30 2 * * *',
      '2026-10-25',
      ['2026-10-25T00:30:00.000Z'],
    ],
    [
      'an hour that comes twice has other ticks twice',
      '*/30 2 * * *',
      '2026-10-25',
      [
        ...['2026-10-25T00:00:00.000Z', '2026-10-25T00:30:00.000Z'],
        ...['2026-10-25T01:00:00.000Z', '2026-10-25T01:30:00.000Z'],
      ],
    ],
  ])('%s', (_, cron, date, expected) => {
    const from = new Date(`${date}T00:00:00Z`);
    const to = new Date(from.getTime() + 12 * HOUR_MS);
    const runs = runsWithin({ cron, timezone: 'Europe/Berlin' }, { from, to, max: 10 });
    expect(runs.map((run) => run.toISOString())).toEqual(expected);
  });

  it('are as many a minute as its seconds, and fewer where fewer are allowed', () => {
    const seconds = fc.uniqueArray(fc.integer({ min: 0, max: 59 }), { minLength: 1, maxLength: 60 });
    const rest = fc.constantFrom('* * * * *', '0 0 * * *', '59 23 31 12 *', '*/7 5,23 * * 1');
    fc.assert(
      fc.property(
        seconds,
        rest,
        fc.constantFrom(1, 2, 60),
        fc.date({ min: new Date(), noInvalidDate: true, max: new Date('2030-01-01') }),
        (own, others, allowed, start) => {
          const schedule = { cron: `${own.join(',')} ${others}`, timezone: 'Europe/Berlin' };
          expect(ticksPerMinute(schedule)).toBe(own.length);
          const ticks: number[] = [];
          for (let at: Date | null = start; at && ticks.length < 10; ) {
            at = nextRunAllowed(schedule, at, allowed);
            if (at) ticks.push(at.getTime());
          }
          for (const [place, tick] of ticks.entries()) {
            const within = ticks.slice(place).filter((other) => other < tick + 60 * SECOND_MS);
            expect(within.length).toBeLessThanOrEqual(allowed);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('begin with the range and end before its end', () => {
    const [from, to] = [new Date('2026-01-01T00:00:00Z'), new Date('2026-01-01T00:03:00Z')];
    const runs = runsWithin({ cron: '* * * * *', timezone: 'UTC' }, { from, to, max: 10 });
    expect(runs.map((run) => run.getUTCMinutes())).toEqual([0, 1, 2]);
    expect(runsWithin({ cron: '* * * * *', timezone: 'UTC' }, { from, to, max: 2 })).toHaveLength(2);
  });
});
