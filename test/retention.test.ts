import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { TIERS } from '../src/accounts/tiers.js';
import { type ScopedDb, scopeDatabase } from '../src/core/db/tenancy.js';
import { createLogger } from '../src/core/logger.js';
import type { Prisma, UserTier } from '../src/generated/prisma/client.js';
import { feedRollups } from '../src/insights/rollup-feed.service.js';
import {
  ACTIVITY_DAYS,
  ALERT_DAYS,
  countAllOld,
  createRetention,
  deleteAllOld,
  FAILURE_MESSAGE_DAYS,
  MAX_PAUSE_MS,
  NOTIFICATION_DAYS,
  SUMMARY_DAYS,
  TICK_DAYS,
  VERIFICATION_LOG_DAYS,
} from '../src/operations/retention.service.js';
import { createTestApp, type TestApp } from './support/app.js';

const DAY = 86_400_000;
const WAITING = { timeout: 60_000 };
const daysAgo = (days: number) => new Date(Date.now() - days * DAY);
/** An id as it is made at a time. */
const idAt = (at: Date, n = 1) => {
  const hex = at.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-${n.toString(16).padStart(12, '0')}`;
};

let test: TestApp;
let db: ScopedDb;
beforeAll(async () => {
  test = await createTestApp();
  db = scopeDatabase(test.database.prisma, null);
}, 60_000);
afterAll(() => test.close());

let runNumber = 0;
async function run(
  { id: jobId, ownerId }: { id: string; ownerId: string },
  days: number,
  data: Partial<Prisma.ExecutionUncheckedCreateInput> = {},
) {
  runNumber += 1;
  const at = daysAgo(days);
  const isFailed = data.status === 'FAILED';
  return test.prisma.execution.create({
    data: {
      ...{ ownerId, jobId, kind: 'CRAWL', runNumber, queuedAt: at, startedAt: at, finishedAt: at },
      ...{ status: 'COMPLETED', failureReason: isFailed ? 'ERROR' : null },
      ...data,
    },
  });
}
async function jobOf(tier: UserTier = 'FREE') {
  const { user } = await test.given.user({ tier });
  return { id: (await test.given.job(user.id)).row.id, ownerId: user.id };
}
const isThere = async (id: string) => (await test.prisma.execution.count({ where: { id } })) === 1;
const execution = (id: string) => test.prisma.execution.findUniqueOrThrow({ where: { id } });

describe('executions', { timeout: 90_000 }, () => {
  it.each(['FREE', 'PRO', 'ENTERPRISE'] as const)('of %s go after the days of the tier', async (tier) => {
    const job = await jobOf(tier);
    const { retentionDays } = TIERS[tier];
    const old = await run(job, retentionDays + 1);
    const young = await run(job, retentionDays - 1);
    const late = await run(job, retentionDays + 1, { finishedAt: daysAgo(retentionDays - 1) });
    await deleteAllOld(db);
    expect(await Promise.all([old, young, late].map(({ id }) => isThere(id)))).toEqual([false, true, true]);
  });

  it('that are open never go', async () => {
    const job = await jobOf();
    const queued = await run(job, 400, { status: 'QUEUED', startedAt: null, finishedAt: null });
    await deleteAllOld(db);
    expect(await isThere(queued.id)).toBe(true);
  });

  it('stay while a retry of them is open, and leave one that has ended', async () => {
    const job = await jobOf();
    const failed = await run(job, 90, { status: 'FAILED' });
    const retry = await run(job, 1, {
      ...{ retryOfId: failed.id, trigger: 'RETRY', status: 'QUEUED', startedAt: null, finishedAt: null },
    });
    await deleteAllOld(db);
    expect(await isThere(failed.id)).toBe(true);
    await test.prisma.execution.update({
      where: { id: retry.id },
      data: { status: 'CANCELED', finishedAt: new Date() },
    });
    await deleteAllOld(db);
    expect(await isThere(failed.id)).toBe(false);
    expect(await execution(retry.id)).toMatchObject({ retryOfId: null });
  });

  it('stay while any retry on their line is open, whose plan has what completed in them', async () => {
    const job = await jobOf();
    const first = await run(job, 100, { status: 'FAILED' });
    const second = await run(job, 90, { status: 'FAILED', retryOfId: first.id, trigger: 'RETRY' });
    const third = await run(job, 80, { status: 'CANCELED', retryOfId: second.id, trigger: 'RETRY' });
    const open = await run(job, 1, {
      ...{ retryOfId: third.id, trigger: 'RETRY', status: 'QUEUED', startedAt: null, finishedAt: null },
    });
    const line = [first, second, third].map(({ id }) => id);
    await deleteAllOld(db);
    expect(await Promise.all(line.map(isThere))).toEqual([true, true, true]);
    await test.prisma.execution.update({
      where: { id: open.id },
      data: { status: 'CANCELED', finishedAt: new Date() },
    });
    await deleteAllOld(db);
    expect(await Promise.all(line.map(isThere))).toEqual([false, false, false]);
  });

  it('take events and parts with them, but for summaries, which stay longer', async () => {
    const job = await jobOf();
    const { id: executionId } = await run(job, 40);
    const part = { ownerId: job.ownerId, executionId };
    await test.prisma.executionEvent.create({
      data: { ...part, type: 'COMPLETED', toStatus: 'COMPLETED', attempt: 1 },
    });
    await test.prisma.stage.create({ data: { ...part, name: 'login', startedAt: daysAgo(40) } });
    await test.prisma.chunk.createMany({
      data: Array.from({ length: 300 }, (_, i) => ({
        ...{ ...part, jobId: job.id, chunkIndex: i, imageRange: { start: i, end: i } },
      })),
    });
    const summary = (days: number) =>
      test.prisma.summary.create({
        data: {
          ...{ ...part, jobId: job.id, xUsername: 'x', topics: [], hoursBack: 1, content: 's' },
          createdAt: daysAgo(days),
        },
      });
    const kept = await summary(40);
    await summary(SUMMARY_DAYS + 1);
    await deleteAllOld(db);
    // Its end is not in the roll-ups yet.
    expect(await isThere(executionId)).toBe(true);
    const counts: Record<string, number> = {};
    await expect
      .poll(async () => {
        // As far as the server's oldest transaction lets it.
        await feedRollups(db);
        Object.assign(counts, await deleteAllOld(db));
        return isThere(executionId);
      }, WAITING)
      .toBe(false);
    expect(counts).toMatchObject({ job_executions: 1, job_chunks: 300, job_stages: 1, execution_events: 1 });
    expect(await isThere(executionId)).toBe(false);
    expect(await test.prisma.summary.findMany({ where: { ownerId: job.ownerId } })).toMatchObject([
      { id: kept.id, executionId: null },
    ]);
  }, 90_000);
});

it('groups of failures keep their counts, and say what was seen last', async () => {
  const { key, user } = await test.given.user({ tier: 'FREE' });
  const job = { id: (await test.given.job(user.id)).row.id, ownerId: user.id };
  const failed = { status: 'FAILED', errorFingerprint: 'f', errorFingerprintVersion: 0 } as const;
  const first = await run(job, 45, { ...failed, errorMessage: 'first' });
  const last = await run(job, 40, { ...failed, errorMessage: 'last', errorCode: 'E' });
  const filter = { queuedAt: { from: daysAgo(50).toISOString(), to: daysAgo(30).toISOString() } };
  const ask = async () =>
    (
      await test.ask(
        `query($filter: ExecutionFilter) { failureGroups(filter: $filter, bucket: DAY) {
          fingerprint count firstSeenAt lastSeenAt message errorCode sample { id } buckets { count } } }`,
        { filter },
        key,
      )
    ).body;
  const group = {
    ...{ fingerprint: 'f', count: 2, message: 'last', errorCode: 'E' },
    ...{ firstSeenAt: first.finishedAt?.toISOString(), lastSeenAt: last.finishedAt?.toISOString() },
  };
  const ofDays = (body: Awaited<ReturnType<typeof ask>>) =>
    z
      .object({
        data: z.object({
          failureGroups: z.array(z.object({ buckets: z.array(z.object({ count: z.int() })) })),
        }),
      })
      .parse(body)
      .data.failureGroups[0]?.buckets.map(({ count }) => count);
  const before = await ask();
  expect(before).toMatchObject({ data: { failureGroups: [{ ...group, sample: expect.anything() }] } });
  await deleteAllOld(db);
  expect(await isThere(last.id)).toBe(false);
  const after = await ask();
  expect(after).toMatchObject({ data: { failureGroups: [{ ...group, sample: null }] } });
  expect(ofDays(after)).toEqual(ofDays(before));
});

it('groups of failures forget messages that are old, and count on', async () => {
  // What other tests have left is not counted here.
  await deleteAllOld(db);
  const { key, user } = await test.given.user({ tier: 'FREE' });
  const job = { id: (await test.given.job(user.id)).row.id, ownerId: user.id };
  const fail = (errorFingerprint: string, days: number) =>
    run(job, days, {
      ...{ status: 'FAILED', errorFingerprint, errorFingerprintVersion: 0 },
      ...{ errorMessage: 'Jane Doe', errorCode: 'E' },
    });
  await fail('old', FAILURE_MESSAGE_DAYS + 2);
  await fail('younger', FAILURE_MESSAGE_DAYS - 2);
  const archived = { fingerprint: 'earlier', failures: 1, mended: 0, message: 'Jane Doe' };
  const day = daysAgo(FAILURE_MESSAGE_DAYS + 2);
  await test.prisma.failureArchive.create({
    data: { ...archived, ownerId: user.id, day, firstAt: day, lastAt: day },
  });
  expect(await countAllOld(db)).toEqual({ job_executions: 2, 'failure_archive.message': 1 });
  expect(await deleteAllOld(db)).toMatchObject({ job_executions: 2, 'failure_archive.message': 2 });
  expect(await countAllOld(db)).toEqual({});
  const filter = { queuedAt: { from: daysAgo(740).toISOString(), to: daysAgo(715).toISOString() } };
  const { body } = await test.ask(
    `query($filter: ExecutionFilter) { failureGroups(filter: $filter) { fingerprint count message errorCode } }`,
    { filter },
    key,
  );
  expect(body).not.toHaveProperty('errors');
  const groups = z.object({ data: z.object({ failureGroups: z.array(z.unknown()) }) }).parse(body)
    .data.failureGroups;
  const forgotten = { count: 1, message: '', errorCode: null };
  expect(groups).toHaveLength(3);
  expect(groups).toEqual(
    expect.arrayContaining([
      { fingerprint: 'old', ...forgotten },
      { fingerprint: 'earlier', ...forgotten },
      { fingerprint: 'younger', count: 1, message: 'Jane Doe', errorCode: 'E' },
    ]),
  );
});

it('logs go before their execution', async () => {
  const job = await jobOf();
  const { id: executionId } = await run(job, 20);
  const log = (days: number) => ({
    ...{ id: idAt(daysAgo(days)), ownerId: job.ownerId, executionId, attempt: 1 },
    ...{ firstAt: daysAgo(days), lastAt: daysAgo(days), lineCount: 1, byteCount: 1, levelMask: 2 },
    ...{ offsets: [0], levels: ['INFO' as const], messages: ['x'] },
  });
  const { logRetentionDays } = TIERS.FREE;
  const young = log(logRetentionDays - 1);
  await test.prisma.executionLog.createMany({ data: [log(logRetentionDays + 1), young] });
  await deleteAllOld(db);
  expect(await isThere(executionId)).toBe(true);
  expect(await test.prisma.executionLog.findMany({ where: { executionId } })).toMatchObject([
    { id: young.id },
  ]);
});

it('logs of verifications and activity, notifications, alerts and ticks go after their days', async () => {
  const job = await jobOf();
  const { ownerId } = job;
  const task = await test.prisma.socialTask.create({
    data: { title: 't', taskType: 'FOLLOW', target: '@x', rewardCredits: 1 },
  });
  const completion = await test.prisma.completion.create({ data: { ownerId, taskId: task.id } });
  const around = (days: number) => [daysAgo(days + 1), daysAgo(days - 1)];
  await test.prisma.verificationLog.createMany({
    data: around(VERIFICATION_LOG_DAYS).map((verifiedAt) => ({
      ...{ ownerId, completionId: completion.id, taskId: task.id, taskType: 'FOLLOW' },
      ...{ result: 'VERIFIED' as const, verifiedAt, verificationTimeMs: 1, apiCallCount: 1 },
    })),
  });
  await test.prisma.activityLog.createMany({
    data: around(ACTIVITY_DAYS).map((timestamp) => ({
      ...{ ownerId, userId: ownerId, action: 'old.thing', resourceType: 'Job', timestamp },
    })),
  });
  await test.prisma.notification.createMany({
    data: around(NOTIFICATION_DAYS).map((createdAt) => ({
      ...{ id: idAt(createdAt), ownerId, type: 'credits.low', createdAt },
      facts: { balance: 1, threshold: 2 },
    })),
  });
  await test.prisma.scheduleTick.createMany({
    data: around(TICK_DAYS).map((at) => ({ ownerId, jobId: job.id, at })),
  });
  const rule = await test.prisma.alertRule.create({
    data: { ownerId, name: 'r', kind: 'QUEUE_AGE', condition: { olderThanSeconds: 60 } },
  });
  await test.prisma.alert.createMany({
    data: around(ALERT_DAYS).map((closedAt, i) => ({
      ...{ ownerId, ruleId: rule.id, subject: `${i}`, value: 2, threshold: 1 },
      ...{ openedAt: daysAgo(365), closedAt },
    })),
  });
  await test.prisma.alert.create({
    data: { ownerId, ruleId: rule.id, value: 2, threshold: 1, openedAt: daysAgo(365) },
  });
  const rows = async () => ({
    alerts: await test.prisma.alert.count({ where: { ownerId, closedAt: { not: null } } }),
    twitter_verification_logs: await test.prisma.verificationLog.count({ where: { ownerId } }),
    activity_logs: await test.prisma.activityLog.count({ where: { ownerId, action: 'old.thing' } }),
    notifications: await test.prisma.notification.count({ where: { ownerId } }),
    schedule_ticks: await test.prisma.scheduleTick.count({ where: { ownerId } }),
  });
  const one = {
    alerts: 1,
    twitter_verification_logs: 1,
    activity_logs: 1,
    notifications: 1,
    schedule_ticks: 1,
  };
  expect(await countAllOld(db)).toMatchObject(one);
  expect(await deleteAllOld(db)).toMatchObject(one);
  expect(await rows()).toEqual(one);
  expect(await countAllOld(db)).toEqual({});
  expect(await test.prisma.alert.count({ where: { ownerId, closedAt: null } })).toBe(1);
});

describe('the server', () => {
  const { signal } = new AbortController();
  const logged = (lines: string[]) =>
    createLogger('info', { write: (line: string) => void lines.push(line) });
  const deletedIn = (lines: string[]) =>
    lines.reduce((sum, line) => sum + Number(/"job_executions":(\d+)/.exec(line)?.[1] ?? 0), 0);

  it('says once a day what would go', async () => {
    await run(await jobOf(), 90);
    const lines: string[] = [];
    const look = createRetention(db, 'report', logged(lines));
    expect(await look(signal)).toBe(false);
    expect(await look(signal)).toBe(false);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/"job_executions":\d+/);
    await deleteAllOld(db);
  });

  it('deletes in turns with others, and rests when all is gone', async () => {
    await deleteAllOld(db);
    const job = await jobOf();
    for (let i = 0; i < 10; i += 1) await run(job, 90);
    const off = createRetention(db, 'off', createLogger('silent'));
    expect(await off(signal)).toBe(false);
    expect(await test.prisma.execution.count({ where: { jobId: job.id } })).toBe(10);
    const lines: string[] = [];
    const [one, other] = [1, 2].map(() => createRetention(db, 'on', logged(lines)));
    await expect
      .poll(async () => {
        await Promise.all([one?.(signal), other?.(signal)]);
        return deletedIn(lines);
      }, WAITING)
      .toBe(10);
    expect(await test.prisma.execution.count({ where: { jobId: job.id } })).toBe(0);
    await expect
      .poll(async () => {
        await Promise.all([one?.(signal), other?.(signal)]);
        return test.prisma
          .$queryRaw`SELECT FROM retention_turns WHERE next_at > now() + interval '5 minutes' AND name = 'delete'`;
      }, WAITING)
      .toHaveLength(1);
    await run(job, 90);
    // Where the other found the end, this one comes to hear of it.
    await expect.poll(async () => one?.(signal), WAITING).toBe(false);
    expect(await one?.(signal)).toBe(false);
    expect(await test.prisma.execution.count({ where: { jobId: job.id } })).toBe(1);
  }, 90_000);

  it.skipIf(inject('template').kind !== 'server')(
    'pauses no longer than its bound after a transaction that had to wait, and says what it did when it is stopped',
    async () => {
      await deleteAllOld(db);
      await test.prisma.$executeRaw`UPDATE retention_turns SET next_at = now()`;
      await run(await jobOf(), 90);
      const lines: string[] = [];
      const look = createRetention(db, 'on', logged(lines));
      const held = test.prisma.$transaction(async (tx) => {
        await tx.$executeRaw`LOCK TABLE execution_archive IN SHARE MODE`;
        await sleep(2_000);
      });
      await sleep(200);
      await expect
        .poll(async () => {
          await look(AbortSignal.abort());
          return deletedIn(lines);
        }, WAITING)
        .toBe(1);
      const [turn] = await test.prisma.$queryRaw<Array<{ seconds: number }>>`
        SELECT extract(epoch FROM next_at - now())::float8 AS seconds FROM retention_turns WHERE name = 'delete'`;
      expect(turn?.seconds).toBeLessThanOrEqual(MAX_PAUSE_MS / 1_000);
      expect(turn?.seconds).toBeGreaterThan(MAX_PAUSE_MS / 1_000 - 2);
      await held;
      await test.prisma.$executeRaw`UPDATE retention_turns SET next_at = now()`;
    },
    60_000,
  );
});
