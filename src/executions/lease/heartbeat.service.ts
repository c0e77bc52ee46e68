import type { Caller } from '../../core/caller.js';
import { ownerScope } from '../../core/db/tenancy.js';
import type { DomainError } from '../../core/domain-errors.js';
import { requireScope } from '../../core/scopes.js';
import { invalid, leaseLost, notFound } from '../end/refusals.js';
import { type HeldLease, leaseOf } from '../queue/claim.service.js';
import { beatExecutions, readStanding } from './heartbeat.sql.js';

/** A worker's word that it still works on a run. */
export interface Heartbeat {
  /** UUID. */
  executionId: string;
  leaseToken: string;
  itemsProcessed?: number | null;
  plan?: unknown;
}

export interface StillHeld {
  executionId: string;
  lease: HeldLease;
}

/**
 * Extends leases of executions, in one statement; each heartbeat gets its own answer, in their order. A lease that
 * ran out and that nobody took over goes on; none goes on past the time to stop or the timeout.
 * @param leaseSeconds How long they last from now; null for what each was claimed for, and no lease gets shorter.
 * @returns Instead of a lease NotFoundError, LeaseLostError, or InvalidTransitionError where the run is finished.
 */
export async function heartbeatExecutions(
  { db, viewer, leases }: Caller,
  heartbeats: readonly Heartbeat[],
  leaseSeconds: number | null,
): Promise<Array<StillHeld | DomainError>> {
  requireScope(viewer, 'WORK');
  const ownerId = ownerScope(viewer);
  const beats = heartbeats.map(({ executionId: id, leaseToken, ...beat }) => ({
    ...beat,
    id,
    fence: leases.fenceOf(id, leaseToken),
  }));
  const proven = beats.flatMap(({ fence, ...beat }) => (fence === null ? [] : [{ ...beat, fence }]));
  const held = await beatExecutions(db, proven, { ownerId, leaseSeconds });
  const lost = beats.filter(({ id, fence }) => held.get(id)?.fence !== fence).map(({ id }) => id);
  const standing = await readStanding(db, lost, ownerId);
  return beats.map(({ id, fence }) => {
    const state = held.get(id);
    if (state && state.fence === fence)
      return { executionId: id, lease: leaseOf(leases, 'Execution', state) };
    const row = standing.get(id);
    if (!row) return notFound(id);
    return row.fence === fence && row.status !== 'RUNNING' ? invalid(row, 'RUNNING') : leaseLost();
  });
}
