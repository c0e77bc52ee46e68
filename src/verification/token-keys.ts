import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from '../core/db/durable-files.js';
import { errorCode } from '../core/db/errors.js';

/** A key that tokens are encrypted with, and the name that ciphertexts know it by. */
export interface TokenKey {
  id: string;
  /** 256 bits. */
  key: Buffer;
}

export const TOKEN_KEYS_FORM =
  'must be id:key pairs with commas between, each key 32 bytes in base64, each id once';
const TOKEN_KEYS_FILE = 'token-keys';
const KEY_BYTES = 32;
const PAIR = /^([\w-]{1,32}):([A-Za-z0-9+/]{43}=)$/;

/** Reads keys, the current one first; null where the text is not of {@link TOKEN_KEYS_FORM}, or names one twice. */
export function parseTokenKeys(text: string): TokenKey[] | null {
  const keys = text.split(',').map((pair): TokenKey | null => {
    const [, id, key] = PAIR.exec(pair.trim()) ?? [];
    return id && key ? { id, key: Buffer.from(key, 'base64') } : null;
  });
  const known = keys.filter((key) => key !== null);
  return known.length === keys.length && new Set(known.map(({ id }) => id)).size === known.length
    ? known
    : null;
}

/**
 * The keys in an embedded database's folder: one is made when they are first asked for, in a file that only its
 * owner can read. Whoever asks holds the folder's lock.
 * @throws Error where the file holds something else.
 */
export async function keysInFolder(dataDir: string): Promise<TokenKey[]> {
  const file = join(dataDir, TOKEN_KEYS_FILE);
  const kept = await readIfThere(file);
  if (kept !== null) {
    const keys = parseTokenKeys(kept);
    if (keys) return keys;
    throw new Error(`${file} ${TOKEN_KEYS_FORM}.`);
  }
  const made = { id: randomBytes(4).toString('hex'), key: randomBytes(KEY_BYTES) };
  // On the disk before anything is encrypted with it.
  await writeDurably(file, `${made.id}:${made.key.toString('base64')}\n`);
  return [made];
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}
