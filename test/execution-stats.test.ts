import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Execution } from '../src/generated/prisma/client.js';
import { encodeJobId } from '../src/jobs/job-id.js';
import { createTestApp, type TestApp } from './support/app.js';
import { recount, STATS, type Stats, stats } from './support/recount.js';

/** The clocks of Europe go back on this day, at 01:00 UTC; those of Lord Howe went on by half an hour three weeks before. */
const AROUND = Date.parse('2025-10-26T01:00:00Z');
const DAY = 86_400_000;
const STATUSES = ['QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELED'] as const;
const ZONES = ['UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/New_York'];

let test: TestApp;
let key: string;
let neighbour: string;
let admin: string;
let jobs: string[];
let runs: Execution[];

/** A user with two jobs that have runs around a change of the clocks, in every state, with durations of 0 and of weeks. */
async function givenRuns(count: number, seed: number) {
  const owner = await test.given.user();
  const ids = [
    (await test.given.job(owner.user.id, { kind: 'TASK' })).row.id,
    (await test.given.job(owner.user.id, { kind: 'TASK' })).row.id,
  ];
  const random = fc.sample(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(4), fc.nat(3)), {
    numRuns: count,
    seed,
  });
  await test.prisma.execution.createMany({
    data: random.map(([share, state, length], i) => {
      const status = STATUSES[state] ?? 'QUEUED';
      const queuedAt = new Date(AROUND + Math.round((share - 0.5) * 8 * DAY));
      const startedAt = status === 'QUEUED' ? null : new Date(queuedAt.getTime() + 1_000);
      const lasts = [0, 250 + i, 60_000 + 7 * i, 14 * DAY][length] ?? 0;
      const isOpen = status === 'QUEUED' || status === 'RUNNING';
      return {
        ownerId: owner.user.id,
        jobId: ids[i % 2] ?? '',
        kind: 'TASK',
        kindKey: 'payroll',
        runNumber: 1 + Math.floor(i / 2),
        status,
        queuedAt,
        startedAt,
        finishedAt: isOpen || !startedAt ? null : new Date(startedAt.getTime() + lasts),
        leaseExpiresAt: status === 'RUNNING' ? new Date(Date.now() + 3_600_000) : null,
        failureReason: status === 'FAILED' ? ('ERROR' as const) : null,
        itemsProcessed: BigInt(i),
        tags: i % 3 === 0 ? ['third'] : [],
      };
    }),
  });
  return { ...owner, jobs: ids };
}

beforeAll(async () => {
  test = await createTestApp();
  const own = await givenRuns(240, 7);
  ({ key, jobs } = own);
  neighbour = (await givenRuns(60, 8)).key;
  admin = (await test.given.admin()).key;
  runs = await test.prisma.execution.findMany({ where: { ownerId: own.user.id } });
}, 60_000);
afterAll(() => test.close());

const QUERY = `query($filter: ExecutionFilter, $bucket: TimeBucket, $timezone: String) {
  executionStats(filter: $filter, bucket: $bucket, timezone: $timezone) { ${STATS} }
}`;

interface Asked {
  filter?: object;
  bucket?: string;
  timezone?: string;
}

async function ask(variables: Asked, by = key): Promise<Stats> {
  const { body } = await test.ask(QUERY, { ...variables }, by);
  const parsed = z.object({ data: z.object({ executionStats: stats }) }).safeParse(body);
  if (!parsed.success) throw new Error(JSON.stringify(body));
  return parsed.data.data.executionStats;
}

async function refusal(variables: Asked): Promise<unknown> {
  const { body } = await test.ask(QUERY, { ...variables }, key);
  const { errors } = z
    .object({ errors: z.array(z.object({ message: z.string(), extensions: z.looseObject({}) })) })
    .parse(body);
  return { message: errors[0]?.message, code: errors[0]?.extensions.code };
}

const around = (days: number) => ({
  from: new Date(AROUND - days * DAY).toISOString(),
  to: new Date(AROUND + days * DAY).toISOString(),
});

/** A time as the zone's clocks show it, to the bucket's unit. */
function shown(time: Date, bucket: string, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'long',
    hourCycle: 'h23',
  });
  const [, day, month, year, clock, zone] =
    /^(\d+)\/(\d+)\/(\d+), (\d+):\d+:\d+ (.+)$/.exec(format.format(time)) ?? [];
  const date = `${year}-${month}-${day}`;
  if (bucket === 'HOUR') return `${date} ${clock} ${zone}`;
  if (bucket === 'DAY') return date;
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return new Date(Date.parse(`${date}T00:00:00Z`) - ((weekday + 6) % 7) * DAY).toISOString().slice(0, 10);
}

describe('executionStats', () => {
  it('is what a recount finds, whatever is asked', async () => {
    const asked = fc.record({
      days: fc.integer({ min: 1, max: 6 }),
      status: fc.option(fc.subarray([...STATUSES], { minLength: 1 }), { nil: undefined }),
      tags: fc.constantFrom(undefined, ['third']),
      ofOne: fc.boolean(),
      bucket: fc.constantFrom('HOUR', 'DAY', 'WEEK'),
      timezone: fc.constantFrom(...ZONES),
    });
    await fc.assert(
      fc.asyncProperty(asked, async ({ days, status, tags, ofOne, bucket, timezone }) => {
        const range = around(days);
        const jobIds = ofOne ? [encodeJobId({ id: jobs[0] ?? '', kind: 'TASK' })] : undefined;
        const found = await ask({ filter: { queuedAt: range, status, tags, jobIds }, bucket, timezone });
        const wanted = runs.filter(
          (run) =>
            run.queuedAt >= new Date(range.from) &&
            run.queuedAt < new Date(range.to) &&
            (!status || status.includes(run.status)) &&
            (!tags || run.tags.includes('third')) &&
            (!ofOne || run.jobId === jobs[0]),
        );
        const { buckets, source, ...totals } = found;
        expect(totals).toEqual(recount(wanted, source));
        const groups = new Map<string, Execution[]>();
        for (const run of wanted) {
          const label = shown(run.queuedAt, bucket, timezone);
          groups.set(label, [...(groups.get(label) ?? []), run]);
        }
        const starts = buckets.map(({ start }) => Date.parse(start));
        expect(starts).toEqual([...new Set(starts)].sort((a, b) => a - b));
        for (const { start, count, durationMs, completed, failed, canceled } of buckets) {
          const own = recount(groups.get(shown(new Date(start), bucket, timezone)) ?? [], source);
          const of = (status: string) => own.countsByStatus.find((one) => one.status === status)?.count;
          expect({ count, durationMs, completed, failed, canceled }).toEqual({
            count: own.count,
            durationMs: own.durationMs,
            completed: of('COMPLETED'),
            failed: of('FAILED'),
            canceled: of('CANCELED'),
          });
        }
        expect(buckets.reduce((sum, { count }) => sum + count, 0)).toBe(wanted.length);
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it('has a bucket for each span of the range, of days of 25 hours too', async () => {
    const range = { from: '2025-10-24T22:00:00Z', to: '2025-10-27T23:00:00Z' };
    const { buckets } = await ask({ filter: { queuedAt: range }, bucket: 'DAY', timezone: 'Europe/Berlin' });
    expect(buckets.map(({ start }) => start)).toEqual([
      '2025-10-24T22:00:00.000Z',
      '2025-10-25T22:00:00.000Z',
      '2025-10-26T23:00:00.000Z',
    ]);
  });

  it('cuts by the end, or the start, where the filter has a range of that alone', async () => {
    for (const [name, timeOf] of [
      ['finishedAt', (run: Execution) => run.finishedAt],
      ['startedAt', (run: Execution) => run.startedAt],
    ] as const) {
      const range = around(2);
      const found = await ask({ filter: { [name]: range }, bucket: 'DAY' });
      const wanted = runs.filter((run) => {
        const time = timeOf(run);
        return time !== null && time >= new Date(range.from) && time < new Date(range.to);
      });
      expect(found.count).toBe(wanted.length);
      expect(found.buckets.map(({ start, count }) => ({ start, count }))).toEqual(
        found.buckets.map(({ start }) => ({
          start,
          count: wanted.filter((run) => timeOf(run)?.toISOString().slice(0, 10) === start.slice(0, 10))
            .length,
        })),
      );
    }
  });

  it('is of the last 30 days where no range is named, and of none in the future', async () => {
    expect((await ask({ bucket: 'DAY' })).buckets).toHaveLength(31);
    const from = new Date(Date.now() + DAY).toISOString();
    expect(await ask({ filter: { queuedAt: { from } }, bucket: 'HOUR' })).toMatchObject({
      count: 0,
      successRate: null,
      durationMs: null,
      buckets: [],
    });
  });

  it('is of what the viewer sees', async () => {
    const filter = { queuedAt: around(6) };
    const [own, theirs, all] = await Promise.all([
      ask({ filter }),
      ask({ filter }, neighbour),
      ask({ filter }, admin),
    ]);
    expect(own.count).toBe(240);
    expect(theirs.count).toBe(60);
    expect(all.count).toBe(300);
    const ofAnother = { queuedAt: around(6), jobIds: [encodeJobId({ id: jobs[0] ?? '', kind: 'TASK' })] };
    expect((await ask({ filter: ofAnother }, neighbour)).count).toBe(0);
  });

  it('refuses a range that is too long, too many buckets, and a zone that is none', async () => {
    const year = { from: '2025-01-01T00:00:00Z', to: '2026-01-01T00:00:00Z' };
    expect(await refusal({ filter: { queuedAt: year, tags: ['third'] } })).toEqual({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining('filter.queuedAt'),
    });
    expect(await refusal({ filter: { queuedAt: around(3) }, bucket: 'MINUTE' })).toEqual({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining('at most 1000 buckets'),
    });
    expect(await refusal({ bucket: 'DAY', timezone: 'PST' })).toEqual({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining('timezone'),
    });
    const jobIds = [encodeJobId({ id: jobs[0] ?? '', kind: 'TASK' })];
    expect((await ask({ filter: { queuedAt: year, jobIds }, bucket: 'DAY' })).buckets).toHaveLength(365);
  });

  it('refuses a zone that the database does not have', async () => {
    expect(await refusal({ bucket: 'DAY', timezone: 'US/Pacific-New' })).toEqual({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining('timezone'),
    });
  });

  it.each(['MINUTE', 'HOUR', 'DAY', 'WEEK'])('counts no %s of all time before it refuses', async (bucket) => {
    const jobIds = [encodeJobId({ id: jobs[0] ?? '', kind: 'TASK' })];
    const ever = { from: '0001-01-01T00:00:00Z', to: '9999-12-31T23:59:59.999Z' };
    const begin = performance.now();
    for (const filter of [{ queuedAt: ever }, { queuedAt: ever, jobIds }]) {
      for (const timezone of ['UTC', 'Europe/Berlin']) {
        expect(await refusal({ filter, bucket, timezone })).toMatchObject({ code: 'BAD_USER_INPUT' });
      }
    }
    expect(performance.now() - begin).toBeLessThan(2_000);
  });

  it('has buckets of the first days that there are', async () => {
    const filter = { queuedAt: { to: '0001-01-03T00:00:00Z' } };
    const { buckets } = await ask({ filter, bucket: 'DAY' });
    expect(buckets.map(({ start }) => start)).toEqual([
      '0001-01-01T00:00:00.000Z',
      '0001-01-02T00:00:00.000Z',
    ]);
  });
});

describe('Job.stats', () => {
  const jobStats = `query($filter: ExecutionFilter) { jobs { nodes { id stats(filter: $filter, bucket: DAY) { ${STATS} } } } }`;

  it('is of each job of a page, in one statement', async () => {
    const { result, statements } = await test.recordStatements(() =>
      test.ask(jobStats, { filter: { queuedAt: around(6) } }, key),
    );
    const { data } = z
      .object({ data: z.object({ jobs: z.object({ nodes: z.array(z.object({ id: z.string(), stats })) }) }) })
      .parse(result.body);
    expect(data.jobs.nodes).toHaveLength(2);
    for (const { id, stats: found } of data.jobs.nodes) {
      const own = runs.filter((run) => encodeJobId({ id: run.jobId, kind: 'TASK' }) === id);
      expect(found).toMatchObject(recount(own, 'ROWS'));
      expect(found.buckets.reduce((sum, { count }) => sum + count, 0)).toBe(own.length);
    }
    expect(statements.filter((sql) => sql.includes('percentile_disc'))).toHaveLength(1);
  });
});
