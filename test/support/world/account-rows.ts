import type { DemoRows } from '../../../demo/rows.js';
import { encodeId } from '../../../src/core/ids.js';
import type { Making } from './making.js';
import { at, pick, several, third, uuid } from './values.js';

/** What an account has and is told. @param hub The run that it is about. @param crawl The job of that. */
export function accountRows({ marker, ownerId, personId, visitor }: Making, hub: string, crawl: string) {
  const creditAccounts = several(marker, 'account', 1, (id) => ({ id, ownerId }));
  const accountId = uuid(`${marker}/account/0`);
  const creditTransactions = several(marker, 'transaction', 7, (_id, i) => ({
    accountId,
    ownerId,
    type: 'GRANT' as const,
    amount: i + 1,
    description: `${marker} grant`,
    executionId: hub,
  }));
  const alertRules = several(marker, 'alertRule', 8, (id, i) => ({
    id,
    ownerId,
    // One about missing runs is about a job's.
    jobId: i % 2 || i % 5 === 1 ? crawl : null,
    name: `${marker} rule ${i}`,
    ...pick(
      [
        { kind: 'QUEUE_AGE' as const, condition: { olderThanSeconds: 60 } },
        {
          kind: 'MISSING_RUN' as const,
          condition: {
            milestone: 'STARTED',
            withinSeconds: 60,
            afterTick: false,
            times: { cron: '0 4 * * *', timezone: 'UTC' },
          },
        },
        { kind: 'FAILURE_GROUP' as const, condition: { unseenDays: 30 } },
        { kind: 'LONG_RUN' as const, condition: { longerThanSeconds: 60, timesUsual: null } },
        { kind: 'FAILURE_RATE' as const, condition: { rangeSeconds: 3_600, above: 0.5, minRuns: 1 } },
      ],
      i,
    ),
    isEnabled: i % 3 > 0,
    createdAt: at(third(i)),
  }));
  const alerts = several(marker, 'alert', 8, (id, i) => ({
    id,
    ownerId,
    ruleId: uuid(`${marker}/alertRule/${i % 2}`),
    subject: `${marker} subject ${i}`,
    jobId: i % 2 ? crawl : null,
    executionId: hub,
    value: i + 2,
    threshold: 1,
    detail: `${marker} detail`,
    openedAt: at(third(i)),
    ...(i % 4 > 1 && {
      acknowledgedAt: at(40),
      acknowledgedBy: { name: `${marker} person`, role: 'user', at: at(40) },
      acknowledgedByUserId: i % 3 ? visitor : personId,
    }),
    ...(i % 4 > 2 && { closedAt: at(50) }),
  }));
  const notifications = several(marker, 'notification', 8, (id, i) => ({
    id,
    ownerId,
    executionId: hub,
    jobId: crawl,
    type: 'execution.failed',
    facts: { jobName: `${marker} job`, reason: `${marker} reason` },
    readAt: i % 3 ? at(50) : null,
    createdAt: at(third(i)),
  }));
  const notificationPreferences = [
    {
      ownerId,
      onFailure: true,
      onCompletion: false,
      onLowCredits: true,
      email: true,
      webhookUrl: `https://${marker}.example.com`,
    },
  ];
  const usageMetrics = several(marker, 'usage', 9, (_id, i) => ({
    ownerId,
    name: `${marker} runs`,
    day: at(i * 24),
    value: i,
    limit: i % 2 ? 100 : null,
  }));
  const failureGroups = several(marker, 'group', 2, (_id, i) => ({
    ownerId,
    fingerprint: pick(['f2', marker], i),
    state: pick(['IGNORED', 'RESOLVED'] as const, i),
    note: `${marker} note`,
    decidedAt: at(0),
    decidedBy: { name: `${marker} person`, role: 'user', at: at(0) },
    decidedByUserId: i ? visitor : personId,
  }));
  const activityLogs = several(marker, 'activity', 8, (id, i) => ({
    id,
    userId: personId,
    ownerId,
    action: pick(['job.created', 'job.paused', `${marker}.done`], i),
    resourceType: pick(['job', 'execution'], i),
    resourceId: i % 2 ? encodeId('Execution', hub) : encodeId('CrawlJob', crawl),
    metadata: { marker },
    timestamp: at(third(i)),
  }));
  return {
    creditAccounts,
    creditTransactions,
    alertRules,
    alerts,
    notifications,
    notificationPreferences,
    usageMetrics,
    failureGroups,
    activityLogs,
  } satisfies Partial<DemoRows>;
}
