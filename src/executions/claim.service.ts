import { z } from 'zod';
import type { Caller } from '../caller.js';
import { once } from '../db/idempotency.js';
import { ownerScope } from '../db/tenancy.js';
import { inTransaction } from '../db/transaction.js';
import { NotFoundError, Refusal } from '../domain-errors.js';
import type { JobKind } from '../generated/prisma/enums.js';
import { encodeId, JOB_TYPE_OF } from '../ids.js';
import { claimQueued } from './claim.sql.js';
import type { LeaseTokens } from './lease.js';
import { type LeaseState, readLeases } from './lease.sql.js';

/** How many executions one call claims at most. */
export const MAX_CLAIM = 500;

export interface Claim {
  workerId: string;
  kinds?: readonly JobKind[] | null;
  botIds?: readonly string[] | null;
  job?: { id: string; kind: JobKind } | null;
  limit: number;
  leaseSeconds: number;
  /** The same one answers the same claim again. */
  requestId?: string | null;
}

export interface HeldLease {
  /** Of the execution or chunk, as the API writes it. */
  id: string;
  token: string;
  expiresAt: Date;
  deadline: Date | null;
  cancelRequested: boolean;
}

export interface Claimed {
  executionId: string;
  lease: HeldLease;
}

const outcome = z.object({ held: z.array(z.object({ id: z.uuid(), fence: z.string() })) });

/**
 * Takes queued executions for a worker. Asked again with the same request id it answers those of the same claim
 * that the worker still holds.
 * @throws Refusal with a NotFoundError for a job that is not the caller's, a ConflictError for a request id of another request.
 */
export async function claimExecutions(caller: Caller, claim: Claim): Promise<Claimed[]> {
  const { viewer, leases } = caller;
  const { requestId, ...request } = claim;
  return inTransaction(caller, 'WORK', async (tx) => {
    const { job } = claim;
    if (job && (await tx.job.count({ where: { id: job.id, kind: job.kind } })) === 0) {
      throw new Refusal(new NotFoundError('There is no such job.', encodeId(JOB_TYPE_OF[job.kind], job.id)));
    }
    const space = { ownerId: viewer.userId, operation: 'claimExecutions', outcome };
    let fresh: LeaseState[] = [];
    const { outcome: claimed, isReplay } = await once(tx, space, { key: requestId, request }, async () => {
      fresh = await claimQueued(tx, {
        ownerId: ownerScope(viewer),
        workerId: claim.workerId,
        kinds: claim.kinds ?? null,
        botIds: claim.botIds ?? null,
        jobId: job?.id ?? null,
        limit: claim.limit,
        leaseSeconds: claim.leaseSeconds,
        userId: viewer.userId,
      });
      return { held: fresh.map(({ id, fence }) => ({ id, fence: fence.toString() })) };
    });
    if (!isReplay)
      return fresh.map((state) => ({ executionId: state.id, lease: leaseOf(leases, 'Execution', state) }));
    const states = await readLeases(
      tx,
      claimed.held.map(({ id }) => id),
    );
    return claimed.held.flatMap(({ id, fence }) => {
      const state = states.get(id);
      return state && state.fence.toString() === fence
        ? [{ executionId: id, lease: leaseOf(leases, 'Execution', state) }]
        : [];
    });
  });
}

/** A lease with its token. */
export function leaseOf(
  leases: LeaseTokens,
  type: 'Execution' | 'Chunk',
  { id, fence, expiresAt, deadline, cancelRequested }: LeaseState,
): HeldLease {
  return { id: encodeId(type, id), token: leases.make(id, fence), expiresAt, deadline, cancelRequested };
}
