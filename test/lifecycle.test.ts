import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { beatExecutions } from '../src/executions/lease/heartbeat.sql.js';
import { openRuns, type Runs, uuidOf } from './support/world/runs.js';

/** Races need more than one connection, and a clock that is not this process's. */
const onServer = inject('template').kind === 'server';
const SECOND = 1_000;

let runs: Runs;
beforeAll(async () => {
  runs = await openRuns();
});
afterAll(() => runs.test.close());

/** Milliseconds from the database's now. */
async function fromNow(time: Date | null | undefined): Promise<number> {
  const [row] = await runs.prisma.$queryRaw<Array<{ now: Date }>>`SELECT clock_timestamp() AS now`;
  return (time?.getTime() ?? Number.NaN) - (row?.now.getTime() ?? Number.NaN);
}

describe('startExecution', () => {
  it('starts a new run of a job at once, outside the queue', async () => {
    const { id: jobId } = await runs.job();
    const started = await runs.tell('startExecution', {
      jobId,
      workerId: 'celery@1',
      params: { page: 1 },
      plan: ['fetch'],
      createdBy: { name: 'beat', role: 'scheduler' },
      leaseSeconds: 30,
    });
    expect(started).toMatchObject({
      __typename: 'StartExecutionPayload',
      isReplay: false,
      lease: { cancelRequested: false, deadline: null },
      execution: {
        status: 'RUNNING',
        dispatch: 'EXTERNAL',
        trigger: 'API',
        attempt: 1,
        workerId: 'celery@1',
        params: { page: 1 },
        plan: ['fetch'],
        createdBy: { name: 'beat', role: 'scheduler' },
      },
    });
    expect(await fromNow(started.lease?.expiresAt)).toBeGreaterThan(25 * SECOND);
    expect(await runs.steps(started.execution?.id ?? '')).toEqual(['QUEUED', 'STARTED']);
    const held = { executionId: started.execution?.id, leaseToken: started.lease?.token };
    expect(await runs.tell('completeExecution', held)).toMatchObject({ execution: { status: 'COMPLETED' } });
  });

  it('starts a queued one that is named, and takes its lease for what follows', async () => {
    const { id: jobId } = await runs.job();
    const executionId = await runs.enqueued(jobId, {
      params: { page: 2 },
      notBefore: new Date(Date.now() + 60 * SECOND),
    });
    const actor = { name: 'celery', role: 'worker' };
    const started = await runs.tell('startExecution', { executionId, workerId: 'w', createdBy: actor });
    expect(started).toMatchObject({
      execution: {
        id: executionId,
        status: 'RUNNING',
        dispatch: 'QUEUE',
        params: { page: 2 },
        createdBy: { name: 'Ada', role: 'user' },
      },
    });
    const [, step] = await runs.events(executionId);
    expect(step).toMatchObject({ type: 'STARTED', workerId: 'w', actor });
    expect(await runs.tell('startExecution', { executionId })).toMatchObject({
      code: 'INVALID_TRANSITION',
      from: 'RUNNING',
    });
    const held = { executionId, leaseToken: started.lease?.token };
    expect(await runs.tell('completeExecution', held)).toMatchObject({ execution: { status: 'COMPLETED' } });
    expect(await runs.tell('startExecution', { executionId })).toMatchObject({
      code: 'INVALID_TRANSITION',
      from: 'COMPLETED',
    });
  });

  it('answers a message that is delivered again: the same lease while it runs, none once it ended', async () => {
    const { id: jobId } = await runs.job();
    const message = { jobId, workerId: 'celery', idempotencyKey: 'task-1' };
    const first = await runs.tell('startExecution', message);
    const again = await runs.tell('startExecution', message);
    expect(again).toMatchObject({ isReplay: true, execution: { id: first.execution?.id } });
    expect(again.lease?.token).toBe(first.lease?.token);
    await runs.tell('completeExecution', {
      executionId: first.execution?.id,
      leaseToken: first.lease?.token,
      result: 42,
    });
    const late = await runs.tell('startExecution', message);
    expect(late).toMatchObject({
      isReplay: true,
      lease: null,
      execution: { id: first.execution?.id, status: 'COMPLETED', result: 42 },
    });
    expect(await runs.tell('startExecution', { ...message, workerId: 'other' })).toMatchObject({
      code: 'CONFLICT',
    });
  });

  it('answers without a lease where the work was lost and another attempt holds it', async () => {
    const { id: jobId } = await runs.job({ maxAttempts: 2 });
    const executionId = await runs.enqueued(jobId);
    const message = { executionId, idempotencyKey: 'task-2' };
    await runs.tell('startExecution', message);
    await runs.leaseEnds(executionId);
    await runs.rescue();
    await runs.claim(jobId);
    expect(await runs.tell('startExecution', message)).toMatchObject({
      isReplay: true,
      lease: null,
      execution: { status: 'RUNNING', attempt: 2 },
    });
  });

  it('does not start what is paused, archived, nobody’s or somebody else’s', async () => {
    const { id: jobId, row } = await runs.job();
    const executionId = await runs.enqueued(jobId);
    const key = { idempotencyKey: 'kept' };
    const started = await runs.tell('startExecution', { jobId, ...key });
    for (const status of ['PAUSED', 'ARCHIVED'] as const) {
      await runs.prisma.job.update({ where: { id: row.id }, data: { status } });
      const refused = { code: 'INVALID_TRANSITION', from: status };
      expect(await runs.tell('startExecution', { jobId })).toMatchObject(refused);
      expect(await runs.tell('startExecution', { executionId })).toMatchObject(refused);
      expect(await runs.tell('startExecution', { jobId, ...key })).toMatchObject({
        isReplay: true,
        lease: { token: started.lease?.token },
      });
    }
    const stranger = await runs.given.user();
    const notFound = { code: 'NOT_FOUND' };
    expect(await runs.tell('startExecution', { jobId }, stranger.key)).toMatchObject(notFound);
    expect(await runs.tell('startExecution', { executionId }, stranger.key)).toMatchObject(notFound);
    expect(await runs.tell('startExecution', { jobSlug: 'none' })).toMatchObject(notFound);
    expect(await runs.row(executionId)).toMatchObject({ status: 'QUEUED', fence: 0n });
  });

  it.each([
    ['nothing named', {}, 'input.jobId'],
    ['two named', { jobSlug: 'a', executionId: 'exec_01h455vb4pex5vsknk084sn02q' }, 'input.executionId'],
    [
      'params for a queued one',
      { executionId: 'exec_01h455vb4pex5vsknk084sn02q', params: {} },
      'input.params',
    ],
    ['params that are no object', { jobSlug: 'a', params: [] }, 'input.params'],
    ['a lease of 4 seconds', { jobSlug: 'a', leaseSeconds: 4 }, 'input.leaseSeconds'],
    ['a lease of more than a day', { jobSlug: 'a', leaseSeconds: 86_401 }, 'input.leaseSeconds'],
    ['a worker without a name', { jobSlug: 'a', workerId: ' ' }, 'input.workerId'],
  ])('refuses %s', async (_case, input, path) => {
    expect(await runs.refusal('startExecution', input)).toEqual({ code: 'BAD_USER_INPUT', path });
  });

  it('needs the scope WORK', async () => {
    const reader = await runs.given.user({ key: { scopes: ['READ'] } });
    for (const [mutation, input] of [
      ['startExecution', { jobSlug: 'a' }],
      ['cancelExecution', { executionId: 'exec_01h455vb4pex5vsknk084sn02q' }],
      ['retryExecution', { executionId: 'exec_01h455vb4pex5vsknk084sn02q' }],
      ['bulkCancelExecutions', { ids: ['exec_01h455vb4pex5vsknk084sn02q'] }],
      ['heartbeats', { leases: [{ id: 'exec_01h455vb4pex5vsknk084sn02q', token: 'x' }] }],
    ] as const) {
      expect(await runs.refusal(mutation, input, reader.key)).toMatchObject({ code: 'FORBIDDEN' });
    }
  });
});

describe('heartbeatExecution', () => {
  it('extends the lease and keeps what the worker tells', async () => {
    const run = await runs.claimed(undefined, { leaseSeconds: 5 });
    const beat = await runs.tell('heartbeatExecution', {
      executionId: run.executionId,
      leaseToken: run.leaseToken,
      leaseSeconds: 600,
      itemsProcessed: 7,
      plan: { step: 2 },
    });
    expect(beat).toMatchObject({
      lease: { token: run.leaseToken, cancelRequested: false },
      execution: { itemsProcessed: 7, plan: { step: 2 } },
    });
    expect(await fromNow(beat.lease?.expiresAt)).toBeGreaterThan(595 * SECOND);
    const shorter = await runs.tell('heartbeatExecution', {
      executionId: run.executionId,
      leaseToken: run.leaseToken,
    });
    expect(shorter).toMatchObject({ execution: { itemsProcessed: 7, plan: { step: 2 } } });
  });

  it('does not extend past the timeout', async () => {
    const { id: jobId } = await runs.job({ timeoutSeconds: 100 });
    const run = await runs.claimed(jobId, { leaseSeconds: 600 });
    expect(run.lease.expiresAt).toEqual(run.lease.deadline);
    await runs.startedAgo(run.executionId, 90);
    const { lease } = await runs.tell('heartbeatExecution', {
      executionId: run.executionId,
      leaseToken: run.leaseToken,
      leaseSeconds: 600,
    });
    expect(lease?.expiresAt).toEqual(lease?.deadline);
    expect(await fromNow(lease?.deadline)).toBeLessThan(11 * SECOND);
  });

  it('goes on with a lease that ran out, as long as nobody took it over', async () => {
    const { executionId, leaseToken } = await runs.claimed();
    await runs.leaseEnds(executionId);
    const { lease } = await runs.tell('heartbeatExecution', { executionId, leaseToken });
    expect(await fromNow(lease?.expiresAt)).toBeGreaterThan(50 * SECOND);
  });

  it('answers what it was: lost, finished, or not there', async () => {
    const { executionId, leaseToken } = await runs.claimed();
    const other = await runs.claimed();
    const beat = (token: string, id = executionId) =>
      runs.tell('heartbeatExecution', { executionId: id, leaseToken: token });
    expect(await beat('made-up')).toMatchObject({ code: 'LEASE_LOST' });
    expect(await beat(other.leaseToken)).toMatchObject({ code: 'LEASE_LOST' });
    await runs.tell('completeExecution', { executionId, leaseToken });
    expect(await beat(leaseToken)).toMatchObject({ code: 'INVALID_TRANSITION', from: 'COMPLETED' });
    expect(await beat('made-up')).toMatchObject({ code: 'LEASE_LOST' });
    expect(await beat('made-up', 'exec_01h455vb4pex5vsknk084sn02q')).toMatchObject({ code: 'NOT_FOUND' });
    const stranger = await runs.given.user();
    const foreign = { executionId: other.executionId, leaseToken: other.leaseToken };
    expect(await runs.tell('heartbeatExecution', foreign, stranger.key)).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is one statement, and leaves every index alone', async () => {
    const { executionId, leaseToken } = await runs.claimed();
    const { statements } = await runs.test.recordStatements(() =>
      runs.test.ask(
        `mutation ($input: HeartbeatExecutionInput!) { heartbeatExecution(input: $input) {
          ... on HeartbeatExecutionPayload { lease { expiresAt } } } }`,
        { input: { executionId, leaseToken, itemsProcessed: 1, plan: [] } },
        runs.owner.key,
      ),
    );
    const writes = statements.filter((sql) => sql.includes('job_executions'));
    expect(writes).toHaveLength(1);
    const [before, after] = await runs.prisma.$transaction(async (tx) => {
      // Counts of this transaction, but for those of earlier ones that the statistics have not taken up yet.
      const updates = async () => {
        const [row] = await tx.$queryRaw<Array<{ hot: bigint; all: bigint }>>`
          SELECT pg_stat_get_xact_tuples_hot_updated('job_executions'::regclass) AS hot,
            pg_stat_get_xact_tuples_updated('job_executions'::regclass) AS all`;
        return { hot: Number(row?.hot), all: Number(row?.all) };
      };
      const start = await updates();
      const id = uuidOf(executionId);
      const beat = { id, fence: runs.leases.fenceOf(id, leaseToken) ?? 0n, itemsProcessed: 2, plan: [1] };
      await beatExecutions(tx, [beat], { ownerId: null, leaseSeconds: 60 });
      return [start, await updates()] as const;
    });
    expect({ hot: after.hot - before.hot, all: after.all - before.all }).toEqual({ hot: 1, all: 1 });
  });
});

describe('heartbeats', () => {
  it('extends leases of runs and chunks alike, each with its own answer, in their order', async () => {
    const [a, b] = [await runs.claimed(), await runs.claimed()];
    const [first = '', second = ''] = await runs.chunks(b.executionId, 2);
    const [held, lost] = [await runs.holdChunk(first, 5), await runs.holdChunk(second, 5)];
    await runs.tell('cancelExecution', { executionId: b.executionId, graceSeconds: 30 });
    const { results } = await runs.tell('heartbeats', {
      leases: [
        held,
        { id: a.executionId, token: a.leaseToken },
        { id: lost.id, token: held.token },
        { id: b.executionId, token: b.leaseToken },
        { id: b.executionId, token: a.leaseToken },
        { id: 'chunk_01h455vb4pex5vsknk084sn02q', token: 'x' },
      ],
      leaseSeconds: 600,
    });
    expect(results?.map(({ code, lease }) => code ?? lease?.cancelRequested)).toEqual([
      true,
      false,
      'LEASE_LOST',
      true,
      'LEASE_LOST',
      'NOT_FOUND',
    ]);
    expect(results?.[0]?.lease?.token).toBe(held.token);
    expect(await fromNow(results?.[0]?.lease?.expiresAt)).toBeLessThan(31 * SECOND);
    expect(await fromNow(results?.[1]?.lease?.expiresAt)).toBeGreaterThan(590 * SECOND);
    expect(await fromNow(results?.[3]?.lease?.expiresAt)).toBeLessThan(31 * SECOND);
  });

  it('refuses none and more than 1,000', async () => {
    const token = 'x';
    const id = 'exec_01h455vb4pex5vsknk084sn02q';
    const path = 'input.leases';
    const code = 'INVALID_INPUT';
    expect(await runs.refusal('heartbeats', { leases: [] })).toEqual({ code, path });
    const many = Array.from({ length: 1_001 }, () => ({ id, token }));
    expect(await runs.refusal('heartbeats', { leases: many })).toEqual({ code, path });
  });
});

describe('words that are said again', () => {
  it('get the same answer: a completion, a failure, one that is tried again', async () => {
    const { id: jobId } = await runs.job({ maxAttempts: 2 });
    const run = await runs.claimed(jobId);
    const { executionId, leaseToken } = run;
    const failure = { executionId, leaseToken, errorMessage: 'disk full' };
    const failed = await runs.tell('failExecution', failure);
    expect(failed).toMatchObject({ execution: { status: 'QUEUED', attempt: 2 } });
    expect(failed.retryAt).toBeInstanceOf(Date);
    expect(await runs.tell('failExecution', failure)).toMatchObject({ retryAt: failed.retryAt });
    expect(await runs.tell('failExecution', { ...failure, errorMessage: 'other' })).toMatchObject({
      code: 'LEASE_LOST',
    });
    const second = await runs.claim(jobId);
    expect(await runs.tell('failExecution', failure)).toMatchObject({ retryAt: failed.retryAt });
    const completion = { executionId, leaseToken: second.leaseToken, result: { ok: true } };
    const done = await runs.tell('completeExecution', completion);
    expect(await runs.tell('completeExecution', completion)).toEqual(done);
    expect(done).toMatchObject({
      execution: { status: 'COMPLETED', errorMessage: null, errorFingerprint: null },
    });
    expect(await runs.tell('completeExecution', { ...completion, result: 1 })).toMatchObject({
      code: 'INVALID_TRANSITION',
      from: 'COMPLETED',
    });
    expect(await runs.steps(executionId)).toEqual(['QUEUED', 'STARTED', 'REQUEUED', 'STARTED', 'COMPLETED']);
    const { results } = await runs.tell('completeExecutions', { items: [completion, completion] });
    expect(results?.map(({ execution }) => execution?.status)).toEqual(['COMPLETED', 'COMPLETED']);
  });

  it('get one ending where one batch says them twice', async () => {
    const { executionId, leaseToken } = await runs.claimed();
    const item = { executionId, leaseToken, itemsProcessed: 3 };
    const { results } = await runs.tell('completeExecutions', {
      items: [item, item, { ...item, result: 1 }],
    });
    expect(results?.map(({ execution, code }) => code ?? execution?.status)).toEqual([
      'COMPLETED',
      'COMPLETED',
      'INVALID_TRANSITION',
    ]);
    expect(await runs.steps(executionId)).toEqual(['QUEUED', 'STARTED', 'COMPLETED']);
  });

  it('get the same claim, for an answer that was lost', async () => {
    const { id: jobId } = await runs.job();
    await runs.enqueued(jobId);
    await runs.enqueued(jobId);
    const claim = { workerId: 'w', jobId, limit: 1, requestId: 'r1' };
    const first = await runs.tell('claimExecutions', claim);
    expect(await runs.tell('claimExecutions', claim)).toEqual(first);
    expect(await runs.tell('claimExecutions', { ...claim, limit: 2 })).toMatchObject({ code: 'CONFLICT' });
    const [held] = first.executions ?? [];
    await runs.tell('completeExecution', { executionId: held?.execution.id, leaseToken: held?.lease.token });
    expect((await runs.tell('claimExecutions', claim)).executions).toEqual([]);
    expect((await runs.tell('claimExecutions', { ...claim, requestId: 'r2' })).executions).toHaveLength(1);
  });

  it('put one run in the queue, asked 50 times at once', async () => {
    const { id: jobId, row } = await runs.job();
    const request = { jobId, params: { a: 1, b: 2 }, idempotencyKey: 'fifty' };
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        // The order of the fields says nothing.
        runs.tell('enqueueExecution', n % 2 ? request : { ...request, params: { b: 2, a: 1 } }),
      ),
    );
    expect(await runs.prisma.execution.count({ where: { jobId: row.id } })).toBe(1);
    expect(answers.filter(({ isReplay }) => !isReplay)).toHaveLength(1);
    expect(new Set(answers.map(({ execution }) => JSON.stringify(execution))).size).toBe(1);
    expect(await runs.tell('enqueueExecution', { ...request, priority: 1 })).toMatchObject({
      code: 'CONFLICT',
    });
  }, 30_000);

  it('start one run, asked 20 times at once, with one lease', async () => {
    const { id: jobId, row } = await runs.job();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => runs.tell('startExecution', { jobId, idempotencyKey: 'twenty' })),
    );
    expect(await runs.prisma.execution.count({ where: { jobId: row.id } })).toBe(1);
    expect(new Set(answers.map(({ lease }) => lease?.token)).size).toBe(1);
  });
});

describe('a worker stopped past its lease', () => {
  it('changes nothing any more once its work is reclaimed', async () => {
    const { id: jobId } = await runs.job({ maxAttempts: 3 });
    const { executionId, leaseToken } = await runs.claimed(jobId);
    await runs.leaseEnds(executionId);
    await runs.rescue();
    const held = await runs.claim(jobId, { workerId: 'w2' });
    expect(held.executionId).toBe(executionId);
    const before = [await runs.row(executionId), await runs.events(executionId)];
    const late = { executionId, leaseToken };
    for (const [mutation, input] of [
      ['heartbeatExecution', { ...late, itemsProcessed: 99 }],
      ['completeExecution', late],
      ['failExecution', { ...late, errorMessage: 'late' }],
      ['cancelExecution', late],
    ] as const) {
      expect(await runs.tell(mutation, input)).toMatchObject({ code: 'LEASE_LOST' });
    }
    const { results } = await runs.tell('heartbeats', { leases: [{ id: executionId, token: leaseToken }] });
    expect(results).toMatchObject([{ code: 'LEASE_LOST' }]);
    expect([await runs.row(executionId), await runs.events(executionId)]).toEqual(before);
  });
});

describe('an illegal transition by SQL', () => {
  it.each([
    ['out of a finished state', `status = 'RUNNING', finished_at = NULL, lease_expires_at = now()`],
    ['of a finished run’s words', `result = '1'`],
    ['of a fence, back', 'fence = 0'],
  ])('is refused: %s', async (_case, change) => {
    const { executionId, leaseToken } = await runs.claimed();
    await runs.tell('completeExecution', { executionId, leaseToken });
    const before = await runs.row(executionId);
    const id = uuidOf(executionId);
    await expect(
      runs.prisma.$executeRawUnsafe(`UPDATE job_executions SET ${change} WHERE id = '${id}'`),
    ).rejects.toThrow(/final|only rise/);
    expect(await runs.row(executionId)).toEqual(before);
  });
});

describe.skipIf(!onServer)('at the same moment (needs a server: PGlite has one connection)', () => {
  it('of completing and failing one wins, with one event', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { executionId, leaseToken } = await runs.claimed();
      const answers = await Promise.all([
        runs.tell('completeExecution', { executionId, leaseToken }),
        runs.tell('failExecution', { executionId, leaseToken, errorMessage: 'no' }),
        runs.tell('cancelExecution', { executionId, leaseToken }),
      ]);
      const won = answers.filter(({ execution }) => execution);
      expect(won).toHaveLength(1);
      expect(answers.map(({ code }) => code ?? 'won').sort()).toEqual([
        'INVALID_TRANSITION',
        'INVALID_TRANSITION',
        'won',
      ]);
      const { status } = await runs.row(executionId);
      expect(won[0]?.execution?.status).toBe(status);
      expect(await runs.steps(executionId)).toEqual(['QUEUED', 'STARTED', status]);
    }
  }, 30_000);

  it('100 claimers get 10 runs once each', async () => {
    const { id: jobId } = await runs.job();
    const items = Array.from({ length: 10 }, () => ({ jobId }));
    await runs.tell('enqueueExecutions', { items });
    const claims = await Promise.all(
      Array.from({ length: 100 }, (_, n) => runs.tell('claimExecutions', { workerId: `w${n}`, jobId })),
    );
    const claimed = claims.flatMap(({ executions }) => executions ?? []);
    expect(claimed).toHaveLength(10);
    expect(new Set(claimed.map(({ execution }) => execution.id)).size).toBe(10);
  }, 30_000);

  it('a claim and a start of the same run give it to one', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { id: jobId } = await runs.job();
      const executionId = await runs.enqueued(jobId);
      const [claim, start] = await Promise.all([
        runs.tell('claimExecutions', { workerId: 'a', jobId }),
        runs.tell('startExecution', { executionId, workerId: 'b' }),
      ]);
      expect((claim.executions?.length ?? 0) + (start.lease ? 1 : 0)).toBe(1);
      expect(await runs.steps(executionId)).toEqual(['QUEUED', 'STARTED']);
    }
  }, 30_000);

  it('many heartbeats of the same leases, in any order, wait for none in a circle', async () => {
    const { id: jobId } = await runs.job();
    await runs.tell('enqueueExecutions', { items: Array.from({ length: 20 }, () => ({ jobId })) });
    const { executions = [] } = await runs.tell('claimExecutions', { workerId: 'w', jobId, limit: 20 });
    const leases = executions.map(({ execution, lease }) => ({ id: execution.id, token: lease.token }));
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        runs.tell('heartbeats', { leases: n % 2 ? leases : [...leases].reverse() }),
      ),
    );
    expect(answers.flatMap(({ results }) => results).every((result) => result?.lease)).toBe(true);
  }, 30_000);

  it('a clock of this process that is a day off changes nothing', async () => {
    const { id: jobId } = await runs.job({ timeoutSeconds: 3_600 });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 24 * 3_600 * SECOND });
    try {
      const run = await runs.claimed(jobId, { leaseSeconds: 60 });
      expect(await fromNow(run.lease.expiresAt)).toBeLessThan(61 * SECOND);
      const { executionId, leaseToken } = run;
      const { lease } = await runs.tell('heartbeatExecution', { executionId, leaseToken });
      expect(await fromNow(lease?.expiresAt)).toBeGreaterThan(55 * SECOND);
      await runs.rescue();
      expect(await runs.row(executionId)).toMatchObject({ status: 'RUNNING' });
      await runs.tell('completeExecution', { executionId, leaseToken });
      expect(await fromNow((await runs.row(executionId)).finishedAt)).toBeLessThan(SECOND);
    } finally {
      vi.useRealTimers();
    }
  });
});
