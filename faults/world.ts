import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { z } from 'zod';
import { openEmbedded } from '../src/core/db/embedded.js';
import { encodeId } from '../src/core/ids.js';
import { type ServerProcess, serve } from '../test/support/serve.js';
import { type Api, createApi, until } from './api.js';
import { compare, contradictions, type Query } from './audit.js';
import { type Follower, follow } from './follower.js';
import { createJournal, finish, JOBS, type Journal, LIMIT, startLoad } from './load.js';
import type { Report } from './report.js';

const ADMIN_KEY = 'the-key-of-the-fault-tests-is-long-enough';
const CREDITS = 1_000_000;
const ROLLUP_LIMIT_MS = 30_000;
/** Within so long a server at rest has added up everything; on a busy machine it is given that time again. */
const ROLLUPS_FED_MS = 3_000;
const WARM_UP_RUNS = 20;
const SAMPLE_MS = 50;
const ERROR_LEVEL = 50;

/** Servers on one database, and the load on them. */
export interface World {
  api: Api;
  servers: ServerProcess[];
  journal: Journal;
  /** One more server, to which requests go too. */
  add(env?: Record<string, string>): Promise<ServerProcess>;
  /** Takes a server away, killed as it is. */
  kill(server: ServerProcess): Promise<void>;
  /** Ends the servers; what they logged as an error is a fault. */
  close(report: Report): Promise<void>;
}

/** @param env Where the database is. */
export async function openWorld(env: Record<string, string>, count: number): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'runledger-faults-'));
  const file = join(folder, 'log');
  const log = openSync(file, 'a');
  const common = {
    RUNLEDGER_ADMIN_KEY: ADMIN_KEY,
    RATE_LIMITS: 'off',
    RUN_COSTS: 'bot=1',
    LOG_LEVEL: 'error',
    NODE_ENV: 'production',
    ...env,
  };
  const api = createApi([], ADMIN_KEY);
  const world: World = {
    api,
    servers: [],
    journal: createJournal(),
    async add(more = {}) {
      const server = await serve({ ...common, ...more }, log).catch(async (error) => {
        throw new Error(`${error} ${await readFile(file, 'utf8')}`);
      });
      world.servers.push(server);
      api.urls.push(server.url);
      return server;
    },
    async kill(server) {
      await server.end();
      world.servers.splice(world.servers.indexOf(server), 1);
      api.urls.splice(api.urls.indexOf(server.url), 1);
    },
    async close(report) {
      for (const server of world.servers) await server.end();
      closeSync(log);
      const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.startsWith('{'));
      await rm(folder, { recursive: true });
      const errors = lines.filter((line) => JSON.parse(line).level >= ERROR_LEVEL);
      if (errors.length > 0) report.wrong(`the servers logged ${errors.length} errors: ${errors[0]}`);
    },
  };
  // Whatever becomes of this process, its servers end with it.
  process.once('exit', () => {
    for (const { child } of world.servers) child.kill('SIGKILL');
  });
  await Promise.all(Array.from({ length: count }, () => world.add()));
  await setUp(api);
  return world;
}

async function setUp(api: Api): Promise<void> {
  const { id } = z
    .object({ id: z.string() })
    .parse(await api.ask('query { result: viewer { __typename ... on User { id } } }'));
  await api.ask(
    `mutation ($input: SetUserTierInput!) { result: setUserTier(input: $input) { __typename ... on Error { code } } }`,
    { userId: id, tier: 'ENTERPRISE' },
  );
  await api.ask(
    `mutation ($input: GrantCreditsInput!) { result: grantCredits(input: $input) { __typename ... on Error { code } } }`,
    { userId: id, amount: CREDITS, description: 'To lose none.' },
  );
  for (const slug of JOBS) {
    await api.ask(
      `mutation ($input: CreateJobInput!) { result: createJob(input: $input) { __typename ... on Error { code } } }`,
      {
        slug,
        name: slug,
        kind: { bot: { botId: slug } },
        maxAttempts: 50,
        retryBackoffSeconds: 1,
        maxConcurrent: slug === 'limited' ? LIMIT : null,
      },
    );
  }
}

/** What a fault did to a world, once all is over. */
export interface Outcome {
  what: string;
  answered: number;
  resent: number;
  runs: number;
  lostLeases: number;
  longestGapMs: number;
  /** What contradicts, or was lost: nothing, where all is well. */
  found: string[];
}

/** Does something to a world under load, and looks at what is left of it. @param work Says what was done. */
export async function hurt(
  world: World,
  query: Query,
  work: () => Promise<string>,
  padding?: number,
): Promise<Outcome> {
  const known = new Set(await eventsOf(query));
  const follower = await follow(world.api);
  const sampler = sampleLimit(query);
  const outcome = await underLoad(world, work, padding, async () => Number((await query(OPEN))[0]?.open) > 0);
  outcome.found.push(...(await sampler.stop()), ...(await compareEvents(query, follower, known)));
  await until(
    'nothing contradicts itself',
    async () => (await contradictions(query)).length === 0,
    ROLLUP_LIMIT_MS,
  ).catch(() => undefined);
  outcome.found.push(...(await examine(query, world.journal)));
  return outcome;
}

/** The same for an embedded database, which nobody reads while its server runs. */
export async function hurtEmbedded(
  world: World,
  folder: string,
  work: () => Promise<string>,
  padding?: number,
): Promise<Outcome> {
  const { api } = world;
  const outcome = await underLoad(world, work, padding, async () => {
    const { count } = z
      .object({ count: z.object({ value: z.int() }) })
      .parse(
        await api.ask(
          '{ result: executions(filter: { status: [QUEUED, RUNNING] }) { __typename count { value } } }',
        ),
      );
    return count.value > 0;
  });
  const start = performance.now();
  for (;;) {
    await sleep(ROLLUPS_FED_MS);
    for (const server of [...world.servers]) await world.kill(server);
    const found = await readEmbedded(folder, (query) => examine(query, world.journal));
    if (found.length === 0) return outcome;
    if (performance.now() - start > ROLLUP_LIMIT_MS) {
      outcome.found.push(...found);
      return outcome;
    }
    await world.add();
  }
}

async function underLoad(
  world: World,
  work: () => Promise<string>,
  padding: number | undefined,
  isOpen: () => Promise<boolean>,
): Promise<Outcome> {
  const { api, journal } = world;
  const before = {
    answered: api.answered,
    resent: api.resent,
    runs: journal.enqueued.size,
    lost: journal.lost,
    faults: journal.faults.length,
  };
  const load = startLoad(api, journal, padding);
  await until('the load has begun', async () => journal.enqueued.size > before.runs + WARM_UP_RUNS);
  api.longestGapMs = 0;
  const found: string[] = [];
  const what = await work().catch((error: unknown) => {
    found.push(String(error));
    return 'not to its end';
  });
  await load.drain();
  await finish(api, journal, isOpen);
  found.push(...journal.faults.slice(before.faults));
  return {
    what,
    answered: api.answered - before.answered,
    resent: api.resent - before.resent,
    runs: journal.enqueued.size - before.runs,
    lostLeases: journal.lost - before.lost,
    longestGapMs: api.longestGapMs,
    found,
  };
}

/** What contradicts itself in a ledger at rest, and what of it is not as it was acknowledged. */
const examine = async (query: Query, journal: Journal): Promise<string[]> => [
  ...(await contradictions(query)),
  ...(await compare(query, journal, (id) => encodeId('Execution', id))),
];

const eventsOf = async (query: Query): Promise<string[]> =>
  (await query('SELECT id::text FROM execution_events')).map(({ id }) =>
    encodeId('ExecutionEvent', String(id)),
  );

const OPEN = `SELECT count(*)::int AS open FROM job_executions WHERE status IN ('QUEUED', 'RUNNING')`;

/** Whether every event came, once. */
async function compareEvents(
  query: Query,
  follower: Follower,
  known: ReadonlySet<string>,
): Promise<string[]> {
  const there = (await eventsOf(query)).filter((id) => !known.has(id));
  await until('all events came', async () => follower.ids.length >= there.length).catch(() => undefined);
  await follower.close();
  const came = new Set(follower.ids);
  const missing = there.filter((id) => !came.has(id)).length;
  const found = missing > 0 ? [`${missing} of ${there.length} events did not come`] : [];
  if (came.size !== follower.ids.length) found.push(`${follower.ids.length - came.size} events came twice`);
  return found;
}

/** Looks again and again whether a limit is kept. */
function sampleLimit(query: Query): { stop(): Promise<string[]> } {
  let highest = 0;
  let isOver = false;
  const sampling = (async () => {
    while (!isOver) {
      const rows = await query(
        `SELECT count(*)::int AS running FROM job_executions WHERE status = 'RUNNING'
         AND job_id = (SELECT id FROM jobs WHERE slug = 'limited')`,
      ).catch(() => []);
      highest = Math.max(highest, Number(rows[0]?.running ?? 0));
      await sleep(SAMPLE_MS);
    }
  })();
  return {
    async stop() {
      isOver = true;
      await sampling;
      return highest > LIMIT ? [`${highest} runs went on at a time where ${LIMIT} may`] : [];
    },
  };
}

/** Statements of our own to a server's database, which may be away for a while. */
export function queryOf(url: string): { query: Query; close(): Promise<void> } {
  const pool = new pg.Pool({ connectionString: url, max: 2, connectionTimeoutMillis: 5_000 });
  pool.on('error', () => undefined);
  return { query: async (sql) => (await pool.query(sql)).rows, close: () => pool.end() };
}

/** Reads an embedded database whose server has ended. */
export async function readEmbedded<T>(folder: string, read: (query: Query) => Promise<T>): Promise<T> {
  const { pglite, close } = await openEmbedded(folder);
  try {
    return await read(async (sql) => (await pglite.query<Record<string, unknown>>(sql)).rows);
  } finally {
    await close();
  }
}
