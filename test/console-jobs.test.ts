import { describe, expect, it } from 'vitest';
import type { JobSettingsFragment } from '../console/src/api/generated/graphql.js';
import { parseSearch } from '../console/src/app/search.js';
import {
  createInputOf,
  draftOf,
  hasChanges,
  newDraft,
  updateInputOf,
} from '../console/src/job/form/draft.js';
import { fieldErrors } from '../console/src/job/form/field-errors.js';
import { FORM_FIELDS } from '../console/src/job/form/fields.js';
import { readRange } from '../console/src/job/range.js';
import { readJobsQuery, writeJobOrder } from '../console/src/jobs/jobs-query.js';
import { axisTimes, moved, readWindow, shareOf } from '../console/src/schedules/window.js';
import { usualLongest } from '../console/src/ui/charts/usual.js';

describe('the address of the list of jobs', () => {
  it('says every filter and the order', () => {
    const search = parseSearch(
      'kind=CRAWL&kind=TASK&status=ARCHIVED&latest=FAILED&tag=eu&tag=night&project=p1&q=%20inv%20&scheduled=no&owner=a1&order=NEXT_RUN_AT.ASC',
    );
    expect(readJobsQuery(search)).toEqual({
      filter: {
        kind: ['CRAWL', 'TASK'],
        status: ['ARCHIVED'],
        latestStatus: ['FAILED'],
        tags: ['eu', 'night'],
        projectId: 'p1',
        search: 'inv',
        hasSchedule: false,
        ownerId: 'a1',
      },
      order: { field: 'NEXT_RUN_AT', direction: 'ASC' },
      problems: [],
    });
  });

  it('leaves out archived jobs until they are asked for', () => {
    expect(readJobsQuery({}).filter).toEqual({ status: ['ACTIVE', 'PAUSED'] });
  });

  it('says what makes no sense, and leaves it out', () => {
    const { filter, order, problems } = readJobsQuery(
      parseSearch(`kind=NOTHING&status=ACTIVE&scheduled=maybe&order=NAME.UP&latest=${'x'.repeat(99)}`),
    );
    expect(filter).toEqual({ status: ['ACTIVE'] });
    expect(order).toEqual({ field: 'NAME', direction: 'ASC' });
    expect(problems).toHaveLength(4);
    expect(Math.max(...problems.map(({ length }) => length))).toBeLessThan(80);
  });

  it('says no order where it is the usual one', () => {
    expect(writeJobOrder({ field: 'NAME', direction: 'ASC' })).toBeNull();
    expect(writeJobOrder({ field: 'UPDATED_AT', direction: 'DESC' })).toBe('UPDATED_AT.DESC');
  });

  it('names a range of figures', () => {
    expect(readRange(parseSearch('range=7d'))).toMatchObject({ range: { bucket: 'HOUR' }, problem: null });
    expect(readRange(parseSearch('range=1y'))).toMatchObject({ range: { value: '30d' } });
    expect(readRange(parseSearch('range=1y')).problem).toContain('1y');
  });
});

const CRAWL: JobSettingsFragment = {
  id: 'crawl_1',
  kind: 'CRAWL',
  slug: 'signs',
  name: 'Signs',
  description: null,
  status: 'ACTIVE',
  tags: ['a', 'b'],
  config: { size: 3 },
  priority: 5,
  maxAttempts: 3,
  retryBackoffSeconds: 30,
  timeoutSeconds: 60,
  maxConcurrent: null,
  maxConcurrentPerKey: null,
  startsPerMinute: null,
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-01T00:00:00Z',
  project: null,
  schedule: {
    ...{ cron: '0 6 * * *', timezone: 'UTC', overlap: 'SKIP', missedTicks: 'SKIP', catchUpSeconds: null },
    ...{ jitterSeconds: 0, pausedAt: null, nextRunAt: null },
  },
  keywords: ['stop', 'yield'],
  maxImages: 10,
};

describe('the form of a job', () => {
  it('changes only what was changed', () => {
    const before = draftOf(CRAWL);
    expect(hasChanges(updateInputOf('crawl_1', before, { ...before }))).toBe(false);
    const draft = { ...before, timeoutSeconds: null, tags: 'b, c,, ', description: ' ' };
    expect(updateInputOf('crawl_1', before, draft)).toEqual({
      jobId: 'crawl_1',
      timeoutSeconds: null,
      tags: ['b', 'c'],
      description: null,
    });
  });

  it('sends a kind and a schedule as a whole, and null where the schedule is taken away', () => {
    const before = draftOf(CRAWL);
    const more = updateInputOf('crawl_1', before, {
      ...before,
      keywords: 'stop\n\n give way ',
      cron: '0 7 * * *',
    });
    expect(more.kind).toEqual({ crawl: { keywords: ['stop', 'give way'], maxImages: 10 } });
    expect(more.schedule).toMatchObject({ cron: '0 7 * * *', timezone: 'UTC', overlap: 'SKIP' });
    expect(updateInputOf('crawl_1', before, { ...before, isScheduled: false })).toEqual({
      jobId: 'crawl_1',
      schedule: null,
    });
  });

  it.each([
    ['TASK', { task: { handler: undefined } }],
    ['BOT', { bot: { botId: '' } }],
    ['AGENT', { agent: { maxRounds: 5, memorySize: 50 } }],
    ['CRAWL', { crawl: { keywords: [], maxImages: 1_000 } }],
    ['MONITOR', { monitor: { xUsername: '', topics: [], hoursBack: 24 } }],
  ] as const)('makes a new %s with what its kind has', (kind, expected) => {
    const input = createInputOf({ ...newDraft(kind), name: 'New', config: '{"a":1}' });
    expect(input).toMatchObject({ name: 'New', kind: expected, config: { a: 1 }, schedule: undefined });
  });

  it('catches up only where it does', () => {
    const scheduled = { ...newDraft('TASK'), isScheduled: true, catchUpSeconds: 60 };
    expect(createInputOf(scheduled).schedule).not.toHaveProperty('catchUpSeconds', 60);
    expect(createInputOf({ ...scheduled, missedTicks: 'CATCH_UP' }).schedule).toMatchObject({
      catchUpSeconds: 60,
    });
  });
});

describe('errors of an input', () => {
  const failureOf = (path: string[], message: string, code = 'BAD_USER_INPUT') => ({
    ...{ code, message: `${path.join('.')}: ${message}` },
    issues: [{ path, message: `${path.join('.')}: ${message}` }],
  });

  it('are said on the field that they are about, without its path', () => {
    const errors = fieldErrors(
      failureOf(['input', 'schedule', 'cron'], 'it names no time to come.'),
      FORM_FIELDS,
    );
    expect(errors.of('schedule.cron')).toBe('It names no time to come.');
    expect(errors.of('name')).toBeNull();
    expect(errors.rest).toBeNull();
  });

  it('of one in a list say which', () => {
    const errors = fieldErrors(failureOf(['input', 'tags', '2'], 'at most 50 characters.'), FORM_FIELDS);
    expect(errors.of('tags')).toBe('Number 3: at most 50 characters.');
  });

  it('of no field of the form are said above it', () => {
    const failure = failureOf(['input', 'elsewhere'], 'is wrong.');
    expect(fieldErrors(failure, FORM_FIELDS)).toMatchObject({ rest: failure });
    const lost = { code: 'NETWORK', message: 'The server cannot be reached.', issues: [] };
    expect(fieldErrors(lost, FORM_FIELDS).rest).toBe(lost);
    expect(fieldErrors(null, FORM_FIELDS).rest).toBeNull();
  });

  it('of a slug that is taken are on the slug', () => {
    const taken = { code: 'CONFLICT', message: 'signs is taken.', issues: [] };
    expect(fieldErrors(taken, FORM_FIELDS).of('slug')).toBe('signs is taken.');
  });
});

describe('the window of schedules', () => {
  const now = Date.parse('2026-11-26T13:45:30Z');
  const HOUR_MS = 3_600_000;

  it('is a day either way around this minute', () => {
    const { window, problems } = readWindow({}, now);
    expect(window).toEqual({
      ...{ range: '24h', isNow: true },
      from: Date.parse('2026-11-25T13:45:00Z'),
      to: Date.parse('2026-11-27T13:45:00Z'),
    });
    expect(problems).toEqual([]);
  });

  it('moves by its own length, there and back', () => {
    const first = readWindow(parseSearch('range=6h'), now).window;
    const later = readWindow({ range: '6h', at: moved(first, 1) }, now).window;
    expect([later.from, later.isNow]).toEqual([first.to - 6 * HOUR_MS, false]);
    expect(readWindow({ range: '6h', at: moved(later, -1) }, now).window.from).toBe(first.from);
  });

  it('says what makes no sense', () => {
    expect(readWindow(parseSearch('range=1y&at=tonight'), now).problems).toHaveLength(2);
  });

  it('has labels at whole hours of the zone that is shown, as many as there is room for', () => {
    const { window } = readWindow({}, now);
    const times = axisTimes(window, 5.5 * HOUR_MS, 9);
    expect(times.length).toBeLessThanOrEqual(9);
    expect(times.every((at) => (at + 5.5 * HOUR_MS) % (6 * HOUR_MS) === 0)).toBe(true);
    expect(times.every((at) => shareOf(window, at) >= 0 && shareOf(window, at) <= 1)).toBe(true);
  });
});

describe('the scale of a strip of runs', () => {
  const of = (...durations: (number | null)[]) =>
    usualLongest(durations.map((durationMs, at) => ({ key: `${at}`, status: 'COMPLETED', durationMs })));

  it('is the longest where all are alike, and not one that took a day', () => {
    expect(of(10, 11, 12)).toBe(12);
    expect(of(...Array.from({ length: 40 }, () => 10), 86_400_000)).toBe(12.5);
    expect(of(null, null)).toBe(0);
  });
});
