import { z } from 'zod';
import type { Caller } from '../../core/caller.js';
import { once } from '../../core/db/idempotency.js';
import { ownerScope } from '../../core/db/tenancy.js';
import { inTransaction, type Tx } from '../../core/db/transaction.js';
import { DomainError, InvalidTransitionError, Refusal } from '../../core/domain-errors.js';
import type { JobStatus } from '../../generated/prisma/enums.js';
import { lockExecutions } from '../end/finish.sql.js';
import { invalid, notFound } from '../end/refusals.js';
import { readLeases } from '../lease/lease.sql.js';
import { allowedFrom } from '../transitions.js';
import { acceptExecutions } from './accept.service.js';
import { type HeldLease, leaseOf } from './claim.service.js';
import { findJobs, takenNames, triggerOf } from './enqueue.service.js';
import type { ActorClaim, ExternalName } from './enqueue.sql.js';
import type { JobRef } from './job-ref.service.js';
import { startQueued, takePlace } from './start.sql.js';

interface NewRun {
  job: JobRef;
  params?: unknown;
  scheduledFor: Date | null;
  external: ExternalName | null;
}

export interface StartRequest {
  /** A new run of a job, or a queued execution by its UUID. */
  of: NewRun | { executionId: string };
  plan?: unknown;
  workerId: string | null;
  leaseSeconds: number;
  createdBy: ActorClaim | null;
  /** The same one starts it once; a worker's own queue may deliver its message again. */
  idempotencyKey: string | null;
}

export interface Started {
  executionId: string;
  /** Null where the same key started it before and that lease holds no more. */
  lease: HeldLease | null;
  isReplay: boolean;
}

/** The fence of a new run's first lease. */
const FIRST_FENCE = '1';

const outcome = z.object({ executionId: z.uuid(), fence: z.string() });

/**
 * Starts a run at once for a worker that has a queue of its own. A message that is delivered again finds the run by
 * its key: with the same lease while it runs under it, without one after that.
 * @throws Refusal NotFoundError; ConflictError for a key of another request; InvalidTransitionError where the job is
 * paused or archived, the execution is not queued, or a limit of the job is reached: a queue of one's own is no way
 * round it, and can deliver its message again.
 */
export function startExecution(caller: Caller, start: StartRequest): Promise<Started> {
  const { viewer, leases } = caller;
  const { idempotencyKey: key, ...request } = start;
  const space = { ownerId: viewer.accountId, operation: 'startExecution', outcome };
  return inTransaction(caller, 'WORK', async (tx) => {
    const { outcome: started, isReplay } = await once(tx, space, { key, request }, () =>
      'job' in start.of ? startNew(tx, caller, start, start.of) : startGiven(tx, caller, start, start.of),
    );
    const { executionId, fence } = started;
    const state = (await readLeases(tx, [executionId], ownerScope(viewer))).get(executionId);
    const isHeld = state?.fence.toString() === fence;
    return { executionId, lease: state && isHeld ? leaseOf(leases, 'Execution', state) : null, isReplay };
  });
}

async function startNew(
  tx: Tx,
  caller: Caller,
  start: StartRequest,
  { job: ref, params, scheduledFor, external }: NewRun,
) {
  const { viewer, runCosts } = caller;
  const [job] = await findJobs(tx, caller, [ref]);
  if (!job || job instanceof DomainError) throw job ? new Refusal(job) : new Error('no job was looked for');
  refuseIdle(job.status);
  const [taken] = await takenNames(tx, [{ job, external }]);
  if (taken) throw new Refusal(taken);
  await requirePlace(tx, { jobId: job.id, ownerId: job.ownerId, executionId: null });
  const run = {
    jobId: job.id,
    params,
    plan: start.plan,
    priority: null,
    availableAt: null,
    trigger: triggerOf(viewer, scheduledFor),
    scheduledFor,
    external,
    dispatch: 'EXTERNAL' as const,
    createdBy: start.createdBy,
    createdByUserId: viewer.userId,
    worker: { id: start.workerId, leaseSeconds: start.leaseSeconds },
  };
  const [executionId] = await acceptExecutions(tx, runCosts, [{ ...job, run }]);
  if (executionId instanceof DomainError) throw new Refusal(executionId);
  if (!executionId) throw new Error('the job is gone');
  return { executionId, fence: FIRST_FENCE };
}

async function startGiven(
  tx: Tx,
  { viewer }: Caller,
  start: StartRequest,
  { executionId }: { executionId: string },
) {
  const row = (await lockExecutions(tx, [executionId], ownerScope(viewer))).get(executionId);
  if (!row) throw new Refusal(notFound(executionId));
  if (row.status !== 'QUEUED') throw new Refusal(invalid(row, 'RUNNING'));
  refuseIdle(row.jobStatus);
  await requirePlace(tx, { ...row, executionId });
  const { workerId, leaseSeconds, plan, createdBy } = start;
  const fence = await startQueued(tx, {
    id: executionId,
    ownerId: row.ownerId,
    workerId,
    leaseSeconds,
    plan,
    createdBy,
    userId: viewer.userId,
  });
  return { executionId, fence: fence.toString() };
}

/** @throws Refusal InvalidTransitionError */
async function requirePlace(tx: Tx, run: Parameters<typeof takePlace>[1]): Promise<void> {
  const full = await takePlace(tx, run);
  if (!full) return;
  const most = {
    max_concurrent: 'executions at a time',
    max_concurrent_per_key: 'executions of one key at a time',
    starts_per_minute: 'starts a minute',
  }[full.reached];
  const message = `The job's limit of ${full.max} ${most} is reached: start it later.`;
  const allowed = allowedFrom('QUEUED').filter((state) => state !== 'RUNNING');
  throw new Refusal(new InvalidTransitionError(message, { from: 'QUEUED', to: 'RUNNING', allowed }));
}

function refuseIdle(status: JobStatus): void {
  if (status === 'ACTIVE') return;
  const message = `The job is ${status}: it cannot be started.`;
  throw new Refusal(
    new InvalidTransitionError(message, { from: status, to: 'RUNNING', allowed: ['ACTIVE'] }),
  );
}
