import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeId } from '../src/core/ids.js';
import { openRuns, type Runs, uuidOf } from './support/world/runs.js';

let runs: Runs;
beforeAll(async () => {
  runs = await openRuns();
});
afterAll(() => runs.test.close());

const tick = '2026-03-01T06:00:00.000Z';
const taken = (id: string | undefined) => ({ code: 'CONFLICT', existing: { id } });

describe.each(['enqueueExecution', 'startExecution'])('%s', (mutation) => {
  it('takes the tick of another scheduler, which makes it the schedule’s', async () => {
    const { id: jobId } = await runs.job();
    const { execution } = await runs.tell(mutation, { jobId, scheduledFor: tick });
    expect(execution).toMatchObject({ trigger: 'SCHEDULE' });
    expect((await runs.row(execution?.id ?? '')).scheduledFor?.toISOString()).toBe(tick);
    const { execution: other } = await runs.tell(mutation, { jobId });
    expect(other).toMatchObject({ trigger: 'API' });
  });

  it('takes a name of another system once, for each owner and system', async () => {
    const { id: jobId } = await runs.job();
    const externalId = `${mutation}-1`;
    const { execution } = await runs.tell(mutation, { jobId, externalId });
    expect(await runs.row(execution?.id ?? '')).toMatchObject({ externalId, externalSystem: '' });
    expect(await runs.tell(mutation, { jobId, externalId })).toMatchObject(taken(execution?.id));
    const { execution: elsewhere } = await runs.tell(mutation, {
      jobId,
      externalId,
      externalSystem: 'airflow',
    });
    expect(elsewhere?.status).toBeDefined();
    expect(await runs.tell(mutation, { jobId, externalId, externalSystem: 'airflow' })).toMatchObject(
      taken(elsewhere?.id),
    );
    const other = await runs.given.owner();
    expect((await runs.tell(mutation, { jobId: other.job, externalId }, other.key)).execution).toBeDefined();
  });

  it('answers an idempotency key with the execution that it made, and no other key', async () => {
    const { id: jobId } = await runs.job();
    const input = { jobId, externalId: `${mutation}-2` };
    const { execution } = await runs.tell(mutation, { ...input, idempotencyKey: `${mutation} k1` });
    expect(await runs.tell(mutation, { ...input, idempotencyKey: `${mutation} k1` })).toMatchObject({
      isReplay: true,
      execution: { id: execution?.id },
    });
    expect(await runs.tell(mutation, { ...input, idempotencyKey: `${mutation} k2` })).toMatchObject(
      taken(execution?.id),
    );
  });

  it('gives a name to one of many who ask at once', async () => {
    const { id: jobId } = await runs.job();
    const externalId = `${mutation}-3`;
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => runs.tell(mutation, { jobId, externalId })),
    );
    const made = answers.filter(({ execution }) => execution);
    expect(made).toHaveLength(1);
    for (const answer of answers) {
      if (!answer.execution) expect(answer).toMatchObject(taken(made[0]?.execution?.id));
    }
  });

  it.each([
    [{ externalSystem: 'airflow' }, 'externalSystem'],
    [{ externalId: ' ' }, 'externalId'],
    [{ externalId: 'x'.repeat(256) }, 'externalId'],
    [{ externalId: 'x', externalSystem: 'x'.repeat(256) }, 'externalSystem'],
  ])('refuses %o', async (more, field) => {
    const { id: jobId } = await runs.job();
    await expect(runs.tell(mutation, { jobId, ...more })).rejects.toThrow(`input.${field}`);
  });
});

it('names of one batch are given once', async () => {
  const { id: jobId } = await runs.job();
  const items = ['b1', 'b2', 'b1'].map((externalId) => ({ jobId, externalId }));
  const { results } = await runs.tell('enqueueExecutions', { items });
  expect(results?.map(({ execution, code }) => execution?.status ?? code)).toEqual([
    ...['QUEUED', 'QUEUED', 'CONFLICT'],
  ]);
});

it('a queued execution keeps what it has', async () => {
  const { id: jobId } = await runs.job();
  const executionId = await runs.enqueued(jobId);
  await expect(runs.tell('startExecution', { executionId, externalId: 'x' })).rejects.toThrow('externalId');
  await expect(runs.tell('startExecution', { executionId, scheduledFor: tick })).rejects.toThrow(
    'scheduledFor',
  );
});

it('are shown, and found in lists', async () => {
  const { id: jobId } = await runs.job();
  const executionId = await runs.enqueued(jobId, { externalId: 'found', externalSystem: 'airflow' });
  await runs.enqueued(jobId);
  const query = `{ executions(filter: { externalId: ["found", "lost"] }) { count { value } nodes { id externalId externalSystem } } }`;
  const { body } = await runs.test.ask(query, {}, runs.owner.key);
  expect(body).toMatchObject({
    data: {
      executions: {
        count: { value: 1 },
        nodes: [{ id: executionId, externalId: 'found', externalSystem: 'airflow' }],
      },
    },
  });
});

describe('enqueueing by SQL', () => {
  it('takes them too', async () => {
    const { row } = await runs.job();
    // What a server that starts says.
    await runs.prisma.$executeRaw`
      INSERT INTO run_terms (name, value) VALUES ('run_costs', '{}'), ('runs_a_day', '{"ENTERPRISE": 1000}')
      ON CONFLICT (name) DO NOTHING`;
    const account = encodeId('Account', row.ownerId);
    const call = (name: string | null, at: string | null) => runs.prisma.$queryRaw<
      Array<{ execution_id: string }>
    >`
      SELECT execution_id FROM runledger_enqueue(${account}, ${row.slug}, external_id => ${name}::text,
        external_system => 'erp', scheduled_for => ${at}::timestamptz)`;
    const [made] = await call('sql-1', tick);
    expect(await runs.row(made?.execution_id ?? '')).toMatchObject({
      ...{ trigger: 'SCHEDULE', externalId: 'sql-1', externalSystem: 'erp' },
      scheduledFor: new Date(tick),
    });
    await expect(call('sql-1', null)).rejects.toThrow('uq_job_executions_external_id');
    await expect(call(' ', null)).rejects.toThrow('external_id');
    await expect(call(null, null)).rejects.toThrow('external_id');
    await expect(call('sql-2', 'infinity')).rejects.toThrow('scheduled_for');
    expect(uuidOf(made?.execution_id ?? '')).toMatch(/-/);
  });
});
