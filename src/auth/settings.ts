import { z } from 'zod';
import { isLoopbackHost } from '../core/loopback.js';
import { ConfigError, defineSettings } from '../core/settings.js';
import type { IssuerConfig } from './issuer.js';

const ADMIN_KEY_MIN_LENGTH = 32;

export interface AuthConfig {
  /** The operator's own key. */
  adminKey?: string;
  /** Whose tokens are taken beside this server's own. */
  issuer?: IssuerConfig;
}

/** Whose credentials are good beside those that the database has. */
export const authSettings = defineSettings(
  {
    RUNLEDGER_ADMIN_KEY: z
      .string()
      .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces')
      .min(ADMIN_KEY_MIN_LENGTH, `must be at least ${ADMIN_KEY_MIN_LENGTH} characters long`)
      .optional(),
    AUTH_JWKS_URL: z
      .string()
      .refine(isKeySetUrl, 'must be an https:// address (http:// only of this machine)')
      .optional(),
    AUTH_ISSUER: z.string().optional(),
    AUTH_AUDIENCE: z.string().optional(),
  },
  ({
    RUNLEDGER_ADMIN_KEY: adminKey,
    AUTH_JWKS_URL: jwksUrl,
    AUTH_ISSUER: issuer,
    AUTH_AUDIENCE: audience,
  }): AuthConfig => {
    if (jwksUrl !== undefined && issuer !== undefined && audience !== undefined) {
      return { adminKey, issuer: { jwksUrl, issuer, audience } };
    }
    if (jwksUrl === undefined && issuer === undefined && audience === undefined) return { adminKey };
    throw new ConfigError('AUTH_JWKS_URL, AUTH_ISSUER and AUTH_AUDIENCE are set together or not at all.');
  },
);

function isKeySetUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname.replace(/^\[|\]$/g, '')));
}
