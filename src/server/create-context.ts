import type { Credentials } from '../auth/credentials.js';
import type { SessionCookie } from '../auth/session-cookie.js';
import type { Ticket } from '../auth/ticket.js';
import { ownerCondition, scopeDatabase } from '../core/db/tenancy.js';
import { createWeighing } from '../core/db/weighing.js';
import { lazily } from '../core/lazily.js';
import type { Viewer } from '../core/viewer.js';
import type { QueueServices } from '../executions/context.js';
import type { LeaseTokens } from '../executions/lease/lease.js';
import type { PrismaClient } from '../generated/prisma/client.js';
import type { Context } from '../graphql/context.js';
import type { Visitor } from './limits/door.js';

declare module '../graphql/context.js' {
  interface Context {
    /** Where the request comes from. */
    visitor: Visitor;
    /** Aborted where whoever asks has gone. */
    gone: AbortSignal | undefined;
  }
}

/** What all requests of a process share. */
export interface ContextDeps
  extends QueueServices,
    Pick<
      Context,
      | 'costAgain'
      | 'hub'
      | 'isLendingTokens'
      | 'logger'
      | 'mailer'
      | 'parts'
      | 'passes'
      | 'progress'
      | 'queryTimeoutMs'
      | 'readDoorUsage'
      | 'runCosts'
      | 'signIn'
      | 'streamsOf'
      | 'tokenCipher'
      | 'webhooks'
    > {
  prisma: PrismaClient;
  credentials: Credentials;
  /** Charges a viewer for more than the request was admitted for. @throws GraphQLError RATE_LIMITED */
  charge(viewer: Viewer, points: number): Promise<void>;
  leases(): Promise<LeaseTokens>;
}

/** What a request says of itself. */
export interface Asking {
  /** Its Authorization header, or null. */
  authorization: string | null;
  /** Its header `x-runledger-account`, or null. */
  account: string | null;
  cookie: SessionCookie;
  /** What its WebSocket was opened with, or null. */
  ticket: Ticket | null;
  requestId: string;
  variables: Context['variables'];
  visitor: Visitor;
  /** Aborted where whoever asks has gone; left out where nothing tells. */
  gone?: AbortSignal | undefined;
  disconnect(): void;
}

/**
 * Makes the context of one request.
 * @throws GraphQLError UNAUTHENTICATED for wrong credentials, FORBIDDEN for an account that they do not act for.
 */
export async function createContext(
  { authorization, account, ticket, ...asking }: Asking,
  { prisma, credentials, charge, leases, logger, ...deps }: ContextDeps,
): Promise<Context> {
  const askedAt = performance.now();
  const presented = { authorization, account, cookie: asking.cookie.token, ticket };
  let viewer = await credentials.authenticate(presented);
  const scoped = () => {
    const weighing = createWeighing(prisma, viewer, ownerCondition);
    // Of calls that are made together, only the first one's is used.
    return { weighing, db: lazily(() => scopeDatabase(prisma, viewer, weighing)) };
  };
  let database = scoped();
  const shared = {
    ...deps,
    ...asking,
    gone: asking.gone,
    askedAt,
    leases: await leases(),
    credentialsChanged: deps.hub.announceCredentials,
    logger: logger.child({ requestId: asking.requestId }),
    async spend(points: number) {
      if (viewer) await charge(viewer, points);
    },
    async authenticate() {
      const now = await credentials.authenticate(presented);
      if (now !== viewer) {
        viewer = now;
        database = scoped();
      }
      return viewer;
    },
    renew(): Context {
      const { db, weighing } = database;
      weighing.renew();
      return { ...shared, viewer, db };
    },
  };
  return shared.renew();
}
