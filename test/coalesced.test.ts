import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { expectCountersToAgree } from './support/counters.js';
import { connectTo } from './support/live.js';
import { tries } from './support/tries.js';
import { type Answer, type HeldRun, openRuns, type Runs, uuidOf } from './support/world/runs.js';

const isEmbedded = inject('template').kind === 'embedded';
const NOBODYS = 'exec_01h455vb4pex5vsknk084sn02q';
/** A slow machine tries fewer worlds. */
const TIME_LIMIT_MS = 60_000;

let runs: Runs;
beforeAll(async () => {
  runs = await openRuns();
});
afterAll(() => runs.test.close());

const codeOf = ({ code }: Answer) => code ?? 'ok';

async function givenQueue(count: number): Promise<{ jobId: string; rowId: string }> {
  const { id, row } = await runs.job();
  const { results } = await runs.tell('enqueueExecutions', {
    items: Array.from({ length: count }, () => ({ jobId: id })),
  });
  expect(results).toHaveLength(count);
  return { jobId: id, rowId: row.id };
}

async function claim(jobId: string, workerId: string, limit: number, requestId?: string): Promise<HeldRun[]> {
  const { executions = [] } = await runs.tell('claimExecutions', { jobId, workerId, limit, requestId });
  return executions.map(({ execution, lease }) => ({ executionId: execution.id, leaseToken: lease.token }));
}

/** Runs that a worker each holds. */
async function givenHeld(count: number): Promise<{ jobId: string; rowId: string; held: HeldRun[] }> {
  const queue = await givenQueue(count);
  const claims = await Promise.all(Array.from({ length: count }, (_, at) => claim(queue.jobId, `w${at}`, 1)));
  const held = claims.flat();
  expect(new Set(held.map(({ executionId }) => executionId)).size).toBe(count);
  return { ...queue, held };
}

/** In how many transactions a job's runs came to an event of a type. */
async function transactions(rowId: string, type: 'STARTED' | 'COMPLETED'): Promise<number> {
  const events = await runs.prisma.executionEvent.findMany({
    where: { type, execution: { jobId: rowId } },
    select: { txId: true },
  });
  return new Set(events.map(({ txId }) => txId)).size;
}

describe('small calls of one credential', () => {
  it('go together while another is under way, and each gets its own answer', async () => {
    const { rowId, held } = await givenHeld(20);
    const [lost, ...kept] = held;
    if (!lost) throw new Error('nothing is held');
    const answers = await Promise.all([
      ...kept.map((run) => runs.tell('completeExecution', { ...run, result: { of: run.executionId } })),
      runs.tell('completeExecution', { ...lost, leaseToken: `9.${'x'.repeat(22)}` }),
      runs.tell('completeExecution', { ...lost, executionId: NOBODYS }),
      runs.tell('failExecution', { ...lost, errorMessage: 'broken' }),
    ]);
    expect(answers.map(codeOf)).toEqual([...kept.map(() => 'ok'), 'LEASE_LOST', 'NOT_FOUND', 'ok']);
    for (const { execution } of answers.slice(0, kept.length))
      expect(execution?.result).toEqual({ of: execution?.id });
    expect((await runs.row(lost.executionId)).status).toBe('FAILED');
    expect(await transactions(rowId, 'STARTED')).toBeLessThan(held.length);
    expect(await transactions(rowId, 'COMPLETED')).toBeLessThan(kept.length);
  });

  it('give each worker as many as it asked for, in turn, and its own lease', async () => {
    const { jobId } = await givenQueue(10);
    const claims = await Promise.all(
      [1, 3, 2, 16].map((limit, at) =>
        runs.tell('claimExecutions', { jobId, workerId: `w${at}`, limit, leaseSeconds: 100 * (at + 1) }),
      ),
    );
    const counts = claims.map(({ executions = [] }) => executions.length);
    expect(counts).toEqual([1, 3, 2, 4]);
    for (const [at, { executions = [] }] of claims.entries()) {
      for (const { execution, lease } of executions) {
        expect(execution.workerId).toBe(`w${at}`);
        const seconds = (lease.expiresAt.getTime() - Date.now()) / 1_000;
        expect(Math.round(seconds / 100)).toBe(at + 1);
      }
    }
  });

  it('answer a request id once, beside others and again', async () => {
    const { jobId } = await givenQueue(6);
    const claims = await Promise.all([
      claim(jobId, 'w1', 1),
      claim(jobId, 'w2', 2, 'two'),
      claim(jobId, 'w2', 2, 'two'),
      claim(jobId, 'w3', 1, 'three'),
      runs.tell('claimExecutions', { jobId, workerId: 'w4', limit: 1, requestId: 'two' }),
    ]);
    expect(claims[4]).toMatchObject({ code: 'CONFLICT' });
    expect(claims[1]).toHaveLength(2);
    expect(claims[2]).toEqual(claims[1]);
    expect(await claim(jobId, 'w2', 2, 'two')).toEqual(claims[1]);
    expect(await claim(jobId, 'w3', 1, 'three')).toEqual(claims[3]);
    expect(await claim(jobId, 'w5', 9)).toHaveLength(2);
  });

  it('do not fail for what is wrong with one of them', async () => {
    const { held } = await givenHeld(12);
    const [bad, ...good] = held;
    if (!bad) throw new Error('nothing is held');
    await runs.prisma.$executeRawUnsafe(`
      CREATE FUNCTION break_one() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''broken''; END'`);
    await runs.prisma.$executeRawUnsafe(`
      CREATE TRIGGER tr_break_one BEFORE UPDATE ON job_executions FOR EACH ROW
      WHEN (NEW.id = '${uuidOf(bad.executionId)}') EXECUTE FUNCTION break_one()`);
    const answers = await Promise.allSettled(held.map((run) => runs.tell('completeExecution', run)));
    await runs.prisma.$executeRawUnsafe('DROP TRIGGER tr_break_one ON job_executions');
    expect(answers.map(({ status }) => status)).toEqual(['rejected', ...good.map(() => 'fulfilled')]);
    expect(codeOf(await runs.tell('completeExecution', bad))).toBe('ok');
    for (const { executionId } of held)
      expect(await runs.steps(executionId)).toEqual(['QUEUED', 'STARTED', 'COMPLETED']);
  });

  it('go on where one of their clients goes away', async () => {
    const { held } = await givenHeld(12);
    const leaving = new AbortController();
    const answers = held.map((run, at) => {
      if (at !== 3) return runs.tell('completeExecution', run);
      const request = new Request('http://localhost/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${runs.owner.key}` },
        body: JSON.stringify({
          query: `mutation ($input: CompleteExecutionInput!) { completeExecution(input: $input) { __typename } }`,
          variables: { input: run },
        }),
        signal: leaving.signal,
      });
      return Promise.resolve(runs.test.app.fetch(request)).catch(() => null);
    });
    leaving.abort();
    await Promise.all(answers);
    const stayed = held.filter((_, at) => at !== 3);
    for (const { executionId } of stayed) expect((await runs.row(executionId)).status).toBe('COMPLETED');
  });

  it.skipIf(isEmbedded)(
    'do not wait for what holds one of them (needs TEST_DATABASE_URL: a second connection)',
    async () => {
      const { held } = await givenHeld(12);
      const [locked, ...free] = held;
      if (!locked) throw new Error('nothing is held');
      const other = await connectTo(runs.test.config);
      await other.query('BEGIN');
      await other.query('SELECT FROM job_executions WHERE id = $1 FOR UPDATE', [uuidOf(locked.executionId)]);
      // The first call goes alone, so that the one that is held comes with others.
      const answers = [...free, locked].map((run) => runs.tell('completeExecution', run));
      const late = answers.pop();
      expect((await Promise.all(answers)).map(codeOf)).toEqual(free.map(() => 'ok'));
      expect((await runs.row(locked.executionId)).status).toBe('RUNNING');
      await other.query('COMMIT');
      expect(late && codeOf(await late)).toBe('ok');
      await other.end();
    },
  );
});

/** What a worker does with each run that it gets. */
const DEEDS = ['complete', 'completeTwice', 'fail', 'completeWithout', 'failAfter', 'several'] as const;
type Deed = (typeof DEEDS)[number];

interface Worker {
  limits: number[];
  deeds: Deed[];
  hasRequestIds: boolean;
}

it('whatever many workers say at once, each run is held once, ends once and is counted once', {
  timeout: tries(4 * TIME_LIMIT_MS),
}, async () => {
  const worker = fc.record({
    limits: fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 4 }),
    deeds: fc.array(fc.constantFrom(...DEEDS), { minLength: 1, maxLength: 5 }),
    hasRequestIds: fc.boolean(),
  });
  let worlds = 0;
  let last: Promise<void> = Promise.resolve();
  async function play(workers: ReadonlyArray<Worker>): Promise<void> {
    worlds += 1;
    const world = worlds;
    const { jobId } = await givenQueue(60);
    const ends = new Map<string, 'COMPLETED' | 'FAILED' | 'RUNNING'>();
    await Promise.all(
      workers.map(async ({ limits, deeds, hasRequestIds }, who) => {
        for (const [turn, limit] of limits.entries()) {
          const requestId = hasRequestIds ? `${world}-${who}-${turn}` : undefined;
          const claimed = await claim(jobId, `w${who}`, limit, requestId);
          for (const { executionId } of claimed) {
            expect(ends.has(executionId), 'held twice').toBe(false);
            ends.set(executionId, 'RUNNING');
          }
          await finish(claimed, deeds, (run, status) => ends.set(run.executionId, status));
        }
      }),
    );
    for (const [executionId, status] of ends) {
      expect((await runs.row(executionId)).status).toBe(status);
      expect(await runs.steps(executionId)).toEqual([
        'QUEUED',
        'STARTED',
        ...(status === 'RUNNING' ? [] : [status]),
      ]);
    }
  }
  await fc.assert(
    fc.asyncProperty(fc.array(worker, { minLength: 2, maxLength: 12 }), (workers) => {
      last = play(workers);
      return last;
    }),
    { interruptAfterTimeLimit: tries(TIME_LIMIT_MS), numRuns: tries(5) },
  );
  // Where the time was over, one of them still plays.
  await last;
  await expectCountersToAgree(runs.prisma);
});

/** What a worker says of what it holds, and what it must hear. */
async function finish(
  held: readonly HeldRun[],
  deeds: readonly Deed[],
  ended: (run: HeldRun, status: 'COMPLETED' | 'FAILED') => void,
): Promise<void> {
  const say = async (mutation: string, input: object) => codeOf(await runs.tell(mutation, input));
  await Promise.all(
    held.map(async (run, at) => {
      switch (deeds[at % deeds.length]) {
        case 'complete':
          expect(await say('completeExecution', { ...run, itemsProcessed: at })).toBe('ok');
          return ended(run, 'COMPLETED');
        case 'completeTwice': {
          const twice = [say('completeExecution', run), say('completeExecution', run)];
          expect(await Promise.all(twice)).toEqual(['ok', 'ok']);
          return ended(run, 'COMPLETED');
        }
        case 'fail':
          expect(await say('failExecution', { ...run, errorMessage: 'no' })).toBe('ok');
          return ended(run, 'FAILED');
        case 'completeWithout':
          expect(await say('completeExecution', { ...run, leaseToken: 'none' })).toBe('LEASE_LOST');
          return;
        case 'failAfter':
          expect(await say('completeExecution', run)).toBe('ok');
          expect(await say('failExecution', { ...run, errorMessage: 'no' })).toBe('INVALID_TRANSITION');
          return ended(run, 'COMPLETED');
        default: {
          const { results = [] } = await runs.tell('completeExecutions', { items: [run, run] });
          expect(results.map(codeOf)).toEqual(['ok', 'ok']);
          return ended(run, 'COMPLETED');
        }
      }
    }),
  );
}
