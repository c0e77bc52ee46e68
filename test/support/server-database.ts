import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** A database of its own on a server. */
export interface ServerDatabase {
  name: string;
  url: string;
  drop(): Promise<void>;
}

/**
 * @param server The address of any database of it. @param purpose Becomes part of the name.
 * @param options Of CREATE DATABASE, such as `TEMPLATE other`.
 */
export async function createDatabase(server: string, purpose: string, options = ''): Promise<ServerDatabase> {
  const name = `runledger_${purpose}_${randomBytes(6).toString('hex')}`;
  await administer(server, `CREATE DATABASE ${name} ${options}`);
  return {
    name,
    url: databaseUrl(server, name),
    drop: () => administer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

/** Runs one statement on the server itself, such as ALTER DATABASE. */
export async function administer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** The address of another database on the same server. */
export function databaseUrl(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}
