import { TIERS } from '../src/accounts/tiers.js';
import { encodeId } from '../src/core/ids.js';
import type { Prisma } from '../src/generated/prisma/client.js';
import { encodeJobId } from '../src/jobs/job-id.js';
import { DAY_MS, type DemoRun, HOUR_MS, type Ledger, later, MINUTE_MS, type Person } from './ledger.js';
import type { People } from './people.js';

const USAGE_DAYS = 30;
const PLAYGROUND_COST = 1;
/** A person's newest failures and completions that they were told of. */
const FAILURE_NOTICES = 14;
const COMPLETION_NOTICES = 6;
const UNREAD_MS = 4 * DAY_MS;
/** How old the alert rules are, and what a long run is. */
const RULES_MS = 20 * DAY_MS;
const LONG_RUN_SECONDS = 300;

/** What follows from everything before it: credits, notifications, usage by day and activity. */
export function addAccounts(ledger: Ledger, people: People): void {
  for (const person of people.all) {
    const runs = ledger.runs.filter(({ job }) => job.owner === person);
    addCredits(ledger, person, runs, person !== people.unverified);
    addNotifications(ledger, person, runs);
    if (runs.length > 0) addAlerts(ledger, person, runs);
    if (runs.length > 0) addUsage(ledger, person, runs);
  }
  addActivity(ledger, people);
}

/** Balances move by transactions alone; the database dates them itself, in the order they stand here. */
function addCredits(ledger: Ledger, { id: ownerId }: Person, runs: DemoRun[], isVerified: boolean): void {
  const { rows } = ledger;
  const createdAt = rows.users.find(({ id }) => id === ownerId)?.createdAt;
  const accountId = ledger.id(ledger.ago(30 * DAY_MS));
  rows.creditAccounts.push({ id: accountId, ownerId, createdAt });
  const add = (
    type: Prisma.CreditTransactionCreateManyInput['type'],
    amount: number,
    description: string,
    executionId?: string,
  ) => rows.creditTransactions.push({ accountId, ownerId, type, amount, description, executionId });
  if (!isVerified) return;
  add('GRANT', 100, 'Welcome credits');
  const crawls = runs.filter(({ job }) => job.row.kind === 'CRAWL');
  if (crawls.length > 4) add('PURCHASE', 500, 'Pack of 500');
  for (const { id, status, row } of runs) {
    const held = row.heldCredits ?? 0;
    // For those that are open the database holds it, when this is committed.
    if (held === 0 || status === 'QUEUED' || status === 'RUNNING') continue;
    add('HOLD', -held, 'Held for a run', id);
    if (status === 'COMPLETED') add('SPEND', 0, 'The run completed: what was held is spent', id);
    else add('REFUND', held, status === 'FAILED' ? 'The run failed' : 'The run was canceled', id);
  }
  for (const summary of rows.summaries) {
    if (summary.isPlayground && summary.ownerId === ownerId)
      add('SPEND', -PLAYGROUND_COST, 'Playground summary');
  }
  for (const completion of rows.completions) {
    if (completion.ownerId !== ownerId || completion.status !== 'VERIFIED') continue;
    const task = rows.socialTasks.find(({ id }) => id === completion.taskId);
    if (task?.rewardCredits) add('GRANT', task.rewardCredits, `Reward: ${task.title}`);
  }
}

function addNotifications(ledger: Ledger, { id: ownerId }: Person, runs: DemoRun[]): void {
  const { random, rows } = ledger;
  const newest = (status: DemoRun['status'], count: number) =>
    runs
      .filter((run) => run.status === status && run.job.row.kind !== 'MONITOR')
      .sort((a, b) => Number(b.finishedAt) - Number(a.finishedAt))
      .slice(0, count);
  const add = (run: DemoRun, type: string, facts: Record<string, string | number | null>) => {
    const createdAt = later(run.finishedAt ?? run.queuedAt, 1500);
    const readAfterMs = random.int(5, 600) * MINUTE_MS;
    const isRead = Number(ledger.now) - Number(createdAt) > UNREAD_MS;
    rows.notifications.push({
      id: ledger.id(createdAt),
      ownerId,
      type,
      facts: { jobName: run.job.row.name, ...facts },
      jobId: run.job.id,
      executionId: run.id,
      readAt: isRead ? later(createdAt, readAfterMs) : null,
      createdAt,
    });
  };
  for (const run of newest('FAILED', FAILURE_NOTICES)) {
    add(run, 'execution.failed', { reason: run.row.errorMessage ?? null });
  }
  for (const run of newest('COMPLETED', COMPLETION_NOTICES))
    add(run, 'execution.completed', {
      runNumber: run.row.runNumber,
      itemsProcessed: Number(run.row.itemsProcessed ?? 0),
    });
}

/** Rules that most would have, and a run that took too long. */
function addAlerts(ledger: Ledger, { id: ownerId }: Person, runs: DemoRun[]): void {
  const { rows } = ledger;
  const createdAt = ledger.ago(RULES_MS);
  const add = (
    name: string,
    kind: Prisma.AlertRuleCreateManyInput['kind'],
    condition: Prisma.InputJsonObject,
  ): string => {
    const id = ledger.id(createdAt);
    rows.alertRules.push({
      id,
      ownerId,
      name,
      kind,
      condition,
      createdAt,
      updatedAt: createdAt,
      armedAt: createdAt,
    });
    return id;
  };
  add('Too many failures', 'FAILURE_RATE', { rangeSeconds: 86_400, above: 0.5, minRuns: 10 });
  add('New failures', 'FAILURE_GROUP', { unseenDays: 30 });
  const ruleId = add('Long runs', 'LONG_RUN', { longerThanSeconds: LONG_RUN_SECONDS, timesUsual: null });
  const secondsOf = ({ startedAt, finishedAt }: DemoRun) =>
    startedAt && finishedAt ? (Number(finishedAt) - Number(startedAt)) / 1_000 : 0;
  const long = runs.find(
    (run) => secondsOf(run) > LONG_RUN_SECONDS && Number(run.startedAt) > Number(createdAt),
  );
  if (!long?.startedAt || !long.finishedAt) return;
  const openedAt = later(long.startedAt, LONG_RUN_SECONDS * 1_000);
  rows.alerts.push({
    ...{
      id: ledger.id(openedAt),
      ownerId,
      ruleId,
      subject: long.id,
      jobId: long.job.id,
      executionId: long.id,
    },
    ...{ value: secondsOf(long), threshold: LONG_RUN_SECONDS },
    ...{ openedAt, seenAt: long.finishedAt, closedAt: long.finishedAt, notifiedAt: openedAt },
  });
}

/** Counted from the rows, by days of 24 hours that end today. */
function addUsage(ledger: Ledger, { id: ownerId }: Person, runs: DemoRun[]): void {
  const { rows } = ledger;
  const tier = rows.users.find(({ id }) => id === ownerId)?.tier ?? 'FREE';
  const dayOf = (at: Date | string | undefined) => new Date(at ?? ledger.now).toISOString().slice(0, 10);
  const countByDay = (times: (Date | string | undefined)[]) => {
    const counts = new Map<string, number>();
    for (const at of times) counts.set(dayOf(at), (counts.get(dayOf(at)) ?? 0) + 1);
    return counts;
  };
  const own = (row: { ownerId: string }) => row.ownerId === ownerId;
  const series = {
    executions: countByDay(runs.map(({ queuedAt }) => queuedAt)),
    images: countByDay(rows.images.filter(own).map(({ createdAt }) => createdAt)),
    summaries: countByDay(rows.summaries.filter(own).map(({ createdAt }) => createdAt)),
    chunks: countByDay(rows.chunks.filter(own).map(({ createdAt }) => createdAt)),
    metrics: countByDay(rows.metrics.filter(own).map(({ timestamp }) => timestamp)),
    artifacts: countByDay(rows.artifacts.filter(own).map(({ createdAt }) => createdAt)),
  };
  for (let days = USAGE_DAYS; days >= 0; days--) {
    const day = dayOf(ledger.ago(days * DAY_MS));
    for (const [name, counts] of Object.entries(series)) {
      const limit = name === 'executions' ? TIERS[tier].executionsPerDay : null;
      rows.usageMetrics.push({ ownerId, name, day: new Date(day), value: counts.get(day) ?? 0, limit });
    }
  }
}

function addActivity(ledger: Ledger, people: People): void {
  const { random, rows } = ledger;
  const add = (
    timestamp: Date,
    userId: string | null,
    action: string,
    resourceType: string,
    resourceId: string | null,
    metadata: Prisma.InputJsonObject = {},
    ownerId = userId,
  ) =>
    rows.activityLogs.push({
      id: ledger.id(timestamp),
      userId,
      ownerId,
      action,
      resourceType,
      resourceId,
      metadata,
      timestamp,
    });
  for (const user of rows.users) {
    if (!user.id) continue;
    const userId = user.id;
    const resourceId = encodeId('User', userId);
    add(new Date(user.createdAt ?? ledger.now), userId, 'user.registered', 'user', resourceId);
    if (user.emailVerifiedAt)
      add(new Date(user.emailVerifiedAt), userId, 'user.verified', 'user', resourceId);
    const signIns = user.status === 'ACTIVE' ? 6 : 0;
    for (let n = 0; n < signIns; n++) {
      add(
        ledger.ago((signIns - n) * 4.5 * DAY_MS - random.int(0, 12) * HOUR_MS),
        userId,
        'session.started',
        'session',
        null,
      );
    }
  }
  for (const { id, ownerId, createdAt, name, status, updatedAt } of rows.projects) {
    if (!id) continue;
    // A team's is its first member's doing.
    const maker = rows.memberships.find(({ accountId }) => accountId === ownerId)?.userId ?? ownerId;
    const resourceId = encodeId('Project', id);
    add(
      new Date(createdAt ?? ledger.now),
      maker,
      'project.created',
      'project',
      resourceId,
      { name },
      ownerId,
    );
    if (status === 'ARCHIVED')
      add(
        new Date(updatedAt ?? ledger.now),
        maker,
        'project.archived',
        'project',
        resourceId,
        { name },
        ownerId,
      );
  }
  for (const { id, ownerId, kind, createdAt, name } of rows.jobs) {
    if (id)
      add(new Date(createdAt ?? ledger.now), ownerId, 'job.created', 'job', encodeJobId({ id, kind }), {
        name,
      });
  }
  for (const run of ledger.runs) {
    const { cancelRequestedAt, cancelRequestedByUserId, trigger, createdByUserId } = run.row;
    const resourceId = encodeId('Execution', run.id);
    if (cancelRequestedAt)
      add(
        new Date(cancelRequestedAt),
        cancelRequestedByUserId ?? null,
        'execution.canceled',
        'execution',
        resourceId,
      );
    if (trigger === 'RETRY')
      add(run.queuedAt, createdByUserId ?? null, 'execution.retried', 'execution', resourceId);
  }
  for (const { id, ownerId, connectedAt } of rows.twitterAccounts) {
    if (id)
      add(
        new Date(connectedAt ?? ledger.now),
        ownerId,
        'twitter.connected',
        'twitter_account',
        encodeId('TwitterAccount', id),
      );
  }
  const { administrator, suspended } = people;
  add(ledger.ago(9 * DAY_MS), administrator.id, 'user.suspended', 'user', encodeId('User', suspended.id), {
    reason: 'Bought followers',
  });
}
