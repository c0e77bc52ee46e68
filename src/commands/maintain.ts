import { Command } from 'commander';
import { scopeDatabase } from '../core/db/tenancy.js';
import { counted } from '../core/wording.js';
import { countAllOld, deleteAllOld } from '../operations/retention.service.js';
import { withDatabase } from './with-database.js';

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
  const run = dryRun ? countAllOld : deleteAllOld;
  const counts = await withDatabase(({ prisma }) => run(scopeDatabase(prisma, null)));
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
