import { relative } from 'node:path';
import { Command, Option } from 'commander';
import { type Database, openDatabase } from '../core/db/client.js';
import type { SqlSession } from '../core/db/session.js';
import { MIGRATIONS_DIR, SCHEMA_DIR } from '../core/paths.js';
import { counted } from '../core/wording.js';
import { createMigration } from '../migrations/create.js';
import { diffDatabase, diffMigrations } from '../migrations/engine.js';
import { forSchemaEngine } from '../migrations/engine-adapter.js';
import { findMigration, MigrationError, readMigrations } from '../migrations/files.js';
import { migrationStatus, upScript } from '../migrations/history.js';
import {
  type DownTarget,
  migrateDown,
  migrateUp,
  pendingOf,
  resetDatabase,
  resolveMigration,
} from '../migrations/runner.js';
import { loadConfig } from '../server/config.js';
import { withKnownCommands } from './unknown-command.js';

/** What `status` and `diff` exit with where something is left to do. */
const EXIT_DIFFERENT = 2;

const print = (text: string) => process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);

/** `runledger migrate …` */
export function migrateCommand(): Command {
  const migrate = new Command('migrate').description('bring the database to another version');
  const words = '[words...]';

  migrate
    .command('up')
    .description('apply pending migrations: up, up to <name>')
    .argument(words)
    .option('--sql', 'print what would run instead')
    .action((given: string[], { sql }: { sql?: boolean }) => up(parseUp(given), sql === true));
  migrate
    .command('down')
    .description('revert migrations: down, down <n>, down to <name>, down all')
    .argument(words)
    .action((given: string[]) => down(parseDown(given)));
  migrate
    .command('status')
    .description(`list all migrations; exits with ${EXIT_DIFFERENT} where one is not applied as it is`)
    .action(status);
  migrate
    .command('new')
    .description('write the next migration from what changed in the Prisma schema')
    .argument('<name...>')
    .action(async (name: string[]) => {
      const folder = await createMigration(MIGRATIONS_DIR, SCHEMA_DIR, name.join(' '));
      print(`Wrote ${relative(process.cwd(), folder)}: read migration.sql, and complete down.sql.`);
    });
  migrate
    .command('diff')
    .description(
      `print what the Prisma schema has and the migrations lack; exits with ${EXIT_DIFFERENT} if anything`,
    )
    .option('--database', 'compare with the database as it is instead')
    .action(({ database }: { database?: boolean }) => diff(database === true));
  migrate
    .command('resolve')
    .description('mark a migration without running it')
    .addOption(new Option('--applied <name>', 'mark as applied').conflicts('rolledBack'))
    .option('--rolled-back <name>', 'mark a failed one as undone by hand')
    .action(resolve);
  migrate
    .command('reset')
    .description('drop everything, data too, and apply all migrations')
    .option('--force', 'also on a server')
    .action(({ force }: { force?: boolean }) => reset(force === true));
  return withKnownCommands(migrate);
}

function parseUp(words: readonly string[]): string | undefined {
  if (words.length === 0) return undefined;
  if (words.length === 2 && words[0] === 'to') return words[1];
  throw new MigrationError('Say "migrate up" or "migrate up to <name>".');
}

function parseDown(words: readonly string[]): DownTarget {
  const [first = '1', second] = words;
  if (words.length === 2 && first === 'to' && second !== undefined) return { to: second };
  if (words.length < 2 && first === 'all') return 'all';
  if (words.length < 2 && /^[1-9]\d{0,3}$/.test(first)) return { steps: Number(first) };
  throw new MigrationError(
    'Say "migrate down", "migrate down <n>", "migrate down to <name>" or "migrate down all".',
  );
}

async function up(to: string | undefined, onlyPrint: boolean): Promise<void> {
  const migrations = await readMigrations(MIGRATIONS_DIR);
  await withSession(async (session, database) => {
    if (onlyPrint) {
      const last = to === undefined ? undefined : findMigration(migrations, to).name;
      print(upScript(await pendingOf(session, migrations, last)) || '-- Nothing is pending.');
      return;
    }
    const done = await migrateUp(session, migrations, { to, onDone: (name) => print(`applied   ${name}`) });
    if (done.length === 0) print('Nothing is pending.');
    // Whoever migrates by hand decides for themselves what goes in: no demo data later.
    if (database.kind === 'embedded') await database.settled();
  });
}

async function down(target: DownTarget): Promise<void> {
  const migrations = await readMigrations(MIGRATIONS_DIR);
  await withSession(async (session) => {
    const done = await migrateDown(session, migrations, target, {
      onDone: (name) => print(`reverted  ${name}`),
    });
    if (done.length === 0) print('Nothing is applied.');
  });
}

async function status(): Promise<void> {
  const migrations = await readMigrations(MIGRATIONS_DIR);
  await withSession(async (session) => {
    const statuses = await migrationStatus(session, migrations);
    for (const { name, state, appliedAt, logs } of statuses) {
      print(`${state.padEnd(8)}  ${(appliedAt ?? '').padEnd(20)}  ${name}${logs ? `  ${logs}` : ''}`);
    }
    if (statuses.some(({ state }) => state !== 'applied')) process.exitCode = EXIT_DIFFERENT;
  });
}

async function diff(withDatabase: boolean): Promise<void> {
  const migrations = await readMigrations(MIGRATIONS_DIR);
  const sql = withDatabase
    ? await withSession((_session, database) => diffDatabase(engineAdapter(database), SCHEMA_DIR))
    : await diffMigrations(migrations, SCHEMA_DIR);
  if (sql === '') return;
  print(sql);
  process.exitCode = EXIT_DIFFERENT;
}

function engineAdapter(database: Database) {
  return database.kind === 'server' ? forSchemaEngine(database.adapterFactory) : database.adapterFactory;
}

async function resolve(marks: { applied?: string; rolledBack?: string }): Promise<void> {
  const name = marks.applied ?? marks.rolledBack;
  if (name === undefined) {
    throw new MigrationError(
      'Say "migrate resolve --applied <name>" or "migrate resolve --rolled-back <name>".',
    );
  }
  const mark = marks.applied === undefined ? 'rolled-back' : 'applied';
  const migrations = await readMigrations(MIGRATIONS_DIR);
  const marked = await withSession((session) => resolveMigration(session, migrations, name, mark));
  print(`Marked ${marked} as ${mark}.`);
}

async function reset(force: boolean): Promise<void> {
  const migrations = await readMigrations(MIGRATIONS_DIR);
  await withSession(async (session) => {
    if (session.kind === 'server' && !force) {
      throw new MigrationError('This would delete all data on a server: add --force if that is meant.');
    }
    const done = await resetDatabase(session, migrations);
    print(`Dropped everything and applied ${counted(done.length, 'migration')}.`);
  });
}

async function withSession<T>(work: (session: SqlSession, database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase(loadConfig());
  try {
    const session = await database.openSession();
    try {
      return await work(session, database);
    } finally {
      await session.close();
    }
  } finally {
    await database.close();
  }
}
