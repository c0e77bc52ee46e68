import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { z } from 'zod';
import { openDatabase } from '../../src/core/db/client.js';
import { createLogger } from '../../src/core/logger.js';
import { migrateUp } from '../../src/migrations/migrate.js';
import { loadConfig } from '../../src/server/config.js';
import { type RunningServer, startServer } from '../../src/server/server.js';
import { HAS_PGBOUNCER, type PgBouncer, startPgBouncer } from '../support/pgbouncer.js';
import { administer, databaseUrl } from '../support/server-database.js';
import { openSse, type TestStream } from '../support/streams.js';

const KEY = 'the-key-of-the-pooler-tests-is-long-enough';
const RUNS = 60;
/** Fewer than what goes on at a time, so that sessions go from hand to hand. */
const SESSIONS = 3;

const POLL = { timeout: 60_000, interval: 500 };

const template = inject('template');
const answer = z.object({
  data: z.object({ result: z.unknown() }).nullish(),
  errors: z.array(z.object({ extensions: z.object({ code: z.string() }) })).optional(),
});
const run = z.object({ execution: z.object({ id: z.string(), queuedAt: z.string() }) });
const claimed = z.object({
  executions: z.array(
    z.object({ execution: z.object({ id: z.string() }), lease: z.object({ token: z.string() }) }),
  ),
});

describe.skipIf(template.kind !== 'server' || !HAS_PGBOUNCER)('behind PgBouncer in transaction mode', () => {
  const admin = template.kind === 'server' ? template.url : '';
  const name = `runledger_pooled_${randomBytes(6).toString('hex')}`;
  const direct = databaseUrl(admin || 'postgresql://localhost', name);
  const lines: string[] = [];
  const servers: RunningServer[] = [];
  const streams: TestStream[] = [];
  let pooler: PgBouncer;

  async function start(): Promise<RunningServer> {
    const logger = createLogger('warn', { write: (text: string) => void lines.push(text) });
    const config = loadConfig({
      NODE_ENV: 'test',
      PORT: '0',
      RATE_LIMITS: 'off',
      RUNLEDGER_ADMIN_KEY: KEY,
      DATABASE_URL: pooler.url,
      DATABASE_DIRECT_URL: direct,
    });
    const database = await openDatabase(config, { onWarning: (message) => logger.warn(message) });
    const server = await startServer(config, { database, logger });
    servers.push(server);
    return server;
  }

  /** Sent again as a client does: on a busy machine a few sessions may not be enough in time. */
  async function ask(query: string, { url }: RunningServer): Promise<unknown> {
    let said: z.infer<typeof answer> | undefined;
    await vi.waitFor(async () => {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
        body: JSON.stringify({ query }),
      });
      said = answer.parse(await response.json());
      expect(said.errors?.[0]?.extensions.code).not.toBe('SERVICE_UNAVAILABLE');
    }, POLL);
    expect(said?.errors).toBeUndefined();
    return said?.data?.result;
  }

  beforeAll(async () => {
    const source = template.kind === 'server' ? template.database : '';
    await administer(admin, `CREATE DATABASE ${name} TEMPLATE ${source}`);
    // What Runledger relies on is not what the database does by itself.
    await administer(admin, `ALTER DATABASE ${name} SET TimeZone = 'Asia/Tokyo'`);
    pooler = await startPgBouncer(direct, SESSIONS);
  });

  afterAll(async () => {
    for (const stream of streams) stream.close();
    for (const server of servers) await server.close();
    await pooler?.close();
    await administer(admin, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  });

  it('two servers take work, hand it out and tell each other of it', { timeout: 120_000 }, async () => {
    const [one, two] = [await start(), await start()];
    await ask(
      'mutation { result: createJob(input: { slug: "pooled", name: "P", kind: { bot: { botId: "b" } } }) { __typename } }',
      one,
    );
    const stream = await openSse(two.url, KEY, 'subscription { executionChanged { to execution { id } } }');
    streams.push(stream);

    const before = Date.now();
    const accepted = await Promise.all(
      Array.from({ length: RUNS }, (_, place) =>
        ask(
          `mutation { result: enqueueExecution(input: { jobSlug: "pooled", idempotencyKey: "${place}" }) {
            ... on EnqueueExecutionPayload { execution { id queuedAt } } } }`,
          place % 2 ? one : two,
        ),
      ),
    );
    const ids = accepted.map((answer) => run.parse(answer).execution.id).sort();
    for (const answer of accepted) {
      const late = Date.parse(run.parse(answer).execution.queuedAt) - before;
      expect(Math.abs(late)).toBeLessThan(600_000);
    }
    const claims = await Promise.all(
      Array.from({ length: RUNS }, (_, place) =>
        ask(
          `mutation { result: claimExecutions(input: { workerId: "w", requestId: "${place}", limit: 2 }) {
            ... on ClaimExecutionsPayload { executions { execution { id } lease { token } } } } }`,
          place % 2 ? one : two,
        ),
      ),
    );
    const held = claims.flatMap((answer) => claimed.parse(answer).executions);
    expect(held.map(({ execution }) => execution.id).sort()).toEqual(ids);
    const done = await Promise.all(
      held.map(({ execution, lease }, place) =>
        ask(
          `mutation { result: completeExecution(input: { executionId: "${execution.id}", leaseToken: "${lease.token}" }) {
            __typename } }`,
          place % 2 ? one : two,
        ),
      ),
    );
    expect(new Set(done.map((answer) => JSON.stringify(answer)))).toEqual(
      new Set(['{"__typename":"CompleteExecutionPayload"}']),
    );
    const event = z.object({ to: z.string(), execution: z.object({ id: z.string() }) });
    await expect
      .poll(() =>
        stream
          .values(event)
          .flatMap(({ to, execution }) => (to === 'COMPLETED' ? [execution.id] : []))
          .sort(),
      )
      .toEqual(ids);
  });

  it('sets nothing for those whose transactions come next, and says what is to be set for its role', async () => {
    const server = await start();
    await Promise.all(Array.from({ length: 20 }, () => ask('{ result: jobs { nodes { id } } }', server)));
    const clients = Array.from({ length: SESSIONS }, () => new pg.Client({ connectionString: pooler.url }));
    for (const client of clients) {
      client.on('error', () => undefined);
      await client.connect();
      await client.query('BEGIN');
    }
    for (const client of clients) {
      const { rows } = await client.query(
        `SELECT current_setting('statement_timeout') AS timeout, current_setting('jit') AS jit`,
      );
      expect(rows).toEqual([{ timeout: '0', jit: 'on' }]);
      await client.query('ROLLBACK');
      await client.end();
    }
    expect(lines.join('')).toContain('ALTER ROLE … SET statement_timeout');
  });

  it('is passed by where a session is needed', async () => {
    const database = await openDatabase(
      loadConfig({ DATABASE_URL: pooler.url, DATABASE_DIRECT_URL: direct }),
    );
    const session = await database.openSession();
    const setting = `SELECT current_setting('statement_timeout') AS timeout, current_setting('jit') AS jit`;
    expect(await session.query(setting)).toEqual([{ timeout: '0', jit: 'off' }]);
    expect(await database.background.sql.query(setting)).toEqual([{ timeout: '30s', jit: 'off' }]);
    await session.close();
    expect(await migrateUp(database)).toEqual([]);
    await database.close();
  });
});
