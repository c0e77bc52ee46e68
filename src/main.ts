import { Command, InvalidArgumentError } from 'commander';
import { backupCommands } from './commands/backup.js';
import { doctorCommand } from './commands/doctor.js';
import { keysCommand } from './commands/keys.js';
import { maintainCommand } from './commands/maintain.js';
import { migrateCommand } from './commands/migrate.js';
import { rollupsCommand } from './commands/rollups.js';
import { refuseUnknownCommand } from './commands/unknown-command.js';
import { ExpectedError } from './core/db/errors.js';
import { checkAddress } from './server/address.js';
import { type Config, loadConfig } from './server/config.js';

interface ServeFlags {
  migrate?: boolean;
  empty?: boolean;
  host?: string;
  port?: string;
}

const MAX_SCALE = 100_000_000;

function parseScale(text: string): number {
  const scale = Number(text);
  if (Number.isInteger(scale) && scale > 0 && scale <= MAX_SCALE) return scale;
  throw new InvalidArgumentError(`It is a number of executions from 1 to ${MAX_SCALE}.`);
}

const program = new Command('runledger')
  .description(
    'A GraphQL ledger of background work. Settings come from the environment: see docs/operations.md.',
  )
  .showHelpAfterError('(runledger --help shows the commands)');

program
  .command('serve', { isDefault: true })
  .description('serve the API')
  .argument('[words...]')
  .option('--migrate', "apply pending migrations to a server's database first")
  .option('--empty', 'leave a new embedded database without the demo data, as NODE_ENV=production does')
  .option('--host <address>', 'instead of HOST')
  .option('--port <number>', 'instead of PORT')
  .action(async (words: string[], { host, port, ...options }: ServeFlags) => {
    // "serve" may be left out, so a word that is no command arrives here.
    if (words[0] !== undefined) refuseUnknownCommand(program, words[0]);
    const config = withFlags({ HOST: host, PORT: port });
    // Before a folder is made and filled for a server that cannot be reached.
    const [{ openDatabase }, { createLogger, openLog }] = await Promise.all([
      import('./core/db/client.js'),
      import('./core/logger.js'),
      checkAddress(config),
    ]);
    const logger = createLogger(config.logLevel, openLog());
    // It opens while the rest is loaded; its failure is met where it is awaited.
    const database = openDatabase(config, { onWarning: (message) => logger.warn(message) });
    database.catch(() => undefined);
    const { serve } = await import('./server/server.js');
    await serve(config, { ...options, logger, database });
  });

program.addCommand(migrateCommand());
program.addCommand(keysCommand());
program.addCommand(maintainCommand());
program.addCommand(rollupsCommand());
program.addCommand(doctorCommand());
for (const command of backupCommands()) program.addCommand(command);

program
  .command('seed')
  .description('fill the database with the demo data')
  .option('--scale <executions>', 'make this many executions for benchmarks instead', parseScale)
  .option('--without-parts', 'with --scale: those executions alone, a year of 50 owners and 5,000 jobs')
  .option('--force', 'beside people who are there already')
  .action(async (options: { scale?: number; withoutParts?: boolean; force?: boolean }) => {
    const { seedCommand } = await import('../demo/seed.js');
    await seedCommand(loadConfig(), options);
  });

program
  .command('schema')
  .description("print the API's schema")
  .action(async () => {
    const [{ schema }, { lexicographicSortSchema, printSchema }] = await Promise.all([
      import('./schema.js'),
      import('graphql'),
    ]);
    process.stdout.write(`${printSchema(lexicographicSortSchema(schema))}\n`);
  });

/** A flag wins over its variable. */
function withFlags(flags: Record<string, string | undefined>): Config {
  const given = Object.entries(flags).filter(([, value]) => value !== undefined);
  return loadConfig({ ...process.env, ...Object.fromEntries(given) });
}

try {
  await program.parseAsync();
} catch (error) {
  // Of an error that nobody foresaw the stack only: a database's also carries the values of its statement.
  const text = error instanceof ExpectedError ? error.message : error instanceof Error ? error.stack : error;
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
}
