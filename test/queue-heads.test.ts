import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseId } from '../src/core/ids.js';
import { openRuns, type Runs } from './support/world/runs.js';

/** Runs that come late, all at once. */
const LATE = 20;

let runs: Runs;
beforeAll(async () => {
  runs = await openRuns();
});
afterAll(() => runs.test.close());

const claim = async (jobId: string, limit: number) =>
  (await runs.tell('claimExecutions', { workerId: 'w', jobId, limit })).executions?.map(
    ({ execution }) => execution.id,
  ) ?? [];

/** A job whose queue was taken from, with some runs left, and one that has waited for an hour but comes only now. */
async function overtaken(left: number) {
  const { id: jobId } = await runs.job();
  const enqueue = async (count: number) =>
    (
      await runs.tell('enqueueExecutions', { items: Array.from({ length: count }, () => ({ jobId })) })
    ).results?.map(({ execution }) => execution?.id ?? '') ?? [];
  await enqueue(5);
  // The second one begins where the first one ended.
  for (const limit of [2, 3]) expect(await claim(jobId, limit)).toHaveLength(limit);
  const waiting = await enqueue(left);
  const late = await runs.enqueued(jobId);
  await runs.test.prisma.execution.update({
    where: { id: parseId(late, ['Execution'], []).uuid },
    data: { availableAt: new Date(Date.now() - 3_600_000) },
  });
  return { jobId, enqueue, waiting, late };
}

describe('a run that comes before the head of its queue', () => {
  it('is claimed at once where a claim would not be filled otherwise', async () => {
    const { jobId, waiting, late } = await overtaken(3);
    expect((await claim(jobId, 10)).sort()).toEqual([late, ...waiting].sort());
    const { jobId: other, late: only } = await overtaken(0);
    expect(await claim(other, 1)).toEqual([only]);
  });

  it('is claimed soon where the queue never ends', async () => {
    const { jobId, enqueue, late } = await overtaken(10);
    const claimed: string[] = [];
    await expect
      .poll(
        async () => {
          await enqueue(1);
          claimed.push(...(await claim(jobId, 1)));
          return claimed;
        },
        { interval: 50, timeout: 30_000 },
      )
      .toContain(late);
    expect(claimed.length).toBeLessThan(200);
  });

  it('is claimed soon with many others where the queue never ends', { timeout: 60_000 }, async () => {
    const { jobId, enqueue } = await overtaken(10);
    const late = await enqueue(LATE);
    await runs.test.prisma.execution.updateMany({
      where: { id: { in: late.map((id) => parseId(id, ['Execution'], []).uuid) } },
      data: { availableAt: new Date(Date.now() - 3_600_000) },
    });
    const claimed: string[] = [];
    await expect
      .poll(
        async () => {
          await enqueue(1);
          claimed.push(...(await claim(jobId, 1)));
          return late.filter((id) => !claimed.includes(id));
        },
        { interval: 20, timeout: 50_000 },
      )
      .toEqual([]);
    // The first one is found by a look, and the others by the claims after it.
    const sinceFirst = claimed.slice(claimed.findIndex((id) => late.includes(id)));
    expect(sinceFirst.length).toBeLessThan(LATE * 2);
  });
});
