import type { TokenCipher } from './token-cipher.js';

declare module '../graphql/context.js' {
  interface Context {
    /** What OAuth tokens are encrypted with; null where there are no keys. */
    tokenCipher(): Promise<TokenCipher | null>;
    /** Whether the operator lets keys with the scope VERIFY borrow OAuth tokens. */
    isLendingTokens: boolean;
  }
}
