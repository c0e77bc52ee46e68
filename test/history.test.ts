import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Job } from '../src/generated/prisma/client.js';
import { openRuns } from './support/world/runs.js';

const totals = z.object({
  data: z.object({
    job: z.object({
      totalRuns: z.int(),
      successfulRuns: z.int(),
      failedRuns: z.int(),
      successRate: z.number().nullable(),
    }),
  }),
});

const COLUMNS =
  'owner_id, job_id, kind, run_number, status, started_at, finished_at, lease_expires_at, failure_reason';
const [START, END] = ['2026-01-01T00:00:00Z', '2026-01-01T00:00:01Z'];
/** A run in each state, as rows of COLUMNS say it behind its number. */
const PAST = {
  QUEUED: [null, null, null, null],
  RUNNING: [START, null, END, null],
  COMPLETED: [START, END, null, null],
  FAILED: [START, END, null, 'ERROR'],
  CANCELED: [null, END, null, null],
} as const;
const BULK = 1_000;

let runs: Awaited<ReturnType<typeof openRuns>>;

beforeAll(async () => {
  runs = await openRuns();
}, 60_000);
afterAll(() => runs?.test.close());

async function totalsOf(id: string) {
  const query = 'query ($id: ID!) { job(id: $id) { totalRuns successfulRuns failedRuns successRate } }';
  return totals.parse((await runs.test.ask(query, { id }, runs.owner.key)).body).data.job;
}

/** How a row of COLUMNS is written for COPY, whose text format says null as \N. */
function lineOf(job: Job, runNumber: number, status: keyof typeof PAST): string {
  const row = [job.ownerId, job.id, job.kind, runNumber, status, ...PAST[status]];
  return `${row.map((value) => value ?? '\\N').join('\t')}\n`;
}

/** Copies rows in from outside, as an import does: by PGlite's file, or by psql. */
async function copyIn(lines: string): Promise<void> {
  const { database, config } = runs.test;
  if (database.kind === 'embedded') {
    const blob = new Blob([lines]);
    await database.pglite.query(`COPY job_executions (${COLUMNS}) FROM '/dev/blob'`, [], { blob });
    return;
  }
  if (config.database.kind === 'embedded')
    throw new Error('The settings name another database than is open.');
  const { connection } = config.database;
  if (!('connectionString' in connection)) throw new Error('The tests name their server by an address.');
  const psql = spawn('psql', [
    ...['--no-psqlrc', '--quiet', '--set', 'ON_ERROR_STOP=1'],
    ...['--command', `COPY job_executions (${COLUMNS}) FROM STDIN`, connection.connectionString],
  ]);
  psql.stdin.end(lines);
  const code = await new Promise((resolve, reject) => psql.once('error', reject).once('exit', resolve));
  expect(code).toBe(0);
}

describe('runs that were inserted by SQL', () => {
  it('count as what they are, and the next run of their job gets a number above theirs', async () => {
    const { id, row } = await runs.job();
    await runs.prisma.$transaction(
      Object.entries(PAST).map(([status, times], i) =>
        runs.prisma.$executeRawUnsafe(
          `INSERT INTO job_executions (${COLUMNS})
           VALUES ($1::uuid, $2::uuid, $3::text, $4::int, $5::execution_status, $6::timestamptz, $7::timestamptz,
             $8::timestamptz, $9::failure_reason)`,
          ...[row.ownerId, row.id, row.kind, 40 + i, status, ...times],
        ),
      ),
    );
    const past = { totalRuns: 5, successfulRuns: 1, failedRuns: 1, successRate: 0.5 };
    expect(await totalsOf(id)).toEqual(past);

    const made = await runs.tell('enqueueExecution', { jobId: id });
    expect(made).toMatchObject({ __typename: 'EnqueueExecutionPayload', execution: { runNumber: 45 } });
    expect(await totalsOf(id)).toEqual({ ...past, totalRuns: 6 });
  });

  it('end as others do: what was inserted open counts again only when it ends', async () => {
    const { id, row } = await runs.job();
    await runs.prisma.execution.create({
      data: { ownerId: row.ownerId, jobId: row.id, kind: row.kind, runNumber: 7 },
    });
    const { executionId, leaseToken } = await runs.claim(id);
    await runs.tell('completeExecution', { executionId, leaseToken });
    expect(await totalsOf(id)).toEqual({ totalRuns: 1, successfulRuns: 1, failedRuns: 0, successRate: 1 });
  });

  it('fill gaps without taking a number back', async () => {
    const { id, row } = await runs.job();
    const first = await runs.tell('enqueueExecution', { jobId: id });
    const base = { ownerId: row.ownerId, jobId: row.id, kind: row.kind };
    await runs.prisma.execution.create({ data: { ...base, runNumber: 50 } });
    await runs.prisma.execution.create({ data: { ...base, runNumber: 20 } });
    const next = await runs.tell('enqueueExecution', { jobId: id });
    expect([first.execution?.runNumber, next.execution?.runNumber]).toEqual([1, 51]);
    expect(await totalsOf(id)).toMatchObject({ totalRuns: 4 });
  });

  it('come by COPY too, those of several jobs at once', async () => {
    const jobs = [await runs.job(), await runs.job()];
    const lines = jobs.flatMap(({ row }) =>
      Array.from({ length: BULK }, (_, i) => lineOf(row, i + 1, i % 4 === 0 ? 'FAILED' : 'COMPLETED')),
    );
    await copyIn(lines.join(''));
    for (const { id } of jobs) {
      expect(await totalsOf(id)).toEqual({
        totalRuns: BULK,
        successfulRuns: (BULK * 3) / 4,
        failedRuns: BULK / 4,
        successRate: 0.75,
      });
      const { results } = await runs.tell('enqueueExecutions', { items: [{ jobId: id }, { jobId: id }] });
      expect(results?.map(({ execution }) => execution?.runNumber)).toEqual([BULK + 1, BULK + 2]);
    }
  });
});
