import type { Database } from '../core/db/client.js';
import { MIGRATIONS_DIR } from '../core/paths.js';
import { type Migration, readMigrations } from '../migrations/files.js';
import { migrationStatus } from '../migrations/history.js';
import { migrateUp as applyMigrations, pendingOf } from '../migrations/runner.js';

/** The files of a release do not change while it runs, and readiness asks often. */
let shipped: Promise<Migration[]> | undefined;

/** The migrations of this release, in order. */
export function shippedMigrations(): Promise<Migration[]> {
  shipped ??= readMigrations(MIGRATIONS_DIR);
  return shipped;
}

/**
 * The names of this release's migrations that the database lacks.
 * @throws MigrationError where an applied one failed, was edited or is missing.
 */
export async function pendingMigrations({ sql }: Pick<Database, 'sql'>): Promise<string[]> {
  return (await pendingOf(sql, await shippedMigrations())).map(({ name }) => name);
}

/** The names of the migrations that the database has, also of those that this release does not know. */
export async function appliedMigrations({ sql }: Pick<Database, 'sql'>): Promise<string[]> {
  const statuses = await migrationStatus(sql, await shippedMigrations());
  return statuses.filter(({ appliedAt }) => appliedAt !== null).map(({ name }) => name);
}

/**
 * Applies what is pending, all or nothing of each migration.
 * @returns the names of those it applied.
 * @throws MigrationError naming the file, the line and the statement that failed.
 */
export async function migrateUp(database: Pick<Database, 'openSession'>): Promise<string[]> {
  const session = await database.openSession();
  try {
    return await applyMigrations(session, await shippedMigrations());
  } finally {
    await session.close();
  }
}
