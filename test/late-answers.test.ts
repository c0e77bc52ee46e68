import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { command } from './support/command.js';
import { connectTo } from './support/live.js';
import { type Answer, type HeldRun, openRuns, type Runs, uuidOf } from './support/world/runs.js';

const isEmbedded = inject('template').kind === 'embedded';

let runs: Runs;
beforeAll(async () => {
  runs = await openRuns();
});
afterAll(() => runs.test.close());

async function givenHeld(jobId: string, count: number): Promise<HeldRun[]> {
  await runs.tell('enqueueExecutions', { items: Array.from({ length: count }, () => ({ jobId })) });
  const { executions = [] } = await runs.tell('claimExecutions', { jobId, workerId: 'w', limit: count });
  expect(executions).toHaveLength(count);
  return executions.map(({ execution, lease }) => ({ executionId: execution.id, leaseToken: lease.token }));
}

const codesOf = ({ results = [] }: Answer) => results.map(({ code }) => code ?? 'ok');

describe.skipIf(isEmbedded)('on PostgreSQL (needs TEST_DATABASE_URL: a second connection)', () => {
  it('what is held for long by another transaction is told apart from what is done', async () => {
    const { id: jobId } = await runs.job();
    const { id: nextJobId } = await runs.job();
    await runs.enqueued(nextJobId);
    const [few, failing, turn, many, single] = [
      await givenHeld(jobId, 3),
      await givenHeld(jobId, 3),
      await givenHeld(jobId, 2),
      await givenHeld(jobId, 40),
      await givenHeld(jobId, 1),
    ];
    const other = await connectTo(runs.test.config);
    await other.query('BEGIN');
    const locked = [few[1], failing[0], turn[1], many[20], single[0]];
    await other.query('SELECT FROM job_executions WHERE id = ANY($1::uuid[]) FOR UPDATE', [
      locked.map((run) => uuidOf(run?.executionId ?? '')),
    ]);
    const said = { code: 'SERVICE_UNAVAILABLE' };
    const [completed, failed, next, batch, alone] = await Promise.all([
      runs.tell('completeExecutions', { items: few }),
      runs.tell('failExecutions', { items: failing.map((run) => ({ ...run, errorMessage: 'no' })) }),
      runs.tell('completeAndClaim', { items: turn, claim: { workerId: 'w', jobId: nextJobId } }),
      runs.tell('completeExecutions', { items: many }),
      runs.test.ask(
        'mutation ($input: CompleteExecutionInput!) { completeExecution(input: $input) { __typename } }',
        { input: single[0] },
        runs.owner.key,
      ),
    ]);
    expect(codesOf(completed)).toEqual(['ok', 'UNAVAILABLE', 'ok']);
    expect(codesOf(failed)).toEqual(['UNAVAILABLE', 'ok', 'ok']);
    expect(codesOf(next)).toEqual(['ok', 'UNAVAILABLE']);
    expect(next.executions).toHaveLength(1);
    expect(codesOf(batch)).toEqual(many.map((_, at) => (at === 20 ? 'UNAVAILABLE' : 'ok')));
    expect(alone.body).toMatchObject({ errors: [{ extensions: said }] });
    const states = async (held: readonly HeldRun[]) =>
      Promise.all(held.map(async ({ executionId }) => (await runs.row(executionId)).status));
    expect(await states(few)).toEqual(['COMPLETED', 'RUNNING', 'COMPLETED']);
    expect(await states(failing)).toEqual(['RUNNING', 'FAILED', 'FAILED']);
    await other.query('COMMIT');
    await other.end();
    expect(codesOf(await runs.tell('completeExecutions', { items: few }))).toEqual(['ok', 'ok', 'ok']);
    for (const { executionId } of few)
      expect(await runs.steps(executionId)).toEqual(['QUEUED', 'STARTED', 'COMPLETED']);
  }, 60_000);

  /** What a mutation answers about runs of a job that are deleted once it is done, before they are read. */
  async function deletedMeanwhile(
    { id: jobId }: { id: string },
    mutation: string,
    fields: string,
    input: object,
    which: 'all' | 'first' = 'all',
  ) {
    const other = await connectTo(runs.test.config);
    await other.query('BEGIN');
    await other.query('LOCK TABLE artifacts IN ACCESS EXCLUSIVE MODE');
    const answer = command(runs.test, mutation, fields).run(input, runs.owner.key);
    await expect
      .poll(async () => {
        const { rows } = await other.query(
          `SELECT FROM pg_locks WHERE relation = 'artifacts'::regclass AND NOT granted`,
        );
        return rows.length;
      })
      .toBeGreaterThan(0);
    await other.query(
      `DELETE FROM job_executions WHERE id = ANY(ARRAY(
         SELECT e.id FROM job_executions e JOIN jobs j ON j.id = e.job_id
         WHERE j.slug = $1 ORDER BY e.id ${which === 'first' ? 'LIMIT 1' : ''}))`,
      [jobId],
    );
    await other.query('COMMIT');
    await other.end();
    return await answer;
  }

  const RUN = 'execution { id status artifacts(first: 1) { nodes { id } } }';
  const FAILURE = '... on Error { code }';
  const oneOf = (payload: string) => `... on ${payload} { ${RUN} } ${FAILURE}`;
  const manyOf = (payload: string) =>
    `... on ${payload.replace('ExecutionP', 'ExecutionsP')} { results { __typename ${oneOf(payload)} } } ${FAILURE}`;

  /** A job that is named by its slug to who deletes its runs. */
  async function givenJob() {
    const job = await runs.job();
    return { ...job, slug: { id: job.row.slug } };
  }

  const NOT_FOUND = { __typename: 'NotFoundError', code: 'NOT_FOUND' };
  const until = new Date(Date.now() + 60_000).toISOString();

  it.each([
    ['completeExecution', 'CompleteExecutionPayload', {}],
    ['failExecution', 'FailExecutionPayload', { errorMessage: 'no' }],
    ['snoozeExecution', 'SnoozeExecutionPayload', { until }],
    ['heartbeatExecution', 'HeartbeatExecutionPayload', {}],
    ['cancelExecution', 'CancelExecutionPayload', {}],
  ])('%s does not find a run that is deleted meanwhile', async (mutation, payload, more) => {
    const job = await givenJob();
    const [held] = await givenHeld(job.id, 1);
    const answer = await deletedMeanwhile(job.slug, mutation, oneOf(payload), { ...held, ...more });
    expect(answer).toMatchObject(NOT_FOUND);
  });

  it.each([
    ['enqueueExecution', 'EnqueueExecutionPayload'],
    ['startExecution', 'StartExecutionPayload'],
  ])('%s does not find what it made where that is deleted meanwhile', async (mutation, payload) => {
    const job = await givenJob();
    const answer = await deletedMeanwhile(job.slug, mutation, oneOf(payload), { jobId: job.id });
    expect(answer).toMatchObject(NOT_FOUND);
  });

  it.each([
    ['completeExecutions', 'CompleteExecutionPayload', {}],
    ['failExecutions', 'FailExecutionPayload', { errorMessage: 'no' }],
  ])('%s answers for the others', async (mutation, payload, more) => {
    const job = await givenJob();
    const held = await givenHeld(job.id, 3);
    const items = held.map((run) => ({ ...run, ...more }));
    const { results } = await deletedMeanwhile(job.slug, mutation, manyOf(payload), { items }, 'first');
    expect(results).toEqual([
      NOT_FOUND,
      expect.objectContaining({ __typename: payload }),
      expect.objectContaining({ __typename: payload }),
    ]);
  });

  it('a claim leaves out what is deleted meanwhile, and so do completions with one', async () => {
    const job = await givenJob();
    const [held] = await givenHeld(job.id, 1);
    for (let count = 0; count < 2; count += 1) await runs.enqueued(job.id);
    const claim = { workerId: 'w', jobId: job.id, limit: 2 };
    const taken = `executions { ${RUN} lease { id } }`;
    const turn = await deletedMeanwhile(
      job.slug,
      'completeAndClaim',
      `... on CompleteAndClaimPayload { results { __typename ${oneOf('CompleteExecutionPayload')} } ${taken} } ${FAILURE}`,
      { items: [held], claim },
      'first',
    );
    expect(turn).toMatchObject({ results: [NOT_FOUND] });
    expect(z.object({ executions: z.array(z.unknown()) }).parse(turn).executions).toHaveLength(2);

    for (let count = 0; count < 2; count += 1) await runs.enqueued(job.id);
    const claimed = await deletedMeanwhile(
      job.slug,
      'claimExecutions',
      `... on ClaimExecutionsPayload { ${taken} } ${FAILURE}`,
      claim,
    );
    expect(claimed).toMatchObject({ __typename: 'ClaimExecutionsPayload', executions: [] });
  });
});
