import { readFileSync } from 'node:fs';
import pg from 'pg';
import type { ServerConfig } from '../config.js';
import { connectionError, errorMessage, StartupError } from './errors.js';

const OLDEST_MAJOR = 15;
const IDLE_TIMEOUT_MS = 30_000;

/**
 * Opens a pool and proves that the server can be used.
 * @throws StartupError in one sentence where it cannot.
 */
export async function openPool(config: ServerConfig, onIdleError: (error: Error) => void): Promise<pg.Pool> {
  const pool = new pg.Pool({
    ...clientConfig(config),
    min: config.poolSize,
    max: config.poolSize + config.maxOverflow,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    maxLifetimeSeconds: config.connectionLifetime,
    // pg-pool waits for what this gives; as parameters of the connection, poolers in between would refuse them.
    onConnect: (client) => prepareConnection(client, config.statementTimeoutMs),
  });
  pool.on('error', onIdleError);
  pool.on('connect', outliveBreaks);
  try {
    const client = await pool.connect();
    try {
      await checkVersion(client, config);
    } finally {
      client.release();
    }
    return pool;
  } catch (error) {
    await pool.end();
    throw connectionError(error, config.address, config.connectTimeoutMs);
  }
}

/**
 * Opens one connection outside the pool, without a statement timeout, for migrations.
 * @throws StartupError in one sentence where it cannot.
 */
export async function openClient(config: ServerConfig): Promise<pg.Client> {
  const client = new pg.Client(clientConfig(config));
  outliveBreaks(client);
  try {
    await client.connect();
    await prepareConnection(client, 0);
    await checkVersion(client, config);
    return client;
  } catch (error) {
    await client.end();
    throw connectionError(error, config.address, config.connectTimeoutMs);
  }
}

/**
 * A connection that breaks shows at its next statement; where nobody hears of it before, it would end the process. The
 * pool and Prisma's adapter listen too, but not while they hand a connection over.
 */
function outliveBreaks(client: pg.ClientBase): void {
  client.on('error', () => undefined);
}

function clientConfig(config: ServerConfig): pg.ClientConfig {
  return {
    ...config.connection,
    application_name: 'runledger',
    connectionTimeoutMillis: config.connectTimeoutMs,
    keepAlive: true,
    ssl: tlsOptions(config),
  };
}

function tlsOptions({ tls, tlsCa }: ServerConfig): pg.ClientConfig['ssl'] {
  if (tls === 'off') return false;
  if (tls === 'require') return { rejectUnauthorized: false };
  if (tlsCa === undefined) return { rejectUnauthorized: true };
  try {
    return { rejectUnauthorized: true, ca: readFileSync(tlsCa, 'utf8') };
  } catch (error) {
    throw new StartupError(`The file ${tlsCa} (DB_TLS_CA) cannot be read.`, { cause: error });
  }
}

/**
 * The adapter writes and reads times without their offset, so the session's zone has to be UTC. Compiling a plan
 * takes longer than any statement here runs, so there is no JIT.
 */
async function prepareConnection(client: pg.ClientBase, statementTimeoutMs: number): Promise<void> {
  await client.query(
    `SELECT set_config('TimeZone', 'UTC', false), set_config('statement_timeout', $1, false),
      set_config('jit', 'off', false)`,
    [String(statementTimeoutMs)],
  );
}

async function checkVersion(client: pg.ClientBase, { address }: ServerConfig): Promise<void> {
  const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
  const version = rows[0]?.server_version ?? '';
  if (Number.parseInt(version, 10) < OLDEST_MAJOR) {
    throw new StartupError(
      `PostgreSQL at ${address} is version ${version}; Runledger needs ${OLDEST_MAJOR} or newer.`,
    );
  }
}

/** How many connections a pool has, how many of them are free, and how many requests wait for one. */
export interface PoolStatus {
  total: number;
  idle: number;
  waiting: number;
}

export function poolStatus(pool: pg.Pool): PoolStatus {
  return { total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount };
}

export function describeIdleError(error: Error): string {
  return `An idle database connection broke: ${errorMessage(error)}`;
}
