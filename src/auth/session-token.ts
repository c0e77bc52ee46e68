import { hkdfSync } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { unauthenticated } from '../core/errors.js';

/** What tells a session's token from one of another issuer, before its signature is looked at. */
export const SESSION_ISSUER = 'urn:runledger';
const AUDIENCE = 'urn:runledger:api';
const TYPE = 'session+jwt';
const ALGORITHM = 'HS256';
const KEY_BYTES = 32;

export interface SessionClaims {
  userId: string;
  sessionId: string;
  /** Whole seconds count. */
  issuedAt: Date;
  expiresAt: Date;
}

/** Makes and reads the signed tokens that browsers keep. */
export interface SessionTokens {
  sign(claims: SessionClaims): Promise<string>;
  /** @throws GraphQLError UNAUTHENTICATED for a token that was not made here, or whose time is over. */
  read(token: string, now: Date): Promise<SessionClaims>;
}

const seconds = (date: Date) => Math.floor(date.getTime() / 1_000);
const date = (inSeconds: number) => new Date(inSeconds * 1_000);

/** @param secret The same for all servers of one database. */
export function createSessionTokens(secret: string): SessionTokens {
  const key = new Uint8Array(hkdfSync('sha256', secret, '', 'runledger session tokens', KEY_BYTES));
  return {
    sign: ({ userId, sessionId, issuedAt, expiresAt }) =>
      new SignJWT({ sid: sessionId })
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
        .setIssuer(SESSION_ISSUER)
        .setAudience(AUDIENCE)
        .setSubject(userId)
        .setIssuedAt(seconds(issuedAt))
        .setExpirationTime(seconds(expiresAt))
        .sign(key),
    async read(token, now) {
      try {
        const { payload } = await jwtVerify(token, key, {
          algorithms: [ALGORITHM],
          issuer: SESSION_ISSUER,
          audience: AUDIENCE,
          typ: TYPE,
          currentDate: now,
          requiredClaims: ['sub', 'sid', 'iat', 'exp'],
        });
        const { sub = '', sid, iat = 0, exp = 0 } = payload;
        return { userId: sub, sessionId: String(sid), issuedAt: date(iat), expiresAt: date(exp) };
      } catch (error) {
        if (error instanceof errors.JWTExpired) throw unauthenticated('The token has expired.');
        if (error instanceof errors.JOSEError) throw unauthenticated('The session token is not valid.');
        throw error;
      }
    },
  };
}
