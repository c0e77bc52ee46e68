import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { TokenKey } from './token-keys.js';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const PROVIDER = 'twitter';

/** Which token it is, and whose: the same ciphertext under another's name, or as the other token, is none. */
export interface TokenName {
  /** The user's UUID. */
  userId: string;
  token: 'access' | 'refresh';
}

/** A ciphertext that is not this token's, or of a key that is not known here. It says nothing of what is inside. */
export class TokenCipherError extends Error {
  override name = 'TokenCipherError';
}

/** Encrypts tokens with AES-256-GCM. */
export interface TokenCipher {
  /** The id of the key that {@link encrypt} uses. */
  readonly keyId: string;
  /** @returns A new random IV, the ciphertext and its tag. */
  encrypt(plaintext: string, name: TokenName): Buffer;
  /** @param keyId The key that it was encrypted with. @throws TokenCipherError */
  decrypt(ciphertext: Uint8Array, keyId: string, name: TokenName): string;
}

/** @param keys The current one first; the others only decrypt. @throws Error without a key */
export function createTokenCipher(keys: readonly TokenKey[]): TokenCipher {
  const [current] = keys;
  if (!current) throw new Error('a cipher needs a key');
  return {
    keyId: current.id,
    encrypt(plaintext, name) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(ALGORITHM, current.key, iv, { authTagLength: TAG_BYTES });
      cipher.setAAD(additionalData(name));
      return Buffer.concat([iv, cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    },
    decrypt(ciphertext, keyId, name) {
      const known = keys.find(({ id }) => id === keyId);
      if (!known) throw new TokenCipherError('The key of a token is not known here.');
      if (ciphertext.length < IV_BYTES + TAG_BYTES) throw new TokenCipherError('A token is cut off.');
      const iv = ciphertext.subarray(0, IV_BYTES);
      const decipher = createDecipheriv(ALGORITHM, known.key, iv, { authTagLength: TAG_BYTES });
      decipher.setAAD(additionalData(name));
      decipher.setAuthTag(ciphertext.subarray(-TAG_BYTES));
      try {
        const start = decipher.update(ciphertext.subarray(IV_BYTES, -TAG_BYTES));
        return Buffer.concat([start, decipher.final()]).toString('utf8');
      } catch {
        throw new TokenCipherError('A token does not decrypt: it is changed, or not of this user.');
      }
    },
  };
}

const additionalData = ({ userId, token }: TokenName) => Buffer.from(`${PROVIDER}/${userId}/${token}`);
