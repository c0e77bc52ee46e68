import { timingSafeEqual } from 'node:crypto';
import type { GraphQLError } from 'graphql';
import { unauthenticated } from '../core/errors.js';
import type { Logger } from '../core/logger.js';
import { effectiveScopes, scopesInTeam } from '../core/scopes.js';
import type { Viewer } from '../core/viewer.js';
import type { PrismaClient } from '../generated/prisma/client.js';
import { hashApiKey, parseApiKey } from './api-key.js';
import { type ApiKeyRef, findApiKey } from './api-key.sql.js';
import { createKeyUsage } from './key-usage.js';
import { createViewerCache, type Recognised } from './viewer-cache.js';

const MAX_CREDENTIAL_LENGTH = 512;
const BEARER = /^Bearer +([\x21-\x7e]+)$/i;

export interface Authenticator {
  /**
   * @param authorization the Authorization header, or null.
   * @returns who asks; null without credentials.
   * @throws GraphQLError UNAUTHENTICATED (HTTP 401) for credentials that are malformed, unknown, revoked or expired,
   * or whose user is not active.
   */
  authenticate(authorization: string | null): Promise<Viewer | null>;
  /** Looks up who acts by a key, for a pass that was asked for with it. @throws as `authenticate`. */
  lookUpById(id: string): Promise<Recognised>;
  /** Forgets what is remembered of credentials of a user or an account, or of all for null: their next use asks. */
  invalidate(id: string | null): void;
  /** Writes down what is still to be recorded. */
  close(): Promise<void>;
}

export interface AuthenticatorDeps {
  prisma: PrismaClient;
  logger: Logger;
  /** The operator's own administrator key, which need not have the form of the others. */
  adminKey?: string | undefined;
  /** Called when the database is asked; it may see to it that changes are heard of from then on. */
  onLookUp?: () => void;
  /** Milliseconds since 1970. */
  clock?: () => number;
}

/** Knows API keys: see {@link Authenticator}. */
export function createAuthenticator({
  prisma,
  logger,
  adminKey,
  onLookUp,
  clock = Date.now,
}: AuthenticatorDeps): Authenticator {
  const adminKeyHash = adminKey === undefined ? null : Buffer.from(hashApiKey(adminKey));
  const usage = createKeyUsage(prisma, logger, clock);
  const cache = createViewerCache({ onLookUp, clock });

  const isAdminKey = (keyHash: string) =>
    adminKeyHash !== null && timingSafeEqual(Buffer.from(keyHash), adminKeyHash);

  async function lookUp(ref: ApiKeyRef): Promise<Recognised> {
    const askedAt = clock();
    const row = await findApiKey(prisma, ref);
    if (!row) throw unauthenticated('The API key is unknown.');
    if (row.isRevoked) throw unauthenticated('The API key has been revoked.');
    const { id: apiKeyId, scopes: given, isTeams, isRevoked: _, msLeft, ...who } = row;
    if (who.status !== 'ACTIVE') {
      throw unauthenticated(`The user of this API key is ${who.status.toLowerCase()}.`);
    }
    const scopes = isTeams ? scopesInTeam(given, who.accountRole) : effectiveScopes(given, who.role);
    return {
      viewer: { ...who, apiKeyId, scopes },
      expiresAt: msLeft === null ? null : new Date(askedAt + msLeft),
    };
  }

  return {
    async authenticate(authorization) {
      if (authorization === null) return null;
      const viewer = await cache.get(readCredential(authorization, isAdminKey), (keyHash) =>
        lookUp({ keyHash }),
      );
      if (viewer.apiKeyId !== null) usage.record(viewer.apiKeyId);
      return viewer;
    },
    lookUpById: (id) => lookUp({ id }),
    invalidate: cache.invalidate,
    close: () => usage.close(),
  };
}

/** The hash of the key in the header; what cannot be a key never reaches the database. */
function readCredential(authorization: string, isAdminKey: (keyHash: string) => boolean): string {
  const [, key] = (authorization.length <= MAX_CREDENTIAL_LENGTH && BEARER.exec(authorization)) || [];
  if (key === undefined) throw malformed();
  const keyHash = hashApiKey(key);
  if (parseApiKey(key) === null && !isAdminKey(keyHash)) throw malformed();
  return keyHash;
}

const malformed = (): GraphQLError =>
  unauthenticated('The Authorization header must be "Bearer" and an API key of this service.');
