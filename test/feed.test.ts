import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { SqlExecutor } from '../src/core/db/session.js';
import { createLogger } from '../src/core/logger.js';
import { effectiveScopes } from '../src/core/scopes.js';
import type { Viewer } from '../src/core/viewer.js';
import { encodeCursor, isAfter, type Place, parseCursor } from '../src/feed/cursor.js';
import { createFeed, type Feed } from '../src/feed/feed.js';
import { EVENTS, type EventRow } from '../src/feed/feed.sql.js';
import { createMatcher, type EventFilter } from '../src/feed/match.sql.js';
import { createPoller } from '../src/feed/poller.js';
import { hadEnded, parseSnapshot, type Snapshot } from '../src/feed/snapshot.js';
import { createStreams, type Reader } from '../src/feed/streams.js';
import { createWakeUps } from '../src/feed/wake-ups.js';
import { createTestDatabase, type TestDatabase } from './support/database.js';
import { connectTo } from './support/live.js';
import type { Owner } from './support/world/jobs.js';

const POLL = { timeout: 30_000 };
/** Than the second after which a feed that follows looks by itself. */
const LONGER_THAN_QUIET_MS = 1_100;
const logger = createLogger('silent');
const isEmbedded = inject('template').kind === 'embedded';

const gapsOf = (times: readonly number[]) =>
  times.slice(1).map((time, before) => time - (times[before] ?? 0));

describe('a cursor', () => {
  const place = { txId: 2n ** 63n - 1n, id: '01a1fd6e-3816-7000-89bb-2baa6bd44281' };

  it('is read as it was written', () => expect(parseCursor(encodeCursor(place), 'after')).toEqual(place));

  it.each([
    ['', 'x', '{}', '[]', 'null', '["feed"]', '["feed","1"]', '["feed","1","x"]', `["feed",1,"${place.id}"]`],
    [`["other","1","${place.id}"]`, `["feed","-1","${place.id}"]`, `["feed","01","${place.id}"]`],
    [`["feed","1","${place.id.toUpperCase()}"]`, `["feed","1","${place.id}","more"]`],
    [`["feed","9223372036854775808","${place.id}"]`, `["feed","1","${place.id}"]${' '.repeat(200)}`],
  ])('is refused where it is none: %s', (...texts) => {
    for (const text of texts) {
      const refusal = expect.objectContaining({
        extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }),
      });
      expect(() => parseCursor(Buffer.from(text).toString('base64url'), 'after')).toThrow(refusal);
    }
  });
});

it('a snapshot says which transactions had ended', () => {
  const snapshot = parseSnapshot('10:20:12,15');
  expect([9n, 10n, 11n, 12n, 15n, 19n, 20n, 21n].filter((id) => hadEnded(snapshot, id))).toEqual([
    9n,
    10n,
    11n,
    19n,
  ]);
  expect(hadEnded(parseSnapshot('10:10:'), 10n)).toBe(false);
  expect(() => parseSnapshot('nothing')).toThrow();
});

describe('a feed', () => {
  let test: TestDatabase;
  let owner: Owner;
  let executionId: string;
  /** Statements that the feed has run. */
  let statements: string[];
  /** When the feed has begun its polls. */
  let polls: number[];
  let sql: Pick<SqlExecutor, 'query'>;
  const leaving = new AbortController();
  let feed: Feed<EventRow>;

  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(() => test?.close());
  beforeEach(async () => {
    owner = await test.given.owner();
    executionId = await givenRun(owner, 1);
    statements = [];
    polls = [];
    sql = {
      query(text, params) {
        statements.push(text);
        return test.database.sql.query(text, params);
      },
    };
    feed = createFeed(EVENTS, { sql, logger, onPoll: () => void polls.push(performance.now()) });
  });
  afterEach(() => feed.close());

  async function givenRun({ userId, jobId }: Owner, runNumber: number): Promise<string> {
    const { id } = await test.prisma.execution.create({
      data: { ownerId: userId, jobId, kind: 'CRAWL', runNumber },
    });
    return id;
  }

  const write = (
    reason: string,
    by: { query(text: string, params: unknown[]): Promise<unknown> } = test.database.sql,
  ) =>
    by.query(
      `INSERT INTO execution_events (execution_id, owner_id, type, to_status, attempt, reason)
       VALUES ($1, $2, 'QUEUED', 'QUEUED', 1, $3)`,
      [executionId, owner.userId, reason],
    );

  /** What a follower gets, as it gets it. */
  function follow(
    from: Place | Snapshot,
    { scope = owner.userId, of = feed }: { scope?: string | null; of?: Feed<EventRow> } = {},
  ) {
    const controller = new AbortController();
    const got: EventRow[] = [];
    const ended = (async () => {
      for await (const batch of of.follow({ from, scope: async () => scope, signal: controller.signal }))
        got.push(...batch);
    })().catch((error: unknown) => error);
    return {
      got,
      reasons: () => got.map(({ reason }) => reason),
      ended,
      leave: () => controller.abort(leaving),
    };
  }

  it('gives what is committed from now on, to all who follow, by one poll', async () => {
    await write('before');
    const now = await feed.now();
    const all = Array.from({ length: 20 }, () => follow(now));
    const areAt = (reasons: string[]) =>
      expect.poll(() => all.map((one) => one.reasons()), POLL).toEqual(all.map(() => reasons));
    // Whoever has got this has caught up with the window.
    await write('first');
    feed.wake();
    await areAt(['first']);
    statements.length = polls.length = 0;
    for (const reason of ['a', 'b']) await write(reason);
    feed.wake();
    await areAt(['first', 'a', 'b']);
    // One may have been under way: how many there are is a matter of time, that none is a follower's own is not.
    expect(statements.length).toBeLessThanOrEqual(polls.length + 1);
    for (const { leave } of all) leave();
  });

  it('polls nothing while nobody follows, and once a second while nothing happens', async () => {
    feed.wake();
    await sleep(LONGER_THAN_QUIET_MS);
    expect(statements).toEqual([]);
    const one = follow(await feed.now());
    await expect.poll(() => polls.length, POLL).toBeGreaterThanOrEqual(3);
    expect(Math.min(...gapsOf(polls))).toBeGreaterThan(900);
    one.leave();
    await one.ended;
    await expect.poll(() => statements.length, POLL).toBeGreaterThanOrEqual(polls.length);
    statements.length = 0;
    await sleep(LONGER_THAN_QUIET_MS);
    expect(statements).toEqual([]);
  });

  it('replays by pages what came before, then goes on, none twice and none left out', async () => {
    const start = await feed.now();
    const early = follow(start);
    for (let i = 0; i < 250; i += 1) await write(`e${i}`);
    feed.wake();
    await expect.poll(() => early.got.length, POLL).toBe(250);
    const places = [early.got[0], early.got[99], early.got[100], early.got[249]];
    const late = places.map((place) => follow(place ?? start));
    for (let i = 250; i < 260; i += 1) await write(`e${i}`);
    feed.wake();
    await expect.poll(() => early.got.length, POLL).toBe(260);
    const lists = early.reasons();
    await expect
      .poll(() => late.map(({ reasons }) => reasons()), POLL)
      .toEqual([1, 100, 101, 250].map((from) => lists.slice(from)));
    expect(lists).toEqual(Array.from({ length: 260 }, (_, i) => `e${i}`));
    for (const { leave } of [early, ...late]) leave();
  });

  it('gives each their own, and everything to who may see everything', async () => {
    const other = await test.given.owner();
    const now = await feed.now();
    const [mine, theirs, all] = [owner.userId, other.userId, null].map((scope) => follow(now, { scope }));
    const replayed = follow(
      { txId: 1n, id: '00000000-0000-0000-0000-000000000000' },
      { scope: other.userId },
    );
    await write('mine');
    feed.wake();
    await expect.poll(() => [mine?.reasons(), all?.reasons()], POLL).toEqual([['mine'], ['mine']]);
    expect(theirs?.got).toEqual([]);
    expect(replayed.got).toEqual([]);
    for (const one of [mine, theirs, all, replayed]) one?.leave();
  });

  it('cuts off who was up to date and then lags too far behind, and lets it go on from its cursor', async () => {
    const small = createFeed(EVENTS, { sql, logger, windowSize: 10 });
    const signal = new AbortController().signal;
    let turns = 0;
    const scope = async () => {
      turns += 1;
      return owner.userId;
    };
    const slow = small.follow({ from: await small.now(), scope, signal });
    const fast = follow(await small.now(), { of: small });
    await write('before');
    expect((await slow.next()).value?.map(({ reason }) => reason)).toEqual(['before']);
    await expect.poll(() => fast.got.length, POLL).toBe(1);
    // It is up to date once it waits for what nobody has written.
    turns = 0;
    const next = slow.next();
    await expect.poll(() => turns, POLL).toBeGreaterThan(0);
    await write('first');
    small.wake();
    const last = (await next).value?.at(-1);
    expect(last?.reason).toBe('first');
    for (let i = 0; i < 30; i += 1) {
      await write(`e${i}`);
      if (i % 5 === 0) {
        small.wake();
        await expect.poll(() => fast.got.length, POLL).toBe(i + 3);
      }
    }
    small.wake();
    await expect.poll(() => fast.got.length, POLL).toBe(32);
    await expect(slow.next()).rejects.toMatchObject({ extensions: { code: 'RATE_LIMITED' } });
    expect(await slow.next()).toEqual({ done: true, value: undefined });
    if (!last) throw new Error('nothing came');
    const again = follow(last, { of: small });
    await expect.poll(() => again.reasons(), POLL).toEqual(fast.reasons().slice(2));
    fast.leave();
    again.leave();
    small.close();
  });

  it('goes on after the database was away', async () => {
    let isAway = false;
    let refused = 0;
    const shaky = createFeed(EVENTS, {
      logger,
      sql: {
        query(...args) {
          if (!isAway) return sql.query(...args);
          refused += 1;
          return Promise.reject(new Error('away'));
        },
      },
    });
    const one = follow(await shaky.now(), { of: shaky });
    await write('before');
    shaky.wake();
    await expect.poll(() => one.reasons(), POLL).toEqual(['before']);
    isAway = true;
    await write('meanwhile');
    shaky.wake();
    await expect.poll(() => refused, POLL).toBeGreaterThan(0);
    isAway = false;
    await expect.poll(() => one.reasons(), POLL).toEqual(['before', 'meanwhile']);
    one.leave();
    shaky.close();
  });

  it('ends at once for who leaves', async () => {
    const one = follow(await feed.now());
    await expect.poll(() => polls.length, POLL).toBeGreaterThan(0);
    one.leave();
    expect(await one.ended).toBe(leaving);
  });

  describe.skipIf(isEmbedded)(
    'on PostgreSQL, where transactions are open at once (needs TEST_DATABASE_URL)',
    () => {
      it('leaves nothing out that commits late, and keeps its order', async () => {
        const early = await connectTo(test.config);
        const now = await feed.now();
        const one = follow(now);
        await early.query('BEGIN');
        await write('early, but late', early);
        for (const reason of ['a', 'b']) await write(reason);
        polls.length = 0;
        feed.wake();
        // One may have been under way; when the third begins, the second has read what is there.
        await expect.poll(() => polls.length, POLL).toBeGreaterThanOrEqual(3);
        // They wait behind the one that is open, and no cursor passes it.
        expect(one.got).toEqual([]);
        const midway = await feed.now();
        const fromMidway = follow(midway);
        await early.query('COMMIT');
        feed.wake();
        await expect.poll(() => one.reasons(), POLL).toEqual(['early, but late', 'a', 'b']);
        // Whoever came when a and b were there already gets only what was not.
        await expect.poll(() => fromMidway.reasons(), POLL).toEqual(['early, but late']);
        const after = follow(one.got[0] ?? now);
        await expect.poll(() => after.reasons(), POLL).toEqual(['a', 'b']);
        for (const { leave } of [one, fromMidway, after]) leave();
        await early.end();
      });

      it('is looked for more often where an open transaction holds it back', async () => {
        const other = await connectTo(test.config);
        const one = follow(await feed.now());
        await other.query('BEGIN');
        await other.query('SELECT pg_current_xact_id()');
        await write('held');
        feed.wake();
        await expect.poll(() => polls.length, POLL).toBeGreaterThanOrEqual(2);
        polls.length = 0;
        await expect.poll(() => polls.length, POLL).toBeGreaterThanOrEqual(8);
        // Nobody wakes it by now, and where all is quiet a second lies between any two.
        expect(Math.min(...gapsOf(polls))).toBeLessThan(900);
        expect(one.got).toEqual([]);
        await other.query('ROLLBACK');
        await expect.poll(() => one.reasons(), POLL).toEqual(['held']);
        one.leave();
        await other.end();
      });

      it('gives followers that come and go exactly what is there, while writers commit in any order', async () => {
        const writers = await Promise.all(Array.from({ length: 4 }, () => connectTo(test.config)));
        const steady = follow(await feed.now());
        let cursor: Place | Snapshot = await feed.now();
        const got: EventRow[] = [];
        let isWriting = true;
        const writing = Promise.all(
          writers.map(async (writer, w) => {
            for (let i = 0; i < 25; i += 1) {
              await writer.query('BEGIN');
              for (let j = 0; j <= i % 3; j += 1) await write(`${w}/${i}/${j}`, writer);
              await sleep(Math.random() * 15);
              await writer.query(i % 7 === 6 ? 'ROLLBACK' : 'COMMIT');
              feed.wake();
            }
          }),
        ).finally(() => {
          isWriting = false;
        });
        while (isWriting) {
          const one = follow(cursor);
          await sleep(Math.random() * 60);
          one.leave();
          await one.ended;
          got.push(...one.got);
          cursor = one.got.at(-1) ?? cursor;
        }
        await writing;
        const rest = follow(cursor);
        const all = await test.prisma.executionEvent.findMany({
          where: { ownerId: owner.userId },
          orderBy: [{ txId: 'asc' }, { id: 'asc' }],
        });
        expect(all.length).toBeGreaterThan(100);
        await expect.poll(() => steady.got.length, POLL).toBe(all.length);
        await expect.poll(() => got.length + rest.got.length, POLL).toBe(all.length);
        expect(steady.got.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
        expect([...got, ...rest.got].map(({ id }) => id)).toEqual(all.map(({ id }) => id));
        for (const { leave } of [steady, rest]) leave();
        for (const writer of writers) await writer.end();
      });
    },
  );

  it('matches many filters by one statement, each with what its viewer may see', async () => {
    const other = await test.given.owner();
    const tagged = { ...owner, jobId: (await test.given.job(owner.userId, { slug: 'tagged' })).row.id };
    const runs = [
      { executionId, ownerId: owner.userId },
      { executionId: await givenRun(tagged, 1), ownerId: owner.userId },
      { executionId: await givenRun(other, 1), ownerId: other.userId },
    ];
    const events = runs.map(queuedEvent);
    const matching = createMatcher(test.database.prisma);
    const ask = (where: object, viewer: Viewer) =>
      matching(events, { key: JSON.stringify(where), allows: () => true, where }, viewer);
    const { result, statements: sent } = await test.recordStatements(() =>
      Promise.all([
        ask({ kind: { in: ['CRAWL'] } }, viewerOf(owner)),
        ask({ jobId: tagged.jobId }, viewerOf(owner)),
        ask({ jobId: tagged.jobId }, viewerOf(other)),
        ask({ kind: { in: ['CRAWL'] } }, viewerOf(other, 'ADMIN')),
        ask({ stages: { some: { status: 'FAILED', name: { in: ['x'] } } } }, viewerOf(owner)),
        ask({ jobId: tagged.jobId }, viewerOf(owner)),
      ]),
    );
    expect(sent.length).toBe(1);
    const expected = [['e0', 'e1'], ['e1'], [], ['e0', 'e1', 'e2'], [], ['e1']];
    expect(result.map((found) => found.map(({ id }) => id))).toEqual(expected);
    expect(result[5]).toBe(result[1]);
  });

  it('asks the database again after it failed, also for the same events', async () => {
    let failures = 1;
    const failing = new Proxy(test.database.prisma, {
      get(prisma, name) {
        if (name === '$queryRaw' && failures-- > 0)
          return () => Promise.reject(new Error('The database is away.'));
        return Reflect.get(prisma, name);
      },
    });
    const matching = createMatcher(failing);
    const events = [queuedEvent({ executionId, ownerId: owner.userId }, 0)];
    const where: EventFilter['where'] = { kind: { in: ['CRAWL'] } };
    const ask = () => matching(events, { key: 'crawls', allows: () => true, where }, viewerOf(owner));
    const together = await Promise.allSettled([ask(), ask()]);
    expect(together.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect((await ask()).map(({ id }) => id)).toEqual(['e0']);
  });
});

function queuedEvent(run: { executionId: string; ownerId: string }, index: number): EventRow {
  return {
    ...run,
    id: `e${index}`,
    txId: 1n,
    type: 'QUEUED',
    fromStatus: null,
    toStatus: 'QUEUED',
    attempt: 1,
    workerId: null,
    reason: null,
    at: new Date(),
  };
}

function viewerOf({ userId, apiKeyId }: Owner, role: Viewer['role'] = 'USER'): Viewer {
  return {
    userId,
    accountId: userId,
    accountRole: 'OWNER',
    tier: 'FREE',
    role,
    status: 'ACTIVE',
    apiKeyId,
    scopes: effectiveScopes([role === 'ADMIN' ? 'ADMIN' : 'READ'], role),
  };
}

describe('a poller', () => {
  it('never polls twice at once or faster than its pace, however often it is woken', async () => {
    let [running, most] = [0, 0];
    const polls: number[] = [];
    const poller = createPoller(
      async () => {
        running += 1;
        most = Math.max(most, running);
        polls.push(performance.now());
        await sleep(5);
        running -= 1;
        return 'quiet';
      },
      { minMs: 40, soonMs: 40, quietMs: 10_000 },
      () => undefined,
    );
    poller.wake();
    await sleep(20);
    expect(polls).toEqual([]);
    poller.start();
    while (polls.length < 8) {
      poller.wake();
      await sleep(1);
    }
    poller.stop();
    expect(most).toBe(1);
    expect(Math.min(...gapsOf(polls))).toBeGreaterThan(39);
    const before = polls.length;
    poller.wake();
    await sleep(100);
    expect(polls).toHaveLength(before);
  });
});

describe.skipIf(isEmbedded)('wake-ups between processes (need TEST_DATABASE_URL)', () => {
  it('are at most twenty a second, and come again after their connection broke', async () => {
    const test = await createTestDatabase();
    const bystander = await connectTo(test.config);
    const heard = { here: 0, there: 0, bystander: 0 };
    const onCredentials = () => undefined;
    const here = createWakeUps(test.config.database, logger, {
      onWake: () => {
        heard.here += 1;
      },
      onCredentials,
    });
    const there = createWakeUps(test.config.database, logger, {
      onWake: () => {
        heard.there += 1;
      },
      onCredentials,
    });
    bystander.on('notification', () => {
      heard.bystander += 1;
    });
    await bystander.query('LISTEN runledger_commits');
    there.listen();
    const announced = async () => {
      here.announce();
      return heard.there;
    };
    await expect.poll(announced, POLL).toBeGreaterThan(0);
    heard.bystander = 0;
    heard.here = 0;
    const begin = performance.now();
    let announcements = 0;
    for (; heard.bystander < 15; announcements += 1) {
      here.announce();
      await sleep(1);
    }
    await sleep(200);
    // The first may have been on its way before.
    expect(heard.bystander).toBeLessThanOrEqual(2 + (performance.now() - begin) / 50);
    expect(announcements).toBeGreaterThan(heard.bystander);
    // At once for this process, and not a second time by the way of the database.
    expect(heard.here).toBe(announcements);

    const theirs = `FROM pg_stat_activity WHERE datname = current_database()
      AND pid <> pg_backend_pid() AND (query LIKE '%pg_notify%' OR query LIKE 'LISTEN%')`;
    await bystander.query(`SELECT pg_terminate_backend(pid) ${theirs}`);
    await expect.poll(async () => (await bystander.query(`SELECT pid ${theirs}`)).rows, POLL).toEqual([]);
    heard.there = 0;
    await expect
      .poll(() => {
        there.listen();
        return announced();
      }, POLL)
      .toBeGreaterThan(0);
    await Promise.all([here.close(), there.close(), bystander.end()]);
    await test.close();
  });
});

describe('streams', () => {
  const reader = (credential: string, check = async () => undefined): Reader & { broken: number } => {
    const self = {
      userId: credential,
      accountId: credential,
      maxStreams: 2,
      credential,
      check,
      broken: 0,
      disconnect() {
        self.broken += 1;
      },
    };
    return self;
  };
  async function* endless(signal: AbortSignal): AsyncGenerator<number, void> {
    for (let i = 0; ; i += 1) {
      yield i;
      if (i % 2) await sleep(1, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }

  it('are bounded for a credential and in all, and counted until they end', async () => {
    const streams = createStreams({ limits: { total: 3, perCredential: 2, reserve: 0, fewPerAccount: 1 } });
    const first = streams.open(reader('a'), endless);
    streams.open(reader('a'), endless);
    const refusal = expect.objectContaining({
      extensions: expect.objectContaining({ code: 'RATE_LIMITED', retryAfter: 5 }),
    });
    expect(() => streams.open(reader('a'), endless)).toThrow(refusal);
    streams.open(reader('b'), endless);
    expect(() => streams.open(reader('c'), endless)).toThrow(refusal);
    expect(await first.next()).toEqual({ done: false, value: 0 });
    await first.return();
    expect(await first.next()).toEqual({ done: true, value: undefined });
    streams.open(reader('a'), endless);
    streams.drain();
    expect(() => streams.open(reader('d'), endless)).toThrow(
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'SERVICE_UNAVAILABLE' }) }),
    );
  });

  it('are bounded for an account, whatever the credentials', async () => {
    const streams = createStreams({ limits: { total: 9, perCredential: 2, reserve: 0, fewPerAccount: 1 } });
    const open = (credential: string) => streams.open({ ...reader(credential), accountId: 'u' }, endless);
    const first = open('a');
    open('b');
    expect(() => open('c')).toThrow(/This account has 2 subscriptions/);
    await first.return();
    open('c');
    streams.drain();
  });

  it('of some accounts never take all: the last are for accounts that have few', () => {
    const limits = { total: 10, perCredential: 10, reserve: 4, fewPerAccount: 2 };
    const streams = createStreams({ limits });
    const open = (userId: string) => streams.open({ ...reader(userId), maxStreams: 9 }, endless);
    const many = (userId: string) => {
      let opened = 0;
      try {
        for (; opened < 9; opened += 1) open(userId);
      } catch {}
      return opened;
    };
    expect(['greedy', 'a', 'b', 'late'].map(many)).toEqual([6, 2, 2, 0]);
    expect(() => open('late')).toThrow(/no more room/);
    streams.drain();
  });

  it('say why they end once, also to a reader that waits', async () => {
    const streams = createStreams({ checkMs: 20 });
    const revoked = new Error('revoked');
    const waiting = streams.open(
      reader('a', () => Promise.reject(revoked)),
      async function* (signal): AsyncGenerator<number, void> {
        await sleep(60_000, undefined, { signal }).catch(() => signal.throwIfAborted());
        yield 1;
      },
    );
    await expect(waiting.next()).rejects.toBe(revoked);
    expect(await waiting.next()).toEqual({ done: true, value: undefined });
  });

  it('break the connection of a reader that takes nothing: for long, or to hear that it must end', async () => {
    const streams = createStreams({ checkMs: 20, stallMs: 100 });
    const [stuck, told, reading] = [
      reader('a'),
      reader('b', () => Promise.reject(new Error('revoked'))),
      reader('c'),
    ];
    for (const one of [stuck, told]) await streams.open(one, endless).next();
    const stream = streams.open(reading, endless);
    while (stuck.broken + told.broken < 2) await stream.next();
    expect([stuck.broken, told.broken, reading.broken]).toEqual([1, 1, 0]);
    await stream.return();
  });
});

it('places are in the order of transactions, then of ids', () => {
  const [a, b] = ['01a1fd6e-3816-7000-89bb-2baa6bd44281', '01a1fd6e-3816-7000-89bb-2baa6bd44282'];
  expect(isAfter({ txId: 2n, id: a }, { txId: 1n, id: b })).toBe(true);
  expect(isAfter({ txId: 1n, id: b }, { txId: 1n, id: a })).toBe(true);
  expect(isAfter({ txId: 1n, id: a }, { txId: 1n, id: a })).toBe(false);
  expect(isAfter({ txId: 9n, id: a }, { txId: 10n, id: a })).toBe(false);
});
