import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { z } from 'zod';
import { TIERS } from '../src/accounts/tiers.js';
import { decodeId, encodeId } from '../src/core/ids.js';
import { publishRunTerms } from '../src/executions/queue/terms.sql.js';
import { MAX_JSON_BYTES } from '../src/graphql/input/limits.js';
import { MAX_JSON_DEPTH } from '../src/graphql/json-limits.js';
import { connectTo, type LiveServer, startLive } from './support/live.js';
import { openSse } from './support/streams.js';
import { openRuns, type Runs, uuidOf } from './support/world/runs.js';

/** An embedded database has no other clients that could enqueue. */
const isServer = inject('template').kind === 'server';
const AGENT_COST = 7;
const POLL = { timeout: 30_000 };
const ROLE = 'runledger_test_application';

interface Wanted {
  account?: string;
  job?: string;
  params?: unknown;
  priority?: number;
  notBefore?: Date;
  key?: string;
  concurrencyKey?: string;
}

const enqueued = z.tuple([z.object({ executionId: z.string(), isReplay: z.boolean() })]);

let runs: Runs;
/** The owner's account, as the API writes it. */
let account: string;

beforeAll(async () => {
  runs = await openRuns();
  account = encodeId('Account', runs.owner.user.id);
  await publishRunTerms(runs.test.database.prisma, { AGENT: AGENT_COST });
});
afterAll(() => runs.test.close());

type Sql = Pick<Runs['prisma'], '$queryRaw'>;

async function enqueue(wanted: Wanted, sql: Sql = runs.prisma) {
  const params = wanted.params === undefined ? null : JSON.stringify(wanted.params);
  const rows = await sql.$queryRaw`
    SELECT execution_id AS "executionId", is_replay AS "isReplay" FROM runledger_enqueue(
      account => ${wanted.account ?? account}, job => ${wanted.job ?? ''}, params => ${params}::jsonb,
      priority => ${wanted.priority ?? null}::int, not_before => ${wanted.notBefore ?? null}::timestamptz,
      idempotency_key => ${wanted.key ?? null}, concurrency_key => ${wanted.concurrencyKey ?? null})`;
  const [row] = enqueued.parse(rows);
  return row;
}

async function slug(more: Parameters<Runs['job']>[0] = {}): Promise<string> {
  return (await runs.job(more)).row.slug;
}

describe('runledger_enqueue', () => {
  it('puts a run in the queue as the API does', async () => {
    const { id, row } = await runs.job({ priority: 3, tags: ['nightly'] });
    const before = await runs.enqueued(id, { params: { from: 'the API' } });
    const { executionId, isReplay } = await enqueue({ job: row.slug, params: { from: 'SQL' } });
    expect(isReplay).toBe(false);
    const own = ['id', 'runNumber', 'params', 'createdBy', 'createdByUserId', 'queuedAt', 'availableAt'];
    const common = (run: object) => Object.entries(run).filter(([name]) => !own.includes(name));
    const [first, second] = [await runs.row(before), await runs.row(executionId)];
    expect(common(second)).toEqual(common(first));
    expect(second).toMatchObject({ runNumber: 2, params: { from: 'SQL' }, createdByUserId: null });
    expect(second.createdBy).toMatchObject({ role: 'database' });
    expect(await runs.events(executionId)).toMatchObject([
      { type: 'QUEUED', toStatus: 'QUEUED', attempt: 1 },
    ]);
    const { executions } = await runs.tell('claimExecutions', { workerId: 'w', jobId: id, limit: 2 });
    expect(executions?.map(({ execution }) => execution.id)).toEqual([before, executionId]);
  });

  it('takes a priority and a time', async () => {
    const { id, row } = await runs.job();
    const soon = new Date(Date.now() + 60_000);
    const later = await enqueue({ job: row.slug, notBefore: soon });
    const urgent = await enqueue({ job: row.slug, priority: 9 });
    const past = await enqueue({ job: row.slug, priority: 9, notBefore: new Date(0) });
    expect(await runs.row(later.executionId)).toMatchObject({ availableAt: soon, params: {} });
    const { executions } = await runs.tell('claimExecutions', { workerId: 'w', jobId: id, limit: 9 });
    expect(executions?.map(({ execution }) => execution.id)).toEqual([urgent.executionId, past.executionId]);
  });

  it("is the same request in whatever time zone the caller's session is", async () => {
    const job = await slug();
    const within = (zone: string) =>
      runs.prisma.$transaction(async (tx) => {
        await tx.$executeRawUnsafe(`SET LOCAL timezone = '${zone}'`);
        return enqueued.parse(
          await tx.$queryRaw`
            SELECT execution_id AS "executionId", is_replay AS "isReplay" FROM runledger_enqueue(
              account => ${account}, job => ${job}, not_before => '2100-01-01 00:00:00+00', idempotency_key => 'zone')`,
        )[0];
      });
    const { executionId } = await within('Asia/Tokyo');
    expect(await within('America/New_York')).toEqual({ executionId, isReplay: true });
  });

  it.each([
    'infinity',
    '-infinity',
    '10000-01-01 00:00:00+00',
  ])('refuses %s, of which no Date can be made', async (time) => {
    const job = await slug();
    const asked = runs.prisma.$queryRaw`
      SELECT FROM runledger_enqueue(account => ${account}, job => ${job}, not_before => ${time}::text::timestamptz)`;
    await expect(asked).rejects.toThrow('not_before: a time before the year 10000');
  });

  it('takes no number that is infinite to others, and nothing of who is suspended', async () => {
    const job = await slug();
    const asked = runs.prisma.$queryRaw`
      SELECT FROM runledger_enqueue(account => ${account}, job => ${job}, params => ('{"n":1' || repeat('0', 309) || '.5}')::jsonb)`;
    await expect(asked).rejects.toThrow('an object of at most');
    const { user } = await runs.test.given.user();
    const { slug: theirs } = (await runs.test.given.job(user.id)).row;
    await enqueue({ account: encodeId('Account', user.id), job: theirs });
    await runs.prisma.user.update({ where: { id: user.id }, data: { status: 'SUSPENDED' } });
    const refused = enqueue({ account: encodeId('Account', user.id), job: theirs });
    await expect(refused).rejects.toThrow('has no job with the slug');
  });

  it('takes a key for the limit of its job, and obeys that', async () => {
    const { id, row } = await runs.job({ limits: { create: { maxConcurrentPerKey: 1 } } });
    const [first] = [await enqueue({ job: row.slug, concurrencyKey: 'host' })];
    await enqueue({ job: row.slug, concurrencyKey: 'host' });
    const { executions } = await runs.tell('claimExecutions', { workerId: 'w', jobId: id, limit: 9 });
    expect(executions?.map(({ execution }) => execution.id)).toEqual([first.executionId]);
    for (const concurrencyKey of [' ', 'k'.repeat(256)]) {
      await expect(enqueue({ job: row.slug, concurrencyKey })).rejects.toThrow('concurrency_key: 1 to 255');
    }
  });

  it('is a part of the transaction that calls it', async () => {
    const job = await slug();
    const ids: string[] = [];
    const failing = runs.prisma.$transaction(async (tx) => {
      ids.push((await enqueue({ job, key: 'order-1' }, tx)).executionId);
      throw new Error('the order was not placed');
    });
    await expect(failing).rejects.toThrow('the order was not placed');
    const [gone = ''] = ids;
    expect(await runs.prisma.execution.findUnique({ where: { id: uuidOf(gone) } })).toBeNull();
    const again = await enqueue({ job, key: 'order-1' });
    expect(again.isReplay).toBe(false);
    expect(await runs.row(again.executionId)).toMatchObject({ runNumber: 1 });
  });

  it('answers the same run for the same key, and refuses another request for it', async () => {
    const job = await slug();
    const first = await enqueue({ job, key: 'k', params: { a: 1, b: [2] } });
    expect(await enqueue({ job, key: 'k', params: { b: [2], a: 1 } })).toEqual({ ...first, isReplay: true });
    await expect(enqueue({ job, key: 'k', params: { a: 2 } })).rejects.toThrow('used before with another');
    // The API's keys are kept for themselves, and as long.
    const { execution } = await runs.tell('enqueueExecution', { jobSlug: job, idempotencyKey: 'k' });
    expect(execution?.id).not.toBe(first.executionId);
    const kept = await runs.prisma.idempotencyKey.findMany({ where: { key: 'k' } });
    const hours = kept.map(({ createdAt, expiresAt }) => (+expiresAt - +createdAt) / 3_600_000);
    expect(hours).toEqual([48, 48]);
  });

  it.runIf(isServer)('enqueues once however many ask at once by one key', async () => {
    const job = await slug();
    const answers = await Promise.all(Array.from({ length: 8 }, () => enqueue({ job, key: 'at once' })));
    expect(new Set(answers.map(({ executionId }) => executionId)).size).toBe(1);
    expect(answers.filter(({ isReplay }) => !isReplay)).toHaveLength(1);
  });

  it.runIf(isServer)('holds the credits before the day, as the API does', async () => {
    const { user } = await runs.test.given.user();
    const { row } = await runs.test.given.job(user.id, { kind: 'AGENT' });
    await runs.prisma.$executeRaw`
      INSERT INTO credit_transactions (account_id, owner_id, type, amount, description)
      SELECT id, owner_id, 'GRANT', 20, 'For a test' FROM credit_accounts WHERE owner_id = ${user.id}::uuid`;
    const wanted = { account: encodeId('Account', user.id), job: row.slug };
    await enqueue(wanted);
    const other = await connectTo(runs.test.config);
    await other.query('BEGIN');
    await other.query('SELECT FROM credit_accounts WHERE owner_id = $1 FOR NO KEY UPDATE', [user.id]);
    const waiting = enqueue(wanted);
    await vi.waitFor(async () => {
      const { rows } = await other.query(
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      );
      expect(rows).toHaveLength(1);
    }, POLL);
    const day = await other.query(
      "SELECT FROM usage_metrics WHERE owner_id = $1 AND name = 'executions' FOR UPDATE SKIP LOCKED",
      [user.id],
    );
    expect(day.rows).toHaveLength(1);
    await other.query('COMMIT');
    await other.end();
    expect(await waiting).toMatchObject({ isReplay: false });
  });

  it('accepts runs of a paused job, and refuses those of no job of the account and of an archived one', async () => {
    await enqueue({ job: await slug({ status: 'PAUSED' }) });
    await expect(enqueue({ job: await slug({ status: 'ARCHIVED' }) })).rejects.toThrow('is archived');
    await expect(enqueue({ job: 'no-such-job' })).rejects.toThrow('has no job with the slug');
    const other = await runs.test.given.user();
    const job = await slug();
    for (const id of [encodeId('Account', other.user.id), 'account_0', `${account}0`, '']) {
      await expect(enqueue({ job, account: id })).rejects.toThrow('has no job with the slug');
    }
  });

  it('keeps the bounds of params, priorities and keys', async () => {
    const job = await slug();
    const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) });
    const largest = { text: 'x'.repeat(MAX_JSON_BYTES - '{"text": ""}'.length) };
    await enqueue({ job, params: largest });
    await enqueue({ job, params: deep(MAX_JSON_DEPTH) });
    await enqueue({ job, params: { most: Number.MAX_SAFE_INTEGER, least: 1e-7 } });
    for (const params of [[1], { text: `${largest.text}x` }, deep(MAX_JSON_DEPTH + 1), { list: [2 ** 60] }]) {
      await expect(enqueue({ job, params })).rejects.toThrow('an object of at most');
    }
    for (const priority of [-1, 11]) {
      await expect(enqueue({ job, priority })).rejects.toThrow('ck_job_executions_priority_range');
    }
    for (const key of [' ', 'k'.repeat(201)]) {
      await expect(enqueue({ job, key })).rejects.toThrow('idempotency_key');
    }
  });

  it("counts on the owner's day, and is refused where it is full", async () => {
    const { user } = await runs.test.given.user({ tier: 'FREE' });
    const free = encodeId('Account', user.id);
    const { slug: job } = (await runs.test.given.job(user.id)).row;
    await enqueue({ account: free, job });
    const day = { ownerId: user.id, name: 'executions' };
    expect(await runs.prisma.usageMetric.findMany({ where: day })).toMatchObject([{ value: 1 }]);
    await runs.prisma.usageMetric.updateMany({ where: day, data: { value: TIERS.FREE.executionsPerDay } });
    await expect(enqueue({ account: free, job })).rejects.toThrow('tier FREE allows 500 runs a day');
  });

  it('holds what the run costs, and is refused where the balance does not cover it', async () => {
    const job = await slug({ kind: 'AGENT' });
    await expect(enqueue({ job })).rejects.toThrow('ck_credit_accounts_balance');
    await runs.prisma.$executeRaw`
      INSERT INTO credit_transactions (account_id, owner_id, type, amount, description)
      SELECT id, owner_id, 'GRANT', 10, 'For a test' FROM credit_accounts WHERE owner_id = ${runs.owner.user.id}::uuid`;
    const { executionId } = await enqueue({ job });
    expect(await runs.row(executionId)).toMatchObject({ heldCredits: AGENT_COST });
    const { balance } = await runs.prisma.creditAccount.findUniqueOrThrow({
      where: { ownerId: runs.owner.user.id },
    });
    expect(balance).toBe(10 - AGENT_COST);
  });

  it('stands in the activity log, by nobody', async () => {
    const { executionId } = await enqueue({ job: await slug() });
    const [entry] = await runs.prisma.activityLog.findMany({ where: { resourceId: executionId } });
    expect(entry).toMatchObject({ action: 'execution.enqueued', userId: null, ownerId: runs.owner.user.id });
  });

  it('is for roles that were given it, which need no other right', async () => {
    const job = await slug();
    const as = <T>(grant: boolean, work: (tx: Sql) => Promise<T>) =>
      runs.prisma.$transaction(async (tx) => {
        await tx.$executeRawUnsafe(`CREATE ROLE ${ROLE}`);
        if (grant) await tx.$executeRawUnsafe(`GRANT EXECUTE ON FUNCTION runledger_enqueue TO ${ROLE}`);
        await tx.$executeRawUnsafe(`SET LOCAL ROLE ${ROLE}`);
        const result = await work(tx);
        await tx.$executeRawUnsafe('RESET ROLE');
        await tx.$executeRawUnsafe(`DROP OWNED BY ${ROLE}`);
        await tx.$executeRawUnsafe(`DROP ROLE ${ROLE}`);
        return result;
      });
    await expect(as(false, (tx) => enqueue({ job }, tx))).rejects.toThrow('permission denied for function');
    const { executionId } = await as(true, (tx) => enqueue({ job }, tx));
    expect(await runs.row(executionId)).toMatchObject({ status: 'QUEUED' });
    await expect(as(true, (tx) => tx.$queryRaw`SELECT FROM job_executions`)).rejects.toThrow(
      'permission denied for table',
    );
  });

  it("is not led astray by the caller's search path", async () => {
    const job = await slug();
    const { executionId } = await runs.prisma.$transaction(async (tx) => {
      await tx.$executeRawUnsafe('CREATE TEMPORARY TABLE jobs (id int) ON COMMIT DROP');
      await tx.$executeRawUnsafe('SET LOCAL search_path = pg_temp, pg_catalog');
      const [row] = enqueued.parse(
        await tx.$queryRaw`SELECT execution_id AS "executionId", is_replay AS "isReplay"
          FROM public.runledger_enqueue(${account}, ${job})`,
      );
      return row;
    });
    expect(await runs.row(executionId)).toMatchObject({ status: 'QUEUED' });
  });
});

describe('the ids of SQL', () => {
  it("are the API's", async () => {
    for (const uuid of [
      '00000000-0000-0000-0000-000000000000',
      'ffffffff-ffff-ffff-ffff-ffffffffffff',
      runs.owner.user.id,
    ]) {
      const id = encodeId('Execution', uuid);
      const rows = await runs.prisma.$queryRaw`
        SELECT runledger_id('exec', ${uuid}::uuid) AS id, runledger_uuid(${id})::text AS uuid`;
      expect(rows).toEqual([{ id, uuid }]);
    }
    for (const text of ['exec_8zzzzzzzzzzzzzzzzzzzzzzzzz', 'exec_1', 'EXEC_00000000000000000000000000', '']) {
      expect(decodeId(text)).toBeNull();
      expect(await runs.prisma.$queryRaw`SELECT runledger_uuid(${text}) AS uuid`).toEqual([{ uuid: null }]);
    }
  });
});

describe('a server', () => {
  let live: LiveServer;
  afterAll(() => live?.close());

  it('says what runs cost when it starts, and hears at once of those that SQL enqueues', async () => {
    live = await startLive({ runCosts: { CRAWL: 0, AGENT: 3 } });
    const { prisma, server } = live;
    const owner = await live.given.owner();
    expect(await prisma.runTerm.findUnique({ where: { name: 'run_costs' } })).toMatchObject({
      value: { CRAWL: 0, AGENT: 3 },
    });
    const { slug: job } = await prisma.job.findUniqueOrThrow({ where: { id: owner.jobId } });
    const stream = await openSse(server.url, owner.key, 'subscription { executionChanged { type } }');
    const claim = `mutation { claimExecutions(input: { workerId: "w", jobId: "${owner.job}", waitSeconds: 20 }) {
      ... on ClaimExecutionsPayload { executions { execution { id } } } } }`;
    const startedAt = performance.now();
    const waiting = isServer ? live.ask(claim, owner.key) : null;
    await sleep(200);
    const { executionId } = await enqueue({ account: encodeId('Account', owner.userId), job }, prisma);
    const claimed = await (waiting ?? live.ask(claim, owner.key));
    expect(claimed).toMatchObject({ claimExecutions: { executions: [{ execution: { id: executionId } }] } });
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    const type = z.object({ type: z.string() });
    await runs.until(async () => stream.values(type).some((event) => event.type === 'QUEUED'), 20_000);
    stream.close();
  });
});
