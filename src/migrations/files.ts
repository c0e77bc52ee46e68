import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { ExpectedError, errorCode } from '../core/db/errors.js';

/** A migration cannot be read, applied, reverted or marked; the message says which one and why. */
export class MigrationError extends ExpectedError {
  override name = 'MigrationError';
}

/** The first line of a file whose statements must not share a transaction, like CREATE INDEX CONCURRENTLY. */
export const NO_TRANSACTION = '-- runledger: no transaction';

export interface SqlFile {
  /** As shown to people: from the working directory where that is shorter. */
  path: string;
  sql: string;
  transactional: boolean;
}

export interface Migration {
  /** The folder's name, for example 0001_tables; migrations run in the order of their names. */
  name: string;
  up: SqlFile;
  /** Absent where the folder has no down.sql. */
  down?: SqlFile;
}

/** Reads a folder of migrations in their order. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(names.sort().map((name) => readMigration(folder, name)));
}

async function readMigration(folder: string, name: string): Promise<Migration> {
  const up = await readSql(join(folder, name, 'migration.sql'));
  if (up === undefined) throw new MigrationError(`Migration ${name} has no migration.sql.`);
  return { name, up, down: await readSql(join(folder, name, 'down.sql')) };
}

async function readSql(path: string): Promise<SqlFile | undefined> {
  try {
    const sql = await readFile(path, 'utf8');
    return { path: shownPath(path), sql, transactional: sql.split(/\r?\n/, 1)[0]?.trim() !== NO_TRANSACTION };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function shownPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.length < path.length ? fromHere : path;
}

/**
 * Finds the migration that somebody means by its name or by the number in front of it.
 * @throws MigrationError where none or several fit.
 */
export function findMigration<T extends { name: string }>(migrations: readonly T[], given: string): T {
  const exact = migrations.find(({ name }) => name === given);
  if (exact !== undefined) return exact;
  const fitting = migrations.filter(({ name }) => name.startsWith(`${given}_`));
  if (fitting.length === 1 && fitting[0] !== undefined) return fitting[0];
  const names = migrations.map(({ name }) => name).join(', ') || 'none';
  throw new MigrationError(`There is no migration "${given}"; there are: ${names}.`);
}

/** The checksum that Prisma keeps of a migration. */
export function checksum(sql: string): string {
  return createHash('sha256').update(sql).digest('hex');
}

/** Like Prisma, takes a file for unchanged where only its line endings were converted. */
export function matchesChecksum(sql: string, expected: string): boolean {
  const unix = sql.replaceAll('\r\n', '\n');
  return [sql, unix, unix.replaceAll('\n', '\r\n')].some((text) => checksum(text) === expected);
}
