import { randomBytes } from 'node:crypto';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { openDatabase } from '../src/core/db/client.js';
import {
  examine,
  examineDatabase,
  LONG_TRANSACTION_SECONDS,
  STUCK_SECONDS,
  worstOf,
} from '../src/operations/doctor/doctor.service.js';
import { readLongTransactions } from '../src/operations/doctor/doctor.sql.js';
import type { Finding } from '../src/operations/doctor/finding.js';
import { loadConfig } from '../src/server/config.js';
import { createTestDatabase, type TestDatabase } from './support/database.js';
import { putDatabase } from './support/images.js';
import { connectTo } from './support/live.js';
import { databaseUrl } from './support/server-database.js';
import { temporaryFolder } from './support/sessions.js';

const SERVER = inject('template').kind === 'server';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());
const closers: Array<() => Promise<unknown>> = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const look = () => examineDatabase(test.database);
const of = (findings: readonly Finding[], check: string) => findings.filter((one) => one.check === check);
/** What is about this database alone: others use the same server. */
const own = (findings: readonly Finding[]) =>
  findings.filter(({ check }) => !['transactions', 'feed', 'connections', 'roll-ups'].includes(check));
const run = (sql: string) => test.prisma.$executeRawUnsafe(sql);

describe('the doctor', () => {
  it('finds nothing wrong with a database that is well', async () => {
    const findings = own(await look());
    expect(findings.filter(({ level }) => level !== 'ok')).toEqual([]);
    expect(findings.map(({ check }) => check)).toEqual(
      expect.arrayContaining([
        'connection',
        'clock',
        'migrations',
        'indexes',
        'dead rows',
        'leases',
        'repairs',
      ]),
    );
  });

  it('names an index that is missing, with the statement that makes it again', async () => {
    await run('DROP INDEX ix_job_executions_running');
    const [found, ...more] = of(await look(), 'indexes');
    expect(more).toEqual([]);
    expect(found).toMatchObject({
      level: 'problem',
      message: 'The index ix_job_executions_running is missing.',
    });
    const statement = found?.advice?.replace('Make it again: ', '') ?? '';
    expect(statement).toMatch(
      /^CREATE INDEX CONCURRENTLY ix_job_executions_running ON job_executions\(queued_at DESC, id DESC\) WHERE /,
    );
    await run(statement);
    expect(of(await look(), 'indexes')).toMatchObject([{ level: 'ok' }]);
  });

  it('names an index that was not finished', async () => {
    await run(
      "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_job_executions_running'::regclass",
    );
    closers.push(() =>
      run("UPDATE pg_index SET indisvalid = true WHERE indexrelid = 'ix_job_executions_running'::regclass"),
    );
    expect(of(await look(), 'indexes')).toMatchObject([
      { level: 'problem', advice: 'Run REINDEX INDEX CONCURRENTLY ix_job_executions_running;' },
    ]);
  });

  it('names a migration that is pending, and looks no further', async () => {
    await run(
      `UPDATE _prisma_migrations SET migration_name = '9' || migration_name WHERE migration_name LIKE '0003%'`,
    );
    closers.push(() =>
      run(
        `UPDATE _prisma_migrations SET migration_name = substr(migration_name, 2) WHERE migration_name LIKE '90003%'`,
      ),
    );
    const findings = await look();
    expect(of(findings, 'migrations')).toContainEqual(
      expect.objectContaining({
        level: 'problem',
        message: expect.stringMatching(/^The migration 0003\w* is pending\.$/),
        advice: 'Run "runledger migrate up".',
      }),
    );
    expect(of(findings, 'indexes')).toEqual([]);
  });

  it('counts lost work that nobody rescues', async () => {
    const { userId } = await test.given.owner();
    const { uuid: id } = await test.given.run(userId);
    await run(
      `UPDATE job_executions SET lease_expires_at = now() - interval '${STUCK_SECONDS + 5} seconds' WHERE id = '${id}'`,
    );
    expect(of(await look(), 'leases')).toMatchObject([
      { level: 'problem', message: `1 execution lost the worker over ${STUCK_SECONDS} s ago.` },
    ]);
    await test.prisma.execution.delete({ where: { id } });
  });

  it('says that events come from another server, whose transactions were further', async () => {
    await run('UPDATE execution_rollup_mark SET tx_id = tx_id + 1000000000000');
    closers.push(() => run('UPDATE execution_rollup_mark SET tx_id = tx_id - 1000000000000'));
    expect(of(await look(), 'feed')).toContainEqual(
      expect.objectContaining({ level: 'problem', advice: expect.stringContaining('Backup and restore') }),
    );
  });

  it.runIf(SERVER)('names a transaction that stays open, by its process and application', async () => {
    const client = await connectTo(test.config);
    closers.push(() => client.end());
    await client.query(`SET application_name = 'forgotten'; BEGIN; SELECT pg_current_xact_id()`);
    await expect
      .poll(async () => (await readLongTransactions(test.database.sql, 0.5)).map((one) => one.application))
      .toContain('forgotten');
    const [found] = (await readLongTransactions(test.database.sql, 0.5)).filter(
      ({ application }) => application === 'forgotten',
    );
    expect(found).toMatchObject({ state: 'idle in transaction', isWriting: true, pid: expect.any(Number) });
    expect(LONG_TRANSACTION_SECONDS).toBeLessThanOrEqual(60);
    await client.query('ROLLBACK');
  });
});

describe('the doctor of an embedded database', () => {
  it('sees who may read the folder, and that there is one', async () => {
    const { path, remove } = await temporaryFolder();
    closers.push(remove);
    const dataDir = join(path, 'data');
    const config = loadConfig({ DATA_DIR: dataDir });
    expect(await examine(config)).toMatchObject([{ check: 'folder', level: 'problem' }]);
    await putDatabase(dataDir);
    expect(worstOf(await examine(config))).not.toBe('problem');
    const serving = await openDatabase(config);
    await expect(examine(config)).rejects.toThrow(/in use by process \d+: .* ask its \/ready and \/metrics/);
    await serving.close();
    await chmod(join(dataDir, 'pgdata'), 0o755);
    expect(of(await examine(config), 'folder')).toMatchObject([
      { level: 'warning', message: expect.stringContaining('pgdata is open to other accounts') },
    ]);
  });
});

describe.runIf(SERVER)('the doctor of a server', () => {
  it('says why there is no connection', async () => {
    const template = inject('template');
    const url = template.kind === 'server' ? template.url : '';
    const nowhere = databaseUrl(url, `runledger_none_${randomBytes(4).toString('hex')}`);
    expect(await examine(loadConfig({ DATABASE_URL: nowhere }))).toMatchObject([
      { check: 'connection', level: 'problem', message: expect.stringContaining('no such database') },
    ]);
  });
});
