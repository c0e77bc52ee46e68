import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { encodeId } from '../src/core/ids.js';
import { openRuns, type Runs, uuidOf } from './support/world/runs.js';

let runs: Runs;
let admin: string;

beforeAll(async () => {
  runs = await openRuns();
  admin = (await runs.given.admin()).key;
}, 60_000);
afterAll(() => runs.test.close());

const worker = z.object({
  id: z.string(),
  owner: z.object({ id: z.string() }),
  lastSeenAt: z.coerce.date(),
  holding: z.int(),
  executions: z.array(z.object({ id: z.string() })),
  completed: z.int(),
  failed: z.int(),
});
const WORKERS = `query ($filter: ExecutionFilter, $seenSince: DateTime, $first: Int, $held: Int) {
  workers(filter: $filter, seenSince: $seenSince, first: $first) {
    id owner { id } lastSeenAt holding executions(first: $held) { id } completed failed
  } }`;

async function workers(variables: Record<string, unknown>, key = runs.owner.key) {
  const { body } = await runs.test.ask(WORKERS, variables, key);
  return z.object({ data: z.object({ workers: z.array(worker) }) }).parse(body).data.workers;
}

async function stuck(variables: Record<string, unknown>, key = runs.owner.key) {
  const { body } = await runs.test.ask(
    'query ($filter: ExecutionFilter, $first: Int) { stuckExecutions(filter: $filter, first: $first) { id } }',
    variables,
    key,
  );
  const found = z
    .object({ data: z.object({ stuckExecutions: z.array(z.object({ id: z.string() })) }) })
    .parse(body);
  return found.data.stuckExecutions.map(({ id }) => id);
}

/** Why the runs of a job look stuck: as the list of those says it, and as any other does. */
async function reasons(jobId: string, key = runs.owner.key) {
  const one = z.object({ id: z.string(), stuckReason: z.string().nullable() });
  const filter = { jobId };
  const { body } = await runs.test.ask(
    `query ($filter: ExecutionFilter) {
      stuckExecutions(filter: $filter) { id stuckReason }
      executions(filter: $filter) { nodes { id stuckReason } } }`,
    { filter },
    key,
  );
  const { stuckExecutions, executions } = z
    .object({
      data: z.object({
        stuckExecutions: z.array(one),
        executions: z.object({ nodes: z.array(one) }),
      }),
    })
    .parse(body).data;
  const said = (list: ReadonlyArray<z.infer<typeof one>>) =>
    Object.fromEntries(list.flatMap(({ id, stuckReason }) => (stuckReason ? [[id, stuckReason]] : [])));
  expect(said(executions.nodes)).toEqual(said(stuckExecutions));
  return said(stuckExecutions);
}

async function path(document: string) {
  const { body } = await runs.test.ask(document, {}, runs.owner.key);
  const { errors } = z
    .object({
      errors: z.tuple([
        z.object({ extensions: z.object({ issues: z.array(z.object({ path: z.unknown() })) }) }),
      ]),
    })
    .parse(body);
  return errors[0].extensions.issues[0]?.path;
}

describe('workers', () => {
  it('are those that hold runs or ended some, the last seen first', async () => {
    const { id: jobId } = await runs.job();
    const filter = { jobId };
    const done = await runs.claimed(jobId, { workerId: 'a' });
    await runs.tell('completeExecution', { executionId: done.executionId, leaseToken: done.leaseToken });
    const failed = await runs.claimed(jobId, { workerId: 'a' });
    await runs.tell('failExecution', {
      executionId: failed.executionId,
      leaseToken: failed.leaseToken,
      errorMessage: 'no',
    });
    const held = [await runs.claimed(jobId, { workerId: 'b' }), await runs.claimed(jobId, { workerId: 'b' })];
    const ids = held.map(({ executionId }) => executionId).reverse();
    const owner = { id: encodeId('Account', runs.owner.user.id) };
    const found = await workers({ filter });
    expect(found).toMatchObject([
      { id: 'b', owner, holding: 2, completed: 0, failed: 0, executions: ids.map((id) => ({ id })) },
      { id: 'a', owner, holding: 0, completed: 1, failed: 1, executions: [] },
    ]);
    expect(found[1]?.lastSeenAt).toEqual((await runs.row(failed.executionId)).finishedAt);
    expect(await workers({ filter, first: 1, held: 1 })).toMatchObject([
      { id: 'b', executions: [{ id: ids[0] }] },
    ]);
    expect(await workers({ filter: { ...filter, status: ['COMPLETED'] } })).toMatchObject([
      { id: 'a', completed: 1, failed: 0 },
    ]);
    expect(await workers({ filter, seenSince: new Date(Date.now() + 60_000).toISOString() })).toEqual([]);
    expect(await workers({ filter }, (await runs.given.user()).key)).toEqual([]);
    expect(await workers({ filter }, admin)).toEqual(found);
    // Two days ago it was last heard of.
    for (const id of ids) {
      await runs.prisma.$executeRaw`
        UPDATE job_executions SET started_at = now() - interval '2 days', heartbeat_at = now() - interval '2 days'
        WHERE id = ${uuidOf(id)}::uuid`;
    }
    expect(await workers({ filter })).toMatchObject([{ id: 'a' }]);
    const seenSince = new Date(Date.now() - 3 * 86_400_000).toISOString();
    expect(await workers({ filter, seenSince })).toMatchObject([{ id: 'a' }, { id: 'b', holding: 2 }]);
  });

  it('refuse what looks back too far, or asks for too many', async () => {
    expect(await path('{ workers(seenSince: "2020-01-01T00:00:00Z") { id } }')).toEqual(['seenSince']);
    expect(await path('{ workers(first: 0) { id } }')).toEqual(['first']);
    expect(await path('{ stuckExecutions(first: 201) { id } }')).toEqual(['first']);
  });
});

describe('stuckExecutions', () => {
  it('are due for five minutes and not claimed, of jobs that are active', async () => {
    const { id: jobId, row } = await runs.job();
    const [fresh, late, later] = [
      await runs.enqueued(jobId),
      await runs.enqueued(jobId, { priority: 0 }),
      await runs.enqueued(jobId, { priority: 9 }),
    ];
    const due = (id: string, minutes: number) => runs.prisma.$executeRaw`
      UPDATE job_executions SET available_at = now() - make_interval(mins => ${minutes}::int)
      WHERE id = ${uuidOf(id)}::uuid`;
    await due(fresh, 4);
    await due(late, 20);
    await due(later, 6);
    expect(await stuck({ filter: { jobId } })).toEqual([late, later]);
    expect(await stuck({ filter: { jobId }, first: 1 })).toEqual([late]);
    expect(await reasons(jobId)).toEqual({ [late]: 'NOT_CLAIMED', [later]: 'NOT_CLAIMED' });
    expect(await reasons(jobId, admin)).toEqual(await reasons(jobId));
    expect(await stuck({ filter: { jobId } }, admin)).toEqual([late, later]);
    expect(await stuck({ filter: { jobId } }, (await runs.given.user()).key)).toEqual([]);
    await runs.prisma.job.update({ where: { id: row.id }, data: { status: 'PAUSED' } });
    expect(await stuck({ filter: { jobId } })).toEqual([]);
  });

  it('run more than three times as long as their job’s do, if enough of those completed', async () => {
    const { id: jobId, row } = await runs.job();
    const held = await runs.claimed(jobId);
    const ended = (count: number, seconds: number, first: number) => runs.prisma.$executeRaw`
      INSERT INTO job_executions (owner_id, job_id, kind, kind_key, run_number, status, started_at, finished_at)
      SELECT ${row.ownerId}::uuid, ${row.id}::uuid, ${row.kind}, ${row.kindKey}, ${first}::int + n, 'COMPLETED', now(),
        now() + make_interval(secs => ${seconds}::int) FROM generate_series(1, ${count}::int) n`;
    await runs.startedAgo(held.executionId, 31);
    await ended(19, 10, 1_000);
    expect(await stuck({ filter: { jobId } })).toEqual([]);
    await ended(1, 10, 2_000);
    expect(await stuck({ filter: { jobId } })).toEqual([held.executionId]);
    expect(await reasons(jobId)).toEqual({ [held.executionId]: 'RUNS_LONG' });
    await runs.startedAgo(held.executionId, 29);
    expect(await stuck({ filter: { jobId } })).toEqual([]);
    expect(await reasons(jobId)).toEqual({});
    await runs.startedAgo(held.executionId, 40);
    // One of a hundred may take as long as it likes, two may not.
    await ended(79, 10, 3_000);
    await ended(1, 3_600, 4_000);
    expect(await stuck({ filter: { jobId } })).toEqual([held.executionId]);
    await ended(1, 3_600, 5_000);
    expect(await stuck({ filter: { jobId } })).toEqual([]);
  });
});
