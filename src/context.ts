import type { RunCosts } from './accounts/run-costs.js';
import type { ReadDoorUsage } from './accounts/tiers.js';
import type { Credentials } from './auth/credentials.js';
import type { SessionCookie } from './auth/session-cookie.js';
import type { Viewer } from './auth/viewer.js';
import { ownerCondition, type ScopedDb, scopeDatabase } from './db/tenancy.js';
import { createWeighing } from './db/weighing.js';
import type { LeaseTokens } from './executions/lease.js';
import type { Hub } from './feed/hub.js';
import type { PrismaClient } from './generated/prisma/client.js';
import type { Visitor } from './limits/door.js';
import { createLoaders, type Loaders } from './loaders.js';
import type { Logger } from './logger.js';
import type { Mailer } from './mail/mailer.js';
import type { SignIn } from './people/sign-in.service.js';
import type { TokenCipher } from './verification/token-cipher.js';
import type { WebhookRules } from './webhooks/address.js';
import type { WebhookSecrets } from './webhooks/secrets.js';

/** What mutations must know of webhooks. */
export interface WebhookSettings {
  rules: WebhookRules;
  secrets(): Promise<WebhookSecrets>;
}

/** What a resolver knows of the request it answers. */
export interface Context {
  /** Null without credentials. */
  viewer: Viewer | null;
  /** The database as the viewer may see it. */
  db: ScopedDb;
  /** What is read in batches beside it. */
  loaders: Loaders;
  /** Makes and reads the tokens of leases. */
  leases: LeaseTokens;
  /** Credits that a run costs. */
  runCosts: RunCosts;
  /** What the door has counted of users. */
  readDoorUsage: ReadDoorUsage;
  /** Charges who asks for more than the request was admitted for. @throws GraphQLError RATE_LIMITED */
  spend(points: number): Promise<void>;
  /** How long one answer may take. */
  queryTimeoutMs: number;
  /** What OAuth tokens are encrypted with; null where there are no keys. */
  tokenCipher(): Promise<TokenCipher | null>;
  /** Whether the operator lets keys with the scope VERIFY borrow OAuth tokens. */
  isLendingTokens: boolean;
  mailer: Mailer;
  /** What people sign in with. */
  signIn: SignIn;
  /** The cookie of a session, where the request has one and its answer may. */
  cookie: SessionCookie;
  /** To be called once it is committed that a user's status, role or credentials have changed. */
  credentialsChanged(userId: string): void;
  webhooks: WebhookSettings;
  logger: Logger;
  requestId: string;
  /** When it began to be looked who asks, by the clock of `performance.now()`. */
  askedAt: number;
  /** As the request has them, before anything is coerced. */
  variables: Readonly<Record<string, unknown>>;
  /** What subscriptions come from. */
  hub: Hub;
  /** Where the request comes from. */
  visitor: Visitor;
  /** Looks who asks, again. @throws GraphQLError UNAUTHENTICATED where the credentials are no longer good. */
  authenticate(): Promise<Viewer | null>;
  /** One for one more answer to the same request: for who asks by now, and with nothing remembered of what was read. */
  renew(): Context;
  /** Breaks the connection that the request came by. */
  disconnect(): void;
}

export interface ContextDeps {
  prisma: PrismaClient;
  credentials: Credentials;
  signIn: SignIn;
  leases(): Promise<LeaseTokens>;
  runCosts: RunCosts;
  readDoorUsage: ReadDoorUsage;
  charge(viewer: Viewer, points: number): Promise<void>;
  queryTimeoutMs: number;
  tokenCipher: Context['tokenCipher'];
  isLendingTokens: boolean;
  hub: Hub;
  mailer: Mailer;
  webhooks: WebhookSettings;
  logger: Logger;
}

/** What a request says of itself. */
export interface Asking {
  /** Its Authorization header, or null. */
  authorization: string | null;
  cookie: SessionCookie;
  requestId: string;
  variables: Readonly<Record<string, unknown>>;
  visitor: Visitor;
  disconnect(): void;
}

/**
 * Makes the context of one request.
 * @throws GraphQLError UNAUTHENTICATED for wrong credentials.
 */
export async function createContext(
  { authorization, cookie, requestId, variables, visitor, disconnect }: Asking,
  {
    prisma,
    credentials,
    signIn,
    leases,
    runCosts,
    readDoorUsage,
    charge,
    queryTimeoutMs,
    tokenCipher,
    isLendingTokens,
    hub,
    mailer,
    webhooks,
    logger,
  }: ContextDeps,
): Promise<Context> {
  const askedAt = performance.now();
  let viewer = await credentials.authenticate(authorization, cookie.token);
  const scoped = () => {
    const weighing = createWeighing(prisma, viewer, ownerCondition);
    return { weighing, db: scopeDatabase(prisma, viewer, weighing) };
  };
  let database = scoped();
  const shared = {
    leases: await leases(),
    runCosts,
    readDoorUsage,
    queryTimeoutMs,
    async spend(points: number) {
      if (viewer) await charge(viewer, points);
    },
    tokenCipher,
    isLendingTokens,
    hub,
    mailer,
    signIn,
    cookie,
    credentialsChanged: hub.announceCredentials,
    webhooks,
    logger: logger.child({ requestId }),
    requestId,
    askedAt,
    variables,
    visitor,
    disconnect,
    async authenticate() {
      const now = await credentials.authenticate(authorization, cookie.token);
      if (now !== viewer) {
        viewer = now;
        database = scoped();
      }
      return viewer;
    },
    renew(): Context {
      const { db, weighing } = database;
      weighing.renew();
      return { ...shared, viewer, db, loaders: createLoaders(db, viewer, readDoorUsage) };
    },
  };
  return shared.renew();
}
