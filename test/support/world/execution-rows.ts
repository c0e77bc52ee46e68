import type { DemoRows } from '../../../demo/rows.js';
import type { jobRows } from './job-rows.js';
import type { Making } from './making.js';
import { at, HOUR, MINUTE, pick, several, T0, third } from './values.js';

/** The runs of a world, and what happened to them. */
export function executionRows(
  { marker, ownerId, personId, visitor }: Making,
  { rows: { jobs }, ofKind, first }: ReturnType<typeof jobRows>,
) {
  // The crawl's first execution has most of the parts, the bot has most of the executions.
  const executions = several(marker, 'execution', 40, (id, i) => {
    const job = i === 0 ? jobs[1] : i % 3 === 0 ? jobs[2] : jobs[i % 8];
    if (!job) throw new Error('no job');
    const isStarted = i % 10 !== 4 && i % 5 !== 0;
    const status = pick(['QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELED'] as const, i);
    const queuedAt = T0 + third(i) * HOUR;
    const isFinished = i % 5 > 1;
    const actor = { name: `${marker} robot`, role: 'worker', at: at(0) };
    return {
      id,
      ownerId,
      jobId: job.id,
      kind: job.kind,
      projectId: job.projectId,
      kindKey: ['BOT', 'TASK'].includes(job.kind) ? `${marker}-bot-${ofKind(job.kind).indexOf(job)}` : null,
      tags: pick([['red'], ['red', 'blue'], [], [marker, '100%']], i),
      priority: i % 11,
      runNumber: i + 1,
      attempt: 1,
      status,
      trigger: pick(['SCHEDULE', 'MANUAL', 'API', 'RETRY'] as const, i),
      externalId: i % 4 ? null : `${marker}-${i}`,
      externalSystem: i % 8 ? '' : `${marker}-airflow`,
      dispatch: i % 4 ? ('QUEUE' as const) : ('EXTERNAL' as const),
      failureReason:
        status === 'FAILED' ? pick(['ERROR', 'TIMEOUT', 'WORKER_LOST'] as const, third(i)) : null,
      params: {
        region: pick(['eu', 'us'], i),
        n: i % 3,
        nested: { deep: [1, i % 2], marker },
        flag: i % 2 === 0,
      },
      result: { of: marker },
      itemsProcessed: i,
      fence: 1,
      workerId: isStarted && i % 3 ? `${marker}-worker-${i % 2}` : null,
      errorMessage:
        status === 'FAILED' ? `${pick(['100% of it', 'C:\\temp', 'a_b'], third(i))} ${marker}` : null,
      errorCode: status === 'FAILED' ? pick(['E_ONE', `E_${marker}`], third(i)) : null,
      errorFingerprint: status === 'FAILED' ? pick(['f1', 'f2'], third(i)) : null,
      createdBy: i % 2 ? actor : undefined,
      createdByUserId: i % 4 === 1 ? visitor : personId,
      cancelRequestedBy: status === 'CANCELED' ? actor : undefined,
      cancelRequestedByUserId: status === 'CANCELED' ? visitor : null,
      queuedAt: new Date(queuedAt),
      availableAt: new Date(queuedAt),
      startedAt: isStarted ? new Date(queuedAt + MINUTE) : null,
      finishedAt: isFinished ? new Date(queuedAt + MINUTE + (i % 3) * 1000) : null,
      heartbeatAt: status === 'RUNNING' ? new Date() : null,
      leaseExpiresAt: status === 'RUNNING' ? at(1000) : null,
      retryOfId: null as string | null,
    };
  });
  const hub = executions[0]?.id;
  if (!hub) throw new Error('the world has no executions');
  for (const retry of executions.slice(1, 9)) if (retry.finishedAt) retry.retryOfId = hub;
  const events = several(marker, 'event', 14, (id, i) => ({
    id,
    ownerId,
    executionId: i < 8 ? hub : String(executions[i]?.id),
    type: pick(['QUEUED', 'STARTED', 'REQUEUED'] as const, i),
    toStatus: pick(['QUEUED', 'RUNNING', 'QUEUED'] as const, i),
    attempt: 1,
    reason: `${marker} reason`,
    actor: { name: `${marker} robot`, role: 'worker', at: at(0) },
    actorUserId: i % 2 ? visitor : personId,
    at: at(0),
  }));
  const rescues = several(marker, 'rescue', 9, (id, i) => ({
    id,
    ownerId,
    executionId: String(executions[30 + i]?.id),
    type: pick(['REQUEUED', 'FAILED', 'CANCELED'] as const, i),
    fromStatus: 'RUNNING' as const,
    toStatus: pick(['QUEUED', 'FAILED', 'CANCELED'] as const, i),
    attempt: 1,
    workerId: `${marker}-worker-${i % 2}`,
    reason: `${marker} reason`,
    rescuedJobId: String(executions[30 + i]?.jobId),
    rescueCause: pick(['WORKER_LOST', 'TIMEOUT', 'CANCEL'] as const, i),
    at: at(third(i)),
  }));
  const ticks = several(marker, 'tick', 8, (id, i) => ({
    id,
    ownerId,
    jobId: first.monitor,
    at: at(i),
    executionId: i % 2 ? null : executions[8]?.id,
    skipReason: i % 2 ? `${marker} was open` : null,
  }));
  return { rows: { executions, events: [...events, ...rescues], ticks } satisfies Partial<DemoRows>, hub };
}
