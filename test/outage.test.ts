import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { type Config, loadConfig } from '../src/config.js';
import { type Database, openDatabase } from '../src/db/client.js';
import { createLogger } from '../src/logger.js';
import { type RunningServer, startServer } from '../src/server.js';
import { type DatabaseProxy, startDatabaseProxy } from './support/database-proxy.js';
import { administer, databaseUrl } from './support/template.js';

const SERVER = process.env.TEST_DATABASE_URL;
const KEY = 'the-key-of-the-outage-tests-is-long-enough';
const JSON_TYPE = 'application/json';
const SPEC_TYPE = 'application/graphql-response+json';
/** Within so long everything answers again once the database can be reached. */
const RECOVERY_MS = 10_000;
const LIMIT_MS = 90_000;

const body = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(z.object({ extensions: z.looseObject({ code: z.string(), retryAfter: z.int().optional() }) }))
    .optional(),
});
const line = z.object({ level: z.int(), msg: z.string() });

const QUERY = '{ viewer { id } jobs(first: 1) { nodes { id } } }';
const ENQUEUE = `mutation { enqueueExecution(input: { jobSlug: "hurt" }) {
  __typename ... on Error { code message } } }`;
const JOB = `mutation { createJob(input: { slug: "hurt", name: "Hurt", kind: { bot: { botId: "b" } } }) { __typename } }`;

interface Answer {
  status: number;
  retryAfter: string | null;
  code: string | undefined;
  data: unknown;
  ms: number;
}

interface World {
  proxy: DatabaseProxy;
  database: Database;
  server: RunningServer;
  ask(query: string, accept?: string): Promise<Answer>;
  ready(): Promise<{ status: number; reason: string | undefined }>;
  /** The lines of the log from level warn on. */
  warnings(): string[];
}

const closers: Array<() => Promise<unknown>> = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function aDatabase(): Promise<{ name: string; url: string }> {
  const template = inject('template');
  if (template.kind !== 'server') throw new Error('there is no server');
  const name = `runledger_outage_${randomBytes(6).toString('hex')}`;
  await administer(template.url, `CREATE DATABASE ${name} TEMPLATE ${template.database}`);
  closers.push(() => administer(template.url, `DROP DATABASE ${name} WITH (FORCE)`));
  return { name, url: databaseUrl(template.url, name) };
}

async function aWorld(env: NodeJS.ProcessEnv = {}): Promise<World> {
  const { url } = await aDatabase();
  const proxy = await startDatabaseProxy(url);
  closers.push(() => proxy.close());
  const lines: string[] = [];
  const logger = createLogger('warn', { write: (text: string) => void lines.push(text) });
  const config: Config = loadConfig({
    NODE_ENV: 'test',
    PORT: '0',
    RATE_LIMITS: 'off',
    DRAIN_TIMEOUT_MS: '200',
    RUNLEDGER_ADMIN_KEY: KEY,
    DATABASE_URL: proxy.url,
    ...env,
  });
  const database = await openDatabase(config, { onWarning: (message) => logger.warn(message) });
  const server = await startServer(config, { database, logger });
  closers.push(() => server.close());
  const origin = new URL(server.url).origin;
  const world: World = {
    proxy,
    database,
    server,
    async ask(query, accept = JSON_TYPE) {
      const begin = performance.now();
      const response = await fetch(server.url, {
        method: 'POST',
        headers: { 'content-type': JSON_TYPE, accept, authorization: `Bearer ${KEY}` },
        body: JSON.stringify({ query }),
      });
      const { data, errors } = body.parse(await response.json());
      return {
        status: response.status,
        retryAfter: response.headers.get('retry-after'),
        code: errors?.[0]?.extensions.code,
        data,
        ms: performance.now() - begin,
      };
    },
    async ready() {
      const response = await fetch(`${origin}/ready`);
      const { reason } = z.object({ reason: z.string().optional() }).parse(await response.json());
      return { status: response.status, reason };
    },
    warnings: () => lines.map((text) => line.parse(JSON.parse(text)).msg),
  };
  expect((await world.ask(JOB)).status).toBe(200);
  return world;
}

const tally = (answers: Answer[]) => {
  const t: Record<string, number> = {};
  for (const { status, code } of answers) t[`${status} ${code}`] = (t[`${status} ${code}`] ?? 0) + 1;
  return JSON.stringify(t);
};
/** Fills the pool with connections that were used. */
const warmUp = ({ ask }: World) => Promise.all(Array.from({ length: 40 }, () => ask(ENQUEUE)));

const UNAVAILABLE = { status: 503, code: 'SERVICE_UNAVAILABLE', retryAfter: expect.stringMatching(/^\d+$/) };

async function until(check: () => Promise<boolean>, limitMs = RECOVERY_MS): Promise<number> {
  const begin = performance.now();
  while (performance.now() - begin < limitMs) {
    if (await check()) return performance.now() - begin;
    await sleep(50);
  }
  throw new Error(`not within ${limitMs} ms`);
}

describe.runIf(SERVER)('a database that', () => {
  it(
    'loses its connections without a word: nothing waits for them, and all is well in seconds',
    async () => {
      const world = await aWorld();
      await warmUp(world);
      world.proxy.strand();
      const begin = performance.now();
      const asked = Array.from({ length: 300 }, (_, place) => world.ask(place % 2 ? QUERY : ENQUEUE));
      const answers = await Promise.all(asked);
      console.log('strand', performance.now() - begin, tally(answers), world.warnings());
      expect(performance.now() - begin).toBeLessThan(RECOVERY_MS);
      for (const answer of answers) if (answer.status !== 200) expect(answer).toMatchObject(UNAVAILABLE);
      const after = await warmUp(world);
      expect(after.map(({ status }) => status)).toEqual(after.map(() => 200));
    },
    LIMIT_MS,
  );

  it(
    'goes silent: everything is answered, /ready says no, and it goes on when it is back',
    async () => {
      const world = await aWorld({ DB_STATEMENT_TIMEOUT_MS: '8000' });
      await warmUp(world);
      world.proxy.silence();
      const begin = performance.now();
      const asked = Array.from({ length: 300 }, (_, place) => world.ask(place % 2 ? QUERY : ENQUEUE));
      await until(async () => (await world.ready()).status === 503);
      const answers = await Promise.all(asked);
      console.log('silence', performance.now() - begin, tally(answers), world.warnings());
      for (const answer of answers) expect(answer).toMatchObject(UNAVAILABLE);
      expect(Math.max(...answers.map(({ ms }) => ms))).toBeLessThan(20_000);
      expect(await world.ready()).toEqual({ status: 503, reason: 'The database cannot be reached.' });

      await world.proxy.restore();
      const back = performance.now();
      await until(async () => (await world.ask(ENQUEUE)).status === 200);
      await until(async () => (await world.ready()).status === 200);
      const after = await warmUp(world);
      console.log('back', performance.now() - back, world.warnings());
      expect(after.map(({ status }) => status)).toEqual(after.map(() => 200));
      expect(performance.now() - back).toBeLessThan(RECOVERY_MS);
      expect(world.warnings()).toEqual([
        expect.stringMatching(/^The database cannot be reached: /),
        expect.stringMatching(/^The database is well again, after \d+ s\.$/),
      ]);
    },
    LIMIT_MS,
  );

  it(
    'cuts its answers in half: nothing waits for the rest',
    async () => {
      const world = await aWorld();
      await warmUp(world);
      world.proxy.cut();
      const begin = performance.now();
      const answers = await Promise.all(Array.from({ length: 60 }, () => world.ask(ENQUEUE)));
      console.log('cut', performance.now() - begin, tally(answers), world.warnings());
      expect(performance.now() - begin).toBeLessThan(RECOVERY_MS);
      const after = await warmUp(world);
      expect(after.map(({ status }) => status)).toEqual(after.map(() => 200));
    },
    LIMIT_MS,
  );

  it(
    'refuses: 503 with Retry-After for both media types, one line when it goes and one when it is back',
    async () => {
      const world = await aWorld();
      await warmUp(world);
      await world.proxy.refuse();
      for (const accept of [JSON_TYPE, SPEC_TYPE]) {
        for (const query of [QUERY, ENQUEUE, JOB]) {
          const a = await world.ask(query, accept);
          expect(a).toMatchObject(UNAVAILABLE);
        }
      }
      const many = await Promise.all(Array.from({ length: 100 }, () => world.ask(ENQUEUE)));
      for (const answer of many) expect(answer).toMatchObject(UNAVAILABLE);
      await until(async () => (await world.ready()).status === 503);
      await world.proxy.restore();
      await until(async () => (await world.ask(ENQUEUE)).status === 200);
      await until(async () => (await world.ready()).status === 200);
      expect(world.warnings()).toEqual([
        expect.stringMatching(/^The database cannot be reached: .*ECONNREFUSED/),
        expect.stringMatching(/^The database is well again, after \d+ s\.$/),
      ]);
    },
    LIMIT_MS,
  );
});
