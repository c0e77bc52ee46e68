import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRuns, type Runs } from './support/world/runs.js';

let runs: Runs;
beforeAll(async () => {
  runs = await openRuns();
});
afterAll(() => runs.test.close());

/** A job with so many queued runs, and their ids in the order that they were accepted in. */
async function queued(count: number): Promise<{ jobId: string; rowId: string; ids: string[] }> {
  const { id: jobId, row } = await runs.job();
  const { results } = await runs.tell('enqueueExecutions', {
    items: Array.from({ length: count }, () => ({ jobId })),
  });
  return { jobId, rowId: row.id, ids: (results ?? []).map(({ execution }) => execution?.id ?? '') };
}

async function statuses(jobId: string): Promise<Record<string, number>> {
  const groups = await runs.prisma.execution.groupBy({
    by: ['status'],
    where: { jobId },
    _count: { _all: true },
  });
  return Object.fromEntries(groups.map(({ status, _count }) => [status, _count._all]));
}

describe('bulkCancelExecutions', () => {
  it('cancels by ids, once each, and says which were left and why', async () => {
    const { ids } = await queued(3);
    const [first = '', second = '', third = ''] = ids;
    await runs.tell('startExecution', { executionId: second });
    const done = await runs.claimed();
    await runs.tell('completeExecution', { executionId: done.executionId, leaseToken: done.leaseToken });
    const nobody = 'exec_01h455vb4pex5vsknk084sn02q';
    const answer = await runs.tell('bulkCancelExecutions', {
      ids: [first, second, first, done.executionId, nobody, third],
      reason: 'moving house',
    });
    expect(answer).toMatchObject({
      matched: 5,
      succeeded: 3,
      hasMore: false,
      failures: [
        { executionId: done.executionId, error: { __typename: 'InvalidTransitionError' } },
        { executionId: nobody, error: { __typename: 'NotFoundError', code: 'NOT_FOUND' } },
      ],
    });
    expect(await runs.row(first)).toMatchObject({ status: 'CANCELED' });
    expect(await runs.row(second)).toMatchObject({ status: 'RUNNING', cancelRequestedAt: expect.any(Date) });
    expect((await runs.events(third)).at(-1)).toMatchObject({ type: 'CANCELED', reason: 'moving house' });
  });

  it('takes by a filter what is open, in steps, and goes on where it is called again', async () => {
    const { jobId, rowId, ids } = await queued(250);
    await runs.tell('startExecution', { executionId: ids[249] });
    const [finished = ''] = ids;
    const { lease } = await runs.tell('startExecution', { executionId: finished });
    await runs.tell('completeExecution', { executionId: finished, leaseToken: lease?.token });
    const request = { filter: { jobId }, limit: 150 };
    expect(await runs.tell('bulkCancelExecutions', { ...request, dryRun: true })).toMatchObject({
      matched: 150,
      succeeded: 0,
      failures: [],
      hasMore: true,
    });
    expect(await statuses(rowId)).toEqual({ QUEUED: 248, RUNNING: 1, COMPLETED: 1 });
    expect(await runs.tell('bulkCancelExecutions', request)).toMatchObject({ succeeded: 150, hasMore: true });
    expect(await runs.tell('bulkCancelExecutions', request)).toMatchObject({ succeeded: 99, hasMore: false });
    expect(await runs.tell('bulkCancelExecutions', request)).toMatchObject({ matched: 0, hasMore: false });
    expect(await statuses(rowId)).toEqual({ CANCELED: 248, RUNNING: 1, COMPLETED: 1 });
  });

  it('says in a dry run what would fail', async () => {
    const { executionId, leaseToken } = await runs.claimed();
    await runs.tell('completeExecution', { executionId, leaseToken });
    expect(await runs.tell('bulkCancelExecutions', { ids: [executionId], dryRun: true })).toMatchObject({
      matched: 1,
      succeeded: 0,
      failures: [{ executionId, error: { code: 'INVALID_TRANSITION' } }],
    });
  });

  it('takes the first of more ids than its limit', async () => {
    const { ids } = await queued(3);
    expect(await runs.tell('bulkCancelExecutions', { ids, limit: 2 })).toMatchObject({
      matched: 2,
      hasMore: true,
    });
    expect(await runs.row(ids[2] ?? '')).toMatchObject({ status: 'QUEUED' });
  });

  it('finds nobody else’s', async () => {
    const { jobId, rowId, ids } = await queued(2);
    const stranger = await runs.given.user();
    const none = { matched: 0, succeeded: 0 };
    expect(await runs.tell('bulkCancelExecutions', { filter: { jobId } }, stranger.key)).toMatchObject(none);
    expect(await runs.tell('bulkCancelExecutions', { ids }, stranger.key)).toMatchObject({
      succeeded: 0,
      failures: [{ error: { code: 'NOT_FOUND' } }, { error: { code: 'NOT_FOUND' } }],
    });
    const admin = await runs.given.admin();
    expect(await runs.tell('bulkCancelExecutions', { filter: { jobId } }, admin.key)).toMatchObject({
      succeeded: 2,
    });
    expect(await statuses(rowId)).toEqual({ CANCELED: 2 });
  });
});

describe('bulkRetryExecutions', () => {
  it('retries a thousand failed runs once each, and none a second time', async () => {
    const { jobId, rowId } = await queued(1_000);
    await runs.prisma.execution.updateMany({
      where: { jobId: rowId },
      data: { status: 'FAILED', failureReason: 'ERROR', finishedAt: new Date() },
    });
    const request = { filter: { jobId, status: ['FAILED'] }, reason: 'the disk is larger now' };
    expect(await runs.tell('bulkRetryExecutions', request)).toMatchObject({
      matched: 1_000,
      succeeded: 1_000,
      failures: [],
      hasMore: false,
    });
    expect(await statuses(rowId)).toEqual({ FAILED: 1_000, QUEUED: 1_000 });
    const retries = await runs.prisma.execution.findMany({ where: { jobId: rowId, status: 'QUEUED' } });
    expect(new Set(retries.map(({ retryOfId }) => retryOfId)).size).toBe(1_000);
    expect(new Set(retries.map(({ runNumber }) => runNumber)).size).toBe(1_000);
    const [retry] = retries;
    expect(
      await runs.prisma.executionEvent.findMany({ where: { executionId: retry?.id ?? '' } }),
    ).toMatchObject([{ type: 'QUEUED', reason: 'the disk is larger now', actorUserId: runs.owner.user.id }]);
    expect(await runs.tell('bulkRetryExecutions', request)).toMatchObject({ matched: 0, succeeded: 0 });
  }, 60_000);

  it('goes on with a retry that failed, not with what it retried', async () => {
    const { executionId, leaseToken } = await runs.claimed();
    await runs.tell('failExecution', { executionId, leaseToken, errorMessage: 'a' });
    const { jobId } = await runs.row(executionId);
    const { execution } = await runs.tell('retryExecution', { executionId });
    await runs.tell('cancelExecution', { executionId: execution?.id });
    const request = { filter: { ids: [executionId, execution?.id] } };
    expect(await runs.tell('bulkRetryExecutions', request)).toMatchObject({ matched: 1, succeeded: 1 });
    expect(await runs.prisma.execution.findFirst({ where: { jobId, status: 'QUEUED' } })).toMatchObject({
      retryOfId: (await runs.row(execution?.id ?? '')).id,
    });
  });

  it('says by id why one is not retried', async () => {
    const { executionId, leaseToken } = await runs.claimed();
    const running = await runs.claimed();
    await runs.tell('completeExecution', { executionId, leaseToken });
    await runs.tell('retryExecution', { executionId });
    expect(
      await runs.tell('bulkRetryExecutions', { ids: [executionId, running.executionId], dryRun: true }),
    ).toMatchObject({
      failures: [{ error: { code: 'CONFLICT' } }, { error: { code: 'INVALID_TRANSITION' } }],
    });
  });
});

describe('what restricts nothing', () => {
  it.each([
    ['neither ids nor a filter', {}, 'input.ids'],
    ['both', { ids: ['exec_01h455vb4pex5vsknk084sn02q'], filter: { status: ['FAILED'] } }, 'input.ids'],
    ['no ids', { ids: [] }, 'input.ids'],
    ['an empty filter', { filter: {} }, 'input.filter'],
    [
      'a filter of what is empty',
      { filter: { queuedAt: {}, finishedAt: { to: null }, durationMs: {}, params: {} } },
      'input.filter',
    ],
    ['a filter of nulls', { filter: { jobId: null, status: null, queuedAt: null } }, 'input.filter'],
    [
      'every status there is',
      { filter: { status: ['QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELED'] } },
      'input.filter',
    ],
    ['every way to a worker', { filter: { dispatch: ['QUEUE', 'EXTERNAL'], kind: null } }, 'input.filter'],
    ['a limit of 0', { filter: { status: ['QUEUED'] }, limit: 0 }, 'input.limit'],
    ['a limit of 10,001', { filter: { status: ['QUEUED'] }, limit: 10_001 }, 'input.limit'],
    ['an id of something else', { ids: ['crawl_01h455vb4pex5vsknk084sn02q'] }, 'input.ids.0'],
  ])('is refused: %s', async (_case, input, path) => {
    for (const mutation of ['bulkCancelExecutions', 'bulkRetryExecutions']) {
      expect(await runs.refusal(mutation, input)).toEqual({ code: 'INVALID_INPUT', path });
    }
  });

  it('is the own owner too, but for an administrator', async () => {
    const { jobId } = await queued(1);
    const { body } = await runs.test.ask('{ viewer { id } }', {}, runs.owner.key);
    const ownerId = /user_\w+/.exec(JSON.stringify(body))?.[0];
    const filter = { ownerId };
    expect(await runs.refusal('bulkCancelExecutions', { filter })).toMatchObject({ path: 'input.filter' });
    const admin = await runs.given.admin();
    const dry = { filter: { ...filter, jobId }, dryRun: true };
    expect(await runs.tell('bulkCancelExecutions', dry, admin.key)).toMatchObject({ matched: 1 });
    const theirs = { filter, dryRun: true };
    expect(await runs.tell('bulkCancelExecutions', theirs, admin.key)).toMatchObject({ failures: [] });
  });
});
