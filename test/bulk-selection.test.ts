import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scopeDatabase } from '../src/core/db/tenancy.js';
import { encodeId } from '../src/core/ids.js';
import { cleanUp } from '../src/operations/cleaning.service.js';
import { openRuns, type Runs } from './support/world/runs.js';

let runs: Runs;
beforeAll(async () => {
  runs = await openRuns();
});
afterAll(() => runs.test.close());

const BOTH = ['bulkCancelExecutions', 'bulkRetryExecutions'] as const;
type Bulk = (typeof BOTH)[number];

/** A job with so many queued runs, and their ids in the order that they were accepted in. */
async function queued(count: number): Promise<{ jobId: string; rowId: string; ids: string[] }> {
  const { id: jobId, row } = await runs.job();
  const { results } = await runs.tell('enqueueExecutions', {
    items: Array.from({ length: count }, () => ({ jobId })),
  });
  return { jobId, rowId: row.id, ids: (results ?? []).map(({ execution }) => execution?.id ?? '') };
}

/** The same, of runs that failed. */
async function failed(count: number) {
  const given = await queued(count);
  await runs.prisma.execution.updateMany({
    where: { jobId: given.rowId },
    data: { status: 'FAILED', failureReason: 'ERROR', finishedAt: new Date() },
  });
  return given;
}

/** Runs that an action is for. */
const runsFor = (bulk: Bulk, count: number) =>
  bulk === 'bulkCancelExecutions' ? queued(count) : failed(count);

async function selectionOf(bulk: Bulk, request: object, key?: string): Promise<string> {
  const { selection } = await runs.tell(bulk, { ...request, dryRun: true }, key);
  if (selection == null) throw new Error('nothing was selected');
  return selection;
}

async function statuses(jobId: string): Promise<Record<string, number>> {
  const groups = await runs.prisma.execution.groupBy({
    by: ['status'],
    where: { jobId },
    _count: { _all: true },
  });
  return Object.fromEntries(groups.map(({ status, _count }) => [status, _count._all]));
}

describe.each(BOTH)('a selection of %s', (bulk) => {
  const isCancel = bulk === 'bulkCancelExecutions';

  it('is all that matched, beyond the limit too, and nothing that came later', async () => {
    const { jobId, rowId, ids } = await runsFor(bulk, 5);
    const dry = await runs.tell(bulk, { filter: { jobId }, limit: 2, dryRun: true });
    expect(dry).toMatchObject({
      matched: 2,
      succeeded: 0,
      hasMore: true,
      selection: expect.any(String),
      selected: { value: 5, isCapped: false },
    });
    const late = await runs.tell('enqueueExecution', { jobId });
    if (!isCancel) {
      await runs.prisma.execution.updateMany({
        where: { jobId: rowId, status: 'QUEUED' },
        data: { status: 'FAILED', failureReason: 'ERROR', finishedAt: new Date() },
      });
    }
    const done = await runs.tell(bulk, { selection: dry.selection });
    expect(done).toMatchObject({
      matched: 5,
      succeeded: 5,
      failures: [],
      hasMore: false,
      selection: null,
      selected: null,
    });
    const lateId = late.execution?.id ?? '';
    if (isCancel) {
      expect(await statuses(rowId)).toEqual({ CANCELED: 5, QUEUED: 1 });
      expect(await runs.row(lateId)).toMatchObject({ status: 'QUEUED' });
    } else {
      const retries = await runs.prisma.execution.findMany({ where: { jobId: rowId, status: 'QUEUED' } });
      const retried = retries.map(({ retryOfId }) => encodeId('Execution', retryOfId ?? ''));
      expect(retried.sort()).toEqual([...ids].sort());
    }
  });

  it('goes from table to table by one statement, whatever it holds', async () => {
    const { jobId, ids } = await runsFor(bulk, 4);
    const filter = { jobId };
    const { result, statements } = await runs.test.recordStatements(() =>
      runs.tell(bulk, { filter, limit: 1, dryRun: true }),
    );
    expect(result).toMatchObject({ matched: 1, hasMore: true, selected: { value: 4, isCapped: false } });
    const about = (name: string) => statements.filter((statement) => statement.startsWith(`/* ${name} */`));
    expect(about('add_selection')).toEqual([expect.stringContaining('LIMIT')]);
    expect(about('read_keys')).toEqual([]);
    const kept = await runs.prisma.bulkSelection.findUniqueOrThrow({ where: { id: result.selection ?? '' } });
    expect(kept.executionIds.map((id) => encodeId('Execution', id))).toEqual([...ids].reverse());
  });

  it('is gone through in steps, each of which is done once', async () => {
    const { jobId, rowId } = await runsFor(bulk, 250);
    const selection = await selectionOf(bulk, { filter: { jobId } });
    const step = { selection, limit: 110 };
    expect(await runs.tell(bulk, { ...step, dryRun: true })).toMatchObject({
      matched: 110,
      succeeded: 0,
      hasMore: true,
      selection,
      selected: { value: 250 },
    });
    expect(await runs.tell(bulk, step)).toMatchObject({ matched: 110, succeeded: 110, hasMore: true });
    // Asked at the same time, each gets its own.
    const two = await Promise.all([runs.tell(bulk, step), runs.tell(bulk, step)]);
    expect(two.reduce((sum, { succeeded }) => sum + (succeeded ?? 0), 0)).toBe(140);
    expect(two.every(({ failures }) => failures?.length === 0)).toBe(true);
    expect(await runs.tell(bulk, step)).toMatchObject({ matched: 0, succeeded: 0, hasMore: false });
    expect(await statuses(rowId)).toEqual(isCancel ? { CANCELED: 250 } : { FAILED: 250, QUEUED: 250 });
  }, 60_000);

  it('says of what changed in between why it was not done', async () => {
    const { ids } = await runsFor(bulk, 4);
    const [first = '', second = '', third = '', fourth = ''] = ids;
    const selection = await selectionOf(bulk, { ids: [first, second, third, fourth, first] });
    if (isCancel) {
      const { lease } = await runs.tell('startExecution', { executionId: first });
      await runs.tell('completeExecution', { executionId: first, leaseToken: lease?.token });
    } else {
      // Somebody else's retry has ended already, and is one all the same.
      const { execution } = await runs.tell('retryExecution', { executionId: first });
      await runs.tell('cancelExecution', { executionId: execution?.id });
    }
    const { id } = await runs.row(second);
    await runs.prisma.execution.delete({ where: { id } });
    const answer = await runs.tell(bulk, { selection });
    expect(answer).toMatchObject({ matched: 4, succeeded: 2, hasMore: false });
    expect(answer.failures).toMatchObject([
      { executionId: first, error: { code: isCancel ? 'INVALID_TRANSITION' : 'CONFLICT' } },
      { executionId: second, error: { code: 'NOT_FOUND' } },
    ]);
  });

  it('is none where nothing matched, or nothing was tried', async () => {
    const { id: jobId } = await runs.job();
    expect(await runs.tell(bulk, { filter: { jobId }, dryRun: true })).toMatchObject({
      matched: 0,
      selection: null,
      selected: null,
    });
  });

  it('is its user’s in their account, for its own mutation, and for a quarter of an hour', async () => {
    const { jobId, rowId, ids } = await runsFor(bulk, 2);
    const selection = await selectionOf(bulk, { filter: { jobId } });
    const other: Bulk = isCancel ? 'bulkRetryExecutions' : 'bulkCancelExecutions';
    const stranger = await runs.given.user();
    const admin = await runs.given.admin();
    const before = await statuses(rowId);
    const refused = { code: 'INVALID_INPUT', path: 'input.selection' };
    for (const dryRun of [false, true]) {
      for (const [mutation, id, key] of [
        [bulk, selection, stranger.key],
        [bulk, selection, admin.key],
        [other, selection, undefined],
        [bulk, '0198c0de-0000-7000-8000-000000000000', undefined],
        [bulk, 'garbage', undefined],
        [bulk, '', undefined],
      ] as const) {
        expect(await runs.refusal(mutation, { selection: id, dryRun }, key)).toEqual(refused);
      }
    }
    await runs.prisma.bulkSelection.update({
      where: { id: selection },
      data: { expiresAt: new Date(Date.now() - 1_000) },
    });
    expect(await runs.refusal(bulk, { selection })).toEqual(refused);
    expect(await statuses(rowId)).toEqual(before);
    expect(ids).toHaveLength(2);
  });

  it('of an administrator hits anybody’s, and no more once they are none', async () => {
    const { jobId, rowId } = await runsFor(bulk, 2);
    const admin = await runs.given.admin();
    const selection = await selectionOf(bulk, { filter: { jobId } }, admin.key);
    await runs.prisma.apiKey.update({
      where: { id: admin.apiKey.id },
      data: { scopes: ['READ', 'WORK'] },
    });
    const { key } = await runs.given.key({
      ownerId: admin.user.id,
      createdByUserId: admin.user.id,
      scopes: ['READ', 'WORK'],
    });
    const before = await statuses(rowId);
    expect(await runs.tell(bulk, { selection, limit: 1 }, key)).toMatchObject({
      succeeded: 0,
      failures: [{ error: { code: 'NOT_FOUND' } }],
      hasMore: true,
    });
    expect(await statuses(rowId)).toEqual(before);
  });

  it.each([
    ['ids', { ids: ['exec_01h455vb4pex5vsknk084sn02q'] }],
    ['a filter', { filter: { status: ['FAILED'] } }],
  ])('is refused beside %s', async (_, more) => {
    const { jobId } = await runsFor(bulk, 1);
    const selection = await selectionOf(bulk, { filter: { jobId } });
    expect(await runs.refusal(bulk, { selection, ...more })).toEqual({
      code: 'INVALID_INPUT',
      path: 'input.ids',
    });
  });
});

describe('selections', () => {
  it('are at most ten of a user, the newest, and go when their time is over', async () => {
    const { jobId } = await queued(1);
    const made: string[] = [];
    for (let nth = 0; nth < 12; nth += 1) {
      made.push(await selectionOf('bulkCancelExecutions', { filter: { jobId } }));
    }
    const rows = await runs.prisma.bulkSelection.findMany({ where: { id: { in: made } } });
    expect(rows.map(({ id }) => id).sort()).toEqual(made.slice(2).sort());
    const over = { expiresAt: new Date(Date.now() - 1) };
    await runs.prisma.bulkSelection.updateMany({ where: { id: { in: made.slice(2, 5) } }, data: over });
    await cleanUp(scopeDatabase(runs.test.database.prisma, null));
    const left = await runs.prisma.bulkSelection.findMany({ where: { id: { in: made } } });
    expect(left.map(({ id }) => id).sort()).toEqual(made.slice(5).sort());
  }, 30_000);
});
