import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { scopeDatabase } from '../src/core/db/tenancy.js';
import { MAX_BACKFILL_TICKS } from '../src/operations/backfill.service.js';
import { TICK_DAYS } from '../src/operations/retention.service.js';
import { runDue } from '../src/operations/schedule.service.js';
import type { JobOf } from './support/world/jobs.js';
import { openRuns, type Runs } from './support/world/runs.js';

let runs: Runs;
beforeAll(async () => {
  runs = await openRuns();
});
afterAll(() => runs.test.close());

const BACKFILL = `mutation ($input: BackfillScheduleInput!) { backfillSchedule(input: $input) {
  ... on BackfillSchedulePayload { job { id } ticks succeeded refused refusal { code message } }
  ... on Error { code message }
} }`;
const HOURLY: JobOf = {
  ...{ cron: '0 * * * *', timezone: 'UTC', jitterSeconds: 0 },
  overlapPolicy: 'SKIP',
  missedTickPolicy: 'SKIP',
  // Far ahead: whatever is past is nobody's.
  nextRunAt: new Date('2100-01-01T00:00:00Z'),
};
/** Hours of a day that is past, and not too long. */
const DAY_MS = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();
const day = ago(30).slice(0, 10);
const hour = (hours: number) => `${day}T0${hours}:00:00.000Z`;
const range = { from: hour(0), to: hour(3) };

async function backfill(input: object, key = runs.owner.key) {
  const { body } = await runs.test.ask(BACKFILL, { input }, key);
  const answer = z.object({ data: z.object({ backfillSchedule: z.looseObject({}) }) }).safeParse(body);
  if (!answer.success) throw new Error(JSON.stringify(body));
  return answer.data.data.backfillSchedule;
}

const ticks = (jobId: string) =>
  runs.prisma.scheduleTick.findMany({
    where: { jobId },
    orderBy: { at: 'asc' },
    include: { execution: true },
  });

describe('a range that is filled', () => {
  it('has an execution for each of its ticks, once', async () => {
    const { id, row } = await runs.job(HOURLY);
    expect(await backfill({ jobId: id, ...range })).toEqual({
      ...{ job: { id }, ticks: [hour(0), hour(1), hour(2)], succeeded: 3, refused: 0, refusal: null },
    });
    expect(await backfill({ jobId: id, ...range })).toMatchObject({ ticks: [], succeeded: 0 });
    const made = await ticks(row.id);
    expect(made.map(({ execution }) => execution)).toMatchObject(
      [0, 1, 2].map((hours) => ({
        ...{ status: 'QUEUED', trigger: 'API', scheduledFor: new Date(hour(hours)) },
        createdByUserId: runs.owner.user.id,
      })),
    );
  });

  it('is asked for at once by several, and filled by one of them', async () => {
    const { id, row } = await runs.job(HOURLY);
    const answers = await Promise.all([1, 2, 3].map(() => backfill({ jobId: id, ...range })));
    expect(answers.map(({ succeeded }) => succeeded).sort()).toEqual([0, 0, 3]);
    expect(await runs.prisma.execution.count({ where: { jobId: row.id } })).toBe(3);
  });

  it('takes ticks that were skipped, and leaves those that were run, though their execution is gone', async () => {
    const { id, row } = await runs.job(HOURLY);
    const of = { jobId: row.id, ownerId: row.ownerId };
    await runs.prisma.scheduleTick.createMany({
      data: [
        { ...of, at: new Date(hour(0)), skipReason: 'It was missed.' },
        { ...of, at: new Date(hour(1)) },
      ],
    });
    expect(await backfill({ jobId: id, ...range })).toMatchObject({
      ticks: [hour(0), hour(2)],
      succeeded: 2,
    });
    const all = await ticks(row.id);
    expect(all.map(({ executionId }) => executionId === null)).toEqual([false, true, false]);
    expect(all.map(({ skipReason }) => skipReason)).toEqual([null, null, null]);
  });

  it('is only told with a dry run, and what would be refused', async () => {
    const poor = await runs.given.user({ tier: 'FREE' });
    const { id, row } = await runs.given.job(poor.user.id, HOURLY);
    const today = new Date(ago(0).slice(0, 10));
    await runs.prisma.usageMetric.create({
      data: { ownerId: poor.user.id, name: 'executions', day: today, value: 498 },
    });
    const answer = {
      ticks: [hour(0), hour(1), hour(2)],
      refused: 1,
      refusal: { code: 'QUOTA_EXCEEDED' },
    };
    expect(await backfill({ jobId: id, ...range, dryRun: true }, poor.key)).toMatchObject({
      ...answer,
      succeeded: 0,
    });
    expect(await ticks(row.id)).toEqual([]);
    expect(await backfill({ jobId: id, ...range }, poor.key)).toMatchObject({ ...answer, succeeded: 2 });
    expect(await ticks(row.id)).toHaveLength(2);
  });

  it('ends before the tick that is due next, which is the schedule’s own', async () => {
    const at = new Date(hour(1));
    const { id, row } = await runs.job({ ...HOURLY, nextRunAt: at });
    expect(await backfill({ jobId: id, from: range.from })).toMatchObject({ ticks: [hour(0)], succeeded: 1 });
    // What somebody asked for keeps no tick from being run.
    await runs.prisma.job.update({ where: { id: row.id }, data: { missedTickPolicy: 'RUN_ONCE' } });
    const db = scopeDatabase(runs.test.database.background.prisma, null);
    await runDue(db, runs.test.config.runCosts, { onFailure: expect.unreachable });
    const [, missed, last] = await ticks(row.id);
    expect(missed).toMatchObject({ at, executionId: null });
    expect(last?.execution).toMatchObject({ trigger: 'SCHEDULE' });
  });

  it.each([
    [{ from: range.to, to: range.from }, 'input.to'],
    [{ from: '2999-01-01T00:00:00Z' }, 'input.from'],
    [{ from: ago(TICK_DAYS - 1) }, `more than ${MAX_BACKFILL_TICKS} ticks`],
    // What became of these may be gone, and they would be run again.
    [{ from: ago(TICK_DAYS + 1), to: ago(TICK_DAYS) }, `must be within the last ${TICK_DAYS} days`],
  ])('is a past one, and bounded: %o', async (input, message) => {
    const { id } = await runs.job(HOURLY);
    await expect(backfill({ jobId: id, ...input })).rejects.toThrow(message);
  });

  it('is of a job with a schedule that may be run', async () => {
    const { id } = await runs.job();
    expect(await backfill({ jobId: id, ...range })).toMatchObject({ code: 'NOT_FOUND' });
    const archived = await runs.job({ ...HOURLY, status: 'ARCHIVED', nextRunAt: null });
    expect(await backfill({ jobId: archived.id, ...range })).toMatchObject({ code: 'INVALID_TRANSITION' });
    const other = await runs.given.user();
    const theirs = await runs.job(HOURLY);
    expect(await backfill({ jobId: theirs.id, ...range }, other.key)).toMatchObject({ code: 'NOT_FOUND' });
  });
});
