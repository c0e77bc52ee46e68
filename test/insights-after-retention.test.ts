import { afterAll, beforeAll, expect, it } from 'vitest';
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
