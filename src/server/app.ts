import { useCSRFPrevention } from '@graphql-yoga/plugin-csrf-prevention';
import { usePersistedOperations } from '@graphql-yoga/plugin-persisted-operations';
import type { GraphQLSchema } from 'graphql';
import { createLRUCache, createYoga, type YogaServerInstance } from 'graphql-yoga';
import { ACCOUNT_HEADER } from '../auth/acted-for.js';
import { SCRIPT_HEADERS, sessionCookieOf } from '../auth/session-cookie.js';
import { ticketOf } from '../auth/ticket.js';
import type { Database } from '../core/db/client.js';
import { ExpectedError } from '../core/db/errors.js';
import { type OutageKind, outageOf } from '../core/db/outage.js';
import { tooSlow } from '../core/errors.js';
import { inTime } from '../core/in-time.js';
import { counted } from '../core/wording.js';
import type { Context } from '../graphql/context.js';
import { mailRoute } from '../mail/mailer.js';
import { pendingMigrations } from '../migrations/migrate.js';
import { schema as ownSchema } from '../schema.js';
import { type BuiltConsole, readConsole } from './console/built.js';
import { CONSOLE_PATH, useConsole } from './console/use-console.js';
import { createContext } from './create-context.js';
import { useGraphiQLPage } from './graphiql/use-graphiql-page.js';
import { type AllowList, notListed, onlyByHash } from './limits/allow-list.js';
import { createClientAddress } from './limits/client-address.js';
import { createVisitors } from './limits/door.js';
import { logRequests } from './log-requests.js';
import { type FrontDoorOptions, useFrontDoor } from './pages/use-front-door.js';
import { REQUEST_ID_HEADER, requestIdOf } from './plugins/request-id.js';
import { useBodyLeftovers } from './plugins/use-body-leftovers.js';
import { useDocumentLimits } from './plugins/use-document-limits.js';
import { useDoor } from './plugins/use-door.js';
import { useDownloads } from './plugins/use-downloads.js';
import { useEmptyAnswers } from './plugins/use-empty-answers.js';
import { useErrors } from './plugins/use-errors.js';
import { useOperationLimits } from './plugins/use-operation-limits.js';
import { useProbes } from './plugins/use-probes.js';
import { useResponseHeaders } from './plugins/use-response-headers.js';
import { useScopes } from './plugins/use-scopes.js';
import { useSessionCookie } from './plugins/use-session-cookie.js';
import { useStorableTexts } from './plugins/use-storable-texts.js';
import { useStrictRequests } from './plugins/use-strict-requests.js';
import { useSubscriptions } from './plugins/use-subscriptions.js';
import { useVariableErrors } from './plugins/use-variable-errors.js';
import type { ServerContext } from './server-context.js';
import { createServices, type ServiceDeps } from './services.js';
import { useSignInPages } from './sign-in-page/use-sign-in-pages.js';
import { createWatch, type Watch } from './watch.js';
import { isWebSocket } from './web-socket-upgrade.js';

export const GRAPHQL_PATH = '/graphql';

/** Any of these shows that a GET was not made by a page of another site: a browser would ask first. */
const CSRF_HEADERS = ['authorization', ...SCRIPT_HEADERS];
/** What a page that is traced sends with its requests. */
const TRACE_HEADERS = ['traceparent', 'tracestate'];
const CORS_MAX_AGE_SECONDS = 3_600;
const CACHED_DOCUMENTS = 256;
/** Longer documents are parsed every time, so that the cache cannot be made to eat the memory. */
const MAX_CACHED_DOCUMENT_LENGTH = 10_000;

export type App = YogaServerInstance<ServerContext, Context>;

export interface AppDeps extends ServiceDeps {
  schema?: GraphQLSchema;
  /** The only operations that may be asked; any if left out. */
  allowList?: AllowList | null;
  /** The console, where the settings say that it is served; what was built if left out. */
  builtConsole?: BuiltConsole | null;
  /** An API key that GraphiQL and the console give to browsers on this machine. */
  developmentKey?: string | null;
  /** Sees each request; one that only logs them if left out. */
  watch?: Watch;
  /** Whether the process is about to end: it is not ready for more then. */
  isDraining?: () => boolean;
}

/** The whole HTTP side without a socket: ask it with `app.fetch`, end it with `app.dispose()`. */
export function createApp(deps: AppDeps): App {
  const {
    config,
    logger,
    schema = ownSchema,
    clock = Date.now,
    developmentKey = null,
    allowList = null,
    watch = createWatch([logRequests(logger)]),
  } = deps;
  const services = createServices(deps);
  const { door, hub } = services;
  const visitorOf = createVisitors(createClientAddress(config.trustedProxies));
  const isProduction = config.environment === 'production';
  const built = config.console ? (deps.builtConsole ?? readConsole()) : null;
  const isGraphiQLServed = config.graphiql === 'on' || (config.graphiql === 'auto' && !isProduction);

  return createYoga<ServerContext, Context>({
    schema,
    async context({ request, req, params }) {
      const visitor = visitorOf(request, req);
      const recognise = () =>
        createContext(
          {
            authorization: request.headers.get('authorization'),
            account: request.headers.get(ACCOUNT_HEADER),
            cookie: sessionCookieOf(request, config.publicUrl),
            ticket: ticketOf(request),
            requestId: requestIdOf(request),
            variables: params?.variables ?? {},
            visitor,
            gone: request.signal,
            disconnect: () => req?.socket.destroy(),
          },
          services,
        );
      const { queryTimeoutMs } = config;
      const look = () => inTime(recognise(), queryTimeoutMs, () => tooSlow(queryTimeoutMs));
      if (!door) return look();
      // What comes over a WebSocket has not knocked yet, and is counted before it is parsed.
      const isMessage = req !== undefined && isWebSocket(req);
      if (isMessage) await door.knock(visitor);
      const context = await door.greet(visitor, look);
      if (isMessage && context.viewer) await door.count(visitor, context.viewer);
      return context;
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
      watch.plugin,
      useFrontDoor(frontDoor({ isConsoleServed: built !== null, isGraphiQLServed })),
      useEmptyAnswers({ endpoint: GRAPHQL_PATH }),
      useBodyLeftovers(),
      useResponseHeaders(),
      useSessionCookie(),
      useProbes({ whyNotReady: () => whyNotReady(deps), clock }),
      isGraphiQLServed && useGraphiQLPage({ endpoint: GRAPHQL_PATH, developmentKey }),
      built !== null &&
        useConsole({
          built,
          settings: { graphiql: isGraphiQLServed, mail: mailRoute(config) },
          developmentKey,
        }),
      useSignInPages({
        endpoint: `.${GRAPHQL_PATH}`,
        console: built === null ? null : `.${CONSOLE_PATH}`,
      }),
      useDownloads({
        ...services,
        visitorOf,
        queryTimeoutMs: config.queryTimeoutMs,
        onOutage: deps.database.monitor.notice,
        clock,
      }),
      useStrictRequests({ bodyLimitBytes: config.bodyLimitBytes, isQueryOptional: allowList !== null }),
      useCSRFPrevention({ requestHeaders: CSRF_HEADERS }),
      allowList !== null &&
        usePersistedOperations({
          getPersistedOperation: (hash) => allowList.get(hash) ?? null,
          customErrors: { persistedQueryOnly: onlyByHash, keyNotFound: onlyByHash, notFound: notListed },
        }),
      useDocumentLimits({ hideSuggestions: isProduction, introspection: config.introspection }),
      useStorableTexts(),
      useVariableErrors({ hideSuggestions: isProduction }),
      useScopes(),
      useOperationLimits({ ...config, door }),
      useSubscriptions({ hub, queryTimeoutMs: config.queryTimeoutMs }),
      useErrors({ logger, onOutage: deps.database.monitor.notice }),
      // Behind what finds faults in requests, and before anything of them is read.
      door !== null && useDoor({ door, visitorOf }),
      { onDispose: services.close },
    ],
  });
}

interface Served {
  isConsoleServed: boolean;
  isGraphiQLServed: boolean;
}

function frontDoor({ isConsoleServed, isGraphiQLServed }: Served): FrontDoorOptions {
  const api = { path: GRAPHQL_PATH.slice(1), name: isGraphiQLServed ? 'GraphiQL, and the API' : 'The API' };
  const console = { path: CONSOLE_PATH.slice(1), name: 'The console' };
  const destinations = isConsoleServed ? [console, api] : [api];
  return { destinations, home: isConsoleServed ? console.path : isGraphiQLServed ? api.path : null };
}

function corsOptions(origins: readonly string[]) {
  if (origins.length === 0) return false;
  return {
    origin: [...origins],
    credentials: false,
    methods: ['GET', 'POST'],
    allowedHeaders: ['authorization', 'content-type', ACCOUNT_HEADER, REQUEST_ID_HEADER, ...TRACE_HEADERS],
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

/** What an outage is to whoever asks whether the server can work. */
const NOT_READY: Record<OutageKind, string> = {
  unreachable: 'The database cannot be reached.',
  unwritable: 'The database takes no writes.',
  busy: 'The database has no connection free.',
  slow: 'The database takes too long.',
};
/** How long a probe waits for the database. */
const READY_MS = 2_000;

async function whyNotReady({ database, logger, isDraining }: AppDeps): Promise<string | null> {
  if (isDraining?.()) return 'The server is shutting down.';
  const known = database.monitor.outage();
  // Whether there is a connection by now is soon found out, below.
  if (known && known.kind !== 'busy') return NOT_READY[known.kind];
  try {
    return await inTime(whyNotWorking(database), READY_MS, () => new NotReady(database));
  } catch (err) {
    if (err instanceof NotReady) database.monitor.notice();
    if (err instanceof ExpectedError) return err.message;
    const outage = outageOf(err);
    if (!outage) logger.warn({ err }, 'not ready');
    database.monitor.notice(outage ?? undefined);
    return NOT_READY[outage?.kind ?? 'unreachable'];
  }
}

/** No answer in time: it may be that nobody had a connection to ask by. */
class NotReady extends ExpectedError {
  constructor(database: Database) {
    const isFull = database.kind === 'server' && database.poolStatus().waiting > 0;
    super(NOT_READY[isFull ? 'busy' : 'unreachable']);
  }
}

/** By a connection that requests have, since it is they that are to be served. */
async function whyNotWorking(database: Database): Promise<string | null> {
  const pending = await pendingMigrations(database);
  if (pending.length > 0) return `${counted(pending.length, 'migration is', 'migrations are')} pending.`;
  const [row] = await database.sql.query(
    `/* is_read_only */ SELECT current_setting('transaction_read_only') AS "readOnly"`,
  );
  return row?.readOnly === 'on' ? NOT_READY.unwritable : null;
}
