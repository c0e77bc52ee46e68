import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** An empty database of a bench's own, beside the one of DATABASE_URL. */
export interface BenchDatabase {
  url: string;
  drop(): Promise<void>;
}

/** @param name What it is for; it becomes part of the database's name. */
export async function createBenchDatabase(name: string): Promise<BenchDatabase> {
  const server = process.env.DATABASE_URL;
  if (!server) throw new Error('DATABASE_URL must name a database of the server to measure on');
  const database = `runledger_bench_${name}_${randomBytes(6).toString('hex')}`;
  await administer(server, `CREATE DATABASE ${database}`);
  const url = new URL(server);
  url.pathname = `/${database}`;
  return { url: url.href, drop: () => administer(server, `DROP DATABASE ${database} WITH (FORCE)`) };
}

async function administer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** The middle one; of an even number the upper of the two. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
