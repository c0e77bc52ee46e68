import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openRuns, type Runs } from './support/world/runs.js';

/** Races need more than one connection. */
const onServer = inject('template').kind === 'server';

let runs: Runs;
beforeAll(async () => {
  runs = await openRuns();
});
afterAll(() => runs.test.close());

const secondsLeft = async (executionId: string) => {
  const { cancelDeadline } = await runs.row(executionId);
  const [row] = await runs.prisma.$queryRaw<Array<{ now: Date }>>`SELECT clock_timestamp() AS now`;
  return Math.round(((cancelDeadline?.getTime() ?? Number.NaN) - (row?.now.getTime() ?? 0)) / 1_000);
};

describe('cancelExecution', () => {
  it('cancels a queued run at once, and says who did it', async () => {
    const executionId = await runs.enqueued((await runs.job()).id);
    const canceled = await runs.tell('cancelExecution', { executionId, reason: 'not needed' });
    expect(canceled).toMatchObject({ isPending: false, execution: { status: 'CANCELED', startedAt: null } });
    expect(await runs.tell('cancelExecution', { executionId })).toEqual(canceled);
    const [, step, ...more] = await runs.events(executionId);
    expect(more).toEqual([]);
    expect(step).toMatchObject({
      type: 'CANCELED',
      fromStatus: 'QUEUED',
      reason: 'not needed',
      actor: { name: 'Ada', role: 'user' },
      actorUserId: runs.owner.user.id,
    });
  });

  it('asks the worker of a running one to stop, who says that it did', async () => {
    const { executionId, leaseToken } = await runs.claimed(undefined, { leaseSeconds: 600 });
    const asked = await runs.tell('cancelExecution', {
      executionId,
      reason: 'wrong params',
      graceSeconds: 30,
    });
    expect(asked).toMatchObject({
      isPending: true,
      execution: {
        status: 'RUNNING',
        cancelRequestedBy: { name: 'Ada', role: 'user', user: { id: expect.stringMatching(/^user_/) } },
      },
    });
    expect(await secondsLeft(executionId)).toBe(30);
    const { cancelDeadline } = await runs.row(executionId);
    expect(asked.execution).toMatchObject({ cancelDeadline: cancelDeadline?.toISOString() });
    const { lease } = await runs.tell('heartbeatExecution', { executionId, leaseToken, leaseSeconds: 600 });
    expect(lease?.cancelRequested).toBe(true);
    expect(lease?.expiresAt).toEqual((await runs.row(executionId)).cancelDeadline);
    const stopped = { executionId, leaseToken };
    const canceled = await runs.tell('cancelExecution', stopped);
    expect(canceled).toMatchObject({ isPending: false, execution: { status: 'CANCELED' } });
    expect(await runs.tell('cancelExecution', stopped)).toEqual(canceled);
    expect(await runs.events(executionId)).toMatchObject([
      { type: 'QUEUED' },
      { type: 'STARTED' },
      { type: 'CANCEL_REQUESTED', reason: 'wrong params', actor: { name: 'Ada' }, toStatus: 'RUNNING' },
      { type: 'CANCELED', actor: null, workerId: 'w1' },
    ]);
  });

  it('asked again answers the same; the time to stop only gets shorter', async () => {
    const { executionId } = await runs.claimed(undefined, { leaseSeconds: 600 });
    const first = await runs.tell('cancelExecution', { executionId, graceSeconds: 100 });
    expect(await runs.tell('cancelExecution', { executionId, graceSeconds: 3_600 })).toEqual(first);
    expect(await secondsLeft(executionId)).toBe(100);
    await runs.tell('cancelExecution', { executionId, graceSeconds: 10 });
    expect(await secondsLeft(executionId)).toBe(10);
    expect(await runs.steps(executionId)).toEqual(['QUEUED', 'STARTED', 'CANCEL_REQUESTED']);
  });

  it('gives no more time than the timeout leaves', async () => {
    const { id: jobId } = await runs.job({ timeoutSeconds: 100 });
    const { executionId } = await runs.claimed(jobId);
    await runs.startedAgo(executionId, 80);
    await runs.tell('cancelExecution', { executionId, graceSeconds: 3_600 });
    expect(await secondsLeft(executionId)).toBe(20);
  });

  it.each([{ force: true }, { graceSeconds: 0 }])('cancels a running one at once with %o', async (how) => {
    const { executionId, leaseToken } = await runs.claimed();
    const [chunk = ''] = await runs.chunks(executionId, 1);
    expect(await runs.tell('cancelExecution', { executionId, ...how })).toMatchObject({
      isPending: false,
      execution: { status: 'CANCELED' },
    });
    expect(await runs.prisma.chunk.findUnique({ where: { id: chunk } })).toMatchObject({ status: 'FAILED' });
    expect(await runs.tell('completeExecution', { executionId, leaseToken })).toMatchObject({
      code: 'INVALID_TRANSITION',
      from: 'CANCELED',
    });
    expect(await runs.tell('cancelExecution', { executionId, leaseToken })).toMatchObject({
      isPending: false,
    });
  });

  it.each([
    'completeExecution',
    'failExecution',
  ])('lets %s win before the time to stop is over', async (end) => {
    const { id: jobId } = await runs.job({ maxAttempts: 3 });
    const { executionId, leaseToken } = await runs.claimed(jobId);
    await runs.tell('cancelExecution', { executionId });
    const words = end === 'failExecution' ? { errorMessage: 'stopped half way' } : {};
    const status = end === 'failExecution' ? 'FAILED' : 'COMPLETED';
    // No further attempt of what somebody wanted to stop.
    expect(await runs.tell(end, { executionId, leaseToken, ...words })).toMatchObject({
      execution: { status },
    });
    expect(await runs.tell('cancelExecution', { executionId })).toMatchObject({
      code: 'INVALID_TRANSITION',
      from: status,
      to: 'CANCELED',
    });
  });

  it('wins over complete and fail once the time to stop is over', async () => {
    const { executionId, leaseToken } = await runs.claimed();
    await runs.tell('cancelExecution', { executionId });
    await runs.graceEnds(executionId);
    expect(await runs.tell('completeExecution', { executionId, leaseToken })).toMatchObject({
      code: 'INVALID_TRANSITION',
      from: 'CANCELED',
    });
    expect(await runs.row(executionId)).toMatchObject({ status: 'CANCELED' });
  });

  it('is told what stands in the way: no such run, another token, somebody else', async () => {
    const { executionId } = await runs.claimed();
    const stranger = await runs.given.user();
    const nobody = { executionId: 'exec_01h455vb4pex5vsknk084sn02q' };
    expect(await runs.tell('cancelExecution', nobody)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await runs.tell('cancelExecution', { executionId }, stranger.key)).toMatchObject({
      code: 'NOT_FOUND',
    });
    for (const leaseToken of ['', 'x', '1.AAAAAAAAAAAAAAAAAAAAAA', 'x'.repeat(300)]) {
      expect(await runs.tell('cancelExecution', { executionId, leaseToken })).toMatchObject({
        code: 'LEASE_LOST',
      });
    }
    expect(await runs.row(executionId)).toMatchObject({ status: 'RUNNING', cancelRequestedAt: null });
  });

  it('is an administrator’s to do for anybody, who is named by role and not by account', async () => {
    const { executionId } = await runs.claimed();
    const admin = await runs.given.admin();
    await runs.tell('cancelExecution', { executionId }, admin.key);
    expect(await runs.tell('cancelExecution', { executionId })).toMatchObject({
      execution: { cancelRequestedBy: { name: 'admin', role: 'admin', user: null } },
    });
  });

  it.each([-1, 3_601])('refuses a grace time of %i seconds', async (graceSeconds) => {
    const executionId = 'exec_01h455vb4pex5vsknk084sn02q';
    expect(await runs.refusal('cancelExecution', { executionId, graceSeconds })).toEqual({
      code: 'BAD_USER_INPUT',
      path: 'input.graceSeconds',
    });
  });
});

describe('retryExecution', () => {
  async function failed(job: Parameters<Runs['job']>[0] = {}, request: object = {}): Promise<string> {
    const { id: jobId } = await runs.job(job);
    await runs.enqueued(jobId, request);
    const { executionId, leaseToken } = await runs.claim(jobId);
    await runs.tell('failExecution', { executionId, leaseToken, errorMessage: 'broken' });
    return executionId;
  }

  it('queues a new run with the params and the priority of the old one', async () => {
    const executionId = await failed({}, { params: { page: 3 }, priority: 9 });
    const { execution } = await runs.tell('retryExecution', { executionId });
    expect(execution).toMatchObject({
      status: 'QUEUED',
      trigger: 'RETRY',
      attempt: 1,
      runNumber: 2,
      dispatch: 'QUEUE',
      params: { page: 3 },
      priority: 9,
      errorMessage: null,
      retryOf: { id: executionId },
    });
    expect(await runs.row(executionId)).toMatchObject({ status: 'FAILED' });
  });

  it('takes other params', async () => {
    const executionId = await failed({}, { params: { page: 3 } });
    const params = { page: 4 };
    expect(await runs.tell('retryExecution', { executionId, params })).toMatchObject({
      execution: { params },
    });
    expect(await runs.refusal('retryExecution', { executionId, params: [] })).toMatchObject({
      path: 'input.params',
    });
  });

  it('keeps at most one open, and takes another once that one ended', async () => {
    const executionId = await failed();
    const first = await runs.tell('retryExecution', { executionId });
    const again = await runs.tell('retryExecution', { executionId });
    expect(again).toMatchObject({ code: 'CONFLICT', existing: { id: first.execution?.id } });
    await runs.tell('cancelExecution', { executionId: first.execution?.id });
    expect(await runs.tell('retryExecution', { executionId })).toMatchObject({
      execution: { retryOf: { id: executionId }, runNumber: 3 },
    });
  });

  it('leaves to its worker’s queue what came from there', async () => {
    const { id: jobId } = await runs.job();
    const { execution, lease } = await runs.tell('startExecution', { jobId });
    await runs.tell('failExecution', {
      executionId: execution?.id,
      leaseToken: lease?.token,
      errorMessage: 'no',
    });
    const retry = await runs.tell('retryExecution', { executionId: execution?.id });
    expect(retry).toMatchObject({ execution: { dispatch: 'EXTERNAL', status: 'QUEUED' } });
    expect((await runs.tell('claimExecutions', { workerId: 'w', jobId })).executions).toEqual([]);
    expect(await runs.tell('startExecution', { executionId: retry.execution?.id })).toMatchObject({
      execution: { status: 'RUNNING', dispatch: 'EXTERNAL' },
    });
  });

  it('plans only the chunks that did not complete, with their ranges', async () => {
    const { executionId, leaseToken } = await runs.claimed();
    const [first = '', , third = ''] = await runs.chunks(executionId, 4);
    for (const id of [first, third]) {
      await runs.holdChunk(id);
      await runs.prisma.chunk.update({
        where: { id },
        data: { status: id === first ? 'COMPLETED' : 'FAILED', leaseExpiresAt: null, finishedAt: new Date() },
      });
    }
    await runs.tell('failExecution', { executionId, leaseToken, errorMessage: 'broken' });
    const retry = await runs.tell('retryExecution', { executionId, unfinishedChunksOnly: true });
    const { id: retryId } = await runs.row(retry.execution?.id ?? '');
    const chunks = await runs.prisma.chunk.findMany({
      where: { executionId: retryId },
      orderBy: { chunkIndex: 'asc' },
    });
    expect(chunks.map(({ status, imageRange, retryCount }) => [status, imageRange, retryCount])).toEqual(
      [1, 2, 3].map((n) => ['PENDING', { start: n * 10, end: n * 10 + 10 }, 0]),
    );
  });

  it('has nothing to plan where all chunks completed, and all where none was planned', async () => {
    const { executionId, leaseToken } = await runs.claimed();
    const [chunk = ''] = await runs.chunks(executionId, 1);
    await runs.holdChunk(chunk);
    const done = { status: 'COMPLETED', leaseExpiresAt: null, finishedAt: new Date() } as const;
    await runs.prisma.chunk.update({ where: { id: chunk }, data: done });
    await runs.tell('completeExecution', { executionId, leaseToken });
    const only = { unfinishedChunksOnly: true };
    expect(await runs.tell('retryExecution', { executionId, ...only })).toMatchObject({ code: 'CONFLICT' });
    expect(await runs.tell('retryExecution', { executionId })).toMatchObject({
      execution: { trigger: 'RETRY' },
    });
    const unplanned = { executionId: await failed(), ...only };
    expect(await runs.tell('retryExecution', unplanned)).toMatchObject({ execution: { trigger: 'RETRY' } });
  });

  it('refuses what has not finished, an archived job, and what is not there', async () => {
    const { executionId } = await runs.claimed();
    expect(await runs.tell('retryExecution', { executionId })).toMatchObject({
      code: 'INVALID_TRANSITION',
      from: 'RUNNING',
    });
    const old = await failed();
    const { jobId } = await runs.row(old);
    const stranger = await runs.given.user();
    const notFound = { code: 'NOT_FOUND' };
    expect(await runs.tell('retryExecution', { executionId: old }, stranger.key)).toMatchObject(notFound);
    await runs.prisma.job.update({ where: { id: jobId }, data: { status: 'ARCHIVED' } });
    expect(await runs.tell('retryExecution', { executionId: old })).toMatchObject({
      code: 'INVALID_TRANSITION',
      from: 'ARCHIVED',
    });
    expect(await runs.prisma.execution.count({ where: { jobId } })).toBe(1);
  });
});

describe.skipIf(!onServer)('at the same moment (needs a server: PGlite has one connection)', () => {
  it('of canceling and completing at the end of the time to stop one wins, with one event', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { executionId, leaseToken } = await runs.claimed();
      await runs.tell('cancelExecution', { executionId, graceSeconds: 1 });
      if (round % 2) await runs.graceEnds(executionId);
      const [complete] = await Promise.all([
        runs.tell('completeExecution', { executionId, leaseToken }),
        runs.rescue(),
        runs.tell('cancelExecution', { executionId, force: true }),
      ]);
      const { status } = await runs.row(executionId);
      expect(complete.execution?.status ?? 'CANCELED').toBe(status);
      expect(await runs.steps(executionId)).toEqual(['QUEUED', 'STARTED', 'CANCEL_REQUESTED', status]);
    }
  }, 30_000);

  it('twenty retries of one run make one', async () => {
    const { executionId, leaseToken } = await runs.claimed();
    await runs.tell('completeExecution', { executionId, leaseToken });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => runs.tell('retryExecution', { executionId })),
    );
    const made = answers.filter(({ execution }) => execution);
    expect(made).toHaveLength(1);
    expect(new Set(answers.flatMap(({ existing }) => existing?.id ?? []))).toEqual(
      new Set([made[0]?.execution?.id]),
    );
  });

  it('many cancels of the same runs, in any order, wait for none in a circle', async () => {
    const { id: jobId } = await runs.job();
    await runs.tell('enqueueExecutions', { items: Array.from({ length: 20 }, () => ({ jobId })) });
    const { executions = [] } = await runs.tell('claimExecutions', { workerId: 'w', jobId, limit: 10 });
    const held = executions.map(({ execution }) => execution.id);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        runs.tell('bulkCancelExecutions', { ids: n % 2 ? held : [...held].reverse() }),
      ),
    );
    expect(answers.every(({ succeeded }) => succeeded === 10)).toBe(true);
  }, 30_000);
});
