import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HeldRun, openRuns, type Runs } from './support/world/runs.js';

let runs: Runs;
beforeAll(async () => {
  runs = await openRuns();
});
afterAll(() => runs.test.close());

const HOUR_MS = 3_600_000;
const inAnHour = () => new Date(Date.now() + HOUR_MS).toISOString();
const refOf = ({ executionId, leaseToken }: HeldRun) => ({ executionId, leaseToken });
const snooze = (run: HeldRun, more: object = {}) =>
  runs.tell('snoozeExecution', { ...refOf(run), until: inAnHour(), ...more });

describe('snoozeExecution', () => {
  it('puts a run back until a time, and counts no attempt', async () => {
    const { id, row } = await runs.job();
    const held = await runs.claimed(id);
    const until = inAnHour();
    const { execution } = await snooze(held, { until, reason: '429: resets in an hour' });
    expect(execution).toMatchObject({
      id: held.executionId,
      status: 'QUEUED',
      attempt: 1,
      availableAt: until,
      workerId: null,
      startedAt: null,
      leaseExpiresAt: null,
      failureReason: null,
    });
    expect((await runs.events(held.executionId)).at(-1)).toMatchObject({
      type: 'REQUEUED',
      fromStatus: 'RUNNING',
      toStatus: 'QUEUED',
      attempt: 1,
      workerId: 'w1',
      reason: '429: resets in an hour',
    });
    await expect(runs.claim(id)).rejects.toThrow('nothing was claimed');
    await runs.prisma.execution.updateMany({ where: { jobId: row.id }, data: { availableAt: new Date(0) } });
    const again = await runs.claim(id);
    expect(again.executionId).toBe(held.executionId);
    expect(again.leaseToken).not.toBe(held.leaseToken);
    const { execution: done } = await runs.tell('completeExecution', refOf(again));
    expect(done).toMatchObject({ status: 'COMPLETED', attempt: 1 });
  });

  it('takes a time that is past for now, as often as it is said', async () => {
    const { id } = await runs.job();
    let held = await runs.claimed(id);
    for (let time = 0; time < 3; time += 1) {
      const before = Date.now();
      const { execution } = await snooze(held, { until: '2020-01-01T00:00:00Z' });
      expect(new Date(String(execution?.availableAt)).getTime()).toBeGreaterThanOrEqual(before - 1_000);
      held = await runs.claim(id);
    }
    expect(await runs.row(held.executionId)).toMatchObject({ attempt: 1, fence: 7n });
  });

  it('answers the same words again, and refuses others', async () => {
    const held = await runs.claimed();
    const words = { until: inAnHour(), reason: 'busy' };
    const first = await snooze(held, words);
    expect(await snooze(held, words)).toEqual(first);
    expect(await snooze(held, { ...words, reason: 'other' })).toMatchObject({ code: 'LEASE_LOST' });
    expect(await runs.tell('completeExecution', refOf(held))).toMatchObject({ code: 'LEASE_LOST' });
    expect(await runs.steps(held.executionId)).toEqual(['QUEUED', 'STARTED', 'REQUEUED']);
  });

  it('closes open stages, and waits for chunks in work', async () => {
    const held = await runs.claimed();
    const { id: executionId, ownerId } = await runs.row(held.executionId);
    const [first] = await runs.chunks(held.executionId, 2);
    await runs.holdChunk(first ?? '');
    expect(await snooze(held)).toMatchObject({ code: 'OPEN_CHUNKS', pending: 1, processing: 1 });
    await runs.prisma
      .$executeRaw`UPDATE job_chunks SET status = 'COMPLETED', finished_at = now(), lease_expires_at = NULL
      WHERE id = ${first}::uuid`;
    const stage = await runs.prisma.stage.create({
      data: { ownerId, executionId, name: 'login', attempt: 1, startedAt: new Date() },
    });
    expect(await snooze(held)).toMatchObject({ execution: { status: 'QUEUED' } });
    expect(await runs.prisma.stage.findUniqueOrThrow({ where: { id: stage.id } })).toMatchObject({
      status: 'FAILED',
      error: { message: 'The execution went back to the queue.' },
    });
    const chunks = await runs.prisma.chunk.findMany({
      where: { executionId },
      orderBy: { chunkIndex: 'asc' },
    });
    expect(chunks.map(({ status, retryCount }) => [status, retryCount])).toEqual([
      ['COMPLETED', 0],
      ['PENDING', 0],
    ]);
  });

  it('is refused to who does not hold it, and where it is to stop or is queued elsewhere', async () => {
    const held = await runs.claimed();
    expect(await snooze({ ...held, leaseToken: 'none' })).toMatchObject({ code: 'LEASE_LOST' });
    await runs.tell('cancelExecution', { executionId: held.executionId });
    expect(await snooze(held)).toMatchObject({
      code: 'INVALID_TRANSITION',
      allowed: ['COMPLETED', 'FAILED', 'CANCELED'],
    });
    const { id } = await runs.job();
    const { execution, lease } = await runs.tell('startExecution', { jobId: id, workerId: 'w' });
    const external = { executionId: execution?.id ?? '', leaseToken: lease?.token ?? '' };
    expect(await snooze(external)).toMatchObject({
      code: 'INVALID_TRANSITION',
      from: 'RUNNING',
      to: 'QUEUED',
    });
    await runs.tell('completeExecution', external);
    expect(await snooze(external)).toMatchObject({ code: 'INVALID_TRANSITION', from: 'COMPLETED' });
  });
});
