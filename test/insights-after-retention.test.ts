import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { TIERS } from '../src/accounts/tiers.js';
import { scopeDatabase } from '../src/core/db/tenancy.js';
import { feedRollups } from '../src/insights/rollup-feed.service.js';
import { deleteAllOld } from '../src/operations/retention.service.js';
import { createTestApp, type TestApp } from './support/app.js';

const DAY = 86_400_000;

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
}, 60_000);
afterAll(() => test.close());

const groups = z.array(z.object({ fingerprint: z.string(), count: z.int() }));

const answers = z.object({
  data: z.object({
    facets: z.array(
      z.object({ value: z.string(), count: z.object({ value: z.int(), isCapped: z.boolean() }) }),
    ),
    states: z.array(z.object({ value: z.string(), count: z.object({ value: z.int() }) })),
    executionStats: z.object({ source: z.string(), count: z.int(), durationMs: z.object({ max: z.int() }) }),
    old: groups,
    young: groups,
  }),
});

const since = (days: number) => new Date(Date.now() - days * DAY).toISOString();

async function ask(key: string) {
  const document = `query($year: ExecutionFilter, $old: ExecutionFilter) {
    facets: executionFacets(field: TAG, filter: $year) { value count { value isCapped } }
    states: executionFacets(field: STATUS, filter: $year) { value count { value } }
    executionStats(filter: $year) { source count durationMs { max } }
    old: failureGroups(filter: $old) { fingerprint count }
    young: failureGroups { fingerprint count } }`;
  const variables = {
    year: { queuedAt: { from: since(364) } },
    old: { queuedAt: { from: since(60), to: since(30) } },
  };
  const { body } = await test.ask(document, variables, key);
  const parsed = answers.safeParse(body);
  if (!parsed.success) throw new Error(JSON.stringify(body));
  const { facets, states, executionStats, old, young } = parsed.data.data;
  return {
    tags: Object.fromEntries(facets.map(({ value, count }) => [value, count.value])),
    isCapped: facets.some(({ count }) => count.isCapped),
    states: Object.fromEntries(
      states.flatMap(({ value, count }) => (count.value ? [[value, count.value]] : [])),
    ),
    stats: executionStats,
    failures: Object.fromEntries([...old, ...young].map(({ fingerprint, count }) => [fingerprint, count])),
  };
}

it('facets are of what retention left, statistics and groups of failures of all there was', async () => {
  const { user, key } = await test.given.user({ tier: 'FREE' });
  const { row: job } = await test.given.job(user.id);
  // The older half is past retention, with a tag, durations and a failure that no other run has.
  const days = [0, 1, 2, 3].flatMap((n) => [n + 1, TIERS.FREE.retentionDays + 5 * (n + 1)]);
  await test.prisma.execution.createMany({
    data: days.flatMap((day, n) =>
      (['COMPLETED', 'FAILED', 'CANCELED'] as const).map((status, place) => {
        const isOld = day > TIERS.FREE.retentionDays;
        const at = new Date(Date.now() - day * DAY);
        const isFailed = status === 'FAILED';
        return {
          ...{ ownerId: user.id, jobId: job.id, kind: job.kind, runNumber: 3 * n + place + 1, status },
          ...{ queuedAt: at, startedAt: at, finishedAt: new Date(at.getTime() + (isOld ? 9_000 : 100)) },
          tags: isOld ? ['old', 'both'] : ['young', 'both'],
          ...(isFailed && { failureReason: 'ERROR' as const, errorMessage: 'no' }),
          ...(isFailed && { errorFingerprint: isOld ? 'old' : 'young' }),
        };
      }),
    ),
  });
  const db = scopeDatabase(test.database.prisma, null);
  const feedAll = async () => {
    while (await feedRollups(db));
  };
  const all = { source: 'ROLLUP', count: 24, durationMs: { max: 9_000 } };
  const before = {
    ...{
      tags: { old: 12, young: 12, both: 24 },
      isCapped: false,
      stats: all,
      failures: { old: 4, young: 4 },
    },
    states: { COMPLETED: 8, FAILED: 8, CANCELED: 8 },
  };
  expect(await ask(key)).toEqual(before);
  await feedAll();
  expect(await ask(key)).toEqual(before);

  await deleteAllOld(db);
  const after = {
    ...before,
    tags: { young: 12, both: 12 },
    states: { COMPLETED: 4, FAILED: 4, CANCELED: 4 },
  };
  // At once, while its days are to be made anew, and when they are.
  expect(await ask(key)).toEqual(after);
  await feedAll();
  expect(await ask(key)).toEqual(after);
});

const jobAnswer = z.object({
  data: z.object({
    node: z.object({
      stats: z.object({
        source: z.string(),
        count: z.int(),
        itemsProcessed: z.int(),
        countsByStatus: z.array(z.object({ status: z.string(), count: z.int() })),
        durationMs: z.object({
          ...{ average: z.number(), min: z.int(), max: z.int() },
          ...{ p50: z.int(), p90: z.int(), p95: z.int(), p99: z.int() },
        }),
        buckets: z.array(z.object({ start: z.string(), count: z.int(), failed: z.int() })),
      }),
    }),
  }),
});

async function statsOf(id: string, key: string, filter: object, bucket: string | null = 'DAY') {
  const document = `query($id: ID!, $filter: ExecutionFilter, $bucket: TimeBucket) { node(id: $id) { ... on Job {
    stats(filter: $filter, bucket: $bucket) {
      source count itemsProcessed countsByStatus { status count }
      durationMs { average min max p50 p90 p95 p99 } buckets { start count failed } } } } }`;
  const { body } = await test.ask(document, { id, filter, bucket }, key);
  const parsed = jobAnswer.safeParse(body);
  if (!parsed.success) throw new Error(JSON.stringify(body));
  const { stats } = parsed.data.data.node;
  return { ...stats, buckets: stats.buckets.filter(({ count }) => count > 0) };
}

describe('figures of a job', () => {
  const RUNS = 60;
  /** Runs of a job, from before its owner's retention up to now, of durations from 1 ms to minutes. */
  async function givenRuns(ownerId: string, job: { id: string; kind: string }) {
    await test.prisma.execution.createMany({
      data: Array.from({ length: RUNS }, (_, n) => {
        const status = (['COMPLETED', 'FAILED', 'COMPLETED', 'CANCELED'] as const)[n % 4] ?? 'COMPLETED';
        const at = new Date(Date.now() - (n + 0.5) * DAY);
        // Every seventh ended without a start.
        const isStarted = n % 7 !== 6 || status !== 'CANCELED';
        const end = new Date(at.getTime() + Math.floor(1.2 ** n));
        return {
          ...{ ownerId, jobId: job.id, kind: job.kind, runNumber: n + 1, status, itemsProcessed: n },
          ...{ queuedAt: at, startedAt: isStarted ? at : null, finishedAt: end, tags: ['some'] },
          ...(status === 'FAILED' && { failureReason: 'ERROR' as const, errorFingerprint: 'f' }),
        };
      }),
    });
  }

  it('are of what retention took too, by day and state, with percentiles within 1 %', async () => {
    const { user, key } = await test.given.user({ tier: 'FREE' });
    const { id, row: job } = await test.given.job(user.id);
    const { id: otherId, row: other } = await test.given.job(user.id);
    await givenRuns(user.id, job);
    await givenRuns(user.id, other);
    const year = { queuedAt: { from: since(364) } };
    const failed = { ...year, status: ['FAILED'] };
    const before = await statsOf(id, key, year);
    const failures = await statsOf(id, key, failed);
    expect([before.count, failures.count]).toEqual([RUNS, RUNS / 4]);
    expect(before.durationMs.max).toBeGreaterThan(10_000);

    await deleteAllOld(scopeDatabase(test.database.prisma, null));
    const left = await test.prisma.execution.count({ where: { jobId: job.id } });
    expect(left).toBeLessThanOrEqual(TIERS.FREE.retentionDays);
    for (const [filter, had] of [
      [year, before],
      [failed, failures],
    ] as const) {
      const { durationMs, ...others } = await statsOf(id, key, filter);
      const { durationMs: hadDurations, ...hadOthers } = had;
      expect(others).toEqual(hadOthers);
      const { average, min, max, ...percentiles } = durationMs;
      expect({ min, max }).toEqual({ min: hadDurations.min, max: hadDurations.max });
      expect(average).toBeCloseTo(hadDurations.average, 6);
      for (const [rank, ms] of Object.entries(percentiles)) {
        const exact = Number(Reflect.get(hadDurations, rank));
        expect(Math.abs(ms - exact), `${rank}: ${ms}, not ${exact}`).toBeLessThanOrEqual(
          Math.max(1, exact / 100),
        );
      }
    }
    // What the archive cannot tell is of what is left.
    expect((await statsOf(id, key, { ...year, tags: ['some'] })).count).toBe(left);
    // Of the days before, and of another job.
    expect((await statsOf(id, key, { queuedAt: { from: since(364), to: since(RUNS - 5) } })).count).toBe(5);
    expect((await statsOf(otherId, key, year)).count).toBe(RUNS);
  });
});
