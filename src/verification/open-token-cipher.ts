import type { Database } from '../core/db/client.js';
import { createTokenCipher, type TokenCipher } from './token-cipher.js';
import { keysInFolder, type TokenKey } from './token-keys.js';

/** With the keys of the settings, or those in an embedded database's folder; null where there are neither. */
export async function openTokenCipher({
  config,
  database,
}: {
  config: { tokenKeys?: TokenKey[] };
  database: Database;
}): Promise<TokenCipher | null> {
  if (config.tokenKeys) return createTokenCipher(config.tokenKeys);
  if (database.kind === 'server' || database.dataDir === null) return null;
  return createTokenCipher(await keysInFolder(database.dataDir));
}
