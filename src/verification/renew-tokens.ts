import type { TokenCipher } from './token-cipher.js';

/** Tokens as they are stored. */
export interface StoredTokens {
  accessToken: Buffer;
  refreshToken: Buffer;
  tokenKeyId: string;
}

/**
 * A user's tokens, encrypted anew with the current key.
 * @throws TokenCipherError for what no known key opens, or is not this user's.
 */
export function renewTokens(cipher: TokenCipher, stored: StoredTokens, userId: string): StoredTokens {
  const renew = (ciphertext: Buffer, token: 'access' | 'refresh') =>
    cipher.encrypt(cipher.decrypt(ciphertext, stored.tokenKeyId, { userId, token }), { userId, token });
  return {
    accessToken: renew(stored.accessToken, 'access'),
    refreshToken: renew(stored.refreshToken, 'refresh'),
    tokenKeyId: cipher.keyId,
  };
}
