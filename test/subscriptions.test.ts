import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { TIERS } from '../src/accounts/tiers.js';
import { encodeId } from '../src/core/ids.js';
import { createLogger } from '../src/core/logger.js';
import { createHub } from '../src/feed/hub.js';
import { createApp } from '../src/server/app.js';
import { MESSAGES_BEFORE_ACK, SOCKET_RATES } from '../src/server/limits/message-meter.js';
import { SOCKET_LIMITS } from '../src/server/limits/socket-places.js';
import { createTestDatabase } from './support/database.js';
import { connectTo, enqueue, type LiveServer, startLive } from './support/live.js';
import { openOperation, openSocket, openSse, type TestSocket, type TestStream } from './support/streams.js';
import type { Owner } from './support/world/jobs.js';

const POLL = { timeout: 30_000 };
const isEmbedded = inject('template').kind === 'embedded';

let live: LiveServer;
let ada: Owner;
let bob: Owner;
let admin: Owner;
const streams: TestStream[] = [];
const sockets: TestSocket[] = [];

beforeAll(async () => {
  live = await startLive();
  ada = await live.given.owner();
  bob = await live.given.owner();
  admin = await live.given.owner({ role: 'ADMIN' });
}, 60_000);
afterEach(async () => {
  for (const stream of streams.splice(0)) stream.close();
  for (const { client } of sockets.splice(0)) await client.dispose();
});
afterAll(() => live?.close());

async function sse(key: string | null, query: string, url = live.server.url): Promise<TestStream> {
  const stream = await openSse(url, key, query);
  streams.push(stream);
  return stream;
}

function socket(key: string | null, options = {}, url = live.server.url): TestSocket {
  const opened = openSocket(url, key, options);
  sockets.push(opened);
  return opened;
}

const event = z.object({
  id: z.string(),
  cursor: z.string(),
  type: z.string(),
  to: z.string(),
  execution: z.object({ id: z.string() }),
});
const EVENT = '{ id cursor type to execution { id } }';
const changed = (args = '') => `subscription { executionChanged${args} ${EVENT} }`;
const executionsOf = (stream: TestStream) => stream.values(event).map(({ execution }) => execution.id);
const codesOf = (stream: TestStream) =>
  stream.answers.flatMap(({ errors }) => (errors ?? []).map(({ extensions }) => extensions.code));

/** The user's runs as the list has them, and the cursor that goes on from there. */
async function listOf({ key }: Owner): Promise<{ cursor: string; ids: string[] }> {
  const data = await live.ask('{ executions { eventCursor nodes { id } } }', key);
  const page = z.object({ eventCursor: z.string(), nodes: z.array(z.object({ id: z.string() })) });
  const { eventCursor, nodes } = page.parse(data.executions);
  return { cursor: eventCursor, ids: nodes.map(({ id }) => id) };
}

/** The user's events as they are in the database, in the feed's order. */
async function eventsOf({ userId }: Owner) {
  const rows = await live.prisma.executionEvent.findMany({
    where: { ownerId: userId },
    orderBy: [{ txId: 'asc' }, { id: 'asc' }],
    select: { id: true },
  });
  return rows.map(({ id }) => encodeId('ExecutionEvent', id));
}

describe('executionChanged', () => {
  it('sends what happens from now on, the same by server-sent events and over graphql-ws', async () => {
    await enqueue(live, ada, ada.job);
    const connection = socket(ada.key);
    const overSocket = openOperation(connection, changed());
    // Answered after the operation above was begun: messages of one connection are taken in their order.
    const counts = openOperation(
      connection,
      'subscription { progressChanged(executionId: "exec_none") { total } }',
    );
    await counts.ended;
    const overHttp = await sse(ada.key, changed());
    const first = await enqueue(live, ada, ada.job);
    const { claimExecutions } = await live.ask(
      `mutation { claimExecutions(input: { workerId: "w", jobId: "${ada.job}", limit: 9 }) {
        ... on ClaimExecutionsPayload { executions { execution { id } lease { token } } } } }`,
      ada.key,
    );
    const claimed = z
      .object({ executions: z.array(z.object({ execution: z.object({ id: z.string() }) })) })
      .parse(claimExecutions).executions;
    await expect.poll(() => executionsOf(overHttp).length, POLL).toBe(1 + claimed.length);
    expect(executionsOf(overHttp)[0]).toBe(first);
    expect(overHttp.values(event).map(({ type, to }) => [type, to])).toEqual([
      ['QUEUED', 'QUEUED'],
      ...claimed.map(() => ['STARTED', 'RUNNING']),
    ]);
    await expect.poll(() => overSocket.answers, POLL).toEqual(overHttp.answers);
  });

  it('sends what was missed after a cursor, in order, none twice and none left out, however often one leaves', async () => {
    const carol = await live.given.owner();
    await enqueue(live, carol, carol.job);
    const [{ txId, id } = { txId: 0n, id: '' }] = await live.prisma.executionEvent.findMany({
      where: { ownerId: carol.userId },
    });
    let cursor = Buffer.from(JSON.stringify(['feed', txId.toString(), id])).toString('base64url');
    const seen = [encodeId('ExecutionEvent', id)];
    const RUNS = 41;
    const writing = (async () => {
      for (let i = 1; i < RUNS; i += 1) await enqueue(live, carol, carol.job);
    })();
    while (seen.length < RUNS) {
      const stream = await sse(carol.key, changed(`(after: "${cursor}")`));
      const enough = Math.min(5, RUNS - seen.length);
      await expect.poll(() => stream.answers.length, POLL).toBeGreaterThanOrEqual(enough);
      stream.close();
      await stream.ended;
      for (const one of stream.values(event)) {
        seen.push(one.id);
        cursor = one.cursor;
      }
    }
    await writing;
    expect(seen).toEqual(await eventsOf(carol));
  });

  it('goes on from where a list was read: nothing that was committed since is missed', async () => {
    const carol = await live.given.owner();
    const first = await listOf(carol);
    expect(first.ids).toEqual([]);
    // Nothing was written since: the cursor is none that is ahead.
    const quiet = await sse(carol.key, changed(`(after: "${first.cursor}")`));
    const before = await enqueue(live, carol, carol.job);
    await expect.poll(() => executionsOf(quiet), POLL).toEqual([before]);
    const { cursor, ids } = await listOf(carol);
    expect(ids).toEqual([before]);
    const between = await enqueue(live, carol, carol.job);
    const stream = await sse(carol.key, changed(`(after: "${cursor}")`));
    const after = await enqueue(live, carol, carol.job);
    await expect.poll(() => executionsOf(stream), POLL).toEqual(expect.arrayContaining([between, after]));
    expect(executionsOf(stream).filter((id) => id !== before)).toEqual([between, after]);
  });

  it.skipIf(isEmbedded)('goes on from a list that was read while somebody wrote', async () => {
    const carol = await live.given.owner();
    const known = await enqueue(live, carol, carol.job);
    const writer = await connectTo(live.config);
    try {
      await writer.query('BEGIN');
      const { rows } = await writer.query(
        `INSERT INTO execution_events (execution_id, owner_id, type, from_status, to_status, attempt)
         SELECT id, owner_id, 'REQUEUED', 'RUNNING', 'QUEUED', 1 FROM job_executions WHERE owner_id = $1 RETURNING id`,
        [carol.userId],
      );
      const [{ id }] = z.tuple([z.object({ id: z.string() })]).parse(rows);
      // Its transaction is behind the one that is open.
      const quick = await enqueue(live, carol, carol.job);
      const { cursor, ids } = await listOf(carol);
      expect(ids).toEqual([quick, known]);
      await writer.query('COMMIT');
      const stream = await sse(carol.key, changed(`(after: "${cursor}")`));
      const told = () => stream.values(event).map((one) => one.id);
      await expect.poll(told, POLL).toContain(encodeId('ExecutionEvent', id));
    } finally {
      await writer.end();
    }
  });

  it('sends those that the filter finds: in the event, and of its execution', async () => {
    const tagged = (await live.given.job(ada.userId, { slug: 'tagged', tags: ['vip', 'night'] })).id;
    const filters = {
      all: '',
      byStatus: '(filter: { status: [RUNNING, COMPLETED] })',
      byJob: `(filter: { jobId: "${tagged}" })`,
      byTags: '(filter: { tags: ["vip", "night"], kind: [CRAWL] })',
      byBoth: `(filter: { status: [RUNNING], jobId: "${tagged}" })`,
      byWorker: '(filter: { workerId: "the-worker" })',
      byNothing: '(filter: { ids: [] })',
      byEmpty: '(filter: {})',
      byEmptyRanges: '(filter: { queuedAt: {}, startedAt: { to: null }, durationMs: {}, params: {} })',
      byOther: '(filter: { kind: [BOT] })',
    };
    const opened = await Promise.all(
      Object.entries(filters).map(async ([name, args]) => [name, await sse(ada.key, changed(args))] as const),
    );
    const one = await enqueue(live, ada, ada.job);
    const two = await enqueue(live, ada, tagged);
    await live.ask(
      `mutation { claimExecutions(input: { workerId: "the-worker", jobId: "${tagged}" }) { __typename } }`,
      ada.key,
    );
    const found = () => Object.fromEntries(opened.map(([name, stream]) => [name, executionsOf(stream)]));
    const expected = {
      all: [one, two, two],
      byStatus: [two],
      byJob: [two, two],
      byTags: [two, two],
      byBoth: [two],
      byNothing: [],
      byEmpty: [one, two, two],
      byEmptyRanges: [one, two, two],
      byOther: [],
    };
    // Its worker is asked of the execution as it is: the first event may be sent when it has one already.
    await expect.poll(found, POLL).toEqual({ ...expected, byWorker: expect.arrayContaining([two]) });
    const { byWorker, ...exact } = found();
    expect(exact).toEqual(expected);
    expect(new Set(byWorker)).toEqual(new Set([two]));
  });

  it.each([
    ['(after: "x")', ['after']],
    [`(after: "${Buffer.from('["feed","1","no"]').toString('base64url')}")`, ['after']],
    [
      `(after: "${Buffer.from('["feed","9223372036854775808","01a1fd6e-3816-7000-89bb-2baa6bd44281"]').toString('base64url')}")`,
      ['after'],
    ],
    [
      `(after: "${Buffer.from('["feed","9223372036854775807","01a1fd6e-3816-7000-89bb-2baa6bd44281"]').toString('base64url')}")`,
      ['after'],
    ],
    ['(filter: { error: "time" })', ['filter', 'error']],
    ['(filter: { params: { a: 1 } })', ['filter', 'params']],
    ['(filter: { durationMs: { min: 1 } })', ['filter', 'durationMs']],
    ['(filter: { jobId: "exec_01m7ypwe0mfzzvdjndwybs8a6k" })', ['filter', 'jobId']],
  ])('refuses %s', async (args, path) => {
    const stream = await sse(ada.key, changed(args));
    await stream.ended;
    expect(stream.answers).toEqual([
      {
        errors: [
          expect.objectContaining({
            extensions: { code: 'BAD_USER_INPUT', issues: [expect.objectContaining({ path })] },
          }),
        ],
      },
    ]);
  });

  it('sends nobody what is another’s, also after a cursor, and administrators everything', async () => {
    await enqueue(live, ada, ada.job);
    const start = await live.prisma.executionEvent.findFirstOrThrow({
      where: { ownerId: ada.userId },
      orderBy: [{ txId: 'asc' }, { id: 'asc' }],
    });
    const cursor = Buffer.from(JSON.stringify(['feed', start.txId.toString(), start.id])).toString(
      'base64url',
    );
    const owner = encodeId('User', ada.userId);
    const ofBob = [
      await sse(bob.key, changed()),
      await sse(bob.key, changed(`(after: "${cursor}")`)),
      await sse(bob.key, changed(`(filter: { jobId: "${ada.job}" })`)),
      await sse(bob.key, changed(`(filter: { ownerId: "${owner}" }, after: "${cursor}")`)),
    ];
    const ofAdmin = await sse(admin.key, changed());
    const ofAdminAboutAda = await sse(admin.key, changed(`(filter: { ownerId: "${owner}" })`));
    const adas = await enqueue(live, ada, ada.job);
    const bobs = await enqueue(live, bob, bob.job);
    await expect.poll(() => executionsOf(ofAdmin), POLL).toEqual([adas, bobs]);
    await expect.poll(() => ofBob.map(executionsOf), POLL).toEqual([[bobs], [bobs], [], []]);
    expect(executionsOf(ofAdminAboutAda)).toEqual([adas]);
  });

  it('wants credentials, before it begins', async () => {
    const stream = await sse(null, changed());
    await stream.ended;
    expect(codesOf(stream)).toEqual(['UNAUTHENTICATED']);
  });

  it('reads nothing of the database for what the event says itself', async () => {
    await enqueue(live, ada, ada.job);
    const stream = await sse(
      ada.key,
      'subscription { executionChanged { id cursor type from to attempt workerId reason at } }',
    );
    const { statements } = await live.recordStatements(async () => {
      await live.prisma.executionEvent.create({
        data: await eventOf(ada),
      });
      await expect.poll(() => stream.answers.length, POLL).toBe(1);
    });
    // The credentials and the rescue of lost work aside.
    expect(statements.filter((statement) => /^SELECT.*"execution_events"/is.test(statement))).toEqual([]);
  });

  async function eventOf({ userId }: Owner) {
    const { id } = await live.prisma.execution.findFirstOrThrow({ where: { ownerId: userId } });
    return { executionId: id, ownerId: userId, type: 'QUEUED', toStatus: 'QUEUED', attempt: 1 } as const;
  }
});

describe('progressChanged', () => {
  const counts = z.object({ total: z.number(), completed: z.number(), fraction: z.number().nullable() });
  const progress = (id: string) =>
    `subscription { progressChanged(executionId: "${id}") { total completed fraction } }`;

  it('sends the counts, then every change a few times a second, and ends with the execution', async () => {
    const dora = await live.given.owner();
    const id = await enqueue(live, dora, dora.job);
    const { id: executionId } = await live.prisma.execution.findFirstOrThrow({
      where: { ownerId: dora.userId },
    });
    const stream = await sse(dora.key, progress(id));
    await expect
      .poll(() => stream.values(counts), POLL)
      .toEqual([{ total: 0, completed: 0, fraction: null }]);
    await live.ask(
      `mutation { startExecution(input: { jobId: "${dora.job}", workerId: "other" }) { __typename } }`,
      dora.key,
    );
    await live.prisma.chunk.createMany({
      data: Array.from({ length: 4 }, (_, chunkIndex) => ({
        ownerId: dora.userId,
        jobId: dora.jobId,
        executionId,
        chunkIndex,
        imageRange: { start: chunkIndex, end: chunkIndex + 1 },
      })),
    });
    await expect
      .poll(() => stream.values(counts).at(-1), POLL)
      .toEqual({ total: 4, completed: 0, fraction: 0 });
    const second = await sse(dora.key, progress(id));
    await expect.poll(() => second.values(counts), POLL).toEqual([{ total: 4, completed: 0, fraction: 0 }]);
    await live.prisma.execution.update({
      where: { id: executionId },
      data: { status: 'CANCELED', finishedAt: new Date() },
    });
    await Promise.all([stream.ended, second.ended]);
    expect(codesOf(stream)).toEqual([]);
    const late = await sse(dora.key, progress(id));
    await late.ended;
    expect(late.answers.length).toBe(1);
  });

  it('answers another’s execution as one that is not there', async () => {
    const id = await enqueue(live, ada, ada.job);
    const messages = [];
    for (const asked of [id, encodeId('Execution', '01a1fd6e-3816-7000-89bb-2baa6bd44281')]) {
      const stream = await sse(bob.key, progress(asked));
      await stream.ended;
      expect(codesOf(stream)).toEqual(['BAD_USER_INPUT']);
      messages.push(stream.answers[0]?.errors?.[0]?.message);
    }
    expect(new Set(messages).size).toBe(1);
  });
});

describe('notificationAdded', () => {
  it('sends the viewer’s own, from now on, in order', async () => {
    const tell = ({ userId }: Owner, jobName: string) =>
      live.prisma.notification.create({
        data: { ownerId: userId, type: 'execution.failed', facts: { jobName, reason: null } },
      });
    await tell(ada, 'before');
    const document = 'subscription { notificationAdded { title readAt job { id } } }';
    const ofAda = await sse(ada.key, document);
    const ofAdmin = await sse(admin.key, document);
    for (const name of ['one', 'two']) await tell(ada, name);
    await tell(bob, 'not yours');
    await tell(admin, 'mine');
    const titles = (stream: TestStream) =>
      stream.values(z.object({ title: z.string() })).map(({ title }) => title);
    await expect.poll(() => titles(ofAda), POLL).toEqual(['one failed', 'two failed']);
    await expect.poll(() => titles(ofAdmin), POLL).toEqual(['mine failed']);
  });
});

describe('a stream', () => {
  it('ends soon where its key is revoked or its user suspended', {
    timeout: 60_000,
  }, async () => {
    const revoked = await live.given.owner();
    const suspended = await live.given.owner();
    const opened = [
      await sse(revoked.key, changed()),
      await sse(revoked.key, 'subscription { notificationAdded { id } }'),
      openOperation(socket(revoked.key), changed()),
      await sse(suspended.key, changed()),
    ];
    const fine = await sse(ada.key, changed());
    // So that it was looked up just now: the longest that it can be believed.
    await live.ask('{ viewer { id } }', revoked.key);
    await live.prisma.apiKey.update({ where: { id: revoked.apiKeyId }, data: { revokedAt: new Date() } });
    await live.prisma.user.update({ where: { id: suspended.userId }, data: { status: 'SUSPENDED' } });
    await Promise.all(opened.map(({ ended }) => ended));
    expect(opened.map(codesOf)).toEqual(opened.map(() => ['UNAUTHENTICATED']));
    const id = await enqueue(live, ada, ada.job);
    await expect.poll(() => executionsOf(fine), POLL).toEqual([id]);
  });

  it('ends with a word where the server stops, and holds nothing up', async () => {
    const other = await startLive({ drainTimeoutMs: 600_000 });
    const eve = await other.given.owner();
    const stream = await sse(eve.key, changed(), other.server.url);
    const connection = socket(eve.key, {}, other.server.url);
    openOperation(connection, changed());
    await once(connectionOf(connection), 'connected');
    await other.server.close();
    await stream.ended;
    expect(codesOf(stream)).toEqual(['SERVICE_UNAVAILABLE']);
    expect(await connection.closed).toEqual({ code: 1001, reason: 'Going away' });
    await other.close();
  });
});

describe('a reader that does not read', () => {
  it('is not buffered for, and told so once it reads', { timeout: 330_000 }, async () => {
    const WINDOW = 40;
    // More than what lies between the two ends of a connection can hold, and than the window.
    const EVENTS = 400;
    // So few at a time that one look of the feed never finds more than the window holds.
    const GROUP = 10;
    const test = await createTestDatabase();
    const { database, config } = test;
    const logger = createLogger('silent');
    let lastRead = -1;
    const { sql } = database.background;
    const background = {
      ...database.background,
      sql: {
        ...sql,
        async query(text: string, params?: readonly unknown[]) {
          const rows = await sql.query(text, params);
          for (const { reason } of rows) lastRead = Number(/#(\d+)#$/.exec(String(reason))?.[1] ?? lastRead);
          return rows;
        },
      },
    };
    const watched = { ...database, background };
    // Else a feed that other databases hold for long would have the reader cut off for standing still.
    const streams = { stallMs: Number.POSITIVE_INFINITY };
    const hub = createHub({ database: watched, config, logger, windowSize: WINDOW, streams });
    const app = createApp({ database, config, logger, hub });
    const http = createServer((request, response) => void app(request, response)).listen(0, '127.0.0.1');
    await once(http, 'listening');
    const address = z.object({ port: z.number() }).parse(http.address());
    const owner = await test.given.owner();
    const { id: executionId } = await test.prisma.execution.create({
      data: { ownerId: owner.userId, jobId: owner.jobId, kind: 'CRAWL', runNumber: 1 },
    });
    const body = JSON.stringify({ query: 'subscription { executionChanged { cursor reason } }' });
    const reader = connect(address.port, '127.0.0.1');
    let text = '';
    reader.on('data', (part) => {
      text += String(part);
    });
    const lines = [
      'POST /graphql HTTP/1.1',
      'Host: localhost',
      'Accept: text/event-stream',
      'Content-Type: application/json',
      `Authorization: Bearer ${owner.key}`,
      `Content-Length: ${body.length}`,
    ];
    reader.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
    await expect.poll(() => text, POLL).toContain('text/event-stream');
    reader.pause();
    for (let i = 0; i < EVENTS; i += 1) {
      await test.database.sql.query(
        `INSERT INTO execution_events (execution_id, owner_id, type, to_status, attempt, reason)
         VALUES ($1, $2, 'QUEUED', 'QUEUED', 1, repeat('x', 50000) || $3)`,
        [executionId, owner.userId, `#${i}#`],
      );
      if ((i + 1) % GROUP > 0) continue;
      hub.announce();
      // It waits for transactions of other databases of the server too. Where a busy machine writes so slowly to the
      // connection that the stream is cut off before that is full, nobody follows any more, and nothing is read.
      const isRead = () => lastRead === i || hub.streams.count() === 0;
      await expect.poll(isRead, { timeout: 240_000, interval: 10 }).toBe(true);
    }
    reader.resume();
    await expect.poll(() => text, { timeout: 30_000 }).toContain('event: complete');
    const sent = [...text.matchAll(/#(\d+)#/g)].map(([, i]) => Number(i));
    expect(sent).toEqual(sent.map((_, i) => i));
    expect(sent.length).toBeGreaterThan(0);
    expect(sent.length).toBeLessThan(EVENTS - WINDOW);
    expect(text).toContain('"code":"RATE_LIMITED"');
    reader.destroy();
    http.close();
    await app.dispose();
    await test.close();
  });
});

describe('events', () => {
  const DEAR = '{ cursor execution { stages(first: 200) { nodes { id name } } } }';
  let own: LiveServer;

  async function start(config: Parameters<typeof startLive>[0]): Promise<Owner> {
    own = await startLive(config);
    return own.given.owner({ tier: 'FREE' });
  }
  afterEach(() => own?.close());

  async function insertEvents({ userId, jobId }: Owner, times: number): Promise<string> {
    const { id } = await own.prisma.execution.create({
      data: { ownerId: userId, jobId, kind: 'CRAWL', runNumber: 1 },
    });
    await own.database.sql.query(
      `INSERT INTO execution_events (execution_id, owner_id, type, to_status, attempt)
       SELECT $1, $2, 'QUEUED', 'QUEUED', 1 FROM generate_series(1, $3::int)`,
      [id, userId, times],
    );
    return id;
  }

  it('that are read again are paid for: the stream ends where its user cannot', {
    timeout: 60_000,
  }, async () => {
    const owner = await start({ rateLimits: 'memory' });
    await insertEvents(owner, 300);
    const begin = Buffer.from(JSON.stringify(['feed', '1', '00000000-0000-0000-0000-000000000000']));
    const args = `(after: "${begin.toString('base64url')}")`;
    const cheap = await openSse(own.server.url, owner.key, `subscription { executionChanged${args} { id } }`);
    streams.push(cheap);
    await expect.poll(() => cheap.answers.length, POLL).toBeGreaterThanOrEqual(300);
    const dear = await openSse(own.server.url, owner.key, `subscription { executionChanged${args} ${DEAR} }`);
    await dear.ended;
    expect(codesOf(dear)).toEqual(['RATE_LIMITED']);
    const { queryCostPerMinute } = TIERS.FREE;
    // A document of some 400 points.
    expect(dear.answers.length).toBeGreaterThan(queryCostPerMinute / 2 / 410);
    expect(dear.answers.length).toBeLessThan(queryCostPerMinute / 400);
  });
});

function connectionOf({ client }: TestSocket): EventTarget {
  const target = new EventTarget();
  client.on('connected', () => target.dispatchEvent(new Event('connected')));
  return target;
}

describe('graphql-ws', () => {
  it('takes the key with the upgrade too, and closes without one that is good', async () => {
    const id = enqueue(live, ada, ada.job);
    const stream = openOperation(
      socket(ada.key, { asHeader: true }),
      `subscription { progressChanged(executionId: "${await id}") { total } }`,
    );
    await expect.poll(() => stream.answers, POLL).toEqual([{ data: { progressChanged: { total: 0 } } }]);
    for (const key of [null, 'rl_wrong', 'not ascii: \u00e9']) {
      const connection = socket(key);
      openOperation(connection, changed());
      expect((await connection.closed).code).toBe(4403);
    }
  });

  it.each([
    ['a query', '{ viewer { id } }', 'BAD_REQUEST'],
    ['a mutation', 'mutation { __typename }', 'BAD_REQUEST'],
    ['a document that is none', 'subscription {', 'GRAPHQL_PARSE_FAILED'],
    ['a field that is none', 'subscription { nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a document that is too deep',
      `subscription { executionChanged ${'{ execution { events { nodes '.repeat(9)}{ id }${' } } }'.repeat(9)} }`,
      'QUERY_TOO_COMPLEX',
    ],
    [
      'two operations',
      'subscription A { notificationAdded { id } } subscription B { notificationAdded { id } }',
      'OPERATION_RESOLUTION_FAILURE',
    ],
    [
      'text that no database holds',
      'subscription { executionChanged(after: "a\\u0000") { id } }',
      'BAD_USER_INPUT',
    ],
  ])('refuses %s', async (_, query, code) => {
    const stream = openOperation(socket(ada.key), query);
    await stream.ended;
    expect(codesOf(stream)).toEqual([code]);
    expect(JSON.stringify(stream.answers)).not.toContain('"http"');
  });

  it('refuses variables that do not fit, with their paths', async () => {
    const query = 'subscription($filter: ExecutionFilter) { executionChanged(filter: $filter) { id } }';
    for (const filter of [{ status: ['NONE'] }, { workerId: 'a\0' }, { workerId: '\ud800' }]) {
      const stream = openOperation(socket(ada.key), query, { filter });
      await stream.ended;
      expect(codesOf(stream)).toEqual(['BAD_USER_INPUT']);
    }
  });

  it('bounds the subscriptions of a connection', async () => {
    const connection = socket(ada.key);
    const all = Array.from({ length: 51 }, () => openOperation(connection, changed()));
    await expect.poll(() => all.flatMap(codesOf), POLL).toEqual(['RATE_LIMITED']);
  });

  it('refuses @skip and @include on its field, and leaves the other operations of the connection alone', async () => {
    const connection = socket(ada.key);
    const other = openOperation(connection, changed());
    const documents = [
      ['subscription ($s: Boolean!) { notificationAdded @skip(if: $s) { id } }', { s: true }],
      ['subscription ($s: Boolean!) { notificationAdded @include(if: $s) { id } }', { s: true }],
      ['subscription { ... @skip(if: true) { notificationAdded { id } } }', {}],
      [
        'subscription { ...F } fragment F on Subscription { notificationAdded @include(if: false) { id } }',
        {},
      ],
    ] as const;
    for (const [query, variables] of documents) {
      const stream = openOperation(connection, query, variables);
      await stream.ended;
      expect(codesOf(stream)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
      const overHttp = await openSse(live.server.url, ada.key, query, variables);
      await overHttp.ended;
      expect(codesOf(overHttp)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    }
    const id = await enqueue(live, ada, ada.job);
    await expect.poll(() => executionsOf(other), POLL).toContain(id);
  });

  /** Says who it is on a bare connection. @returns It, once the server has said yes. */
  async function acknowledged(key: string): Promise<WebSocket> {
    const client = new WebSocket(live.server.url.replace(/^http/, 'ws'), 'graphql-transport-ws');
    await once(client, 'open');
    client.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${key}` } }));
    await once(client, 'message');
    return client;
  }

  it('closes a connection after some operations that are none', async () => {
    const client = await acknowledged(ada.key);
    const answers: string[] = [];
    client.on('message', (data) => answers.push(String(data)));
    for (let turn = 0; turn < 400; turn += 1) {
      client.send(JSON.stringify({ type: 'subscribe', id: `${turn}`, payload: { query: '{ nothing' } }));
    }
    const [code] = await once(client, 'close');
    expect(code).toBe(1008);
    const looked = answers.filter((text) => text.includes('GRAPHQL_PARSE_FAILED'));
    expect(looked.length).toBeGreaterThan(0);
    expect(looked.length).toBeLessThanOrEqual(SOCKET_RATES.faults);
  });

  it('closes a connection that says too much, before or after it said who it is', async () => {
    const known = await acknowledged(ada.key);
    const bare = new WebSocket(live.server.url.replace(/^http/, 'ws'), 'graphql-transport-ws');
    await once(bare, 'open');
    for (const [client, times] of [
      [known, SOCKET_RATES.points],
      [bare, MESSAGES_BEFORE_ACK],
    ] as const) {
      const pongs: unknown[] = [];
      client.on('message', (data) => pongs.push(data));
      for (let turn = 0; turn < times + 20; turn += 1) client.send('{"type":"ping"}');
      const [code] = await once(client, 'close');
      expect(code).toBe(1008);
      expect(pongs.length).toBeLessThanOrEqual(times);
    }
  });

  it('has room for so many of one address that have not said who asks', async () => {
    const address = live.server.url.replace(/^http/, 'ws');
    const statusOf = async (client: WebSocket) => {
      client.on('error', () => undefined);
      return Promise.race([
        once(client, 'open').then(() => 101),
        once(client, 'unexpected-response').then(
          ([, response]) => z.object({ statusCode: z.number() }).parse(response).statusCode,
        ),
      ]);
    };
    const ready = await acknowledged(ada.key);
    const bare = Array.from({ length: SOCKET_LIMITS.waitingPerAddress + 3 }, () => {
      return new WebSocket(address, 'graphql-transport-ws');
    });
    const statuses = await Promise.all(bare.map(statusOf));
    expect(statuses.filter((status) => status === 429)).toHaveLength(3);
    expect(ready.readyState).toBe(ready.OPEN);
    for (const client of [ready, ...bare]) client.terminate();
    await expect
      .poll(async () => {
        const client = new WebSocket(address, 'graphql-transport-ws');
        const status = await statusOf(client);
        client.terminate();
        return status;
      }, POLL)
      .toBe(101);
  });

  it('serves no pages of other sites, and nothing at other addresses', async () => {
    const address = live.server.url.replace(/^http/, 'ws');
    const { host } = new URL(address);
    const statusOf = async (url: string, origin: string) => {
      const client = new WebSocket(url, 'graphql-transport-ws', { origin });
      const outcome = await Promise.race([
        once(client, 'open').then(() => 101),
        once(client, 'unexpected-response').then(
          ([, response]) => z.object({ statusCode: z.number() }).parse(response).statusCode,
        ),
      ]);
      client.on('error', () => undefined);
      client.terminate();
      return outcome;
    };
    expect(await statusOf(address, `http://${host}`)).toBe(101);
    for (const origin of ['https://attacker.example', 'null', `http://${host}.attacker.example`, 'http://']) {
      expect(await statusOf(address, origin)).toBe(403);
    }
    expect(await statusOf(address.replace('graphql', 'other'), `http://${host}`)).toBe(400);
  });

  it('closes a connection that sends what is no message, or too much', async () => {
    const address = live.server.url.replace(/^http/, 'ws');
    const closingOf = async (message: string) => {
      const client = new WebSocket(address, 'graphql-transport-ws');
      await once(client, 'open');
      client.send(message);
      const [code] = await once(client, 'close');
      return z.number().parse(code);
    };
    expect(await closingOf('hello')).toBe(4400);
    expect(
      await closingOf(JSON.stringify({ type: 'subscribe', id: '1', payload: { query: changed() } })),
    ).toBe(4401);
    expect(await closingOf('x'.repeat(live.config.bodyLimitBytes + 1))).toBe(1009);
  });
});

describe('an offer of HTTP/2', () => {
  const BODY = '{"query":"{ viewer { id } }"}';

  it('is left aside, and the request served', async () => {
    const { port } = new URL(live.server.url);
    const client = connect(Number(port), '127.0.0.1');
    const lines = [
      'POST /graphql HTTP/1.1',
      'Host: localhost',
      'Connection: Upgrade, HTTP2-Settings',
      'Upgrade: h2c',
      'HTTP2-Settings: AAMAAABkAAQAAP__',
      'Content-Type: application/json',
      `Authorization: Bearer ${ada.key}`,
      `Content-Length: ${BODY.length}`,
    ];
    client.write(`${lines.join('\r\n')}\r\n\r\n${BODY.slice(0, 9)}`);
    setTimeout(() => client.write(BODY.slice(9)), 100);
    let text = '';
    client.on('data', (part) => {
      text += String(part);
    });
    await expect.poll(() => text, POLL).toMatch(/\}\}\s*$/);
    client.destroy();
    expect(text).toMatch(/^HTTP\/1\.1 200 /);
    expect(text).toContain('"viewer":{"id":"user_');
  });

  it('is left aside where the client waits for the answer on a connection that it keeps', async () => {
    const ask = () =>
      new Promise<number | undefined>((resolve, reject) => {
        const headers = {
          connection: 'Upgrade, HTTP2-Settings',
          upgrade: 'h2c',
          'http2-settings': 'AAMAAABkAAQAAP__',
          'content-type': 'application/json',
        };
        const asked = httpRequest(live.server.url, { method: 'POST', headers }, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        asked.on('error', reject);
        asked.end(BODY);
      });
    expect(await ask()).toBe(200);
    expect(await ask()).toBe(200);
  });
});

describe.skipIf(isEmbedded)('two servers on one PostgreSQL (needs TEST_DATABASE_URL)', () => {
  it('deliver each other’s events where each is a process of its own', { timeout: 60_000 }, async () => {
    const { database } = live.config;
    if (database.kind === 'embedded' || !('connectionString' in database.connection))
      throw new Error('a server is needed');
    const child = spawn(process.execPath, ['bin/runledger.js', 'serve'], {
      env: {
        ...process.env,
        DATABASE_URL: database.connection.connectionString,
        PORT: '0',
        LOG_LEVEL: 'silent',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      let output = '';
      child.stdout.on('data', (part) => {
        output += String(part);
      });
      await expect.poll(() => output, { timeout: 40_000 }).toMatch(/http:\S+\/graphql/);
      const url = /http:\S+\/graphql/.exec(output)?.[0] ?? '';
      const [here, there] = [await sse(ada.key, changed()), await sse(ada.key, changed(), url)];
      const runs = [await enqueue(live, ada, ada.job, url), await enqueue(live, ada, ada.job)];
      await expect.poll(() => [executionsOf(here), executionsOf(there)], POLL).toEqual([runs, runs]);
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await there.ended;
      expect(codesOf(there)).toEqual(['SERVICE_UNAVAILABLE']);
      expect(await exited).toEqual([0, null]);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('deliver each other’s events at once', { timeout: 60_000 }, async () => {
    const other = await live.another();
    const here = await sse(ada.key, changed());
    const there = await sse(ada.key, changed(), other.url);
    const connection = openOperation(socket(ada.key, {}, other.url), changed());
    // Both processes listen by now.
    await enqueue(live, ada, ada.job);
    await expect.poll(() => Math.min(here.answers.length, there.answers.length), POLL).toBe(1);
    const asked: string[] = [];
    const delays: number[] = [];
    for (let i = 0; i < 10; i += 1) {
      const begin = performance.now();
      asked.push(await enqueue(live, ada, ada.job, i % 2 ? other.url : live.server.url));
      await expect
        .poll(() => [here, there].map((stream) => executionsOf(stream).length), { ...POLL, interval: 5 })
        .toEqual([asked.length + 1, asked.length + 1]);
      delays.push(performance.now() - begin);
    }
    expect(executionsOf(here).slice(1)).toEqual(asked);
    expect(executionsOf(there)).toEqual(executionsOf(here));
    await expect.poll(() => executionsOf(connection).at(-1), POLL).toBe(asked.at(-1));
    // Without being woken, one of them would find each but the first a second after the one before.
    expect(Math.min(...delays.slice(1))).toBeLessThan(500);
  });
});
