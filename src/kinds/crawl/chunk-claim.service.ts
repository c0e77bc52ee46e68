import { z } from 'zod';
import type { QuotaName } from '../../accounts/tiers.js';
import type { Caller } from '../../core/caller.js';
import { once } from '../../core/db/idempotency.js';
import { ownerScope } from '../../core/db/tenancy.js';
import { inTransaction, type Tx } from '../../core/db/transaction.js';
import { NotFoundError, QuotaExceededError, Refusal } from '../../core/domain-errors.js';
import { notFound } from '../../executions/end/refusals.js';
import type { LeaseState } from '../../executions/lease/lease.sql.js';
import { type HeldLease, leaseOf } from '../../executions/queue/claim.service.js';
import { encodeJobId, type JobId } from '../../jobs/job-id.js';
import { type ChunkOwner, claimPending, isOfEverybody, lockChunkOwners } from './chunk-claim.sql.js';
import { readChunkLeases } from './chunk-lease.sql.js';
import { shareExecutions } from './chunk-lock.sql.js';
import { chunkNotFound } from './chunk-transitions.js';

/** How many chunks one call claims at most. */
export const MAX_CHUNK_CLAIM = 500;

export interface ChunkClaim {
  workerId: string;
  job?: JobId | null;
  /** UUID. */
  executionId?: string | null;
  /** UUIDs of given chunks, which are all claimed where they can be; `limit` is for the others. */
  chunkIds?: readonly string[] | null;
  limit: number;
  leaseSeconds: number;
  taskId?: string | null;
  /** The same one answers the same claim again. */
  requestId?: string | null;
}

export interface ClaimedChunk {
  /** UUID. */
  chunkId: string;
  lease: HeldLease;
}

const outcome = z.object({ held: z.array(z.object({ id: z.uuid(), fence: z.string() })) });

/**
 * Takes pending chunks for a worker, which needs no lease of their execution. Asked again with the same request id
 * it answers those of the same claim that the worker still holds.
 * @throws Refusal with a NotFoundError for what is not the caller's, a ConflictError for a request id of another request,
 * a QuotaExceededError where nothing was claimed since the owner has as many in progress as the tier allows.
 */
export async function claimChunks(caller: Caller, claim: ChunkClaim): Promise<ClaimedChunk[]> {
  const { viewer, leases } = caller;
  const { requestId, ...request } = claim;
  return inTransaction(caller, 'WORK', async (tx) => {
    const executionIds = await findWork(tx, claim);
    const space = { ownerId: viewer.accountId, operation: 'claimChunks', outcome };
    let fresh: LeaseState[] = [];
    const { outcome: claimed, isReplay } = await once(tx, space, { key: requestId, request }, async () => {
      // Waits for who writes these runs now, while this transaction holds no other row.
      await shareExecutions(tx, executionIds, ownerScope(viewer));
      const whose = { ownerId: ownerScope(viewer), jobId: claim.job?.id ?? null };
      const owners = await lockChunkOwners(tx, whose, executionIds);
      const { held, used } = await claimPending(tx, {
        ...whose,
        owners,
        executionId: claim.executionId ?? null,
        chunkIds: claim.chunkIds ?? null,
        workerId: claim.workerId,
        taskId: claim.taskId ?? null,
        limit: claim.limit,
        leaseSeconds: claim.leaseSeconds,
      });
      if (held.length === 0 && !isOfEverybody(whose, executionIds)) refuseWithoutRoom(owners, used);
      fresh = held;
      return { held: held.map(({ id, fence }) => ({ id, fence: fence.toString() })) };
    });
    if (!isReplay)
      return fresh.map((state) => ({ chunkId: state.id, lease: leaseOf(leases, 'Chunk', state) }));
    const states = await readChunkLeases(
      tx,
      claimed.held.map(({ id }) => id),
      ownerScope(viewer),
    );
    return claimed.held.flatMap(({ id, fence }) => {
      const state = states.get(id);
      return state && state.fence.toString() === fence
        ? [{ chunkId: id, lease: leaseOf(leases, 'Chunk', state) }]
        : [];
    });
  });
}

/** @throws Refusal QuotaExceededError where none of the owners may have a chunk more in progress. */
function refuseWithoutRoom(owners: readonly ChunkOwner[], used: ReadonlyMap<string, number>): void {
  const usedOf = ({ id }: ChunkOwner) => used.get(id) ?? 0;
  const [first] = owners;
  if (!first || owners.some((owner) => usedOf(owner) < owner.limit)) return;
  const { tier, limit } = first;
  const message = `The tier ${tier} allows ${limit} chunks in progress at a time, and there are ${usedOf(first)}: complete some first.`;
  const quota = 'chunksInProgress' satisfies QuotaName;
  throw new Refusal(new QuotaExceededError(message, { quota, limit, used: usedOf(first), tier }));
}

/**
 * Sees that what a claim names is there.
 * @returns The executions that it is about, where it names any.
 */
async function findWork(tx: Tx, { job, executionId, chunkIds }: ChunkClaim): Promise<string[]> {
  if (job && (await tx.job.count({ where: { id: job.id, kind: job.kind } })) === 0) {
    throw new Refusal(new NotFoundError('There is no such job.', encodeJobId(job)));
  }
  if (executionId != null && (await tx.execution.count({ where: { id: executionId } })) === 0) {
    throw new Refusal(notFound(executionId));
  }
  if (chunkIds == null) return executionId == null ? [] : [executionId];
  const chunks = await tx.chunk.findMany({
    where: { id: { in: [...chunkIds] } },
    select: { id: true, executionId: true },
  });
  const found = new Set(chunks.map(({ id }) => id));
  const missing = chunkIds.find((id) => !found.has(id));
  if (missing !== undefined) throw new Refusal(chunkNotFound(missing));
  return chunks.map((chunk) => chunk.executionId);
}
