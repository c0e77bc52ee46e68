import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { z } from 'zod';
import type { PrismaClient } from '../src/generated/prisma/client.js';
import type { JobStatus } from '../src/generated/prisma/enums.js';
import { parseJobId } from '../src/jobs/job-id.js';
import { createTestApp, type TestApp } from './support/app.js';
import { connectTo } from './support/live.js';
import { type HeldRun, openRuns, type Runs, uuidOf } from './support/world/runs.js';

const isEmbedded = inject('template').kind === 'embedded';
/** Seconds, longer than any of these waits. */
const LONG = 20;
/** For a claim to have begun to wait. */
const BEGUN_MS = 700;

let runs: Runs;
beforeAll(async () => {
  runs = await openRuns();
});
afterAll(() => runs.test.close());

interface Task {
  handler?: string;
  priority?: number;
  tags?: string[];
  maxAttempts?: number;
  retryBackoffSeconds?: number;
}

interface Limits {
  maxConcurrent?: number | null;
  maxConcurrentPerKey?: number | null;
  startsPerMinute?: number | null;
}

const LIMITS = 'maxConcurrent maxConcurrentPerKey startsPerMinute';
const written = z.object({
  data: z.object({
    result: z.object({
      job: z.object({
        id: z.string(),
        maxConcurrent: z.int().nullable(),
        maxConcurrentPerKey: z.int().nullable(),
        startsPerMinute: z.int().nullable(),
      }),
    }),
  }),
});

async function write(noun: 'CreateJob' | 'UpdateJob', input: object, key = runs.owner.key) {
  const field = noun.replace(/^\w/, (first) => first.toLowerCase());
  const { body } = await runs.test.ask(
    `mutation ($input: ${noun}Input!) {
      result: ${field}(input: $input) { ... on ${noun}Payload { job { id ${LIMITS} } } ... on Error { message } }
    }`,
    { input },
    key,
  );
  return written.parse(body).data.result.job;
}

let serial = 0;
/** A task with limits, and a handler of its own unless one is given. */
async function limited(limits: Limits, { handler, ...more }: Task = {}, key?: string) {
  serial += 1;
  const name = `Limited ${serial}`;
  const kind = { task: { handler: handler ?? `limited-${serial}` } };
  return (await write('CreateJob', { name, kind, ...limits, ...more }, key)).id;
}

const change = (jobId: string, changes: object) => write('UpdateJob', { jobId, ...changes });

async function enqueue(jobId: string, count: number, more: object = {}, key?: string): Promise<string[]> {
  const items = Array.from({ length: count }, () => ({ jobId, ...more }));
  const { results = [] } = await runs.tell('enqueueExecutions', { items }, key);
  return results.map(({ execution }) => execution?.id ?? '');
}

async function claim(input: object, key?: string): Promise<HeldRun[]> {
  const { executions = [] } = await runs.tell(
    'claimExecutions',
    { workerId: 'w', limit: 50, leaseSeconds: 600, ...input },
    key,
  );
  return executions.map(({ execution, lease }) => ({ executionId: execution.id, leaseToken: lease.token }));
}

const answered = z.object({
  data: z.object({
    claimExecutions: z.object({
      executions: z.array(
        z.object({ execution: z.object({ id: z.string() }), lease: z.object({ token: z.string() }) }),
      ),
    }),
  }),
});

/** A claim by another server. */
async function claimOn(app: TestApp, input: object): Promise<HeldRun[]> {
  const { body } = await app.ask(
    `mutation ($input: ClaimExecutionsInput!) { claimExecutions(input: $input) {
      ... on ClaimExecutionsPayload { executions { execution { id } lease { token } } }
    } }`,
    { input },
    runs.owner.key,
  );
  return answered.parse(body).data.claimExecutions.executions.map(({ execution, lease }) => ({
    executionId: execution.id,
    leaseToken: lease.token,
  }));
}

const ids = (held: readonly HeldRun[]) => held.map(({ executionId }) => executionId);

const complete = ({ executionId, leaseToken }: HeldRun, key?: string) =>
  runs.tell('completeExecution', { executionId, leaseToken }, key);

/** The one that is there. */
function first<T>([one]: readonly T[]): T {
  if (one === undefined) throw new Error('nothing was claimed');
  return one;
}

/** The statements that wait for a lock, of those whose text has these words. */
function lockWaits(words = ''): Promise<unknown[]> {
  return runs.prisma.$queryRaw<unknown[]>`
    SELECT query FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
      AND query LIKE '%' || ${words} || '%'`;
}

describe('maxConcurrent', () => {
  it('lets so many run at a time, the oldest first', async () => {
    const jobId = await limited({ maxConcurrent: 2 });
    const queued = await enqueue(jobId, 4);
    const held = await claim({ jobId });
    expect(ids(held)).toEqual(queued.slice(0, 2));
    expect(await claim({ jobId })).toEqual([]);
    await complete(first(held));
    expect(ids(await claim({ jobId }))).toEqual(queued.slice(2, 3));
  });

  it.each<[string, (run: HeldRun) => Promise<unknown>]>([
    ['that fails', (run) => runs.tell('failExecution', { ...run, errorMessage: 'no', retryable: false })],
    ['that is tried again', (run) => runs.tell('failExecution', { ...run, errorMessage: 'no' })],
    [
      'that is snoozed',
      (run) => runs.tell('snoozeExecution', { ...run, until: new Date(Date.now() + 3_600_000) }),
    ],
    ['that is canceled', ({ executionId }) => runs.tell('cancelExecution', { executionId, force: true })],
    [
      'whose worker is lost',
      async ({ executionId }) => {
        await runs.leaseEnds(executionId);
        await runs.rescue();
      },
    ],
  ])('gets the place of a run back %s', async (_, end) => {
    const jobId = await limited({ maxConcurrent: 1 }, { retryBackoffSeconds: 3_600 });
    const [, next] = await enqueue(jobId, 2);
    await end(first(await claim({ jobId })));
    expect(ids(await claim({ jobId }))).toEqual([next]);
  });

  it('stops no other job, and no job is passed over for one that is full', async () => {
    const handler = 'full-and-free';
    const jobId = await limited({ maxConcurrent: 1 }, { handler, priority: 9 });
    const [one] = await enqueue(jobId, 30);
    const free = await enqueue(await limited({}, { handler }), 2);
    const other = await enqueue(await limited({ maxConcurrent: 5 }, { handler }), 2);
    expect(ids(await claim({ handlers: [handler] }))).toEqual([one, ...free, ...other]);
  });

  it('counts what is claimed together with others', async () => {
    const jobId = await limited({ maxConcurrent: 3 });
    await enqueue(jobId, 10);
    const claims = await Promise.all(Array.from({ length: 8 }, () => claim({ jobId, limit: 1 })));
    expect(claims.flat()).toHaveLength(3);
  });

  it('holds for claims with a request id, which answer the same again', async () => {
    const jobId = await limited({ maxConcurrent: 1 });
    await enqueue(jobId, 2);
    const [held, again] = [
      await claim({ jobId, requestId: 'limits' }),
      await claim({ jobId, requestId: 'limits' }),
    ];
    expect(held).toHaveLength(1);
    expect(again).toEqual(held);
  });

  it('orders by priority, then age, whichever jobs have limits', async () => {
    const handler = 'in-order';
    const plain = await limited({}, { handler });
    const some = await limited({ maxConcurrent: 10 }, { handler });
    const more = await limited({ maxConcurrentPerKey: 10 }, { handler });
    const order = [];
    for (const [jobId, priority] of [
      [plain, 5],
      [some, 5],
      [more, 5],
      [some, 7],
      [plain, 6],
      [more, 9],
      [plain, 5],
      [some, 5],
    ] as const) {
      const [id] = await enqueue(jobId, 1, { priority });
      order.push({ id, priority, nth: order.length });
    }
    order.sort((a, b) => b.priority - a.priority || a.nth - b.nth);
    const [early, late] = [
      await claim({ handlers: [handler], limit: 3 }),
      await claim({ handlers: [handler] }),
    ];
    expect([...ids(early), ...ids(late)]).toEqual(order.map(({ id }) => id));
  });

  it('is in the way of no run that is not wanted', async () => {
    const jobId = await limited({ maxConcurrent: 1 }, { tags: ['a'] });
    const [one] = await enqueue(jobId, 1);
    expect(await claim({ jobId, kinds: ['CRAWL'] })).toEqual([]);
    expect(await claim({ jobId, tags: ['b'] })).toEqual([]);
    expect(await claim({ jobId, handlers: ['nobody'] })).toEqual([]);
    expect(ids(await claim({ kinds: ['TASK'], tags: ['a'] }))).toEqual([one]);
  });

  it('below what runs lets that go on, and none more', async () => {
    const jobId = await limited({ maxConcurrent: 3 });
    await enqueue(jobId, 5);
    const held = await claim({ jobId });
    expect(held).toHaveLength(3);
    await change(jobId, { maxConcurrent: 1 });
    for (const run of held) {
      expect(await claim({ jobId })).toEqual([]);
      expect((await complete(run)).execution?.status).toBe('COMPLETED');
    }
    expect(await claim({ jobId })).toHaveLength(1);
  });

  it('is taken away with null, and what waited is claimed', async () => {
    const handler = 'taken-away';
    const jobId = await limited({ maxConcurrent: 1 }, { handler });
    await enqueue(jobId, 3);
    expect(await claim({ jobId })).toHaveLength(1);
    expect(await change(jobId, { maxConcurrent: null })).toMatchObject({ maxConcurrent: null });
    await enqueue(jobId, 1);
    expect(await claim({ handlers: [handler], limit: 2 })).toHaveLength(2);
    expect(await claim({ jobId })).toHaveLength(1);
  });

  it('holds for what was queued before it was set', async () => {
    const handler = 'set-later';
    const jobId = await limited({}, { handler });
    const queued = await enqueue(jobId, 3);
    await change(jobId, { maxConcurrent: 2 });
    expect(ids(await claim({ handlers: [handler] }))).toEqual(queued.slice(0, 2));
  });

  it('leaves the runs of a paused job where they are', async () => {
    const jobId = await limited({ maxConcurrent: 1 });
    await enqueue(jobId, 1);
    const setStatus = (status: string) =>
      runs.test.ask(
        'mutation ($input: SetJobStatusInput!) { setJobStatus(input: $input) { __typename } }',
        { input: { jobId, status } },
        runs.owner.key,
      );
    await setStatus('PAUSED');
    expect(await claim({ jobId })).toEqual([]);
    await setStatus('ACTIVE');
    expect(await claim({ jobId })).toHaveLength(1);
  });
});

describe('maxConcurrentPerKey', () => {
  it('lets so many of a key run at a time, and any number without one', async () => {
    const jobId = await limited({ maxConcurrentPerKey: 1 });
    const a = await enqueue(jobId, 2, { concurrencyKey: 'a' });
    const b = await enqueue(jobId, 2, { concurrencyKey: 'b' });
    const none = await enqueue(jobId, 2);
    const held = await claim({ jobId });
    expect(ids(held)).toEqual([a[0], b[0], ...none]);
    await complete(first(held));
    expect(ids(await claim({ jobId }))).toEqual([a[1]]);
  });

  it('takes of each key the most urgent', async () => {
    const jobId = await limited({ maxConcurrentPerKey: 2 });
    await enqueue(jobId, 2, { concurrencyKey: 'a', priority: 1 });
    const [urgent] = await enqueue(jobId, 1, { concurrencyKey: 'a', priority: 8 });
    const [other] = await enqueue(jobId, 1, { concurrencyKey: 'b', priority: 6 });
    const held = ids(await claim({ jobId }));
    expect(held.slice(0, 2)).toEqual([urgent, other]);
    expect(held).toHaveLength(3);
  });

  it('holds beside maxConcurrent', async () => {
    const jobId = await limited({ maxConcurrent: 3, maxConcurrentPerKey: 2 });
    for (const concurrencyKey of ['a', 'a', 'a', 'b', 'b', 'b']) await enqueue(jobId, 1, { concurrencyKey });
    const keys = await Promise.all(
      ids(await claim({ jobId })).map(async (id) => (await runs.row(id)).concurrencyKey),
    );
    expect(keys).toEqual(['a', 'a', 'b']);
  });

  it('finds the key that has room among many that have none', { timeout: 60_000 }, async () => {
    const jobId = await limited({ maxConcurrentPerKey: 1 });
    const keys = Array.from({ length: 450 }, (_, at) => `key-${1_000 + at}`);
    const items = keys.map((concurrencyKey) => ({ jobId, concurrencyKey }));
    await runs.tell('enqueueExecutions', { items });
    let held = 0;
    // 200 keys are looked at in one claim.
    for (let turn = 0; turn < 3; turn += 1) held += (await claim({ jobId, limit: 500 })).length;
    expect(held).toBe(450);
    await runs.tell('enqueueExecutions', { items });
    const [last] = await enqueue(jobId, 1, { concurrencyKey: 'z' });
    const found = [];
    for (let turn = 0; turn < 3; turn += 1) found.push(...(await claim({ jobId })));
    expect(ids(found)).toEqual([last]);
  });

  it('holds for what was queued before it was set, with a key and without', async () => {
    const jobId = await limited({});
    const keyed = await enqueue(jobId, 2, { concurrencyKey: 'a' });
    const none = await enqueue(jobId, 2);
    await change(jobId, { maxConcurrentPerKey: 1 });
    // As one is that was being queued meanwhile.
    await runs.prisma.execution.update({ where: { id: uuidOf(none[1] ?? '') }, data: { isLimited: false } });
    expect(ids(await claim({ jobId }))).toEqual([keyed[0], none[0]]);
    expect(ids(await claim({ jobId }))).toEqual([none[1]]);
    expect(await claim({ jobId })).toEqual([]);
  });

  it('holds for what goes back to the queue after it was set, in its turn', async () => {
    const jobId = await limited({});
    const [urgent] = await enqueue(jobId, 1, { priority: 9 });
    const run = first(await claim({ jobId }));
    await change(jobId, { maxConcurrentPerKey: 1 });
    const others = await enqueue(jobId, 2);
    await runs.tell('snoozeExecution', { ...run, until: new Date() });
    expect(ids(await claim({ jobId, limit: 1 }))).toEqual([urgent]);
    expect(ids(await claim({ jobId }))).toEqual(others);
  });

  it('counts a retry by the key of what it retries', async () => {
    const jobId = await limited({ maxConcurrentPerKey: 1 }, { maxAttempts: 1 });
    await enqueue(jobId, 1, { concurrencyKey: 'a' });
    const run = first(await claim({ jobId }));
    await runs.tell('failExecution', { ...run, errorMessage: 'no' });
    const { execution } = await runs.tell('retryExecution', { executionId: run.executionId });
    const { body } = await runs.test.ask(
      'query ($id: ID!) { node(id: $id) { ... on Execution { concurrencyKey } } }',
      { id: execution?.id },
      runs.owner.key,
    );
    expect(body).toEqual({ data: { node: { concurrencyKey: 'a' } } });
  });
});

describe('startsPerMinute', () => {
  /** Lets so many seconds pass for the starts of a job. */
  const pass = async (jobId: string, seconds: number) => {
    const [one] = await runs.prisma.$queryRaw<Array<{ id: string }>>`SELECT runledger_uuid(${jobId}) AS id`;
    await runs.prisma.$executeRaw`
      UPDATE job_starts SET second = second - make_interval(secs => ${seconds}::int) WHERE job_id = ${one?.id}::uuid`;
  };

  it('lets so many be started in any 60 seconds, however soon they end', async () => {
    const jobId = await limited({ startsPerMinute: 3 });
    await enqueue(jobId, 10);
    const early = await claim({ jobId, limit: 2 });
    await pass(jobId, 40);
    for (const run of [...early, ...(await claim({ jobId }))]) await complete(run);
    expect(await claim({ jobId })).toEqual([]);
    await pass(jobId, 18);
    expect(await claim({ jobId })).toEqual([]);
    // 61 seconds after the first two, 21 after the third.
    await pass(jobId, 3);
    expect(await claim({ jobId })).toHaveLength(2);
    await pass(jobId, 61);
    expect(await claim({ jobId })).toHaveLength(3);
    expect(await runs.prisma.jobStart.count({ where: { limits: { startsPerMinute: 3 } } })).toBe(1);
  });

  it('answers a claim that waits as soon as it may', async () => {
    const jobId = await limited({ startsPerMinute: 1 });
    const [, next] = await enqueue(jobId, 2);
    await complete(first(await claim({ jobId })));
    await pass(jobId, 59);
    const startedAt = performance.now();
    expect(ids(await claim({ jobId, waitSeconds: LONG }))).toEqual([next]);
    const seconds = (performance.now() - startedAt) / 1_000;
    expect(seconds).toBeGreaterThan(0.5);
    expect(seconds).toBeLessThan(LONG / 2);
  });
});

describe('a claim that waits', () => {
  it('is answered when a place is free, and asks the database nothing before', async () => {
    const jobId = await limited({ maxConcurrent: 1, maxConcurrentPerKey: 1 });
    const [, next] = await enqueue(jobId, 2, { concurrencyKey: 'a' });
    const run = first(await claim({ jobId }));
    const waited = claim({ jobId, waitSeconds: LONG });
    await sleep(BEGUN_MS);
    const { statements } = await runs.test.recordStatements(() => sleep(BEGUN_MS));
    expect(statements).toEqual([]);
    await complete(run);
    const freeAt = performance.now();
    expect(ids(await waited)).toEqual([next]);
    expect(performance.now() - freeAt).toBeLessThan(1_000);
  });

  it('is answered when the limit is raised', async () => {
    const jobId = await limited({ maxConcurrentPerKey: 1 });
    const [, next] = await enqueue(jobId, 2, { concurrencyKey: 'a' });
    await claim({ jobId });
    const waited = claim({ jobId, waitSeconds: LONG });
    await sleep(BEGUN_MS);
    await change(jobId, { maxConcurrentPerKey: 2 });
    expect(ids(await waited)).toEqual([next]);
  });
});

describe('startExecution', () => {
  it('counts, and is refused at the limit until there is a place', async () => {
    const jobId = await limited({ maxConcurrent: 1 });
    await enqueue(jobId, 1);
    const start = { jobId, workerId: 'celery', leaseSeconds: 600, idempotencyKey: 'message-1' };
    const { execution, lease } = await runs.tell('startExecution', start);
    expect(await claim({ jobId })).toEqual([]);
    const other = { ...start, idempotencyKey: 'message-2' };
    expect(await runs.tell('startExecution', other)).toMatchObject({
      code: 'INVALID_TRANSITION',
      from: 'QUEUED',
      to: 'RUNNING',
      message: "The job's limit of 1 executions at a time is reached: start it later.",
    });
    expect(await runs.tell('startExecution', start)).toMatchObject({ isReplay: true });
    await complete({ executionId: execution?.id ?? '', leaseToken: lease?.token ?? '' });
    expect(await runs.tell('startExecution', other)).toMatchObject({ execution: { status: 'RUNNING' } });
  });

  it('of a queued run counts by its key, and by the minute', async () => {
    const jobId = await limited({ maxConcurrentPerKey: 1, startsPerMinute: 2 });
    const [a, again] = await enqueue(jobId, 2, { concurrencyKey: 'a' });
    const [b, c] = [
      ...(await enqueue(jobId, 1, { concurrencyKey: 'b' })),
      ...(await enqueue(jobId, 1, { concurrencyKey: 'c' })),
    ];
    const start = async (executionId: string | undefined) =>
      (await runs.tell('startExecution', { executionId, leaseSeconds: 600 })).message ?? 'started';
    expect(await start(a)).toBe('started');
    expect(await start(again)).toMatch(/limit of 1 executions of one key at a time/);
    expect(await start(b)).toBe('started');
    expect(await start(c)).toMatch(/limit of 2 starts a minute/);
  });
});

describe('a limit', () => {
  it('is shown on its job, changed by itself, and goes with the job', async () => {
    const jobId = await limited({ maxConcurrent: 7 });
    expect(await change(jobId, { startsPerMinute: 60 })).toMatchObject({
      maxConcurrent: 7,
      maxConcurrentPerKey: null,
      startsPerMinute: 60,
    });
    await enqueue(jobId, 1);
    await complete(first(await claim({ jobId })));
    const before = await runs.prisma.jobLimits.count();
    await runs.test.ask(
      'mutation ($input: DeleteJobInput!) { deleteJob(input: $input) { __typename } }',
      { input: { jobId } },
      runs.owner.key,
    );
    expect(await runs.prisma.jobLimits.count()).toBe(before - 1);
  });

  it.each([0, -1, 10_001])('of %i is refused, by the name of its field', async (value) => {
    const kind = { task: {} };
    const ask = async (limits: object) => {
      const { body } = await runs.test.ask(
        'mutation ($input: CreateJobInput!) { createJob(input: $input) { __typename } }',
        { input: { name: 'Bad', kind, ...limits } },
        runs.owner.key,
      );
      return JSON.stringify(body);
    };
    for (const field of ['maxConcurrent', 'maxConcurrentPerKey']) {
      expect(await ask({ [field]: value })).toMatch(
        new RegExp(`BAD_USER_INPUT.*"input","${field}"|"input","${field}".*BAD_USER_INPUT`),
      );
    }
    expect(await ask({ startsPerMinute: Math.sign(value) * value ** 2 })).toContain(
      '"input","startsPerMinute"',
    );
  });

  it.each(['', 'k'.repeat(256)])('has no key like %j', async (concurrencyKey) => {
    const jobId = await limited({});
    expect(await runs.refusal('enqueueExecution', { jobId, concurrencyKey })).toMatchObject({
      path: 'input.concurrencyKey',
    });
  });

  it('holds for administrators, whose claims let owners take turns', async () => {
    const admin = await runs.given.admin({ key: { scopes: ['ADMIN', 'WORK'] } });
    const handler = 'of-everybody';
    const other = await runs.given.user();
    const mine = await enqueue(await limited({ maxConcurrent: 5 }, { handler }), 6);
    const theirs = await enqueue(
      await limited({ maxConcurrentPerKey: 5 }, { handler }, other.key),
      3,
      {},
      other.key,
    );
    const held = ids(await claim({ handlers: [handler], limit: 4 }, admin.key));
    expect(held.sort()).toEqual([...mine.slice(0, 2), ...theirs.slice(0, 2)].sort());
    const rest = ids(await claim({ handlers: [handler] }, admin.key));
    expect(rest.filter((id) => mine.includes(id))).toHaveLength(3);
  });
});

describe('whatever happens', () => {
  it('no more run than may, and as many as may', { timeout: 120_000 }, async () => {
    const keys = [null, 'a', 'b'] as const;
    const step = fc.oneof(
      fc.record({ is: fc.constant('enqueue' as const), key: fc.constantFrom(...keys) }),
      fc.record({ is: fc.constant('claim' as const), limit: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ is: fc.constant('end' as const), nth: fc.nat({ max: 5 }) }),
    );
    const limits = fc.record({
      maxConcurrent: fc.option(fc.integer({ min: 1, max: 4 })),
      maxConcurrentPerKey: fc.option(fc.integer({ min: 1, max: 2 })),
    });
    await fc.assert(
      fc.asyncProperty(limits, fc.array(step, { minLength: 10, maxLength: 25 }), async (given, steps) => {
        const jobId = await limited(given);
        let queued: Array<{ id: string; key: string | null }> = [];
        let running: Array<HeldRun & { key: string | null }> = [];
        for (const one of steps) {
          if (one.is === 'enqueue') {
            queued.push({ id: first(await enqueue(jobId, 1, { concurrencyKey: one.key })), key: one.key });
          } else if (one.is === 'end') {
            const run = running.at(one.nth % (running.length || 1));
            if (run) await complete(run);
            running = running.filter((other) => other !== run);
          } else {
            const held = await claim({ jobId, limit: one.limit });
            const wanted: typeof queued = [];
            for (const run of queued) {
              const all = [...running, ...wanted];
              const ofKey = all.filter(({ key }) => run.key !== null && key === run.key);
              if (
                wanted.length < one.limit &&
                all.length < (given.maxConcurrent ?? 99) &&
                ofKey.length < (given.maxConcurrentPerKey ?? 99)
              ) {
                wanted.push(run);
              }
            }
            expect(ids(held)).toEqual(wanted.map(({ id }) => id));
            running.push(...held.map((run, at) => ({ ...run, key: wanted[at]?.key ?? null })));
            queued = queued.filter((run) => !wanted.includes(run));
          }
        }
      }),
      { numRuns: 8 },
    );
  });
});

describe.skipIf(isEmbedded)(
  'from many servers at once (needs TEST_DATABASE_URL: PGlite has one connection)',
  () => {
    it('the first limit of a job waits for claims that are under way', async () => {
      const jobId = await limited({});
      await enqueue(jobId, 3);
      const owner = runs.owner.user.id;
      const { changing } = await runs.prisma.$transaction(async (tx) => {
        await tx.$queryRaw`
          SELECT id FROM claim_executions(${owner}::uuid, ARRAY[runledger_uuid(${jobId})], NULL, NULL, NULL, NULL,
            ARRAY['w'], ARRAY[60], ARRAY[1], NULL, ${owner}::uuid)`;
        const changed = change(jobId, { maxConcurrent: 1 });
        await vi.waitFor(
          async () => {
            const waits = await runs.prisma.$queryRaw`
            SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
            expect(waits).toHaveLength(1);
          },
          { timeout: 30_000 },
        );
        return { changing: changed };
      });
      expect(await changing).toMatchObject({ maxConcurrent: 1 });
      expect(await claim({ jobId })).toEqual([]);
    });

    it('limits of a job that goes on while a claim is under way hold for that claim', async () => {
      const { key, user } = await runs.given.user();
      const jobId = await limited({ maxConcurrent: 1, startsPerMinute: 10 }, {}, key);
      await enqueue(jobId, 3, {}, key);
      const setStatus = (status: JobStatus, on: Pick<PrismaClient, 'job'> = runs.prisma) =>
        on.job.updateMany({ where: { ownerId: user.id }, data: { status } });
      await setStatus('PAUSED');
      const { claiming } = await runs.prisma.$transaction(async (tx) => {
        // The claim has read the limits once it waits for what is queued.
        await tx.$executeRaw`LOCK TABLE job_executions IN ACCESS EXCLUSIVE MODE`;
        const claimed = claim({ jobId, limit: 3 }, key);
        await vi.waitFor(
          async () => {
            const waits = await runs.prisma.$queryRaw`
            SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
              AND query LIKE '%claim_queued%'`;
            expect(waits).toHaveLength(1);
          },
          { timeout: 30_000, interval: 5 },
        );
        await setStatus('ACTIVE', tx);
        return { claiming: claimed };
      });
      expect(await claiming).toEqual([]);
      expect(await claim({ jobId, limit: 3 }, key)).toHaveLength(1);
    });

    it('a claim that finds nothing else waits for the one that decides about a job', async () => {
      const jobId = await limited({ maxConcurrent: 2 });
      await enqueue(jobId, 2);
      const owner = runs.owner.user.id;
      const { claiming } = await runs.prisma.$transaction(async (tx) => {
        await tx.$queryRaw`
          SELECT id FROM claim_executions(${owner}::uuid, ARRAY[runledger_uuid(${jobId})], NULL, NULL, NULL, NULL,
            ARRAY['w'], ARRAY[60], ARRAY[1], NULL, ${owner}::uuid)`;
        const claimed = claim({ jobId });
        await vi.waitFor(
          async () => {
            const waits = await runs.prisma.$queryRaw`
            SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
            expect(waits).toHaveLength(1);
          },
          { timeout: 30_000, interval: 5 },
        );
        return { claiming: claimed };
      });
      expect(await claiming).toHaveLength(1);
      expect(await claim({ jobId })).toEqual([]);
    });

    it('a claim after completions waits for none, since it holds what was completed', async () => {
      const { id: plain } = await runs.job();
      const jobId = await limited({ maxConcurrent: 2 });
      for (const more of [{}, { requestId: 'after-completions' }]) {
        const held = await runs.claimed(plain);
        await enqueue(jobId, 1);
        const other = await connectTo(runs.test.config);
        await other.query('BEGIN');
        await other.query('SELECT FROM job_limits WHERE job_id = runledger_uuid($1) FOR NO KEY UPDATE', [
          jobId,
        ]);
        let isAnswered = false;
        const done = runs
          .tell('completeAndClaim', {
            items: [{ executionId: held.executionId, leaseToken: held.leaseToken }],
            claim: { workerId: 'w', jobId, ...more },
          })
          .finally(() => {
            isAnswered = true;
          });
        const waits: unknown[] = [];
        while (!isAnswered) waits.push(...(await lockWaits()));
        await other.query('ROLLBACK');
        await other.end();
        expect(waits).toEqual([]);
        expect(await done).toMatchObject({
          executions: [],
          results: [{ execution: { status: 'COMPLETED' } }],
        });
      }
    });

    it('the first limit of a job holds for a claim of it that is under way and has taken nothing yet', async () => {
      const { key, user } = await runs.given.user();
      const jobId = await limited({}, {}, key);
      await enqueue(jobId, 3, {}, key);
      const { claiming } = await runs.prisma.$transaction(async (tx) => {
        // The claim has asked whether there are limits once it waits for what is queued.
        await tx.$executeRaw`LOCK TABLE job_executions IN ACCESS EXCLUSIVE MODE`;
        const claimed = claim({ jobId, limit: 3 }, key);
        await vi.waitFor(async () => expect(await lockWaits('claim_queued')).toHaveLength(1), {
          timeout: 30_000,
          interval: 5,
        });
        await tx.jobLimits.create({
          data: { jobId: parseJobId(jobId, []).id, ownerId: user.id, maxConcurrent: 1 },
        });
        await tx.execution.updateMany({ where: { ownerId: user.id }, data: { isLimited: true } });
        return { claiming: claimed };
      });
      expect(await claiming).toEqual([]);
      expect(await claim({ jobId, limit: 3 }, key)).toHaveLength(1);
    });

    it('the first limit of a job waits for runs in the order in which all others lock them', async () => {
      const jobId = await limited({});
      // By priority, the index of the queue has the second one first.
      const [one = ''] = await enqueue(jobId, 1, { priority: 9 });
      const [two = ''] = await enqueue(jobId, 1, { priority: 1 });
      const other = await connectTo(runs.test.config);
      await other.query('BEGIN');
      await other.query('SELECT FROM job_executions WHERE id = $1 FOR UPDATE', [uuidOf(one)]);
      const changed = change(jobId, { maxConcurrent: 1 });
      await vi.waitFor(async () => expect(await lockWaits('mark_queued')).toHaveLength(1), {
        timeout: 30_000,
      });
      await other.query('SELECT FROM job_executions WHERE id = $1 FOR UPDATE NOWAIT', [uuidOf(two)]);
      await other.query('ROLLBACK');
      await other.end();
      expect(await changed).toMatchObject({ maxConcurrent: 1 });
    });

    it('a limit is reached, and never exceeded', { timeout: 120_000 }, async () => {
      const handler = 'at-once';
      const limits = { maxConcurrent: 4, maxConcurrentPerKey: 2, startsPerMinute: 60 };
      const jobId = await limited(limits, { handler });
      for (const concurrencyKey of ['a', 'b', 'c']) await enqueue(jobId, 40, { concurrencyKey });
      const others = await Promise.all([createTestApp({ on: runs.test }), createTestApp({ on: runs.test })]);
      const apps = [runs.test, ...others];
      let started = 0;
      const end = performance.now() + 60_000;
      await Promise.all(
        Array.from({ length: 8 }, async (_, nth) => {
          const app = apps[nth % apps.length] ?? runs.test;
          while (performance.now() < end && started < limits.startsPerMinute) {
            const input = { workerId: `w${nth}`, handlers: [handler], limit: 1 + (nth % 3), waitSeconds: 1 };
            const held = await claimOn(app, input);
            started += held.length;
            await sleep(5);
            await Promise.all(held.map((run) => complete(run)));
          }
        }),
      );
      await Promise.all(others.map((app) => app.close()));
      // A place is free once its run's end is committed, and taken by the clock after that.
      const [most] = await runs.prisma.$queryRaw<unknown[]>`
      SELECT max(of_job)::int AS "ofJob", max(of_key)::int AS "ofKey", count(*)::int AS started
      FROM (
        SELECT count(*) AS of_job, count(*) FILTER (WHERE o.concurrency_key = e.concurrency_key) AS of_key
        FROM job_executions e
        JOIN job_executions o ON o.job_id = e.job_id AND o.started_at <= e.started_at AND o.finished_at > e.started_at
        WHERE e.job_id = runledger_uuid(${jobId}) GROUP BY e.id
      ) n`;
      expect({ ...z.object({}).loose().parse(most), claimed: started }).toEqual({
        ofJob: 4,
        ofKey: 2,
        started: 60,
        claimed: 60,
      });
    });
  },
);
