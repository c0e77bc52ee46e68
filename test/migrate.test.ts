import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SqlSession } from '../src/core/db/session.js';
import { MIGRATIONS_DIR } from '../src/core/paths.js';
import { readMigrations } from '../src/migrations/files.js';
import { migrationStatus, upScript } from '../src/migrations/history.js';
import { type DownTarget, migrateDown, migrateUp, resolveMigration } from '../src/migrations/runner.js';
import { dumpSchema } from './support/dump-schema.js';
import {
  type EmptyDatabase,
  type EmptyDatabases,
  emptyDatabases,
  temporaryFolder,
  writeMigration,
} from './support/sessions.js';

const HOOK_TIMEOUT_MS = 30_000;

describe.each(emptyDatabases())('migrations %s', (_kind, open) => {
  let databases: EmptyDatabases;
  let database: EmptyDatabase;
  let session: SqlSession;
  let folder: string;
  let removeFolder: () => Promise<void>;

  beforeAll(async () => {
    databases = await open();
  }, HOOK_TIMEOUT_MS);
  afterAll(() => databases.close());

  beforeEach(async () => {
    database = await databases.create();
    session = await database.open();
    const temporary = await temporaryFolder();
    folder = temporary.path;
    removeFolder = temporary.remove;
    await writeMigration(folder, '0001_jobs', 'CREATE TABLE jobs (id int);\n', 'DROP TABLE jobs;\n');
    await writeMigration(
      folder,
      '0002_runs',
      `-- What runs; one row each.
CREATE TABLE runs (id int);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
  NEW.id := NEW.id + 1; -- a semicolon inside
  RETURN NEW;
END $fn$;
CREATE TRIGGER touch BEFORE INSERT ON runs FOR EACH ROW EXECUTE FUNCTION touch();
`,
      'DROP TABLE runs;\nDROP FUNCTION touch();\n',
    );
  }, HOOK_TIMEOUT_MS);

  afterEach(async () => {
    await session.close();
    await database.drop();
    await removeFolder();
  }, HOOK_TIMEOUT_MS);

  const up = async (to?: string) => migrateUp(session, await readMigrations(folder), { to });
  const down = async (target: DownTarget) => migrateDown(session, await readMigrations(folder), target);
  const resolve = async (name: string, mark: 'applied' | 'rolled-back') =>
    resolveMigration(session, await readMigrations(folder), name, mark);
  const states = async () => {
    const statuses = await migrationStatus(session, await readMigrations(folder));
    return Object.fromEntries(statuses.map(({ name, state }) => [name, state]));
  };
  const tables = async () => {
    const rows = await session.query(
      `SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations' ORDER BY 1`,
    );
    return rows.map((row) => row.tablename);
  };

  it(
    'the real ones go up, down to nothing and up again to the identical schema',
    async () => {
      const migrations = await readMigrations(MIGRATIONS_DIR);
      const names = migrations.map(({ name }) => name);
      const empty = await dumpSchema(session);
      expect(await migrateUp(session, migrations)).toEqual(names);
      const full = await dumpSchema(session);
      expect(full).toContain('column: job_executions.');
      expect(await migrateDown(session, migrations, 'all')).toEqual(names.toReversed());
      expect(await dumpSchema(session)).toBe(empty);
      await migrateUp(session, migrations);
      expect(await dumpSchema(session)).toBe(full);
    },
    HOOK_TIMEOUT_MS,
  );

  it('go up to a name or a number, and down by a number, to a name and to nothing', async () => {
    await writeMigration(folder, '0003_more', 'CREATE TABLE more (id int)', 'DROP TABLE more');
    expect(await up('0001_jobs')).toEqual(['0001_jobs']);
    expect(await up('0002')).toEqual(['0002_runs']);
    expect(await up('0001')).toEqual([]);
    expect(await up()).toEqual(['0003_more']);
    expect(await up()).toEqual([]);
    expect(await tables()).toEqual(['jobs', 'more', 'runs']);

    expect(await down({ steps: 1 })).toEqual(['0003_more']);
    expect(await down({ to: '0001' })).toEqual(['0002_runs']);
    await expect(down({ to: '0002' })).rejects.toThrow(
      '0002_runs is not applied, so there is no way down to it.',
    );
    expect(await down('all')).toEqual(['0001_jobs']);
    expect(await down('all')).toEqual([]);
    expect(await tables()).toEqual([]);
    await expect(up('0009')).rejects.toThrow(
      'There is no migration "0009"; there are: 0001_jobs, 0002_runs, 0003_more.',
    );
  });

  it('say what is applied and pending, and status changes nothing', async () => {
    expect(await states()).toEqual({ '0001_jobs': 'pending', '0002_runs': 'pending' });
    expect(await session.query(`SELECT to_regclass('_prisma_migrations') AS made`)).toEqual([{ made: null }]);
    await up('0001');
    expect(await states()).toEqual({ '0001_jobs': 'applied', '0002_runs': 'pending' });
  });

  it('that fail name the file, the line and the statement, and leave the database as it was', async () => {
    await up();
    const before = await dumpSchema(session);
    await writeMigration(
      folder,
      '0003_bad',
      `CREATE TABLE extra (id int);
INSERT INTO jobs VALUES (1); -- é
ALTER TABLE extra
  ADD COLUMN name text,
  ADD CONSTRAINT k CHECK (missing > 0);
`,
    );
    await expect(up()).rejects.toThrow(
      /^Migration 0003_bad failed at \S*0003_bad\/migration\.sql:3, statement 3 \(ALTER TABLE extra ADD COLUMN name text, ADD CONSTRAINT k CHECK \(missing > 0\)\): column "missing" does not exist\. Nothing of it was kept\.$/,
    );
    expect(await dumpSchema(session)).toBe(before);
    expect(await session.query('SELECT * FROM jobs')).toEqual([]);
    expect(await states()).toMatchObject({ '0002_runs': 'applied', '0003_bad': 'pending' });

    await writeMigration(folder, '0003_bad', 'CREATE TABLE extra (id int)');
    expect(await up()).toEqual(['0003_bad']);
  });

  it('name the line inside a long statement where the server knows it', async () => {
    await writeMigration(folder, '0001_jobs', '\n\nSELECT 1;\n\nSELECT\n  1,\n  nope;\n');
    await expect(up()).rejects.toThrow(/0001_jobs\/migration\.sql:7, statement 2 \(SELECT 1, nope\)/);
  });

  it('that are no SQL name the line before anything runs', async () => {
    await writeMigration(
      folder,
      '0001_jobs',
      'CREATE TABLE jobs (id int); -- é\n\nCREAT TABLE x (id int);\n',
    );
    await expect(up()).rejects.toThrow(/0001_jobs\/migration\.sql:3: syntax error at or near "CREAT"\.$/);
    expect(await tables()).toEqual([]);
  });

  it('fail at COMMIT as a whole too', async () => {
    await writeMigration(
      folder,
      '0001_jobs',
      `CREATE TABLE jobs (id int PRIMARY KEY, parent int REFERENCES jobs DEFERRABLE INITIALLY DEFERRED);
INSERT INTO jobs VALUES (1, 2);`,
    );
    await expect(up()).rejects.toThrow(
      /^Migration 0001_jobs \(\S+\) failed at COMMIT: insert or update on table/,
    );
    expect(await tables()).toEqual([]);
    expect(await states()).toMatchObject({ '0001_jobs': 'pending' });
  });

  it('may not end their own transaction', async () => {
    await writeMigration(
      folder,
      '0001_jobs',
      'CREATE TABLE jobs (id int);\nCOMMIT;\nCREATE TABLE x (id int);',
    );
    await expect(up()).rejects.toThrow(
      /0001_jobs\/migration\.sql:2 says "COMMIT", but a migration is one transaction/,
    );
    expect(await tables()).toEqual([]);
  });

  it('may hold comments only, or nothing', async () => {
    await writeMigration(folder, '0001_jobs', '-- nothing\n');
    await writeMigration(folder, '0002_runs', '');
    expect(await up()).toEqual(['0001_jobs', '0002_runs']);
  });

  it('that were edited are reported, but for their line endings', async () => {
    await up();
    await writeMigration(folder, '0001_jobs', 'CREATE TABLE jobs (id int);\r\n');
    expect(await states()).toMatchObject({ '0001_jobs': 'applied' });
    await writeMigration(folder, '0001_jobs', 'CREATE TABLE jobs (id bigint);\n');
    expect(await states()).toEqual({ '0001_jobs': 'edited', '0002_runs': 'applied' });
    await expect(up()).rejects.toThrow(/^Migration 0001_jobs was edited after it was applied/);
  });

  it('of an earlier set, from before the first release, are recognized', async () => {
    await writeMigration(folder, '0001_tables', 'CREATE TABLE users (id int);\n');
    await up('0001_tables');
    await writeMigration(folder, '0001_tables', 'CREATE TABLE users (id bigint);\n');
    await expect(up()).rejects.toThrow(
      /^This database was made by an earlier set of migrations than this version's \(0001_tables differs\)/,
    );
  });

  it('that are missing are reported, and stop the way down', async () => {
    await writeMigration(folder, '0003_newer', 'CREATE TABLE newer (id int)', 'DROP TABLE newer');
    await up();
    const older = (await readMigrations(folder)).slice(0, 2);
    expect(await migrationStatus(session, older)).toContainEqual(
      expect.objectContaining({ name: '0003_newer', state: 'missing' }),
    );
    const sentence = /^Migration 0003_newer is applied to the database, but its folder is missing/;
    await expect(migrateUp(session, older)).rejects.toThrow(sentence);
    await expect(migrateDown(session, older, 'all')).rejects.toThrow(sentence);
    expect(await tables()).toEqual(['jobs', 'newer', 'runs']);
  });

  it('without a down.sql stay, and say so', async () => {
    await writeMigration(folder, '0003_oneway', 'CREATE TABLE oneway (id int)');
    await up();
    await expect(down({ steps: 1 })).rejects.toThrow(
      'Migration 0003_oneway has no down.sql, so it cannot be reverted.',
    );
  });

  it('that fail on the way down leave the database as it was', async () => {
    await up();
    await writeMigration(folder, '0002_runs', 'SELECT 1;', 'DROP TABLE runs;\nDROP TABLE nothing;\n');
    await expect(down({ steps: 1 })).rejects.toThrow(
      /0002_runs\/down\.sql:2, statement 2 \(DROP TABLE nothing\)/,
    );
    expect(await tables()).toEqual(['jobs', 'runs']);
  });

  describe('outside a transaction', () => {
    const marker = '-- runledger: no transaction\n';

    it('build an index concurrently, and take it back', async () => {
      await writeMigration(
        folder,
        '0003_index',
        `${marker}CREATE INDEX CONCURRENTLY ix_jobs ON jobs (id);\nCREATE INDEX CONCURRENTLY ix_runs ON runs (id);\n`,
        `${marker}DROP INDEX CONCURRENTLY ix_jobs;\nDROP INDEX CONCURRENTLY ix_runs;\n`,
      );
      await up('0002');
      const before = await dumpSchema(session);
      await up();
      expect(await dumpSchema(session)).toContain(
        'index: CREATE INDEX ix_runs ON public.runs USING btree (id)',
      );
      expect(await states()).toMatchObject({ '0003_index': 'applied' });
      await down({ steps: 1 });
      expect(await dumpSchema(session)).toBe(before);
    });

    it('are told apart by the hint where the marker is missing', async () => {
      await writeMigration(folder, '0003_index', 'CREATE INDEX CONCURRENTLY ix_jobs ON jobs (id);');
      await expect(up()).rejects.toThrow(/Make "-- runledger: no transaction" the first line of the file\.$/);
    });

    it('that fail stay failed until somebody says what became of them', async () => {
      await writeMigration(
        folder,
        '0003_two',
        `${marker}CREATE TABLE one (id int);\nCREATE TABLE jobs (id int);\n`,
      );
      await expect(up()).rejects.toThrow(
        /0003_two\/migration\.sql:3, statement 2 .* already exists\. The statements before it stay done/,
      );
      expect(await tables()).toEqual(['jobs', 'one', 'runs']);
      expect(await states()).toMatchObject({ '0003_two': 'failed' });
      await expect(up()).rejects.toThrow(/^Migration 0003_two failed half-way before/);
      await expect(down({ steps: 1 })).rejects.toThrow(/^Migration 0003_two failed half-way before/);

      await session.exec('DROP TABLE one');
      await resolve('0003', 'rolled-back');
      expect(await states()).toMatchObject({ '0003_two': 'pending' });
      await writeMigration(folder, '0003_two', `${marker}CREATE TABLE one (id int);\n`);
      expect(await up()).toEqual(['0003_two']);
    });

    it('that were finished by hand can be marked as applied', async () => {
      await writeMigration(
        folder,
        '0003_two',
        `${marker}CREATE TABLE one (id int);\nCREATE TABLE jobs (id int);\n`,
      );
      await expect(up()).rejects.toThrow(/failed/);
      await resolve('0003_two', 'applied');
      expect(await states()).toMatchObject({ '0003_two': 'applied' });
      expect(await up()).toEqual([]);
    });
  });

  it('can be marked as applied without running, once', async () => {
    expect(await resolve('0001', 'applied')).toBe('0001_jobs');
    expect(await tables()).toEqual([]);
    await expect(resolve('0001', 'applied')).rejects.toThrow('Migration 0001_jobs is applied already.');
    await expect(resolve('0001_jobs', 'rolled-back')).rejects.toThrow('Migration 0001_jobs is not failed');
  });

  it('print a script that does the same', async () => {
    await session.exec(upScript(await readMigrations(folder)));
    expect(await states()).toEqual({ '0001_jobs': 'applied', '0002_runs': 'applied' });
    expect(await tables()).toEqual(['jobs', 'runs']);
    expect(upScript([])).toBe('');
  });

  it('are applied once by two processes at the same time', async ({ skip }) => {
    skip(
      database.kind === 'embedded',
      'one process has an embedded database; test/system/embedded.test.ts shows it',
    );
    await writeMigration(folder, '0002_runs', 'SELECT pg_sleep(0.5); CREATE TABLE runs (id int);');
    await writeMigration(
      folder,
      '0003_index',
      '-- runledger: no transaction\nCREATE INDEX CONCURRENTLY ix_jobs ON jobs (id);',
    );
    const migrations = await readMigrations(folder);
    const sessions = await Promise.all([database.open(), database.open(), database.open()]);
    const applied = await Promise.all(sessions.map((one) => migrateUp(one, migrations)));
    await Promise.all(sessions.map((one) => one.close()));
    expect(applied.map((names) => names.length).sort()).toEqual([0, 0, 3]);
    expect(await session.query('SELECT count(*)::int AS rows FROM _prisma_migrations')).toEqual([
      { rows: 3 },
    ]);
  });
});
