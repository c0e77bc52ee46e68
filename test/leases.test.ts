import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createLeaseTokens } from '../src/executions/lease/lease.js';
import { command } from './support/command.js';
import { openRuns, type Runs, uuidOf } from './support/world/runs.js';

let runs: Runs;

beforeAll(async () => {
  runs = await openRuns();
});
afterAll(() => runs?.test.close());

const chunkClaim = z.object({
  chunks: z.tuple([z.object({ lease: z.object({ id: z.string(), token: z.string() }) })]),
});

/** Claims one chunk of a run, through the API. */
async function claimedChunk(executionId: string, leaseSeconds: number) {
  const claim = command(
    runs.test,
    'claimChunks',
    '... on ClaimChunksPayload { chunks { lease { id token } } } ... on Error { message }',
  );
  const answer = await claim.run({ workerId: 'w', executionId, leaseSeconds }, runs.owner.key);
  const [{ lease }] = chunkClaim.parse(answer).chunks;
  return lease;
}

/** How many seconds the lease of a run or a chunk still lasts, by the database's clock. */
async function secondsLeft(table: 'job_executions' | 'job_chunks', id: string): Promise<number> {
  const [row] = z
    .tuple([z.object({ left: z.coerce.number() })])
    .parse(
      await runs.prisma.$queryRawUnsafe(
        `SELECT extract(epoch FROM lease_expires_at - clock_timestamp())::float8 AS left FROM ${table} WHERE id = $1::uuid`,
        id,
      ),
    );
  return row.left;
}

describe('a token', () => {
  it('has one spelling', async () => {
    const { executionId, leaseToken } = await runs.claimed();
    const [fence, signature = ''] = leaseToken.split('.');
    // The last of 22 signs says only two bits: the others with the same two decode to the same bytes.
    const last = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.indexOf(
      signature.slice(-1),
    );
    const twin = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'[last ^ 1];
    const spellings = [
      `${leaseToken}==`,
      `${leaseToken}=`,
      `0${leaseToken}`,
      `00${leaseToken}`,
      `${fence}.${signature.slice(0, -1)}${twin}`,
      `${fence}.${signature} `,
      `${fence}.${signature}\n`,
      ` ${leaseToken}`,
      `${fence}.${signature}.`,
      `${fence}.${signature.slice(0, 4)}*${signature.slice(4)}`,
    ];
    for (const spelling of spellings) {
      expect(
        await runs.tell('heartbeatExecution', { executionId, leaseToken: spelling }),
        JSON.stringify(spelling),
      ).toMatchObject({ code: 'LEASE_LOST' });
    }
    expect(await runs.tell('heartbeatExecution', { executionId, leaseToken })).toMatchObject({
      __typename: 'HeartbeatExecutionPayload',
    });
  });

  it('of any fence is read as it was made', () => {
    const tokens = createLeaseTokens('secret');
    for (const fence of [0n, 1n, 35n, 36n, 2n ** 53n + 1n, 2n ** 63n - 1n]) {
      expect(tokens.fenceOf('id', tokens.make('id', fence))).toBe(fence);
    }
    expect(tokens.fenceOf('id', tokens.make('id', 2n ** 63n))).toBeNull();
  });
});

describe('a lease', () => {
  it('says whose it is, as a LeaseRef wants it, wherever it is answered', async () => {
    const held = await runs.claimed();
    expect(held.lease.id).toBe(held.executionId);
    const beat = await runs.tell('heartbeatExecution', {
      executionId: held.executionId,
      leaseToken: held.leaseToken,
    });
    expect(beat.lease?.id).toBe(held.executionId);
    const { execution, lease } = await runs.tell('startExecution', { jobId: (await runs.job()).id });
    expect(lease?.id).toBe(execution?.id);
    await runs.chunks(held.executionId, 1);
    const { id, token } = await claimedChunk(held.executionId, 60);
    const leases = [
      { id, token },
      { id: held.lease.id, token: held.lease.token },
    ];
    const { results } = await runs.tell('heartbeats', { leases });
    expect(results?.map((result) => result.lease?.id)).toEqual([id, held.executionId]);
  });
});

describe('a heartbeat that says no time', () => {
  it('extends a run by what was claimed', async () => {
    const { executionId, leaseToken } = await runs.claimed(undefined, { leaseSeconds: 3_600 });
    const uuid = uuidOf(executionId);
    await runs.leaseEnds(executionId);
    await runs.tell('heartbeatExecution', { executionId, leaseToken, itemsProcessed: 1 });
    expect(await secondsLeft('job_executions', uuid)).toBeGreaterThan(3_500);
    await runs.leaseEnds(executionId);
    await runs.tell('heartbeats', { leases: [{ id: executionId, token: leaseToken }], leaseSeconds: null });
    expect(await secondsLeft('job_executions', uuid)).toBeGreaterThan(3_500);
  });

  it('extends a run that was started so too, new or queued', async () => {
    const { id: jobId } = await runs.job();
    for (const of of [{ jobId }, { executionId: await runs.enqueued(jobId) }]) {
      const { execution, lease } = await runs.tell('startExecution', { ...of, leaseSeconds: 3_600 });
      const executionId = execution?.id ?? '';
      await runs.leaseEnds(executionId);
      await runs.tell('heartbeatExecution', { executionId, leaseToken: lease?.token });
      expect(await secondsLeft('job_executions', uuidOf(executionId))).toBeGreaterThan(3_500);
    }
  });

  it('extends a chunk by what was claimed, by itself and among others', async () => {
    const { executionId } = await runs.claimed();
    const [chunk = ''] = await runs.chunks(executionId, 1);
    const { id, token } = await claimedChunk(executionId, 3_600);
    const beat = command(runs.test, 'heartbeatChunk', '... on Error { message }');
    for (const say of [
      () => beat.run({ chunkId: id, leaseToken: token }, runs.owner.key),
      () => runs.tell('heartbeats', { leases: [{ id, token }] }),
    ]) {
      await runs.prisma.$executeRaw`
        UPDATE job_chunks SET lease_expires_at = clock_timestamp() WHERE id = ${chunk}::uuid`;
      await say();
      expect(await secondsLeft('job_chunks', chunk)).toBeGreaterThan(3_500);
    }
  });

  it('makes none shorter that was made longer; one that says a time does', async () => {
    const { executionId, leaseToken } = await runs.claimed(undefined, { leaseSeconds: 600 });
    const uuid = uuidOf(executionId);
    const beat = (more: object) => runs.tell('heartbeatExecution', { executionId, leaseToken, ...more });
    await beat({ leaseSeconds: 7_200 });
    await beat({});
    expect(await secondsLeft('job_executions', uuid)).toBeGreaterThan(7_000);
    await beat({ leaseSeconds: 30 });
    expect(await secondsLeft('job_executions', uuid)).toBeLessThanOrEqual(30);
    await beat({});
    const left = await secondsLeft('job_executions', uuid);
    expect(left).toBeGreaterThan(500);
    expect(left).toBeLessThanOrEqual(600);
  });

  it('goes neither past the timeout nor past the time to stop', async () => {
    const { id: jobId } = await runs.job({ timeoutSeconds: 100 });
    const { executionId, leaseToken } = await runs.claimed(jobId, { leaseSeconds: 3_600 });
    await runs.tell('heartbeatExecution', { executionId, leaseToken });
    expect(await secondsLeft('job_executions', uuidOf(executionId))).toBeLessThanOrEqual(100);
    await runs.tell('cancelExecution', { executionId, graceSeconds: 40 });
    await runs.tell('heartbeatExecution', { executionId, leaseToken });
    expect(await secondsLeft('job_executions', uuidOf(executionId))).toBeLessThanOrEqual(40);
  });
});

describe('a place in the queue', () => {
  it('is not to be had by a time long over', async () => {
    const { id: jobId } = await runs.job();
    const first = await runs.enqueued(jobId);
    const pushy = await runs.enqueued(jobId, { notBefore: '2001-01-01T00:00:00Z' });
    const { results } = await runs.tell('enqueueExecutions', {
      items: [{ jobId, notBefore: '1970-01-01T00:00:00Z' }],
    });
    const many = results?.[0]?.execution?.id ?? '';
    const { executions } = await runs.tell('claimExecutions', { workerId: 'w', jobId, limit: 3 });
    expect(executions?.map(({ execution }) => execution.id)).toEqual([first, pushy, many]);
    const row = await runs.row(pushy);
    expect(row.availableAt.getTime()).toBeGreaterThanOrEqual((await runs.row(first)).availableAt.getTime());
  });
});
