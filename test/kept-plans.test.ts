import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from './support/database.js';

// A plan that is kept was made for an owner of average size: it must suit the largest among small ones too.

const SMALL_OWNERS = 300;
const RUNS = 6_000;
/** What is read to end two runs, with a chunk and a stage each; all that the owner has would be some thousands. */
const FEW_PAGES = 600;
/** And to queue the run of a tick. */
const PAGES_A_TICK = 200;

const explained = z.array(
  z.object({
    'QUERY PLAN': z.array(
      z.object({ Plan: z.object({ 'Shared Hit Blocks': z.int(), 'Shared Read Blocks': z.int() }) }),
    ),
  }),
);

let test: TestDatabase;
let ownerId: string;
let jobId: string;

beforeAll(async () => {
  test = await createTestDatabase();
  const { prisma, given } = test;
  await prisma.$executeRaw`
    INSERT INTO users (email, status) SELECT n || '@small.example.com', 'ACTIVE' FROM generate_series(1, ${SMALL_OWNERS}::int) n`;
  await prisma.$executeRaw`
    WITH made AS (
      INSERT INTO jobs (owner_id, kind, slug, name) SELECT id, 'CRAWL', 'small', 'Small' FROM users RETURNING id, owner_id
    )
    INSERT INTO crawl_jobs (job_id, owner_id, kind, keywords, max_images)
    SELECT id, owner_id, 'CRAWL', ARRAY['a'], 1 FROM made`;
  await fill(await prisma.job.findMany({ select: { id: true, ownerId: true } }), 1);
  const owner = await given.owner();
  ownerId = owner.userId;
  jobId = owner.jobId;
  await fill([{ id: jobId, ownerId }], RUNS);
  await prisma.$executeRaw`ANALYZE`;
}, 120_000);
afterAll(() => test?.close());

/** So many running executions of each job, with a chunk and a stage in work. */
async function fill(jobs: ReadonlyArray<{ id: string; ownerId: string }>, count: number): Promise<void> {
  await test.prisma.$executeRaw`
    WITH made AS (
      INSERT INTO job_executions (owner_id, job_id, kind, run_number, status, started_at, lease_expires_at, worker_id, fence)
      SELECT j.owner_id, j.id, 'CRAWL', n, 'RUNNING', now(), now() + interval '1 hour', 'w', 1
      FROM jsonb_to_recordset(${JSON.stringify(jobs.map((job) => ({ id: job.id, owner_id: job.ownerId })))}::jsonb)
        AS j(id uuid, owner_id uuid)
      CROSS JOIN generate_series(1, ${count}::int) n
      RETURNING id, owner_id, job_id
    ), stages AS (
      INSERT INTO job_stages (owner_id, execution_id, stage_name, started_at) SELECT owner_id, id, 'fetch', now() FROM made
    )
    INSERT INTO job_chunks (
      owner_id, job_id, execution_id, chunk_index, image_range, status, started_at, lease_expires_at, worker_id, fence)
    SELECT owner_id, job_id, id, 0, '{"start": 0, "end": 10}', 'PROCESSING', now(), now() + interval '1 hour', 'c', 1 FROM made`;
}

function pagesOf(rows: unknown): number {
  const [plan] = explained.parse(rows)[0]?.['QUERY PLAN'] ?? [];
  return (plan?.Plan['Shared Hit Blocks'] ?? 0) + (plan?.Plan['Shared Read Blocks'] ?? 0);
}

it('runs of a large owner end without a look at the others that they have', async () => {
  const taken = await test.prisma.execution.findMany({ where: { jobId }, select: { id: true }, take: 4 });
  const pages = await test.prisma.$transaction(async (tx) => {
    const read: number[] = [];
    for (const some of [taken.slice(0, 2), taken.slice(2)]) {
      const items = JSON.stringify(
        some.map(({ id }, place) => ({
          place,
          id,
          fence: '1',
          hash: 'said',
          ends_as: 'FAILED',
          failure_reason: 'ERROR',
          retryable: false,
        })),
      );
      const rows = await tx.$queryRaw`
        EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)
        SELECT finish_runs(${ownerId}::uuid, ${ownerId}::uuid, ${items}::jsonb, true)`;
      read.push(pagesOf(rows));
    }
    return read;
  });
  expect(await test.prisma.execution.count({ where: { jobId, status: 'FAILED' } })).toBe(4);
  expect(await test.prisma.chunk.count({ where: { jobId, status: 'FAILED' } })).toBe(4);
  // The first of them made the plans.
  expect(pages[1]).toBeLessThan(FEW_PAGES);
});

it('what waits for a place is not read by claims for other keys, nor by those that wait for something', async () => {
  const { id: busy } = (await test.given.job(ownerId, { kind: 'TASK' })).row;
  await test.prisma.jobLimits.create({ data: { jobId: busy, ownerId, maxConcurrent: 1 } });
  await test.prisma.$executeRaw`
    INSERT INTO job_executions (owner_id, job_id, kind, kind_key, run_number, is_limited)
    SELECT ${ownerId}::uuid, ${busy}::uuid, 'TASK', 'payroll', n, true FROM generate_series(1, ${RUNS / 2}::int) n`;
  await test.prisma.$executeRaw`ANALYZE job_executions`;
  const pages = await test.prisma.$transaction(async (tx) => {
    const read: number[] = [];
    for (const nth of [0, 1]) {
      const claimed = await tx.$queryRaw`
        EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)
        SELECT claim_executions(${ownerId}::uuid, NULL, NULL, 'TASK', ARRAY['other'], NULL, ARRAY['w'], ARRAY[60], ARRAY[1],
          NULL, ${ownerId}::uuid)`;
      const due = await tx.$queryRaw`
        EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)
        SELECT limited_due(${ownerId}::uuid, NULL, NULL, 'TASK', ARRAY['other'], NULL, now())`;
      read[nth] = pagesOf(claimed) + pagesOf(due);
    }
    return read;
  });
  expect(pages[1]).toBeLessThan(FEW_PAGES);
});

const JOBS = 300;

it('runs are queued and claimed by a look at their own jobs alone', async () => {
  const { id: full } = (await test.given.job(ownerId, { kind: 'TASK' })).row;
  await test.prisma.jobLimits.create({
    data: { jobId: full, ownerId, maxConcurrent: 5, maxConcurrentPerKey: 2 },
  });
  await test.prisma.$executeRaw`
    WITH made AS (
      INSERT INTO jobs (owner_id, kind, slug, name)
      SELECT ${ownerId}::uuid, 'TASK', 'many-' || n, 'Many' FROM generate_series(1, ${JOBS}::int) n RETURNING id, owner_id
    )
    INSERT INTO task_jobs (job_id, owner_id, kind, handler) SELECT id, owner_id, 'TASK', 'many' FROM made`;
  const items = JSON.stringify(
    Array.from({ length: 5 }, () => ({
      job_id: full,
      trigger: 'API',
      dispatch: 'QUEUE',
      priority: 10,
      concurrency_key: 'a',
    })),
  );
  const pages = await test.prisma.$transaction(async (tx) => {
    const read: Array<{ queued: number; claimed: number }> = [];
    for (const nth of [1, 2]) {
      const queued = await tx.$queryRaw`
        EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)
        SELECT insert_executions(${ownerId}::uuid, ${items}::jsonb, '{"FREE": 1000}')`;
      await tx.$executeRaw`
        INSERT INTO job_executions (owner_id, job_id, kind, kind_key, run_number, priority)
        SELECT owner_id, id, kind, kind_key, ${nth}, 9 FROM jobs WHERE owner_id = ${ownerId}::uuid AND kind_key = 'many' LIMIT 5`;
      const claimed = await tx.$queryRaw`
        EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)
        SELECT claim_executions(${ownerId}::uuid, NULL, NULL, NULL, NULL, NULL, ARRAY['w'], ARRAY[60],
          array_fill(1, ARRAY[5]), NULL, ${ownerId}::uuid)`;
      read.push({ queued: pagesOf(queued), claimed: pagesOf(claimed) });
    }
    return read;
  });
  expect(pages[1]?.queued).toBeLessThan(FEW_PAGES);
  expect(pages[1]?.claimed).toBeLessThan(5 * FEW_PAGES);
});

const BUSY_OWNERS = 6_000;
const TICKING_OWNERS = 10;

it('runs of ticks are queued by a look at their own owners’ days, however many owners had runs today', async () => {
  const { prisma } = test;
  await prisma.$executeRaw`
    WITH made AS (
      INSERT INTO users (email, status) SELECT n || '@busy.example.com', 'ACTIVE' FROM generate_series(1, ${BUSY_OWNERS}::int) n
      RETURNING id
    )
    SELECT count(*) FROM made`;
  await prisma.$executeRaw`
    INSERT INTO usage_metrics (owner_id, name, day, value)
    SELECT id, 'executions', (now() AT TIME ZONE 'UTC')::date, 1 FROM users WHERE email LIKE '%@busy.example.com'`;
  const jobs = await prisma.job.findMany({ where: { slug: 'small' }, take: TICKING_OWNERS });
  const items = JSON.stringify(
    jobs.map((job) => ({
      job_id: job.id,
      owner: job.ownerId,
      created_by: { name: 'scheduler', role: 'system' },
      held_credits: 0,
    })),
  );
  const queue = () => prisma.$queryRaw`
    EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT insert_scheduled(${items}::jsonb, '{"FREE": 1000}')`;
  await queue();
  expect(pagesOf(await queue())).toBeLessThan(TICKING_OWNERS * PAGES_A_TICK);
});

it('places are counted by what runs of their own job, though nothing ran when the tables were looked at last', async () => {
  const other = await createTestDatabase();
  try {
    const { prisma, given } = other;
    const { userId } = await given.owner();
    const [full, busy] = [
      await given.job(userId, { kind: 'TASK' }),
      await given.job(userId, { kind: 'TASK' }),
    ];
    await prisma.jobLimits.create({
      data: { jobId: full.row.id, ownerId: userId, maxConcurrent: 5, maxConcurrentPerKey: 2 },
    });
    await prisma.$executeRaw`
      INSERT INTO job_executions (owner_id, job_id, kind, kind_key, run_number, concurrency_key, is_limited)
      SELECT owner_id, id, kind, kind_key, n, 'a', true FROM jobs, generate_series(1, ${RUNS / 10}::int) n
      WHERE id = ${full.row.id}::uuid`;
    await prisma.$executeRaw`ANALYZE`;
    await prisma.$executeRaw`
      INSERT INTO job_executions (
        owner_id, job_id, kind, kind_key, run_number, concurrency_key, status, started_at, lease_expires_at, fence)
      SELECT owner_id, id, kind, kind_key, n, 'a', 'RUNNING', now(), now() + interval '1 hour', 1
      FROM jobs, generate_series(1, ${RUNS}::int) n WHERE id = ${busy.row.id}::uuid`;
    const claimed = await prisma.$transaction(async (tx) => {
      const claim = () => tx.$queryRaw`
        EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)
        SELECT claim_executions(${userId}::uuid, NULL, NULL, NULL, NULL, NULL, ARRAY['w'], ARRAY[60], ARRAY[1], NULL,
          ${userId}::uuid)`;
      await claim();
      return pagesOf(await claim());
    });
    expect(claimed).toBeLessThan(FEW_PAGES);
  } finally {
    await other.close();
  }
});

it('runs are claimed and ended by their rows, though no table was looked at since it was empty', async () => {
  const other = await createTestDatabase();
  try {
    const { prisma, given } = other;
    const { userId } = await given.owner();
    const { id } = (await given.job(userId, { kind: 'TASK' })).row;
    const pages = await prisma.$transaction(
      async (tx) => {
        const queue = (from: number) => tx.$executeRaw`
          INSERT INTO job_executions (owner_id, job_id, kind, kind_key, run_number)
          SELECT owner_id, id, kind, kind_key, ${from}::int + n FROM jobs, generate_series(1, 5) n WHERE id = ${id}::uuid`;
        const claimAndEnd = async () => {
          const claimed = await tx.$queryRaw`
            EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)
            SELECT claim_executions(${userId}::uuid, NULL, NULL, NULL, NULL, NULL, ARRAY['w'], ARRAY[60],
              array_fill(1, ARRAY[5]), NULL, ${userId}::uuid)`;
          const held = await tx.execution.findMany({ where: { status: 'RUNNING' } });
          const items = JSON.stringify(
            held.map((run, place) => ({
              ...{ place, id: run.id, fence: String(run.fence), hash: 'said', ends_as: 'COMPLETED' },
              retryable: false,
            })),
          );
          const ended = await tx.$queryRaw`
            EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)
            SELECT finish_runs(${userId}::uuid, ${userId}::uuid, ${items}::jsonb, true)`;
          return { claimed: pagesOf(claimed), ended: pagesOf(ended) };
        };
        await queue(RUNS);
        await claimAndEnd();
        await tx.$executeRaw`
          INSERT INTO job_executions (owner_id, job_id, kind, kind_key, run_number, status, started_at, finished_at)
          SELECT owner_id, id, kind, kind_key, n, 'COMPLETED', now(), now()
          FROM jobs, generate_series(1, ${RUNS}::int) n WHERE id = ${id}::uuid`;
        await queue(2 * RUNS);
        return claimAndEnd();
      },
      { timeout: 60_000 },
    );
    expect(await prisma.execution.count({ where: { status: 'COMPLETED' } })).toBe(RUNS + 10);
    expect(pages.claimed).toBeLessThan(2 * FEW_PAGES);
    expect(pages.ended).toBeLessThan(2 * FEW_PAGES);
  } finally {
    await other.close();
  }
});
