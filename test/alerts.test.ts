import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TIERS } from '../src/accounts/tiers.js';
import { type JudgeOptions, judgeDue } from '../src/alerts/judge.service.js';
import { type ScopedDb, scopeDatabase } from '../src/core/db/tenancy.js';
import { encodeId, parseId } from '../src/core/ids.js';
import { createLogger } from '../src/core/logger.js';
import { wordsOf } from '../src/notifications/wording.js';
import { type Command, command, textIn } from './support/command.js';
import type { GivenJob, JobOf } from './support/world/jobs.js';
import type { Person } from './support/world/people.js';
import { type HeldRun, openRuns, type Runs, uuidOf } from './support/world/runs.js';

const RULE = `alertRule { id name kind isEnabled repeatSeconds job { id } condition {
  __typename
  ... on MissingRunCondition { milestone withinSeconds afterTick times { cron timezone } }
  ... on FailureRateCondition { rangeSeconds above minRuns }
  ... on QueueAgeCondition { olderThanSeconds }
  ... on LongRunCondition { longerThanSeconds timesUsual }
  ... on FailureGroupCondition { unseenDays }
} }`;
const FAILURE = '... on Error { code message }';
/** No rule is judged twice by one look. */
const LONG_SECONDS = 3_600;
const logger = createLogger('silent');

let runs: Runs;
let db: ScopedDb;
let create: Command;
let update: Command;
let remove: Command;
let acknowledge: Command;
/** Whose rules a test is about. */
let owner: Person;

beforeAll(async () => {
  runs = await openRuns();
  db = scopeDatabase(runs.test.database.background.prisma, null);
  const { test } = runs;
  create = command(test, 'createAlertRule', `... on CreateAlertRulePayload { ${RULE} } ${FAILURE}`);
  update = command(test, 'updateAlertRule', `... on UpdateAlertRulePayload { ${RULE} } ${FAILURE}`);
  remove = command(
    test,
    'deleteAlertRule',
    `... on DeleteAlertRulePayload { deletedAlertRuleId } ${FAILURE}`,
  );
  acknowledge = command(
    test,
    'acknowledgeAlert',
    `... on AcknowledgeAlertPayload { alert { status acknowledgedBy { name user { id } } } }
     ... on InvalidTransitionError { from to allowed } ${FAILURE}`,
  );
}, 60_000);
afterAll(() => runs.test.close());
beforeEach(async () => {
  owner = await runs.given.user({ fullName: 'Ada' });
});

const job = (more: JobOf = {}): Promise<GivenJob> =>
  runs.given.job(owner.user.id, { maxAttempts: 1, retryBackoffSeconds: 0, ...more });

/** A rule of the owner's. @returns Its UUID. */
async function rule(condition: object, more: object = {}): Promise<string> {
  const answer = await create.run({ name: 'Nightly', condition, ...more }, owner.key);
  return parseId(textIn(answer, 'alertRule.id'), ['AlertRule'], []).uuid;
}

/** Judges the owner's rules. */
async function look(options: Partial<JudgeOptions> = {}): Promise<void> {
  await runs.prisma.alertRule.updateMany({
    where: { ownerId: owner.user.id },
    data: { nextEvaluationAt: new Date(0) },
  });
  await judgeDue(db, { logger, everySeconds: LONG_SECONDS, tellEverySeconds: 0, ...options });
}

const alerts = (ruleId: string) =>
  runs.prisma.alert.findMany({ where: { ruleId }, orderBy: { openedAt: 'asc' } });

/** The states of a rule's alerts once it is judged. */
async function states(ruleId: string, options: Partial<JudgeOptions> = {}) {
  await look(options);
  return (await alerts(ruleId)).map(({ status }) => status);
}

async function titles(): Promise<string[]> {
  const told = await runs.prisma.notification.findMany({
    where: { ownerId: owner.user.id, type: 'alert' },
    orderBy: { id: 'asc' },
  });
  return told.map((notification) => wordsOf(notification).title);
}

const complete = ({ executionId, leaseToken }: HeldRun) =>
  runs.tell('completeExecution', { executionId, leaseToken }, owner.key);
const fail = ({ executionId, leaseToken }: HeldRun, more: object = {}) =>
  runs.tell('failExecution', { executionId, leaseToken, errorMessage: 'disk full', ...more }, owner.key);
const held = (jobId: string) => runs.claimed(jobId, {}, owner.key);
/** Runs that ended: how many of each outcome. */
async function ended(jobId: string, { completed = 0, failed = 0 }): Promise<void> {
  for (let i = 0; i < completed; i += 1) await complete(await held(jobId));
  for (let i = 0; i < failed; i += 1) await fail(await held(jobId));
}
/** Lets a run have waited so many seconds. */
const waitedFor = (run: string, seconds: number) => runs.prisma.$executeRaw`
  UPDATE job_executions SET available_at = now() - make_interval(secs => ${seconds}::int)
  WHERE id = ${uuidOf(run)}::uuid`;
/** When what is measured from the rule's making began. */
const armedAgo = (id: string, seconds: number) =>
  runs.prisma.$executeRaw`
    UPDATE alert_rules SET armed_at = now() - make_interval(secs => ${seconds}::int) WHERE id = ${id}::uuid`;

describe('a missing run', () => {
  it('opens an alert after its time and not before, and closes it when one completes', async () => {
    const { id, row } = await job({ name: 'Import' });
    const missing = await rule({ missingRun: { withinSeconds: 1 } }, { jobId: id });
    const far = await rule({ missingRun: { withinSeconds: 600 } }, { jobId: id });
    await expect.poll(() => states(missing), { timeout: 20_000 }).toEqual(['OPEN']);
    expect(await alerts(far)).toEqual([]);
    const [alert] = await alerts(missing);
    expect(alert).toMatchObject({ jobId: row.id, executionId: null, threshold: 1, subject: '' });
    expect(alert?.value).toBeGreaterThan(1);

    await complete(await held(id));
    // Within its second, or the next one that completes.
    await expect
      .poll(
        async () => {
          await complete(await held(id));
          return (await states(missing))[0];
        },
        { timeout: 20_000 },
      )
      .toBe('CLOSED');
    expect((await titles()).slice(0, 2)).toEqual(['Alert: Nightly', 'Closed: Nightly']);
  });

  it('may be about what starts, whatever becomes of it', async () => {
    const { id } = await job();
    const [started, completed] = [
      await rule({ missingRun: { milestone: 'STARTED', withinSeconds: 60 } }, { jobId: id }),
      await rule({ missingRun: { withinSeconds: 60 } }, { jobId: id }),
    ];
    for (const one of [started, completed]) await armedAgo(one, 120);
    await fail(await held(id));
    await look();
    expect(await alerts(started)).toEqual([]);
    expect(await alerts(completed)).toMatchObject([{ status: 'OPEN' }]);
  });

  it('is looked for after each tick, also one that nobody came to', async () => {
    const schedule: JobOf = {
      ...{ cron: '0 0 1 1 *', timezone: 'UTC', jitterSeconds: 0 },
      overlapPolicy: 'SKIP',
      missedTickPolicy: 'SKIP',
    };
    const { id, row } = await job(schedule);
    const late = await rule({ missingRun: { withinSeconds: 60, afterTick: true } }, { jobId: id });
    await armedAgo(late, 600);
    expect(await states(late)).toEqual([]);
    const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000);
    await runs.prisma.scheduleTick.create({
      data: { jobId: row.id, ownerId: row.ownerId, at: ago(30), skipReason: 'late' },
    });
    expect(await states(late)).toEqual([]);
    await runs.prisma.scheduleTick.updateMany({ where: { jobId: row.id }, data: { at: ago(90) } });
    expect(await states(late)).toEqual(['OPEN']);
    await complete(await held(id));
    expect(await states(late)).toEqual(['CLOSED']);
    // A tick that no scheduler has come to.
    const other = await job({ ...schedule, nextRunAt: ago(70) });
    const unseen = await rule({ missingRun: { withinSeconds: 60, afterTick: true } }, { jobId: other.id });
    await armedAgo(unseen, 600);
    expect(await states(unseen)).toEqual(['OPEN']);
  });

  it('is looked for at set times only', async () => {
    const { id } = await job();
    const everySecond = { cron: '* * * * * *', timezone: 'Europe/Berlin' };
    const never = { cron: '0 0 29 2 *' };
    const [soon, later] = [
      await rule({ missingRun: { withinSeconds: 60, times: everySecond } }, { jobId: id }),
      await rule({ missingRun: { withinSeconds: 60, times: never } }, { jobId: id }),
    ];
    await expect.poll(() => states(soon), { timeout: 20_000 }).toEqual(['OPEN']);
    expect(await alerts(later)).toEqual([]);
  });

  it('is not expected of a job that is paused, and begins anew when it is resumed', async () => {
    const { id, row } = await job({ status: 'PAUSED' });
    const missing = await rule({ missingRun: { withinSeconds: 60 } }, { jobId: id });
    await armedAgo(missing, 600);
    expect(await states(missing)).toEqual([]);
    await runs.prisma.job.update({ where: { id: row.id }, data: { status: 'ACTIVE' } });
    expect(await states(missing)).toEqual([]);
    await armedAgo(missing, 600);
    expect(await states(missing)).toEqual(['OPEN']);
    await runs.prisma.job.update({ where: { id: row.id }, data: { status: 'PAUSED' } });
    expect(await states(missing)).toEqual(['CLOSED']);
  });
});

describe('a failure rate', () => {
  it('is of enough runs, and beyond its bound, of a job and of all', async () => {
    const [bad, good] = [await job(), await job()];
    const condition = { failureRate: { rangeSeconds: 600, above: 0.5, minRuns: 4 } };
    const ofBad = await rule(condition, { jobId: bad.id });
    const ofGood = await rule(condition, { jobId: good.id });
    const ofAll = await rule(condition);
    await ended(bad.id, { completed: 1, failed: 2 });
    await look();
    for (const one of [ofBad, ofGood, ofAll]) expect(await alerts(one)).toEqual([]);
    await ended(bad.id, { failed: 1 });
    await look();
    expect(await alerts(ofBad)).toMatchObject([{ status: 'OPEN', value: 0.75, threshold: 0.5 }]);
    expect(await alerts(ofAll)).toMatchObject([{ status: 'OPEN', value: 0.75, jobId: null }]);
    await ended(good.id, { completed: 4 });
    await look();
    expect(await alerts(ofAll)).toMatchObject([{ status: 'CLOSED' }]);
    expect(await alerts(ofBad)).toMatchObject([{ status: 'OPEN' }]);
    expect(await alerts(ofGood)).toEqual([]);
  });
});

describe('the age of a queue', () => {
  it('is that of the run which is due longest, also of a job with limits', async () => {
    const limited = await job({ limits: { create: { maxConcurrent: 1 } } });
    const [plain, paused] = [await job(), await job({ status: 'PAUSED' })];
    const condition = { queueAge: { olderThanSeconds: 60 } };
    const [ofAll, ofPlain, ofLimited] = [
      await rule(condition),
      await rule(condition, { jobId: plain.id }),
      await rule(condition, { jobId: limited.id }),
    ];
    const waits = async ({ id }: GivenJob, seconds: number) => {
      const run = await runs.enqueued(id, {}, owner.key);
      await waitedFor(run, seconds);
      return run;
    };
    await waits(paused, 900);
    await waits(plain, 30);
    const oldest = await waits(limited, 300);
    await look();
    expect(await alerts(ofPlain)).toEqual([]);
    for (const one of [ofAll, ofLimited]) {
      expect(await alerts(one)).toMatchObject([
        { status: 'OPEN', executionId: uuidOf(oldest), jobId: limited.row.id, threshold: 60 },
      ]);
    }
    await runs.claim(limited.id, {}, owner.key);
    expect(await states(ofAll)).toEqual(['CLOSED']);
  });
});

describe('a long run', () => {
  it('has an alert of its own, until it ends', async () => {
    const one = await job();
    const long = await rule({ longRun: { longerThanSeconds: 60 } });
    const [first, second, short] = [await held(one.id), await held(one.id), await held(one.id)];
    for (const { executionId } of [first, second]) await runs.startedAgo(executionId, 120);
    await look();
    expect(new Set((await alerts(long)).map(({ executionId }) => executionId))).toEqual(
      new Set([first, second].map(({ executionId }) => uuidOf(executionId))),
    );
    expect(await titles()).toEqual(['Alert: Nightly']);
    await complete(first);
    await complete(short);
    await look();
    const left = (await alerts(long)).filter(({ status }) => status === 'OPEN');
    expect(left.map(({ executionId }) => executionId)).toEqual([uuidOf(second.executionId)]);
  });

  it('is measured by what is usual, where there is enough of it', async () => {
    const one = await job();
    const long = await rule({ longRun: { timesUsual: 2 } }, { jobId: one.id });
    const { ownerId, id: jobId, kind } = one.row;
    const now = Date.now();
    await runs.prisma.execution.createMany({
      data: Array.from({ length: 19 }, (_, i) => ({
        ...{ ownerId, jobId, kind, runNumber: 1_000 + i, status: 'COMPLETED' as const },
        ...{
          queuedAt: new Date(now - 20_000),
          startedAt: new Date(now - 20_000),
          finishedAt: new Date(now - 10_000),
        },
      })),
    });
    const running = await held(one.id);
    await runs.startedAgo(running.executionId, 60);
    expect(await states(long)).toEqual([]);
    await ended(one.id, { completed: 1 });
    await look();
    expect(await alerts(long)).toMatchObject([{ status: 'OPEN', threshold: 20 }]);
  });
});

describe('a group of failures', () => {
  const failed = async (jobId: string, fingerprint: string) => fail(await held(jobId), { fingerprint });

  it('is told of when it is new, by itself, and once while it goes on', async () => {
    const { id } = await job();
    await failed(id, 'old');
    const news = await rule({ failureGroup: {} });
    expect(await states(news)).toEqual([]);
    await failed(id, 'old');
    await failed(id, 'new');
    await look();
    expect(await alerts(news)).toMatchObject([
      { subject: 'new', status: 'OPEN', value: 1, detail: 'disk full' },
    ]);
    await failed(id, 'new');
    await look();
    expect(await alerts(news)).toMatchObject([{ subject: 'new', status: 'OPEN', value: 2 }]);
    expect(await titles()).toEqual(['Alert: Nightly']);
  });

  it('closes when it is resolved, and opens when it comes again, but not where it is ignored', async () => {
    const { id } = await job();
    const news = await rule({ failureGroup: {} });
    await failed(id, 'f');
    expect(await states(news)).toEqual(['OPEN']);
    const decide = (state: string) =>
      runs.tell('setFailureGroupState', { fingerprint: 'f', state }, owner.key);
    await decide('RESOLVED');
    expect(await states(news)).toEqual(['CLOSED']);
    await failed(id, 'f');
    expect(await states(news)).toEqual(['CLOSED', 'OPEN']);
    await decide('IGNORED');
    await failed(id, 'f');
    expect(await states(news)).toEqual(['CLOSED', 'CLOSED']);
  });
});

describe('what is told', () => {
  const waiting = async () => {
    const { id } = await job({ name: 'Import' });
    const run = await runs.enqueued(id, {}, owner.key);
    await waitedFor(run, 300);
    return { id, run };
  };
  const claimed = ({ id }: { id: string }) => runs.claim(id, {}, owner.key);

  it('is one notification as it opens and one as it closes, by mail and webhook too', async () => {
    const { user, key } = owner;
    await runs.prisma.notificationPreferences.update({
      where: { ownerId: user.id },
      data: { webhookUrl: 'https://example.com' },
    });
    const one = await waiting();
    const ruleId = await rule({ queueAge: { olderThanSeconds: 60 } }, { jobId: one.id });
    for (let i = 0; i < 3; i += 1) await look();
    await claimed(one);
    for (let i = 0; i < 2; i += 1) await look();
    const { body } = await runs.test.ask(
      `{ viewer { notifications { nodes { type title body job { id } execution { id } alert { status rule { id } } } } } }`,
      {},
      key,
    );
    const about = {
      type: 'ALERT',
      job: { id: one.id },
      execution: { id: one.run },
      alert: { status: 'CLOSED', rule: { id: encodeId('AlertRule', ruleId) } },
    };
    expect(body).toMatchObject({
      data: {
        viewer: {
          notifications: {
            nodes: [
              { ...about, title: 'Closed: Nightly' },
              {
                ...about,
                title: 'Alert: Nightly',
                body: expect.stringMatching(/^Import: a run waited for 5 min.*; 1 min is the limit\.$/),
              },
            ],
          },
        },
      },
    });
    const sent = await runs.prisma.notificationDelivery.groupBy({
      by: ['channel'],
      where: { ownerId: user.id },
      _count: true,
      orderBy: { channel: 'asc' },
    });
    expect(sent.map(({ channel, _count }) => [channel, _count])).toEqual([
      ['MAIL', 2],
      ['WEBHOOK', 2],
    ]);
  });

  it('is throttled by its rule: what was not told of in time is told of later, or never', async () => {
    const one = await waiting();
    const ruleId = await rule({ queueAge: { olderThanSeconds: 60 } }, { jobId: one.id });
    const throttled = { tellEverySeconds: 600 };
    await look(throttled);
    await claimed(one);
    await look(throttled);
    const again = await runs.enqueued(one.id, {}, owner.key);
    await waitedFor(again, 300);
    expect(await states(ruleId, throttled)).toEqual(['CLOSED', 'OPEN']);
    expect(await titles()).toEqual(['Alert: Nightly', 'Closed: Nightly']);
    await look();
    expect(await titles()).toEqual(['Alert: Nightly', 'Closed: Nightly', 'Alert: Nightly']);
  });

  it('is told again where the rule says so, and nothing more once it is acknowledged', async () => {
    const one = await waiting();
    const ruleId = await rule({ queueAge: { olderThanSeconds: 60 } }, { jobId: one.id, repeatSeconds: 300 });
    await look();
    const repeatIsDue = () => runs.prisma.$executeRaw`
      UPDATE alerts SET notified_at = now() - interval '10 minutes' WHERE rule_id = ${ruleId}::uuid`;
    await repeatIsDue();
    for (let i = 0; i < 2; i += 1) await look();
    expect(await titles()).toEqual(['Alert: Nightly', 'Still open: Nightly']);

    const [alert] = await alerts(ruleId);
    const alertId = encodeId('Alert', String(alert?.id));
    const user = { id: encodeId('User', owner.user.id) };
    for (let i = 0; i < 2; i += 1) {
      expect(await acknowledge.run({ alertId }, owner.key)).toMatchObject({
        alert: { status: 'ACKNOWLEDGED', acknowledgedBy: { name: 'Ada', user } },
      });
    }
    await repeatIsDue();
    await look();
    await claimed(one);
    expect(await states(ruleId)).toEqual(['CLOSED']);
    expect(await titles()).toHaveLength(2);
    expect(await acknowledge.run({ alertId }, owner.key)).toMatchObject({
      __typename: 'InvalidTransitionError',
      from: 'CLOSED',
      to: 'ACKNOWLEDGED',
      allowed: [],
    });
  });

  it('is told again beside what opens', async () => {
    const one = await job();
    const ruleId = await rule({ longRun: { longerThanSeconds: 60 } }, { repeatSeconds: 300 });
    const long = async () => runs.startedAgo((await held(one.id)).executionId, 120);
    await long();
    await look();
    await runs.prisma.alert.updateMany({ where: { ruleId }, data: { notifiedAt: new Date(0) } });
    await long();
    await look();
    expect(await titles()).toEqual(['Alert: Nightly', 'Alert: Nightly', 'Still open: Nightly']);
  });

  it('is what the newest reading found, whichever came last', async () => {
    const one = await waiting();
    const ruleId = await rule({ queueAge: { olderThanSeconds: 60 } }, { jobId: one.id });
    const judgedBy = (time: Date) =>
      runs.prisma.alertRule.update({ where: { id: ruleId }, data: { evaluatedAt: time } });
    // As if another server had read later, and was done before.
    const later = new Date(Date.now() + LONG_SECONDS * 1_000);
    await judgedBy(later);
    expect(await states(ruleId)).toEqual([]);
    await judgedBy(new Date(0));
    expect(await states(ruleId)).toEqual(['OPEN']);
    await claimed(one);
    await judgedBy(later);
    expect(await states(ruleId)).toEqual(['OPEN']);
    expect(await titles()).toEqual(['Alert: Nightly']);
  });

  it('is told once, however many processes judge', async () => {
    const one = await waiting();
    const ids = await Promise.all(
      Array.from({ length: 5 }, () => rule({ queueAge: { olderThanSeconds: 60 } }, { jobId: one.id })),
    );
    const options = { logger, everySeconds: 0.001, tellEverySeconds: 0 };
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        for (let i = 0; i < 3; i += 1) await judgeDue(db, options);
      }),
    );
    for (const id of ids) expect(await alerts(id)).toHaveLength(1);
    expect(await titles()).toHaveLength(5);
  });
});

describe('rules', () => {
  it('are judged though another one of them cannot be', async () => {
    const one = await job();
    await waitedFor(await runs.enqueued(one.id, {}, owner.key), 300);
    const broken = await rule(
      { missingRun: { withinSeconds: 60, times: { cron: '0 6 * * *' } } },
      { jobId: one.id },
    );
    const unreadable = await rule({ longRun: { longerThanSeconds: 60 } });
    const ids = await Promise.all(
      Array.from({ length: 3 }, () => rule({ queueAge: { olderThanSeconds: 60 } }, { jobId: one.id })),
    );
    const keep = (id: string, condition: object) =>
      runs.prisma.alertRule.update({ where: { id }, data: { condition } });
    const condition = { milestone: 'STARTED', withinSeconds: 60, afterTick: false };
    await keep(broken, { ...condition, times: { cron: '0 6 * * *', timezone: 'Mars/Phobos' } });
    await keep(unreadable, { longerThanSeconds: 'long', timesUsual: null });
    const lines: string[] = [];
    await look({ logger: createLogger('error', { write: (line: string) => void lines.push(line) }) });
    for (const id of ids) expect(await alerts(id)).toMatchObject([{ status: 'OPEN' }]);
    for (const id of [broken, unreadable]) expect(lines.join('')).toContain(id);
    expect(lines).toHaveLength(2);
    await runs.prisma.alertRule.deleteMany({ where: { id: { in: [broken, unreadable] } } });
  });

  it('are made, changed and taken away', async () => {
    const { id: jobId } = await job();
    const made = await create.run(
      {
        name: 'Import',
        jobId,
        condition: { missingRun: { withinSeconds: 60, times: { cron: '0 6 * * *' } } },
      },
      owner.key,
    );
    expect(made).toMatchObject({
      alertRule: {
        ...{ name: 'Import', kind: 'MISSING_RUN', isEnabled: true, repeatSeconds: null, job: { id: jobId } },
        condition: {
          ...{ __typename: 'MissingRunCondition', milestone: 'COMPLETED', withinSeconds: 60 },
          ...{ afterTick: false, times: { cron: '0 6 * * *', timezone: 'UTC' } },
        },
      },
    });
    const alertRuleId = textIn(made, 'alertRule.id');
    expect(await update.run({ alertRuleId, name: 'Export', repeatSeconds: 600 }, owner.key)).toMatchObject({
      alertRule: { name: 'Export', kind: 'MISSING_RUN', repeatSeconds: 600 },
    });
    expect(
      await update.run({ alertRuleId, condition: { failureGroup: { unseenDays: 7 } } }, owner.key),
    ).toMatchObject({ alertRule: { kind: 'FAILURE_GROUP', condition: { unseenDays: 7 } } });
    expect(await remove.run({ alertRuleId }, owner.key)).toMatchObject({ deletedAlertRuleId: alertRuleId });
    expect(await remove.run({ alertRuleId }, owner.key)).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('close what is open, and say nothing, when they are disabled or changed', async () => {
    const { id } = await job();
    const missing = await rule({ missingRun: { withinSeconds: 60 } }, { jobId: id });
    const alertRuleId = encodeId('AlertRule', missing);
    await armedAgo(missing, 600);
    expect(await states(missing)).toEqual(['OPEN']);
    await update.run({ alertRuleId, isEnabled: false }, owner.key);
    expect(await states(missing)).toEqual(['CLOSED']);
    await update.run({ alertRuleId, isEnabled: true }, owner.key);
    expect(await states(missing)).toEqual(['CLOSED']);
    expect(await titles()).toEqual(['Alert: Nightly']);
  });

  it('go with their job, and alerts with their rule', async () => {
    const { id, row } = await job();
    const missing = await rule({ missingRun: { withinSeconds: 60 } }, { jobId: id });
    await armedAgo(missing, 600);
    await look();
    await runs.prisma.job.delete({ where: { id: row.id } });
    expect(await runs.prisma.alertRule.count({ where: { ownerId: owner.user.id } })).toBe(0);
    expect(await alerts(missing)).toEqual([]);
    expect(await titles()).toEqual(['Alert: Nightly']);
  });

  it('are as many as the tier allows', async () => {
    owner = await runs.given.user({ tier: 'FREE' });
    const { id } = await job();
    const one = { name: 'n', jobId: id, condition: { queueAge: { olderThanSeconds: 60 } } };
    const answers = [];
    for (let i = 0; i <= TIERS.FREE.alertRules; i += 1) answers.push(await create.run(one, owner.key));
    expect(answers.map(({ __typename }) => __typename)).toEqual([
      ...Array.from({ length: TIERS.FREE.alertRules }, () => 'CreateAlertRulePayload'),
      'QuotaExceededError',
    ]);
  });

  it('of another answer as what does not exist', async () => {
    const { id } = await job();
    const ruleId = await rule({ missingRun: { withinSeconds: 60 } }, { jobId: id });
    await armedAgo(ruleId, 600);
    await look();
    const [alert] = await alerts(ruleId);
    const bob = await runs.given.user();
    const alertRuleId = encodeId('AlertRule', ruleId);
    for (const answer of [
      await create.run({ name: 'n', jobId: id, condition: { failureGroup: {} } }, bob.key),
      await update.run({ alertRuleId, name: 'n' }, bob.key),
      await remove.run({ alertRuleId }, bob.key),
      await acknowledge.run({ alertId: encodeId('Alert', String(alert?.id)) }, bob.key),
    ]) {
      expect(answer).toMatchObject({ __typename: 'NotFoundError' });
    }
  });

  it.each<[string, object, string]>([
    ['no job', { missingRun: { withinSeconds: 60 } }, 'input.jobId'],
    ['no time', { missingRun: { withinSeconds: 0 } }, 'input.condition.missingRun.withinSeconds'],
    [
      'ticks and times',
      { missingRun: { withinSeconds: 60, afterTick: true, times: { cron: '* * * * *' } } },
      'input.condition.missingRun.times',
    ],
    [
      'no cron',
      { missingRun: { withinSeconds: 60, times: { cron: 'x' } } },
      'input.condition.missingRun.times.cron',
    ],
    ['all failed', { failureRate: { rangeSeconds: 600, above: 1 } }, 'input.condition.failureRate.above'],
    [
      'a short range',
      { failureRate: { rangeSeconds: 5, above: 0.1 } },
      'input.condition.failureRate.rangeSeconds',
    ],
    [
      'a long time',
      { queueAge: { olderThanSeconds: 2_678_401 } },
      'input.condition.queueAge.olderThanSeconds',
    ],
    ['never', { longRun: { timesUsual: 0 } }, 'input.condition.longRun.timesUsual'],
    ['no days', { failureGroup: { unseenDays: 0 } }, 'input.condition.failureGroup.unseenDays'],
  ])('are refused for %s', async (_what, condition, path) => {
    expect(await create.refusal({ name: 'n', condition }, owner.key)).toMatchObject({
      code: 'BAD_USER_INPUT',
      path,
    });
  });
});
