import { createServer, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureAdminKey, ensureDevelopmentKey } from '../auth/managed-keys.js';
import { type Database, openDatabase } from '../core/db/client.js';
import { StartupError } from '../core/db/errors.js';
import { createLogger, type Logger } from '../core/logger.js';
import { isLoopbackHost } from '../core/loopback.js';
import { counted } from '../core/wording.js';
import { publishRunTerms } from '../executions/queue/terms.sql.js';
import { createHub } from '../feed/hub.js';
import { createMailer } from '../mail/mailer.js';
import { migrateUp, pendingMigrations } from '../migrations/migrate.js';
import { startControl } from '../operations/backup/control.js';
import { isHalfRestored } from '../operations/backup/restoring.js';
import { startOperations } from '../operations/start.js';
import { bind, originOf } from './address.js';
import { createApp, GRAPHQL_PATH } from './app.js';
import type { Config } from './config.js';
import { readConsole } from './console/built.js';
import { CONSOLE_PATH } from './console/use-console.js';
import { GatheringResponse } from './gathering-response.js';
import { readAllowList } from './limits/allow-list.js';
import { isAddressed } from './request-address.js';
import { openDoor } from './services.js';
import { startTelemetry } from './telemetry.js';
import { createWebSockets, type WebSockets } from './web-socket.js';
import { listenForUpgrades } from './web-socket-upgrade.js';

/** The head of a request is a few lines: whoever takes longer holds the connection on purpose. */
export const HEADERS_TIMEOUT_MS = 10_000;
/** How often Node looks for requests that take too long: so much later they end. */
export const TIMEOUT_CHECK_MS = 1_000;
export const MAX_HEADER_BYTES = 16 * 1024;
/** How long a connection waits for its next request. */
export const KEEP_ALIVE_MS = 5_000;
/** A connection on which nothing moves, in neither direction: a client that does not read its answer, say. */
export const IDLE_CONNECTION_MS = 60_000;
const DRAIN_POLL_MS = 50;
/** How long statements may go on that are under way when requests have ended. */
const BREAK_OFF_MS = 1_000;
/** How long the process may take to end after that: whatever hangs then is left. */
const EXIT_MARGIN_MS = 5_000;

export interface StartOptions {
  /** Applies pending migrations to a server's database too; the embedded one always gets them. */
  migrate?: boolean;
  /** Leaves a new embedded database without the demo data, as production does. */
  empty?: boolean;
  logger?: Logger;
  /** Gets a line before each thing that takes a while. */
  progress?: (line: string) => void;
  /** A database that is open, or opens, instead of the one that the settings name; it is closed with the server. */
  database?: Database | Promise<Database>;
}

export interface RunningServer {
  /** Where browsers find GraphiQL and clients the API. */
  url: string;
  /** Where browsers find the console; null where none is served. */
  consoleUrl: string | null;
  /** Where Prometheus finds the metrics; null where nobody is to. */
  metricsUrl: string | null;
  /** The embedded database's key for trying things out; null on a server's database and in production. */
  developmentKey: string | null;
  /** Says that it is not ready for more, and goes on serving what comes. */
  announceEnd(): void;
  /** Stops accepting, lets requests in flight end for at most `drainTimeoutMs`, and closes the database. */
  close(): Promise<void>;
}

/**
 * Opens the database, brings it up to date and serves the API on `config.host`:`config.port`.
 * @throws ExpectedError with one sentence where the database cannot be used, migrations are pending on a server, or
 * the port is taken.
 */
export async function startServer(config: Config, options: StartOptions = {}): Promise<RunningServer> {
  const logger = options.logger ?? createLogger(config.logLevel);
  const database = await (options.database ??
    openDatabase(config, { onWarning: (message) => logger.warn(message) }));
  try {
    // The demo data is for who looks round: nobody of a ledger that is meant could sign in as its people.
    const empty = options.empty || config.environment === 'production';
    await bringUpToDate(database, { ...options, empty });
    await ensureAdminKey(database.prisma, config.adminKey);
    await publishRunTerms(database.prisma, config.runCosts);
    return await listen(config, database, logger, await developmentKeyFor(config, database));
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Serves until SIGTERM or SIGINT, then drains and exits; a second signal exits at once. */
export async function serve(config: Config, options: StartOptions = {}): Promise<void> {
  const logger = options.logger ?? createLogger(config.logLevel);
  const progress = (line: string) => void process.stdout.write(`${line}\n`);
  const server = await startServer(config, { progress, ...options, logger });
  const { consoleUrl, url, metricsUrl, developmentKey } = server;
  const said = { Console: consoleUrl, GraphQL: url, Metrics: metricsUrl, 'API key': developmentKey };
  for (const [name, value] of Object.entries(said)) if (value) process.stdout.write(`${name}  ${value}\n`);
  const stop = async () => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(1));
    const hanging = setTimeout(
      () => {
        logger.error('the process ends though it could not close everything');
        process.exit(1);
      },
      config.drainNoticeMs + config.drainTimeoutMs + EXIT_MARGIN_MS,
    );
    server.announceEnd();
    await sleep(config.drainNoticeMs);
    await server.close();
    clearTimeout(hanging);
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop);
}

async function bringUpToDate(
  database: Database,
  { migrate, empty, progress = () => {} }: StartOptions,
): Promise<void> {
  if (await isHalfRestored(database)) {
    throw new StartupError(
      'The database is only half restored: run "runledger restore --force" with its backup again.',
    );
  }
  const pending = await pendingMigrations(database);
  if (pending.length > 0 && database.kind === 'server' && !migrate) {
    throw new StartupError(
      `The database is ${counted(pending.length, 'migration')} behind (${pending.join(', ')}): start with --migrate, or run "runledger migrate up".`,
    );
  }
  if (pending.length > 0) {
    const isNew = database.kind === 'embedded' && database.isNew;
    progress(isNew ? 'Making a new embedded database…' : `Applying migrations: ${pending.join(', ')}…`);
    await migrateUp(database);
  }
  if (database.kind !== 'embedded' || !database.isNew) return;
  // A process that died after seeding left the folder new, with the demo in it.
  if (!empty && (await database.prisma.user.count()) === 0) {
    progress('Filling it with demo data (--empty leaves it out)…');
    const { seedDemo } = await import('../../demo/seed.js');
    await seedDemo(database.prisma);
  }
  await database.settled();
}

async function developmentKeyFor({ environment }: Config, database: Database): Promise<string | null> {
  if (database.kind !== 'embedded' || database.dataDir === null || environment === 'production') return null;
  return ensureDevelopmentKey(database.prisma, database.dataDir);
}

async function listen(
  config: Config,
  database: Database,
  logger: Logger,
  developmentKey: string | null,
): Promise<RunningServer> {
  let isDraining = false;
  const allowList = config.persistedOperations ? readAllowList(config.persistedOperations) : null;
  const hub = createHub({ database, config, logger });
  const mailer = createMailer({ config, logger });
  const door = openDoor({ database, config, logger });
  const telemetry = await startTelemetry({ config, database, hub, logger });
  const { watch, metricsUrl } = telemetry;
  const builtConsole = config.console ? readConsole() : null;
  const app = createApp({
    database,
    config,
    logger,
    hub,
    mailer,
    door,
    allowList,
    watch,
    builtConsole,
    developmentKey: isReachedHereAlone(config) ? developmentKey : null,
    isDraining: () => isDraining,
  });
  const http = createServer(
    {
      ServerResponse: GatheringResponse,
      headersTimeout: Math.min(HEADERS_TIMEOUT_MS, config.requestTimeoutMs),
      requestTimeout: config.requestTimeoutMs,
      connectionsCheckingInterval: TIMEOUT_CHECK_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
      keepAliveTimeout: KEEP_ALIVE_MS,
    },
    (request, response) => {
      if (isDraining) response.setHeader('connection', 'close');
      if (isAddressed(request)) app(request, response);
      else refuse(response);
    },
  );
  http.maxConnections = config.maxConnections;
  http.setTimeout(Math.max(IDLE_CONNECTION_MS, config.queryTimeoutMs + KEEP_ALIVE_MS));
  const onOutage = database.monitor.notice;
  const webSockets = createWebSockets({ app, watch, config, door, allowList, logger, onOutage });
  listenForUpgrades(http, webSockets.upgrade, logger);
  try {
    await bind(http, config);
  } catch (error) {
    await app.dispose();
    await telemetry.close();
    throw error;
  }
  // A connection that cannot be taken, for want of file descriptors say, is that connection's fault alone.
  http.on('error', (err) => logger.error({ err }, 'a connection was not taken'));
  const control = await startControl(database, logger);
  const operations = startOperations({ database, config, mailer, hub, logger });

  async function shutDown(): Promise<void> {
    isDraining = true;
    logger.info('draining');
    // Their clients come again by themselves; those of the others are told to.
    webSockets.close();
    hub.drain();
    await drain(http, config.drainTimeoutMs, webSockets);
    // What the database does not answer by then is not waited for.
    const breakingOff = setInterval(database.breakOff, BREAK_OFF_MS);
    try {
      await control.stop();
      await operations.stop();
      await app.dispose();
      await telemetry.close();
      await database.close();
    } finally {
      clearInterval(breakingOff);
    }
    logger.info('stopped');
  }
  const origin = originOf(http, config.host);
  let closed: Promise<void> | null = null;
  return {
    url: `${origin}${GRAPHQL_PATH}`,
    consoleUrl: builtConsole && `${origin}${CONSOLE_PATH}`,
    metricsUrl,
    developmentKey,
    announceEnd() {
      isDraining = true;
    },
    close() {
      closed ??= shutDown();
      return closed;
    },
  };
}

function refuse(response: ServerResponse): void {
  const errors = [{ message: 'The request names no valid address.', extensions: { code: 'BAD_REQUEST' } }];
  response.writeHead(400, { 'content-type': 'application/json; charset=utf-8', connection: 'close' });
  response.end(JSON.stringify({ errors }));
}

/** Whether nobody but this machine finds the server, by its own address or by the one that it is published under. */
function isReachedHereAlone({ host, publicUrl }: Config): boolean {
  return isLoopbackHost(host) && isLoopbackHost(new URL(publicUrl).hostname.replace(/^\[|\]$/g, ''));
}

/** Ends when the last request did, or when the time is over, whatever is still open then. */
async function drain(http: Server, timeoutMs: number, webSockets: WebSockets): Promise<void> {
  const ended = new Promise<void>((resolve) => http.close(() => resolve()));
  const deadline = setTimeout(() => {
    webSockets.terminate();
    http.closeAllConnections();
  }, timeoutMs);
  const sweep = setInterval(() => http.closeIdleConnections(), DRAIN_POLL_MS);
  await ended;
  clearTimeout(deadline);
  clearInterval(sweep);
}
