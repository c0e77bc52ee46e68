import type { PGlite, Transaction } from '@electric-sql/pglite';
import type { Client } from 'pg';

/** The part of a connection that migrations need, the same on both databases. */
export interface SqlExecutor {
  /** Runs one or more statements without parameters. */
  exec(sql: string): Promise<void>;
  /** Runs one statement; a row is an object keyed by column. */
  query(sql: string, params?: readonly unknown[]): Promise<Record<string, unknown>[]>;
}

export interface SqlSession extends SqlExecutor {
  readonly kind: 'embedded' | 'server';
  /** Commits when the function resolves, rolls back when it throws. */
  transaction<T>(work: (tx: SqlExecutor) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** A session of the embedded database, which has only one: closing it leaves the database open. */
export function embeddedSession(pglite: PGlite): SqlSession {
  return {
    kind: 'embedded',
    ...executor(pglite),
    transaction: (work) => pglite.transaction((tx) => work(executor(tx))),
    close: async () => undefined,
  };
}

function executor(pglite: PGlite | Transaction): SqlExecutor {
  return {
    async exec(sql) {
      await pglite.exec(sql);
    },
    async query(sql, params = []) {
      return (await pglite.query<Record<string, unknown>>(sql, [...params])).rows;
    },
  };
}

/** A session of a server over a connected client of its own, which it ends. */
export function serverSession(client: Client): SqlSession {
  const { exec, query }: SqlExecutor = {
    async exec(sql) {
      await client.query(sql);
    },
    async query(sql, params = []) {
      return (await client.query<Record<string, unknown>>(sql, [...params])).rows;
    },
  };
  return {
    kind: 'server',
    exec,
    query,
    async transaction(work) {
      await exec('BEGIN');
      try {
        const result = await work({ exec, query });
        await exec('COMMIT');
        return result;
      } catch (error) {
        // The first error is the one to report, even where the connection is gone.
        await exec('ROLLBACK').catch(() => undefined);
        throw error;
      }
    },
    close: () => client.end(),
  };
}
