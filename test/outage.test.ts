import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { type Database, openDatabase } from '../src/core/db/client.js';
import { createLogger } from '../src/core/logger.js';
import { startLoop } from '../src/core/loop.js';
import { type Config, loadConfig } from '../src/server/config.js';
import { type RunningServer, startServer } from '../src/server/server.js';
import { createTestApp } from './support/app.js';
import { type DatabaseProxy, startDatabaseProxy } from './support/database-proxy.js';
import { makeDisk, whyNoDisks } from './support/disk.js';
import { ENDPOINT } from './support/http.js';
import { CAN_START_CLUSTER, migratedDatabase, startOwnCluster } from './support/own-cluster.js';
import { administer, createDatabase, type ServerDatabase } from './support/server-database.js';
import { temporaryFolder } from './support/sessions.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SERVER = process.env.TEST_DATABASE_URL;
const KEY = 'the-key-of-the-outage-tests-is-long-enough';
const JSON_TYPE = 'application/json';
const SPEC_TYPE = 'application/graphql-response+json';
/** Within so long everything answers again once the database can be reached. */
const RECOVERY_MS = 30_000;
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
/** Enough to need room on the disk: random, since what repeats is compressed. */
const KEEP = 'mutation ($input: RecordArtifactsInput!) { recordArtifacts(input: $input) { __typename } }';
const BIG = randomBytes(200_000).toString('base64');
const ARTIFACT = { input: { artifacts: [{ name: 'big', artifactType: 'DATA', content: BIG }] } };
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
  ask(query: string, accept?: string, variables?: object): Promise<Answer>;
  ready(): Promise<{ status: number; reason: string | undefined }>;
  /** The lines of the log from level warn on. */
  warnings(): string[];
}

const closers: Array<() => Promise<unknown>> = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function aDatabase(): Promise<ServerDatabase> {
  const template = inject('template');
  if (template.kind !== 'server') throw new Error('there is no server');
  const database = await createDatabase(template.url, 'outage', `TEMPLATE ${template.database}`);
  closers.push(database.drop);
  return database;
}

async function aWorld(env: NodeJS.ProcessEnv = {}, url?: string): Promise<World> {
  const proxy = await startDatabaseProxy(url ?? (await aDatabase()).url);
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
    async ask(query, accept = JSON_TYPE, variables = {}) {
      const begin = performance.now();
      const response = await fetch(server.url, {
        method: 'POST',
        // A connection of its own: one that was kept may be closed just when a busy machine comes to use it again.
        headers: { 'content-type': JSON_TYPE, accept, authorization: `Bearer ${KEY}`, connection: 'close' },
        body: JSON.stringify({ query, variables }),
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
      const asked = Array.from({ length: 300 }, (_, place) => world.ask(place % 2 ? QUERY : ENQUEUE));
      await until(async () => (await world.ready()).status === 503);
      const answers = await Promise.all(asked);
      for (const answer of answers) expect(answer).toMatchObject(UNAVAILABLE);
      expect(await world.ready()).toEqual({ status: 503, reason: 'The database cannot be reached.' });

      await world.proxy.restore();
      const back = performance.now();
      await until(async () => (await world.ask(ENQUEUE)).status === 200);
      await until(async () => (await world.ready()).status === 200);
      const after = await warmUp(world);
      expect(after.map(({ status }) => status)).toEqual(after.map(() => 200));
      expect(performance.now() - back).toBeLessThan(RECOVERY_MS);
      // On a slow machine the requests of the warm-up may find the pool full, which is told apart.
      const outages = world
        .warnings()
        .filter((text) => !text.startsWith('The database has no connection free'));
      expect(outages).toEqual([
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
      expect(performance.now() - begin).toBeLessThan(RECOVERY_MS);
      for (const answer of answers) if (answer.status !== 200) expect(answer).toMatchObject(UNAVAILABLE);
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

/** Holds connections that requests use, until it is let go. */
async function hold({ prisma }: Pick<Database, 'prisma'>, connections: number): Promise<() => Promise<void>> {
  let letGo = () => {};
  const released = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let held = 0;
  const holders = Array.from({ length: connections }, () =>
    prisma.$transaction(
      async (tx) => {
        await tx.$queryRaw`SELECT 1`;
        held += 1;
        await released;
      },
      { timeout: LIMIT_MS },
    ),
  );
  await until(async () => held === connections);
  return async () => {
    letGo();
    await Promise.all(holders);
  };
}

describe.runIf(SERVER)('a server whose', () => {
  it(
    'connections are all in use rescues lost work all the same, and refuses what it has no connection for',
    async () => {
      const world = await aWorld({
        DB_POOL_SIZE: '2',
        DB_MAX_OVERFLOW: '0',
        DB_CONNECT_TIMEOUT_MS: '1000',
      });
      const { database, ask } = world;
      await ask(ENQUEUE);
      await ask('mutation { claimExecutions(input: { workerId: "w" }) { __typename } }');
      const letGo = await hold(database, 2);
      closers.push(letGo);
      const { prisma } = database.background;
      expect(await prisma.execution.count({ where: { status: 'RUNNING' } })).toBe(1);
      await prisma.$executeRaw`UPDATE job_executions SET lease_expires_at = now() - interval '1 minute'`;
      await until(async () => (await prisma.execution.count({ where: { status: 'RUNNING' } })) === 0);
      expect(await ask(ENQUEUE)).toMatchObject(UNAVAILABLE);
      expect((await world.ready()).status).toBe(503);
      await letGo();
      await until(async () => (await ask(ENQUEUE)).status === 200);
      await until(async () => (await world.ready()).status === 200);
    },
    LIMIT_MS,
  );

  it(
    'database is read-only is not ready, answers what it can, and refuses what it must write',
    async () => {
      const world = await aWorld();
      const name = new URL(world.proxy.url).pathname.slice(1);
      const template = inject('template');
      const admin = template.kind === 'server' ? template.url : '';
      const turn = async (how: 'on' | 'off') => {
        await administer(admin, `ALTER DATABASE ${name} SET default_transaction_read_only = ${how}`);
        await administer(
          admin,
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`,
        );
      };
      await turn('on');
      await until(async () => (await world.ask(QUERY)).status === 200);
      expect(await world.ask(ENQUEUE)).toMatchObject(UNAVAILABLE);
      expect(await world.ready()).toEqual({ status: 503, reason: 'The database takes no writes.' });
      await turn('off');
      await until(async () => (await world.ask(ENQUEUE)).status === 200);
      await until(async () => (await world.ready()).status === 200);
    },
    LIMIT_MS,
  );

  it(
    'database is silent looks who asks no longer than a query may take',
    async () => {
      const world = await aWorld({ QUERY_TIMEOUT_MS: '1000' });
      world.proxy.silence();
      // The key that was looked up is believed for five seconds.
      await sleep(5_000);
      const answers = await Promise.all([world.ask(QUERY), world.ask(ENQUEUE)]);
      for (const answer of answers) {
        expect(answer).toMatchObject(UNAVAILABLE);
        // A statement may take thirty seconds.
        expect(answer.ms).toBeLessThan(15_000);
      }
    },
    LIMIT_MS,
  );

  it(
    'database is silent ends when it is told to, whatever hangs',
    async () => {
      const { url } = await aDatabase();
      const proxy = await startDatabaseProxy(url);
      closers.push(() => proxy.close());
      const child = spawn(process.execPath, ['bin/runledger.js', 'serve', '--port', '0'], {
        cwd: ROOT,
        stdio: ['ignore', 'pipe', 'ignore'],
        env: {
          PATH: process.env.PATH,
          DATABASE_URL: proxy.url,
          RUNLEDGER_ADMIN_KEY: KEY,
          DRAIN_TIMEOUT_MS: '1000',
        },
      });
      closers.push(async () => child.kill('SIGKILL'));
      let text = '';
      child.stdout.on('data', (part) => {
        text += part;
      });
      await until(async () => /^GraphQL +\S+\n/m.test(text), 60_000);
      const at = /^GraphQL +(\S+)\n/m.exec(text)?.[1] ?? '';
      const ask = () =>
        fetch(at, {
          method: 'POST',
          headers: { 'content-type': JSON_TYPE, authorization: `Bearer ${KEY}` },
          body: JSON.stringify({ query: ENQUEUE }),
        }).catch(() => null);
      await Promise.all(Array.from({ length: 20 }, ask));
      proxy.silence();
      const hanging = Array.from({ length: 20 }, ask);
      await sleep(500);
      const begin = performance.now();
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
      // A second to drain and five for what hangs; a statement may take thirty.
      expect(performance.now() - begin).toBeLessThan(20_000);
      await Promise.all(hanging);
    },
    LIMIT_MS,
  );

  // On a PostgreSQL of its own: while a disk is full, no database of the server can be checkpointed.
  it.skipIf(!CAN_START_CLUSTER)(
    "disk is full is not ready and refuses what it must write, until there is room (root, loop devices, PostgreSQL's programs)",
    async ({ skip }) => {
      const folder = await temporaryFolder();
      closers.push(folder.remove);
      const obstacle = await whyNoDisks(folder.path);
      skip(obstacle !== undefined, obstacle);
      // PostgreSQL's own user must come through to what is below.
      await chmod(folder.path, 0o755);
      const disk = await makeDisk(join(folder.path, 'image'), join(folder.path, 'mounted'), '96M');
      closers.push(disk.unmount);
      const cluster = await startOwnCluster();
      closers.push(cluster.stop);
      await administer(cluster.url, `CREATE TABLESPACE small LOCATION '${await disk.folderOf('postgres')}'`);
      const world = await aWorld({}, await migratedDatabase(cluster.url, 'hurt', ' TABLESPACE small'));
      await disk.fill();
      let last: Answer | undefined;
      await until(async () => {
        last = await world.ask(KEEP, JSON_TYPE, ARTIFACT);
        return last.status !== 200;
      }, 60_000);
      expect(last).toMatchObject(UNAVAILABLE);
      await until(async () => (await world.ready()).status === 503);
      expect(await world.ready()).toEqual({ status: 503, reason: 'The database takes no writes.' });
      await disk.free();
      await until(async () => (await world.ready()).status === 200);
      expect((await world.ask(KEEP, JSON_TYPE, ARTIFACT)).status).toBe(200);
      expect(world.warnings()).toEqual([
        expect.stringMatching(/^The database takes no writes: .*No space left on device/),
        expect.stringMatching(/^The database is well again/),
      ]);
    },
    LIMIT_MS,
  );
});

describe('a database that is gone', () => {
  it.each([JSON_TYPE, SPEC_TYPE])(
    'is 503 with Retry-After and SERVICE_UNAVAILABLE: %s',
    async (accept) => {
      const lines: string[] = [];
      const logger = createLogger('info', { write: (text: string) => void lines.push(text) });
      // Its clock stands still, so that the key stays known: it is the operations that fail.
      const test = await createTestApp({ logger, clock: () => 0 });
      const { key } = await test.given.user();
      const ask = (query: string) =>
        test.app.fetch(ENDPOINT, {
          method: 'POST',
          headers: { 'content-type': JSON_TYPE, accept, authorization: `Bearer ${key}` },
          body: JSON.stringify({ query }),
        });
      expect((await ask(QUERY)).status).toBe(200);
      await test.disconnect();
      for (const query of [QUERY, ENQUEUE, JOB]) {
        const response = await ask(query);
        const { errors = [] } = body.parse(await response.json());
        expect(response.status).toBe(503);
        expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
        expect(errors[0]?.extensions).toMatchObject({
          code: 'SERVICE_UNAVAILABLE',
          retryAfter: Number(response.headers.get('retry-after')),
        });
      }
      // On a server the key may have to be looked up anew, and then nothing is answered at all.
      if (test.database.kind === 'embedded') {
        const half = await ask('{ __typename viewer { id } }');
        expect([half.status, (await half.text()).includes('SERVICE_UNAVAILABLE')]).toEqual([200, true]);
      }
      await test.close();
      expect(lines.join('')).not.toContain('request failed');
    },
    LIMIT_MS,
  );
});

describe('a loop', () => {
  it('looks again where a look does not end, and stops all the same', async () => {
    let looks = 0;
    const loop = startLoop({
      doing: 'waiting',
      intervalMs: 1,
      lookMs: 50,
      logger: createLogger('silent'),
      look() {
        looks += 1;
        return new Promise(() => undefined);
      },
    });
    await until(async () => looks >= 3);
    await loop.stop();
    const before = looks;
    await sleep(100);
    expect(looks).toBe(before);
  });
});
