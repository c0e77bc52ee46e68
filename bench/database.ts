import { createDatabase, type ServerDatabase } from '../test/support/server-database.js';

/** Makes an empty database of a bench's own, beside the one of DATABASE_URL. @param name Becomes part of its name. */
export async function createBenchDatabase(name: string): Promise<ServerDatabase> {
  const server = process.env.DATABASE_URL;
  if (!server) throw new Error('DATABASE_URL must name a database of the server to measure on');
  return createDatabase(server, `bench_${name}`);
}

/** The middle one; of an even number the upper of the two. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
