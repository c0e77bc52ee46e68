import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scopeDatabase } from '../src/core/db/tenancy.js';
import { parseId } from '../src/core/ids.js';
import { claimQueued } from '../src/executions/queue/claim.sql.js';
import { createQueueHeads } from '../src/executions/queue/queue-heads.js';
import { openRuns, type Runs, uuidOf } from './support/world/runs.js';

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

describe('a job that is claimed apart', () => {
  const PRIORITY = 5;
  const at = (seconds: number) => new Date(seconds * 1_000);
  /** Where claims begin after a look from the start, with the first of others that it left, if any. */
  function startsAfter(leftAt: Date | null) {
    let now = 0;
    const head = createQueueHeads(() => now).of('queue');
    const since = () => head.since()?.[PRIORITY];
    expect(since()).toBeUndefined();
    head.moved([{ priority: PRIORITY, availableAt: at(5_000), isApart: false, leftAt: null }], null, 1);
    expect(since()).toBe(at(4_999).toISOString());
    now += 60_000;
    expect(since()).toBeUndefined();
    const left = Array.from({ length: 11 }, (_, priority) => (priority === PRIORITY ? leftAt : null));
    head.moved([{ priority: PRIORITY, availableAt: at(10), isApart: true, leftAt: left }], null, 1);
    return since();
  }

  it('does not take the head of the queue back to its backlog', () => {
    expect(startsAfter(null)).toBe(at(4_999).toISOString());
    expect(startsAfter(at(6_000))).toBe(at(5_999).toISOString());
  });

  it('hides nothing from the head that a look has found behind it', () => {
    expect(startsAfter(at(3_000))).toBe(at(2_999).toISOString());
  });

  it('is told from others in what a claim takes, with what it found of these and left', async () => {
    const { user, key } = await runs.given.user();
    const [plain, apart] = [await runs.given.job(user.id), await runs.given.job(user.id)];
    await runs.prisma.jobLimits.create({
      data: { jobId: apart.row.id, ownerId: user.id, maxConcurrent: 5 },
      select: { jobId: true },
    });
    const first = await runs.enqueued(apart.id, {}, key);
    const [next, urgent] = [
      await runs.enqueued(plain.id, {}, key),
      await runs.enqueued(plain.id, { priority: 7 }, key),
    ];
    const take = (limit: number) =>
      claimQueued(scopeDatabase(runs.test.database.prisma, null), {
        ...{ ownerId: user.id, kinds: null, keys: [], jobIds: null, tags: null },
        workers: [{ workerId: 'w', limit, leaseSeconds: 60 }],
        userId: user.id,
        since: null,
        isPatient: true,
      });
    expect(await take(1)).toMatchObject([{ id: uuidOf(urgent), isApart: false }]);
    const { availableAt } = await runs.row(next);
    const left = Array.from({ length: 11 }, (_, priority) => (priority === 5 ? availableAt : null));
    expect(await take(1)).toMatchObject([{ id: uuidOf(first), isApart: true, leftAt: left }]);
    expect(await take(1)).toMatchObject([{ id: uuidOf(next), isApart: false, leftAt: null }]);
  });
});
