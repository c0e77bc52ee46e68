import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decodeId, encodeId } from '../src/core/ids.js';
import { VerificationResult } from '../src/generated/prisma/enums.js';
import { createTestApp, type TestApp } from './support/app.js';
import type { World } from './support/world/world.js';

const MONTH = { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' };

let test: TestApp;
let world: World;
let admin: string;

beforeAll(async () => {
  test = await createTestApp();
  world = await test.given.world('alpha');
  await test.given.world('bravo');
  admin = (await test.given.admin()).key;
}, 60_000);
afterAll(() => test.close());

/** What one field answers. */
async function ask(field: string, variables: object = {}, declared = '', key = world.key): Promise<unknown> {
  const { body } = await test.ask(`query ${declared} { found: ${field} }`, { ...variables }, key);
  const { data } = z.object({ data: z.object({ found: z.unknown() }).nullish() }).parse(body);
  if (!data) throw new Error(JSON.stringify(body));
  return data.found;
}

const nearestRank = (values: readonly number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.ceil(share * values.length) - 1] ?? null;
const mean = (values: readonly number[]) =>
  values.length === 0 ? null : values.reduce((sum, one) => sum + one, 0) / values.length;
const near = (value: number | null) => (value === null ? null : expect.closeTo(value, 6));

describe('the views of seed 002', () => {
  it('agree with botMetrics to the last digit', async () => {
    const view = await test.prisma.$queryRaw`
      SELECT bot_id AS "botId", total_jobs::int AS "totalJobs", succeeded_jobs::int AS "succeededJobs",
        failed_jobs::int AS "failedJobs", avg_duration_seconds AS "avgDurationSeconds", success_rate / 100 AS "successRate"
      FROM job_metrics_by_bot WHERE owner_id = ${world.userId}::uuid ORDER BY total_jobs DESC, bot_id`;
    const found = await ask(
      `botMetrics(filter: $filter) { botId totalJobs succeededJobs failedJobs avgDurationSeconds successRate }`,
      { filter: { queuedAt: MONTH } },
      '($filter: ExecutionFilter)',
    );
    expect(found).toEqual(view);
    expect(found).not.toEqual([]);
  });

  it('agree with stageSummary to the last digit', async () => {
    const view = await test.prisma.$queryRaw`
      SELECT stage_name AS name, total_stages::int AS count, failed_stages::int AS failed, avg_duration_ms AS "averageMs"
      FROM job_stage_summary WHERE owner_id = ${world.userId}::uuid ORDER BY total_stages DESC, stage_name`;
    const found = await ask(
      'stageSummary(filter: $filter) { name count failed averageMs }',
      { filter: { queuedAt: MONTH } },
      '($filter: ExecutionFilter)',
    );
    expect(found).toEqual(view);
    expect(found).not.toEqual([]);
  });
});

it('stageSummary has percentiles by the nearest rank', async () => {
  const stages = await test.prisma.stage.findMany({ where: { ownerId: world.userId } });
  const found = z
    .array(z.object({ name: z.string(), p50Ms: z.int().nullable(), p95Ms: z.int().nullable() }))
    .parse(
      await ask(
        'stageSummary(filter: $filter) { name p50Ms p95Ms }',
        { filter: { queuedAt: MONTH } },
        '($filter: ExecutionFilter)',
      ),
    );
  expect(found.length).toBeGreaterThan(3);
  for (const { name, p50Ms, p95Ms } of found) {
    const lasted = stages.flatMap((stage) =>
      stage.name === name && stage.durationMs !== null ? [Number(stage.durationMs)] : [],
    );
    expect([name, p50Ms, p95Ms]).toEqual([name, nearestRank(lasted, 0.5), nearestRank(lasted, 0.95)]);
  }
});

describe('chunkStats', () => {
  const STATS = '{ count failedFraction averageMs p95Ms retries { retryCount chunks } }';

  it.each([
    ['all of a range', () => ({ createdAt: MONTH })],
    ['an execution, whenever it was', () => ({ executionId: world.hubs.Execution })],
    ['those that were retried', () => ({ createdAt: MONTH, retryCount: { min: 1 } })],
  ])('counts %s', async (_name, filterOf) => {
    const filter = filterOf();
    const ofOne = 'executionId' in filter ? decodeId(String(filter.executionId))?.uuid : undefined;
    const chunks = (
      await test.prisma.chunk.findMany({ where: { ownerId: world.userId, executionId: ofOne } })
    ).filter(({ retryCount }) => !('retryCount' in filter) || retryCount >= 1);
    const ended = chunks.filter(({ status }) => status === 'COMPLETED' || status === 'FAILED');
    const lasted = ended.flatMap(({ durationMs }) => (durationMs === null ? [] : [Number(durationMs)]));
    const counts = new Map<number, number>();
    for (const { retryCount } of chunks) counts.set(retryCount, (counts.get(retryCount) ?? 0) + 1);
    expect(await ask(`chunkStats(filter: $filter) ${STATS}`, { filter }, '($filter: ChunkFilter)')).toEqual({
      count: chunks.length,
      failedFraction:
        ended.length === 0 ? null : ended.filter(({ status }) => status === 'FAILED').length / ended.length,
      averageMs: near(mean(lasted)),
      p95Ms: nearestRank(lasted, 0.95),
      retries: [...counts].sort(([a], [b]) => a - b).map(([retryCount, n]) => ({ retryCount, chunks: n })),
    });
    expect(chunks.length).toBeGreaterThan(0);
  });

  it('has nothing of nothing', async () => {
    const filter = { executionId: encodeId('Execution', '00000000-0000-7000-8000-000000000000') };
    expect(await ask(`chunkStats(filter: $filter) ${STATS}`, { filter }, '($filter: ChunkFilter)')).toEqual({
      count: 0,
      failedFraction: null,
      averageMs: null,
      p95Ms: null,
      retries: [],
    });
  });
});

it('verificationStats counts what the verifications were', async () => {
  const logs = await test.prisma.verificationLog.findMany({ where: { ownerId: world.userId } });
  const times = logs.map(({ verificationTimeMs }) => verificationTimeMs);
  const found = await ask(
    'verificationStats(filter: $filter) { count countsByResult { result count } cacheHitRate averageMs p95Ms apiCalls }',
    { filter: { verifiedAt: MONTH } },
    '($filter: VerificationLogFilter)',
  );
  expect(found).toEqual({
    count: logs.length,
    countsByResult: Object.values(VerificationResult).map((result) => ({
      result,
      count: logs.filter((log) => log.result === result).length,
    })),
    cacheHitRate: near(logs.filter(({ cacheHit }) => cacheHit).length / logs.length),
    averageMs: near(mean(times)),
    p95Ms: nearestRank(times, 0.95),
    apiCalls: logs.reduce((sum, { apiCallCount }) => sum + apiCallCount, 0),
  });
  expect(logs.length).toBeGreaterThan(0);
});

describe('metricSeries', () => {
  const POINTS = '{ start count average min max last }';
  const points = z.array(
    z.object({
      start: z.coerce.date(),
      count: z.int(),
      average: z.number(),
      min: z.number(),
      max: z.number(),
      last: z.number(),
    }),
  );
  const series = async (variables: object, name = 'load') =>
    points.parse(
      await ask(
        `metricSeries(name: $name, filter: $filter, bucket: $bucket, maxPoints: $maxPoints, timezone: $timezone) ${POINTS}`,
        { name, ...variables },
        '($name: String!, $filter: MetricFilter!, $bucket: TimeBucket, $maxPoints: Int, $timezone: String)',
      ),
    );
  const START = Date.parse('2026-03-01T00:00:00Z');
  let executionId: string;
  let values: Array<{ at: number; value: number }>;

  beforeAll(async () => {
    executionId = world.ids.Execution[0] ?? '';
    const gaps = fc.sample(fc.tuple(fc.nat(60_000), fc.double({ min: -9, max: 9, noNaN: true })), {
      numRuns: 500,
      seed: 3,
    });
    let at = START;
    values = gaps.map(([gap, value], i) => {
      at += gap;
      return { at, value: i === 123 ? 1e9 : value + 0 };
    });
    await test.prisma.metricSnapshot.createMany({
      data: values.map((one) => ({
        ownerId: world.userId,
        executionId: decodeId(executionId)?.uuid ?? '',
        name: 'load',
        metricType: 'GAUGE' as const,
        value: one.value,
        timestamp: new Date(one.at),
      })),
    });
  });

  it('keeps every measurement and every spike in as many equal steps as are asked', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1_000 }), async (maxPoints) => {
        const found = await series({ filter: { executionId }, maxPoints });
        expect(found.length).toBeLessThanOrEqual(maxPoints);
        expect(found.reduce((sum, { count }) => sum + count, 0)).toBe(values.length);
        expect(Math.max(...found.map(({ max }) => max))).toBe(1e9);
        for (const [i, point] of found.entries()) {
          const end = found[i + 1]?.start.getTime() ?? Number.POSITIVE_INFINITY;
          const own = values.filter(({ at }) => at >= point.start.getTime() && at < end);
          expect(point).toMatchObject({
            count: own.length,
            average: expect.closeTo(mean(own.map(({ value }) => value)) ?? 0, 4),
            min: Math.min(...own.map(({ value }) => value)),
            max: Math.max(...own.map(({ value }) => value)),
          });
          const latest = own.at(-1)?.at;
          expect(own.filter(({ at }) => at === latest).map(({ value }) => value)).toContain(point.last);
        }
      }),
      { numRuns: 20 },
    );
  }, 30_000);

  it('cuts by units of time too', async () => {
    const range = { from: new Date(START).toISOString(), to: new Date(START + 86_400_000).toISOString() };
    const found = await series({ filter: { timestamp: range }, bucket: 'HOUR' });
    const hours = new Set(
      values.filter(({ at }) => at < START + 86_400_000).map(({ at }) => Math.floor(at / 3_600_000)),
    );
    expect(found.map(({ start }) => start.getTime() / 3_600_000)).toEqual([...hours]);
  });

  it('refuses a name in the filter, both ways to cut, and a range that is too long', async () => {
    await expect(series({ filter: { name: ['load'] } })).rejects.toThrow('filter.name');
    await expect(series({ filter: { executionId }, bucket: 'HOUR', maxPoints: 5 })).rejects.toThrow(
      'maxPoints',
    );
    await expect(series({ filter: { executionId }, maxPoints: 0 })).rejects.toThrow('maxPoints');
    const year = { from: '2025-01-01T00:00:00Z', to: '2026-01-01T00:00:00Z' };
    await expect(series({ filter: { timestamp: year } })).rejects.toThrow('filter.timestamp');
  });

  it('has values at the ends of what a number holds, at the ends of time', async () => {
    const most = 1.7e308;
    const [first, last] = [new Date('0001-01-01T00:00:00Z'), new Date('9999-12-31T23:00:00Z')];
    const measured = [
      [first, most],
      [first, most],
      [first, -1e-300],
      [last, 1e200],
      [last, -3e200],
    ] as const;
    await test.prisma.metricSnapshot.createMany({
      data: measured.map(([timestamp, value]) => ({
        ownerId: world.userId,
        executionId: decodeId(executionId)?.uuid ?? '',
        name: 'extreme',
        metricType: 'GAUGE' as const,
        timestamp,
        value,
      })),
    });
    const wanted = [
      { count: 3, average: expect.toSatisfy((found: number) => Math.abs(found / most - 2 / 3) < 1e-9) },
      { count: 2, average: -1e200 },
    ];
    for (const timezone of ['UTC', 'America/New_York']) {
      const asked = { filter: { executionId }, timezone };
      expect(await series({ ...asked, bucket: 'DAY' }, 'extreme')).toMatchObject(wanted);
      expect(await series({ ...asked, maxPoints: 2 }, 'extreme')).toMatchObject(wanted);
    }
  });

  it('is found by the names that there are', async () => {
    const found = await ask(
      'metricNames(filter: $filter, first: 1) { value label count { value isCapped } }',
      { filter: { executionId, timestamp: { from: new Date(START).toISOString() } } },
      '($filter: MetricFilter)',
    );
    expect(found).toEqual([{ value: 'load', label: 'load', count: { value: 500, isCapped: false } }]);
  });
});

it('tierDistribution counts all users, for administrators', async () => {
  const users = await test.prisma.user.findMany();
  expect(await ask('tierDistribution { tier count }', {}, '', admin)).toEqual(
    ['FREE', 'PRO', 'ENTERPRISE'].map((tier) => ({
      tier,
      count: users.filter((user) => user.tier === tier).length,
    })),
  );
});
