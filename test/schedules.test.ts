import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { type ScopedDb, scopeDatabase } from '../src/core/db/tenancy.js';
import type { UserTier } from '../src/generated/prisma/enums.js';
import { runDue } from '../src/operations/schedule.service.js';
import { MISSED_AFTER_SECONDS } from '../src/operations/schedule-step.js';
import { connectTo } from './support/live.js';
import type { JobOf } from './support/world/jobs.js';
import { openRuns, type Runs, uuidOf } from './support/world/runs.js';

const isEmbedded = inject('template').kind === 'embedded';
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** A tick that is due, and in time. */
const JUST_NOW_MS = 2_000;

let runs: Runs;
let db: ScopedDb;

beforeAll(async () => {
  runs = await openRuns();
  db = scopeDatabase(runs.test.database.background.prisma, null);
});
afterAll(() => runs.test.close());

function onFailure(_ownerId: string, error: unknown): never {
  throw error;
}

/** Looks for ticks until there is none that is due. */
async function look(costs = runs.test.config.runCosts): Promise<void> {
  await runDue(db, costs, { onFailure });
}

async function now(): Promise<Date> {
  const [row] = await runs.prisma.$queryRaw<Array<{ now: Date }>>`SELECT now() AS now`;
  return z.object({ now: z.date() }).parse(row).now;
}

const PLAIN: JobOf = {
  ...{ cron: '0 0 1 1 *', timezone: 'UTC', jitterSeconds: 0 },
  overlapPolicy: 'ALLOW',
  missedTickPolicy: 'SKIP',
};

/** A job whose tick was due some time ago: by default a little, and next year again. */
async function scheduled({ agoMs = JUST_NOW_MS, ...more }: JobOf & { agoMs?: number } = {}) {
  // A whole second, as ticks are.
  const at = new Date(Math.floor(((await now()).getTime() - agoMs) / 1_000) * 1_000);
  const { id, row } = await runs.job({ ...PLAIN, nextRunAt: at, ...more });
  return { id, jobId: row.id, at };
}

/** Makes the next tick of a job due. @returns The time of it. */
async function due(jobId: string, agoMs = JUST_NOW_MS): Promise<Date> {
  const at = new Date(Math.floor(((await now()).getTime() - agoMs) / 1_000) * 1_000);
  await runs.prisma.job.update({ where: { id: jobId }, data: { nextRunAt: at } });
  return at;
}

const ticks = (jobId: string) =>
  runs.prisma.scheduleTick.findMany({
    where: { jobId },
    orderBy: { at: 'asc' },
    include: { execution: true },
  });

const JOB = `query ($id: ID!) { job(id: $id) {
  updatedAt
  schedule { nextRunAt pausedAt ticks { nodes { at skipReason execution { trigger scheduledFor status availableAt createdBy { name role } } } } }
} }`;

async function asked(id: string) {
  const { body } = await runs.test.ask(JOB, { id }, runs.owner.key);
  return z.object({ data: z.object({ job: z.looseObject({ updatedAt: z.string() }) }) }).parse(body).data.job;
}

describe('a tick that is due', () => {
  it('is an execution of its own, once, and the next one is said', async () => {
    const { id, jobId, at } = await scheduled();
    const before = await asked(id);
    await look();
    await look();
    expect(await asked(id)).toMatchObject({
      // A tick is no change of the job.
      updatedAt: before.updatedAt,
      schedule: {
        nextRunAt: expect.stringMatching(/-01-01T00:00:00.000Z$/),
        ticks: {
          nodes: [
            {
              at: at.toISOString(),
              skipReason: null,
              execution: {
                ...{ trigger: 'SCHEDULE', scheduledFor: at.toISOString(), status: 'QUEUED' },
                createdBy: { name: 'scheduler', role: 'system' },
              },
            },
          ],
        },
      },
    });
    const [tick] = await ticks(jobId);
    expect(tick?.execution?.queuedAt.getTime()).toBeGreaterThanOrEqual(at.getTime());
  });

  it('waits for its time by the clock of the database', async () => {
    const { jobId } = await scheduled({ agoMs: -MINUTE_MS });
    await look();
    expect(await ticks(jobId)).toEqual([]);
  });

  it.each(['PAUSED', 'ARCHIVED'] as const)('is none of a job that is %s', async (status) => {
    const { id, jobId } = await scheduled({ status: 'ACTIVE' });
    await runs.test.ask(
      `mutation { setJobStatus(input: { jobId: "${id}", status: ${status} }) { __typename } }`,
      {},
      runs.owner.key,
    );
    await look();
    expect(await ticks(jobId)).toEqual([]);
    expect(await asked(id)).toMatchObject({ schedule: { nextRunAt: null } });
  });

  it('is one of many, of several owners, and each is run', async () => {
    const jobIds: string[] = [];
    for (let nth = 0; nth < 3; nth += 1) {
      const { user } = await runs.given.user();
      for (let of = 0; of < 24; of += 1) {
        const nextRunAt = new Date((await now()).getTime() - JUST_NOW_MS);
        jobIds.push((await runs.given.job(user.id, { ...PLAIN, nextRunAt })).row.id);
      }
    }
    await look();
    const made = await runs.prisma.scheduleTick.groupBy({
      by: ['jobId'],
      where: { jobId: { in: jobIds }, executionId: { not: null } },
      _count: true,
    });
    expect(made.map(({ _count }) => _count)).toEqual(jobIds.map(() => 1));
  });

  it('is one of several of an owner whose day has room for some of them', async () => {
    const [busy, other] = [await runs.given.user({ tier: 'FREE' }), await runs.given.user()];
    const day = new Date((await now()).toISOString().slice(0, 10));
    const metric = { ownerId: busy.user.id, name: 'executions', day };
    await runs.prisma.usageMetric.create({ data: { ...metric, value: 498 } });
    const nextRunAt = new Date((await now()).getTime() - JUST_NOW_MS);
    const jobOf = async (ownerId: string) => (await runs.given.job(ownerId, { ...PLAIN, nextRunAt })).row.id;
    for (let nth = 0; nth < 5; nth += 1) await jobOf(busy.user.id);
    const ofOther = await jobOf(other.user.id);
    await look();
    const of = { where: { ownerId: busy.user.id } };
    const said = await runs.prisma.scheduleTick.findMany(of);
    expect(said.filter(({ executionId }) => executionId !== null)).toHaveLength(2);
    const refused = said.flatMap(({ skipReason }) => skipReason ?? []);
    expect(refused).toEqual(
      Array.from({ length: 3 }, () => 'The tier FREE allows 500 runs a day, and 500 were accepted today.'),
    );
    expect(await ticks(ofOther)).toMatchObject([{ executionId: expect.any(String) }]);
    expect(
      await runs.prisma.usageMetric.findUniqueOrThrow({ where: { ownerId_day_name: metric } }),
    ).toMatchObject({ value: 500, limit: 500 });
    const made = await runs.prisma.execution.findMany({ ...of, include: { events: true, job: true } });
    expect(made).toHaveLength(2);
    for (const { id, events, job, ...run } of made) {
      expect(run).toMatchObject({
        runNumber: 1,
        kind: job.kind,
        kindKey: job.kindKey,
        priority: job.priority,
      });
      expect(said.map(({ executionId }) => executionId)).toContain(id);
      expect(events).toMatchObject([{ type: 'QUEUED', fromStatus: null, toStatus: 'QUEUED', attempt: 1 }]);
    }
  });

  it('that was written down before is not run again', async () => {
    const { jobId, at } = await scheduled();
    await look();
    await runs.prisma.job.update({ where: { id: jobId }, data: { nextRunAt: at } });
    await look();
    expect(await ticks(jobId)).toHaveLength(1);
    expect(await runs.prisma.execution.count({ where: { jobId } })).toBe(1);
    expect(
      (await runs.prisma.job.findUniqueOrThrow({ where: { id: jobId } })).nextRunAt?.getTime(),
    ).toBeGreaterThan(at.getTime());
  });

  it('is skipped where its owner is suspended, and where a quota or the credits are used up', async () => {
    const suspended = await runs.given.user({ status: 'SUSPENDED' });
    const nextRunAt = new Date((await now()).getTime() - JUST_NOW_MS);
    const ofSuspended = await runs.given.job(suspended.user.id, { ...PLAIN, nextRunAt });
    const poor = await runs.given.user();
    const ofPoor = await runs.given.job(poor.user.id, { ...PLAIN, nextRunAt });
    await look({ ...runs.test.config.runCosts, CRAWL: 5 });
    expect(await ticks(ofSuspended.row.id)).toMatchObject([
      { executionId: null, skipReason: 'The owner was suspended.' },
    ]);
    expect(await ticks(ofPoor.row.id)).toMatchObject([
      { executionId: null, skipReason: expect.stringContaining('credits') },
    ]);
    const busy = await runs.given.user({ tier: 'FREE' });
    await runs.prisma.usageMetric.create({
      data: {
        ownerId: busy.user.id,
        name: 'executions',
        day: new Date((await now()).toISOString().slice(0, 10)),
        value: 500,
      },
    });
    const ofBusy = await runs.given.job(busy.user.id, { ...PLAIN, nextRunAt });
    await look();
    expect(await ticks(ofBusy.row.id)).toMatchObject([
      { executionId: null, skipReason: expect.stringContaining('500 runs a day') },
    ]);
  });

  it('of a schedule that cannot be read any more keeps no other from being run', async () => {
    const { jobId } = await scheduled({ timezone: 'Gone/Zone', agoMs: 20_000 });
    const other = await scheduled();
    await look();
    expect(await ticks(jobId)).toMatchObject([
      { executionId: null, skipReason: expect.stringContaining('zone') },
    ]);
    expect(await ticks(other.jobId)).toMatchObject([{ executionId: expect.any(String) }]);
    expect((await runs.prisma.job.findUniqueOrThrow({ where: { id: jobId } })).nextRunAt).toBeNull();
  });

  it('of a schedule that could not be read has a next one once its times are said again', async () => {
    const { id, jobId } = await scheduled({ timezone: 'Gone/Zone' });
    await look();
    // The zone is back, as after an update of the server.
    await runs.prisma.job.update({ where: { id: jobId }, data: { timezone: 'UTC' } });
    const update = `mutation { updateJob(input: { jobId: "${id}", schedule: { cron: "${PLAIN.cron}", timezone: "UTC" } }) {
      ... on UpdateJobPayload { job { schedule { nextRunAt } } } } }`;
    expect((await runs.test.ask(update, {}, runs.owner.key)).body).toMatchObject({
      data: {
        updateJob: { job: { schedule: { nextRunAt: expect.stringMatching(/-01-01T00:00:00.000Z$/) } } },
      },
    });
  });

  it('is available later by its jitter, by the same each time', async () => {
    const { jobId, at } = await scheduled({ jitterSeconds: 3_600 });
    await look();
    const [first] = await ticks(jobId);
    const later = (first?.execution?.availableAt.getTime() ?? 0) - at.getTime();
    expect(later).toBeGreaterThanOrEqual(0);
    expect(later).toBeLessThanOrEqual(HOUR_MS);
    const spread = new Set<number>();
    for (let nth = 0; nth < 5; nth += 1) {
      const job = await scheduled({ jitterSeconds: 3_600 });
      await look();
      const [tick] = await ticks(job.jobId);
      spread.add((tick?.execution?.availableAt.getTime() ?? 0) - job.at.getTime());
    }
    expect(spread.size).toBeGreaterThan(1);
  });
});

describe('an execution that a schedule started and that is open', () => {
  const tickAgain = async (jobId: string, agoMs: number) => {
    const at = await due(jobId, agoMs);
    await look();
    return at;
  };

  it('lets others be started beside it with ALLOW', async () => {
    const { jobId } = await scheduled({ overlapPolicy: 'ALLOW', agoMs: 10_000 });
    await look();
    await tickAgain(jobId, 5_000);
    expect((await ticks(jobId)).map(({ skipReason }) => skipReason)).toEqual([null, null]);
  });

  it('keeps others from being started with SKIP, until it has ended', async () => {
    const { id, jobId } = await scheduled({ overlapPolicy: 'SKIP', agoMs: 30_000 });
    // What somebody enqueues is no tick's.
    await runs.enqueued(id);
    await look();
    await tickAgain(jobId, 20_000);
    const [first] = await ticks(jobId);
    await runs.prisma.execution.deleteMany({ where: { id: first?.executionId ?? '' } });
    await tickAgain(jobId, 10_000);
    expect((await ticks(jobId)).map(({ skipReason }) => skipReason)).toEqual([
      ...[null, 'An execution that the schedule started was still open.', null],
    ]);
  });

  it('lets one wait with BUFFER_ONE', async () => {
    const { id, jobId } = await scheduled({ overlapPolicy: 'BUFFER_ONE', agoMs: 40_000 });
    await look();
    await runs.claim(id);
    await tickAgain(jobId, 30_000);
    await tickAgain(jobId, 20_000);
    const all = await ticks(jobId);
    expect(all.map(({ execution }) => execution?.status)).toEqual(['RUNNING', 'QUEUED', undefined]);
    expect(all[2]?.skipReason).toContain('waiting');
  });

  it('is canceled with CANCEL_OTHER: at once where it waits, by its worker where it runs', async () => {
    const { id, jobId } = await scheduled({ overlapPolicy: 'CANCEL_OTHER', agoMs: 40_000 });
    await look();
    const { executionId } = await runs.claim(id);
    await tickAgain(jobId, 30_000);
    expect(await runs.row(executionId)).toMatchObject({
      status: 'RUNNING',
      cancelRequestedAt: expect.any(Date),
    });
    expect(await runs.steps(executionId)).toEqual(['QUEUED', 'STARTED', 'CANCEL_REQUESTED']);
    await tickAgain(jobId, 20_000);
    const all = await ticks(jobId);
    expect(all.map(({ execution }) => execution?.status)).toEqual(['RUNNING', 'CANCELED', 'QUEUED']);
    expect(await runs.steps(executionId)).toHaveLength(3);
  });

  it('goes on with CANCEL_OTHER where the tick starts none', async () => {
    const { jobId } = await scheduled({ overlapPolicy: 'CANCEL_OTHER', agoMs: 20_000 });
    await look();
    await due(jobId, 10_000);
    await look({ ...runs.test.config.runCosts, CRAWL: 5 });
    expect((await ticks(jobId)).map(({ execution }) => execution?.status)).toEqual(['QUEUED', undefined]);
  });
});

describe('ticks that were missed', () => {
  const hourly = { cron: '0 * * * *' } as const;
  const minutely = { cron: '* * * * *' } as const;

  it('are skipped with SKIP, and said to be so once', async () => {
    const { jobId, at } = await scheduled({ ...minutely, agoMs: HOUR_MS });
    await look();
    const [missed, ...others] = await ticks(jobId);
    expect(missed).toMatchObject({ at, executionId: null, skipReason: expect.stringContaining('no server') });
    for (const { execution, at: other } of others) {
      expect(execution).not.toBeNull();
      expect((await now()).getTime() - other.getTime()).toBeLessThan((MISSED_AFTER_SECONDS + 60) * 1_000);
    }
    expect(others.length).toBeLessThan(4);
  });

  it('are made up for by the last of them with RUN_ONCE', async () => {
    const { jobId } = await scheduled({ ...hourly, missedTickPolicy: 'RUN_ONCE', agoMs: 5 * HOUR_MS });
    await look();
    const all = await ticks(jobId);
    expect(all.map(({ executionId }) => executionId === null)).toEqual([true, false]);
    expect((await now()).getTime() - (all[1]?.at.getTime() ?? 0)).toBeLessThan(HOUR_MS);
    const { nextRunAt } = await runs.prisma.job.findUniqueOrThrow({ where: { id: jobId } });
    expect(nextRunAt?.getTime()).toBeGreaterThan((await now()).getTime() - MINUTE_MS);
  });

  it('are made up for one by one with CATCH_UP, as far back as it says', async () => {
    const { jobId } = await scheduled({
      ...minutely,
      ...{ missedTickPolicy: 'CATCH_UP', catchUpSeconds: 10 * 60, agoMs: 2 * HOUR_MS },
    });
    await look();
    const [missed, ...others] = await ticks(jobId);
    expect(missed?.skipReason).toContain('no server');
    expect(others.length).toBeGreaterThanOrEqual(10);
    expect(others.length).toBeLessThanOrEqual(12);
    expect(others.every(({ executionId }) => executionId !== null)).toBe(true);
    expect(new Set(others.map(({ at }) => at.getTime())).size).toBe(others.length);
  });

  it('are not those that are late by less than a minute', async () => {
    const { jobId } = await scheduled({ cron: '*/10 * * * * *', agoMs: 40_000 });
    await look();
    const all = await ticks(jobId);
    expect(all.every(({ executionId }) => executionId !== null)).toBe(true);
    expect(all.length).toBeGreaterThanOrEqual(4);
  });
});

it('a schedule that ticks more often than a tier allows to which its owner fell ticks as often as it does', async () => {
  const be = (tier: UserTier) =>
    runs.prisma.user.update({ where: { id: runs.owner.user.id }, data: { tier } });
  const { jobId, at } = await scheduled({ cron: '*/5 * * * * *', agoMs: 40_000 });
  const next = async () => (await runs.prisma.job.findUniqueOrThrow({ where: { id: jobId } })).nextRunAt;
  try {
    for (const [tier, apart] of [
      ['FREE', 60_000],
      ['PRO', 30_000],
    ] as const) {
      await be(tier);
      await runs.prisma.scheduleTick.deleteMany({ where: { jobId } });
      await runs.prisma.job.update({ where: { id: jobId }, data: { nextRunAt: at } });
      await look();
      const [first, second] = [...(await ticks(jobId)).map((tick) => tick.at), await next()];
      expect(first).toEqual(at);
      const after = (second?.getTime() ?? 0) - at.getTime();
      expect(after).toBeGreaterThanOrEqual(apart);
      expect(after).toBeLessThan(apart + 5_000);
    }
  } finally {
    await be('ENTERPRISE');
  }
  const resumed = await due(jobId);
  await look();
  const following = (await next())?.getTime() ?? 0;
  expect(following - resumed.getTime()).toBeLessThanOrEqual(10_000);
});

describe('a schedule that is paused', () => {
  const SET = `mutation ($input: SetSchedulePausedInput!) { setSchedulePaused(input: $input) {
    ... on SetSchedulePausedPayload { job { schedule { pausedAt nextRunAt } } } ... on Error { code message } } }`;
  const set = async (jobId: string, paused: boolean, key = runs.owner.key) => {
    const { body } = await runs.test.ask(SET, { input: { jobId, paused } }, key);
    return z.object({ data: z.object({ setSchedulePaused: z.looseObject({}) }) }).parse(body).data
      .setSchedulePaused;
  };

  it('fires nothing, and goes on with the next tick', async () => {
    const { id, jobId } = await scheduled({ cron: '* * * * *' });
    expect(await set(id, true)).toMatchObject({
      job: { schedule: { pausedAt: expect.any(String), nextRunAt: null } },
    });
    await look();
    const again = await set(id, true);
    expect(await ticks(jobId)).toEqual([]);
    const before = await now();
    const resumed = await set(id, false);
    expect(resumed).toMatchObject({ job: { schedule: { pausedAt: null, nextRunAt: expect.any(String) } } });
    expect(again).toMatchObject({ job: { schedule: { pausedAt: expect.any(String) } } });
    const { nextRunAt } = await runs.prisma.job.findUniqueOrThrow({ where: { id: jobId } });
    expect(nextRunAt?.getTime()).toBeGreaterThan(before.getTime());
    const actions = await runs.prisma.activityLog.findMany({
      where: { resourceId: id },
      orderBy: { id: 'asc' },
    });
    expect(actions.map(({ action }) => action)).toEqual(['job.schedule_paused', 'job.schedule_resumed']);
  });

  it('stays so where its times or its job’s state are changed', async () => {
    const { id } = await scheduled();
    await set(id, true);
    const update = `mutation { updateJob(input: { jobId: "${id}", schedule: { cron: "5 * * * *" } }) { ... on UpdateJobPayload { job { schedule { cron nextRunAt } } } } }`;
    expect((await runs.test.ask(update, {}, runs.owner.key)).body).toMatchObject({
      data: { updateJob: { job: { schedule: { cron: '5 * * * *', nextRunAt: null } } } },
    });
    for (const status of ['PAUSED', 'ACTIVE']) {
      await runs.test.ask(
        `mutation { setJobStatus(input: { jobId: "${id}", status: ${status} }) { __typename } }`,
        {},
        runs.owner.key,
      );
    }
    expect(await asked(id)).toMatchObject({ schedule: { pausedAt: expect.any(String), nextRunAt: null } });
  });

  it('is one that is there, and one’s own', async () => {
    const { id } = await runs.job();
    expect(await set(id, true)).toMatchObject({ code: 'NOT_FOUND', message: 'The job has no schedule.' });
    const other = await runs.given.user();
    const { id: theirs } = await scheduled();
    expect(await set(theirs, true, other.key)).toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a run of a tick', () => {
  it('is claimed and completed as any other', async () => {
    const { id, jobId } = await scheduled();
    await look();
    const { executionId, leaseToken } = await runs.claim(id);
    const [tick] = await ticks(jobId);
    expect(tick?.executionId).toBe(uuidOf(executionId));
    expect(await runs.tell('completeExecution', { executionId, leaseToken })).toMatchObject({
      execution: { status: 'COMPLETED' },
    });
  });
});

describe('an owner', () => {
  /** A tick of an owner of its own, in the order of the calls. */
  async function tickOf(more: JobOf = {}) {
    const { user } = await runs.given.user();
    const nextRunAt = new Date((await now()).getTime() - JUST_NOW_MS);
    const { row } = await runs.given.job(user.id, { ...PLAIN, nextRunAt, ...more });
    return { ownerId: user.id, jobId: row.id, nextRunAt };
  }
  const isRun = async (jobId: string) => (await ticks(jobId)).map(({ executionId }) => executionId !== null);
  const nextOf = async (jobId: string) =>
    (await runs.prisma.job.findUniqueOrThrow({ where: { id: jobId } })).nextRunAt;

  it.skipIf(isEmbedded).each([
    ['credit account', 1, 'SELECT FROM credit_accounts WHERE owner_id = $1 FOR UPDATE'],
    [
      'day',
      0,
      "INSERT INTO usage_metrics (owner_id, name, day, value) VALUES ($1, 'executions', (now() AT TIME ZONE 'UTC')::date, 1)",
    ],
  ])(
    'whose %s somebody holds keeps no other’s ticks from being run, and has its own later (needs TEST_DATABASE_URL: a second connection)',
    async (_, cost, hold) => {
      // Whoever has no credits has ticks that are skipped for it: they are decided on.
      const costs = { ...runs.test.config.runCosts, CRAWL: cost };
      const held = await tickOf();
      const others = [await tickOf(), await tickOf()];
      const holder = await connectTo(runs.test.config);
      await holder.query('BEGIN');
      await holder.query(hold, [held.ownerId]);
      await look(costs);
      for (const { jobId } of others) expect(await isRun(jobId)).toEqual([cost === 0]);
      expect(await isRun(held.jobId)).toEqual([]);
      expect(await nextOf(held.jobId)).toEqual(held.nextRunAt);
      await holder.query('ROLLBACK');
      await holder.end();
      await look(costs);
      expect(await isRun(held.jobId)).toEqual([cost === 0]);
    },
  );

  it('whose ticks fail keeps no other’s from being run, and is told of', async () => {
    const [failing, ...others] = [await tickOf(), await tickOf(), await tickOf()];
    if (!failing) throw new Error('there is none');
    await runs.prisma.$executeRawUnsafe(
      `CREATE FUNCTION refuse_tick() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no such tick'; END $$`,
    );
    await runs.prisma.$executeRawUnsafe(
      `CREATE TRIGGER refuse_tick BEFORE INSERT ON schedule_ticks FOR EACH ROW
        WHEN (NEW.owner_id = '${failing.ownerId}') EXECUTE FUNCTION refuse_tick()`,
    );
    const failures: Array<[string, unknown]> = [];
    await runDue(db, runs.test.config.runCosts, { onFailure: (...failure) => failures.push(failure) });
    await runs.prisma.$executeRawUnsafe('DROP TRIGGER refuse_tick ON schedule_ticks');
    await runs.prisma.$executeRawUnsafe('DROP FUNCTION refuse_tick');
    expect(failures).toEqual([
      [failing.ownerId, expect.objectContaining({ message: expect.stringContaining('no such tick') })],
    ]);
    for (const { jobId } of others) expect(await isRun(jobId)).toEqual([true]);
    expect(await nextOf(failing.jobId)).toEqual(failing.nextRunAt);
    await look();
    expect(await isRun(failing.jobId)).toEqual([true]);
  });
});
