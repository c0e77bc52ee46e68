import { z } from 'zod';
import { recordActivity } from '../../activity/activity.service.js';
import type { Caller } from '../../core/caller.js';
import { once } from '../../core/db/idempotency.js';
import { ownerScope } from '../../core/db/tenancy.js';
import { inTransaction, type Tx } from '../../core/db/transaction.js';
import { ExpiredError, InvalidTransitionError, NotFoundError, Refusal } from '../../core/domain-errors.js';
import { encodeId } from '../../core/ids.js';
import type { ExecutionStatus } from '../../generated/prisma/enums.js';
import { encodeJobId, type JobId } from '../../jobs/job-id.js';
import { leaseLost, notFound } from '../end/refusals.js';
import { type About, PARTS_GRACE_MINUTES, shareChunk, shareExecution, shareJob } from './work.sql.js';

/** Proof for a part: the lease of an execution, or of one of its chunks; by UUID. */
export type WorkProof = { executionId: string; token: string } | { chunkId: string; token: string };

/** Work that its worker has proved to hold. */
export interface ProvenWork {
  ownerId: string;
  executionId: string;
  chunkId: string | null;
  status: ExecutionStatus;
  kind: string;
  /** When it was proved, by the database's clock. */
  at: Date;
}

/**
 * Checks a proof and keeps the work as it is until the transaction ends: it runs under the token's fence, or it
 * completed or failed under it a short time ago.
 * @throws Refusal NotFoundError, LeaseLostError for a fence that is not current, InvalidTransitionError where the
 * run was canceled, ExpiredError where it ended too long ago.
 */
export async function proveWork(tx: Tx, { viewer, leases }: Caller, proof: WorkProof): Promise<ProvenWork> {
  const execution = await shareExecution(tx, proof, ownerScope(viewer));
  const chunk =
    execution && 'chunkId' in proof ? await shareChunk(tx, proof.chunkId, execution.ownerId) : null;
  if (!execution || chunk === undefined) {
    throw new Refusal('chunkId' in proof ? noChunk(proof.chunkId) : notFound(proof.executionId));
  }
  const held = chunk ?? execution;
  const isHeld = held.status !== 'QUEUED' && held.status !== 'PENDING' && execution.status !== 'QUEUED';
  if (leases.fenceOf(held.id, proof.token) !== held.fence || !isHeld) throw new Refusal(leaseLost());
  if (execution.status === 'CANCELED' || (execution.isCancelDue && execution.status === 'RUNNING')) {
    throw new Refusal(noMoreParts(execution.status));
  }
  for (const work of [execution, held]) {
    if (work.closesAt && work.isClosed) throw new Refusal(tooLate(work.closesAt));
  }
  return {
    ownerId: execution.ownerId,
    executionId: execution.id,
    chunkId: chunk?.id ?? null,
    status: execution.status,
    kind: execution.kind,
    at: execution.lockedAt,
  };
}

function noChunk(chunkId: string): NotFoundError {
  return new NotFoundError('There is no such chunk.', encodeId('Chunk', chunkId));
}

function noMoreParts(from: ExecutionStatus): InvalidTransitionError {
  const message =
    'The execution is canceled, or the time that it had to stop is over: it takes no more parts.';
  return new InvalidTransitionError(message, { from, to: 'RUNNING', allowed: [] });
}

function tooLate(closesAt: Date): ExpiredError {
  return new ExpiredError(
    `The work ended more than ${PARTS_GRACE_MINUTES} minutes ago: it takes no more parts.`,
    closesAt,
  );
}

/** What a part is said to be about: work that is held, a job of the caller's, or neither. */
export type Subject = { work: WorkProof } | { job: JobId } | null;

/** @throws Refusal as {@link proveWork}, NotFoundError for a job that is not the caller's. */
export async function proveSubject(tx: Tx, caller: Caller, subject: Subject): Promise<About> {
  if (subject === null) return { ownerId: caller.viewer.accountId };
  if ('work' in subject) return proveWork(tx, caller, subject.work);
  const ownerId = await shareJob(tx, subject.job, ownerScope(caller.viewer));
  if (ownerId !== null) return { ownerId, jobId: subject.job.id };
  throw new Refusal(new NotFoundError('There is no such job.', encodeJobId(subject.job)));
}

const outcome = z.object({ ids: z.array(z.uuid()) });

/** What the activity log calls parts that are about no work that is held: that work has its own events. Null where there is always some. */
const ACTIONS = {
  recordMetrics: 'metric.recorded',
  recordArtifacts: 'artifact.recorded',
  recordImages: null,
  recordLogs: null,
  recordSummary: 'summary.recorded',
  recordPlaygroundSummary: 'summary.recorded',
} as const;

/**
 * Records parts in one transaction, once for a key.
 * @param request The whole request, without its key. Which work it is about counts, not by which lease: who takes the
 * work over may say the same again.
 * @returns The ids of what was written, in order.
 * @throws Refusal with a ConflictError where the key was used with another request.
 */
export function recordOnce(
  caller: Caller,
  operation: keyof typeof ACTIONS,
  { key, request }: { key: string | null; request: { work?: WorkProof; subject?: Subject } },
  write: (tx: Tx) => Promise<string[]>,
): Promise<string[]> {
  const space = { ownerId: caller.viewer.accountId, operation, outcome };
  const { work, subject } = request;
  const isHeld = work !== undefined || (subject != null && 'work' in subject);
  const said = {
    ...request,
    work: work && workId(work),
    subject: subject && 'work' in subject ? workId(subject.work) : subject,
  };
  return inTransaction(caller, 'WORK', async (tx) => {
    const { outcome: done } = await once(tx, space, { key, request: said }, async () => {
      const ids = await write(tx);
      const action = ACTIONS[operation];
      if (!isHeld && action !== null) {
        await recordActivity(tx, caller, { action, resource: null, metadata: { count: ids.length } });
      }
      return { ids };
    });
    return done.ids;
  });
}

function workId(work: WorkProof): object {
  return 'chunkId' in work ? { chunkId: work.chunkId } : { executionId: work.executionId };
}
