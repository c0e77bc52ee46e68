import { GraphQLError } from 'graphql';
import { decodeJwt } from 'jose';
import { unauthenticated } from '../core/errors.js';
import type { Viewer } from '../core/viewer.js';
import type { ActedFor } from './acted-for.js';
import type { Authenticator } from './authenticator.js';
import type { LookUpIssued } from './issuer.js';
import { SESSION_ISSUER } from './session-token.js';
import { createViewerCache, type Recognised } from './viewer-cache.js';

/** Longer tokens of other issuers are refused unread. */
const MAX_TOKEN_LENGTH = 8_192;
const BEARER_JWT = /^Bearer +(eyJ[\w-]+\.[\w-]+\.[\w-]*)$/i;

/** What a request says of who asks. */
export interface Presented {
  /** The Authorization header, or null. */
  authorization: string | null;
  /** A session's token that a browser sent by itself, or null. One that is no longer good counts as none. */
  cookie: string | null;
  /** The header `x-runledger-account`, or null. */
  account: string | null;
}

/** Knows whoever may ask: by an API key, the token of a session, or one of an external issuer. */
export interface Credentials {
  /**
   * @returns who asks; null without credentials.
   * @throws GraphQLError UNAUTHENTICATED (HTTP 401) for an Authorization header that is not good; FORBIDDEN (403) for
   * an account that they do not act for.
   */
  authenticate(presented: Presented): Promise<Viewer | null>;
  /** Forgets what is remembered of a user or of an account, or of all for null: the next request asks anew. */
  invalidate(id: string | null): void;
}

export interface CredentialsDeps {
  apiKeys: Pick<Authenticator, 'authenticate'>;
  actedFor: ActedFor;
  lookUpSession: (token: string) => Promise<Recognised>;
  /** Null where there is no external issuer. */
  lookUpIssued: LookUpIssued | null;
  /** Called when the database is asked; it may see to it that changes are heard of from then on. */
  onLookUp?: () => void;
  /** Milliseconds since 1970. */
  clock: () => number;
}

export function createCredentials({
  apiKeys,
  actedFor,
  lookUpSession,
  lookUpIssued,
  onLookUp,
  clock,
}: CredentialsDeps): Credentials {
  const cache = createViewerCache({ onLookUp, clock });

  async function byToken(token: string): Promise<Viewer> {
    if (token.length > MAX_TOKEN_LENGTH) throw unauthenticated('The token is too long.');
    if (issuerOf(token) === SESSION_ISSUER) return cache.get(token, lookUpSession);
    if (lookUpIssued) return cache.get(token, lookUpIssued);
    throw unauthenticated('The token is not valid here.');
  }

  async function byCookie(token: string): Promise<Viewer | null> {
    try {
      return await cache.get(token, lookUpSession);
    } catch (error) {
      // Browsers go on sending it, also to whoever signs in anew.
      if (error instanceof GraphQLError && error.extensions.code === 'UNAUTHENTICATED') return null;
      throw error;
    }
  }

  async function whoAsks({ authorization, cookie }: Omit<Presented, 'account'>): Promise<Viewer | null> {
    if (authorization === null) return cookie === null ? null : byCookie(cookie);
    const [, token] = BEARER_JWT.exec(authorization) ?? [];
    return token === undefined ? apiKeys.authenticate(authorization) : byToken(token);
  }

  return {
    async authenticate({ account, ...presented }) {
      const viewer = await whoAsks(presented);
      return viewer && actedFor.choose(viewer, account);
    },
    invalidate(id) {
      cache.invalidate(id);
      actedFor.invalidate(id);
    },
  };
}

/** What a token says of its issuer, true or not; undefined where it is no token. */
function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}
