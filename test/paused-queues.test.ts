import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { scopeDatabase } from '../src/core/db/tenancy.js';
import type { JobStatus } from '../src/generated/prisma/enums.js';
import { createMarker } from '../src/jobs/job-limits.sql.js';
import { connectTo } from './support/live.js';
import { openRuns, type Runs, uuidOf } from './support/world/runs.js';

/** More than are marked at once. */
const PAUSED = 3_000;
/** What a claim of one run reads; past all that is paused it would be as many rows, of thousands of pages. */
const FEW_PAGES = 400;

let runs: Runs;
beforeAll(async () => {
  runs = await openRuns();
});
afterAll(() => runs.test.close());

const explained = z.tuple([
  z.object({
    'QUERY PLAN': z.tuple([
      z.object({ Plan: z.object({ 'Shared Hit Blocks': z.int(), 'Shared Read Blocks': z.int() }) }),
    ]),
  }),
]);

async function setStatus(id: string, status: JobStatus): Promise<void> {
  await runs.prisma.job.update({ where: { id }, data: { status }, select: { id: true } });
}

async function mark(): Promise<void> {
  const db = scopeDatabase(runs.test.database.prisma, null);
  const look = createMarker(db);
  while (await look());
}

async function claimed(input: object): Promise<string[]> {
  const { executions = [] } = await runs.tell('claimExecutions', { workerId: 'w', limit: 100, ...input });
  return executions.map(({ execution }) => execution.id);
}

const unmarked = (jobId: string) =>
  runs.prisma.execution.count({ where: { jobId, status: 'QUEUED', isLimited: false } });

it('a claim does not come by the queue of a paused job on its way to others', async () => {
  const paused = await runs.job();
  const other = await runs.job();
  await runs.prisma.$executeRaw`
    INSERT INTO job_executions (owner_id, job_id, kind, run_number, available_at)
    SELECT ${runs.owner.user.id}::uuid, ${paused.row.id}::uuid, 'CRAWL', n, now() - interval '1 hour'
    FROM generate_series(1, ${PAUSED}::int) n`;
  for (let count = 0; count < 20; count += 1) await runs.enqueued(other.id);
  await setStatus(paused.row.id, 'PAUSED');
  await mark();
  expect(await unmarked(paused.row.id)).toBe(0);
  await runs.prisma.$executeRaw`ANALYZE job_executions`;
  const pages = await runs.prisma.$transaction(async (tx) => {
    const read: number[] = [];
    // The first one makes the plans.
    for (let time = 0; time < 2; time += 1) {
      const [{ 'QUERY PLAN': plans }] = explained.parse(
        await tx.$queryRaw`
          EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)
          SELECT claim_executions(${runs.owner.user.id}::uuid, NULL, NULL, NULL, NULL, NULL, ARRAY['w'], ARRAY[60],
            ARRAY[1], NULL, ${runs.owner.user.id}::uuid)`,
      );
      const [{ Plan }] = plans;
      read.push(Plan['Shared Hit Blocks'] + Plan['Shared Read Blocks']);
    }
    return read;
  });
  expect(pages[1]).toBeLessThan(FEW_PAGES);
});

it('what waited is claimed once its job goes on, with what came meanwhile', async () => {
  const job = await runs.job();
  const before = await runs.enqueued(job.id);
  await setStatus(job.row.id, 'PAUSED');
  const meanwhile = await runs.enqueued(job.id);
  expect(await unmarked(job.row.id)).toBe(1);
  await mark();
  expect(await unmarked(job.row.id)).toBe(0);
  expect(await claimed({ jobId: job.id })).toEqual([]);
  await setStatus(job.row.id, 'ACTIVE');
  const after = await runs.enqueued(job.id, { priority: 1 });
  expect(await claimed({ jobId: job.id })).toEqual([before, meanwhile, after]);
});

it('a run that goes back to the queue of a paused job is claimed by anybody once that goes on', async () => {
  const job = await runs.job({ maxAttempts: 2 });
  const held = await runs.claimed(job.id);
  await setStatus(job.row.id, 'PAUSED');
  await runs.tell('failExecution', {
    executionId: held.executionId,
    leaseToken: held.leaseToken,
    errorMessage: 'no',
  });
  expect(await unmarked(job.row.id)).toBe(0);
  await setStatus(job.row.id, 'ACTIVE');
  await expect.poll(() => claimed({})).toContain(held.executionId);
});

it('limits of a job hold before and after a pause', async () => {
  const job = await runs.job();
  await runs.prisma.jobLimits.create({
    data: { jobId: job.row.id, ownerId: runs.owner.user.id, maxConcurrent: 1 },
    select: { jobId: true },
  });
  const first = await runs.enqueued(job.id);
  await runs.enqueued(job.id);
  await setStatus(job.row.id, 'PAUSED');
  await mark();
  expect(await claimed({ jobId: job.id })).toEqual([]);
  await setStatus(job.row.id, 'ACTIVE');
  expect(await claimed({ jobId: job.id })).toEqual([first]);
  expect(await claimed({ jobId: job.id })).toEqual([]);
});

it.skipIf(inject('template').kind === 'embedded')(
  'what others hold is passed over, and marked once they let it go (needs TEST_DATABASE_URL: PGlite has one connection)',
  async () => {
    const job = await runs.job();
    const held = await runs.enqueued(job.id);
    await runs.enqueued(job.id);
    const other = await runs.job();
    await runs.enqueued(other.id);
    for (const { row } of [job, other]) await setStatus(row.id, 'PAUSED');
    const holder = await connectTo(runs.test.config);
    await holder.query('BEGIN');
    await holder.query('SELECT FROM job_executions WHERE id = $1 FOR UPDATE', [uuidOf(held)]);
    await mark();
    expect([await unmarked(job.row.id), await unmarked(other.row.id)]).toEqual([1, 0]);
    await holder.query('ROLLBACK');
    await holder.end();
    await mark();
    expect(await unmarked(job.row.id)).toBe(0);
    expect(await runs.prisma.jobLimits.count({ where: { hasUnmarked: true } })).toBe(0);
  },
);
