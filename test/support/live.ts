import pg from 'pg';
import { z } from 'zod';
import { openDatabase } from '../../src/core/db/client.js';
import type { Logger } from '../../src/core/logger.js';
import type { Config } from '../../src/server/config.js';
import { type RunningServer, startServer } from '../../src/server/server.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { hear } from './heard.js';
import type { Owner } from './world/jobs.js';

/** A server on a socket, on a database of its own. */
export interface LiveServer extends TestDatabase {
  server: RunningServer;
  /** One more process' worth of server on the same database; on a server's database only. */
  another(): Promise<RunningServer>;
  /** Asks a server. @throws Error with the errors of the answer. */
  ask(query: string, key: string, url?: string): Promise<Record<string, unknown>>;
}

const answers = z.object({ data: z.record(z.string(), z.unknown()), errors: z.undefined().optional() });

export async function startLive(overrides: Partial<Config> = {}, logger?: Logger): Promise<LiveServer> {
  const test = await createTestDatabase();
  const config = { ...test.config, port: 0, drainTimeoutMs: 2_000, ...overrides };
  const open: RunningServer[] = [];
  // The test's own work goes on after the server has stopped.
  const database = { ...test.database, close: async () => undefined };
  const server = await startServer(config, { database, ...(logger && { logger }) }).catch(async (error) => {
    await test.close();
    throw error;
  });
  open.push(server);
  return {
    ...test,
    server,
    async another() {
      const database = await openDatabase(config, { onStatement: hear });
      const next = await startServer(config, { database });
      open.push(next);
      return next;
    },
    async ask(query, key, url = server.url) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body: JSON.stringify({ query }),
      });
      return answers.parse(await response.json()).data;
    },
    async close() {
      for (const one of open) await one.close();
      await test.close();
    },
  };
}

/** A run, by the API. @returns Its id as the API writes it. */
export async function enqueue(live: LiveServer, { key }: Owner, job: string, url?: string): Promise<string> {
  const { enqueueExecution } = await live.ask(
    `mutation { enqueueExecution(input: { jobId: "${job}" }) { ... on EnqueueExecutionPayload { execution { id } } } }`,
    key,
    url,
  );
  return z.object({ execution: z.object({ id: z.string() }) }).parse(enqueueExecution).execution.id;
}

/** One connection of the test's own to a server's database, for transactions that stay open. */
export async function connectTo({ database }: Pick<Config, 'database'>): Promise<pg.Client> {
  if (database.kind === 'embedded') throw new Error('an embedded database has one connection');
  const client = new pg.Client(database.connection);
  // A test that fails leaves it open, and its database is dropped.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
