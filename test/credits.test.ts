import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { decodeId, encodeId } from '../src/core/ids.js';
import { rescueLostWork } from '../src/operations/rescue.service.js';
import { createTestApp, type TestApp } from './support/app.js';
import { type Answered, type Command, command, textIn } from './support/command.js';
import { connectTo } from './support/live.js';
import type { PersonOf } from './support/world/people.js';

const COST = 4;
const CRAWL = { crawl: { keywords: ['cat'], maxImages: 10 } };
const BOT = { bot: { botId: 'payroll' } };
const FAILURE = '... on Error { code message }';
const POOR = '... on InsufficientCreditsError { code balance required }';
/** One connection has no races. */
const isServer = inject('template').kind === 'server';
const AT_ONCE = 50;

let test: TestApp;
let admin: Somebody;
const commands = new Map<string, Command>();

beforeAll(async () => {
  test = await createTestApp({ config: { runCosts: { CRAWL: COST, AGENT: COST + 3 } } });
  const documents: Record<string, string> = {
    grantCredits: `... on GrantCreditsPayload { isReplay creditAccount { balance } creditTransaction {
      id type amount balanceAfter description } } ${FAILURE}`,
    createJob: '... on CreateJobPayload { job { id } }',
    deleteJob: `... on DeleteJobPayload { deletedJobId } ${FAILURE}`,
    enqueueExecution: `... on EnqueueExecutionPayload { isReplay execution { id heldCredits } } ${POOR} ${FAILURE}`,
    enqueueExecutions: `... on EnqueueExecutionsPayload { results { __typename
      ... on EnqueueExecutionPayload { isReplay execution { id heldCredits } } ${POOR} } }`,
    startExecution: `... on StartExecutionPayload { isReplay execution { id } lease { token } } ${POOR} ${FAILURE}`,
    completeExecution: `... on CompleteExecutionPayload { execution { status } } ${FAILURE}`,
    completeExecutions: '... on CompleteExecutionsPayload { results { __typename } }',
    failExecution: `... on FailExecutionPayload { retryAt execution { status } } ${FAILURE}`,
    cancelExecution: `... on CancelExecutionPayload { execution { status } } ${FAILURE}`,
    retryExecution: `... on RetryExecutionPayload { execution { id } } ${POOR} ${FAILURE}`,
    bulkCancelExecutions: '... on BulkExecutionsPayload { succeeded failures { error { message } } }',
    bulkRetryExecutions: `... on BulkExecutionsPayload { succeeded failures { error { __typename ${POOR} } } }`,
  };
  for (const [name, fields] of Object.entries(documents)) commands.set(name, command(test, name, fields));
  admin = await given(0, { role: 'ADMIN' });
}, 60_000);
afterAll(async () => {
  await expectLedger();
  await test.close();
});

interface Somebody {
  key: string;
  id: string;
  userId: string;
}

function commandOf(name: string): Command {
  const found = commands.get(name);
  if (!found) throw new Error(`say what ${name} answers`);
  return found;
}

const tell = (who: Somebody, name: string, input: object): Promise<Answered> =>
  commandOf(name).run(input, who.key);

async function given(credits: number, user: PersonOf = {}): Promise<Somebody> {
  const { key, user: row } = await test.given.user(user);
  const who = { key, id: row.id, userId: encodeId('User', row.id) };
  if (credits > 0) await grant(who, credits);
  return who;
}

const grant = (who: Somebody, amount: number, more: object = {}) =>
  tell(admin, 'grantCredits', { userId: who.userId, amount, description: 'Welcome', ...more });

const givenJob = async (who: Somebody, kind: object = CRAWL) =>
  textIn(await tell(who, 'createJob', { name: 'A job', kind }), 'job.id');

async function jobWith(who: Somebody, change: { maxAttempts?: number; retryBackoffSeconds?: number }) {
  const jobId = await givenJob(who);
  await test.prisma.job.update({ where: { id: uuidOf(jobId) }, data: change });
  return jobId;
}

function uuidOf(id: string): string {
  const decoded = decodeId(id);
  if (!decoded) throw new Error(`${id} is no id`);
  return decoded.uuid;
}

interface Held {
  executionId: string;
  leaseToken: string;
}

async function started(who: Somebody, jobId: string): Promise<Held> {
  const answer = await tell(who, 'startExecution', { jobId });
  return { executionId: textIn(answer, 'execution.id'), leaseToken: textIn(answer, 'lease.token') };
}

async function leaseEnds(executionId: string): Promise<void> {
  await test.prisma.$executeRaw`
    UPDATE job_executions SET lease_expires_at = clock_timestamp() - interval '1 second'
    WHERE id = ${uuidOf(executionId)}::uuid`;
}

const enqueued = async (who: Somebody, jobId: string) =>
  textIn(await tell(who, 'enqueueExecution', { jobId }), 'execution.id');

const fail = (who: Somebody, held: Held, more: object = {}) =>
  tell(who, 'failExecution', { ...held, errorMessage: 'no', ...more });

async function movementsOf(who: Somebody): Promise<string[]> {
  const rows = await test.prisma.creditTransaction.findMany({
    where: { ownerId: who.id },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  return rows.map(({ type, amount }) => `${type} ${amount}`);
}

const accountOf = (who: Somebody) =>
  test.prisma.creditAccount.findUniqueOrThrow({ where: { ownerId: who.id } });
const balanceOf = async (who: Somebody) => (await accountOf(who)).balance;

/** Whatever happened: every account adds up, and every hold is settled once when its run has ended, and not before. */
async function expectLedger(): Promise<void> {
  const wrong = await test.prisma.$queryRaw`
    SELECT a.owner_id, a.balance, coalesce(sum(t.amount), 0)::int AS sum FROM credit_accounts a
    LEFT JOIN credit_transactions t ON t.account_id = a.id
    GROUP BY a.id HAVING a.balance <> coalesce(sum(t.amount), 0) OR a.balance < 0`;
  expect(wrong).toEqual([]);
  const steps = await test.prisma.$queryRaw`
    SELECT * FROM (
      SELECT t.*, sum(amount) OVER (PARTITION BY account_id ORDER BY created_at, id) AS sum
      FROM credit_transactions t
    ) t WHERE sum <> balance_after`;
  expect(steps).toEqual([]);
  const unsettled = await test.prisma.$queryRaw`
    SELECT e.id, e.status::text, e.held_credits,
      count(*) FILTER (WHERE t.type = 'HOLD') AS holds, count(*) FILTER (WHERE t.type <> 'HOLD') AS settlements
    FROM job_executions e LEFT JOIN credit_transactions t ON t.execution_id = e.id
    GROUP BY e.id
    HAVING count(*) FILTER (WHERE t.type = 'HOLD') <> CASE WHEN e.held_credits > 0 THEN 1 ELSE 0 END
      OR count(*) FILTER (WHERE t.type <> 'HOLD')
        <> CASE WHEN e.held_credits > 0 AND e.status NOT IN ('QUEUED', 'RUNNING') THEN 1 ELSE 0 END`;
  expect(unsettled).toEqual([]);
}

describe('grantCredits', () => {
  it('adds gifts, purchases and refunds, and writes down who did it', async () => {
    const who = await given(0);
    expect(await grant(who, 100)).toMatchObject({
      isReplay: false,
      creditAccount: { balance: 100 },
      creditTransaction: { type: 'GRANT', amount: 100, balanceAfter: 100, description: 'Welcome' },
    });
    await grant(who, 1, { type: 'PURCHASE' });
    await grant(who, 1_000_000, { type: 'REFUND', description: 'x'.repeat(1_000) });
    expect(await movementsOf(who)).toEqual(['GRANT 100', 'PURCHASE 1', 'REFUND 1000000']);
    const log = await test.prisma.activityLog.findFirst({
      where: {
        userId: admin.id,
        action: 'credit_account.credits_granted',
        resourceId: encodeId('CreditAccount', (await accountOf(who)).id),
      },
      orderBy: { id: 'asc' },
    });
    expect(log?.metadata).toMatchObject({
      accountId: encodeId('Account', decodeId(who.userId)?.uuid ?? ''),
      type: 'GRANT',
      amount: 100,
    });
  });

  it('adds once for a key, however often it is asked at once', async () => {
    const who = await given(0);
    const keyed = { idempotencyKey: randomUUID() };
    const answers = await Promise.all(Array.from({ length: 10 }, () => grant(who, 7, keyed)));
    expect(answers.filter(({ isReplay }) => !isReplay)).toHaveLength(1);
    expect(await balanceOf(who)).toBe(7);
    expect(await grant(who, 8, keyed)).toMatchObject({ code: 'CONFLICT' });
    expect(await balanceOf(who)).toBe(7);
  });

  it.each([
    ['amount', { amount: 0 }],
    ['amount', { amount: -5 }],
    ['amount', { amount: 1_000_001 }],
    ['description', { description: '' }],
    ['description', { description: 'x'.repeat(1_001) }],
    ['userId', { userId: encodeId('Execution', randomUUID()) }],
    ['idempotencyKey', { idempotencyKey: '' }],
  ])('refuses a bad %s and writes nothing', async (field, input) => {
    const who = await given(0);
    const whole = { userId: who.userId, amount: 1, description: 'd', ...input };
    expect(await commandOf('grantCredits').refusal(whole, admin.key)).toMatchObject({
      code: 'BAD_USER_INPUT',
      path: `input.${field}`,
    });
    expect(await movementsOf(who)).toEqual([]);
  });

  it('is for administrators, for users that there are, and for what an account holds', async () => {
    const who = await given(5);
    const input = { userId: who.userId, amount: 1, description: 'd' };
    expect((await commandOf('grantCredits').refusal(input, who.key)).code).toBe('FORBIDDEN');
    const nobody = { ...input, userId: encodeId('User', randomUUID()) };
    expect(await tell(admin, 'grantCredits', nobody)).toMatchObject({ code: 'NOT_FOUND' });
    const { id: accountId } = await accountOf(who);
    await test.prisma.creditTransaction.create({
      data: { accountId, ownerId: who.id, type: 'GRANT', amount: 999_999_990, description: 'much' },
    });
    expect(await grant(who, 6)).toMatchObject({ code: 'CONFLICT' });
    expect(await grant(who, 5)).toMatchObject({ creditAccount: { balance: 1_000_000_000 } });
  });
});

describe('a run that costs', () => {
  it('holds when it is accepted, in a batch item by item; free kinds go on', async () => {
    const who = await given(3 * COST - 1);
    const [crawl, agent, bot] = [
      await givenJob(who),
      await givenJob(who, { agent: {} }),
      await givenJob(who, BOT),
    ];
    const items = [crawl, agent, crawl, crawl, bot].map((jobId) => ({ jobId }));
    const { results } = await tell(who, 'enqueueExecutions', { items });
    expect(results).toMatchObject([
      { execution: { heldCredits: COST } },
      { __typename: 'EnqueueExecutionPayload', execution: { heldCredits: COST + 3 } },
      { __typename: 'InsufficientCreditsError', balance: 0, required: COST },
      { __typename: 'InsufficientCreditsError', balance: 0, required: COST },
      { execution: { heldCredits: 0 } },
    ]);
    expect(await movementsOf(who)).toEqual(['GRANT 11', 'HOLD -4', 'HOLD -7']);
    expect(await tell(who, 'startExecution', { jobId: crawl })).toMatchObject({
      __typename: 'InsufficientCreditsError',
      balance: 0,
      required: COST,
    });
    const usage = await test.prisma.usageMetric.findFirstOrThrow({ where: { ownerId: who.id } });
    expect(usage).toMatchObject({ name: 'executions', value: 3 });
  });

  it('holds once for one key, and nothing where it is refused', async () => {
    const who = await given(COST);
    const jobId = await givenJob(who);
    const keyed = { jobId, idempotencyKey: 'k' };
    for (let n = 0; n < 3; n += 1) await tell(who, 'enqueueExecution', keyed);
    expect(await movementsOf(who)).toEqual([`GRANT ${COST}`, `HOLD -${COST}`]);
    const poor = { code: 'INSUFFICIENT_CREDITS', balance: 0 };
    expect(await tell(who, 'enqueueExecution', { ...keyed, idempotencyKey: 'other' })).toMatchObject(poor);
    await grant(who, COST);
    expect(await tell(who, 'enqueueExecution', { ...keyed, idempotencyKey: 'other' })).toMatchObject({
      isReplay: false,
    });
    expect(await balanceOf(who)).toBe(0);
  });

  it('is paid by its owner, whoever asks for it', async () => {
    const who = await given(COST);
    const jobId = await givenJob(who);
    expect(await tell(admin, 'enqueueExecution', { jobId })).toMatchObject({
      execution: { heldCredits: COST },
    });
    expect(await balanceOf(who)).toBe(0);
    expect(await movementsOf(admin)).toEqual([]);
  });

  const SPEND = 'SPEND 0';
  const REFUND = `REFUND ${COST}`;
  type End = (who: Somebody, jobId: string) => Promise<unknown>;
  const ENDS: ReadonlyArray<[string, string, End]> = [
    ['completes', SPEND, async (who, jobId) => tell(who, 'completeExecution', await started(who, jobId))],
    [
      'completes, said three times',
      SPEND,
      async (who, jobId) => {
        const held = await started(who, jobId);
        for (let n = 0; n < 3; n += 1) await tell(who, 'completeExecution', held);
      },
    ],
    [
      'completes in a batch that names it twice',
      SPEND,
      async (who, jobId) => {
        const held = await started(who, jobId);
        await tell(who, 'completeExecutions', { items: [held, held] });
      },
    ],
    ['fails', REFUND, async (who, jobId) => fail(who, await started(who, jobId), { retryable: false })],
    [
      'is canceled by its worker',
      REFUND,
      async (who, jobId) => tell(who, 'cancelExecution', await started(who, jobId)),
    ],
    [
      'is canceled while it waits',
      REFUND,
      async (who, jobId) => tell(who, 'cancelExecution', { executionId: await enqueued(who, jobId) }),
    ],
    [
      'is canceled by force',
      REFUND,
      async (who, jobId) => {
        const { executionId } = await started(who, jobId);
        await tell(who, 'cancelExecution', { executionId, force: true });
      },
    ],
    [
      'is canceled in bulk',
      REFUND,
      async (who, jobId) => {
        const ids = [await enqueued(who, jobId)];
        expect(await tell(who, 'bulkCancelExecutions', { ids })).toMatchObject({ succeeded: 1 });
      },
    ],
    [
      'loses its worker',
      REFUND,
      async (who, jobId) => {
        await leaseEnds((await started(who, jobId)).executionId);
        await rescueLostWork(test.database.prisma);
      },
    ],
    [
      'has no time left to stop',
      REFUND,
      async (who, jobId) => {
        const { executionId } = await started(who, jobId);
        await tell(who, 'cancelExecution', { executionId });
        await test.prisma.$executeRaw`
          UPDATE job_executions SET cancel_deadline = clock_timestamp() - interval '1 second'
          WHERE id = ${uuidOf(executionId)}::uuid`;
        await rescueLostWork(test.database.prisma);
      },
    ],
    [
      'is deleted with its job while it waits',
      REFUND,
      async (who, jobId) => {
        await enqueued(who, jobId);
        expect(await tell(who, 'deleteJob', { jobId })).toMatchObject({ deletedJobId: jobId });
      },
    ],
  ];

  it.each(ENDS)('settles once when it %s: %s', async (_what, settlement, end) => {
    const who = await given(COST);
    const jobId = await givenJob(who);
    await end(who, jobId);
    expect(await movementsOf(who)).toEqual([`GRANT ${COST}`, `HOLD -${COST}`, settlement]);
    expect(await balanceOf(who)).toBe(settlement === SPEND ? 0 : COST);
    await expectLedger();
  });

  it('that is deleted after it ended keeps what it spent', async () => {
    const who = await given(COST);
    const jobId = await givenJob(who);
    await tell(who, 'completeExecution', await started(who, jobId));
    await tell(who, 'deleteJob', { jobId });
    expect(await movementsOf(who)).toEqual([`GRANT ${COST}`, `HOLD -${COST}`, SPEND]);
  });

  it('holds once for all its attempts, and a retry of a person anew', async () => {
    const who = await given(2 * COST - 1);
    const jobId = await jobWith(who, { maxAttempts: 3, retryBackoffSeconds: 0 });
    await enqueued(who, jobId);
    const claim = command(
      test,
      'claimExecutions',
      '... on ClaimExecutionsPayload { executions { execution { id } lease { token } } }',
    );
    const claimed = async (): Promise<Held> => {
      const answer = await claim.run({ workerId: 'w', jobId }, who.key);
      return {
        executionId: textIn(answer, 'executions.0.execution.id'),
        leaseToken: textIn(answer, 'executions.0.lease.token'),
      };
    };
    await fail(who, await claimed());
    await test.prisma.$executeRaw`
      UPDATE job_executions SET available_at = now() - interval '1 second' WHERE owner_id = ${who.id}::uuid`;
    await leaseEnds((await claimed()).executionId);
    await rescueLostWork(test.database.prisma);
    await test.prisma.$executeRaw`
      UPDATE job_executions SET available_at = now() - interval '1 second' WHERE owner_id = ${who.id}::uuid`;
    expect(await movementsOf(who)).toEqual([`GRANT ${2 * COST - 1}`, `HOLD -${COST}`]);
    const last = await claimed();
    await tell(who, 'completeExecution', last);
    expect(await tell(who, 'retryExecution', { executionId: last.executionId })).toMatchObject({
      code: 'INSUFFICIENT_CREDITS',
      balance: COST - 1,
      required: COST,
    });
    await grant(who, 1);
    expect((await tell(who, 'retryExecution', { executionId: last.executionId })).__typename).toBe(
      'RetryExecutionPayload',
    );
    expect(await balanceOf(who)).toBe(0);
  });

  it('of a bulk retry is accepted as far as the balance goes', async () => {
    const who = await given(3 * COST);
    const jobId = await givenJob(who);
    const ids: string[] = [];
    for (let n = 0; n < 3; n += 1) {
      const held = await started(who, jobId);
      await fail(who, held);
      ids.push(held.executionId);
    }
    const other = await started(who, jobId);
    await tell(who, 'completeExecution', other);
    const poor = { error: { __typename: 'InsufficientCreditsError', balance: 0, required: COST } };
    const retry = (dryRun: boolean) =>
      tell(who, 'bulkRetryExecutions', { ids: [...ids, other.executionId], dryRun });
    expect(await retry(true)).toMatchObject({ succeeded: 0, failures: [poor, poor] });
    expect(await retry(false)).toMatchObject({ succeeded: 2, failures: [poor, poor] });
    expect(await balanceOf(who)).toBe(0);
  });

  it('goes with its owner', async () => {
    const who = await given(2 * COST);
    const jobId = await givenJob(who);
    await enqueued(who, jobId);
    await started(who, jobId);
    await test.prisma.user.delete({ where: { id: who.id } });
    const left = { where: { ownerId: who.id } };
    expect(await test.prisma.creditTransaction.count(left)).toBe(0);
    expect(await test.prisma.creditAccount.count(left)).toBe(0);
  });

  it('cannot have another cost later, nor one that the balance does not cover, whoever writes it', async () => {
    const who = await given(COST);
    const id = uuidOf(await enqueued(who, await givenJob(who)));
    await expect(
      test.prisma.$executeRaw`UPDATE job_executions SET held_credits = 1 WHERE id = ${id}::uuid`,
    ).rejects.toThrow(/cannot change/);
    await expect(
      test.prisma.$executeRaw`
        INSERT INTO job_executions (owner_id, job_id, kind, run_number, held_credits)
        SELECT owner_id, job_id, kind, 99, 1 FROM job_executions WHERE id = ${id}::uuid`,
    ).rejects.toThrow(/ck_credit_accounts_balance/);
  });
});

describe('many at once', () => {
  it.runIf(isServer)('never spend more than there is', async () => {
    const who = await given(20 * COST + 1);
    const jobId = await givenJob(who);
    const names = ['enqueueExecution', 'startExecution'];
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, n) => tell(who, names[n % 2] ?? '', { jobId })),
    );
    expect(answers.filter(({ code }) => code === 'INSUFFICIENT_CREDITS')).toHaveLength(AT_ONCE - 20);
    expect(await balanceOf(who)).toBe(1);
    await expectLedger();
  });

  it.runIf(isServer)('hold the credits before the counters, whether runs are made or end', async () => {
    const who = await given(100);
    const jobId = await givenJob(who);
    const runs = [await started(who, jobId), await started(who, jobId)];
    const acts = [
      () => tell(who, 'enqueueExecution', { jobId }),
      () => tell(who, 'completeExecution', { ...runs[0] }),
      () => fail(who, runs[1] ?? { executionId: '', leaseToken: '' }, { retryable: false }),
    ];
    for (const act of acts) {
      const waiting = await test.prisma.$transaction(async (tx) => {
        await tx.$executeRaw`
          INSERT INTO job_counters (job_id, owner_id, shard)
          SELECT ${uuidOf(jobId)}::uuid, ${who.id}::uuid, shard FROM generate_series(0, 15) shard
          ON CONFLICT (job_id, owner_id, shard) DO UPDATE SET accepted = job_counters.accepted`;
        const acting = act();
        await vi.waitFor(
          async () => {
            const waits = await tx.$queryRaw`
            SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
            expect(waits).toHaveLength(1);
          },
          { timeout: 30_000 },
        );
        const free = await tx.$queryRaw`
          SELECT FROM credit_accounts WHERE owner_id = ${who.id}::uuid FOR UPDATE SKIP LOCKED`;
        expect(free).toEqual([]);
        return { acting };
      });
      expect((await waiting.acting).code).toBeUndefined();
    }
  });

  it.runIf(isServer)('owners in one batch wait for none in a circle', async () => {
    const people = await Promise.all(Array.from({ length: 6 }, () => given(1_000)));
    const jobs = await Promise.all(people.map((who) => givenJob(who)));
    await Promise.all(
      Array.from({ length: 12 }, async (_, n) => {
        const turned = n % 2 ? jobs : jobs.toReversed();
        const { results } = await tell(admin, 'enqueueExecutions', {
          items: turned.map((jobId) => ({ jobId })),
        });
        const ids = Array.from({ length: jobs.length }, (_, at) =>
          textIn({ __typename: '', results }, `results.${at}.execution.id`),
        );
        await tell(admin, 'bulkCancelExecutions', { ids: n % 3 ? ids : ids.toReversed() });
      }),
    );
    // Connections tell what they counted once a second.
    await sleep(1_200);
    const [stats] = await test.prisma.$queryRaw<Array<{ deadlocks: bigint }>>`
      SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`;
    expect(stats?.deadlocks).toBe(0n);
    for (const who of people) expect(await balanceOf(who)).toBe(1_000);
    await expectLedger();
  });

  it.runIf(isServer)('that somebody holds keep no other owner from being rescued', async () => {
    const people = await Promise.all([given(COST), given(COST), given(COST)]);
    const lost = new Map<Somebody, string>();
    for (const who of people) {
      const { executionId } = await started(who, await givenJob(who));
      await leaseEnds(executionId);
      lost.set(who, uuidOf(executionId));
    }
    const [, blocked] = people;
    const statuses = async () => {
      const rows = await test.prisma.execution.findMany({ where: { id: { in: [...lost.values()] } } });
      return people.map((who) => rows.find(({ id }) => id === lost.get(who))?.status);
    };
    const holder = await connectTo(test.config);
    await holder.query('BEGIN');
    await holder.query('SELECT FROM credit_accounts WHERE owner_id = $1 FOR UPDATE', [blocked?.id]);
    expect(await rescueLostWork(test.database.prisma)).toMatchObject({ executions: 2 });
    expect(await statuses()).toEqual(['FAILED', 'RUNNING', 'FAILED']);
    await holder.query('ROLLBACK');
    await holder.end();
    expect(await rescueLostWork(test.database.prisma)).toMatchObject({ executions: 1 });
    expect(await statuses()).toEqual(['FAILED', 'FAILED', 'FAILED']);
  });

  it('add up after anything that may happen, in any order', async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('enqueue' as const), times: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ do: fc.constantFrom('start', 'complete', 'fail', 'cancel', 'retry', 'grant' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async (steps) => {
        const who = await given(3 * COST);
        const jobId = await givenJob(who);
        const held: Held[] = [];
        const ended: string[] = [];
        const take = () => held.pop();
        const acts = steps.map((one) => async () => {
          if (one.do === 'enqueue') {
            const times = 'times' in one ? one.times : 1;
            return tell(who, 'enqueueExecutions', {
              items: Array.from({ length: times }, () => ({ jobId })),
            });
          }
          if (one.do === 'start') {
            const answer = await tell(who, 'startExecution', { jobId });
            if (answer.__typename !== 'StartExecutionPayload') return answer;
            return held.push({
              executionId: textIn(answer, 'execution.id'),
              leaseToken: textIn(answer, 'lease.token'),
            });
          }
          if (one.do === 'grant') return grant(who, 1);
          if (one.do === 'retry') {
            const executionId = ended.pop();
            return executionId && tell(who, 'retryExecution', { executionId });
          }
          const run = take();
          if (!run) return undefined;
          ended.push(run.executionId);
          if (one.do === 'complete') return tell(who, 'completeExecution', run);
          return one.do === 'fail' ? fail(who, run) : tell(who, 'cancelExecution', run);
        });
        if (isServer) await Promise.all(acts.map((act) => act()));
        else for (const act of acts) await act();
        await expectLedger();
      }),
      { numRuns: 8 },
    );
  });
});
