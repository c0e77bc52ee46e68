import { Command } from 'commander';
import { openDatabase } from '../core/db/client.js';
import { ExpectedError } from '../core/db/errors.js';
import { type ScopedDb, scopeDatabase } from '../core/db/tenancy.js';
import { counted } from '../core/wording.js';
import { pendingMigrations } from '../migrations/migrate.js';
import { countAllOld, deleteAllOld } from '../operations/retention.service.js';
import { loadConfig } from '../server/config.js';

interface Flags {
  dryRun?: boolean;
  json?: boolean;
}

/** `runledger maintain` */
export function maintainCommand(): Command {
  return new Command('maintain')
    .description('delete what is older than it is kept (docs/limits.md), whatever RETENTION says')
    .option('--dry-run', 'only count it')
    .option('--json', 'print the counts as JSON')
    .action(maintain);
}

async function maintain({ dryRun = false, json = false }: Flags): Promise<void> {
  const counts = await withDatabase(dryRun ? countAllOld : deleteAllOld);
  if (json) {
    process.stdout.write(`${JSON.stringify(dryRun ? { due: counts } : { deleted: counts })}\n`);
    return;
  }
  const lines = Object.entries(counts).map(([table, count]) => `${table.padEnd(28)}${counted(count, 'row')}`);
  const isOfRuns = dryRun && counts.job_executions !== undefined;
  if (lines.length === 0) lines.push('Nothing is older than it is kept.');
  if (isOfRuns) lines.push('With executions go their events and parts.');
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** Does something for nobody with a database that has all migrations. */
export async function withDatabase<T>(work: (db: ScopedDb) => Promise<T>): Promise<T> {
  const database = await openDatabase(loadConfig());
  try {
    const pending = await pendingMigrations(database);
    if (pending.length > 0) {
      throw new ExpectedError(`The database lacks ${pending.join(', ')}: run "runledger migrate up" first.`);
    }
    return await work(scopeDatabase(database.prisma, null));
  } finally {
    await database.close();
  }
}
