import { Writable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { createLogger } from '../src/core/logger.js';
import { startRescue } from '../src/operations/rescue.service.js';
import { startServer } from '../src/server/server.js';
import { openRuns, type Runs, uuidOf } from './support/world/runs.js';

/** Several servers need more than one connection. */
const onServer = inject('template').kind === 'server';
const NOTHING = { executions: 0, chunks: 0 };

let runs: Runs;
beforeAll(async () => {
  runs = await openRuns();
});
afterAll(() => runs.test.close());
// What another test left lost is not this one's to count.
beforeEach(async () => {
  for (let found = await runs.rescue(); found.executions + found.chunks > 0; ) found = await runs.rescue();
});

describe('a lost worker', () => {
  it('leaves its run to another attempt, after a wait that grows', async () => {
    const { id: jobId } = await runs.job({ maxAttempts: 3, retryBackoffSeconds: 20 });
    const { executionId, leaseToken } = await runs.claimed(jobId);
    for (const [attempt, wait] of [
      [2, 20],
      [3, 40],
    ] as const) {
      await runs.leaseEnds(executionId);
      await runs.rescue();
      const row = await runs.row(executionId);
      expect(row).toMatchObject({ status: 'QUEUED', attempt, startedAt: null, workerId: null });
      const seconds = (row.availableAt.getTime() - (await now()).getTime()) / 1_000;
      expect(seconds).toBeGreaterThan(wait - 5);
      expect(seconds).toBeLessThanOrEqual(wait);
      await runs.tell('startExecution', { executionId });
    }
    await runs.leaseEnds(executionId);
    await runs.rescue();
    expect(await runs.row(executionId)).toMatchObject({ status: 'FAILED', failureReason: 'WORKER_LOST' });
    expect(await runs.steps(executionId)).toEqual([
      ...['QUEUED', 'STARTED', 'REQUEUED', 'STARTED', 'REQUEUED', 'STARTED', 'FAILED'],
    ]);
    const last = (await runs.events(executionId)).at(-1);
    expect(last).toMatchObject({ actor: null, actorUserId: null, reason: expect.stringMatching(/lost/) });
    expect(await runs.tell('completeExecution', { executionId, leaseToken })).toMatchObject({
      code: 'LEASE_LOST',
    });
  });

  it('fails a run that came from another queue, whatever attempts are left', async () => {
    const { id: jobId } = await runs.job({ maxAttempts: 5 });
    const { execution, lease } = await runs.tell('startExecution', { jobId });
    const executionId = execution?.id ?? '';
    await runs.leaseEnds(executionId);
    await runs.rescue();
    expect(await runs.row(executionId)).toMatchObject({ status: 'FAILED', failureReason: 'WORKER_LOST' });
    expect(await runs.tell('heartbeatExecution', { executionId, leaseToken: lease?.token })).toMatchObject({
      code: 'INVALID_TRANSITION',
    });
  });

  it('is one that is not heard of: a lease that lasts is left alone', async () => {
    const { executionId } = await runs.claimed();
    expect(await runs.rescue()).toEqual(NOTHING);
    expect(await runs.row(executionId)).toMatchObject({ status: 'RUNNING' });
  });
});

describe('a timeout', () => {
  it.each([
    [1, { status: 'FAILED', failureReason: 'TIMEOUT' }],
    [2, { status: 'QUEUED', attempt: 2, failureReason: null }],
  ])('ends a run of at most %i attempts though its worker is alive', async (maxAttempts, expected) => {
    const { id: jobId } = await runs.job({ timeoutSeconds: 100, maxAttempts });
    const { executionId } = await runs.claimed(jobId);
    await runs.startedAgo(executionId, 101);
    expect(await runs.rescue()).toEqual({ executions: 1, chunks: 0 });
    expect(await runs.row(executionId)).toMatchObject(expected);
  });

  it('counts as soon as the job gets a shorter one', async () => {
    const { id: jobId, row } = await runs.job();
    const { executionId } = await runs.claimed(jobId, { leaseSeconds: 86_400 });
    await runs.startedAgo(executionId, 60);
    await runs.prisma.job.update({ where: { id: row.id }, data: { timeoutSeconds: 30 } });
    await runs.rescue();
    expect(await runs.row(executionId)).toMatchObject({ status: 'FAILED', failureReason: 'TIMEOUT' });
  });
});

describe('a wish to cancel', () => {
  it('comes before everything else once its time is over', async () => {
    const { id: jobId } = await runs.job({ timeoutSeconds: 100, maxAttempts: 3 });
    const { executionId } = await runs.claimed(jobId);
    const [chunk = ''] = await runs.chunks(executionId, 1);
    await runs.holdChunk(chunk);
    await runs.tell('cancelExecution', { executionId });
    await runs.startedAgo(executionId, 200);
    await runs.leaseEnds(executionId);
    await runs.graceEnds(executionId);
    await runs.rescue();
    expect(await runs.row(executionId)).toMatchObject({ status: 'CANCELED' });
    expect(await runs.prisma.chunk.findUnique({ where: { id: chunk } })).toMatchObject({ status: 'FAILED' });
    expect(await runs.steps(executionId)).toEqual(['QUEUED', 'STARTED', 'CANCEL_REQUESTED', 'CANCELED']);
  });

  it('waits for that time, whatever became of the worker', async () => {
    const { id: jobId } = await runs.job({ maxAttempts: 3 });
    const { executionId } = await runs.claimed(jobId);
    await runs.tell('cancelExecution', { executionId, graceSeconds: 600 });
    await runs.leaseEnds(executionId);
    expect(await runs.rescue()).toEqual(NOTHING);
    expect(await runs.row(executionId)).toMatchObject({ status: 'RUNNING' });
  });
});

describe('chunks', () => {
  it('whose lease ran out are pending again, and their worker has lost them', async () => {
    const { executionId } = await runs.claimed((await runs.job({ maxAttempts: 3 })).id);
    const [lost = '', held = ''] = await runs.chunks(executionId, 2);
    const token = await runs.holdChunk(lost, -1);
    await runs.holdChunk(held);
    expect(await runs.rescue()).toEqual({ executions: 0, chunks: 1 });
    expect(await runs.prisma.chunk.findUnique({ where: { id: lost } })).toMatchObject({
      status: 'PENDING',
      retryCount: 1,
      fence: 2n,
      workerId: null,
    });
    expect(await runs.prisma.chunk.findUnique({ where: { id: held } })).toMatchObject({
      status: 'PROCESSING',
    });
    const { results } = await runs.tell('heartbeats', { leases: [token] });
    expect(results).toMatchObject([{ code: 'LEASE_LOST' }]);
  });

  it('fail once they lost their worker as often as their job is tried', async () => {
    const { executionId } = await runs.claimed((await runs.job({ maxAttempts: 3 })).id);
    const [killer = '', other = ''] = await runs.chunks(executionId, 2);
    const chunk = () => runs.prisma.chunk.findUniqueOrThrow({ where: { id: killer } });
    for (const retryCount of [1, 2]) {
      await runs.holdChunk(killer, -1);
      expect(await runs.rescue()).toEqual({ executions: 0, chunks: 1 });
      expect(await chunk()).toMatchObject({ status: 'PENDING', retryCount, finishedAt: null });
    }
    const token = await runs.holdChunk(killer, -1);
    expect(await runs.rescue()).toEqual({ executions: 0, chunks: 1 });
    expect(await chunk()).toMatchObject({
      status: 'FAILED',
      retryCount: 3,
      errorMessage: 'Its worker was lost 3 times.',
      leaseExpiresAt: null,
      workerId: 'c1',
    });
    expect((await chunk()).finishedAt).not.toBeNull();
    const { results } = await runs.tell('heartbeats', { leases: [token] });
    expect(results).toMatchObject([{ code: 'LEASE_LOST' }]);
    // It stays so, and keeps neither the run nor the others.
    expect(await runs.rescue()).toEqual(NOTHING);
    expect(await runs.row(executionId)).toMatchObject({ status: 'RUNNING' });
    await runs.holdChunk(other);
  });

  it('that also failed in other ways say how often they were tried', async () => {
    const { executionId } = await runs.claimed((await runs.job({ maxAttempts: 2 })).id);
    const [chunk = ''] = await runs.chunks(executionId, 1);
    await runs.prisma.$executeRaw`
      UPDATE job_chunks SET status = 'FAILED', finished_at = now() WHERE id = ${chunk}::uuid`;
    await runs.prisma.$executeRaw`
      UPDATE job_chunks SET status = 'PENDING', retry_count = 1, finished_at = NULL WHERE id = ${chunk}::uuid`;
    await runs.holdChunk(chunk, -1);
    await runs.rescue();
    expect(await runs.prisma.chunk.findUniqueOrThrow({ where: { id: chunk } })).toMatchObject({
      status: 'FAILED',
      retryCount: 2,
      errorMessage: 'Its worker was lost once in 2 tries.',
    });
  });

  it('fail so too where their run is put back at the same time, which goes on without them', async () => {
    const { id: jobId } = await runs.job({ maxAttempts: 2 });
    const { executionId } = await runs.claimed(jobId);
    const [killer = '', other = ''] = await runs.chunks(executionId, 2);
    await runs.holdChunk(killer, -1);
    await runs.rescue();
    await runs.holdChunk(killer, -1);
    await runs.holdChunk(other);
    await runs.prisma.$executeRaw`
      UPDATE job_chunks SET lease_expires_at = clock_timestamp() - interval '1 second' WHERE id = ${other}::uuid`;
    await runs.leaseEnds(executionId);
    expect(await runs.rescue()).toEqual({ executions: 1, chunks: 0 });
    expect(await runs.row(executionId)).toMatchObject({ status: 'QUEUED', attempt: 2 });
    const [first, second] = await runs.prisma.chunk.findMany({
      where: { id: { in: [killer, other] } },
      orderBy: { chunkIndex: 'asc' },
    });
    expect(first).toMatchObject({
      status: 'FAILED',
      retryCount: 2,
      errorMessage: 'Its worker was lost 2 times.',
    });
    expect(second).toMatchObject({ status: 'PENDING', retryCount: 1 });
  });

  it('in work keep their run alive though its own worker is dead', async () => {
    const { id: jobId } = await runs.job({ maxAttempts: 2 });
    const { executionId } = await runs.claimed(jobId);
    const [first = '', second = ''] = await runs.chunks(executionId, 2);
    const token = await runs.holdChunk(first);
    await runs.leaseEnds(executionId);
    expect(await runs.rescue()).toEqual(NOTHING);
    const chunkId = token.id;
    const done = { chunkId, leaseToken: token.token };
    const { body } = await runs.test.ask(
      'mutation ($input: CompleteChunkInput!) { completeChunk(input: $input) { __typename } }',
      { input: done },
      runs.owner.key,
    );
    expect(JSON.stringify(body)).toContain('CompleteChunkPayload');
    // It has just done a chunk: it may be about to claim the next.
    expect(await runs.rescue()).toEqual(NOTHING);
    await runs.prisma.$executeRaw`
      UPDATE job_chunks SET status = 'PROCESSING', fence = fence + 1, started_at = now(),
        lease_expires_at = now() - interval '1 second' WHERE id = ${second}::uuid`;
    await runs.until(async () => (await runs.rescue()).executions === 1, 4_000);
    expect(await runs.row(executionId)).toMatchObject({ status: 'QUEUED', attempt: 2 });
    const chunks = await runs.prisma.chunk.findMany({
      where: { executionId: uuidOf(executionId) },
      orderBy: { chunkIndex: 'asc' },
    });
    // What was finished is kept.
    expect(chunks.map(({ status, retryCount }) => [status, retryCount])).toEqual([
      ['COMPLETED', 0],
      ['PENDING', 1],
    ]);
  });
});

describe('the list of rescues', () => {
  const RESCUES = `query ($cause: RescueCause, $at: DateTimeRange, $jobId: ID) { rescues(first: 50, cause: $cause, at: $at, jobId: $jobId) {
    nodes { rescueCause workerId type to attempt reason execution { id job { name } } } } }`;
  const listed = async (key: string, variables: Record<string, unknown> = {}) => {
    const { body } = await runs.test.ask(RESCUES, variables, key);
    return z
      .object({ data: z.object({ rescues: z.object({ nodes: z.array(z.looseObject({})) }) }) })
      .parse(body).data.rescues.nodes;
  };

  it('says which workers were lost and which runs took too long, of which jobs, and what became of them', async () => {
    const from = (await now()).toISOString();
    const { id: jobId, row } = await runs.job({ maxAttempts: 2, timeoutSeconds: 100 });
    const lost = await runs.claimed(jobId);
    await runs.leaseEnds(lost.executionId);
    await runs.rescue();
    const late = await runs.claimed((await runs.job({ timeoutSeconds: 100 })).id);
    await runs.startedAgo(late.executionId, 101);
    await runs.rescue();
    const stopped = await runs.claimed();
    await runs.tell('cancelExecution', { executionId: stopped.executionId });
    await runs.graceEnds(stopped.executionId);
    await runs.rescue();
    // A worker's own words are no rescue.
    const { executionId, leaseToken } = await runs.claimed();
    await runs.tell('failExecution', { executionId, leaseToken, errorMessage: 'no' });

    const all = await listed(runs.owner.key, { at: { from } });
    expect(all).toMatchObject([
      { rescueCause: 'CANCEL', to: 'CANCELED', execution: { id: stopped.executionId } },
      { rescueCause: 'TIMEOUT', to: 'FAILED', execution: { id: late.executionId } },
      {
        ...{
          rescueCause: 'WORKER_LOST',
          type: 'REQUEUED',
          to: 'QUEUED',
          workerId: expect.stringMatching(/./),
        },
        execution: { id: lost.executionId, job: { name: row.name } },
      },
    ]);
    expect(await listed(runs.owner.key, { at: { from }, cause: 'WORKER_LOST' })).toEqual(all.slice(2));
    expect(await listed(runs.owner.key, { jobId })).toEqual(all.slice(2));
    expect(await listed(runs.owner.key, { jobId, cause: 'CANCEL' })).toEqual([]);
    const other = await runs.test.given.user();
    expect(await listed(other.key)).toEqual([]);
    expect(await listed(other.key, { jobId })).toEqual([]);
  });
});

describe('many at once', () => {
  async function lost(count: number, more: Parameters<Runs['job']>[0] = {}) {
    const { id: jobId, row } = await runs.job(more);
    await runs.tell('enqueueExecutions', { items: Array.from({ length: count }, () => ({ jobId })) });
    await runs.tell('claimExecutions', { workerId: 'w', jobId, limit: count });
    await runs.prisma.execution.updateMany({
      where: { jobId: row.id },
      data: { leaseExpiresAt: new Date(Date.now() - 60_000) },
    });
    return row.id;
  }

  it('are rescued in batches', async () => {
    const jobId = await lost(250);
    expect(await runs.rescue()).toEqual({ executions: 250, chunks: 0 });
    expect(await runs.prisma.execution.count({ where: { jobId, status: 'FAILED' } })).toBe(250);
    const counted = await runs.prisma.jobCounter.aggregate({ where: { jobId }, _sum: { failed: true } });
    expect(counted._sum.failed).toBe(250n);
  });

  it.skipIf(!onServer)(
    'are rescued once each by several servers (needs a server: PGlite has one)',
    async () => {
      const jobId = await lost(300, { maxAttempts: 2 });
      const passes = await Promise.all([runs.rescue(), runs.rescue(), runs.rescue(), runs.rescue()]);
      // Those that one pass held, another left to it.
      const total = passes.reduce((sum, { executions }) => sum + executions, 0);
      expect(total + (await runs.rescue()).executions).toBe(300);
      const rows = await runs.prisma.execution.findMany({ where: { jobId } });
      expect(rows.every(({ status, attempt }) => status === 'QUEUED' && attempt === 2)).toBe(true);
      expect(
        await runs.prisma.executionEvent.count({ where: { type: 'REQUEUED', execution: { jobId } } }),
      ).toBe(300);
    },
  );

  it.skipIf(!onServer)('are not waited for where somebody holds them (needs a server)', async () => {
    const jobId = await lost(2);
    const [row] = await runs.prisma.execution.findMany({ where: { jobId }, take: 1 });
    await runs.prisma.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT FROM job_executions WHERE id = ${row?.id}::uuid FOR UPDATE`;
      expect(await runs.rescue()).toMatchObject({ executions: 1 });
    });
    expect(await runs.rescue()).toMatchObject({ executions: 1 });
  });

  it.skipIf(!onServer)(
    'never take a run from a worker that is heard of meanwhile (needs a server)',
    async () => {
      for (let round = 0; round < 10; round += 1) {
        const { id: jobId } = await runs.job({ maxAttempts: 2 });
        const { executionId, leaseToken } = await runs.claimed(jobId);
        await runs.leaseEnds(executionId);
        const [beat] = await Promise.all([
          runs.tell('heartbeatExecution', { executionId, leaseToken }),
          runs.rescue(),
        ]);
        const { status } = await runs.row(executionId);
        expect({ held: beat.lease != null, status }).toEqual(
          beat.lease ? { held: true, status: 'RUNNING' } : { held: false, status: 'QUEUED' },
        );
      }
    },
    30_000,
  );
});

describe('the loop', () => {
  it('logs what goes wrong, and goes on', async () => {
    const lines: string[] = [];
    const sink = new Writable({
      write(line, _encoding, done) {
        lines.push(String(line));
        done();
      },
    });
    const { executionId } = await runs.claimed();
    await runs.leaseEnds(executionId);
    await runs.prisma.$executeRaw`ALTER TABLE job_executions RENAME TO away`;
    const rescue = startRescue(
      { prisma: runs.test.database.prisma, logger: createLogger('error', sink) },
      20,
    );
    try {
      await runs.until(async () => lines.length > 1, 10_000);
    } finally {
      await runs.prisma.$executeRaw`ALTER TABLE away RENAME TO job_executions`;
    }
    expect(lines[0]).toContain('looking for lost work failed');
    await runs.until(async () => (await runs.row(executionId)).status === 'FAILED', 10_000);
    await rescue.stop();
    const late = await runs.claimed();
    await runs.leaseEnds(late.executionId);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await runs.row(late.executionId)).toMatchObject({ status: 'RUNNING' });
  });

  it('runs in a server by itself', async () => {
    // The test goes on with the database after the server has stopped.
    const database = { ...runs.test.database, close: async () => undefined };
    const server = await startServer({ ...runs.test.config, port: 0 }, { database });
    try {
      const { executionId } = await runs.claimed();
      await runs.leaseEnds(executionId);
      await runs.until(async () => (await runs.row(executionId)).status !== 'RUNNING', 30_000);
      expect(await runs.row(executionId)).toMatchObject({ status: 'FAILED', failureReason: 'WORKER_LOST' });
    } finally {
      await server.close();
    }
  });

  it.skipIf(!onServer)(
    'runs in two servers on one database, and ends with them (needs a server)',
    async () => {
      const config = { ...runs.test.config, port: 0 };
      const servers = [await startServer(config), await startServer(config)];
      try {
        const { id: jobId } = await runs.job({ maxAttempts: 2 });
        const held = await Promise.all(Array.from({ length: 10 }, () => runs.claimed(jobId)));
        for (const { executionId } of held) await runs.leaseEnds(executionId);
        await runs.until(async () => {
          const rows = await Promise.all(held.map(({ executionId }) => runs.row(executionId)));
          return rows.every(({ status }) => status === 'QUEUED');
        }, 15_000);
        for (const { executionId } of held) {
          expect(await runs.steps(executionId)).toEqual(['QUEUED', 'STARTED', 'REQUEUED']);
        }
      } finally {
        await Promise.all(servers.map((server) => server.close()));
      }
      const { executionId } = await runs.claimed();
      await runs.leaseEnds(executionId);
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      expect(await runs.row(executionId)).toMatchObject({ status: 'RUNNING' });
    },
    30_000,
  );
});

async function now(): Promise<Date> {
  const [row] = await runs.prisma.$queryRaw<Array<{ now: Date }>>`SELECT clock_timestamp() AS now`;
  return row?.now ?? new Date(Number.NaN);
}
