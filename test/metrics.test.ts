import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { encodeId } from '../src/core/ids.js';
import { createLogger } from '../src/core/logger.js';
import { loadConfig } from '../src/server/config.js';
import { startServer } from '../src/server/server.js';
import { startDatabaseProxy } from './support/database-proxy.js';
import { connectTo, enqueue, type LiveServer, startLive } from './support/live.js';
import { type Sample, sampleOf, scrape } from './support/metrics.js';
import { createDatabase } from './support/server-database.js';
import type { Owner } from './support/world/jobs.js';

const SERVER = inject('template').kind === 'server';
const ANY = { host: '127.0.0.1', port: 0, setting: 'METRICS_ADDRESS' };

let live: LiveServer;
let owner: Owner;
beforeAll(async () => {
  live = await startLive({ metricsAddress: ANY });
  owner = await live.given.owner();
});
afterAll(() => live.close());

const read = () => scrape(live.server.metricsUrl);
const post = (query: string, url = live.server.url) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${owner.key}` },
    body: JSON.stringify({ query }),
  });
/** Waits for a value: what is read from the database may be some seconds old. */
const expectValue = (name: string, labels: Record<string, string>, url = live.server.metricsUrl) =>
  expect.poll(async () => sampleOf(await scrape(url), name, labels));

describe('a scrape', () => {
  it('counts requests by what they ask for and their outcome, and how long they take', async () => {
    const before = await read();
    await post('{ jobs(first: 1) { nodes { id } } }');
    await post('{ jobs(first: 100000) { nodes { id } } }');
    await post('{ nothing');
    const after = await read();
    const grown = (name: string, labels: Record<string, string>) =>
      (sampleOf(after, name, labels) ?? 0) - (sampleOf(before, name, labels) ?? 0);
    expect(grown('requests_total', { operation: 'query', code: 'OK' })).toBe(1);
    expect(grown('requests_total', { operation: 'query', code: 'BAD_USER_INPUT' })).toBe(1);
    expect(grown('requests_total', { operation: 'none', code: 'GRAPHQL_PARSE_FAILED' })).toBe(1);
    expect(grown('request_duration_seconds_count', { operation: 'query' })).toBe(2);
    expect(grown('operation_cost_points_count', { operation: 'query' })).toBe(2);
    expect(grown('sql_duration_seconds_count', {})).toBeGreaterThan(0);
  });

  it('counts what a mutation refuses by the type of its refusal', async () => {
    const nobody = encodeId('Execution', '019c0000-0000-7000-8000-000000000000');
    await post(`mutation { cancelExecution(input: { executionId: "${nobody}" }) { __typename } }`);
    expect(sampleOf(await read(), 'requests_total', { code: 'NotFoundError' })).toBe(1);
  });

  it('shows a run from the queue to its end', async () => {
    const kind = 'CRAWL';
    await enqueue(live, owner, owner.job);
    await expectValue('executions', { kind, state: 'due' }).toBeGreaterThan(0);
    await expectValue('queue_age_seconds', { kind }).toBeGreaterThan(0);
    const { claimExecutions } = await live.ask(
      `mutation { claimExecutions(input: { workerId: "w" }) { ... on ClaimExecutionsPayload {
        executions { execution { id } lease { token } } } } }`,
      owner.key,
    );
    const { executions } = z
      .object({
        executions: z.tuple([
          z.object({ execution: z.object({ id: z.string() }), lease: z.object({ token: z.string() }) }),
        ]),
      })
      .parse(claimExecutions);
    await expectValue('executions', { kind, state: 'running' }).toBe(1);
    const [{ execution, lease }] = executions;
    await live.ask(
      `mutation { completeExecution(input: { executionId: "${execution.id}", leaseToken: "${lease.token}" }) { __typename } }`,
      owner.key,
    );
    for (const type of ['QUEUED', 'STARTED', 'COMPLETED']) {
      await expectValue('execution_events_total', { type }).toBeGreaterThanOrEqual(1);
    }
    await expectValue('rollup_lag_seconds', {}).toBe(0);
    await expectValue('executions', { kind, state: 'running' }).toBe(0);
  });

  it('shows which loops look, how many subscribe and that the database is well', async () => {
    await expectValue('loop_runs_total', { loop: 'looking for lost work', outcome: 'done' }).toBeGreaterThan(
      0,
    );
    const samples = await read();
    expect(sampleOf(samples, 'subscriptions')).toBe(0);
    expect(sampleOf(samples, 'waiting_claims')).toBe(0);
    expect(sampleOf(samples, 'database_up')).toBe(1);
    expect(sampleOf(samples, 'backlog_up')).toBe(1);
    expect(samples.map(({ name }) => name)).toContain('process_resident_memory_bytes');
  });

  it('holds nothing that a user says', async () => {
    const said = `planted${randomBytes(4).toString('hex')}`;
    await post(`query ${said} { ${said}: jobs(first: 1) { nodes { id } } }`);
    await post(`mutation ${said} { ${said}: nothing${said} }`);
    // Of nobody's, so that what other tests claim is theirs.
    await post(
      `mutation { claimExecutions(input: { workerId: "${said}", botIds: ["${said}"] }) { __typename: __typename } }`,
    );
    expect(await (await fetch(live.server.metricsUrl ?? '')).text()).not.toContain(said);
  });

  it('is answered on a listener of its own, by GET alone, and not by the API', async () => {
    const url = live.server.metricsUrl ?? '';
    expect((await fetch(new URL('/graphql', url))).status).toBe(404);
    expect((await fetch(url, { method: 'POST' })).status).toBe(405);
    expect((await fetch(new URL('/metrics', live.server.url))).status).toBe(404);
  });

  it('stays away where the settings do not ask for it, and says where it cannot listen', async () => {
    const quiet = await startLive();
    expect(quiet.server.metricsUrl).toBeNull();
    await quiet.close();
    const taken = createServer().listen(0, '127.0.0.1');
    await expect.poll(() => taken.address()).not.toBeNull();
    const address = taken.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    await expect(startLive({ metricsAddress: { ...ANY, port } })).rejects.toThrow(
      `Port ${port} of 127.0.0.1 is in use: stop what listens there, or set METRICS_ADDRESS to another.`,
    );
    taken.close();
  });
});

describe.runIf(SERVER)('on a server, a scrape', () => {
  const closers: Array<() => Promise<unknown>> = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  it('says how late schedules are', async () => {
    const client = await connectTo(live.config);
    closers.push(() => client.end());
    // Whoever holds an owner's day keeps the owner's runs from being made.
    await client.query('BEGIN');
    await client.query(
      `INSERT INTO usage_metrics (owner_id, name, day) VALUES ($1, 'executions', (now() AT TIME ZONE 'UTC')::date)
       ON CONFLICT (owner_id, name, day) DO UPDATE SET value = usage_metrics.value`,
      [owner.userId],
    );
    const { row } = await live.given.job(owner.userId, {
      ...{ cron: '0 0 1 1 *', timezone: 'UTC', jitterSeconds: 0, nextRunAt: new Date() },
      ...{ overlapPolicy: 'SKIP', missedTickPolicy: 'RUN_ONCE' },
    });
    await expectValue('schedule_lag_seconds', {}).toBeGreaterThan(1);
    await client.query('ROLLBACK');
    await expectValue('schedule_lag_seconds', {}).toBe(0);
    await live.prisma.job.delete({ where: { id: row.id } });
  });

  it('names the transaction that holds feeds and roll-ups back', async () => {
    const client = await connectTo(live.config);
    closers.push(() => client.end());
    await client.query('BEGIN; SELECT pg_current_xact_id()');
    await enqueue(live, owner, owner.job);
    await expectValue('oldest_writer_seconds', {}).toBeGreaterThan(1);
    await expectValue('feed_lag_seconds', {}).toBeGreaterThan(0);
    await expectValue('rollup_lag_seconds', {}).toBeGreaterThan(1);
    await client.query('ROLLBACK');
    await expectValue('feed_lag_seconds', {}).toBe(0);
    await expectValue('rollup_lag_seconds', {}).toBe(0);
  });

  it('is answered in time while the database says nothing, without what only that knows', async () => {
    const template = inject('template');
    if (template.kind !== 'server') throw new Error('there is no server');
    const { url, drop } = await createDatabase(template.url, 'metrics', `TEMPLATE ${template.database}`);
    closers.push(drop);
    const proxy = await startDatabaseProxy(url);
    closers.push(() => proxy.close());
    const config = loadConfig({
      NODE_ENV: 'test',
      PORT: '0',
      DATABASE_URL: proxy.url,
      DRAIN_TIMEOUT_MS: '200',
      METRICS_ADDRESS: '127.0.0.1:0',
    });
    const server = await startServer(config, { logger: createLogger('silent') });
    closers.push(() => server.close());
    await expectValue('backlog_up', {}, server.metricsUrl).toBe(1);
    expect(
      sampleOf(await scrape(server.metricsUrl), 'pool_connections', { pool: 'requests' }),
    ).toBeGreaterThanOrEqual(0);
    proxy.silence();
    let samples: Sample[] = [];
    await expect
      .poll(async () => {
        samples = await scrape(server.metricsUrl);
        return [sampleOf(samples, 'backlog_up'), sampleOf(samples, 'database_up')];
      })
      .toEqual([0, 0]);
    expect(sampleOf(samples, 'queue_age_seconds')).toBeUndefined();
    await proxy.restore();
    await expectValue('backlog_up', {}, server.metricsUrl).toBe(1);
  });
});
