import type { IncomingMessage } from 'node:http';
import { useCSRFPrevention } from '@graphql-yoga/plugin-csrf-prevention';
import { usePersistedOperations } from '@graphql-yoga/plugin-persisted-operations';
import type { GraphQLSchema } from 'graphql';
import { createLRUCache, createYoga, type YogaServerInstance } from 'graphql-yoga';
import { createAuthenticator } from './auth/authenticator.js';
import { createCredentials } from './auth/credentials.js';
import { createIssuerLookUp, type Identity } from './auth/issuer.js';
import { lookUpSession } from './auth/session.js';
import { SCRIPT_HEADERS, sessionCookieOf } from './auth/session-cookie.js';
import { createSessionTokens } from './auth/session-token.js';
import type { Config } from './config.js';
import { type Context, createContext } from './context.js';
import type { Database } from './db/client.js';
import { ExpectedError } from './db/errors.js';
import { pendingMigrations } from './db/migrate.js';
import { readInstanceSecret } from './db/secrets.js';
import { createLeaseTokens } from './executions/lease.js';
import { createHub, type Hub } from './feed/hub.js';
import { useGraphiQLPage } from './graphiql/use-graphiql-page.js';
import { type AllowList, notListed, onlyByHash } from './limits/allow-list.js';
import { createClientAddress } from './limits/client-address.js';
import { createDoor, createVisitors, type Door } from './limits/door.js';
import { createRates } from './limits/rates.js';
import type { Logger } from './logger.js';
import { createMailer, type Mailer } from './mail/mailer.js';
import { personOfIdentity } from './people/identity.service.js';
import { createSignIn, LINK_ANSWER_MS } from './people/sign-in.service.js';
import { REQUEST_ID_HEADER, requestIdOf } from './plugins/request-id.js';
import { useDocumentLimits } from './plugins/use-document-limits.js';
import { useDoor } from './plugins/use-door.js';
import { useErrors } from './plugins/use-errors.js';
import { useOperationLimits } from './plugins/use-operation-limits.js';
import { useProbes } from './plugins/use-probes.js';
import { useResponseHeaders } from './plugins/use-response-headers.js';
import { useScopes } from './plugins/use-scopes.js';
import { useSessionCookie } from './plugins/use-session-cookie.js';
import { useStrictRequests } from './plugins/use-strict-requests.js';
import { useSubscriptions } from './plugins/use-subscriptions.js';
import { useVariableErrors } from './plugins/use-variable-errors.js';
import { schema as ownSchema } from './schema.js';
import { useSignInPages } from './sign-in-page/use-sign-in-pages.js';
import { openTokenCipher } from './verification/open-token-cipher.js';
import { isWebSocket } from './web-socket-upgrade.js';
import { createWebhookSecrets } from './webhooks/secrets.js';

export const GRAPHQL_PATH = '/graphql';

/** Any of these shows that a GET was not made by a page of another site: a browser would ask first. */
const CSRF_HEADERS = ['authorization', ...SCRIPT_HEADERS];
const CORS_MAX_AGE_SECONDS = 3_600;
const CACHED_DOCUMENTS = 256;
/** Longer documents are parsed every time, so that the cache cannot be made to eat the memory. */
const MAX_CACHED_DOCUMENT_LENGTH = 10_000;

/** What the HTTP server knows of a request, where there is one. */
export interface ServerContext {
  req?: IncomingMessage;
}

export type App = YogaServerInstance<ServerContext, Context>;

export interface AppDeps {
  database: Database;
  config: Config;
  logger: Logger;
  /** Where subscriptions come from; one of its own if left out. It is closed with the app. */
  hub?: Hub;
  /** What sends mails; one of its own if left out. It is closed with the app. */
  mailer?: Mailer;
  schema?: GraphQLSchema;
  /** The only operations that may be asked; any if left out. */
  allowList?: AllowList | null;
  /** Milliseconds since 1970. */
  clock?: () => number;
  /** How long whoever asks for a link waits at least, in milliseconds. */
  linkAnswerMs?: number;
  /** An API key that GraphiQL gives to browsers on this machine. */
  developmentKey?: string | null;
  /** Whether the process is about to end: it is not ready for more then. */
  isDraining?: () => boolean;
}

/** The whole HTTP side without a socket: ask it with `app.fetch`, end it with `app.dispose()`. */
export function createApp(deps: AppDeps): App {
  const {
    database,
    config,
    logger,
    schema = ownSchema,
    clock = Date.now,
    developmentKey = null,
    allowList = null,
  } = deps;
  const { prisma } = database;
  const leases = once(async () => createLeaseTokens(await readInstanceSecret(prisma, 'lease')));
  const tokenCipher = once(() => openTokenCipher(deps));
  const hub = deps.hub ?? createHub({ database, config, logger });
  const authenticator = createAuthenticator({
    prisma,
    logger,
    adminKey: config.adminKey,
    onLookUp: hub.listen,
    clock,
  });
  const mailer = deps.mailer ?? createMailer({ config, logger });
  const tokens = once(async () => createSessionTokens(await readInstanceSecret(prisma, 'session')));
  const signIn = createSignIn(prisma, {
    tokens,
    mailer,
    publicUrl: config.publicUrl,
    answerAfterMs: deps.linkAnswerMs ?? LINK_ANSWER_MS,
    logger,
  });
  const identify = (identity: Identity) => personOfIdentity(signIn, identity);
  const credentials = createCredentials({
    apiKeys: authenticator,
    lookUpSession: (token) => lookUpSession(token, { prisma, tokens, clock }),
    lookUpIssued: config.issuer ? createIssuerLookUp(config.issuer, { identify, logger, clock }) : null,
    onLookUp: hub.listen,
    clock,
  });
  const webhooks = {
    rules: { allowPrivate: config.webhookAllowPrivate },
    secrets: once(async () => createWebhookSecrets(await readInstanceSecret(prisma, 'webhook'))),
  };
  hub.onCredentials(authenticator.invalidate);
  hub.onCredentials(credentials.invalidate);
  const visitorOf = createVisitors(createClientAddress(config.trustedProxies));
  const door = openDoor(deps);
  const services = {
    prisma,
    credentials,
    signIn,
    leases,
    runCosts: config.runCosts,
    readDoorUsage: door?.readUsage ?? (async () => new Map()),
    tokenCipher,
    hub,
    mailer,
    webhooks,
    logger,
  };
  const isProduction = config.environment === 'production';
  const isGraphiQLServed = config.graphiql === 'on' || (config.graphiql === 'auto' && !isProduction);

  return createYoga<ServerContext, Context>({
    schema,
    async context({ request, req }) {
      const visitor = visitorOf(request, req);
      const look = () =>
        createContext(
          {
            authorization: request.headers.get('authorization'),
            cookie: sessionCookieOf(request, config.publicUrl),
            requestId: requestIdOf(request),
            visitor,
            disconnect: () => req?.socket.destroy(),
          },
          services,
        );
      if (!door) return look();
      // What comes over a WebSocket has not knocked yet.
      if (req && isWebSocket(req)) await door.knock(visitor);
      return door.greet(visitor, look);
    },
    graphqlEndpoint: GRAPHQL_PATH,
    // useProbes answers /health; Yoga's own answer, without a body, stays out of its way.
    healthCheckEndpoint: '/health/yoga',
    // useErrors masks: it sees every answer, also those made before execution.
    maskedErrors: false,
    logging: false,
    landingPage: false,
    graphiql: false,
    batching: false,
    multipart: false,
    // useStrictRequests counts the bytes, without another stream for every request.
    maxRequestBodySize: false,
    cors: corsOptions(config.corsOrigins),
    parserAndValidationCache: { documentCache: documentCache(), errorCache: documentCache() },
    plugins: [
      useResponseHeaders(),
      useSessionCookie(),
      useProbes({ whyNotReady: () => whyNotReady(deps), clock }),
      isGraphiQLServed && useGraphiQLPage({ endpoint: GRAPHQL_PATH, developmentKey }),
      useSignInPages({ endpoint: `.${GRAPHQL_PATH}` }),
      useStrictRequests({ bodyLimitBytes: config.bodyLimitBytes, isQueryOptional: allowList !== null }),
      useCSRFPrevention({ requestHeaders: CSRF_HEADERS }),
      allowList !== null &&
        usePersistedOperations({
          getPersistedOperation: (hash) => allowList.get(hash) ?? null,
          customErrors: { persistedQueryOnly: onlyByHash, keyNotFound: onlyByHash, notFound: notListed },
        }),
      useDocumentLimits({ hideSuggestions: isProduction, introspection: config.introspection }),
      useVariableErrors({ hideSuggestions: isProduction }),
      useScopes(),
      useOperationLimits({ ...config, door }),
      useSubscriptions({ hub }),
      useErrors({ logger }),
      // Behind what finds faults in requests, and before anything of them is read.
      door !== null && useDoor({ door, visitorOf }),
      {
        async onDispose() {
          await hub.close();
          await authenticator.close();
          await mailer.close();
          door?.close();
        },
      },
    ],
  });
}

/** Null where the settings say that nothing is counted. */
function openDoor({ config: { rateLimits }, database, logger }: AppDeps): Door | null {
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

function corsOptions(origins: readonly string[]) {
  if (origins.length === 0) return false;
  return {
    origin: [...origins],
    credentials: false,
    methods: ['GET', 'POST'],
    allowedHeaders: ['authorization', 'content-type', REQUEST_ID_HEADER],
    exposedHeaders: [REQUEST_ID_HEADER],
    maxAge: CORS_MAX_AGE_SECONDS,
  };
}

function documentCache<T extends object>() {
  const cache = createLRUCache<T>({ max: CACHED_DOCUMENTS });
  return {
    get: (text: string) => cache.get(text),
    set(text: string, value: T) {
      if (text.length <= MAX_CACHED_DOCUMENT_LENGTH) cache.set(text, value);
    },
  };
}

async function whyNotReady({ database, logger, isDraining }: AppDeps): Promise<string | null> {
  if (isDraining?.()) return 'The server is shutting down.';
  try {
    const pending = await pendingMigrations(database);
    return pending.length === 0 ? null : `${pending.length} migrations are pending.`;
  } catch (err) {
    if (err instanceof ExpectedError) return err.message;
    logger.warn({ err }, 'not ready');
    return 'The database cannot be reached.';
  }
}
