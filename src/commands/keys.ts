import { Command } from 'commander';
import { ExpectedError } from '../core/db/errors.js';
import { counted } from '../core/wording.js';
import { openTokenCipher } from '../verification/open-token-cipher.js';
import { rotateTokens } from '../verification/rotation.service.js';
import { withKnownCommands } from './unknown-command.js';
import { withDatabase } from './with-database.js';

/** `runledger keys …` */
export function keysCommand(): Command {
  const keys = new Command('keys').description("the keys that X accounts' tokens are encrypted with");
  keys
    .command('rotate')
    .description('encrypt all tokens with the current key; exits with 1 where a key is missing')
    .action(rotate);
  return withKnownCommands(keys);
}

async function rotate(): Promise<void> {
  await withDatabase(async (database, config) => {
    const cipher = await openTokenCipher({ config, database });
    if (!cipher) throw new ExpectedError('There are no keys to encrypt tokens with: set TOKEN_KEYS.');
    const { renewed, failed } = await rotateTokens(database.prisma, cipher);
    process.stdout.write(
      `Encrypted ${counted(renewed, 'X connection')} anew, with the key "${cipher.keyId}".\n`,
    );
    if (failed.size === 0) return;
    const left = [...failed].map(([keyId, count]) => `${count} of the key "${keyId}"`).join(', ');
    throw new ExpectedError(
      `Left as they are: ${left}. Their key is not in TOKEN_KEYS, or does not open them: add it, or let their users connect again.`,
    );
  });
}
