import { GraphQLError } from 'graphql';
import { decodeJwt } from 'jose';
import { unauthenticated } from '../core/errors.js';
import { encodeId } from '../core/ids.js';
import type { Viewer } from '../core/viewer.js';
import type { ActedFor } from './acted-for.js';
import type { Authenticator } from './authenticator.js';
import type { LookUpIssued } from './issuer.js';
import type { Bearer, Passes } from './pass.js';
import { SESSION_ISSUER } from './session-token.js';
import type { Ticket } from './ticket.js';
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
  /** What its WebSocket was opened with, or null. Where there is one, it counts alone. */
  ticket: Ticket | null;
}

/** Knows whoever may ask: by an API key, the token of a session, or one of an external issuer. */
export interface Credentials {
  /**
   * @returns who asks; null without credentials.
   * @throws GraphQLError UNAUTHENTICATED (HTTP 401) for an Authorization header that is not good; FORBIDDEN (403) for
   * an account that they do not act for.
   */
  authenticate(presented: Presented): Promise<Viewer | null>;
  /** Who shows a pass that was read. @throws GraphQLError UNAUTHENTICATED, FORBIDDEN as `authenticate`. */
  recognise(bearer: Bearer): Promise<Viewer>;
  /** Forgets what is remembered of a user or of an account, or of all for null: the next request asks anew. */
  invalidate(id: string | null): void;
}

export interface CredentialsDeps {
  apiKeys: Pick<Authenticator, 'authenticate' | 'lookUpById'>;
  actedFor: ActedFor;
  lookUpSession: (token: string) => Promise<Recognised>;
  /** For passes of those who asked in person. */
  lookUpBearer: (bearer: Bearer) => Promise<Recognised>;
  passes: Pick<Passes, 'read'>;
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
  lookUpBearer,
  lookUpIssued,
  passes,
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

  /** @param account What the connection says; null for the one that the pass was asked for. */
  async function byPass(bearer: Bearer, account: string | null): Promise<Viewer> {
    const { userId, accountId, sessionId, apiKeyId, endsAt } = bearer;
    const key = ['pass', userId, sessionId ?? '', apiKeyId ?? '', endsAt?.getTime() ?? ''].join(' ');
    const viewer = await cache.get(key, () =>
      apiKeyId === null ? lookUpBearer(bearer) : apiKeys.lookUpById(apiKeyId),
    );
    return actedFor.choose(viewer, account ?? encodeId('Account', accountId));
  }

  async function byTicket({ token, at }: Ticket, account: string | null): Promise<Viewer> {
    const pass = await passes.read('stream', token, at);
    if (!pass) throw unauthenticated('The ticket is not valid, or was asked for too long ago.');
    return byPass(pass.bearer, account);
  }

  async function whoAsks({
    authorization,
    cookie,
  }: Pick<Presented, 'authorization' | 'cookie'>): Promise<Viewer | null> {
    if (authorization === null) return cookie === null ? null : byCookie(cookie);
    const [, token] = BEARER_JWT.exec(authorization) ?? [];
    return token === undefined ? apiKeys.authenticate(authorization) : byToken(token);
  }

  return {
    async authenticate({ account, ticket, ...presented }) {
      if (ticket) return byTicket(ticket, account);
      const viewer = await whoAsks(presented);
      return viewer && actedFor.choose(viewer, account);
    },
    recognise: (bearer) => byPass(bearer, null),
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
