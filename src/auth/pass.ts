import { hkdfSync } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { Viewer } from '../core/viewer.js';

/** What a pass is good for. */
export type PassPurpose = 'stream' | 'download';

const ISSUER = 'urn:runledger';
const TYPE = 'pass+jwt';
const ALGORITHM = 'HS256';
const KEY_BYTES = 32;
/** Longer ones are refused unread. */
const MAX_PASS_LENGTH = 1_024;

/** Whose a pass is, and for what. It is good only while the session or the key is that it was made with. */
const claims = z.object({
  /** The UUID of the user. */
  sub: z.uuid(),
  /** The UUID of the account that is acted for. */
  acc: z.uuid(),
  /** The UUID of the session; left out where none asked. */
  sid: z.uuid().optional(),
  /** The UUID of the API key; left out where none asked. */
  key: z.uuid().optional(),
  /** Until when the credential itself was good, in seconds since 1970; left out where its row says that. */
  end: z.number().optional(),
  /** The UUID of the one thing that it is for; left out where there is none. */
  of: z.uuid().optional(),
});

/** Who shows a pass, by what they asked for it with. */
export interface Bearer {
  userId: string;
  accountId: string;
  sessionId: string | undefined;
  apiKeyId: string | null;
  /** When the credential ends, whatever becomes of it before; undefined where its row says that. */
  endsAt: Date | undefined;
}

export interface Pass {
  bearer: Bearer;
  /** The UUID of what it is for, where it is for one thing. */
  of: string | undefined;
}

export interface Wish {
  /** For how long it can be shown. */
  seconds: number;
  /** The UUID of the one thing that it is for. */
  of?: string;
}

export interface IssuedPass {
  token: string;
  expiresAt: Date;
}

/**
 * Makes and reads passes: signed, short-lived, for one purpose, in the name of the credential that asks. They stand in
 * for it where a browser can send none: in the address of a download, and in the first message of a WebSocket.
 */
export interface Passes {
  issue(purpose: PassPurpose, viewer: Viewer, wish: Wish): Promise<IssuedPass>;
  /**
   * @param at When it was shown.
   * @returns Null for one that was not made here for that purpose, or whose time is over.
   */
  read(purpose: PassPurpose, token: string, at: Date): Promise<Pass | null>;
}

const seconds = (date: Date) => Math.floor(date.getTime() / 1_000);
const date = (inSeconds: number) => new Date(inSeconds * 1_000);
const audienceOf = (purpose: PassPurpose) => `urn:runledger:${purpose}`;

/**
 * @param secret The same for all servers of one database.
 * @param clock Milliseconds since 1970.
 */
export function createPasses(secret: () => Promise<string>, clock: () => number): Passes {
  const key = async () =>
    new Uint8Array(hkdfSync('sha256', await secret(), '', 'runledger passes', KEY_BYTES));
  return {
    async issue(purpose, { userId, accountId, sessionId, apiKeyId, endsAt }, { seconds: valid, of }) {
      const now = new Date(clock());
      const expiresAt = date(seconds(now) + valid);
      const end = endsAt && seconds(endsAt);
      const token = await new SignJWT({ acc: accountId, sid: sessionId, key: apiKeyId ?? undefined, end, of })
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
        .setIssuer(ISSUER)
        .setAudience(audienceOf(purpose))
        .setSubject(userId)
        .setIssuedAt(seconds(now))
        .setExpirationTime(seconds(expiresAt))
        .sign(await key());
      return { token, expiresAt };
    },
    async read(purpose, token, at) {
      if (token.length > MAX_PASS_LENGTH) return null;
      try {
        const { payload } = await jwtVerify(token, await key(), {
          algorithms: [ALGORITHM],
          issuer: ISSUER,
          audience: audienceOf(purpose),
          typ: TYPE,
          currentDate: at,
          requiredClaims: ['sub', 'iat', 'exp'],
        });
        const { sub: userId, acc: accountId, sid: sessionId, key: apiKeyId, end, of } = claims.parse(payload);
        const endsAt = end === undefined ? undefined : date(end);
        return { bearer: { userId, accountId, sessionId, apiKeyId: apiKeyId ?? null, endsAt }, of };
      } catch (error) {
        if (error instanceof errors.JOSEError) return null;
        throw error;
      }
    },
  };
}
