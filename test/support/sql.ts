import pg from 'pg';
import { createTestDatabase } from './database.js';

export type Row = Record<string, unknown>;
export type Query = <T extends Row = Row>(sql: string, params?: unknown[]) => Promise<T[]>;

/** A migrated database of its own for plain SQL, past Prisma and the application's code. */
export interface TestSql {
  /** One statement in a transaction of its own, on a free connection. */
  query: Query;
  /** Commits what `work` did, or rolls back when it throws. */
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const CONNECTIONS = 8;

interface Connection {
  query<T extends Row>(sql: string, params?: unknown[]): Promise<{ rows: T[] }>;
}

function queryOf(connection: Connection): Query {
  return async <T extends Row>(sql: string, params?: unknown[]) =>
    (await connection.query<T>(sql, params)).rows;
}

/** `end` answers before the connections are gone, and a database that is dropped then breaks them loudly. */
async function endPool(pool: pg.Pool): Promise<void> {
  let open = pool.totalCount;
  const gone = new Promise<void>((resolve) => {
    pool.on('remove', () => {
      open -= 1;
      if (open === 0) resolve();
    });
  });
  if (open === 0) return pool.end();
  await pool.end();
  await gone;
}

/** Opens one on PGlite in memory, or on the server that TEST_DATABASE_URL names, with eight connections. */
export async function openTestSql(): Promise<TestSql> {
  const { database, config, close } = await createTestDatabase();
  if (database.kind === 'embedded' || config.database.kind === 'embedded') {
    if (database.kind !== 'embedded') throw new Error('The settings name another database than is open.');
    const { pglite } = database;
    return {
      query: queryOf(pglite),
      transaction: (work) => pglite.transaction((tx) => work(queryOf(tx))),
      close,
    };
  }
  const pool = new pg.Pool({ ...config.database.connection, max: CONNECTIONS });
  return {
    query: queryOf(pool),
    transaction: async (work) => {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        const result = await work(queryOf(client));
        await client.query('COMMIT');
        return result;
      } catch (error) {
        await client.query('ROLLBACK');
        throw error;
      } finally {
        client.release();
      }
    },
    close: async () => {
      await endPool(pool);
      await close();
    },
  };
}
