import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DEMO_EMAILS } from '../demo/people.js';
import { makeDemo, seedCommand, seedDemo } from '../demo/seed.js';
import type { DemoSummary } from '../demo/summary.js';
import { fingerprint } from '../src/executions/end/fingerprint/fingerprint.js';
import { SKIP_REASONS } from '../src/operations/schedule.service.js';
import { loadConfig } from '../src/server/config.js';
import { expectCountersToAgree } from './support/counters.js';
import { createTestDatabase, type TestDatabase } from './support/database.js';

const FINISHED = ['COMPLETED', 'FAILED', 'CANCELED'];

describe('the demo', () => {
  let test: TestDatabase;
  let summary: DemoSummary;
  const lines: string[] = [];
  const now = new Date();

  beforeAll(async () => {
    test = await createTestDatabase();
    summary = await seedDemo(test.database.prisma, { now, log: (line) => lines.push(line) });
  });
  afterAll(() => test.close());

  it("has seed 003's figures for its agents", async () => {
    const tasks = await test.prisma.job.findMany({
      where: { kind: 'AGENT' },
      orderBy: { createdAt: 'asc' },
      include: { _count: { select: { executions: true } } },
    });
    expect(tasks.map(({ name }) => name).slice(0, 2)).toEqual(['Market Analysis', 'Code Review']);
    expect(tasks.map(({ _count }) => _count.executions)).toEqual([5, 8, 6, 4, 7, 3, 5, 4]);
    expect(await test.prisma.metricSnapshot.count()).toBe(45);
    expect(await test.prisma.artifact.count()).toBe(32);
    expect(summary.agents).toMatchObject({ tasks: 8, runs: 42, metrics: 45, artifacts: 32 });
  });

  it('prints what it made, counted from the rows', async () => {
    const finished = { job: { kind: 'AGENT' }, finishedAt: { not: null } } as const;
    const total = await test.prisma.execution.count({ where: finished });
    const successful = await test.prisma.execution.count({ where: { ...finished, status: 'COMPLETED' } });
    const failed = await test.prisma.execution.count({ where: { ...finished, status: 'FAILED' } });
    expect(lines).toContain('Creating 8 sample tasks...');
    expect(lines).toContain('  Created 5 runs for task: Market Analysis');
    expect(lines).toContain('  Task runs created: 42');
    expect(lines).toContain(`  Total executions: ${total}`);
    expect(lines).toContain(`  Successful executions: ${successful}`);
    expect(lines).toContain(
      `  Overall success rate: ${((100 * successful) / (successful + failed)).toFixed(1)}%`,
    );
  });

  it('has people on every tier and in every state, and data of more than one', async () => {
    const users = await test.prisma.user.findMany({
      include: { account: { select: { _count: { select: { executions: true } } } } },
    });
    const byEmail = new Map(users.map((user) => [user.email, user]));
    expect(users).toHaveLength(6);
    expect(byEmail.get(DEMO_EMAILS.demo)).toMatchObject({ status: 'ACTIVE', tier: 'PRO', role: 'USER' });
    expect(byEmail.get(DEMO_EMAILS.unverified)).toMatchObject({
      status: 'UNVERIFIED',
      emailVerifiedAt: null,
    });
    expect(byEmail.get(DEMO_EMAILS.suspended)).toMatchObject({ status: 'SUSPENDED' });
    expect(byEmail.get(DEMO_EMAILS.administrator)).toMatchObject({ status: 'ACTIVE', role: 'ADMIN' });
    expect(new Set(users.map(({ tier }) => tier))).toEqual(new Set(['FREE', 'PRO', 'ENTERPRISE']));
    expect(
      users.filter(({ account }) => account && account._count.executions > 0).length,
    ).toBeGreaterThanOrEqual(3);
  });

  it('sends nothing to foreign hosts', () => {
    const { notificationPreferences } = makeDemo(now);
    expect(notificationPreferences.length).toBeGreaterThan(0);
    expect(notificationPreferences.filter(({ webhookUrl }) => webhookUrl)).toEqual([]);
  });

  it('is the same for the same moment', () => {
    expect(makeDemo(now)).toEqual(makeDemo(now));
  });

  it.each([
    '2025-03-30T01:30:00Z',
    '2025-11-02T06:10:00Z',
    '2026-02-28T23:59:59.999Z',
    '2027-01-03T12:00:00Z',
  ])('has the same figures at %s', (moment) => {
    const figures = (rows: ReturnType<typeof makeDemo>) => ({
      counts: Object.fromEntries(Object.entries(rows).map(([table, { length }]) => [table, length])),
      statuses: rows.executions.map(({ status }) => status),
      chunks: rows.chunks.map(({ status }) => status),
    });
    expect(figures(makeDemo(new Date(moment)))).toEqual(figures(makeDemo(now)));
  });

  it('agrees with its run numbers and lifetime counters', () => expectCountersToAgree(test.prisma));

  it('numbers the runs of a job in the order of their acceptance, within thirty days', async () => {
    const executions = await test.prisma.execution.findMany({
      orderBy: [{ jobId: 'asc' }, { runNumber: 'asc' }],
    });
    for (const [index, execution] of executions.entries()) {
      const before = executions[index - 1];
      if (before?.jobId === execution.jobId) expect(+execution.queuedAt).toBeGreaterThan(+before.queuedAt);
      expect(+execution.queuedAt).toBeGreaterThan(+now - 30 * 86_400_000);
      expect(+(execution.finishedAt ?? execution.startedAt ?? execution.queuedAt)).toBeLessThanOrEqual(+now);
    }
  });

  it('tells of every step of every run', async () => {
    const executions = await test.prisma.execution.findMany({
      include: { events: { orderBy: { id: 'asc' } } },
    });
    for (const { events, ...execution } of executions) {
      expect(events[0]).toMatchObject({
        type: 'QUEUED',
        fromStatus: null,
        attempt: 1,
        at: execution.queuedAt,
      });
      for (const [index, event] of events.entries()) {
        const before = events[index - 1];
        if (!before) continue;
        expect(event.fromStatus).toBe(before.toStatus);
        expect(+event.at).toBeGreaterThanOrEqual(+before.at);
        expect(event.attempt).toBe(before.attempt + (event.type === 'REQUEUED' ? 1 : 0));
      }
      const last = events.at(-1);
      expect(last).toMatchObject({ toStatus: execution.status, attempt: execution.attempt });
      if (FINISHED.includes(execution.status)) expect(last?.at).toEqual(execution.finishedAt);
      expect(events.findLast(({ type }) => type === 'STARTED')?.at ?? null).toEqual(execution.startedAt);
      expect(events.find(({ type }) => type === 'CANCEL_REQUESTED')?.at ?? null).toEqual(
        execution.startedAt && execution.cancelRequestedAt,
      );
    }
    const again = executions.filter(({ attempt, status }) => attempt === 2 && status === 'COMPLETED');
    expect(again[0]?.events.map(({ type }) => type)).toEqual([
      'QUEUED',
      'STARTED',
      'REQUEUED',
      'STARTED',
      'COMPLETED',
    ]);
  });

  it('has executions, chunks and stages in every state, with leases that live for hours', async () => {
    const soon = +now + 3_600_000;
    const crawls = await test.prisma.execution.findMany({
      where: { kind: 'CRAWL' },
      include: { chunks: true },
    });
    expect(new Set(crawls.map(({ status }) => status))).toEqual(new Set(['QUEUED', 'RUNNING', ...FINISHED]));
    const open = crawls.find(({ chunks }) => chunks.length > 300);
    expect(open?.status).toBe('RUNNING');
    expect(new Set(open?.chunks.map(({ status }) => status))).toEqual(
      new Set(['PENDING', 'PROCESSING', 'COMPLETED', 'FAILED']),
    );
    for (const { status, chunks, leaseExpiresAt } of crawls) {
      if (status === 'RUNNING') expect(+(leaseExpiresAt ?? 0)).toBeGreaterThan(soon);
      for (const chunk of chunks) {
        if (status !== 'RUNNING') expect(['COMPLETED', 'FAILED']).toContain(chunk.status);
        if (chunk.status === 'PROCESSING') expect(+(chunk.leaseExpiresAt ?? 0)).toBeGreaterThan(soon);
        if (chunk.status === 'FAILED') expect(chunk.errorMessage).not.toBeNull();
        expect(+(chunk.finishedAt ?? chunk.startedAt ?? 0)).toBeLessThanOrEqual(+now);
      }
    }
    const stages = await test.prisma.stage.findMany({ include: { execution: true } });
    expect(new Set(stages.map(({ status }) => status))).toEqual(new Set(['RUNNING', 'SUCCEEDED', 'FAILED']));
    for (const stage of stages) {
      if (stage.status === 'RUNNING') expect(stage.execution.status).toBe('RUNNING');
      if (stage.endedAt && stage.execution.finishedAt)
        expect(+stage.endedAt).toBeLessThanOrEqual(+stage.execution.finishedAt + 1000);
      expect(stage.status === 'FAILED').toBe(stage.error !== null);
    }
  });

  it('counts a crawl by the images it stored, duplicates among them', async () => {
    const crawls = await test.prisma.execution.findMany({
      where: { kind: 'CRAWL' },
      include: { _count: { select: { images: true } } },
    });
    for (const { itemsProcessed, _count } of crawls) expect(Number(itemsProcessed)).toBe(_count.images);
    const duplicates = await test.prisma.image.findMany({ where: { isDuplicate: true } });
    expect(duplicates.length).toBeGreaterThan(20);
    for (const { jobId, contentHash, createdAt } of duplicates) {
      const original = { jobId, contentHash, isDuplicate: false, createdAt: { lte: createdAt } };
      expect(await test.prisma.image.count({ where: original })).toBe(1);
    }
  });

  it('answers every tick of a schedule with a run or a reason', async () => {
    const ticks = await test.prisma.scheduleTick.findMany({ include: { execution: true } });
    for (const { at, execution, skipReason } of ticks) {
      if (execution) expect(execution).toMatchObject({ trigger: 'SCHEDULE', scheduledFor: at });
      else expect(Object.values<unknown>(SKIP_REASONS)).toContain(skipReason);
    }
    expect(ticks.filter(({ skipReason }) => skipReason !== null).length).toBeGreaterThan(2);
    const active = await test.prisma.job.findMany({
      where: { cron: { not: null }, status: 'ACTIVE', schedulePausedAt: null },
    });
    for (const { nextRunAt } of active) expect(+(nextRunAt ?? 0)).toBeGreaterThan(+now);
  });

  it('has the log of every agent that ran, which ends with how it ended', async () => {
    const runs = await test.prisma.execution.findMany({
      where: { kind: 'AGENT', startedAt: { not: null } },
      include: { logs: { orderBy: { firstAt: 'asc' } } },
    });
    const LAST = {
      COMPLETED: 'INFO',
      FAILED: 'ERROR',
      CANCELED: 'WARN',
      RUNNING: 'INFO',
      QUEUED: 'INFO',
    } as const;
    expect(runs.length).toBeGreaterThan(30);
    for (const { status, logs, startedAt, attempt } of runs) {
      expect(logs.length).toBeGreaterThan(1);
      expect(logs.at(-1)?.levels).toEqual([LAST[status]]);
      expect(logs[0]?.firstAt.getTime()).toBeGreaterThanOrEqual(Number(startedAt));
      for (const log of logs) expect([log.attempt, log.lineCount]).toEqual([attempt, log.messages.length]);
    }
  });

  it('keeps real hashes and sizes of artifacts of every type', async () => {
    const artifacts = await test.prisma.artifact.findMany();
    expect(new Set(artifacts.map(({ artifactType }) => artifactType)).size).toBe(7);
    for (const { content, fileHash, fileSize } of artifacts) {
      const bytes = Buffer.from(content ?? '');
      expect(Number(fileSize)).toBe(bytes.length);
      expect(bytes.length).toBeGreaterThan(0);
      expect(fileHash).toBe(createHash('sha256').update(bytes).digest('hex'));
    }
  });

  it('has balances that add up', async () => {
    const accounts = await test.prisma.creditAccount.findMany({
      include: { transactions: { orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] } },
    });
    // Six people's, and their team's.
    expect(accounts).toHaveLength(7);
    for (const { balance, transactions } of accounts) {
      let sum = 0;
      for (const { amount, balanceAfter } of transactions) {
        sum += amount;
        expect(balanceAfter).toBe(sum);
      }
      expect(balance).toBe(sum);
    }
    const paid = await test.prisma.execution.findMany({
      where: { heldCredits: { gt: 0 } },
      select: { status: true, creditTransactions: { select: { type: true } } },
    });
    const settlement = {
      COMPLETED: ['SPEND'],
      FAILED: ['REFUND'],
      CANCELED: ['REFUND'],
      QUEUED: [],
      RUNNING: [],
    };
    expect(new Set(paid.map(({ status }) => status))).toEqual(new Set(Object.keys(settlement)));
    for (const { status, creditTransactions } of paid) {
      const types = creditTransactions.map(({ type }) => type).sort();
      expect(types).toEqual(['HOLD', ...settlement[status]]);
    }
  });

  it('has verifications of every kind, and no readable token', async () => {
    const logs = await test.prisma.verificationLog.findMany({ include: { completion: true } });
    expect(new Set(logs.map(({ result }) => result))).toEqual(new Set(['VERIFIED', 'REJECTED', 'ERROR']));
    for (const { result, completion, errorMessage, rejectionReason, cacheHit, apiCallCount } of logs) {
      if (result !== 'ERROR') expect(completion.status).toBe(result);
      expect(errorMessage !== null).toBe(result === 'ERROR');
      expect(rejectionReason !== null).toBe(result === 'REJECTED');
      expect(apiCallCount === 0).toBe(cacheHit);
    }
    const completions = await test.prisma.completion.groupBy({ by: ['status'] });
    expect(completions).toHaveLength(3);
    const types = await test.prisma.socialTask.groupBy({ by: ['taskType'] });
    expect(types).toHaveLength(6);
    for (const { accessToken, tokenKeyId } of await test.prisma.twitterAccount.findMany()) {
      expect(tokenKeyId).toBe('demo');
      expect(Buffer.from(accessToken).toString('latin1')).toMatch(/[^\x20-\x7e]/);
    }
  });

  it('gives failures the fingerprint of their message', async () => {
    const failed = await test.prisma.execution.findMany({ where: { status: 'FAILED' } });
    for (const { errorMessage, errorCode, errorDetails, errorFingerprint } of failed) {
      const { value } = fingerprint({ message: errorMessage ?? '', code: errorCode, details: errorDetails });
      expect(errorFingerprint).toBe(value);
    }
    expect(new Set(failed.map((row) => row.errorFingerprint)).size).toBeLessThan(failed.length);
  });

  it('refuses to come twice', async () => {
    await expect(seedDemo(test.database.prisma)).rejects.toThrow('The demo data is there already');
  });
});

describe('the command seed', () => {
  it('fills a new folder, and refuses one that is in use', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'runledger-seed-'));
    const written: string[] = [];
    const stdout = vi
      .spyOn(process.stdout, 'write')
      .mockImplementation((text) => written.push(String(text)) > 0);
    try {
      const config = loadConfig({ DATA_DIR: dataDir });
      await seedCommand(config);
      expect(written.join('')).toContain('Seeding Summary:\n  Users created: 6\n  Tasks created: 8\n');
      await expect(seedCommand(config)).rejects.toThrow('The database has 6 users already');
      await expect(seedCommand(config, { force: true })).rejects.toThrow('The demo data is there already');
    } finally {
      stdout.mockRestore();
      await rm(dataDir, { recursive: true });
    }
  }, 60_000);
});
