import pg from 'pg';
import type { ServerConfig } from './config.js';
import { Connection, type ConnectionOptions, type Silence } from './connection.js';
import { connectionError, errorMessage, StartupError } from './errors.js';
import { createMonitor, type Monitor, type Sought, TRIAL_WRITE } from './monitor.js';
import { type Outage, outageOf } from './outage.js';

const OLDEST_MAJOR = 15;
const IDLE_TIMEOUT_MS = 30_000;
/** How many connections what the server does by itself has, whatever requests hold. */
export const BACKGROUND_CONNECTIONS = 5;
/** How long one look at a database may take that something is wrong with. */
const LOOK_MS = 3_000;

/** What connections are for. */
export type PoolName = 'requests' | 'background';

/** What one process has open on a server, and the look-out for what becomes of it. */
export interface Pools {
  /** What requests use. */
  requests: pg.Pool;
  /** What the server does by itself. */
  background: pg.Pool;
  monitor: Monitor;
  /** Breaks off every statement that is under way, and whatever else is open. */
  breakOff(): void;
  /** @throws what keeps it from ending. */
  end(): Promise<void>;
}

/**
 * Opens the pools and proves that the server can be used.
 * @throws StartupError in one sentence where it cannot.
 */
export async function openPools(config: ServerConfig, say: (message: string) => void): Promise<Pools> {
  const connections = new Set<Connection>();
  /** Those that no statement uses at the time. */
  const idle = new Set<Connection>();
  const options: ConnectionOptions = {
    statementTimeoutMs: config.statementTimeoutMs,
    onSilent: () => monitor.notice(),
  };
  /** Those whose statement was unknown to the server at the last look, and which one it was. */
  let doubted = new Map<Connection, Silence>();

  const silent = () => [...connections].filter((connection) => connection.silence() !== null);

  function loseIdle(): void {
    for (const connection of idle) connection.lose('The database went away.');
  }

  /** Loses those whose statement the server is not at, look after look: its answer, or the question, is lost. */
  async function judgeSilent(client: Connection): Promise<void> {
    const asked = new Map(
      silent().flatMap((connection) => {
        const silence = connection.silence();
        return silence && connection.backend !== null ? [[connection, silence] as const] : [];
      }),
    );
    const doubtedNow = new Map<Connection, Silence>();
    if (asked.size > 0) {
      const atWork = await backendsAtWork(client);
      for (const [connection, silence] of asked) {
        if (connection.backend === null || atWork.has(connection.backend)) continue;
        if (!isSame(doubted.get(connection), silence)) doubtedNow.set(connection, silence);
        else {
          connection.lose('The database knows nothing of the statement any more.');
          // They went the same way, most likely, and a new one costs little.
          loseIdle();
        }
      }
    }
    doubted = doubtedNow;
  }

  async function look({ noticed }: Sought): Promise<Outage | null> {
    const client = new Connection(
      { ...config, connectTimeoutMs: Math.min(config.connectTimeoutMs, LOOK_MS) },
      { statementTimeoutMs: LOOK_MS },
    );
    try {
      await client.connect();
      await client.prepare();
    } catch (error) {
      await client.end();
      return outageOf(error) ?? { kind: 'unreachable', reason: errorMessage(error) };
    }
    try {
      const { rows } = await client.query<{ readOnly: string }>(
        `SELECT current_setting('transaction_read_only') AS "readOnly"`,
      );
      if (rows[0]?.readOnly === 'on') return { kind: 'unwritable', reason: 'it is read-only' };
      await judgeSilent(client);
      if (noticed.has('unwritable')) await client.query(`BEGIN; ${TRIAL_WRITE}; ROLLBACK`);
    } catch (error) {
      return outageOf(error);
    } finally {
      await client.end();
    }
    return noticed.has('busy') && requests.waitingCount > 0
      ? {
          kind: 'busy',
          reason: `all ${requests.totalCount} are in use, and ${requests.waitingCount} requests wait`,
        }
      : null;
  }

  const monitor = createMonitor({
    look,
    isSuspicious: () => silent().length > 0,
    onAway: loseIdle,
    say,
  });

  function open(sizes: { min: number; max: number }, by: ServerConfig): pg.Pool {
    const pool = new pg.Pool({
      ...sizes,
      connectionTimeoutMillis: config.connectTimeoutMs,
      idleTimeoutMillis: IDLE_TIMEOUT_MS,
      maxLifetimeSeconds: config.connectionLifetime,
      Client: class extends Connection {
        constructor() {
          super(by, options);
          connections.add(this);
          this.once('end', () => {
            connections.delete(this);
            idle.delete(this);
          });
        }
      },
      // pg-pool waits for what this gives; as parameters of the connection, poolers in between would refuse them.
      onConnect: (client) => (client instanceof Connection ? client.prepare() : undefined),
    });
    pool.on('acquire', (client) => {
      if (client instanceof Connection) idle.delete(client);
    });
    pool.on('release', (_error, client) => {
      if (client instanceof Connection && connections.has(client)) idle.add(client);
    });
    pool.on('error', (error) => monitor.notice(outageOf(error) ?? undefined));
    return pool;
  }

  const requests = open({ min: config.poolSize, max: config.poolSize + config.maxOverflow }, config);
  const background = open({ min: 1, max: BACKGROUND_CONNECTIONS }, past(config));
  const pools: Pools = {
    requests,
    background,
    monitor,
    breakOff() {
      for (const connection of connections) connection.lose('The server is stopping.');
    },
    async end() {
      monitor.close();
      await Promise.all([requests.end(), background.end()]);
    },
  };
  try {
    const client = await requests.connect();
    try {
      await checkVersion(client, config);
      if (config.direct) await checkPooled(client, say);
    } finally {
      client.release();
    }
    return pools;
  } catch (error) {
    await pools.end();
    throw connectionError(error, config.address, config.connectTimeoutMs);
  }
}

/** The same database past a pooler, for what belongs to a session: LISTEN, locks of migrations, what is set. */
export const past = (config: ServerConfig): ServerConfig => ({
  ...config,
  ...config.direct,
  direct: undefined,
});

/** What a connection sets for itself elsewhere has to be set for its role behind a pooler. */
async function checkPooled(client: pg.ClientBase, say: (message: string) => void): Promise<void> {
  const { rows } = await client.query<{ jit: string; statement_timeout: string }>(
    `SELECT current_setting('jit') AS jit, current_setting('statement_timeout') AS statement_timeout`,
  );
  if (rows[0]?.jit === 'off' && rows[0].statement_timeout !== '0') return;
  say(
    'Behind the pooler, statements have no time limit or are compiled (jit): set both for the role that Runledger uses, ' +
      'ALTER ROLE … SET statement_timeout = 30000; ALTER ROLE … SET jit = off.',
  );
}

const isSame = (one: Silence | undefined, other: Silence): boolean =>
  one?.statement === other.statement && one.bytesRead === other.bytesRead;

/** Which of this database's processes work on a statement; one that waits for its client to read does not. */
async function backendsAtWork(client: Connection): Promise<Set<number>> {
  const { rows } = await client.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity
     WHERE datname = current_database() AND state NOT LIKE 'idle%' AND wait_event_type IS DISTINCT FROM 'Client'`,
  );
  return new Set(rows.map(({ pid }) => pid));
}

/**
 * Opens one connection outside the pools, past a pooler.
 * @param statementTimeoutMs 0 for no limit, as migrations need it.
 * @throws StartupError in one sentence where it cannot.
 */
export async function openClient(config: ServerConfig, statementTimeoutMs: number): Promise<pg.Client> {
  const direct = past(config);
  const client = new Connection(direct, { statementTimeoutMs });
  try {
    await client.connect();
    await client.prepare();
    await checkVersion(client, direct);
    return client;
  } catch (error) {
    await client.end();
    throw connectionError(error, direct.address, config.connectTimeoutMs);
  }
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
