import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Command } from 'commander';
import { openDatabase } from '../core/db/client.js';
import { ExpectedError } from '../core/db/errors.js';
import { decodeId, isUuid } from '../core/ids.js';
import { backUp, restore } from '../operations/backup/backup.service.js';
import { exportLines } from '../operations/backup/export.service.js';
import { loadConfig } from '../server/config.js';

const print = (text: string) => process.stdout.write(`${text}\n`);

/** `runledger backup`, `restore` and `export` */
export function backupCommands(): Command[] {
  return [
    new Command('backup')
      .description('write the database into a file, also while a server works on it')
      .argument('<file>', 'a new file')
      .addHelpText(
        'after',
        `
Of an embedded database it is a compressed copy of its files, which a server that is running makes; of a server's it
is what pg_dump writes, which must be installed. Keys that encrypt tokens (TOKEN_KEYS, DATA_DIR/token-keys) are not in it.`,
      )
      .action(async (file: string) => {
        await backUp(loadConfig(), file);
        print(`Wrote ${file}.`);
      }),
    new Command('restore')
      .description('fill a database from a backup; nothing may use it meanwhile')
      .argument('<file>', 'what "runledger backup" wrote')
      .option('--force', "replace what is in a server's database")
      .addHelpText(
        'after',
        `
An embedded database is made in DATA_DIR, where there must be none. Leases and sessions of the old database are refused
in the new one: workers lose what they held, and people sign in again.`,
      )
      .action(async (file: string, { force }: { force?: boolean }) => {
        await restore(loadConfig(), file, { force: force === true });
        print(`Restored ${file}: run "runledger doctor", then "runledger serve".`);
      }),
    new Command('export')
      .description("print all that is an account's, a JSON object a line: table and row")
      .requiredOption('--account <id>', "the account's or its person's id, as the API shows it or as a UUID")
      .addHelpText('after', '\nSecrets are left out: tokens of X accounts, hashes of keys, sessions.')
      .action(async ({ account }: { account: string }) => {
        const ownerId = accountId(account);
        const database = await openDatabase(loadConfig());
        try {
          const known = await database.sql.query(
            '/* find_account */ SELECT FROM accounts WHERE id = $1::uuid',
            [ownerId],
          );
          if (known.length === 0) throw new ExpectedError(`There is no account ${account}.`);
          await pipeline(Readable.from(exportLines(database.sql, ownerId)), process.stdout, { end: false });
        } finally {
          await database.close();
        }
      }),
  ];
}

/** @throws ExpectedError */
function accountId(text: string): string {
  if (isUuid(text)) return text;
  const id = decodeId(text);
  if (id?.type === 'Account' || id?.type === 'User') return id.uuid;
  throw new ExpectedError(`"${text}" is no id of an account.`);
}
