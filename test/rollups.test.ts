import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { TIERS } from '../src/accounts/tiers.js';
import { scopeDatabase } from '../src/core/db/tenancy.js';
import type { Execution } from '../src/generated/prisma/client.js';
import { checkRollups, rebuildRollups } from '../src/insights/rollup-check.service.js';
import { feedRollups } from '../src/insights/rollup-feed.service.js';
import { deleteAllOld } from '../src/operations/retention.service.js';
import { createTestApp, type TestApp } from './support/app.js';
import { recount, STATS, type Stats, stats } from './support/recount.js';
import { tries } from './support/tries.js';
import type { Owner } from './support/world/jobs.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const QUARTER = 15 * 60_000;
const ENDS = ['COMPLETED', 'FAILED', 'CANCELED'] as const;
const DAMAGED = ['FAILED', 'CANCELED', 'ALL'];

let test: TestApp;
let owners: Owner[];
let admin: string;
let runNumber = 0;

beforeAll(async () => {
  test = await createTestApp();
  owners = [await test.given.owner({ tier: 'FREE' }), await test.given.owner({ tier: 'FREE' })];
  admin = (await test.given.admin()).key;
}, 60_000);
afterAll(() => test.close());

/** Takes one step of the roll-ups; whether there is more. */
const feed = () => feedRollups(scopeDatabase(test.database.prisma, null));

async function feedAll(): Promise<void> {
  while (await feed());
}

async function ask(key: string, variables: object): Promise<Stats> {
  const document = `query($filter: ExecutionFilter, $bucket: TimeBucket, $timezone: String) {
    executionStats(filter: $filter, bucket: $bucket, timezone: $timezone) { ${STATS} } }`;
  const { body } = await test.ask(document, { ...variables }, key);
  const parsed = z.object({ data: z.object({ executionStats: stats }) }).safeParse(body);
  if (!parsed.success) throw new Error(JSON.stringify(body));
  return parsed.data.data.executionStats;
}

/** What retention took: the rows as they were, and the time that the archive has of them. */
const taken: Execution[] = [];

/** Deletes what is old, as a server does, of owners whose tier keeps it for 30 days. */
async function retain(): Promise<void> {
  const before = await test.prisma.execution.findMany();
  await deleteAllOld(scopeDatabase(test.database.prisma, null));
  const kept = new Set((await test.prisma.execution.findMany({ select: { id: true } })).map(({ id }) => id));
  for (const run of before) {
    if (kept.has(run.id)) continue;
    expect(run.finishedAt?.getTime()).toBeLessThan(Date.now() - TIERS.FREE.retentionDays * DAY);
    taken.push({ ...run, queuedAt: new Date(Math.floor(run.queuedAt.getTime() / QUARTER) * QUARTER) });
  }
}

/** Executions that come as they are, long after they ended: by SQL, or from elsewhere. */
async function insertEnded(owner: Owner, count: number, daysAgo: number): Promise<void> {
  await test.prisma.execution.createMany({
    data: Array.from({ length: count }, (_, i) => {
      runNumber += 1;
      const queuedAt = new Date(Date.now() - daysAgo * DAY - i * 25 * 60_000);
      const status = ENDS[i % 3] ?? 'COMPLETED';
      return {
        ownerId: owner.userId,
        jobId: owner.jobId,
        kind: 'CRAWL',
        runNumber: 1_000_000_000 - runNumber,
        status,
        queuedAt,
        startedAt: queuedAt,
        finishedAt: new Date(queuedAt.getTime() + i * i * 997),
        failureReason: status === 'FAILED' ? ('ERROR' as const) : null,
        itemsProcessed: BigInt(i),
      };
    }),
  });
}

const mutation = z.object({ data: z.record(z.string(), z.record(z.string(), z.unknown())) });
const tell = async (key: string, document: string, variables: object) => {
  const parsed = mutation.safeParse((await test.ask(document, { ...variables }, key)).body);
  if (!parsed.success) throw new Error(`${document} did not answer`);
  return parsed.data.data;
};

/** Executions as workers make them; every third fails, and the last one stays open. */
async function work(owner: Owner, count: number): Promise<void> {
  await tell(
    owner.key,
    'mutation($items: [EnqueueExecutionInput!]!) { enqueueExecutions(input: { items: $items }) { __typename } }',
    { items: Array.from({ length: count }, () => ({ jobId: owner.job })) },
  );
  const claimed = z
    .object({
      executions: z.array(
        z.object({ execution: z.object({ id: z.string() }), lease: z.object({ token: z.string() }) }),
      ),
    })
    .parse(
      (
        await tell(
          owner.key,
          `mutation($limit: Int!) { claimExecutions(input: { workerId: "w", limit: $limit }) {
            ... on ClaimExecutionsPayload { executions { execution { id } lease { token } } } } }`,
          { limit: count },
        )
      ).claimExecutions,
    ).executions;
  const items = claimed
    .slice(0, -1)
    .map(({ execution, lease }) => ({ executionId: execution.id, leaseToken: lease.token }));
  const failed = items.filter((_, i) => i % 3 === 2);
  const completed = items.filter((_, i) => i % 3 !== 2);
  if (completed.length > 0) {
    await tell(
      owner.key,
      'mutation($items: [CompleteExecutionInput!]!) { completeExecutions(input: { items: $items }) { __typename } }',
      { items: completed.map((item) => ({ ...item, itemsProcessed: 3 })) },
    );
  }
  if (failed.length > 0) {
    await tell(
      owner.key,
      'mutation($items: [FailExecutionInput!]!) { failExecutions(input: { items: $items }) { __typename } }',
      { items: failed.map((item) => ({ ...item, errorMessage: 'no', retryable: false })) },
    );
  }
}

async function remove(owner: Owner, every: number): Promise<void> {
  const all = await test.prisma.execution.findMany({
    where: { ownerId: owner.userId },
    orderBy: { id: 'asc' },
  });
  await test.prisma.execution.deleteMany({
    where: {
      id: { in: all.filter((run, i) => run.finishedAt !== null && i % every === 0).map(({ id }) => id) },
    },
  });
}

interface Range {
  from: number;
  length: number;
  bucket: string;
  timezone: string;
  states: string[] | undefined;
}

async function agrees(
  key: string,
  ownerId: string | undefined,
  { from, length, bucket, timezone, states }: Range,
) {
  const start = new Date(Date.now() - from);
  const end = new Date(start.getTime() + length);
  const queuedAt = { from: start.toISOString(), to: end.toISOString() };
  const found = await ask(key, { filter: { queuedAt, status: states }, bucket, timezone });
  const there = await test.prisma.execution.findMany({
    where: { ownerId, queuedAt: { gte: start, lt: end }, status: states && { in: states.map(statusOf) } },
  });
  const wanted = [
    ...there,
    ...taken.filter(
      (run) =>
        (ownerId === undefined || run.ownerId === ownerId) &&
        run.queuedAt >= start &&
        run.queuedAt < end &&
        (!states || states.includes(run.status)),
    ),
  ];
  const { source, buckets, ...totals } = found;
  expect(source).toBe('ROLLUP');
  expect(totals).toEqual(recount(wanted, source));
  for (const [i, { start: opens, count, completed, failed, canceled, durationMs }] of buckets.entries()) {
    const closes = buckets[i + 1]?.start ?? end.toISOString();
    const own = wanted.filter(({ queuedAt: at }) => at >= new Date(opens) && at < new Date(closes));
    const { countsByStatus, ...figures } = recount(own, source);
    const of = (status: string) => countsByStatus.find((one) => one.status === status)?.count;
    expect({ count, durationMs, completed, failed, canceled }).toEqual({
      count: figures.count,
      durationMs: figures.durationMs,
      completed: of('COMPLETED'),
      failed: of('FAILED'),
      canceled: of('CANCELED'),
    });
  }
}

function statusOf(name: string) {
  const found = (['QUEUED', 'RUNNING', ...ENDS] as const).find((one) => one === name);
  if (!found) throw new Error(name);
  return found;
}

const cuts = fc.oneof(
  fc.record({
    bucket: fc.constantFrom('HOUR', 'DAY', 'WEEK'),
    timezone: fc.constantFrom(
      ...[
        'UTC',
        'Europe/Berlin',
        'America/New_York',
        'Asia/Kolkata',
        'America/St_Johns',
        'Australia/Lord_Howe',
      ],
    ),
  }),
  fc.record({
    bucket: fc.constantFrom('DAY', 'WEEK'),
    timezone: fc.constantFrom('Asia/Kathmandu', 'Australia/Eucla', 'Pacific/Chatham'),
  }),
);
const ranges: fc.Arbitrary<Range> = fc
  .record({
    from: fc.oneof(fc.integer({ min: 0, max: 3 * HOUR }), fc.integer({ min: 0, max: 40 * DAY })),
    length: fc.oneof(fc.integer({ min: 1, max: 3 * HOUR }), fc.integer({ min: HOUR, max: 41 * DAY })),
    cut: cuts,
    states: fc.option(fc.subarray(['QUEUED', 'RUNNING', ...ENDS], { minLength: 1 }), { nil: undefined }),
  })
  .map(({ cut, ...range }) => ({ ...range, ...cut }));

describe('roll-ups', () => {
  it('are what a recount finds, whatever was done, and however far they have come', {
    timeout: tries(120_000),
  }, async () => {
    const steps = fc.array(
      fc.record({
        does: fc.constantFrom('work', 'insert', 'remove', 'retain', 'feed', 'feed', 'feed all'),
        who: fc.nat(1),
        count: fc.integer({ min: 2, max: 40 }),
        range: ranges,
      }),
      { minLength: 8, maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        for (const { does, who, count, range } of all) {
          const owner = owners[who];
          if (!owner) throw new Error('nobody');
          if (does === 'work') await work(owner, count);
          else if (does === 'insert') await insertEnded(owner, count, count);
          else if (does === 'remove') await remove(owner, count);
          else if (does === 'retain') await retain();
          else if (does === 'feed') await feed();
          else await feedAll();
          await agrees(owner.key, owner.userId, range);
          await agrees(admin, undefined, range);
        }
      }),
      { numRuns: tries(3), endOnFailure: true },
    );
    await feedAll();
    expect(await checkRollups(scopeDatabase(test.database.prisma, null))).toEqual([]);
  });

  it('answer a year by day at once', async () => {
    const owner = owners[0];
    if (!owner) throw new Error('nobody');
    await insertEnded(owner, 40, 300);
    const year = { from: 364 * DAY, length: 365 * DAY, bucket: 'DAY', timezone: 'UTC', states: undefined };
    await agrees(owner.key, owner.userId, year);
    await feedAll();
    await agrees(owner.key, owner.userId, year);
  });

  it('are right on another server, after the statements of docs/operations.md', async () => {
    const owner = await test.given.owner();
    const month = { from: 30 * DAY, length: 31 * DAY, bucket: 'DAY', timezone: 'UTC', states: undefined };
    await insertEnded(owner, 40, 2);
    await work(owner, 6);
    await feedAll();
    // Hours that nothing is left of, and whose repairs wait.
    await remove(owner, 1);
    await work(owner, 6);
    // As if the server that it was dumped on had seen more transactions.
    await test.prisma.$transaction(async (tx) => {
      await tx.$executeRaw`ALTER TABLE execution_events DISABLE TRIGGER tr_execution_events_append_only`;
      await tx.$executeRaw`UPDATE execution_events SET tx_id = tx_id + 1000000000`;
      await tx.$executeRaw`ALTER TABLE execution_events ENABLE TRIGGER tr_execution_events_append_only`;
      await tx.$executeRaw`UPDATE execution_rollup_mark SET tx_id = tx_id + 1000000000`;
    });
    const page = await readFile(new URL('../docs/operations.md', import.meta.url), 'utf8');
    const [, sql = ''] =
      /before Runledger starts there[^`]+```sql\nBEGIN;\n([^`]+)COMMIT;\n```/.exec(page) ?? [];
    const statements = sql.split(/;\n/).filter((statement) => statement !== '');
    expect(statements).toHaveLength(10);
    await test.prisma.$transaction(async (tx) => {
      for (const statement of statements) await tx.$executeRawUnsafe(statement);
    });
    await agrees(owner.key, owner.userId, month);
    await feedAll();
    await work(owner, 6);
    await agrees(owner.key, owner.userId, month);
    await agrees(admin, undefined, month);
    await feedAll();
    await agrees(owner.key, owner.userId, month);
    await agrees(admin, undefined, month);
  }, 180_000);

  it('need rows for hours of zones that are a quarter of an hour off, and for minutes', async () => {
    const key = owners[0]?.key ?? '';
    const queuedAt = { from: new Date(Date.now() - 5 * HOUR).toISOString() };
    const kathmandu = { filter: { queuedAt }, timezone: 'Asia/Kathmandu' };
    expect((await ask(key, { ...kathmandu, bucket: 'HOUR' })).source).toBe('ROWS');
    expect((await ask(key, { ...kathmandu, bucket: 'DAY' })).source).toBe('ROLLUP');
    expect((await ask(key, { ...kathmandu, bucket: 'HOUR', timezone: 'Asia/Kolkata' })).source).toBe(
      'ROLLUP',
    );
    expect((await ask(key, { filter: { queuedAt }, bucket: 'MINUTE' })).source).toBe('ROWS');
  });

  it('that are not what they are made of are found, and made anew', async () => {
    const db = scopeDatabase(test.database.prisma, null);
    const owner = await test.given.owner({ tier: 'FREE' });
    await insertEnded(owner, 20, 3);
    await insertEnded(owner, 20, 90);
    await feedAll();
    await retain();
    expect(taken.filter(({ ownerId }) => ownerId === owner.userId)).toHaveLength(20);
    expect(await checkRollups(db)).toEqual([]);
    const halves = { ownerId: owner.userId, minutes: 30 };
    await test.prisma.executionRollup.updateMany({
      where: { ...halves, state: 'FAILED' },
      data: { maxMs: 7 },
    });
    await test.prisma.executionRollup.deleteMany({ where: { ...halves, state: 'CANCELED' } });
    await test.prisma.executionRollup.updateMany({
      where: { ...halves, state: 'ALL' },
      data: { failed: 0 },
    });
    await test.prisma.executionRollup.updateMany({
      where: { ownerId: null, minutes: 1440 },
      data: { runs: 0, failed: 0, canceled: 0 },
    });
    const found = await checkRollups(db);
    expect(new Set(found.map(({ ownerId, minutes: of, state }) => `${ownerId} ${of} ${state}`))).toEqual(
      new Set([
        ...DAMAGED.flatMap((state) => [`${owner.userId} 30 ${state}`, `null 30 ${state}`]),
        ...DAMAGED.flatMap((state) => [60, 240, 1440].map((of) => `${owner.userId} ${of} ${state}`)),
        ...['ALL', ...ENDS].map((state) => `null 1440 ${state}`),
      ]),
    );
    await rebuildRollups(db);
    expect(await checkRollups(db)).toEqual([]);
    const year = {
      from: 364 * DAY,
      length: 365 * DAY,
      bucket: 'DAY',
      timezone: 'Asia/Kolkata',
      states: undefined,
    };
    await agrees(owner.key, owner.userId, year);
    await agrees(admin, undefined, year);
  }, 180_000);

  it('go with their owner', async () => {
    const gone = await test.given.owner();
    await insertEnded(gone, 5, 3);
    await feedAll();
    await test.prisma.$executeRaw`INSERT INTO deletions (owner_id) VALUES (${gone.userId}::uuid)`;
    await test.prisma.execution.deleteMany({ where: { ownerId: gone.userId } });
    await test.prisma.user.delete({ where: { id: gone.userId } });
    await feedAll();
    expect(await test.prisma.executionRollup.count({ where: { ownerId: gone.userId } })).toBe(0);
    expect(await test.prisma.executionRollupRepair.count()).toBe(0);
    const range = { from: 10 * DAY, length: 11 * DAY, bucket: 'DAY', timezone: 'UTC', states: undefined };
    await agrees(admin, undefined, range);
  });
});

it('go on where somebody says that they processed more than a number holds', async () => {
  const owner = await test.given.owner();
  const at = new Date(Date.now() - 2_000 * DAY);
  await test.prisma.execution.createMany({
    data: Array.from({ length: 1_100 }, (_, i) => ({
      ownerId: owner.userId,
      jobId: owner.jobId,
      kind: 'CRAWL',
      runNumber: i + 1,
      status: 'COMPLETED' as const,
      queuedAt: at,
      startedAt: at,
      finishedAt: at,
      itemsProcessed: BigInt(Number.MAX_SAFE_INTEGER),
    })),
  });
  await feedAll();
  const queuedAt = {
    from: new Date(at.getTime() - DAY).toISOString(),
    to: new Date(at.getTime() + DAY).toISOString(),
  };
  for (const [filter, source] of [
    [{ queuedAt }, 'ROLLUP'],
    [{ queuedAt, kind: ['CRAWL'] }, 'ROWS'],
  ] as const) {
    const wanted = { source, count: 1_100, itemsProcessed: Number.MAX_SAFE_INTEGER };
    expect(await ask(owner.key, { filter })).toMatchObject(wanted);
  }
});
