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
    notifications,
    notificationPreferences,
    usageMetrics,
    failureGroups,
    activityLogs,
  } satisfies Partial<DemoRows>;
}
