import { Command } from 'commander';
import { scopeDatabase } from '../core/db/tenancy.js';
import { counted } from '../core/wording.js';
import type { Level } from '../insights/rollup-cells.sql.js';
import { checkRollups, rebuildRollups } from '../insights/rollup-check.service.js';
import { withKnownCommands } from './unknown-command.js';
import { withDatabase } from './with-database.js';

/** What `check` exits with where something differs. */
const EXIT_DIFFERENT = 2;
/** How many are named. */
const NAMED = 20;

const UNITS: Record<Level, string> = { 30: 'half hour', 60: 'hour', 240: 'four hours', 1440: 'day' };

/** `runledger rollups …` */
export function rollupsCommand(): Command {
  const rollups = new Command('rollups').description('the sums that statistics of executions are read from');
  rollups
    .command('check')
    .description(`compare all with executions and archive; exits with ${EXIT_DIFFERENT} where one differs`)
    .option('--json', 'print what differs as JSON')
    .action(check);
  rollups
    .command('rebuild')
    .description('make all anew from executions and archive; statistics are right meanwhile')
    .action(rebuild);
  return withKnownCommands(rollups);
}

async function check({ json = false }: { json?: boolean }): Promise<void> {
  const found = await withDatabase(({ prisma }) => checkRollups(scopeDatabase(prisma, null)));
  if (found.length > 0) process.exitCode = EXIT_DIFFERENT;
  if (json) {
    process.stdout.write(`${JSON.stringify({ differences: found })}\n`);
    return;
  }
  for (const { ownerId, minutes, start, state } of found.slice(0, NAMED)) {
    process.stdout.write(`${ownerId ?? 'everybody'}  ${UNITS[minutes]} ${start.toISOString()}  ${state}\n`);
  }
  process.stdout.write(
    found.length === 0
      ? 'All roll-ups are what they are made of.\n'
      : `${counted(found.length, 'roll-up is', 'roll-ups are')} not what they are made of: run "runledger rollups rebuild".\n`,
  );
}

async function rebuild(): Promise<void> {
  await withDatabase(({ prisma }) => rebuildRollups(scopeDatabase(prisma, null)));
  process.stdout.write('All roll-ups are made anew.\n');
}
