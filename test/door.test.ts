import { randomBytes } from 'node:crypto';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { TIERS } from '../src/accounts/tiers.js';
import { generateApiKey } from '../src/auth/api-key.js';
import { unauthenticated } from '../src/core/errors.js';
import { createLogger } from '../src/core/logger.js';
import type { Viewer } from '../src/core/viewer.js';
import { schema } from '../src/schema.js';
import type { Config } from '../src/server/config.js';
import {
  ADDRESS_LIMITS,
  createDoor,
  OPEN_MUTATIONS,
  REFUSED_CREDENTIALS_FAULT,
} from '../src/server/limits/door.js';
import { createRates } from '../src/server/limits/rates.js';
import { createTestApp, type TestApp } from './support/app.js';
import { createTestDatabase, type TestDatabase } from './support/database.js';
import { ENDPOINT, JSON_TYPE } from './support/http.js';

const quota = z.object({
  name: z.string(),
  limit: z.number(),
  used: z.number(),
  resetsAt: z.string().nullable(),
});

let shared: TestDatabase;
const open: Array<{ close(): Promise<unknown> }> = [];
beforeAll(async () => {
  shared = await createTestDatabase();
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
  await shared.database.sql.query('DELETE FROM rate_limits');
});
afterAll(() => shared.close());

async function start(config: Partial<Config> = {}): Promise<TestApp> {
  const test = await createTestApp({ on: shared, config: { rateLimits: 'auto', ...config } });
  open.push(test);
  return test;
}

/** A request that came by a socket, as far as it is asked where from. */
function from(address: string): IncomingMessage {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: address });
  return new IncomingMessage(socket);
}

interface Ask {
  key?: string;
  address?: string;
  query?: string;
  headers?: Record<string, string>;
}

async function ask(test: TestApp, { key, address, query = '{ __typename }', headers = {} }: Ask) {
  const authorization: Record<string, string> = key ? { authorization: `Bearer ${key}` } : {};
  const req = from(address ?? '192.0.2.1');
  Object.assign(req.headers, headers);
  const response = await test.app.fetch(
    ENDPOINT,
    {
      method: 'POST',
      headers: { ...JSON_TYPE, ...authorization, ...headers },
      body: JSON.stringify({ query }),
    },
    { req },
  );
  const { errors } = z
    .object({ errors: z.array(z.object({ message: z.string(), extensions: z.looseObject({}) })).optional() })
    .parse(await response.json());
  return { status: response.status, retryAfter: response.headers.get('retry-after'), error: errors?.[0] };
}

/** Asks so many times, and says how often each status came. */
async function burst(test: TestApp, times: number, one: () => Ask): Promise<Record<number, number>> {
  const statuses: Record<number, number> = {};
  for (let time = 0; time < times; time += 1) {
    const { status } = await ask(test, one());
    statuses[status] = (statuses[status] ?? 0) + 1;
  }
  return statuses;
}

describe('a viewer', () => {
  it('makes as many requests a minute as the tier has, whatever the key: 429 with Retry-After', async () => {
    const test = await start();
    const { user, key } = await test.given.user({ tier: 'FREE' });
    const { key: second } = await test.given.key({ ownerId: user.id });
    const limit = TIERS.FREE.requestsPerMinute;
    expect(await burst(test, limit - 1, () => ({ key }))).toEqual({ 200: limit - 1 });
    expect(await burst(test, 2, () => ({ key: second }))).toEqual({ 200: 1, 429: 1 });
    const { status, retryAfter, error } = await ask(test, { key });
    expect(status).toBe(429);
    expect(error?.extensions).toMatchObject({ code: 'RATE_LIMITED', limit });
    expect(error?.extensions.retryAfter).toBe(Number(retryAfter));
    expect(Number(retryAfter)).toBeGreaterThan(0);
    expect(Number(retryAfter)).toBeLessThanOrEqual(60);
    const { key: other } = await test.given.user();
    expect((await ask(test, { key: other })).status).toBe(200);
  });

  it('spends no more than the cost of the tier, and what was refused is not spent', async () => {
    const test = await start();
    const { key } = await test.given.user({ tier: 'FREE' });
    const dear = '{ executions(first: 200) { nodes { stages(first: 200) { nodes { id } } } } }';
    expect(await burst(test, 3, () => ({ key, query: dear }))).toEqual({ 200: 2, 429: 1 });
    expect((await ask(test, { key })).status).toBe(200);
    const { body } = await test.ask('{ viewer { quotas { name limit used resetsAt } } }', {}, key);
    const quotas = z.object({ data: z.object({ viewer: z.object({ quotas: z.array(quota) }) }) }).parse(body)
      .data.viewer.quotas;
    const [requests, cost] = ['REQUESTS_PER_MINUTE', 'QUERY_COST_PER_MINUTE'].map((name) =>
      quotas.find((one) => one.name === name),
    );
    expect(requests).toMatchObject({ used: 5, limit: TIERS.FREE.requestsPerMinute });
    expect(cost?.used).toBeGreaterThan(80_000);
    expect(cost?.used).toBeLessThanOrEqual(TIERS.FREE.queryCostPerMinute);
    expect(Date.parse(cost?.resetsAt ?? '')).toBeGreaterThan(Date.now());
  });
});

describe('an address', () => {
  it('asks without credentials so often a minute; another one is another one', async () => {
    const test = await start();
    const limit = ADDRESS_LIMITS.requests;
    expect(await burst(test, limit + 3, () => ({}))).toEqual({ 200: limit, 429: 3 });
    expect((await ask(test, { address: '192.0.2.2' })).status).toBe(200);
  });

  it('is not another one with a cookie that says nothing', async () => {
    const test = await start();
    const times = ADDRESS_LIMITS.requests + 5;
    const said = await burst(test, times, () => ({ headers: { cookie: 'a=b' } }));
    expect(said).toEqual({ 200: ADDRESS_LIMITS.requests, 429: 5 });
  });

  it('of IPv6 is a network of 64 bits', async () => {
    const test = await start();
    const limit = ADDRESS_LIMITS.requests;
    const one = () => ({ address: `2001:db8::${randomBytes(2).toString('hex')}` });
    expect(await burst(test, limit + 1, one)).toEqual({ 200: limit, 429: 1 });
    expect((await ask(test, { address: '2001:db8:0:1::1' })).status).toBe(200);
  });

  it('is what a trusted proxy says, and nobody else', async () => {
    const test = await start({ trustedProxies: ['10.0.0.0/8'] });
    let client = 0;
    const behind = (address: string) => () => {
      client += 1;
      return { address, headers: { 'x-forwarded-for': `203.0.113.${client % 200}` } };
    };
    const limit = ADDRESS_LIMITS.requests;
    expect(await burst(test, limit + 1, behind('10.1.2.3'))).toEqual({ 200: limit + 1 });
    expect(await burst(test, limit + 1, behind('192.0.2.9'))).toEqual({ 200: limit, 429: 1 });
  });

  it('that guesses keys gets no further, and no statement; who is known there still does', async () => {
    const test = await start();
    const { key, apiKey } = await test.given.user();
    const { key: revoked } = await test.given.user({ key: { revokedAt: new Date() } });
    expect((await ask(test, { key })).status).toBe(200);
    const guesses = Math.ceil(ADDRESS_LIMITS.faults / REFUSED_CREDENTIALS_FAULT);
    const guess = () => ({ key: Math.random() < 0.5 ? generateApiKey().key : revoked });
    expect((await burst(test, guesses, guess))[401]).toBeGreaterThan(guesses * 0.8);
    const { result, statements } = await test.recordStatements(() => burst(test, 50, guess));
    expect(result[429]).toBeGreaterThanOrEqual(45);
    expect(statements.filter((sql) => sql.includes('api_keys')).length).toBeLessThanOrEqual(5);
    expect((await ask(test, { key })).status).toBe(200);
    expect((await ask(test, { key: revoked })).status).toBe(429);
    expect(apiKey.revokedAt).toBeNull();
  });

  it('is known no more by credentials that are refused, and costs their account nothing', async () => {
    const door = createDoor(createRates({ database: null, logger: createLogger('silent') }));
    const { user } = await shared.given.user();
    const viewer: Viewer = {
      userId: user.id,
      accountId: user.id,
      accountRole: 'OWNER',
      role: 'USER',
      status: 'ACTIVE',
      tier: 'FREE',
      apiKeyId: null,
      scopes: new Set(['READ']),
    };
    const visitor = { address: '192.0.2.77', credentials: 'Bearer x', isAdmitted: false, isCounted: false };
    const limited = { extensions: { code: 'RATE_LIMITED' } };
    await door.greet(visitor, async () => ({ viewer }));
    await door.blame(visitor, ADDRESS_LIMITS.faults);
    await door.knock(visitor);
    await expect(door.knock({ ...visitor, credentials: 'Bearer y' })).rejects.toMatchObject(limited);
    await expect(door.greet(visitor, () => Promise.reject(unauthenticated('revoked')))).rejects.toMatchObject(
      { extensions: { code: 'UNAUTHENTICATED' } },
    );
    await expect(door.knock(visitor)).rejects.toMatchObject(limited);
    const usage = await door.readUsage([user.id]);
    expect([...usage.values()][0]?.requestsPerMinute.used).toBe(1);
    door.close();
  });

  it('cannot stay just below the limit and go on guessing', async () => {
    const test = await start();
    await ask(test, { key: 'x', query: '{' });
    await ask(test, { query: '{' });
    const guesses = ADDRESS_LIMITS.faults;
    const said = await burst(test, guesses, () => ({ key: generateApiKey().key }));
    expect(said[401]).toBeLessThan(ADDRESS_LIMITS.faults / REFUSED_CREDENTIALS_FAULT);
    expect(said[429]).toBe(guesses - (said[401] ?? 0));
  });

  it('that sends what is no request is refused before it is read, in the end', async () => {
    const test = await start();
    const bad = () => ({ key: 'x', query: '{' });
    const statuses = await burst(test, ADDRESS_LIMITS.faults + 10, bad);
    expect(statuses[429]).toBeGreaterThanOrEqual(10);
  });

  it('asks for so many links to sign in, however they are asked for', async () => {
    const test = await start();
    const link = (alias: number) =>
      `a${alias}: requestSignIn(input: { email: "a${alias}@example.com" }) { __typename }`;
    const many = Array.from({ length: ADDRESS_LIMITS.openMutations + 1 }, (_, alias) => link(alias)).join(
      ' ',
    );
    expect((await ask(test, { query: `mutation { ${many} }` })).status).toBe(429);
    expect((await ask(test, { query: `mutation { ...F } fragment F on Mutation { ${many} }` })).status).toBe(
      429,
    );
  });

  it('counts every mutation that anybody may make', () => {
    const mutations = schema.getMutationType()?.getFields() ?? {};
    for (const name of OPEN_MUTATIONS) expect(mutations).toHaveProperty(name);
  });
});

describe('without a limit', () => {
  it('nothing is counted', async () => {
    const test = await start({ rateLimits: 'off' });
    const times = ADDRESS_LIMITS.requests + 10;
    expect(await burst(test, times, () => ({}))).toEqual({ 200: times });
  });
});

describe('counts that are shared', () => {
  const RATE = { name: 'shared', limit: 100 };
  const logger = createLogger('silent');

  it('hold for all processes together, and cost few statements', async () => {
    let statements = 0;
    const sql = {
      query(text: string, params?: readonly unknown[]) {
        statements += 1;
        return shared.database.sql.query(text, params);
      },
    };
    const processes = Array.from({ length: 3 }, () => createRates({ database: { sql }, logger }));
    const taken = await Promise.all(
      Array.from({ length: 300 }, (_, turn) => processes[turn % 3]?.take(RATE, 'somebody', 1)),
    );
    for (const one of processes) one.close();
    expect(taken.filter((wait) => wait === null)).toHaveLength(RATE.limit);
    expect(statements).toBeLessThanOrEqual(26);
    const waits = taken.filter((wait) => typeof wait === 'number');
    expect(Math.max(...waits)).toBeLessThanOrEqual(60_000);
  });

  it('are asked once a second of an address that did nothing, and at once of one that did', async () => {
    let statements = 0;
    const sql = {
      query(text: string, params?: readonly unknown[]) {
        statements += 1;
        return shared.database.sql.query(text, params);
      },
    };
    const door = createDoor(createRates({ database: { sql }, logger }));
    const visitor = { address: '192.0.2.7', credentials: 'a', isAdmitted: false, isCounted: false };
    const begin = performance.now();
    for (let turn = 0; turn < 200; turn += 1) await door.knock(visitor);
    expect(statements).toBeLessThanOrEqual(3 + (performance.now() - begin) / 1_000);
    await door.blame(visitor, ADDRESS_LIMITS.faults);
    await expect(door.knock(visitor)).rejects.toThrow('points for refused requests');
    door.close();
  });

  it('begin anew when their time is over', async () => {
    const rates = createRates({ database: shared.database, logger, windowSeconds: 1 });
    let wait: number | null = null;
    // A slow machine may meet the end of the second in between.
    while (wait === null) {
      await rates.take(RATE, 'k', RATE.limit);
      wait = await rates.take(RATE, 'k', 1);
    }
    expect(wait).toBeGreaterThan(0);
    await sleep(wait + 50);
    await expect
      .poll(async () => [await rates.take(RATE, 'k', 1), (await rates.used(RATE.name, 'k'))?.used])
      .toEqual([null, 1]);
    rates.close();
  });

  it('go on by themselves while the database is away, each as far as the limit', async () => {
    const sql = { query: () => Promise.reject(new Error('away')) };
    const rates = createRates({ database: { sql }, logger });
    const taken: Array<number | null> = [];
    for (let turn = 0; turn < 150; turn += 1) taken.push(await rates.take(RATE, 'k', 1));
    rates.close();
    expect(taken.filter((wait) => wait === null)).toHaveLength(RATE.limit);
  });

  it.skipIf(inject('template').kind === 'embedded')(
    'are those of a server by themselves (needs TEST_DATABASE_URL)',
    async () => {
      const test = await start();
      const { key, user } = await test.given.user();
      expect((await ask(test, { key })).status).toBe(200);
      const rows = await test.database.sql.query('SELECT key FROM rate_limits');
      expect(rows).toContainEqual({ key: `requests:${user.id}` });
    },
  );
});
