import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { generateApiKey } from '../src/auth/api-key.js';
import { openDatabase } from '../src/core/db/client.js';
import { encodeId } from '../src/core/ids.js';
import { createLogger } from '../src/core/logger.js';
import { migrateUp } from '../src/migrations/migrate.js';
import { createApp } from '../src/server/app.js';
import { loadConfig } from '../src/server/config.js';
import { createBenchDatabase } from './database.js';

const ENQUEUED_AT_ONCE = 1_000;
const SERVER_IS_AT = /^GraphQL +(\S+)$/;

/** How a request reaches the API: in this process without a socket, or over one from another process. */
export type Path = 'fetch' | 'socket';

const ENQUEUE = `mutation ($input: EnqueueExecutionsInput!) {
  enqueueExecutions(input: $input) { ... on EnqueueExecutionsPayload { results { __typename } } } }`;
const CLAIM = `mutation ($input: ClaimExecutionsInput!) {
  claimExecutions(input: $input) {
    ... on ClaimExecutionsPayload { executions { execution { id } lease { token } } } } }`;
const COMPLETE = `mutation ($input: CompleteExecutionsInput!) {
  completeExecutions(input: $input) { ... on CompleteExecutionsPayload { results { __typename } } } }`;

const TURN = `mutation ($input: CompleteAndClaimInput!) {
  turn: completeAndClaim(input: $input) {
    ... on CompleteAndClaimPayload { results { __typename } executions { execution { id } lease { token } } } } }`;

const PAGE = `query ($after: String) {
  executions(first: 200, after: $after) { pageInfo { endCursor hasNextPage } nodes { id status durationMs } } }`;
const CHANGED = `subscription ($jobId: ID!) { executionChanged(filter: { jobId: $jobId }) { id to } }`;
const HEADERS = { 'content-type': 'application/json' };
const EVENT = 'event: next';

const results = z.array(z.object({ __typename: z.string() }));
const enqueued = z.object({ data: z.object({ enqueueExecutions: z.object({ results }) }) });
const executions = z.array(
  z.object({ execution: z.object({ id: z.string() }), lease: z.object({ token: z.string() }) }),
);
const claimed = z.object({ data: z.object({ claimExecutions: z.object({ executions }) }) });
const turned = z.object({ data: z.object({ turn: z.object({ results, executions }) }) });
/** Completions of what was claimed. */
const completionsOf = (held: z.infer<typeof executions>) =>
  held.map(({ execution, lease }) => ({ executionId: execution.id, leaseToken: lease.token }));
const placed = z.tuple([z.object({ from: z.string() })]);
const grown = z.tuple([z.object({ bytes: z.coerce.number() })]);
const page = z.object({
  data: z.object({
    executions: z.object({
      pageInfo: z.object({ endCursor: z.string().nullable(), hasNextPage: z.boolean() }),
    }),
  }),
});
const completed = z.object({ data: z.object({ completeExecutions: z.object({ results }) }) });

/** Runledger on a migrated database of its own, with one owner, a key and so many jobs. */
export async function openLedger(jobCount: number) {
  const bench = await createBenchDatabase('ledger');
  const env = {
    ...process.env,
    DATABASE_URL: bench.url,
    LOG_LEVEL: 'error',
    NODE_ENV: 'production',
    PORT: '0',
  };
  const config = loadConfig(env);
  const database = await openDatabase(config);
  await migrateUp(database);
  const app = createApp({ database, config, logger: createLogger('error') });
  const { key, ownerId } = await givenOwner();
  const jobs = await givenJobs();
  const server = await startServer(env);

  async function givenOwner() {
    const { key, ...stored } = generateApiKey();
    const { id: ownerId } = await database.prisma.user.create({
      data: { email: 'bench@example.com', status: 'ACTIVE', tier: 'ENTERPRISE' },
    });
    await database.prisma.apiKey.create({
      data: { ...stored, ownerId, name: 'bench', scopes: ['READ', 'WORK'] },
    });
    return { key, ownerId };
  }

  async function givenJobs(): Promise<string[]> {
    const rows = await database.prisma.$transaction(async (tx) => {
      const made = await tx.job.createManyAndReturn({
        data: Array.from({ length: jobCount }, (_, at) => ({
          ownerId,
          kind: 'BOT' as const,
          slug: `noop-${at}`,
          name: `No-op ${at}`,
        })),
        select: { id: true },
      });
      await tx.botJob.createMany({ data: made.map(({ id }) => ({ jobId: id, ownerId, botId: 'noop' })) });
      return made;
    });
    return rows.map(({ id }) => encodeId('BotJob', id));
  }

  async function ask(path: Path, query: string, variables: object): Promise<unknown> {
    const init = {
      method: 'POST',
      headers: { ...HEADERS, authorization: `Bearer ${key}` },
      body: JSON.stringify({ query, variables }),
    };
    const response = await (path === 'fetch'
      ? app.fetch('http://localhost/graphql', init)
      : fetch(server.url, init));
    return response.json();
  }

  function expectAll(answers: z.infer<typeof results>, typename: string): void {
    const other = answers.find(({ __typename }) => __typename !== typename);
    if (other) throw new Error(`${other.__typename} instead of ${typename}`);
  }

  async function fill(path: Path, count: number, spread: number): Promise<void> {
    for (let from = 0; from < count; from += ENQUEUED_AT_ONCE) {
      const items = Array.from({ length: Math.min(ENQUEUED_AT_ONCE, count - from) }, (_, at) => ({
        jobId: jobs[(from + at) % spread],
      }));
      const answer = enqueued.parse(await ask(path, ENQUEUE, { input: { items } }));
      expectAll(answer.data.enqueueExecutions.results, 'EnqueueExecutionPayload');
    }
  }

  /** @returns What is to be said to complete it. */
  async function claim(path: Path, workerId: string, limit: number) {
    const answer = claimed.parse(await ask(path, CLAIM, { input: { workerId, limit } }));
    return completionsOf(answer.data.claimExecutions.executions);
  }

  async function complete(path: Path, items: ReturnType<typeof completionsOf>): Promise<void> {
    const answer = completed.parse(await ask(path, COMPLETE, { input: { items } }));
    expectAll(answer.data.completeExecutions.results, 'CompleteExecutionPayload');
  }

  return {
    url: bench.url,
    /** Where the server is, the owner's key for it, and the jobs' ids. */
    server: server.url,
    key,
    jobs,
    fill,
    claim,
    complete,
    /** Reads a page of the history, newest first. @returns Where the next one begins, or null at the end. */
    async readPage(path: Path, after: string | null): Promise<string | null> {
      const { pageInfo } = page.parse(await ask(path, PAGE, { after })).data.executions;
      return pageInfo.hasNextPage ? pageInfo.endCursor : null;
    },
    /** Puts so many executions in the queue, of the first jobs in turns. */
    async enqueue(count: number, spread: number): Promise<void> {
      await fill('fetch', count, spread);
      await database.sql.query('VACUUM ANALYZE');
    },
    /** Bytes of WAL that a run takes from the queue to its end, in batches of 50, right after a checkpoint. */
    async walPerRun(count: number): Promise<number> {
      await database.sql.query('CHECKPOINT');
      const [{ from }] = placed.parse(await database.sql.query('SELECT pg_current_wal_lsn()::text AS from'));
      await fill('fetch', count, 1);
      await this.work('fetch', 'bench-wal', 50);
      const [{ bytes }] = grown.parse(
        await database.sql.query('SELECT pg_current_wal_lsn() - $1::pg_lsn AS bytes', [from]),
      );
      return bytes / count;
    },
    /** Claims and completes until nothing is due. @returns How many. */
    async work(path: Path, workerId: string, batch: number): Promise<number> {
      for (let done = 0; ; ) {
        const items = await claim(path, workerId, batch);
        if (items.length === 0) return done;
        await complete(path, items);
        done += items.length;
      }
    },
    /** The same by one call a turn, which completes what is held and claims what is next. */
    async workInTurns(path: Path, workerId: string, batch: number): Promise<number> {
      let items: ReturnType<typeof completionsOf> = [];
      for (let done = 0; ; ) {
        const { turn } = turned.parse(
          await ask(path, TURN, { input: { items, claim: { workerId, limit: batch } } }),
        ).data;
        expectAll(turn.results, 'CompleteExecutionPayload');
        done += items.length;
        items = completionsOf(turn.executions);
        if (items.length === 0) return done;
      }
    },
    /**
     * Subscribes over the socket to the changes of one of the jobs, in the order of their making.
     * @returns How many came so far over all connections, and how to leave.
     */
    async subscribe(count: number, job: number) {
      const controller = new AbortController();
      let received = 0;
      const streams = await Promise.all(
        Array.from({ length: count }, async () => {
          const { body, headers } = await fetch(server.url, {
            method: 'POST',
            headers: { ...HEADERS, accept: 'text/event-stream', authorization: `Bearer ${key}` },
            body: JSON.stringify({ query: CHANGED, variables: { jobId: jobs[job] } }),
            signal: controller.signal,
          });
          if (!body || !headers.get('content-type')?.startsWith('text/event-stream')) {
            throw new Error('the server does not stream');
          }
          return {
            ended: countEvents(body, (events) => {
              received += events;
            }),
          };
        }),
      );
      return {
        received: () => received,
        async close() {
          controller.abort();
          await Promise.all(streams.map(({ ended }) => ended));
        },
      };
    },
    countCompleted: () => database.prisma.execution.count({ where: { status: 'COMPLETED' } }),
    async close(): Promise<void> {
      await server.close();
      await app.dispose();
      await database.close();
      await bench.drop();
    },
  };
}

/** Counts the events of a stream of server-sent events, without reading what they say. */
async function countEvents(
  body: ReadableStream<Uint8Array>,
  onEvents: (count: number) => void,
): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  try {
    const reader = body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const events = (rest + decoder.decode(part.value, { stream: true })).split(EVENT);
      rest = events.pop() ?? '';
      onEvents(events.length);
    }
  } catch (error) {
    // Whoever leaves breaks the connection.
    if (!(error instanceof DOMException && error.name === 'AbortError')) throw error;
  }
}

/** A server process of its own. */
async function startServer(env: NodeJS.ProcessEnv) {
  const main = new URL('../src/main.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [...process.execArgv, '--import', 'tsx', main, 'serve'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const [, url] = SERVER_IS_AT.exec(line) ?? [];
    if (url === undefined) continue;
    const ended = once(child, 'exit');
    return {
      url,
      async close() {
        child.kill('SIGTERM');
        await ended;
      },
    };
  }
  throw new Error('the server did not start');
}
