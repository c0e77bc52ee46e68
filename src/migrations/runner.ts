import { setTimeout as sleep } from 'node:timers/promises';
import { errorMessage } from '../core/db/errors.js';
import type { SqlExecutor, SqlSession } from '../core/db/session.js';
import { runEach, runInTransaction, statementsOf } from './execute.js';
import { findMigration, type Migration, MigrationError, type SqlFile } from './files.js';
import * as history from './history.js';

/** The set that is changed itself until the first release (docs/operations.md). */
const UNRELEASED = new Set(['0001_tables', '0002_rules', '0003_views']);

/** The advisory lock that Prisma's own migrate takes, so that neither runs beside the other. */
const LOCK_KEY = 72707369;
const LOCK_RETRY_MS = 200;
const LOCK_PATIENCE_MS = 5 * 60 * 1000;

export interface RunOptions {
  /** Hears of each migration once it is applied or reverted. */
  onDone?: (name: string) => void;
}

/**
 * Applies pending migrations in order, each with its note in one transaction. Of two processes one applies them, and
 * the other finds nothing to do.
 * @param to the name or number of the last one to apply; all without it.
 * @returns the names of those it applied.
 * @throws MigrationError where one fails, or the history does not fit the files.
 */
export function migrateUp(
  session: SqlSession,
  migrations: readonly Migration[],
  { to, onDone }: RunOptions & { to?: string } = {},
): Promise<string[]> {
  const last = to === undefined ? undefined : findMigration(migrations, to).name;
  return withLock(session, async () => {
    await history.createHistory(session);
    const done: string[] = [];
    for (const migration of await pendingOf(session, migrations, last)) {
      await apply(session, migration);
      done.push(migration.name);
      onDone?.(migration.name);
    }
    return done;
  });
}

/** The migrations that `up` would apply; refuses a history that does not fit the files. */
export async function pendingOf(
  session: Pick<SqlExecutor, 'query'>,
  migrations: readonly Migration[],
  last?: string,
): Promise<Migration[]> {
  const statuses = await history.migrationStatus(session, migrations);
  for (const { name, state } of statuses) refuse(name, state);
  const pending = new Set(statuses.filter(({ state }) => state === 'pending').map(({ name }) => name));
  return migrations.filter(({ name }) => pending.has(name) && (last === undefined || name <= last));
}

function refuse(name: string, state: history.MigrationState): void {
  switch (state) {
    case 'failed':
      throw new MigrationError(
        `Migration ${name} failed half-way before: repair the database by hand, then say so with "runledger migrate resolve --applied ${name}" or "--rolled-back ${name}".`,
      );
    case 'edited':
      if (UNRELEASED.has(name)) {
        throw new MigrationError(
          `This database was made by an earlier set of migrations than this version's (${name} differs), and before the first release there is no way up: use an empty one (another DATA_DIR or database, or "runledger migrate reset").`,
        );
      }
      throw new MigrationError(
        `Migration ${name} was edited after it was applied: restore its migration.sql, and put the change into a new migration.`,
      );
    case 'missing':
      throw new MigrationError(
        `Migration ${name} is applied to the database, but its folder is missing: is this an older release of Runledger?`,
      );
  }
}

async function apply(session: SqlSession, migration: Migration): Promise<void> {
  const { name, up } = migration;
  if (up.transactional) {
    await runInTransaction(session, name, up, (tx) => history.recordApplied(tx, migration));
    return;
  }
  const statements = await statementsOf(name, up);
  await history.recordStarted(session, migration);
  try {
    await runEach(session, name, up, statements);
  } catch (error) {
    await history.recordFailure(session, name, errorMessage(error));
    throw error;
  }
  await history.recordFinished(session, name);
}

export type DownTarget = { steps: number } | { to: string } | 'all';

/**
 * Reverts applied migrations with their down.sql, the last one first, each with its note in one transaction.
 * @param target how many, or the one that stays as the last (its name or number), or all.
 * @returns the names of those it reverted.
 */
export function migrateDown(
  session: SqlSession,
  migrations: readonly Migration[],
  target: DownTarget,
  { onDone }: RunOptions = {},
): Promise<string[]> {
  const kept =
    typeof target === 'object' && 'to' in target ? findMigration(migrations, target.to).name : undefined;
  return withLock(session, async () => {
    const statuses = await history.migrationStatus(session, migrations);
    const applied = statuses.filter(({ state }) => state !== 'pending').reverse();
    if (kept !== undefined && !applied.some(({ name }) => name === kept)) {
      throw new MigrationError(`Migration ${kept} is not applied, so there is no way down to it.`);
    }
    const steps = typeof target === 'object' && 'steps' in target ? target.steps : applied.length;
    const done: string[] = [];
    for (const { name, state } of applied.slice(0, steps)) {
      if (name === kept) break;
      if (state === 'failed' || state === 'missing') refuse(name, state);
      await revert(session, name, migrations.find((migration) => migration.name === name)?.down);
      done.push(name);
      onDone?.(name);
    }
    return done;
  });
}

async function revert(session: SqlSession, name: string, down: SqlFile | undefined): Promise<void> {
  if (down === undefined)
    throw new MigrationError(`Migration ${name} has no down.sql, so it cannot be reverted.`);
  if (down.transactional) {
    await runInTransaction(session, name, down, (tx) => history.removeRecord(tx, name));
    return;
  }
  await runEach(session, name, down, await statementsOf(name, down));
  await history.removeRecord(session, name);
}

/** Marks a migration as applied without running it, or a failed one as undone. */
export function resolveMigration(
  session: SqlSession,
  migrations: readonly Migration[],
  name: string,
  mark: 'applied' | 'rolled-back',
): Promise<string> {
  return withLock(session, async () => {
    await history.createHistory(session);
    const statuses = await history.migrationStatus(session, migrations);
    if (mark === 'rolled-back') {
      // Of those that the database knows: the folder of a failed one may be gone.
      const found = findMigration(statuses, name).name;
      await history.markRolledBack(session, found);
      return found;
    }
    const migration = findMigration(migrations, name);
    const status = statuses.find((one) => one.name === migration.name);
    if (status?.state === 'failed') await history.markRolledBack(session, migration.name);
    else if (status?.state !== 'pending') {
      throw new MigrationError(`Migration ${migration.name} is applied already.`);
    }
    await history.recordApplied(session, migration);
    return migration.name;
  });
}

/** Drops everything in the public schema, data too, and applies all migrations again. */
export async function resetDatabase(
  session: SqlSession,
  migrations: readonly Migration[],
): Promise<string[]> {
  await withLock(session, () =>
    session.transaction((tx) =>
      tx.exec(`SET LOCAL client_min_messages = warning;
        DROP SCHEMA public CASCADE;
        CREATE SCHEMA public;
        ALTER SCHEMA public OWNER TO pg_database_owner;
        GRANT USAGE ON SCHEMA public TO PUBLIC`),
    ),
  );
  return migrateUp(session, migrations);
}

/**
 * Asks for the lock again and again, because a statement that waits for it would keep a snapshot open, for which
 * another process's CREATE INDEX CONCURRENTLY would wait in turn.
 */
async function withLock<T>(session: SqlSession, work: () => Promise<T>): Promise<T> {
  const started = Date.now();
  for (;;) {
    const [row] = await session.query('SELECT pg_try_advisory_lock($1) AS locked', [LOCK_KEY]);
    if (row?.locked === true) break;
    if (Date.now() - started > LOCK_PATIENCE_MS) {
      throw new MigrationError(
        'Another process has been migrating this database for five minutes: try again later.',
      );
    }
    await sleep(LOCK_RETRY_MS);
  }
  try {
    return await work();
  } finally {
    // A connection that broke has given the lock free already, and its error is the one to hear of.
    await session.query('SELECT pg_advisory_unlock($1)', [LOCK_KEY]).catch(() => undefined);
  }
}
