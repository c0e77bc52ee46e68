import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  insert,
  insertId,
  insertWorld,
  kindRows,
  kinds,
  type LedgerWorld,
  socialTaskRow,
} from './support/ledger.js';
import { openTestSql, type Query, type Row, type TestSql } from './support/sql.js';

/** What no owner has a row of. */
const NOBODYS = [
  ...['social_tasks', 'instance_secrets', 'rate_limits', 'job_kinds', 'run_terms'],
  ...['execution_rollup_mark', 'execution_rollup_repairs', 'execution_facet_repairs', 'retention_turns'],
];

let db: TestSql;
let socialTask: string;
let bob: LedgerWorld;
let bobsRows: Record<string, number>;
let ada: LedgerWorld;

async function countRows(): Promise<Record<string, number>> {
  const tables = await db.query<{ name: string }>(
    `SELECT relname::text AS name FROM pg_class
     WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> '_prisma_migrations' ORDER BY 1`,
  );
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const [row] = await db.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${name}`);
    counts[name] = row?.count ?? 0;
  }
  return counts;
}

beforeAll(async () => {
  db = await openTestSql();

  socialTask = await insertId(db.query, 'social_tasks', socialTaskRow);
  bob = await insertWorld(db, 'bob', socialTask);
  bobsRows = await countRows();
}, 60_000);

beforeEach(async () => {
  await db.query(`DELETE FROM users WHERE email = 'ada@example.com'`);
  ada = await insertWorld(db, 'ada', socialTask);
});

afterAll(() => db?.close());

describe('deleting', () => {
  test('a user takes everything of theirs, and nothing else', async () => {
    const before = await countRows();
    for (const [table, count] of Object.entries(before)) {
      if (NOBODYS.includes(table)) continue;
      expect(count, `${table} has a row of each`).toBeGreaterThan(bobsRows[table] ?? 0);
    }
    await db.query('DELETE FROM users WHERE id = $1', [ada.ids.user]);
    // Of the days that others' deletions leave to be added up anew.
    await db.query('DELETE FROM execution_rollup_repairs', []);
    await db.query('DELETE FROM execution_facet_repairs', []);
    expect(await countRows()).toEqual(bobsRows);
  });

  test('projects take their jobs with their runs and parts; accounts and notifications stay', async () => {
    const before = await countRows();
    await db.query('DELETE FROM projects WHERE owner_id = $1', [ada.ids.user]);
    const after = await countRows();
    const gone = Object.keys(after).filter((table) => after[table] !== before[table]);
    for (const table of gone) expect(after[table], table).toBe(bobsRows[table]);
    expect(gone).toEqual(
      [
        ...[
          'agent_tasks',
          'alert_rules',
          'alerts',
          'artifacts',
          'bot_jobs',
          'crawl_jobs',
          'deletions',
          'execution_events',
        ],
        ...['execution_logs', 'images', 'job_chunks', 'job_limits', 'job_starts'],
        ...['job_counters', 'job_executions', 'job_run_numbers', 'job_stages', 'jobs', 'metric_snapshots'],
        ...['monitor_jobs', 'part_changes', 'projects', 'schedule_ticks', 'summaries', 'task_jobs'],
      ].sort(),
    );
    for (const table of ['notifications', 'credit_transactions']) {
      const [row] = await db.query(`SELECT * FROM ${table} WHERE owner_id = $1`, [ada.ids.user]);
      expect(row).toMatchObject({ execution_id: null, owner_id: ada.ids.user });
    }
  });

  test('an execution leaves its summaries, images, ticks and what was paid, with their owner', async () => {
    await db.query('DELETE FROM job_executions WHERE id = $1', [ada.ids.execution]);
    for (const table of ['summaries', 'images', 'schedule_ticks', 'notifications', 'credit_transactions']) {
      const rows = await db.query(`SELECT * FROM ${table} WHERE owner_id = $1`, [ada.ids.user]);
      expect(rows, table).toHaveLength(1);
      expect(rows[0], table).toMatchObject({ execution_id: null });
      if (table !== 'credit_transactions') expect(rows[0], table).toMatchObject({ job_id: ada.ids.BOT });
    }
    const parts = [
      'job_stages',
      'job_chunks',
      'metric_snapshots',
      'artifacts',
      'execution_logs',
      'part_changes',
    ];
    for (const table of ['execution_events', ...parts]) {
      expect(await db.query(`SELECT FROM ${table} WHERE owner_id = $1`, [ada.ids.user]), table).toEqual([]);
    }
  });

  test('a finished execution survives the one it retried, its project and the people who asked', async () => {
    const helper = await insertId(db.query, 'users', { email: 'helper@example.com' });
    const [row] = await db.query<{ id: string }>(
      `INSERT INTO job_executions (owner_id, job_id, kind, run_number, status, finished_at, retry_of_id,
         created_by_user_id, cancel_requested_by_user_id)
       VALUES ($1, $2, 'CRAWL', 1, 'CANCELED', now(), $3, $4, $4) RETURNING id`,
      [ada.ids.user, ada.ids.CRAWL, ada.ids.execution, helper],
    );
    await insert(db.query, 'execution_events', {
      ...ada.rows.execution_events,
      execution_id: row?.id,
      actor_user_id: helper,
    });
    await db.query('DELETE FROM users WHERE id = $1', [helper]);
    await db.query('DELETE FROM job_executions WHERE id = $1', [ada.ids.execution]);
    const [left] = await db.query('SELECT * FROM job_executions WHERE id = $1', [row?.id]);
    expect(left).toMatchObject({
      status: 'CANCELED',
      owner_id: ada.ids.user,
      retry_of_id: null,
      created_by_user_id: null,
      cancel_requested_by_user_id: null,
    });
    const [event] = await db.query('SELECT * FROM execution_events WHERE execution_id = $1', [row?.id]);
    expect(event).toMatchObject({ actor_user_id: null, owner_id: ada.ids.user });
  });
});

describe('what hangs on another owner’s row is refused', () => {
  // By foreign key: the table, the column that points across, the noun it points at, and what keeps the row unique.
  const crossings: Record<string, [table: string, column: string, noun: string, fresh?: Row]> = {
    fk_deletions_project_id: ['deletions', 'project_id', 'project'],
    fk_crawl_jobs_project_id: ['jobs', 'project_id', 'project', { slug: 'fresh' }],
    fk_job_executions_job_id: ['job_executions', 'job_id', 'BOT', { run_number: 9 }],
    fk_job_executions_project_id: ['job_executions', 'project_id', 'project', { run_number: 9 }],
    fk_job_executions_retry_of_id: ['job_executions', 'retry_of_id', 'execution', { run_number: 9 }],
    fk_job_limits_job_id: ['job_limits', 'job_id', 'CRAWL'],
    fk_job_starts_job_id: ['job_starts', 'job_id', 'BOT', { second: '2026-01-02Z' }],
    fk_job_run_numbers_job_id: ['job_run_numbers', 'job_id', 'CRAWL'],
    fk_job_counters_job_id: ['job_counters', 'job_id', 'BOT', { shard: 99 }],
    fk_execution_events_execution_id: ['execution_events', 'execution_id', 'execution'],
    fk_job_stages_job_id: ['job_stages', 'execution_id', 'execution', { stage_name: 'x' }],
    fk_schedule_ticks_job_id: ['schedule_ticks', 'job_id', 'BOT', { at: '2027-01-01Z' }],
    fk_schedule_ticks_execution_id: ['schedule_ticks', 'execution_id', 'execution', { at: '2027-01-01Z' }],
    fk_job_chunks_job_id: ['job_chunks', 'job_id', 'BOT', { chunk_index: 9 }],
    fk_job_chunks_execution_id: ['job_chunks', 'execution_id', 'execution', { chunk_index: 9 }],
    fk_images_crawl_job_id: ['images', 'job_id', 'BOT'],
    fk_images_execution_id: ['images', 'execution_id', 'execution'],
    fk_images_chunk_id: ['images', 'chunk_id', 'chunk'],
    fk_summaries_job_id: ['summaries', 'job_id', 'BOT'],
    fk_summaries_execution_id: ['summaries', 'execution_id', 'execution'],
    fk_metric_snapshots_task_id: ['metric_snapshots', 'job_id', 'BOT'],
    fk_metric_snapshots_task_run_id: ['metric_snapshots', 'execution_id', 'execution'],
    fk_artifacts_task_id: ['artifacts', 'job_id', 'BOT'],
    fk_artifacts_task_run_id: ['artifacts', 'execution_id', 'execution'],
    fk_execution_logs_execution_id: ['execution_logs', 'execution_id', 'execution'],
    fk_execution_logs_chunk_id: ['execution_logs', 'chunk_id', 'chunk'],
    fk_part_changes_execution_id: ['part_changes', 'execution_id', 'execution'],
    fk_alert_rules_job_id: ['alert_rules', 'job_id', 'BOT'],
    fk_alerts_rule_id: ['alerts', 'rule_id', 'alertRule', { subject: 'x' }],
    fk_alerts_job_id: ['alerts', 'job_id', 'BOT', { subject: 'x' }],
    fk_alerts_execution_id: ['alerts', 'execution_id', 'execution', { subject: 'x' }],
    fk_notifications_alert_id: ['notifications', 'alert_id', 'alert'],
    fk_notifications_job_id: ['notifications', 'job_id', 'BOT'],
    fk_notifications_execution_id: ['notifications', 'execution_id', 'execution'],
    fk_notification_deliveries_notification_id: [
      'notification_deliveries',
      'notification_id',
      'notification',
    ],
    fk_credit_transactions_account_id: ['credit_transactions', 'account_id', 'account'],
    fk_credit_transactions_execution_id: ['credit_transactions', 'execution_id', 'execution'],
    TwitterVerificationLog_completionId_fkey: ['twitter_verification_logs', 'completion_id', 'completion'],
    TwitterVerificationLog_twitterConnectionId_fkey: [
      'twitter_verification_logs',
      'twitter_connection_id',
      'twitterAccount',
    ],
  };

  test.each(Object.entries(crossings))('%s', async (constraint, [table, column, noun, fresh]) => {
    const own = { ...ada.rows[table], ...fresh };
    const write = (row: Row) => db.transaction((query) => insert(query, table, row));
    await expect(write({ ...own, [column]: bob.ids[noun] })).rejects.toMatchObject({ constraint });
    // The same row on one's own is fine (a job's kind is missing here, and no more).
    const taken = write({ ...own, [column]: ada.ids[noun] });
    if (table === 'jobs') await expect(taken).rejects.toMatchObject({ constraint: 'ck_jobs_kind_row' });
    else await taken;
  });

  test.each(kinds)("a %s job's row", async (kind) => {
    const { table, row } = kindRows[kind];
    const job = { owner_id: bob.ids.user, kind, slug: 'fresh', name: 'fresh' };
    const outcome = db.transaction(async (query) =>
      insert(query, table, { job_id: await insertId(query, 'jobs', job), owner_id: ada.ids.user, ...row }),
    );
    await expect(outcome).rejects.toMatchObject({ constraint: `fk_${table}_job_id` });
  });

  test('every composite foreign key has its case', async () => {
    const keys = await db.query<{ name: string }>(
      `SELECT conname::text AS name FROM pg_constraint
       WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND cardinality(conkey) > 1`,
    );
    const ofKinds = kinds.map((kind) => `fk_${kindRows[kind].table}_job_id`);
    expect(keys.map(({ name }) => name).sort()).toEqual([...Object.keys(crossings), ...ofKinds].sort());
  });

  test('every table that has an owner names it', async () => {
    const bare = await db.query<{ name: string }>(
      `SELECT relname::text AS name FROM pg_class c
       WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> '_prisma_migrations'
         AND NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname IN ('owner_id', 'user_id'))
       ORDER BY 1`,
    );
    // Social tasks, kinds, the terms of runs and the roll-ups' mark are everybody's, secrets and the door's counts nobody's.
    expect(bare.map(({ name }) => name)).toEqual([
      'execution_rollup_mark',
      'instance_secrets',
      'job_kinds',
      'rate_limits',
      'retention_turns',
      'run_terms',
      'social_tasks',
      'users',
    ]);
  });
});

describe('append-only', () => {
  const owner: Record<string, string> = {
    execution_events: 'owner_id',
    activity_logs: 'user_id',
    credit_transactions: 'owner_id',
    twitter_verification_logs: 'user_id',
  };
  const constraint = 'ck_append_only';
  const change: Record<string, string> = {
    execution_events: `reason = 'other'`,
    activity_logs: `action = 'other'`,
    credit_transactions: 'amount = 1000',
    twitter_verification_logs: 'cache_hit = true',
  };
  const retention = (query: Query) => query(`SELECT set_config('runledger.retention', 'on', true)`);

  test.each(Object.entries(owner))('%s refuses UPDATE, DELETE and TRUNCATE', async (table, column) => {
    const mine = `WHERE ${column} = '${ada.ids.user}'`;
    expect(await db.query(`SELECT FROM ${table} ${mine}`)).toHaveLength(1);
    await expect(db.query(`UPDATE ${table} SET ${change[table]} ${mine}`)).rejects.toMatchObject({
      constraint,
    });
    await expect(db.query(`DELETE FROM ${table} ${mine}`)).rejects.toMatchObject({ constraint });
    await expect(db.query(`TRUNCATE ${table}`)).rejects.toMatchObject({ constraint });
    await expect(
      db.transaction(async (query) => {
        await retention(query);
        await query(`UPDATE ${table} SET ${change[table]} ${mine}`);
      }),
    ).rejects.toMatchObject({ constraint });
  });

  test.each(Object.entries(owner))('%s and retention', async (table, column) => {
    const purge = db.transaction(async (query) => {
      await retention(query);
      return query(`DELETE FROM ${table} WHERE ${column} = $1 RETURNING 1`, [ada.ids.user]);
    });
    if (table === 'credit_transactions') await expect(purge).rejects.toMatchObject({ constraint });
    else expect(await purge).toHaveLength(1);
    // The setting ends with its transaction.
    await expect(db.query(`DELETE FROM ${table} WHERE ${column} = $1`, [bob.ids.user])).rejects.toMatchObject(
      { constraint },
    );
  });

  test('a verification log outlives the account it was checked with', async () => {
    await db.query('DELETE FROM twitter_connections WHERE id = $1', [ada.ids.twitterAccount]);
    const [log] = await db.query('SELECT * FROM twitter_verification_logs WHERE user_id = $1', [
      ada.ids.user,
    ]);
    expect(log).toMatchObject({ twitter_connection_id: null, task_id: socialTask });
  });

  test('their only unique key is the id', async () => {
    const keys = await db.query<{ name: string }>(
      `SELECT indexrelid::regclass::text AS name FROM pg_index
       WHERE indisunique AND indrelid = ANY ($1::regclass[])`,
      [`{${Object.keys(owner).join()}}`],
    );
    expect(keys.map(({ name }) => name).sort()).toEqual(
      Object.keys(owner)
        .map((table) => `${table}_pkey`)
        .sort(),
    );
  });
});

describe('credits', () => {
  const move = (type: string, amount: number) =>
    insert(db.query, 'credit_transactions', { ...ada.rows.credit_transactions, type, amount });
  const history = () =>
    db.query<{ amount: number; balance_after: number }>(
      'SELECT amount, balance_after FROM credit_transactions WHERE account_id = $1 ORDER BY created_at, id',
      [ada.ids.account],
    );
  const balance = async () => {
    const [row] = await db.query<{ balance: number }>('SELECT balance FROM credit_accounts WHERE id = $1', [
      ada.ids.account,
    ]);
    return row?.balance;
  };
  const expectItAddsUp = async () => {
    let sum = 0;
    for (const row of await history()) {
      sum += row.amount;
      expect(row.balance_after).toBe(sum);
    }
    expect(await balance()).toBe(sum);
    return sum;
  };

  test('balance_after is the database’s sum', async () => {
    await move('HOLD', -30);
    await move('REFUND', 10);
    await move('SPEND', -5);
    await insert(db.query, 'credit_transactions', {
      ...ada.rows.credit_transactions,
      amount: 1,
      balance_after: 999,
    });
    expect(await expectItAddsUp()).toBe(76);
  });

  test('more than there is cannot be spent, and leaves no trace', async () => {
    await expect(move('SPEND', -101)).rejects.toMatchObject({ constraint: 'ck_credit_accounts_balance' });
    expect(await history()).toHaveLength(1);
    await move('SPEND', -100);
    expect(await expectItAddsUp()).toBe(0);
  });

  test('a balance is never written directly', async () => {
    const constraint = 'ck_credit_accounts_ledger';
    const set = db.query('UPDATE credit_accounts SET balance = 1000 WHERE id = $1', [ada.ids.account]);
    await expect(set).rejects.toMatchObject({ constraint });
    const user = await insertId(db.query, 'users', { email: 'rich@example.com' });
    await expect(insert(db.query, 'credit_accounts', { owner_id: user, balance: 5 })).rejects.toMatchObject({
      constraint,
    });
    await db.query('DELETE FROM users WHERE id = $1', [user]);
  });

  // PGlite has one connection: nothing is concurrent there.
  test.skipIf(!process.env.TEST_DATABASE_URL)('it adds up with twenty at once', async () => {
    const amounts = Array.from({ length: 20 }, (_, n) => (n % 3 === 0 ? -(n + 1) : n + 1));
    await Promise.all(amounts.map((amount) => move(amount < 0 ? 'SPEND' : 'GRANT', amount)));
    expect(await history()).toHaveLength(21);
    expect(await expectItAddsUp()).toBe(100 + amounts.reduce((sum, amount) => sum + amount, 0));
  });

  test.skipIf(!process.env.TEST_DATABASE_URL)('of twenty that spend at once, those that can', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => move('SPEND', -9)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(11);
    expect(await expectItAddsUp()).toBe(1);
  });
});
