import { TIER_STREAMS } from '../accounts/tiers.js';
import { createActedFor } from '../auth/acted-for.js';
import { findMembership } from '../auth/acted-for.sql.js';
import { createAuthenticator } from '../auth/authenticator.js';
import { createCredentials } from '../auth/credentials.js';
import { createIssuerLookUp, type Identity } from '../auth/issuer.js';
import { createPasses } from '../auth/pass.js';
import { lookUpBearer, lookUpSession } from '../auth/session.js';
import { createSessionTokens } from '../auth/session-token.js';
import type { Database } from '../core/db/client.js';
import { readInstanceSecret } from '../core/db/secrets.js';
import type { Logger } from '../core/logger.js';
import { createLeaseTokens } from '../executions/lease/lease.js';
import { createPartsWatch } from '../executions/parts/parts-watch.js';
import { createQueueServices } from '../executions/queue-services.js';
import { createProgressWatch } from '../executions/read/progress-watch.js';
import { createHub, type Hub } from '../feed/hub.js';
import { createMailer, type Mailer } from '../mail/mailer.js';
import { createWebhookSecrets } from '../notifications/webhooks/secrets.js';
import { personOfIdentity } from '../people/identity.service.js';
import { createSignIn, LINK_ANSWER_MS } from '../people/sign-in.service.js';
import { openTokenCipher } from '../verification/open-token-cipher.js';
import type { Config } from './config.js';
import type { ContextDeps } from './create-context.js';
import { createDoor, type Door } from './limits/door.js';
import { costAgain } from './limits/query-cost.js';
import { createRates } from './limits/rates.js';

export interface ServiceDeps {
  database: Database;
  config: Config;
  logger: Logger;
  /** Where subscriptions come from; one of its own if left out. It is closed with the services. */
  hub?: Hub;
  /** What sends mails; one of its own if left out. It is closed with the services. */
  mailer?: Mailer;
  /** What counts; one of its own if left out. It is closed with the services. */
  door?: Door | null;
  /** Milliseconds since 1970. */
  clock?: () => number;
  /** How long whoever asks for a link waits at least, in milliseconds. */
  linkAnswerMs?: number;
}

/** What the requests of a process share. */
export interface Services extends ContextDeps {
  /** Counts what everybody asks for; null where the settings say that nothing is counted. */
  door: Door | null;
  close(): Promise<void>;
}

export function createServices(deps: ServiceDeps): Services {
  const { database, config, logger, clock = Date.now } = deps;
  const { prisma } = database;
  const hub = deps.hub ?? createHub({ database, config, logger });
  const mailer = deps.mailer ?? createMailer({ config, logger });
  const authenticator = createAuthenticator({
    prisma,
    logger,
    adminKey: config.adminKey,
    onLookUp: hub.listen,
    clock,
  });
  const sessionSecret = once(() => readInstanceSecret(prisma, 'session'));
  const tokens = once(async () => createSessionTokens(await sessionSecret()));
  const passes = createPasses(sessionSecret, clock);
  const signIn = createSignIn(prisma, {
    tokens,
    mailer,
    publicUrl: config.publicUrl,
    answerAfterMs: deps.linkAnswerMs ?? LINK_ANSWER_MS,
    credentialsChanged: hub.announceCredentials,
    logger,
  });
  const identify = (identity: Identity) => personOfIdentity(signIn, identity);
  const credentials = createCredentials({
    apiKeys: authenticator,
    actedFor: createActedFor({
      lookUpMembership: (userId, accountId) => findMembership(prisma, userId, accountId),
      onLookUp: hub.listen,
      clock,
    }),
    lookUpBearer: (bearer) => lookUpBearer(bearer, { prisma }),
    passes,
    lookUpSession: (token) => lookUpSession(token, { prisma, tokens, clock }),
    lookUpIssued: config.issuer ? createIssuerLookUp(config.issuer, { identify, logger, clock }) : null,
    onLookUp: hub.listen,
    clock,
  });
  hub.onCredentials(authenticator.invalidate);
  hub.onCredentials(credentials.invalidate);
  const progress = createProgressWatch({ prisma: database.background.prisma, logger, onPoll: hub.listen });
  hub.onWake(progress.wake);
  const parts = createPartsWatch({ prisma: database.background.prisma, logger, onPoll: hub.listen });
  hub.onWake(parts.wake);
  const queue = createQueueServices();
  hub.onWake(queue.arrivals.wake);
  hub.onDrain(queue.arrivals.close);
  const door = deps.door === undefined ? openDoor(deps) : deps.door;
  return {
    prisma,
    credentials,
    signIn,
    leases: once(async () => createLeaseTokens(await readInstanceSecret(prisma, 'lease'))),
    runCosts: config.runCosts,
    readDoorUsage: door?.readUsage ?? (async () => new Map()),
    charge: door?.charge ?? (async () => undefined),
    queryTimeoutMs: config.queryTimeoutMs,
    tokenCipher: once(() => openTokenCipher(deps)),
    isLendingTokens: config.tokenLending,
    hub,
    streamsOf: ({ tier }) => TIER_STREAMS[tier],
    costAgain,
    ...queue,
    parts,
    passes,
    progress,
    mailer,
    webhooks: {
      rules: { allowPrivate: config.webhookAllowPrivate },
      secrets: once(async () => createWebhookSecrets(await readInstanceSecret(prisma, 'webhook'))),
    },
    logger,
    door,
    async close() {
      await hub.close();
      progress.close();
      parts.close();
      await authenticator.close();
      await mailer.close();
      door?.close();
    },
  };
}

/** What counts requests; null where the settings say that nothing is counted. */
export function openDoor({
  config: { rateLimits },
  database,
  logger,
}: Pick<ServiceDeps, 'config' | 'database' | 'logger'>): Door | null {
  if (rateLimits === 'off') return null;
  const isShared = rateLimits === 'database' || (rateLimits === 'auto' && database.kind === 'server');
  return createDoor(createRates({ database: isShared ? database : null, logger }));
}

/** Asks once; a failure is asked again, so that a database that was away is no harm for ever. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask().catch((error) => {
      answer = undefined;
      throw error;
    });
    return answer;
  };
}
