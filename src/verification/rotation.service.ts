import { scopeDatabase } from '../core/db/tenancy.js';
import { runTransaction } from '../core/db/transaction.js';
import { NIL_UUID } from '../core/ids.js';
import type { PrismaClient } from '../generated/prisma/client.js';
import { renewTokens } from './renew-tokens.js';
import { lockOutdated, type StoredConnection, writeRenewed } from './rotation.sql.js';
import { type TokenCipher, TokenCipherError } from './token-cipher.js';

const BATCH = 200;

export interface Rotated {
  /** How many connections are encrypted with the current key now that were not. */
  renewed: number;
  /** How many no key opens, by the id of the key that they name: they stay as they are. */
  failed: ReadonlyMap<string, number>;
}

/**
 * Encrypts the tokens of all X connections with the current key, some in a transaction. Who stops half-way, and runs
 * it again, goes on; servers may work meanwhile, once they know both keys.
 */
export async function rotateTokens(prisma: PrismaClient, cipher: TokenCipher): Promise<Rotated> {
  const db = scopeDatabase(prisma, null);
  const failed = new Map<string, number>();
  let renewed = 0;
  let after: string = NIL_UUID;
  for (;;) {
    const { rows, done } = await runTransaction(db, async (tx) => {
      const rows = await lockOutdated(tx, cipher.keyId, after, BATCH);
      const done = rows.flatMap((row) => renewal(cipher, row) ?? []);
      await writeRenewed(tx, done);
      return { rows, done: new Set(done.map(({ id }) => id)) };
    });
    renewed += done.size;
    for (const { id, tokenKeyId } of rows) {
      if (!done.has(id)) failed.set(tokenKeyId, (failed.get(tokenKeyId) ?? 0) + 1);
    }
    const last = rows.at(-1);
    if (!last || rows.length < BATCH) return { renewed, failed };
    after = last.id;
  }
}

function renewal(cipher: TokenCipher, row: StoredConnection) {
  try {
    return { ...renewTokens(cipher, row, row.userId), id: row.id };
  } catch (error) {
    if (error instanceof TokenCipherError) return null;
    throw error;
  }
}
