import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { JobKind } from '../../src/core/node-types.js';
import { openTestSql, type Query, type Row, type TestSql } from './sql.js';

export const START = '2026-01-01T00:00:00Z';
export const END = '2026-01-01T00:00:01.5Z';

/** The columns that each state asks for. */
export const executionStates: Record<string, Row> = {
  QUEUED: { started_at: null, finished_at: null, lease_expires_at: null, failure_reason: null },
  RUNNING: { started_at: START, finished_at: null, lease_expires_at: END, failure_reason: null },
  COMPLETED: { started_at: START, finished_at: END, lease_expires_at: null, failure_reason: null },
  FAILED: { started_at: START, finished_at: END, lease_expires_at: null, failure_reason: 'ERROR' },
  CANCELED: { started_at: START, finished_at: END, lease_expires_at: null, failure_reason: null },
};
export const chunkStates: Record<string, Row> = {
  PENDING: { started_at: null, finished_at: null, lease_expires_at: null },
  PROCESSING: { started_at: START, finished_at: null, lease_expires_at: END },
  COMPLETED: { started_at: START, finished_at: END, lease_expires_at: null },
  FAILED: { started_at: START, finished_at: END, lease_expires_at: null },
};

export const socialTaskRow: Row = { title: 'Follow us', task_type: 'FOLLOW', target: '@runledger' };

/** A database with one owner's world, for trying what it takes and what it refuses. */
export interface Ledger {
  db: TestSql;
  world: LedgerWorld;
  /** Does it, and takes it back. */
  tried(work: (query: Query) => Promise<unknown>): Promise<void>;
  /** Expects the constraint of this name to stop it. */
  refused(constraint: string, work: (query: Query) => Promise<unknown>): Promise<void>;
  /** A row of the owner's in this state, with a number of its own. */
  execution(status: string, more?: Row): Row;
  chunk(status: string, more?: Row): Row;
}

class Undo extends Error {}

export async function openLedger(): Promise<Ledger> {
  const db = await openTestSql();
  const world = await insertWorld(db, 'ada', await insertId(db.query, 'social_tasks', socialTaskRow));
  let serial = 1;
  const nextNumber = () => {
    serial += 1;
    return serial;
  };
  return {
    db,
    world,
    async tried(work) {
      const outcome = db.transaction(async (query) => {
        await work(query);
        throw new Undo();
      });
      await expect(outcome).rejects.toBeInstanceOf(Undo);
    },
    async refused(constraint, work) {
      await expect(db.transaction(work)).rejects.toMatchObject({ constraint });
    },
    execution(status, more) {
      const { job_executions } = world.rows;
      return { ...job_executions, run_number: nextNumber(), status, ...executionStates[status], ...more };
    },
    chunk(status, more) {
      return { ...world.rows.job_chunks, chunk_index: nextNumber(), status, ...chunkStates[status], ...more };
    },
  };
}

/** Inserts one row and answers it as the database keeps it. */
export async function insert(query: Query, table: string, row: Row): Promise<Row> {
  const columns = Object.keys(row);
  const [written] = await query(
    `INSERT INTO ${table} (${columns.map((column) => `"${column}"`).join(', ')})
     VALUES (${columns.map((_, place) => `$${place + 1}`).join(', ')}) RETURNING *`,
    Object.values(row),
  );
  if (!written) throw new Error(`${table}: nothing was inserted`);
  return written;
}

/** The same, where only the new id matters. */
export async function insertId(query: Query, table: string, row: Row): Promise<string> {
  return String((await insert(query, table, row)).id);
}

export type Kind = JobKind;
export const kinds: Kind[] = ['MONITOR', 'CRAWL', 'BOT', 'AGENT', 'TASK'];

/** The table of a kind and its own columns. */
export const kindRows: Record<Kind, { table: string; row: Row }> = {
  MONITOR: { table: 'monitor_jobs', row: { x_username: 'elonmusk', topics: ['AI', 'Tesla'] } },
  CRAWL: { table: 'crawl_jobs', row: { keywords: ['cat'], max_images: 100 } },
  BOT: { table: 'bot_jobs', row: { bot_id: 'payroll' } },
  AGENT: { table: 'agent_tasks', row: {} },
  TASK: { table: 'task_jobs', row: { handler: 'send-email' } },
};

/** A job with its kind's row, in one transaction. */
export function insertJob(db: TestSql, kind: Kind, row: Row): Promise<string> {
  return db.transaction(async (query) => {
    const id = await insertId(query, 'jobs', { kind, ...row });
    const own = kindRows[kind];
    await insert(query, own.table, { job_id: id, owner_id: row.owner_id, ...own.row });
    return id;
  });
}

/** One owner with a row in every table: the ids by noun, and the rows as they were inserted, by table. */
export interface LedgerWorld {
  ids: Record<string, string>;
  rows: Record<string, Row>;
}

/** Builds a `LedgerWorld`; `socialTaskId` is everybody's. All jobs are in the owner's project. */
export async function insertWorld(db: TestSql, name: string, socialTaskId: string): Promise<LedgerWorld> {
  const ids: LedgerWorld['ids'] = { socialTask: socialTaskId };
  const rows: LedgerWorld['rows'] = {};
  const add = async (table: string, row: Row, noun?: string) => {
    rows[table] = row;
    const written = await insert(db.query, table, row);
    if (noun) ids[noun] = String(written.id);
  };

  await add('users', { email: `${name}@example.com`, full_name: name }, 'user');
  const owner_id = ids.user;
  await add('projects', { owner_id, name: 'p' }, 'project');
  await add('projects', { owner_id, name: 'leaving' }, 'leavingProject');
  await add('deletions', { owner_id, project_id: ids.leavingProject });
  await add('api_keys', {
    owner_id,
    name: 'k',
    prefix: 'rl',
    last_four: 'abcd',
    key_hash: name,
    scopes: '{READ}',
  });
  await add('one_time_tokens', {
    purpose: 'SIGN_IN',
    email: `${name}@example.com`,
    user_id: owner_id,
    token_hash: createHash('sha256').update(name).digest('hex'),
    expires_at: '2100-01-01Z',
  });
  await add('sessions', { owner_id, expires_at: '2100-01-01Z' });
  await add('user_identities', { owner_id, issuer: 'https://issuer.example', subject: name });
  await add('activity_logs', { user_id: owner_id, action: 'job.create', resource_type: 'job' });
  await add('idempotency_keys', {
    owner_id,
    operation: 'createJob',
    key: 'k',
    request_hash: 'h',
    outcome: {},
    expires_at: '2030-01-01Z',
  });
  await add('bulk_selections', {
    ...{ owner_id, user_id: owner_id, action: 'CANCEL', expires_at: '2100-01-01Z' },
    execution_ids: '{00000000-0000-7000-8000-00000000000f}',
  });
  await add('usage_metrics', { owner_id, name: 'runs', day: '2026-01-01', value: 1 });
  await add('failure_groups', { owner_id, fingerprint: name });
  await add('execution_facets', {
    ...{ owner_id, field: 'TAG', unit: 'day', start: '2026-01-01Z', value: name },
    ...{ completed: 1, failed: 0, canceled: 0 },
  });
  await add('execution_rollups', {
    ...{ owner_id, scope_id: owner_id, minutes: 1440, start: '2026-01-01Z', state: 'COMPLETED' },
    ...{ runs: 1, failed: 0, canceled: 0, items: 0, timed: 0, total_ms: 0, buckets: [], cumulative: [] },
  });
  await add('failure_archive', {
    ...{ owner_id, fingerprint: name, day: '2026-01-01Z', failures: 1, mended: 0 },
    ...{ first_at: '2026-01-01Z', last_at: '2026-01-01Z' },
  });

  for (const kind of kinds) {
    const row = { owner_id, project_id: ids.project, slug: kind.toLowerCase(), name: kind };
    rows.jobs = { kind, ...row };
    ids[kind] = await insertJob(db, kind, row);
  }
  const job_id = ids.BOT;
  await add('job_run_numbers', { job_id, owner_id, last: 1 });
  await add('job_limits', { job_id, owner_id, max_concurrent: 1 });
  await add('job_starts', { job_id, owner_id, second: '2026-01-01Z', starts: 1 });
  await add('execution_archive', {
    ...{ owner_id, job_id, start: '2026-01-01Z', state: 'COMPLETED' },
    ...{ runs: 1, items: 0, timed: 0, total_ms: 0, buckets: [], cumulative: [] },
  });
  // Beside the shards that the runs themselves count in.
  await add('job_counters', { job_id, owner_id, shard: 16, completed: 1 });
  await add(
    'job_executions',
    { owner_id, job_id, kind: 'BOT', kind_key: 'payroll', project_id: ids.project, run_number: 1 },
    'execution',
  );
  const part = { owner_id, execution_id: ids.execution };
  await add('execution_events', { ...part, type: 'QUEUED', to_status: 'QUEUED', attempt: 1 }, 'event');
  await add('job_stages', { ...part, stage_name: 'login', started_at: '2026-01-01Z' });
  await add('schedule_ticks', { ...part, job_id, at: '2026-01-01Z' });
  await add('job_chunks', { ...part, job_id, chunk_index: 0, image_range: { start: 0, end: 10 } }, 'chunk');
  await add('images', { ...part, job_id, chunk_id: ids.chunk, url: 'https://example.com/a.png' });
  await add('summaries', { ...part, job_id, x_username: 'x', topics: ['AI'], hours_back: 24, content: 's' });
  await add('metric_snapshots', { ...part, job_id, name: 'cpu_usage', metric_type: 'GAUGE', value: 75.5 });
  await add('execution_logs', {
    ...part,
    chunk_id: ids.chunk,
    attempt: 1,
    first_at: '2026-01-01Z',
    last_at: '2026-01-01Z',
    line_count: 1,
    byte_count: 5,
    level_mask: 2,
    offsets: [0],
    levels: '{INFO}',
    messages: ['hello'],
  });
  // Triggers have noted the parts themselves.
  rows.part_changes = { ...part, part: 'Stage', part_ids: [ids.execution], part_count: 1 };
  await add('artifacts', { ...part, job_id, name: 'report.md', artifact_type: 'REPORT' });
  await add(
    'alert_rules',
    { owner_id, job_id, name: 'r', kind: 'QUEUE_AGE', condition: { olderThanSeconds: 60 } },
    'alertRule',
  );
  await add('alerts', { ...part, job_id, rule_id: ids.alertRule, value: 2, threshold: 1 }, 'alert');
  await add(
    'notifications',
    { ...part, job_id, type: 'execution.failed', facts: { jobName: 'j', reason: null } },
    'notification',
  );
  // Its mail is on its way already; a webhook is not.
  rows.notification_deliveries = { owner_id, notification_id: ids.notification, channel: 'WEBHOOK' };

  const [account] = await db.query<{ id: string }>('SELECT id FROM credit_accounts WHERE owner_id = $1', [
    owner_id,
  ]);
  if (!account) throw new Error('a user has an account');
  ids.account = account.id;
  await add('credit_transactions', {
    ...part,
    account_id: ids.account,
    type: 'GRANT',
    amount: 100,
    description: 'welcome',
  });
  await add('completions', { owner_id, task_id: socialTaskId }, 'completion');
  await add(
    'twitter_connections',
    {
      user_id: owner_id,
      twitter_id: name,
      username: name,
      access_token: Buffer.from('a'),
      refresh_token: Buffer.from('r'),
      token_key_id: 'k1',
      token_expires_at: '2030-01-01Z',
      scope: 'tweet.read',
    },
    'twitterAccount',
  );
  await add('twitter_verification_logs', {
    completion_id: ids.completion,
    user_id: owner_id,
    task_id: socialTaskId,
    task_type: 'FOLLOW',
    verification_result: 'VERIFIED',
    verification_time: 5,
    api_call_count: 1,
    twitter_connection_id: ids.twitterAccount,
  });
  return { ids, rows };
}
