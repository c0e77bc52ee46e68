import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openInMemory } from '../../src/core/db/embedded.js';
import { embeddedSession } from '../../src/core/db/session.js';
import { MIGRATIONS_DIR, SCHEMA_DIR } from '../../src/core/paths.js';
import { createMigration } from '../../src/migrations/create.js';
import { createEngine, diffDatabase, diffMigrations } from '../../src/migrations/engine.js';
import { forSchemaEngine } from '../../src/migrations/engine-adapter.js';
import { readMigrations } from '../../src/migrations/files.js';
import { migrationStatus } from '../../src/migrations/history.js';
import { migrateUp } from '../../src/migrations/runner.js';
import { createDatabase } from '../support/server-database.js';
import { temporaryFolder, writeMigration } from '../support/sessions.js';

const TEST_TIMEOUT_MS = 30_000;
const HEADER = 'datasource db {\n  provider = "postgresql"\n}\n';
const JOB = `model Job {
  id   String   @id @default(dbgenerated("gen_random_uuid()")) @db.Uuid
  name String
  sort String?  @default(dbgenerated())
  at   DateTime @default(dbgenerated("transaction_timestamp()")) @db.Timestamptz(3)
  @@map("jobs")
}
`;

const SERVER = process.env.TEST_DATABASE_URL;
/** What is compared in memory is the same whatever the others' database is. */
const itInMemory = it.skipIf(SERVER);

describe('the Prisma schema and the migrations', { timeout: TEST_TIMEOUT_MS }, () => {
  let migrationsDir: string;
  let schemaDir: string;
  let remove: () => Promise<void>;

  beforeEach(async () => {
    const temporary = await temporaryFolder();
    remove = temporary.remove;
    migrationsDir = join(temporary.path, 'migrations');
    schemaDir = join(temporary.path, 'schema');
    await mkdir(migrationsDir);
    await mkdir(schemaDir);
    await writeFile(join(schemaDir, 'main.prisma'), HEADER);
    await writeFile(join(schemaDir, 'jobs.prisma'), JOB);
  });

  afterEach(() => remove());

  const create = (title: string) => createMigration(migrationsDir, schemaDir, title);
  const diff = async () => diffMigrations(await readMigrations(migrationsDir), schemaDir);

  itInMemory('agree in this release', async () => {
    expect(await diffMigrations(await readMigrations(MIGRATIONS_DIR), SCHEMA_DIR)).toBe('');
  });

  itInMemory(
    'agree once a migration was made of the difference, and differ again when the schema goes on',
    async () => {
      expect(await diff()).toContain('CREATE TABLE "jobs"');
      const first = await create('Jobs, at last!');
      expect(first).toBe(join(migrationsDir, '0001_jobs_at_last'));
      expect(await readFile(join(first, 'migration.sql'), 'utf8')).toContain('CREATE TABLE "jobs"');
      expect(await readFile(join(first, 'down.sql'), 'utf8')).toContain('DROP TABLE "public"."jobs"');
      const sql = await readFile(join(first, 'migration.sql'), 'utf8');
      const generated = '"sort" TEXT GENERATED ALWAYS AS (lower(name)) STORED';
      await writeFile(join(first, 'migration.sql'), sql.replace('"sort" TEXT', generated));
      expect(await diff()).toBe('');

      await writeFile(
        join(schemaDir, 'jobs.prisma'),
        JOB.replace('name String', 'name String\n  tags String[]'),
      );
      expect(await diff()).toContain('ALTER TABLE "jobs" ADD COLUMN     "tags" TEXT[]');
      const second = await create('tags');
      expect(second).toBe(join(migrationsDir, '0002_tags'));
      const down = await readFile(join(second, 'down.sql'), 'utf8');
      expect(down).toContain('DROP COLUMN "tags"');
      expect(down).not.toContain('sort');
      expect(await diff()).toBe('');
    },
  );

  itInMemory('agree about what Prisma has no word for', async () => {
    const first = await create('jobs');
    const sql = await readFile(join(first, 'migration.sql'), 'utf8');
    await writeMigration(migrationsDir, '0001_jobs', `${sql}ALTER TABLE jobs ADD CHECK (name <> '');\n`);
    expect(await diff()).toBe('');
    const second = await create('by hand');
    expect(await readFile(join(second, 'migration.sql'), 'utf8')).toMatch(
      /^-- The Prisma schema asks for no change/,
    );
  });

  itInMemory('are compared only where both are sound', async () => {
    await expect(create('!')).rejects.toThrow('"!" is not a name: use letters and digits.');
    await writeMigration(migrationsDir, '0001_bad', 'SELECT nope;');
    await expect(diff()).rejects.toThrow(/^Migration 0001_bad failed at /);
    await writeMigration(migrationsDir, '0001_bad', 'SELECT 1;');
    await writeFile(join(schemaDir, 'jobs.prisma'), 'model Job {\n  id Nothing @id\n}\n');
    await expect(diff()).rejects.toThrow(
      /^The schema cannot be compared: .*"Nothing" is neither a built-in type/,
    );
  });

  itInMemory('are applied with the notes that Prisma itself keeps', async () => {
    await create('jobs');
    await writeMigration(migrationsDir, '0002_more', 'SELECT 1;\n');
    const pglite = await openInMemory();
    const session = embeddedSession(pglite);
    const migrations = await readMigrations(migrationsDir);
    await migrateUp(session, migrations, { to: '0001' });
    const engine = await createEngine(new PrismaPGlite(pglite), [{ path: 'main.prisma', content: HEADER }]);
    const migrationsList = {
      baseDir: migrationsDir,
      lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
      shadowDbInitScript: '',
      migrationDirectories: migrations.map(({ name, up }) => ({
        path: name,
        migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value: up.sql } },
      })),
    };
    const filters = { externalTables: [], externalEnums: [] };
    const diagnose = () =>
      engine.diagnoseMigrationHistory({ migrationsList, filters, optInToShadowDatabase: false });

    expect(await diagnose()).toMatchObject({
      hasMigrationsTable: true,
      editedMigrationNames: [],
      failedMigrationNames: [],
      history: { diagnostic: 'databaseIsBehind', unappliedMigrationNames: ['0002_more'] },
    });
    expect(await engine.applyMigrations({ migrationsList, filters })).toEqual({
      appliedMigrationNames: ['0002_more'],
    });
    const states = (await migrationStatus(session, migrations)).map(({ state }) => state);
    expect(states).toEqual(['applied', 'applied']);
    expect((await diagnose()).history).toBeNull();
    engine.free();
    await pglite.close();
  });

  it.runIf(SERVER)('are compared with a server as it is', async () => {
    const url = SERVER ?? '';
    const database = await createDatabase(url, 'diff');
    const pool = new pg.Pool({ connectionString: database.url });
    const diffServer = () => diffDatabase(forSchemaEngine(new PrismaPg(pool)), schemaDir);
    const up = await diffServer();
    expect(up).toContain('CREATE TABLE "jobs"');
    await pool.query(up);
    expect(await diffServer()).toBe('');
    await pool.query('ALTER TABLE jobs DROP COLUMN name, ADD CHECK (at IS NOT NULL)');
    expect(await diffServer()).toContain('ADD COLUMN     "name" TEXT NOT NULL');
    await pool.end();
    await database.drop();
  });
});
