import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decodeId, encodeId } from '../src/core/ids.js';
import { MAX_CHUNKS } from '../src/kinds/crawl/chunk-plan.service.js';
import { type Crawls, openCrawls, proof } from './support/world/crawls.js';

let crawls: Crawls;
let stranger: string;

beforeAll(async () => {
  crawls = await openCrawls();
  stranger = (await crawls.test.given.user()).key;
});
afterAll(() => crawls.test.close());

const images = z.object({ start: z.int(), end: z.int() });

/** The chunks of a run as they are kept. */
function chunksOf(uuid: string) {
  return crawls.test.prisma.chunk.findMany({ where: { executionId: uuid }, orderBy: { chunkIndex: 'asc' } });
}

const sql = (statement: string, ...params: unknown[]) =>
  crawls.test.prisma.$executeRawUnsafe(statement, ...params);

/** As if nobody had heard of the workers of a run's chunks for an hour. */
const expireLeases = (uuid: string) =>
  sql(
    `UPDATE job_chunks SET lease_expires_at = now() - interval '1 hour' WHERE execution_id = $1::uuid
    AND status = 'PROCESSING'`,
    uuid,
  );

/** As rescue does it. */
const putBack = (uuid: string) =>
  sql(
    `UPDATE job_chunks SET status = 'PENDING', retry_count = retry_count + 1, started_at = NULL,
    lease_expires_at = NULL WHERE execution_id = $1::uuid AND status = 'PROCESSING'`,
    uuid,
  );

const requestCancel = (uuid: string, deadline = '1 hour') =>
  sql(
    `UPDATE job_executions SET cancel_requested_at = now() - interval '2 hours',
    cancel_deadline = now() + $2::text::interval WHERE id = $1::uuid`,
    uuid,
    deadline,
  );

describe('planChunks', () => {
  const INT_MAX = 2 ** 31 - 1;
  it.each([
    [1, 1],
    [1, INT_MAX],
    [10, 3],
    [12, 4],
    [99, 100],
    [1_000, 1],
    [INT_MAX, INT_MAX],
    [INT_MAX, 500_000_000],
  ])('cuts %d images by %d without gap or overlap', async (totalImages, chunkSize) => {
    const run = await crawls.run();
    const count = Math.ceil(totalImages / chunkSize);
    expect(await crawls.tell('planChunks', { ...lent(run), totalImages, chunkSize })).toEqual({
      __typename: 'PlanChunksPayload',
      execution: { id: run.executionId, progress: { total: count, pending: count } },
      chunkCount: count,
      isReplay: false,
    });
    const chunks = await chunksOf(run.uuid);
    expect(chunks.map(({ chunkIndex }) => chunkIndex)).toEqual([...Array(count).keys()]);
    let behind = 0;
    for (const { imageRange } of chunks) {
      const { start, end } = images.parse(imageRange);
      expect(start).toBe(behind);
      expect(end - start).toBe(Math.min(chunkSize, totalImages - start));
      behind = end;
    }
    expect(behind).toBe(totalImages);
  });

  it('answers the chunks that are there for the same totals, and refuses others', async () => {
    const run = await crawls.run();
    const plan = { ...lent(run), totalImages: 35, chunkSize: 10 };
    await crawls.tell('planChunks', plan);
    const before = await chunksOf(run.uuid);
    await crawls.tell('completeChunks', {
      items: (await crawls.claim({ executionId: run.executionId, limit: 2 })).map(proof),
    });
    for (const again of [plan, { ...plan, priority: 9 }]) {
      expect(await crawls.tell('planChunks', again)).toMatchObject({ chunkCount: 4, isReplay: true });
    }
    const others = [
      { totalImages: 34 },
      { totalImages: 40 },
      { totalImages: 45 },
      { chunkSize: 9 },
      { chunkSize: 35 },
    ];
    for (const other of others) {
      expect(await crawls.tell('planChunks', { ...plan, ...other })).toMatchObject({
        __typename: 'ConflictError',
        existing: { id: run.executionId },
      });
    }
    const after = await chunksOf(run.uuid);
    expect(after.map(({ id, imageRange, priority }) => ({ id, imageRange, priority }))).toEqual(
      before.map(({ id, imageRange, priority }) => ({ id, imageRange, priority })),
    );
  });

  it('takes the rest of a plan for the whole, where a retry has only what did not complete', async () => {
    const first = await crawls.planned(4);
    const claims = await crawls.claim({ executionId: first.executionId, limit: 4 });
    const done = claims.filter(({ chunk }) => chunk.chunkIndex !== 1);
    await crawls.tell('completeChunks', { items: done.map(proof) });
    await crawls.tell('failExecution', { ...lent(first), errorMessage: 'no more disk' });
    const retry = await crawls.run({ jobId: (await execution(first.uuid)).jobId });
    await sql('UPDATE job_executions SET retry_of_id = $2::uuid WHERE id = $1::uuid', retry.uuid, first.uuid);
    await sql(
      `INSERT INTO job_chunks (owner_id, job_id, execution_id, chunk_index, priority, image_range)
       SELECT owner_id, job_id, $2::uuid, chunk_index, priority, image_range FROM job_chunks
       WHERE execution_id = $1::uuid AND status <> 'COMPLETED'`,
      first.uuid,
      retry.uuid,
    );
    const plan = { ...lent(retry), totalImages: 40, chunkSize: 10 };
    expect(await crawls.tell('planChunks', plan)).toMatchObject({ chunkCount: 1, isReplay: true });
    for (const other of [{ totalImages: 50 }, { totalImages: 20 }, { chunkSize: 5 }]) {
      expect(await crawls.tell('planChunks', { ...plan, ...other })).toMatchObject({
        __typename: 'ConflictError',
      });
    }
  });

  it('is for the worker that holds the run, while it runs', async () => {
    const run = await crawls.run();
    const other = await crawls.run();
    const plan = { ...lent(run), totalImages: 10, chunkSize: 10 };
    for (const leaseToken of ['', 'x', '1.AAAAAAAAAAAAAAAAAAAAAA', other.leaseToken, `${run.leaseToken}x`]) {
      expect(await crawls.tell('planChunks', { ...plan, leaseToken })).toMatchObject({ code: 'LEASE_LOST' });
    }
    expect(await crawls.tell('planChunks', plan, stranger)).toMatchObject({
      code: 'NOT_FOUND',
      id: run.executionId,
    });
    await crawls.tell('completeExecution', lent(run));
    expect(await crawls.tell('planChunks', plan)).toMatchObject({
      code: 'INVALID_TRANSITION',
      from: 'COMPLETED',
    });
    expect(await chunksOf(run.uuid)).toEqual([]);
  });

  it('refuses what is no plan', async () => {
    const run = await crawls.run();
    const plan = { ...lent(run), totalImages: 10, chunkSize: 10 };
    const wrong: Array<[object, string]> = [
      [{ totalImages: 0 }, 'input.totalImages'],
      [{ totalImages: -1 }, 'input.totalImages'],
      [{ totalImages: 2 ** 31 }, 'input.totalImages'],
      [{ totalImages: 1.5 }, 'input.totalImages'],
      [{ chunkSize: 0 }, 'input.chunkSize'],
      [{ chunkSize: 2 ** 31 }, 'input.chunkSize'],
      [{ totalImages: MAX_CHUNKS + 1, chunkSize: 1 }, 'input.chunkSize'],
      [{ totalImages: INT_MAX, chunkSize: 21_474 }, 'input.chunkSize'],
      [{ priority: 11 }, 'input.priority'],
      [{ priority: -1 }, 'input.priority'],
      [{ executionId: run.jobId }, 'input.executionId'],
      [{ executionId: 'exec_1' }, 'input.executionId'],
    ];
    for (const [change, path] of wrong) {
      expect(await crawls.refusal('planChunks', { ...plan, ...change })).toEqual({
        code: 'BAD_USER_INPUT',
        path: expect.stringMatching(new RegExp(`^(${path})?$`)),
      });
    }
    expect(await chunksOf(run.uuid)).toEqual([]);
  });

  // As many as there may be on PostgreSQL; the embedded database, which answers the same, takes long for that.
  const many = process.env.TEST_DATABASE_URL ? MAX_CHUNKS : MAX_CHUNKS / 5;
  const title = `makes ${many.toLocaleString('en-US')} chunks, and shows them in one small answer`;
  it(title, { timeout: 120_000 }, async () => {
    const { key, user } = await crawls.test.given.user();
    const run = await crawls.run({ key, jobId: await crawls.job({ ownerId: user.id }) });
    const plan = { ...lent(run), totalImages: INT_MAX, chunkSize: Math.ceil(INT_MAX / many) };
    expect(await crawls.tell('planChunks', plan, key)).toMatchObject({
      chunkCount: many,
      isReplay: false,
    });
    expect(await crawls.tell('planChunks', plan, key)).toMatchObject({
      chunkCount: many,
      isReplay: true,
    });
    const [claim] = await crawls.claim({ executionId: run.executionId }, key);
    if (!claim) throw new Error('nothing was claimed');
    const query =
      'query Q($id: ID!) { execution(id: $id) { chunkMap { start end status } progress { total } } }';
    const { body } = await crawls.test.ask(query, { id: run.executionId }, key);
    const { data } = z
      .object({
        data: z.object({
          execution: z.object({
            chunkMap: z.array(z.object({ start: z.int(), end: z.int(), status: z.string() })),
            progress: z.object({ total: z.int() }),
          }),
        }),
      })
      .parse(body);
    const { chunkIndex } = claim.chunk;
    const spans = [
      { start: 0, end: chunkIndex, status: 'PENDING' },
      { start: chunkIndex, end: chunkIndex + 1, status: 'PROCESSING' },
      { start: chunkIndex + 1, end: many, status: 'PENDING' },
    ];
    expect(data.execution).toEqual({
      chunkMap: spans.filter(({ start, end }) => end > start),
      progress: { total: many },
    });
    expect(JSON.stringify(body).length).toBeLessThan(400);
    // They are in nobody's way, though nearly all chunks are theirs and many runs have none.
    await sql(
      `INSERT INTO job_executions (owner_id, job_id, kind, run_number, status, fence, started_at, lease_expires_at)
       SELECT owner_id, job_id, kind, run_number + i, 'RUNNING', 1, now(), now() + interval '1 hour'
       FROM job_executions, generate_series(1, 2000) i WHERE id = $1::uuid`,
      run.uuid,
    );
    await sql('ANALYZE job_chunks, job_executions');
    expect(await crawls.claim({ limit: 3 }, key)).toHaveLength(3);
    await sql(
      `UPDATE job_executions SET cancel_requested_at = now(), cancel_deadline = now() + interval '1 hour'
      WHERE id = $1::uuid`,
      run.uuid,
    );
    const jobId = await crawls.job({ ownerId: user.id });
    const next = await crawls.planned(1, { priority: 0, key, jobId });
    expect(await crawls.claim({ limit: 500 }, key)).toHaveLength(1);
    expect((await chunksOf(next.uuid))[0]?.status).toBe('PROCESSING');
  });
});

describe('the list of chunks', () => {
  it('finds them by their index', async () => {
    const run = await crawls.planned(6);
    const { body } = await crawls.test.ask(
      `query($id: ID!, $index: IntRange!) {
        execution(id: $id) { chunks(filter: { chunkIndex: $index }) { nodes { chunkIndex } } }
      }`,
      { id: run.executionId, index: { min: 2, max: 3 } },
      crawls.owner.key,
    );
    expect(body).toEqual({
      data: { execution: { chunks: { nodes: [{ chunkIndex: 2 }, { chunkIndex: 3 }] } } },
    });
  });
});

describe('claimChunks', () => {
  it('takes the urgent ones first, then the oldest, across runs', async () => {
    const owner = await crawls.test.given.user();
    const { key } = owner;
    const of = async (priority: number) =>
      crawls.planned(2, { key, priority, jobId: await crawls.job({ ownerId: owner.user.id }) });
    const [lazy, old, urgent, young] = [await of(0), await of(5), await of(10), await of(5)];
    const order = [urgent, urgent, old, old, young, young, lazy, lazy].map(({ executionId }) => executionId);
    const claimed = [
      ...(await crawls.claim({ limit: 3 }, key)),
      ...(await crawls.claim({ limit: 500 }, key)),
    ];
    const chunks = await crawls.test.prisma.chunk.findMany({ where: { ownerId: owner.user.id } });
    const runOf = new Map(
      chunks.map((chunk) => [encodeId('Chunk', chunk.id), encodeId('Execution', chunk.executionId)]),
    );
    expect(claimed.map(({ chunk }) => runOf.get(chunk.id))).toEqual(order);
    expect(await crawls.claim({ limit: 500 }, key)).toEqual([]);
  });

  it('keeps the order within a run whose chunks differ, and across it', async () => {
    const owner = await crawls.test.given.user();
    const jobId = await crawls.job({ ownerId: owner.user.id });
    const mixed = await crawls.planned(4, { key: owner.key, jobId });
    const plain = await crawls.planned(1, { key: owner.key, jobId });
    await sql(
      `UPDATE job_chunks SET priority = CASE chunk_index WHEN 2 THEN 7 WHEN 3 THEN 2 ELSE priority END
       WHERE execution_id = $1::uuid`,
      mixed.uuid,
    );
    const order = (await crawls.claim({ limit: 10 }, owner.key)).map(({ chunk }) => chunk.id);
    const kept = await crawls.test.prisma.chunk.findMany({ where: { jobId } });
    const names = new Map(
      kept.map((chunk) => [
        encodeId('Chunk', chunk.id),
        chunk.executionId === plain.uuid ? 'plain' : `mixed ${chunk.chunkIndex}`,
      ]),
    );
    expect(order.map((id) => names.get(id))).toEqual(['mixed 2', 'mixed 0', 'mixed 1', 'plain', 'mixed 3']);
  });

  it('claims by run, by job, and given ones', async () => {
    const a = await crawls.planned(3);
    const b = await crawls.planned(3, { jobId: (await execution(a.uuid)).jobId });
    const ofRun = await crawls.claim({
      executionId: b.executionId,
      limit: 2,
      workerId: 'w1',
      taskId: 'celery-1',
    });
    expect(ofRun).toHaveLength(2);
    expect(ofRun[0]?.chunk).toMatchObject({ status: 'PROCESSING', workerId: 'w1', taskId: 'celery-1' });
    const rest = (await chunksOf(b.uuid)).find(({ status }) => status === 'PENDING');
    const given = [...ofRun.map(({ chunk }) => chunk.id), encodeId('Chunk', rest?.id ?? '')];
    const named = await crawls.claim({ chunkIds: given });
    expect(named.map(({ chunk }) => chunk.id)).toEqual(given.slice(2));
    const ofJob = await crawls.claim({ jobId: a.jobId, limit: 500 });
    expect(ofJob).toHaveLength(3);
    expect((await chunksOf(a.uuid)).map(({ status }) => status)).toEqual(Array(3).fill('PROCESSING'));
    expect(new Set([...ofRun, ...named, ...ofJob].map(({ lease }) => lease.token)).size).toBe(6);
  });

  it('claims all the given ones, whatever the limit', async () => {
    const run = await crawls.planned(3);
    const chunkIds = (await chunksOf(run.uuid)).map(({ id }) => encodeId('Chunk', id));
    expect(await crawls.claim({ chunkIds, executionId: (await crawls.run()).executionId })).toEqual([]);
    expect(await crawls.claim({ chunkIds: [...chunkIds, ...chunkIds] })).toHaveLength(3);
  });

  it('gives out nothing of a run that waits, ends, was asked to stop or is out of time, nor of a paused job', async () => {
    const stops: Array<(uuid: string, jobId: string) => Promise<unknown>> = [
      (uuid) => requestCancel(uuid),
      (uuid) =>
        sql(
          `UPDATE job_executions SET status = 'QUEUED', attempt = attempt + 1, fence = fence + 1,
        started_at = NULL, worker_id = NULL, lease_expires_at = NULL WHERE id = $1::uuid`,
          uuid,
        ),
      (_uuid, jobId) => sql(`UPDATE jobs SET status = 'PAUSED' WHERE id = $1::uuid`, jobId),
      async (uuid, jobId) => {
        await sql('UPDATE jobs SET timeout_seconds = 60 WHERE id = $1::uuid', jobId);
        await sql(
          `UPDATE job_executions SET started_at = now() - interval '2 minutes' WHERE id = $1::uuid`,
          uuid,
        );
      },
    ];
    for (const stop of stops) {
      const run = await crawls.planned(2);
      const [chunk] = await chunksOf(run.uuid);
      await stop(run.uuid, (await execution(run.uuid)).jobId);
      const scopes = [
        { executionId: run.executionId },
        { jobId: run.jobId },
        { chunkIds: [encodeId('Chunk', chunk?.id ?? '')] },
      ];
      for (const scope of scopes) expect(await crawls.claim({ ...scope, limit: 500 })).toEqual([]);
      expect((await chunksOf(run.uuid)).map(({ status }) => status)).toEqual(['PENDING', 'PENDING']);
    }
  });

  it('gives leases that end with the time of the run', async () => {
    const jobId = await crawls.job({ timeoutSeconds: 30 });
    const run = await crawls.planned(2, { jobId });
    const { startedAt } = await execution(run.uuid);
    const deadline = new Date((startedAt?.getTime() ?? 0) + 30_000);
    const [long] = await crawls.claim({ executionId: run.executionId, leaseSeconds: 86_400 });
    expect(long?.lease).toMatchObject({ deadline, expiresAt: deadline, cancelRequested: false });
    const [short] = await crawls.claim({ executionId: run.executionId, leaseSeconds: 5 });
    expect(short?.lease.expiresAt.getTime()).toBeLessThan(deadline.getTime());
  });

  it('answers the same claim for the same request id, and what is still held of it', async () => {
    const run = await crawls.planned(4);
    const claim = { executionId: run.executionId, limit: 2, requestId: `r-${run.uuid}` };
    const first = await crawls.claim(claim);
    expect(first).toHaveLength(2);
    expect(await crawls.claim(claim)).toEqual(first);
    const [done] = first;
    if (!done) throw new Error('nothing was claimed');
    await crawls.tell('completeChunk', proof(done));
    expect(await crawls.claim(claim)).toEqual(first.slice(1));
    for (const other of [{ limit: 3 }, { workerId: 'other' }, { taskId: 't' }]) {
      expect(await crawls.tell('claimChunks', { workerId: 'w', ...claim, ...other })).toMatchObject({
        code: 'CONFLICT',
      });
    }
    expect((await chunksOf(run.uuid)).filter(({ status }) => status === 'PENDING')).toHaveLength(2);
  });

  it("finds nobody else's work", async () => {
    const run = await crawls.planned(1);
    const [chunk] = await chunksOf(run.uuid);
    const chunkId = encodeId('Chunk', chunk?.id ?? '');
    const foreign: Array<[object, string]> = [
      [{ executionId: run.executionId }, run.executionId],
      [{ jobId: run.jobId }, run.jobId],
      [{ chunkIds: [chunkId] }, chunkId],
    ];
    for (const [scope, id] of foreign) {
      expect(await crawls.tell('claimChunks', { workerId: 'w', ...scope }, stranger)).toMatchObject({
        code: 'NOT_FOUND',
        id,
      });
    }
    expect(await crawls.claim({ limit: 500 }, stranger)).toEqual([]);
    expect((await chunksOf(run.uuid))[0]?.status).toBe('PENDING');
    const admin = await crawls.test.given.admin({ key: { scopes: ['ADMIN', 'WORK', 'READ'] } });
    expect(await crawls.claim({ executionId: run.executionId }, admin.key)).toHaveLength(1);
  });

  it('needs WORK, and input within its bounds', async () => {
    const run = await crawls.planned(1);
    const wrong: Array<[object, string]> = [
      [{ limit: 0 }, 'input.limit'],
      [{ limit: 501 }, 'input.limit'],
      [{ leaseSeconds: 4 }, 'input.leaseSeconds'],
      [{ leaseSeconds: 86_401 }, 'input.leaseSeconds'],
      [{ workerId: ' ' }, 'input.workerId'],
      [{ workerId: 'w'.repeat(256) }, 'input.workerId'],
      [{ taskId: '' }, 'input.taskId'],
      [{ requestId: 'r'.repeat(201) }, 'input.requestId'],
      [{ chunkIds: [] }, 'input.chunkIds'],
      [{ chunkIds: Array(501).fill(run.executionId) }, 'input.chunkIds'],
      [{ chunkIds: [run.executionId] }, 'input.chunkIds.0'],
      [{ jobId: run.executionId }, 'input.jobId'],
      [{ executionId: run.jobId }, 'input.executionId'],
    ];
    for (const [change, path] of wrong) {
      expect(
        await crawls.refusal('claimChunks', { workerId: 'w', executionId: run.executionId, ...change }),
      ).toEqual({
        code: 'BAD_USER_INPUT',
        path,
      });
    }
    const reader = await crawls.test.given.user({ key: { scopes: ['READ'] } });
    const refusal = await crawls.refusal('claimChunks', { workerId: 'w' }, reader.key);
    expect(refusal.code).toBe('FORBIDDEN');
    expect((await chunksOf(run.uuid))[0]?.status).toBe('PENDING');
  });
});

describe('heartbeatChunk', () => {
  it('extends the lease, also one that ran out, and says when to stop', async () => {
    const run = await crawls.planned(1);
    const [claim] = await crawls.claim({ executionId: run.executionId, leaseSeconds: 5 });
    if (!claim) throw new Error('nothing was claimed');
    await expireLeases(run.uuid);
    const extended = await crawls.heartbeat({ ...proof(claim), leaseSeconds: 600 });
    expect(extended).toMatchObject({ token: claim.lease.token, cancelRequested: false });
    expect(extended.expiresAt.getTime()).toBeGreaterThan(claim.lease.expiresAt.getTime() + 500_000);
    const heartbeatAt = (await execution(run.uuid)).heartbeatAt;
    await requestCancel(run.uuid, '10 seconds');
    const { cancelDeadline } = await execution(run.uuid);
    const told = await crawls.heartbeat({ ...proof(claim), leaseSeconds: 600 });
    expect(told).toMatchObject({ cancelRequested: true, expiresAt: cancelDeadline });
    // Looked up where the run's life is asked for, and not written there.
    expect((await execution(run.uuid)).heartbeatAt).toEqual(heartbeatAt);
  });

  it('is lost with the chunk', async () => {
    const run = await crawls.planned(1);
    const [claim] = await crawls.claim({ executionId: run.executionId });
    if (!claim) throw new Error('nothing was claimed');
    expect(await crawls.tell('heartbeatChunk', proof(claim), stranger)).toMatchObject({ code: 'NOT_FOUND' });
    expect(
      await crawls.tell('heartbeatChunk', { ...proof(claim), leaseToken: run.leaseToken }),
    ).toMatchObject({
      code: 'LEASE_LOST',
    });
    expect(await crawls.refusal('heartbeatChunk', { ...proof(claim), leaseSeconds: 4 })).toEqual({
      code: 'BAD_USER_INPUT',
      path: 'input.leaseSeconds',
    });
    await putBack(run.uuid);
    expect(await crawls.tell('heartbeatChunk', proof(claim))).toMatchObject({ code: 'LEASE_LOST' });
    const [next] = await crawls.claim({ executionId: run.executionId });
    if (!next) throw new Error('nothing was claimed');
    expect(await crawls.tell('heartbeatChunk', proof(claim))).toMatchObject({ code: 'LEASE_LOST' });
    await crawls.tell('completeChunk', proof(next));
    expect(await crawls.tell('heartbeatChunk', proof(next))).toMatchObject({
      code: 'INVALID_TRANSITION',
      from: 'COMPLETED',
    });
  });
});

describe('completeChunk, completeChunks and failChunk', () => {
  it('end a chunk once, and answer the same words alike', async () => {
    const run = await crawls.planned(2);
    const [a, b] = await crawls.claim({ executionId: run.executionId, limit: 2 });
    if (!a || !b) throw new Error('too little was claimed');
    const failure = { ...proof(b), errorMessage: 'HTTP 500' };
    const completed = await crawls.tell('completeChunk', proof(a));
    const failed = await crawls.tell('failChunk', failure);
    expect(completed).toMatchObject({ chunk: { status: 'COMPLETED', errorMessage: null } });
    expect(failed).toMatchObject({ chunk: { status: 'FAILED', errorMessage: 'HTTP 500', retryCount: 0 } });
    expect(await crawls.tell('completeChunk', proof(a))).toEqual(completed);
    expect(await crawls.tell('failChunk', failure)).toEqual(failed);
    expect(await crawls.tell('failChunk', { ...proof(a), errorMessage: 'HTTP 500' })).toMatchObject({
      code: 'INVALID_TRANSITION',
      from: 'COMPLETED',
      to: 'FAILED',
    });
    expect(await crawls.tell('completeChunk', proof(b))).toMatchObject({
      code: 'INVALID_TRANSITION',
      from: 'FAILED',
    });
    expect(await crawls.tell('failChunk', { ...failure, errorMessage: 'HTTP 501' })).toMatchObject({
      code: 'INVALID_TRANSITION',
    });
    const rows = await chunksOf(run.uuid);
    for (const { startedAt, finishedAt, leaseExpiresAt } of rows) {
      expect(finishedAt?.getTime()).toBeGreaterThanOrEqual(startedAt?.getTime() ?? Number.NaN);
      expect(leaseExpiresAt).toBeNull();
    }
  });

  it('answer each item of a batch by itself', async () => {
    const run = await crawls.planned(3);
    const [a, b, c] = await crawls.claim({ executionId: run.executionId, limit: 3 });
    if (!a || !b || !c) throw new Error('too little was claimed');
    await crawls.tell('failChunk', { ...proof(b), errorMessage: 'x' });
    const unknown = encodeId('Chunk', '01890000-0000-7000-8000-000000000000');
    const items = [
      proof(a),
      proof(b),
      { ...proof(c), leaseToken: proof(a).leaseToken },
      { ...proof(a), chunkId: unknown },
      proof(a),
    ];
    const codes = (await results(items)).map(({ __typename, code }) => code ?? __typename);
    expect(codes).toEqual([
      'CompleteChunkPayload',
      'INVALID_TRANSITION',
      'LEASE_LOST',
      'NOT_FOUND',
      'CompleteChunkPayload',
    ]);
    expect((await results([proof(c)], stranger))[0]).toMatchObject({ code: 'NOT_FOUND' });
    const states = (await chunksOf(run.uuid)).map(({ status }) => status).sort();
    expect(states).toEqual(['COMPLETED', 'FAILED', 'PROCESSING']);
  });

  it('let a worker complete whose lease ran out, and nobody whose chunk was taken over', async () => {
    const run = await crawls.planned(2);
    const [late, lost] = await crawls.claim({ executionId: run.executionId, limit: 2, leaseSeconds: 5 });
    if (!late || !lost) throw new Error('too little was claimed');
    await expireLeases(run.uuid);
    expect(await crawls.tell('completeChunk', proof(late))).toMatchObject({ chunk: { status: 'COMPLETED' } });
    await putBack(run.uuid);
    const pending = await kept(lost.chunk.id);
    for (const words of [proof(lost), { ...proof(lost), errorMessage: 'x' }]) {
      const mutation = 'errorMessage' in words ? 'failChunk' : 'completeChunk';
      expect(await crawls.tell(mutation, words)).toMatchObject({ code: 'LEASE_LOST' });
    }
    expect(await kept(lost.chunk.id)).toEqual(pending);
    const [next] = await crawls.claim({ executionId: run.executionId, workerId: 'second' });
    expect(next?.chunk).toMatchObject({ id: lost.chunk.id, retryCount: 1, workerId: 'second' });
    if (!next) throw new Error('nothing was claimed');
    const before = await kept(next.chunk.id);
    expect(await crawls.tell('completeChunk', proof(lost))).toMatchObject({ code: 'LEASE_LOST' });
    expect(await crawls.tell('failChunk', { ...proof(lost), errorMessage: 'x' })).toMatchObject({
      code: 'LEASE_LOST',
    });
    expect(await kept(next.chunk.id)).toEqual(before);
    expect(await crawls.tell('completeChunk', proof(next))).toMatchObject({ chunk: { status: 'COMPLETED' } });
    expect(await crawls.tell('completeChunk', proof(lost))).toMatchObject({ code: 'LEASE_LOST' });
    expect(await crawls.tell('completeExecution', lent(run))).toMatchObject({
      execution: { status: 'COMPLETED' },
    });
  });

  it('are taken until the time to stop, and not after it', async () => {
    const run = await crawls.planned(3);
    const [first, second, third] = await crawls.claim({ executionId: run.executionId, limit: 3 });
    if (!first || !second || !third) throw new Error('too little was claimed');
    await requestCancel(run.uuid, '1 minute');
    expect(await crawls.tell('completeChunk', proof(first))).toMatchObject({
      chunk: { status: 'COMPLETED' },
    });
    await requestCancel(run.uuid, '-1 second');
    expect(await crawls.tell('completeChunk', proof(second))).toMatchObject({
      code: 'INVALID_TRANSITION',
      to: 'RUNNING',
    });
    expect((await crawls.heartbeat(proof(second))).expiresAt.getTime()).toBeLessThan(Date.now());
    expect(await crawls.tell('completeExecution', lent(run))).toMatchObject({ code: 'INVALID_TRANSITION' });
    expect(await crawls.tell('completeChunk', proof(third))).toMatchObject({ code: 'LEASE_LOST' });
    const states = (await chunksOf(run.uuid)).map(({ status }) => status).sort();
    expect(states).toEqual(['COMPLETED', 'FAILED', 'FAILED']);
    // What was said in time is answered as before, whatever became of the run.
    expect(await crawls.tell('completeChunk', proof(first))).toMatchObject({
      chunk: { status: 'COMPLETED' },
    });
  });

  it('are lost with another attempt of the run, which keeps what was finished', async () => {
    const jobId = await crawls.job({ maxAttempts: 2 });
    const run = await crawls.planned(3, { jobId });
    const [done, held] = await crawls.claim({ executionId: run.executionId, limit: 2 });
    if (!done || !held) throw new Error('too little was claimed');
    await crawls.tell('completeChunk', proof(done));
    expect(await crawls.tell('completeExecution', lent(run))).toMatchObject({ code: 'OPEN_CHUNKS' });
    expect(await crawls.tell('failExecution', { ...lent(run), errorMessage: 'x' })).toMatchObject({
      execution: { status: 'QUEUED' },
    });
    expect(await crawls.tell('completeChunk', proof(held))).toMatchObject({ code: 'LEASE_LOST' });
    expect((await chunksOf(run.uuid)).map(({ status }) => status).sort()).toEqual(
      ['COMPLETED', 'PENDING', 'PENDING'].sort(),
    );
  });

  it('refuse what is malformed', async () => {
    const run = await crawls.planned(1);
    const [claim] = await crawls.claim({ executionId: run.executionId });
    if (!claim) throw new Error('nothing was claimed');
    const cases = [
      await crawls.refusal('completeChunk', { ...proof(claim), chunkId: run.executionId }),
      await crawls.refusal('failChunk', { ...proof(claim), chunkId: 'x', errorMessage: 'm' }),
      await crawls.refusal('completeChunks', { items: [] }),
      await crawls.refusal('completeChunks', { items: Array(1_001).fill(proof(claim)) }),
    ];
    expect(cases).toEqual([
      { code: 'BAD_USER_INPUT', path: 'input.chunkId' },
      { code: 'BAD_USER_INPUT', path: 'input.chunkId' },
      { code: 'INVALID_INPUT', path: 'input.items' },
      { code: 'INVALID_INPUT', path: 'input.items' },
    ]);
    expect((await chunksOf(run.uuid))[0]?.status).toBe('PROCESSING');
  });
});

describe('retryFailedChunks', () => {
  it('puts failed chunks back as long as they may, and raises their count', async () => {
    const run = await crawls.planned(3);
    const retry = (more: object = {}) =>
      crawls.tell('retryFailedChunks', { executionId: run.executionId, ...more });
    const [a, b] = await crawls.claim({ executionId: run.executionId, limit: 2 });
    if (!a || !b) throw new Error('too little was claimed');
    await crawls.tell('completeChunk', proof(a));
    await crawls.tell('failChunk', { ...proof(b), errorMessage: 'HTTP 500' });
    expect(await retry({ maxRetries: 0 })).toMatchObject({ chunkCount: 0 });
    for (const retryCount of [1, 2, 3]) {
      expect(await retry()).toMatchObject({ execution: { id: run.executionId }, chunkCount: 1 });
      expect(await kept(b.chunk.id)).toMatchObject({
        status: 'PENDING',
        retryCount,
        errorMessage: 'HTTP 500',
      });
      const [again] = await crawls.claim({ chunkIds: [b.chunk.id] });
      if (!again) throw new Error('nothing was claimed');
      expect(again.lease.token).not.toBe(b.lease.token);
      await crawls.tell('failChunk', { ...proof(again), errorMessage: 'HTTP 500' });
    }
    expect(await retry()).toMatchObject({ chunkCount: 0 });
    expect(await retry({ maxRetries: 4 })).toMatchObject({ chunkCount: 1 });
    expect(await crawls.tell('completeChunk', proof(b))).toMatchObject({ code: 'LEASE_LOST' });
  });

  it('is for the runs of the caller that run', async () => {
    const run = await crawls.planned(1);
    const { executionId } = run;
    const [claim] = await crawls.claim({ executionId });
    if (!claim) throw new Error('nothing was claimed');
    await crawls.tell('failChunk', { ...proof(claim), errorMessage: 'x' });
    expect(await crawls.tell('retryFailedChunks', { executionId }, stranger)).toMatchObject({
      code: 'NOT_FOUND',
    });
    for (const maxRetries of [-1, 101]) {
      expect(await crawls.refusal('retryFailedChunks', { executionId, maxRetries })).toEqual({
        code: 'BAD_USER_INPUT',
        path: 'input.maxRetries',
      });
    }
    await crawls.tell('completeExecution', lent(run));
    expect(await crawls.tell('retryFailedChunks', { executionId })).toMatchObject({
      code: 'INVALID_TRANSITION',
      from: 'COMPLETED',
    });
    expect((await chunksOf(run.uuid))[0]).toMatchObject({ status: 'FAILED', retryCount: 0 });
  });
});

function lent({ executionId, leaseToken }: { executionId: string; leaseToken: string }) {
  return { executionId, leaseToken };
}

function execution(uuid: string) {
  return crawls.test.prisma.execution.findUniqueOrThrow({ where: { id: uuid } });
}

/** A chunk as it is kept, every column. */
function kept(chunkId: string) {
  return crawls.test.prisma.chunk.findUniqueOrThrow({ where: { id: decodeId(chunkId)?.uuid ?? '' } });
}

async function results(items: object[], key?: string) {
  const answered = z.object({
    results: z.array(z.looseObject({ __typename: z.string(), code: z.string().optional() })),
  });
  return answered.parse(await crawls.tell('completeChunks', { items }, key)).results;
}
