import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { TIER_TICKS_PER_MINUTE, TIERS } from '../src/accounts/tiers.js';
import { encodeId } from '../src/core/ids.js';
import type { UserTier } from '../src/generated/prisma/enums.js';
import { createTestApp, type TestApp } from './support/app.js';
import { type Answered, type Command, command, textIn } from './support/command.js';
import type { PersonOf } from './support/world/people.js';

const BOT = { bot: { botId: 'payroll' } };
const QUOTA = '... on QuotaExceededError { code message quota limit used tier }';
const FREE = TIERS.FREE;
/** One connection has no races. */
const isServer = inject('template').kind === 'server';
const AT_ONCE = 50;

let test: TestApp;
const run: Record<string, Command> = {};

beforeAll(async () => {
  test = await createTestApp();
  const execution = 'execution { id }';
  const documents: Record<string, string> = {
    createJob: '... on CreateJobPayload { job { id slug } } ... on ConflictError { code }',
    setJobStatus: '... on SetJobStatusPayload { job { id status } }',
    updateJob: '... on UpdateJobPayload { job { schedule { cron nextRunAt } } }',
    deleteJob: '... on DeleteJobPayload { deletedJobId }',
    enqueueExecution: `... on EnqueueExecutionPayload { ${execution} isReplay }`,
    enqueueExecutions: `... on EnqueueExecutionsPayload { results {
      __typename ... on EnqueueExecutionPayload { ${execution} isReplay } ${QUOTA} } }`,
    startExecution: `... on StartExecutionPayload { ${execution} isReplay lease { token } } ... on Error { message }`,
    completeExecution: `... on CompleteExecutionPayload { ${execution} }`,
    retryExecution: `... on RetryExecutionPayload { ${execution} }`,
    bulkRetryExecutions: `... on BulkExecutionsPayload { matched succeeded failures { executionId error {
      __typename ${QUOTA} } } }`,
    planChunks: '... on PlanChunksPayload { __typename }',
    claimChunks: '... on ClaimChunksPayload { chunks { chunk { id } lease { token } } }',
    completeChunk: '... on CompleteChunkPayload { chunk { id } }',
    recordMetrics: '... on RecordMetricsPayload { __typename }',
    recordArtifacts: '... on RecordArtifactsPayload { __typename }',
    recordImages: '... on RecordImagesPayload { __typename }',
    recordSummary: '... on RecordSummaryPayload { __typename }',
    recordPlaygroundSummary: '... on RecordPlaygroundSummaryPayload { __typename }',
  };
  const withQuota = /^(createJob|updateJob|setJobStatus|(enqueue|start|retry)Execution|claimChunks)$/;
  for (const [name, fields] of Object.entries(documents)) {
    run[name] = command(test, name, withQuota.test(name) ? `${fields} ${QUOTA}` : fields);
  }
}, 60_000);
afterAll(() => test.close());

interface Somebody {
  key: string;
  id: string;
}

async function given(tier: UserTier = 'FREE', more: PersonOf = {}): Promise<Somebody> {
  const { key, user } = await test.given.user({ tier, ...more });
  return { key, id: user.id };
}

function tell(who: Somebody, name: string, input: object): Promise<Answered> {
  const found = run[name];
  if (!found) throw new Error(`say what ${name} answers`);
  return found.run(input, who.key);
}

const givenJob = async (who: Somebody, kind: object = BOT) =>
  textIn(await tell(who, 'createJob', { name: 'A job', kind }), 'job.id');

/** As if so many runs of today had been accepted. */
async function used(who: Somebody, runs: number): Promise<void> {
  await test.prisma.$executeRaw`
    INSERT INTO usage_metrics (owner_id, name, day, value)
    VALUES (${who.id}::uuid, 'executions', (now() AT TIME ZONE 'UTC')::date, ${runs}::int)
    ON CONFLICT (owner_id, day, name) DO UPDATE SET value = EXCLUDED.value`;
}

const usageOf = async (who: Somebody) =>
  Object.fromEntries(
    (await test.prisma.usageMetric.findMany({ where: { ownerId: who.id } })).map(({ name, value }) => [
      name,
      value,
    ]),
  );
const runsOf = (who: Somebody) => test.prisma.execution.count({ where: { ownerId: who.id } });

const quotasShape = z.object({
  data: z.object({
    viewer: z.object({
      quotas: z.array(
        z.object({
          name: z.string(),
          limit: z.int(),
          used: z.int(),
          resetsAt: z.coerce.date().nullable(),
        }),
      ),
    }),
  }),
});

async function quotasOf(who: Somebody) {
  const { body } = await test.ask('{ viewer { quotas { name limit used resetsAt } } }', {}, who.key);
  return quotasShape.parse(body).data.viewer.quotas;
}

const exceeded = (quota: 'jobs' | 'executionsPerDay' | 'chunksInProgress', more: object = {}) => ({
  __typename: 'QuotaExceededError',
  code: 'QUOTA_EXCEEDED',
  quota: { jobs: 'JOBS', executionsPerDay: 'EXECUTIONS_PER_DAY', chunksInProgress: 'CHUNKS_IN_PROGRESS' }[
    quota
  ],
  limit: FREE[quota],
  tier: 'FREE',
  ...more,
});

const countBy = (answers: ReadonlyArray<{ __typename: string }>) => {
  const counts: Record<string, number> = {};
  for (const { __typename: name } of answers) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
};

describe('the table of tiers', () => {
  it('gives more with every tier', () => {
    for (const name of Object.keys(FREE) as Array<keyof typeof FREE>) {
      expect(TIERS.PRO[name], name).toBeGreaterThan(FREE[name]);
      expect(TIERS.ENTERPRISE[name], name).toBeGreaterThan(TIERS.PRO[name]);
    }
  });
});

describe('quotas', () => {
  it('show the limits of the tier, what is used, and when it begins anew', async () => {
    const ada = await given('FREE');
    const jobId = await givenJob(ada);
    await tell(ada, 'enqueueExecutions', { items: [{ jobId }, { jobId }] });
    const quotas = await quotasOf(ada);
    expect(quotas.map(({ name, limit, used: n }) => [name, limit, n])).toEqual([
      ['REQUESTS_PER_MINUTE', FREE.requestsPerMinute, expect.any(Number)],
      ['QUERY_COST_PER_MINUTE', FREE.queryCostPerMinute, expect.any(Number)],
      ['JOBS', FREE.jobs, 1],
      ['EXECUTIONS_PER_DAY', FREE.executionsPerDay, 2],
      ['CHUNKS_IN_PROGRESS', FREE.chunksInProgress, 0],
      ['LOG_LINES_PER_DAY', FREE.logLinesPerDay, 0],
      ['ALERT_RULES', FREE.alertRules, 0],
      ['RETENTION_DAYS', FREE.retentionDays, 0],
      ['LOG_RETENTION_DAYS', FREE.logRetentionDays, 0],
    ]);
    const midnight = quotas.find(({ name }) => name === 'EXECUTIONS_PER_DAY')?.resetsAt;
    expect(midnight?.toISOString()).toMatch(/T00:00:00.000Z$/);
    expect(Number(midnight) - Date.now()).toBeGreaterThan(-60_000);
    expect(Number(midnight) - Date.now()).toBeLessThanOrEqual(24 * 60 * 60 * 1_000);
  });

  it('are those of each user in a list, in two statements', async () => {
    const admin = await given('PRO', { role: 'ADMIN' });
    await given('FREE');
    const document = '{ users(first: 50) { nodes { tier quotas { name limit } } } }';
    await test.ask(document, {}, admin.key);
    const { result, statements } = await test.recordStatements(() => test.ask(document, {}, admin.key));
    // Beside what a credential takes, which is looked up again once in a while.
    const own = statements.filter((statement) => !statement.includes('api_keys'));
    expect(own.length).toBeLessThanOrEqual(2);
    const nodes = z
      .object({
        data: z.object({
          users: z.object({
            nodes: z.array(
              z.object({
                tier: z.enum(['FREE', 'PRO', 'ENTERPRISE']),
                quotas: z.array(z.object({ name: z.string(), limit: z.int() })),
              }),
            ),
          }),
        }),
      })
      .parse(result.body).data.users.nodes;
    expect(nodes.length).toBeGreaterThan(1);
    for (const { tier, quotas } of nodes) {
      expect(quotas).toContainEqual({ name: 'JOBS', limit: TIERS[tier].jobs });
    }
  });
});

describe('jobs', () => {
  async function full(): Promise<Somebody & { jobId: string }> {
    const who = await given('FREE');
    const jobId = await givenJob(who);
    await test.prisma.$transaction(async (tx) => {
      const rows = Array.from({ length: FREE.jobs - 1 }, (_, n) => ({
        ownerId: who.id,
        kind: 'BOT' as const,
        slug: `more-${n}`,
        name: 'More',
      }));
      const made = await tx.job.createManyAndReturn({ data: rows });
      await tx.botJob.createMany({
        data: made.map(({ id }) => ({ jobId: id, ownerId: who.id, botId: 'b' })),
      });
    });
    return { ...who, jobId };
  }

  it('are as many as the tier has; an archived one makes room, and needs it to come back', async () => {
    const who = await full();
    const more = { name: 'One more', kind: BOT };
    expect(await tell(who, 'createJob', more)).toMatchObject(exceeded('jobs', { used: FREE.jobs }));
    expect(await tell(who, 'createJob', { ...more, slug: 'more-0' })).toMatchObject({ code: 'CONFLICT' });
    const set = (status: string) => tell(who, 'setJobStatus', { jobId: who.jobId, status });
    expect(await set('PAUSED')).toMatchObject({ job: { status: 'PAUSED' } });
    expect(await set('ARCHIVED')).toMatchObject({ job: { status: 'ARCHIVED' } });
    const made = await tell(who, 'createJob', more);
    expect(made.__typename).toBe('CreateJobPayload');
    expect(await set('ACTIVE')).toMatchObject(exceeded('jobs', { used: FREE.jobs }));
    await tell(who, 'deleteJob', { jobId: textIn(made, 'job.id') });
    expect(await set('ACTIVE')).toMatchObject({ job: { status: 'ACTIVE' } });
  });

  it.runIf(isServer)('are never more, however many are made at once', async () => {
    const who = await given('FREE');
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, n) => tell(who, 'createJob', { name: `Job ${n}`, kind: BOT })),
    );
    expect(countBy(answers)).toEqual({
      CreateJobPayload: FREE.jobs,
      QuotaExceededError: AT_ONCE - FREE.jobs,
    });
    expect(await test.prisma.job.count({ where: { ownerId: who.id } })).toBe(FREE.jobs);
  });
});

describe('ticks a minute', () => {
  const refused = (tier: UserTier, used: number) => ({
    ...{ __typename: 'QuotaExceededError', code: 'QUOTA_EXCEEDED', quota: 'TICKS_PER_MINUTE', tier, used },
    limit: TIER_TICKS_PER_MINUTE[tier],
  });
  const daily = '0 0 4 * * *';

  it.each([
    ['FREE', '* * * * *', '7 * * * * *', '0,30 * * * * *', 2],
    ['FREE', daily, '59 59 23 31 12 *', '*/59 0 0 29 2 *', 2],
    ['PRO', '0,1 * * * * *', '*/30 * * * * *', '*/20 * * * * *', 3],
  ] as const)('of a schedule of %s are as many as the tier has', async (tier, first, other, more, used) => {
    const who = await given(tier);
    const create = (cron: string) =>
      tell(who, 'createJob', { name: 'Ticking', kind: BOT, schedule: { cron } });
    const made = await create(first);
    expect(made.__typename).toBe('CreateJobPayload');
    const jobId = textIn(made, 'job.id');
    const update = (schedule: object) => tell(who, 'updateJob', { jobId, schedule });
    expect(await update({ cron: other })).toMatchObject({ job: { schedule: { cron: other } } });
    expect(await create(more)).toMatchObject(refused(tier, used));
    expect(await update({ cron: more })).toMatchObject(refused(tier, used));
    expect(await update({ cron: '* * * * * *' })).toMatchObject(refused(tier, 60));
    expect(await test.prisma.job.findMany({ where: { ownerId: who.id }, select: { cron: true } })).toEqual([
      { cron: other },
    ]);
  });

  it('may be every second with ENTERPRISE, and stay so where the tier falls and something else is changed', async () => {
    const who = await given('ENTERPRISE');
    const cron = '* * * * * *';
    const made = await tell(who, 'createJob', { name: 'Ticking', kind: BOT, schedule: { cron } });
    const jobId = textIn(made, 'job.id');
    await test.prisma.user.update({ where: { id: who.id }, data: { tier: 'FREE' } });
    const update = (schedule: object) => tell(who, 'updateJob', { jobId, schedule });
    expect(await update({ cron, jitterSeconds: 1 })).toMatchObject({ job: { schedule: { cron } } });
    expect(await update({ cron: '*/2 * * * * *' })).toMatchObject(refused('FREE', 30));
  });
});

describe('runs a day', () => {
  const limit = FREE.executionsPerDay;
  const counted = async (who: Somebody) => (await usageOf(who)).executions;

  it('are accepted one by one in a batch, as far as the tier goes', async () => {
    const who = await given();
    const jobId = await givenJob(who);
    await used(who, limit - 3);
    const keyed = (idempotencyKey: string) => ({ jobId, idempotencyKey });
    const items = [{ jobId }, keyed('a'), keyed('a'), { jobSlug: 'none' }, { jobId }, keyed('b'), keyed('b')];
    const { results } = await tell(who, 'enqueueExecutions', { items });
    const over = exceeded('executionsPerDay', { used: limit });
    expect(results).toMatchObject([
      { isReplay: false },
      { isReplay: false },
      { isReplay: true },
      { __typename: 'NotFoundError' },
      { isReplay: false },
      over,
      over,
    ]);
    expect(await counted(who)).toBe(limit);
    expect(await runsOf(who)).toBe(3);
    // A key that was refused is free, and one that was not answers as before.
    await used(who, limit - 1);
    expect(await tell(who, 'enqueueExecution', keyed('b'))).toMatchObject({ isReplay: false });
    expect(await tell(who, 'enqueueExecution', keyed('a'))).toMatchObject({ isReplay: true });
    expect(await tell(who, 'enqueueExecution', { jobId })).toMatchObject(over);
    expect(await counted(who)).toBe(limit);
  });

  it('count where a run is started or retried too, and not where a queued one is', async () => {
    const who = await given();
    const jobId = await givenJob(who);
    await used(who, limit - 3);
    const queued = textIn(await tell(who, 'enqueueExecution', { jobId }), 'execution.id');
    const started = await tell(who, 'startExecution', { executionId: queued });
    expect(await counted(who)).toBe(limit - 2);
    const keyed = { jobId, idempotencyKey: 'message-1' };
    const first = await tell(who, 'startExecution', keyed);
    expect(await tell(who, 'startExecution', keyed)).toMatchObject({ isReplay: true });
    expect(await counted(who)).toBe(limit - 1);
    for (const answer of [started, first]) {
      const held = { executionId: textIn(answer, 'execution.id'), leaseToken: textIn(answer, 'lease.token') };
      await tell(who, 'completeExecution', held);
    }
    const executionId = textIn(first, 'execution.id');
    expect(await tell(who, 'retryExecution', { executionId })).toMatchObject({
      __typename: 'RetryExecutionPayload',
    });
    const over = exceeded('executionsPerDay', { used: limit });
    expect(await tell(who, 'retryExecution', { executionId: queued })).toMatchObject(over);
    expect(await tell(who, 'startExecution', { ...keyed, idempotencyKey: 'message-2' })).toMatchObject(over);
    expect(await counted(who)).toBe(limit);
    await used(who, 0);
    expect(await tell(who, 'startExecution', { ...keyed, idempotencyKey: 'message-2' })).toMatchObject({
      isReplay: false,
    });
  });

  it('of a bulk retry: as many as are left, and a dry run says so before', async () => {
    const who = await given();
    const other = await given('FREE');
    const admin = await given('ENTERPRISE', { role: 'ADMIN' });
    const ids: string[] = [];
    for (const owner of [who, other]) {
      const jobId = await givenJob(owner);
      const { id } = await test.prisma.job.findFirstOrThrow({ where: { ownerId: owner.id } });
      const rows = await test.prisma.execution.createManyAndReturn({
        data: Array.from({ length: 120 }, (_, n) => ({
          ownerId: owner.id,
          jobId: id,
          kind: 'BOT' as const,
          kindKey: 'payroll',
          runNumber: 1_000 + n,
          status: 'CANCELED' as const,
          finishedAt: new Date(),
        })),
      });
      expect(jobId).toBe(encodeId('BotJob', id));
      ids.push(...rows.map((row) => encodeId('Execution', row.id)));
    }
    await used(who, limit - 110);
    const left = (dryRun: boolean) => tell(admin, 'bulkRetryExecutions', { ids, dryRun });
    const failures = ids.slice(110, 120).map((executionId) => ({
      executionId,
      error: exceeded('executionsPerDay', { used: limit }),
    }));
    expect(await left(true)).toMatchObject({ matched: 240, succeeded: 0, failures });
    expect(await counted(who)).toBe(limit - 110);
    expect(await left(false)).toMatchObject({ matched: 240, succeeded: 230, failures });
    expect(await counted(who)).toBe(limit);
    expect(await counted(other)).toBe(120);
    expect(await counted(admin)).toBeUndefined();
  });

  it('begin anew with the day, and follow the tier', async () => {
    const who = await given();
    const jobId = await givenJob(who);
    await test.prisma.$executeRaw`
      INSERT INTO usage_metrics (owner_id, name, day, value, "limit")
      VALUES (${who.id}::uuid, 'executions', (now() AT TIME ZONE 'UTC')::date - 1, ${limit}::int, ${limit}::int)`;
    expect((await tell(who, 'enqueueExecution', { jobId })).__typename).toBe('EnqueueExecutionPayload');
    await used(who, limit);
    expect(await tell(who, 'enqueueExecution', { jobId })).toMatchObject(exceeded('executionsPerDay'));
    await test.prisma.user.update({ where: { id: who.id }, data: { tier: 'PRO' } });
    expect((await tell(who, 'enqueueExecution', { jobId })).__typename).toBe('EnqueueExecutionPayload');
    const today = await test.prisma.usageMetric.findFirstOrThrow({
      where: { ownerId: who.id, name: 'executions' },
      orderBy: { day: 'desc' },
    });
    expect(today).toMatchObject({ value: limit + 1, limit: TIERS.PRO.executionsPerDay });
  });

  it.runIf(isServer)('are never more, however many come at once', async () => {
    const who = await given();
    const jobId = await givenJob(who);
    await used(who, limit - 20);
    const batch = { items: [{ jobId }, { jobId }] };
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, async (_, n) => {
        if (n % 2 === 0) return [await tell(who, n % 4 ? 'startExecution' : 'enqueueExecution', { jobId })];
        const { results } = await tell(who, 'enqueueExecutions', batch);
        return z.array(z.looseObject({ __typename: z.string() })).parse(results);
      }),
    );
    const counts = countBy(answers.flat());
    expect(counts.QuotaExceededError).toBe(75 - 20);
    expect(await counted(who)).toBe(limit);
    expect(await runsOf(who)).toBe(20);
  });

  it.runIf(isServer)('of one key, asked fifty times at once, count once', async () => {
    const who = await given();
    const jobId = await givenJob(who);
    const input = { jobId, idempotencyKey: 'once' };
    await Promise.all(Array.from({ length: AT_ONCE }, () => tell(who, 'enqueueExecution', input)));
    expect(await counted(who)).toBe(1);
  });

  it('cost nothing where the command is rolled back', async () => {
    const who = await given();
    const jobId = await givenJob(who);
    await tell(who, 'startExecution', { jobId, idempotencyKey: 'k' });
    expect(await tell(who, 'startExecution', { jobId, idempotencyKey: 'k', workerId: 'w' })).toMatchObject({
      __typename: 'ConflictError',
    });
    expect(await counted(who)).toBe(1);
  });
});

describe('chunks in progress', () => {
  const limit = FREE.chunksInProgress;
  const CRAWL = { crawl: { keywords: ['cat'], maxImages: 1_000 } };

  async function crawling(chunks: number, who?: Somebody) {
    const owner = who ?? (await given());
    const jobId = await givenJob(owner, CRAWL);
    const started = await tell(owner, 'startExecution', { jobId });
    const held = { executionId: textIn(started, 'execution.id'), leaseToken: textIn(started, 'lease.token') };
    await tell(owner, 'planChunks', { ...held, totalImages: chunks * 10, chunkSize: 10 });
    return { ...owner, ...held, jobId };
  }

  const claimed = z.array(
    z.object({ chunk: z.object({ id: z.string() }), lease: z.object({ token: z.string() }) }),
  );
  const inProgress = (who: Somebody) =>
    test.prisma.chunk.count({ where: { ownerId: who.id, status: 'PROCESSING' } });
  const claim = (who: Somebody, more: object = {}) =>
    tell(who, 'claimChunks', { workerId: 'w', limit: 6, ...more });

  it('are as many as the tier has: a claim takes fewer, and answers why where none is left', async () => {
    const who = await crawling(30);
    const [first] = claimed.parse((await claim(who)).chunks);
    expect(claimed.parse((await claim(who)).chunks)).toHaveLength(limit - 6);
    const over = exceeded('chunksInProgress', { used: limit });
    expect(await claim(who)).toMatchObject(over);
    expect(await claim(who, { executionId: who.executionId, requestId: 'r' })).toMatchObject(over);
    await tell(who, 'completeChunk', { chunkId: first?.chunk.id, leaseToken: first?.lease.token });
    expect(claimed.parse((await claim(who, { requestId: 'r' })).chunks)).toHaveLength(1);
    // What is claimed already is answered again.
    expect(claimed.parse((await claim(who, { requestId: 'r' })).chunks)).toHaveLength(1);
    expect(await inProgress(who)).toBe(limit);
    expect((await quotasOf(who)).find(({ name }) => name === 'CHUNKS_IN_PROGRESS')?.used).toBe(limit);
  });

  it('count for given chunks too, by their owner', async () => {
    const admin = await given('ENTERPRISE', { role: 'ADMIN' });
    const who = await crawling(30);
    const rows = await test.prisma.chunk.findMany({
      where: { ownerId: who.id },
      orderBy: { chunkIndex: 'asc' },
    });
    const chunkIds = rows.map(({ id }) => encodeId('Chunk', id));
    expect(claimed.parse((await claim(admin, { chunkIds })).chunks)).toHaveLength(limit);
    expect(await claim(admin, { chunkIds })).toMatchObject(exceeded('chunksInProgress', { used: limit }));
    expect(await claim(admin, { jobId: who.jobId })).toMatchObject(exceeded('chunksInProgress'));
  });

  it('of everybody: who has no room is passed over, and there is no error', async () => {
    const admin = await given('ENTERPRISE', { role: 'ADMIN' });
    const [ada, bob] = [await crawling(15), await crawling(3)];
    let taken = 0;
    for (;;) {
      const answer = await claim(admin, { limit: 500 });
      expect(answer.__typename).toBe('ClaimChunksPayload');
      const chunks = claimed.parse(answer.chunks);
      if (chunks.length === 0) break;
      taken += chunks.length;
    }
    expect(taken).toBeGreaterThanOrEqual(limit + 3);
    expect(await inProgress(ada)).toBe(limit);
    expect(await inProgress(bob)).toBe(3);
  });

  it('are none, and no error, where nothing is pending', async () => {
    const who = await crawling(1);
    expect(claimed.parse((await claim(who)).chunks)).toHaveLength(1);
    expect(await claim(who)).toMatchObject({ __typename: 'ClaimChunksPayload', chunks: [] });
  });

  it.runIf(isServer)('are never more, however many workers come at once', async () => {
    const admin = await given('ENTERPRISE', { role: 'ADMIN' });
    const who = await crawling(100);
    const ways = [{}, { jobId: who.jobId }, { executionId: who.executionId, limit: 2 }];
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, n) => claim(n % 4 ? who : admin, { limit: 3, ...ways[n % 3] })),
    );
    expect(await inProgress(who)).toBe(limit);
    const ids = answers
      .flatMap(({ chunks }) => (chunks ? claimed.parse(chunks) : []))
      .map(({ chunk }) => chunk.id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('usage by day', () => {
  it('counts runs, chunks and parts in the transaction that makes them, once', async () => {
    const who = await given('PRO');
    const monitor = await givenJob(who, { monitor: { xUsername: 'ada', topics: ['AI'] } });
    const started = await tell(who, 'startExecution', { jobId: monitor });
    const lease = { id: textIn(started, 'execution.id'), token: textIn(started, 'lease.token') };
    const work = { execution: lease };
    await tell(who, 'planChunks', {
      executionId: lease.id,
      leaseToken: lease.token,
      totalImages: 25,
      chunkSize: 10,
    });
    const images = { work, images: [{ url: 'https://a.test/1' }, { url: 'https://a.test/2' }] };
    for (let n = 0; n < 2; n += 1) await tell(who, 'recordImages', { ...images, idempotencyKey: 'same' });
    const metric = { name: 'cpu', metricType: 'GAUGE', value: 1 };
    await tell(who, 'recordMetrics', { work, metrics: [metric, metric, metric] });
    await tell(who, 'recordMetrics', { metrics: [metric] });
    await tell(who, 'recordArtifacts', {
      work,
      artifacts: [{ name: 'a', artifactType: 'LOG', content: 'x' }],
    });
    const summary = { content: 'c', tweetsCount: 1 };
    await tell(who, 'recordSummary', { work, ...summary });
    await tell(who, 'recordPlaygroundSummary', {
      ...summary,
      xUsername: 'ada',
      topics: ['AI'],
      hoursBack: 1,
    });
    expect(await usageOf(who)).toEqual({
      executions: 1,
      chunks: 3,
      images: 2,
      metrics: 4,
      artifacts: 1,
      summaries: 2,
    });
    const { body } = await test.ask(
      'query ($from: DateTime!, $to: DateTime!) { viewer { usage(from: $from, to: $to) { name value limit } } }',
      {
        from: new Date(Date.now() - 86_400_000).toISOString(),
        to: new Date(Date.now() + 86_400_000).toISOString(),
      },
      who.key,
    );
    expect(body).toMatchObject({
      data: {
        viewer: {
          usage: expect.arrayContaining([
            { name: 'executions', value: 1, limit: TIERS.PRO.executionsPerDay },
            { name: 'images', value: 2, limit: null },
          ]),
        },
      },
    });
  });

  it.runIf(isServer)('adds up, however many record at once', async () => {
    const who = await given('PRO');
    const metrics = [{ name: 'cpu', metricType: 'GAUGE', value: 1 }];
    await Promise.all(Array.from({ length: AT_ONCE }, () => tell(who, 'recordMetrics', { metrics })));
    expect(await usageOf(who)).toEqual({ metrics: AT_ONCE });
  });
});
