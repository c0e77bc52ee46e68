import { defineSettings, oneOf, parsedBy } from '../core/settings.js';
import { parseTokenKeys, TOKEN_KEYS_FORM, type TokenKey } from './token-keys.js';

export interface VerificationConfig {
  /** What OAuth tokens are encrypted with, the current one first. */
  tokenKeys?: TokenKey[];
  /** Whether keys with the scope VERIFY may borrow OAuth tokens. */
  tokenLending: boolean;
}

/** What becomes of OAuth tokens. */
export const verificationSettings = defineSettings(
  {
    TOKEN_KEYS: parsedBy(parseTokenKeys, () => TOKEN_KEYS_FORM).optional(),
    TOKEN_LENDING: oneOf(['on', 'off']).default('off'),
  },
  ({ TOKEN_KEYS: tokenKeys, TOKEN_LENDING }): VerificationConfig => ({
    tokenKeys,
    tokenLending: TOKEN_LENDING === 'on',
  }),
);
