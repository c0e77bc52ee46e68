import { afterAll, beforeAll, expect, test } from 'vitest';
import { insert, insertId, insertJob } from './support/ledger.js';
import { openTestSql, type Row, type TestSql } from './support/sql.js';

let db: TestSql;
let owner: string;
let runNumber = 0;

const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();

/** Runs that last as many seconds as given; null is not finished yet. */
async function addRun(
  job_id: string,
  bot_id: string,
  status: string,
  seconds: number | null,
  more: Row = {},
) {
  runNumber += 1;
  const queued = 10 * runNumber;
  return insertId(db.query, 'job_executions', {
    owner_id: owner,
    job_id,
    kind: 'BOT',
    kind_key: bot_id,
    run_number: runNumber,
    status,
    queued_at: at(queued),
    started_at: status === 'QUEUED' ? null : at(queued + 1),
    finished_at: seconds === null ? null : at(queued + 1 + seconds),
    lease_expires_at: status === 'RUNNING' ? at(queued + 60) : null,
    failure_reason: status === 'FAILED' ? 'ERROR' : null,
    ...more,
  });
}

beforeAll(async () => {
  db = await openTestSql();
  owner = await insertId(db.query, 'users', { email: 'ada@example.com' });
  const payroll = await insertJob(db, 'BOT', { owner_id: owner, slug: 'payroll', name: 'Payroll' });
  const crawl = await insertJob(db, 'CRAWL', { owner_id: owner, slug: 'cats', name: 'Cats' });
  await addRun(payroll, 'payroll', 'COMPLETED', 2, { params: { month: 1 }, result: { rows: 3 } });
  const failed = await addRun(payroll, 'payroll', 'FAILED', 4, { error_message: 'no such button' });
  await addRun(payroll, 'payroll', 'COMPLETED', 6);
  await addRun(payroll, 'payroll', 'COMPLETED', 0);
  await addRun(payroll, 'payroll', 'CANCELED', 3);
  await addRun(payroll, 'payroll', 'RUNNING', null);
  await addRun(payroll, 'enroll', 'QUEUED', null, { created_by: { name: 'Eve', role: 'ops', at: at(0) } });
  const stage = { owner_id: owner, execution_id: failed, started_at: at(0) };
  await insert(db.query, 'job_stages', {
    ...stage,
    stage_name: 'login',
    status: 'SUCCEEDED',
    ended_at: at(1),
  });
  await insert(db.query, 'job_stages', {
    ...stage,
    stage_name: 'fill-form',
    status: 'FAILED',
    ended_at: at(3),
  });
  await insert(db.query, 'job_stages', { ...stage, stage_name: 'login', started_at: at(5) });
  // A crawl's run is no bot's; its stages count all the same.
  const other = await addRun(crawl, 'none', 'COMPLETED', 1, { kind: 'CRAWL', kind_key: null });
  await insert(db.query, 'job_stages', {
    ...stage,
    execution_id: other,
    stage_name: 'login',
    status: 'SUCCEEDED',
    ended_at: at(2),
  });
}, 60_000);

afterAll(() => db?.close());

test('job_metrics_by_bot: rates in percent, of what succeeded or failed', async () => {
  const rows = await db.query(
    `SELECT owner_id, bot_id, total_jobs::int, succeeded_jobs::int, failed_jobs::int, avg_duration_seconds,
       success_rate FROM job_metrics_by_bot ORDER BY bot_id`,
  );
  expect(rows).toEqual([
    {
      owner_id: owner,
      bot_id: 'enroll',
      total_jobs: 1,
      succeeded_jobs: 0,
      failed_jobs: 0,
      avg_duration_seconds: null,
      success_rate: null,
    },
    {
      owner_id: owner,
      bot_id: 'payroll',
      total_jobs: 6,
      succeeded_jobs: 3,
      failed_jobs: 1,
      avg_duration_seconds: 3,
      success_rate: 75,
    },
  ]);
});

test('recent_jobs: newest first, in seed 002’s words', async () => {
  const rows = await db.query(
    'SELECT bot_id, state, meta, result, created_by, error_message, duration_seconds, stage_count::int FROM recent_jobs',
  );
  const nothing = { meta: {}, result: null, created_by: null, error_message: null, stage_count: 0 };
  const payroll = { ...nothing, bot_id: 'payroll' };
  expect(rows).toEqual([
    {
      ...nothing,
      bot_id: 'enroll',
      state: 'queued',
      created_by: { name: 'Eve', role: 'ops', at: at(0) },
      duration_seconds: null,
    },
    { ...payroll, state: 'running', duration_seconds: null },
    { ...payroll, state: 'canceled', duration_seconds: 3 },
    { ...payroll, state: 'succeeded', duration_seconds: 0 },
    { ...payroll, state: 'succeeded', duration_seconds: 6 },
    { ...payroll, state: 'failed', duration_seconds: 4, error_message: 'no such button', stage_count: 3 },
    { ...payroll, state: 'succeeded', duration_seconds: 2, meta: { month: 1 }, result: { rows: 3 } },
  ]);
  const [first] = await db.query('SELECT * FROM recent_jobs LIMIT 1');
  expect(first).toMatchObject({ owner_id: owner, accepted_at: new Date(at(70)), started_at: null });
});

test('recent_jobs ends at a hundred of each owner’s', async () => {
  const many = db.transaction(async (query) => {
    const [other] = await query<{ id: string }>(
      "INSERT INTO users (email) VALUES ('busy@example.com') RETURNING id",
    );
    const row = { owner_id: other?.id, kind: 'BOT' };
    const job = await insertId(query, 'jobs', { ...row, slug: 'busy', name: 'Busy' });
    await insert(query, 'bot_jobs', { ...row, job_id: job, bot_id: 'busy' });
    // Newer than all that there is.
    await query(
      `INSERT INTO job_executions (owner_id, job_id, kind, kind_key, run_number)
       SELECT owner_id, id, kind, 'busy', n FROM jobs, generate_series(1, 200) n WHERE id = $1`,
      [job],
    );
    const counts = await query(
      'SELECT owner_id = $1 AS busy, count(*)::int AS count FROM recent_jobs GROUP BY 1 ORDER BY 1',
      [other?.id],
    );
    throw new Error(JSON.stringify(counts));
  });
  await expect(many).rejects.toThrow(
    JSON.stringify([
      { busy: false, count: 7 },
      { busy: true, count: 100 },
    ]),
  );
});

test('job_stage_summary: by name, open stages counted without a duration', async () => {
  const rows = await db.query(
    `SELECT stage_name, total_stages::int, succeeded_stages::int, failed_stages::int, avg_duration_ms,
       avg_duration_seconds FROM job_stage_summary ORDER BY stage_name`,
  );
  expect(rows).toEqual([
    {
      stage_name: 'fill-form',
      total_stages: 1,
      succeeded_stages: 0,
      failed_stages: 1,
      avg_duration_ms: 3000,
      avg_duration_seconds: 3,
    },
    {
      stage_name: 'login',
      total_stages: 3,
      succeeded_stages: 2,
      failed_stages: 0,
      avg_duration_ms: 1500,
      avg_duration_seconds: 1.5,
    },
  ]);
});

test.each([
  ['jobMetricsByBot', 'job_metrics_by_bot'],
  ['recentJobs', 'recent_jobs'],
  ['jobStageSummary', 'job_stage_summary'],
])('%s says the same as %s', async (alias, view) => {
  const rows = await db.query<{ row: string }>(`SELECT v::text AS row FROM "${alias}" v ORDER BY 1`);
  expect(rows.length).toBeGreaterThan(0);
  expect(rows).toEqual(await db.query(`SELECT v::text AS row FROM ${view} v ORDER BY 1`));
});

test('job_latest_executions: one row for each job that ran, the newest', async () => {
  const rows = await db.query(
    `SELECT j.slug, l.status::text, e.run_number FROM job_latest_executions l
     JOIN jobs j ON j.id = l.job_id JOIN job_executions e ON e.id = l.execution_id ORDER BY 1`,
  );
  expect(rows).toEqual([
    { slug: 'cats', status: 'COMPLETED', run_number: 8 },
    { slug: 'payroll', status: 'QUEUED', run_number: 7 },
  ]);
});
