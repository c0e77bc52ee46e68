import { randomUUID } from 'node:crypto';
import type { SqlExecutor } from '../core/db/session.js';
import { checksum, type Migration, MigrationError, matchesChecksum } from './files.js';

/** Prisma's table, exactly as its own migrate makes it, so that `prisma migrate deploy` can go on from here. */
const CREATE_TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                    VARCHAR(36) PRIMARY KEY NOT NULL,
    "checksum"              VARCHAR(64) NOT NULL,
    "finished_at"           TIMESTAMPTZ,
    "migration_name"        VARCHAR(255) NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        TIMESTAMPTZ,
    "started_at"            TIMESTAMPTZ NOT NULL DEFAULT now(),
    "applied_steps_count"   INTEGER NOT NULL DEFAULT 0
)`;

export type MigrationState = 'applied' | 'pending' | 'failed' | 'edited' | 'missing';

export interface MigrationStatus {
  name: string;
  state: MigrationState;
  /** UTC, to the second; null where it is not applied. */
  appliedAt: string | null;
  /** What the database said, of a failed one. */
  logs: string | null;
}

interface Entry {
  name: string;
  checksum: string;
  finishedAt: string | null;
  logs: string | null;
}

export async function createHistory(session: SqlExecutor): Promise<void> {
  await session.exec(`SET client_min_messages = warning; ${CREATE_TABLE}; RESET client_min_messages`);
}

/** Compares a folder of migrations with what the database says was done; it changes nothing. */
export async function migrationStatus(
  session: Pick<SqlExecutor, 'query'>,
  migrations: readonly Migration[],
): Promise<MigrationStatus[]> {
  const entries = new Map((await readEntries(session)).map((entry) => [entry.name, entry]));
  const known = new Set(migrations.map(({ name }) => name));
  const missing = [...entries.keys()].filter((name) => !known.has(name));
  const statuses = migrations.map(({ name, up }) => statusOf(name, entries.get(name), up.sql));
  return [...statuses, ...missing.map((name) => statusOf(name, entries.get(name)))].sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
}

function statusOf(name: string, entry: Entry | undefined, sql?: string): MigrationStatus {
  if (entry === undefined) return { name, state: 'pending', appliedAt: null, logs: null };
  const { finishedAt: appliedAt, logs } = entry;
  if (appliedAt === null) return { name, state: 'failed', appliedAt, logs };
  if (sql === undefined) return { name, state: 'missing', appliedAt, logs };
  return { name, state: matchesChecksum(sql, entry.checksum) ? 'applied' : 'edited', appliedAt, logs };
}

async function readEntries(session: Pick<SqlExecutor, 'query'>): Promise<Entry[]> {
  const [table] = await session.query(`SELECT to_regclass('"_prisma_migrations"')::text AS name`);
  if (table?.name == null) return [];
  // A migration that was tried again has a row for each time; the last one holds.
  const rows = await session.query(
    `SELECT DISTINCT ON (migration_name) migration_name, checksum, logs,
            to_char(finished_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS finished_at
       FROM "_prisma_migrations" WHERE rolled_back_at IS NULL
      ORDER BY migration_name, started_at DESC`,
  );
  return rows.map((row) => ({
    name: String(row.migration_name),
    checksum: String(row.checksum),
    finishedAt: textOrNull(row.finished_at),
    logs: textOrNull(row.logs),
  }));
}

const textOrNull = (value: unknown) => (typeof value === 'string' ? value : null);

/** Notes a migration as applied, in the transaction that applies it. */
export async function recordApplied(session: SqlExecutor, { name, up }: Migration): Promise<void> {
  await session.query(
    `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
    [randomUUID(), checksum(up.sql), name],
  );
}

/** Notes that a migration outside a transaction begins; until it is finished it counts as failed. */
export async function recordStarted(session: SqlExecutor, { name, up }: Migration): Promise<void> {
  await session.query(`INSERT INTO "_prisma_migrations" (id, checksum, migration_name) VALUES ($1, $2, $3)`, [
    randomUUID(),
    checksum(up.sql),
    name,
  ]);
}

export async function recordFinished(session: SqlExecutor, name: string): Promise<void> {
  await session.query(
    `UPDATE "_prisma_migrations" SET finished_at = now(), applied_steps_count = 1, logs = NULL
      WHERE migration_name = $1 AND finished_at IS NULL AND rolled_back_at IS NULL`,
    [name],
  );
}

export async function recordFailure(session: SqlExecutor, name: string, logs: string): Promise<void> {
  await session.query(
    `UPDATE "_prisma_migrations" SET logs = $2
      WHERE migration_name = $1 AND finished_at IS NULL AND rolled_back_at IS NULL`,
    [name, logs],
  );
}

export async function removeRecord(session: SqlExecutor, name: string): Promise<void> {
  await session.query(`DELETE FROM "_prisma_migrations" WHERE migration_name = $1`, [name]);
}

/** Marks a failed migration as undone by hand, so that the next `up` runs it again. */
export async function markRolledBack(session: SqlExecutor, name: string): Promise<void> {
  const rows = await session.query(
    `UPDATE "_prisma_migrations" SET rolled_back_at = now()
      WHERE migration_name = $1 AND finished_at IS NULL AND rolled_back_at IS NULL RETURNING id`,
    [name],
  );
  if (rows.length === 0) {
    throw new MigrationError(`Migration ${name} is not failed, so there is nothing to mark as rolled back.`);
  }
}

/**
 * The statements of `up` for psql: what applies these migrations and notes them.
 * @param migrations the pending ones, in order.
 */
export function upScript(migrations: readonly Migration[]): string {
  const parts = migrations.map((migration) => {
    const { name, up } = migration;
    const note = `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count)\nVALUES (gen_random_uuid(), '${checksum(up.sql)}', ${quote(name)}, clock_timestamp(), 1);`;
    const body = `-- ${up.path}\n${up.sql.trimEnd()}\n\n${note}`;
    return up.transactional ? `BEGIN;\n${body}\nCOMMIT;\n` : `${body}\n`;
  });
  return parts.length === 0 ? '' : [`${CREATE_TABLE};\n`, ...parts].join('\n');
}

const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;
