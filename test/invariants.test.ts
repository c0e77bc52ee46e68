import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  chunkStates,
  END,
  executionStates,
  insert,
  insertId,
  insertJob,
  kindRows,
  kinds,
  type Ledger,
  openLedger,
  START,
} from './support/ledger.js';
import type { Query, Row } from './support/sql.js';

let ledger: Ledger;

beforeAll(async () => {
  ledger = await openLedger();
}, 60_000);

afterAll(() => ledger?.db.close());

function update(query: Query, table: string, id: string, row: Row): Promise<Row[]> {
  const sets = Object.keys(row).map((column, place) => `"${column}" = $${place + 2}`);
  return query(`UPDATE ${table} SET ${sets.join(', ')} WHERE id = $1 RETURNING *`, [
    id,
    ...Object.values(row),
  ]);
}

describe('executions', () => {
  const states = Object.keys(executionStates);
  const legal = new Set([
    'QUEUED RUNNING',
    'QUEUED CANCELED',
    'QUEUED FAILED',
    'RUNNING COMPLETED',
    'RUNNING FAILED',
    'RUNNING CANCELED',
    'RUNNING QUEUED',
  ]);
  const moves = states.flatMap((from) => states.filter((to) => to !== from).map((to) => [from, to] as const));

  test('RUNNING to QUEUED as the same attempt, where it is snoozed', async () => {
    await ledger.tried(async (query) => {
      const id = await insertId(query, 'job_executions', ledger.execution('RUNNING'));
      await update(query, 'job_executions', id, { status: 'QUEUED', fence: 1, ...executionStates.QUEUED });
    });
  });

  test.each(moves)('%s to %s', async (from, to) => {
    const move = async (query: Query) => {
      const id = await insertId(query, 'job_executions', ledger.execution(from));
      const attempt = from === 'RUNNING' && to === 'QUEUED' ? 2 : 1;
      await update(query, 'job_executions', id, { status: to, fence: 1, attempt, ...executionStates[to] });
    };
    if (legal.has(`${from} ${to}`)) await ledger.tried(move);
    else await ledger.refused('ck_job_executions_transition', move);
  });

  test.each([
    ['a claim raises the fence', 'QUEUED', { status: 'RUNNING', ...executionStates.RUNNING }, 'transition'],
    [
      'another attempt raises the attempt by one',
      'RUNNING',
      { status: 'QUEUED', fence: 1, attempt: 3, ...executionStates.QUEUED },
      'transition',
    ],
    ['and the fence', 'RUNNING', { status: 'QUEUED', attempt: 2, ...executionStates.QUEUED }, 'transition'],
    ['an attempt rises at no other time', 'RUNNING', { attempt: 2 }, 'fence'],
    [
      'not when claimed',
      'QUEUED',
      { status: 'RUNNING', fence: 1, attempt: 2, ...executionStates.RUNNING },
      'fence',
    ],
  ])('%s', async (_rule, from, change, name) => {
    await ledger.refused(`ck_job_executions_${name}`, async (query) => {
      const id = await insertId(query, 'job_executions', ledger.execution(from));
      await update(query, 'job_executions', id, change);
    });
  });

  test.each([{ fence: 4 }, { attempt: 1 }])('%o is a step back', async (change) => {
    await ledger.refused('ck_job_executions_fence', async (query) => {
      const id = await insertId(
        query,
        'job_executions',
        ledger.execution('RUNNING', { fence: 5, attempt: 2 }),
      );
      await update(query, 'job_executions', id, change);
    });
  });

  test('an external run is never put back', async () => {
    await ledger.refused('ck_job_executions_transition', async (query) => {
      const id = await insertId(
        query,
        'job_executions',
        ledger.execution('RUNNING', { dispatch: 'EXTERNAL' }),
      );
      await update(query, 'job_executions', id, {
        status: 'QUEUED',
        fence: 1,
        attempt: 2,
        ...executionStates.QUEUED,
      });
    });
  });

  test.each([
    'id',
    'owner_id',
    'job_id',
    'kind',
    'run_number',
    'queued_at',
  ])('%s never changes', async (column) => {
    const values: Row = {
      id: crypto.randomUUID(),
      owner_id: crypto.randomUUID(),
      job_id: ledger.world.ids.CRAWL,
      kind: 'CRAWL',
      run_number: 99_999,
      queued_at: START,
    };
    await ledger.refused('ck_job_executions_identity', async (query) => {
      const id = await insertId(query, 'job_executions', ledger.execution('QUEUED'));
      await update(query, 'job_executions', id, { [column]: values[column] });
    });
  });

  test('while it is open, progress is taken', async () => {
    await ledger.tried(async (query) => {
      const id = await insertId(query, 'job_executions', ledger.execution('RUNNING'));
      const [row] = await update(query, 'job_executions', id, { items_processed: 7, heartbeat_at: END });
      expect(String(row?.items_processed)).toBe('7');
    });
  });

  test.each(['COMPLETED', 'FAILED', 'CANCELED'])('%s is final, whatever the column', async (status) => {
    const columns = await ledger.db.query<{ name: string; type: string; category: string }>(
      `SELECT attname::text AS name, format_type(atttypid, NULL) AS type, typcategory::text AS category
       FROM pg_attribute JOIN pg_type t ON t.oid = atttypid
       WHERE attrelid = 'job_executions'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''`,
    );
    const other = ({ name, type, category }: { name: string; type: string; category: string }) => {
      if (type === 'uuid') return 'uuidv7()';
      if (type === 'jsonb') return `'{"changed": true}'`;
      if (type === 'boolean') return `NOT "${name}"`;
      if (category === 'E') {
        return `(SELECT v FROM unnest(enum_range(NULL::${type})) v WHERE v IS DISTINCT FROM "${name}" LIMIT 1)`;
      }
      if (category === 'A') return `"${name}" || 'changed'::text`;
      if (category === 'D') return `coalesce("${name}", now()) + interval '1 day'`;
      return category === 'N' ? `coalesce("${name}", 0) + 1` : `coalesce("${name}", '') || 'changed'`;
    };
    expect(columns.length).toBeGreaterThan(30);
    for (const column of columns) {
      await expect(
        ledger.db.transaction(async (query) => {
          const id = await insertId(query, 'job_executions', ledger.execution(status));
          await query(`UPDATE job_executions SET "${column.name}" = ${other(column)} WHERE id = $1`, [id]);
        }),
        column.name,
      ).rejects.toMatchObject({
        constraint: expect.stringMatching(/^ck_job_executions_(identity|transition)$/),
      });
    }
  });

  test('a finished one loses its project, and nothing else', async () => {
    await ledger.tried(async (query) => {
      const id = await insertId(query, 'job_executions', ledger.execution('COMPLETED'));
      const [row] = await update(query, 'job_executions', id, { project_id: null });
      expect(row).toMatchObject({ project_id: null, owner_id: ledger.world.ids.user, status: 'COMPLETED' });
    });
  });

  test('a finished one has at most one open retry', async () => {
    const retry = (status: string) => ledger.execution(status, { retry_of_id: ledger.world.ids.execution });
    await ledger.tried(async (query) => {
      await insert(query, 'job_executions', retry('FAILED'));
      await insert(query, 'job_executions', retry('QUEUED'));
    });
    await ledger.refused('uq_job_executions_open_retry', async (query) => {
      await insert(query, 'job_executions', retry('RUNNING'));
      await insert(query, 'job_executions', retry('QUEUED'));
    });
  });

  test('run numbers are unique for a job', async () => {
    await ledger.refused('uq_job_executions_run_number', (query) =>
      insert(query, 'job_executions', ledger.execution('QUEUED', { run_number: 1 })),
    );
  });
});

describe('chunks', () => {
  const states = Object.keys(chunkStates);
  const legal = new Set([
    'PENDING PROCESSING',
    'PROCESSING COMPLETED',
    'PROCESSING FAILED',
    'FAILED PENDING',
    'PROCESSING PENDING',
    // Its execution ended otherwise.
    'PENDING FAILED',
  ]);
  const moves = states.flatMap((from) => states.filter((to) => to !== from).map((to) => [from, to] as const));

  test.each(moves)('%s to %s', async (from, to) => {
    const move = async (query: Query) => {
      const id = await insertId(query, 'job_chunks', ledger.chunk(from));
      const retry_count = to === 'PENDING' ? 1 : 0;
      await update(query, 'job_chunks', id, { status: to, fence: 1, retry_count, ...chunkStates[to] });
    };
    if (legal.has(`${from} ${to}`)) await ledger.tried(move);
    else await ledger.refused('ck_job_chunks_transition', move);
  });

  test.each([
    [
      'a claim raises the fence',
      'PENDING',
      { status: 'PROCESSING', ...chunkStates.PROCESSING },
      'transition',
    ],
    ['a retry is counted', 'FAILED', { status: 'PENDING', ...chunkStates.PENDING }, 'transition'],
    ['a lost lease too', 'PROCESSING', { status: 'PENDING', ...chunkStates.PENDING }, 'transition'],
    ['by one', 'FAILED', { status: 'PENDING', retry_count: 2, ...chunkStates.PENDING }, 'transition'],
    ['at no other time', 'FAILED', { retry_count: 1 }, 'fence'],
    [
      'not when done',
      'PROCESSING',
      { status: 'COMPLETED', retry_count: 1, ...chunkStates.COMPLETED },
      'fence',
    ],
    ['by one when lost', 'PROCESSING', { status: 'FAILED', retry_count: 2, ...chunkStates.FAILED }, 'fence'],
    ['COMPLETED is final', 'COMPLETED', { error_message: 'late' }, 'transition'],
  ])('%s', async (_rule, from, change, name) => {
    await ledger.refused(`ck_job_chunks_${name}`, async (query) => {
      const id = await insertId(query, 'job_chunks', ledger.chunk(from));
      await update(query, 'job_chunks', id, change);
    });
  });

  test('a failure is another try only where the lease was lost', async () => {
    const change = { status: 'FAILED', retry_count: 1, lost_count: 1, ...chunkStates.FAILED };
    const fails = (lease_expires_at: string) => async (query: Query) => {
      const id = await insertId(query, 'job_chunks', ledger.chunk('PROCESSING', { lease_expires_at }));
      await update(query, 'job_chunks', id, change);
    };
    await ledger.tried(fails(END));
    await ledger.refused('ck_job_chunks_fence', fails('2999-01-01T00:00:00Z'));
  });

  test.each([{ fence: 1 }, { retry_count: 0 }])('%o is a step back', async (change) => {
    await ledger.refused('ck_job_chunks_fence', async (query) => {
      const id = await insertId(
        query,
        'job_chunks',
        ledger.chunk('PROCESSING', { fence: 2, retry_count: 1 }),
      );
      await update(query, 'job_chunks', id, change);
    });
  });

  test.each(['job_id', 'execution_id', 'chunk_index', 'image_range'])('%s never changes', async (column) => {
    const values: Row = {
      job_id: ledger.world.ids.CRAWL,
      execution_id: crypto.randomUUID(),
      chunk_index: 99_999,
      image_range: { start: 1, end: 2 },
    };
    await ledger.refused('ck_job_chunks_identity', async (query) => {
      const id = await insertId(query, 'job_chunks', ledger.chunk('PENDING'));
      await update(query, 'job_chunks', id, { [column]: values[column] });
    });
  });
});

describe('jobs and their kinds', () => {
  test.each(kinds)('a %s job without its own row is refused at commit', async (kind) => {
    await ledger.refused('ck_jobs_kind_row', (query) =>
      insert(query, 'jobs', { owner_id: ledger.world.ids.user, kind, slug: 'bare', name: 'bare' }),
    );
  });

  test.each(kinds)('a %s job has no row of another kind', async (kind) => {
    for (const other of kinds.filter((name) => name !== kind)) {
      const { table, row } = kindRows[other];
      await expect(
        insert(ledger.db.query, table, {
          job_id: ledger.world.ids[kind],
          owner_id: ledger.world.ids.user,
          ...row,
        }),
      ).rejects.toMatchObject({ constraint: `fk_${table}_job_id` });
    }
  });

  test.each(kinds)("a %s job's row stays with it", async (kind) => {
    const { table } = kindRows[kind];
    await ledger.refused('ck_jobs_kind_row', (query) =>
      query(`DELETE FROM ${table} WHERE job_id = $1`, [ledger.world.ids[kind]]),
    );
    await ledger.refused(`fk_${table}_job_id`, (query) =>
      query(`UPDATE jobs SET kind = $2 WHERE id = $1`, [
        ledger.world.ids[kind],
        kind === 'BOT' ? 'CRAWL' : 'BOT',
      ]),
    );
  });

  test('a job without runs may change its kind, all of it', async () => {
    const id = await insertJob(ledger.db, 'CRAWL', {
      owner_id: ledger.world.ids.user,
      slug: 'turncoat',
      name: 't',
    });
    await ledger.db.transaction(async (query) => {
      await query('DELETE FROM crawl_jobs WHERE job_id = $1', [id]);
      await query(`UPDATE jobs SET kind = 'AGENT' WHERE id = $1`, [id]);
      await insert(query, 'agent_tasks', { job_id: id, owner_id: ledger.world.ids.user });
    });
    await ledger.db.query('DELETE FROM jobs WHERE id = $1', [id]);
  });

  test('a job has the key of its kind’s row, and nobody else writes it', async () => {
    const { query } = ledger.db;
    const keyOf = async (id: string) =>
      (await query<{ kind_key: string | null }>('SELECT kind_key FROM jobs WHERE id = $1', [id]))[0]
        ?.kind_key;
    const owner_id = ledger.world.ids.user;
    const id = await insertJob(ledger.db, 'BOT', { owner_id, slug: 'keyed', name: 'k' });
    expect(await keyOf(id)).toBe('payroll');
    await query(`UPDATE bot_jobs SET bot_id = 'enroll' WHERE job_id = $1`, [id]);
    expect(await keyOf(id)).toBe('enroll');
    await ledger.refused('ck_jobs_kind_key', (tx) =>
      tx(`UPDATE jobs SET kind_key = 'x' WHERE id = $1`, [id]),
    );
    await ledger.refused('ck_jobs_kind_key', (tx) =>
      insert(tx, 'jobs', { owner_id, kind: 'CRAWL', kind_key: 'x', slug: 'forged', name: 'f' }),
    );
    await ledger.db.transaction(async (tx) => {
      await tx('DELETE FROM bot_jobs WHERE job_id = $1', [id]);
      await tx(`UPDATE jobs SET kind = 'AGENT' WHERE id = $1`, [id]);
      await insert(tx, 'agent_tasks', { job_id: id, owner_id });
    });
    expect(await keyOf(id)).toBeNull();
    await query('DELETE FROM jobs WHERE id = $1', [id]);
  });

  test('a slug is unique for its owner', async () => {
    const row = { owner_id: ledger.world.ids.user, kind: 'BOT', slug: 'bot', name: 'again' };
    await ledger.refused('uq_jobs_owner_slug', (query) => insert(query, 'jobs', row));
  });
});

describe('what the database fills in', () => {
  test('a user has a credit account and notification preferences by the end of the transaction', async () => {
    const { query } = ledger.db;
    const id = await insertId(query, 'users', { email: 'whole@example.com' });
    expect(await query('SELECT balance FROM credit_accounts WHERE owner_id = $1', [id])).toEqual([
      { balance: 0 },
    ]);
    expect(
      await query('SELECT on_failure, on_completion FROM notification_preferences WHERE owner_id = $1', [id]),
    ).toEqual([{ on_failure: true, on_completion: false }]);
  });

  test.each([
    ['job_executions', () => ledger.execution('COMPLETED')],
    ['job_chunks', () => ledger.chunk('COMPLETED')],
    [
      'job_stages',
      () => ({
        ...ledger.world.rows.job_stages,
        stage_name: 'x',
        status: 'SUCCEEDED',
        started_at: START,
        ended_at: END,
      }),
    ],
  ])('%s: the duration is the difference of its times', async (table, make) => {
    await ledger.tried(async (query) => {
      expect(Number((await insert(query, table, make())).duration_ms)).toBe(1500);
    });
    await expect(insert(ledger.db.query, table, { ...make(), duration_ms: 1 })).rejects.toMatchObject({
      code: '428C9',
    });
  });

  test('what has not started, finished or lasted sorts lowest; what is not due, last', async () => {
    await ledger.tried(async (query) => {
      const queued = await insert(query, 'job_executions', ledger.execution('QUEUED'));
      expect(queued).toMatchObject({
        started_sort: new Date(0),
        finished_sort: new Date(0),
        duration_ms: null,
      });
      expect(Number(queued.duration_sort)).toBe(-1);
      const done = await insert(query, 'job_executions', ledger.execution('COMPLETED'));
      expect(done).toMatchObject({ started_sort: new Date(START), finished_sort: new Date(END) });
      expect(Number(done.duration_sort)).toBe(1500);
      const job = await insert(query, 'jobs', { ...ledger.world.rows.jobs, slug: 'sorted', name: 'Zebra' });
      expect(job).toMatchObject({ name_sort: 'zebra', next_run_sort: new Date('9999-12-31T00:00:00Z') });
    });
  });

  test.each([
    ['urgent_sort', 'priority DESC'],
    ['lazy_sort', 'priority'],
  ])('%s is %s, the oldest first', async (column, priority) => {
    await ledger.tried(async (query) => {
      for (const [level, created_at] of [3, 0, 10, 3].flatMap((n) => [
        [n, END],
        [n, START],
      ])) {
        await insert(query, 'job_chunks', ledger.chunk('PENDING', { priority: level, created_at }));
      }
      const order = (by: string) => query(`SELECT id FROM job_chunks ORDER BY ${by}, id`);
      const rows = await order(column);
      expect(rows.length).toBeGreaterThan(8);
      expect(rows).toEqual(await order(`${priority}, created_at`));
    });
  });

  test('ids are UUIDs of version 7, in the order of time', async () => {
    const [row] = await ledger.db.query<{ now: number }>(
      'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now',
    );
    const ids: string[] = [];
    for (let n = 0; n < 20; n += 1) {
      ids.push(...(await ledger.db.query<{ id: string }>('SELECT uuidv7()::text AS id')).map(({ id }) => id));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(ids).toEqual([...new Set(ids)].sort());
    for (const id of ids) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      const at = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
      expect(Math.abs(at - (row?.now ?? 0))).toBeLessThan(60_000);
    }
  });

  test('updated_at is never the writer’s word', async () => {
    const tables = await ledger.db.query<{ name: string }>(
      `SELECT c.relname::text AS name FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
       WHERE attname = 'updated_at' AND relkind = 'r' AND relnamespace = 'public'::regnamespace`,
    );
    expect(tables.length).toBe(8);
    for (const { name } of tables) {
      const rows = await ledger.db.query<{ fresh: boolean }>(
        `UPDATE ${name} SET updated_at = '2000-01-01Z' RETURNING updated_at > now() - interval '1 minute' AS fresh`,
      );
      expect(rows.length, name).toBeGreaterThan(0);
      expect(
        rows.every((row) => row.fresh),
        name,
      ).toBe(true);
    }
  });
});
