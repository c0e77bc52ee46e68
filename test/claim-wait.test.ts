import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { encodeId } from '../src/core/ids.js';
import { createArrivals, MAX_WAITING_CLAIMS } from '../src/executions/queue/arrivals.js';
import { createTestApp, type TestApp } from './support/app.js';
import { openRuns, type Runs } from './support/world/runs.js';

const isEmbedded = inject('template').kind === 'embedded';
/** Seconds, longer than any of these waits: what is answered before came for a reason. */
const LONG = 20;
/** For a claim to have begun to wait: where it has not, it finds what it would have waited for. */
const BEGUN_MS = 200;

let runs: Runs;
beforeAll(async () => {
  runs = await openRuns();
});
afterAll(() => runs.test.close());

const CLAIM = `mutation ($input: ClaimExecutionsInput!) {
  claimExecutions(input: $input) { ... on ClaimExecutionsPayload { executions { execution { id } } } }
}`;

interface Waited {
  ids: string[];
  seconds: number;
}

/** A claim that waits, of one job unless others are said. */
function wait(jobId: string | null, more: object = {}, key?: string): Promise<Waited> {
  const startedAt = performance.now();
  return runs
    .tell('claimExecutions', { workerId: 'w', jobId, waitSeconds: LONG, ...more }, key)
    .then(({ executions = [] }) => ({
      ids: executions.map(({ execution }) => execution.id),
      seconds: (performance.now() - startedAt) / 1_000,
    }));
}

describe('a claim that waits', () => {
  it('gets a run that is put in the queue meanwhile', async () => {
    const { id } = await runs.job();
    const waited = wait(id);
    await sleep(BEGUN_MS);
    const run = await runs.enqueued(id);
    expect((await waited).ids).toEqual([run]);
    expect((await waited).seconds).toBeLessThan(LONG);
  });

  it('gets a run that becomes due meanwhile, and not before', async () => {
    const { id } = await runs.job();
    const notBefore = new Date(Date.now() + 1_500);
    const run = await runs.enqueued(id, { notBefore: notBefore.toISOString() });
    const { ids, seconds } = await wait(id);
    expect(ids).toEqual([run]);
    expect(Date.now()).toBeGreaterThanOrEqual(notBefore.getTime());
    expect(seconds).toBeLessThan(LONG);
  });

  it('gets a run whose job is active again', async () => {
    const { id } = await runs.job({ status: 'PAUSED' });
    const run = await runs.enqueued(id);
    const waited = wait(id);
    await sleep(BEGUN_MS);
    const manage = `mutation ($input: SetJobStatusInput!) { setJobStatus(input: $input) { __typename } }`;
    await runs.test.ask(manage, { input: { jobId: id, status: 'ACTIVE' } }, runs.owner.key);
    expect((await waited).ids).toEqual([run]);
  });

  it('gives each of many who wait a run of its own', async () => {
    const { id } = await runs.job();
    const waited = Array.from({ length: 10 }, () => wait(id));
    await sleep(BEGUN_MS);
    const { results = [] } = await runs.tell('enqueueExecutions', {
      items: Array.from({ length: 10 }, () => ({ jobId: id })),
    });
    const ids = (await Promise.all(waited)).flatMap((one) => one.ids);
    expect(ids.sort()).toEqual(results.map(({ execution }) => execution?.id).sort());
  });

  it('answers with nothing when its time is over', async () => {
    const { id } = await runs.job();
    const { ids, seconds } = await wait(id, { waitSeconds: 1 });
    expect(ids).toEqual([]);
    expect(seconds).toBeGreaterThanOrEqual(0.99);
  });

  it('asks the database nothing while nothing happens', async () => {
    const { id } = await runs.job();
    const { statements } = await runs.test.recordStatements(async () => {
      const waited = wait(id, { waitSeconds: 3 });
      await sleep(1_000);
      return waited;
    });
    const looks = statements.filter((statement) => statement.includes('"inMs"'));
    // When it began to wait, and when its time was over.
    expect(looks.length).toBeLessThanOrEqual(2);
  });

  it('needs the scope WORK and nothing else', async () => {
    const { key } = await runs.given.user({ key: { scopes: ['WORK'] } });
    const { body } = await runs.test.ask(CLAIM, { input: { workerId: 'w', waitSeconds: 1 } }, key);
    expect(body).toEqual({ data: { claimExecutions: { executions: [] } } });
  });

  it('claims nothing for who has gone', async () => {
    const { id } = await runs.job();
    const leaving = new AbortController();
    const request = new Request('http://localhost/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${runs.owner.key}` },
      body: JSON.stringify({
        query: CLAIM,
        variables: { input: { workerId: 'gone', jobId: id, waitSeconds: LONG } },
      }),
      signal: leaving.signal,
    });
    const left = Promise.resolve(runs.test.app.fetch(request)).catch(() => null);
    await sleep(BEGUN_MS);
    leaving.abort();
    await left;
    const run = await runs.enqueued(id);
    expect((await wait(id)).ids).toEqual([run]);
  });

  it('claims nothing with a key that is revoked meanwhile', async () => {
    const { key, apiKey } = await runs.given.user({ key: { scopes: ['WORK', 'MANAGE'] } });
    const refused = runs.test.ask(CLAIM, { input: { workerId: 'w', waitSeconds: LONG } }, key);
    await sleep(BEGUN_MS);
    const revoke = `mutation ($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) { __typename } }`;
    await runs.test.ask(revoke, { input: { apiKeyId: encodeId('ApiKey', apiKey.id) } }, key);
    expect((await refused).body).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });

  it('is answered at once where the server is about to stop', async () => {
    const app = await createTestApp({ on: runs.test });
    const { id } = await runs.job();
    const answer = app.ask(CLAIM, { input: { workerId: 'w', jobId: id, waitSeconds: LONG } }, runs.owner.key);
    await sleep(BEGUN_MS);
    await app.close();
    expect((await answer).body).toEqual({ data: { claimExecutions: { executions: [] } } });
  });

  it('waits at most so long as it may', async () => {
    for (const waitSeconds of [-1, 21]) {
      expect(await runs.refusal('claimExecutions', { workerId: 'w', waitSeconds })).toEqual({
        code: 'BAD_USER_INPUT',
        path: 'input.waitSeconds',
      });
    }
  });

  it.skipIf(isEmbedded)(
    'gets what another process puts in the queue (needs TEST_DATABASE_URL: a process of its own)',
    async () => {
      const other: TestApp = await createTestApp({ on: runs.test });
      const { id } = await runs.job();
      const waited = wait(id);
      await sleep(BEGUN_MS);
      const { body } = await other.ask(
        `mutation ($input: EnqueueExecutionInput!) {
          enqueueExecution(input: $input) { ... on EnqueueExecutionPayload { execution { id } } } }`,
        { input: { jobId: id } },
        runs.owner.key,
      );
      const enqueued = z.object({
        data: z.object({ enqueueExecution: z.object({ execution: z.object({ id: z.string() }) }) }),
      });
      expect((await waited).ids).toEqual([enqueued.parse(body).data.enqueueExecution.execution.id]);
      await other.close();
    },
  );
});

it('a request id whose claim found nothing is free again', async () => {
  const { id } = await runs.job();
  const claim = { workerId: 'w', jobId: id, requestId: 'r-1' };
  expect((await runs.tell('claimExecutions', claim)).executions).toEqual([]);
  const run = await runs.enqueued(id);
  const { executions } = await runs.tell('claimExecutions', claim);
  expect(executions?.map(({ execution }) => execution.id)).toEqual([run]);
  expect((await runs.tell('claimExecutions', claim)).executions).toEqual(executions);
});

it('no more than so many claims of an account wait at a time', async () => {
  const arrivals = createArrivals();
  const some = Array.from({ length: MAX_WAITING_CLAIMS }, () =>
    arrivals.count('a', () => arrivals.wait(arrivals.seen(), 60_000, 0)),
  );
  const one = async () => 'counted';
  await expect(arrivals.count('a', one)).rejects.toMatchObject({ extensions: { code: 'RATE_LIMITED' } });
  expect(await arrivals.count('b', one)).toBe('counted');
  arrivals.wake();
  await Promise.all(some);
  expect(await arrivals.count('a', one)).toBe('counted');
});

describe('a claim of several jobs', () => {
  const claim = async (input: object, key?: string) =>
    (await runs.tell('claimExecutions', { workerId: 'w', limit: 10, ...input }, key)).executions?.map(
      ({ execution }) => execution.id,
    );

  it('takes those of any of them, in the order of the queue, and leaves the rest', async () => {
    const [one, two, three, other] = [await runs.job(), await runs.job(), await runs.job(), await runs.job()];
    const late = await runs.enqueued(other.id, { priority: 9 });
    const first = await runs.enqueued(two.id);
    const second = await runs.enqueued(one.id);
    const urgent = await runs.enqueued(three.id, { priority: 8 });
    const jobs = { jobId: one.id, jobIds: [two.id, two.id], jobSlugs: [three.row.slug] };
    expect(await claim({ ...jobs, limit: 2 })).toEqual([urgent, first]);
    expect(await claim(jobs)).toEqual([second]);
    expect(await claim({ jobIds: [] })).toEqual([]);
    expect((await runs.row(late)).status).toBe('QUEUED');
    await runs.tell('cancelExecution', { executionId: late });
  });

  it('takes those with all of the tags', async () => {
    const { id } = await runs.job({ tags: ['gpu', 'eu'] });
    const run = await runs.enqueued(id);
    expect(await claim({ tags: ['gpu', 'us'] })).toEqual([]);
    expect(await claim({ tags: ['eu', 'gpu'] })).toEqual([run]);
  });

  it('says which job there is not, and that of another is none', async () => {
    const stranger = await runs.given.user();
    const { id, row } = await runs.job();
    const refused = (input: object) =>
      runs.tell('claimExecutions', { workerId: 'w', ...input }, stranger.key);
    expect(await refused({ jobIds: [id] })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await refused({ jobSlugs: [row.slug] })).toMatchObject({
      code: 'NOT_FOUND',
      message: `There is no job with the slug "${row.slug}".`,
    });
    expect(await runs.refusal('claimExecutions', { workerId: 'w', jobIds: ['x'] })).toEqual({
      code: 'BAD_USER_INPUT',
      path: 'input.jobIds.0',
    });
  });

  it('of everybody lets owners take turns, whatever one has waiting', async () => {
    const admin = await runs.given.admin({ key: { scopes: ['ADMIN', 'WORK'] } });
    const { id } = await runs.job();
    for (let nth = 0; nth < 6; nth += 1) await runs.enqueued(id, { priority: 10 });
    const other = await runs.given.user();
    const job = await runs.given.job(other.user.id);
    const theirs = await Promise.all(
      [1, 2].map(async () => {
        const { execution } = await runs.tell('enqueueExecution', { jobId: job.id, priority: 10 }, other.key);
        return execution?.id;
      }),
    );
    const claimed = (await claim({ limit: 4 }, admin.key)) ?? [];
    expect(claimed).toHaveLength(4);
    expect(claimed.filter((run) => theirs.includes(run))).toHaveLength(2);
  });
});

describe('completeAndClaim', () => {
  const COMPLETE_AND_CLAIM = `mutation ($input: CompleteAndClaimInput!) {
    completeAndClaim(input: $input) {
      __typename
      ... on Error { code message }
      ... on CompleteAndClaimPayload {
        results { __typename ... on CompleteExecutionPayload { execution { id status } } ... on Error { code } }
        executions { execution { id status } lease { token } }
      }
    }
  }`;
  const turn = z.object({
    data: z.object({
      completeAndClaim: z.object({
        code: z.string().optional(),
        results: z
          .array(
            z.object({ code: z.string().optional(), execution: z.object({ id: z.string() }).optional() }),
          )
          .optional(),
        executions: z
          .array(
            z.object({ execution: z.object({ id: z.string() }), lease: z.object({ token: z.string() }) }),
          )
          .optional(),
      }),
    }),
  });

  async function take(items: object[], claim: object) {
    const { body } = await runs.test.ask(
      COMPLETE_AND_CLAIM,
      { input: { items, claim: { workerId: 'w', ...claim } } },
      runs.owner.key,
    );
    const { results = [], executions = [], code } = turn.parse(body).data.completeAndClaim;
    return {
      code,
      results: results.map((result) => result.code ?? result.execution?.id),
      held: executions.map(({ execution, lease }) => ({
        executionId: execution.id,
        leaseToken: lease.token,
      })),
    };
  }

  it('carries many workers that never stop through a queue, in fewer transactions than turns', async () => {
    const { id, row } = await runs.job();
    const { results = [] } = await runs.tell('enqueueExecutions', {
      items: Array.from({ length: 60 }, () => ({ jobId: id })),
    });
    const done: string[] = [];
    await Promise.all(
      Array.from({ length: 12 }, async () => {
        let { held } = await take([], { jobId: id, limit: 2 });
        while (held.length > 0) {
          const next = await take(held, { jobId: id, limit: 2 });
          expect(next.results).toEqual(held.map(({ executionId }) => executionId));
          done.push(...held.map(({ executionId }) => executionId));
          held = next.held;
        }
      }),
    );
    expect(done.sort()).toEqual(results.map(({ execution }) => execution?.id).sort());
    const events = await runs.prisma.executionEvent.findMany({
      where: { type: { in: ['STARTED', 'COMPLETED'] }, execution: { jobId: row.id } },
    });
    expect(events).toHaveLength(120);
    expect(new Set(events.map(({ txId }) => txId)).size).toBeLessThan(60);
  });

  it('answers each completion by itself, and claims whatever became of them', async () => {
    const { id } = await runs.job();
    const held = await runs.claimed(id);
    const next = await runs.enqueued(id);
    const item = { executionId: held.executionId, leaseToken: held.leaseToken };
    const answer = await take([{ ...item, leaseToken: 'none' }, { ...item, itemsProcessed: -1 }, item], {
      jobId: id,
    });
    expect(answer.results).toEqual(['LEASE_LOST', 'INVALID_INPUT', held.executionId]);
    expect(answer.held.map(({ executionId }) => executionId)).toEqual([next]);
  });

  it('completes nothing where the claim is refused, however many come with it', async () => {
    const { id } = await runs.job();
    await runs.tell('claimExecutions', { workerId: 'w', jobId: id, requestId: 'taken' });
    await runs.enqueued(id);
    await runs.tell('claimExecutions', { workerId: 'w', jobId: id, requestId: 'taken' });
    const held = await Promise.all(Array.from({ length: 6 }, () => runs.claimed(id)));
    const items = held.map(({ executionId, leaseToken }) => [{ executionId, leaseToken }]);
    const answers = await Promise.all(
      items.map((own, at) =>
        take(own, { jobId: id, workerId: `w${at}`, requestId: at === 3 ? 'taken' : null }),
      ),
    );
    expect(answers.map(({ code }) => code)).toEqual(held.map((_, at) => (at === 3 ? 'CONFLICT' : undefined)));
    const rows = await Promise.all(held.map(({ executionId }) => runs.row(executionId)));
    expect(rows.map(({ status }) => status)).toEqual(
      held.map((_, at) => (at === 3 ? 'RUNNING' : 'COMPLETED')),
    );
  });

  it('completes nothing where the claim is refused, also where it would wait', async () => {
    const { id } = await runs.job();
    const { executionId, leaseToken } = await runs.claimed(id);
    const answer = await take([{ executionId, leaseToken }], { jobSlugs: ['none'], waitSeconds: 1 });
    expect(answer.code).toBe('NOT_FOUND');
    expect((await runs.row(executionId)).status).toBe('RUNNING');
  });

  it('completes before it waits', async () => {
    const { id } = await runs.job();
    const held = await runs.claimed(id);
    const { executionId, leaseToken } = held;
    const answer = take([{ executionId, leaseToken }], { jobId: id, waitSeconds: LONG });
    await runs.until(async () => (await runs.row(executionId)).status === 'COMPLETED', 10_000);
    const next = await runs.enqueued(id);
    expect((await answer).held.map((run) => run.executionId)).toEqual([next]);
  });
});

it('a request id whose runs are no longer held is answered at once, whatever else is due', async () => {
  const { id } = await runs.job();
  await runs.enqueued(id);
  const claim = { workerId: 'w', jobId: id, requestId: 'once' };
  const { executions: [one] = [] } = await runs.tell('claimExecutions', claim);
  if (!one) throw new Error('nothing was claimed');
  await runs.tell('completeExecution', { executionId: one.execution.id, leaseToken: one.lease.token });
  await runs.enqueued(id);
  const { ids, seconds } = await wait(id, { requestId: 'once' });
  expect(ids).toEqual([]);
  expect(seconds).toBeLessThan(LONG / 2);
});
