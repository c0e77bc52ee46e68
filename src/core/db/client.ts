import type { PGlite } from '@electric-sql/pglite';
import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import type { Pool } from 'pg';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { PrismaClient } from '../../generated/prisma/client.js';
import { aroundStatements } from './around.js';
import type { DatabaseConfig, ServerConfig } from './config.js';
import { withContainment } from './containment.js';
import { type Image, openEmbedded, openInMemory } from './embedded.js';
import { createMonitor, type Monitor, TRIAL_WRITE } from './monitor.js';
import { outageOf } from './outage.js';
import { commentOfPrisma } from './owned.js';
import { createStatementNames } from './prepared.js';
import { saying } from './said.js';
import { openClient, openPools, type PoolName, type PoolStatus, poolStatus } from './server.js';
import { embeddedSession, type SqlExecutor, type SqlSession, serverSession } from './session.js';
import { createTurns } from './turns.js';

/** What statements are sent by. */
export interface Access {
  prisma: PrismaClient;
  /** Statements of our own that need no transaction: any connection runs them. */
  sql: Pick<SqlExecutor, 'query'>;
}

interface OpenDatabase extends Access {
  /** For tools of Prisma's own that want a connection. */
  adapterFactory: SqlMigrationAwareDriverAdapterFactory;
  /** For what the server does by itself: on a server connections of its own, so that requests cannot take them all. */
  background: Access;
  /** Looks after it while something is wrong with it. */
  monitor: Pick<Monitor, 'notice' | 'outage'>;
  /** Breaks off what is under way, on a server: whoever waits for an answer gets an error. */
  breakOff(): void;
  /** A connection for migrations: without statement timeout, and on a server outside the pool. */
  openSession(): Promise<SqlSession>;
  close(): Promise<void>;
}

export interface EmbeddedDatabase extends OpenDatabase {
  kind: 'embedded';
  pglite: PGlite;
  /** Null in memory. */
  dataDir: string | null;
  /** Whether this folder still waits for `settled()`: nobody has used it yet. */
  isNew: boolean;
  /** Says that migrations and first content are complete. */
  settled(): Promise<void>;
}

export interface ServerDatabase extends OpenDatabase {
  kind: 'server';
  adapterFactory: PrismaPg;
  poolStatus(pool?: PoolName): PoolStatus;
}

export type Database = EmbeddedDatabase | ServerDatabase;

export interface DatabaseOptions {
  /** Sees every statement that Prisma sends, raw ones and on a server BEGIN and COMMIT too; `params` is a JSON array. */
  onStatement?: (sql: string, params: string) => void;
  /**
   * Gets one line when the database goes away or takes no writes, and one when that is over; and where a folder's
   * upkeep or permissions need a look.
   */
  onWarning?: (message: string) => void;
  /** What a new embedded database begins with. */
  image?: Image;
}

/**
 * Opens the database that the settings name; the caller closes it. Nothing is migrated.
 * @throws StartupError with one sentence where it cannot be used.
 */
export async function openDatabase(
  { database }: { database: DatabaseConfig },
  options: DatabaseOptions = {},
): Promise<Database> {
  if (database.kind === 'server') return openServerDatabase(database, options);
  const { pglite, isNew, settled, close } = await openEmbedded(
    database.dataDir,
    options.onWarning,
    options.image,
  );
  return fromPGlite(pglite, options, { dataDir: database.dataDir, isNew, settled, close });
}

/**
 * Opens an embedded database in memory.
 * @param image what `database.pglite.dumpDataDir('none')` gave; without one it is empty.
 */
export async function openMemoryDatabase(
  image?: Blob,
  options: DatabaseOptions = {},
): Promise<EmbeddedDatabase> {
  const pglite = await openInMemory(image);
  return fromPGlite(pglite, options, {
    dataDir: null,
    isNew: image === undefined,
    settled: async () => undefined,
    close: () => pglite.close(),
  });
}

function fromPGlite(
  pglite: PGlite,
  options: DatabaseOptions,
  { dataDir, isNew, settled, close }: Pick<EmbeddedDatabase, 'dataDir' | 'isNew' | 'settled' | 'close'>,
): EmbeddedDatabase {
  const inTurns = createTurns();
  const adapterFactory = aroundStatements(new PrismaPGlite(pglite), (query, send) =>
    inTurns(() => send(query)),
  );
  const prisma = createClient(adapterFactory, options);
  const session = embeddedSession(pglite);
  const sql: Access['sql'] = {
    query: (text, params) => saying(text, () => inTurns(() => session.query(text, params))),
  };
  const monitor = createMonitor({
    async look() {
      try {
        await session.transaction((tx) => tx.exec(TRIAL_WRITE));
        return null;
      } catch (error) {
        return outageOf(error);
      }
    },
    say: (message) => options.onWarning?.(message),
  });
  return {
    kind: 'embedded',
    prisma,
    adapterFactory,
    pglite,
    dataDir,
    isNew,
    settled,
    sql,
    // There is one connection.
    background: { prisma, sql },
    monitor,
    breakOff: () => undefined,
    openSession: async () => session,
    async close() {
      monitor.close();
      await prisma.$disconnect();
      await close();
    },
  };
}

async function openServerDatabase(config: ServerConfig, options: DatabaseOptions): Promise<ServerDatabase> {
  const pools = await openPools(config, (message) => options.onWarning?.(message));
  const adapterFactory = new PrismaPg(pools.requests, { statementNameGenerator: createStatementNames() });
  const access = accessTo(pools.requests, adapterFactory, options);
  const background = accessTo(pools.background, new PrismaPg(pools.background), options);
  return {
    kind: 'server',
    ...access,
    adapterFactory,
    background,
    monitor: pools.monitor,
    breakOff: pools.breakOff,
    openSession: async () => serverSession(await openClient(config, 0)),
    poolStatus: (pool = 'requests') => poolStatus(pools[pool]),
    async close() {
      await Promise.all([access.prisma.$disconnect(), background.prisma.$disconnect()]);
      await pools.end();
    },
  };
}

function accessTo(pool: Pool, adapter: PrismaPg, options: DatabaseOptions): Access {
  return {
    prisma: createClient(adapter, options),
    sql: {
      query: (sql, params = []) =>
        saying(sql, async () => (await pool.query<Record<string, unknown>>(sql, [...params])).rows),
    },
  };
}

function createClient(
  factory: SqlMigrationAwareDriverAdapterFactory,
  { onStatement }: DatabaseOptions,
): PrismaClient {
  const adapter = aroundStatements(factory, (query, send) =>
    saying(query.sql, () => send(withContainment(query))),
  );
  if (onStatement === undefined) return new PrismaClient({ adapter, comments: [commentOfPrisma] });
  const prisma = new PrismaClient({
    adapter,
    comments: [commentOfPrisma],
    log: [{ emit: 'event', level: 'query' }],
  });
  prisma.$on('query', ({ query, params }) => onStatement(query, params));
  return prisma;
}
