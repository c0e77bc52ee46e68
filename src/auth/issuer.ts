import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import { unauthenticated, unavailable } from '../core/errors.js';
import type { Logger } from '../core/logger.js';
import { type Person, viewerInPerson } from './session.js';
import type { Recognised } from './viewer-cache.js';

/** Signatures by private keys only: a shared secret has no place in a public key set. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const CLOCK_TOLERANCE_SECONDS = 30;
const FETCH_TIMEOUT_MS = 5_000;
/** A token with an unknown key has the key set read again, but not more often than this. */
const COOLDOWN_MS = 30_000;
const KEYS_MAX_AGE_MS = 10 * 60_000;
/** OpenID Connect: ASCII, at most 255 characters. */
const SUBJECT = /^[\x20-\x7e]{1,255}$/;

/** What says that the keys could not be had, rather than that the token is wrong. */
const KEYS_FAILED = new Set(['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID']);

/** The settings AUTH_JWKS_URL, AUTH_ISSUER and AUTH_AUDIENCE. */
export interface IssuerConfig {
  jwksUrl: string;
  issuer: string;
  audience: string;
}

/** Somebody whom the issuer knows. */
export interface Identity {
  issuer: string;
  subject: string;
  /** Null where the issuer does not say that it verified one. */
  email: string | null;
  name: string | null;
}

/** @returns The user that an identity belongs to, made or linked the first time; null where there can be none. */
export type Identify = (identity: Identity) => Promise<Person | null>;

export type LookUpIssued = (token: string) => Promise<Recognised>;

/**
 * Looks up whom a token of the external issuer speaks for.
 * @throws GraphQLError UNAUTHENTICATED for a token that is not good here, or whose user is not active;
 * SERVICE_UNAVAILABLE where the issuer's keys cannot be had.
 */
export function createIssuerLookUp(
  { jwksUrl, issuer, audience }: IssuerConfig,
  { identify, logger, clock }: { identify: Identify; logger: Logger; clock: () => number },
): LookUpIssued {
  const keys = createRemoteJWKSet(new URL(jwksUrl), {
    timeoutDuration: FETCH_TIMEOUT_MS,
    cooldownDuration: COOLDOWN_MS,
    cacheMaxAge: KEYS_MAX_AGE_MS,
  });

  async function verify(token: string): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms: ALGORITHMS,
        issuer,
        audience,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: new Date(clock()),
        requiredClaims: ['sub', 'exp'],
      });
      return payload;
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw unauthenticated('The token has expired.');
      if (error instanceof errors.JOSEError && !KEYS_FAILED.has(error.code)) {
        throw unauthenticated('The token is not valid here.');
      }
      logger.error({ err: error }, 'the keys of AUTH_JWKS_URL could not be read');
      throw unavailable("The token cannot be checked now: its issuer's keys are away.");
    }
  }

  return async (token) => {
    const { sub = '', exp = 0, email, email_verified: isVerified, name } = await verify(token);
    if (!SUBJECT.test(sub)) throw unauthenticated('The token is not valid here.');
    const person = await identify({
      issuer,
      subject: sub,
      email: isVerified === true && typeof email === 'string' ? email : null,
      name: typeof name === 'string' ? name : null,
    });
    if (!person) throw unauthenticated('Nobody here belongs to this token.');
    const expiresAt = new Date((exp + CLOCK_TOLERANCE_SECONDS) * 1_000);
    return { viewer: viewerInPerson(person, { endsAt: expiresAt }), expiresAt };
  };
}
