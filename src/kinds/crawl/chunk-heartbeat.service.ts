import type { Caller } from '../../core/caller.js';
import { soleOwner } from '../../core/db/owned.js';
import { ownerScope } from '../../core/db/tenancy.js';
import { inTransaction } from '../../core/db/transaction.js';
import { DomainError } from '../../core/domain-errors.js';
import { leaseLost } from '../../executions/end/refusals.js';
import { registerLeases } from '../../executions/lease/held.service.js';
import { type HeldLease, leaseOf } from '../../executions/queue/claim.service.js';
import { extendChunkLeases } from './chunk-lease.sql.js';
import { type LockedChunk, lockChunks } from './chunk-lock.sql.js';
import { chunkNotFound, invalidChunk, notRunning } from './chunk-transitions.js';

export interface ChunkRef {
  /** UUID. */
  chunkId: string;
  leaseToken: string;
}

/** A chunk that is held on, by its UUID. */
export interface ChunkBeat {
  chunkId: string;
  lease: HeldLease;
}

/**
 * Extends the leases of chunks, each by its own; every item gets its own answer, in their order.
 * @param leaseSeconds How long they last from now; null for what each was claimed for, and no lease gets shorter.
 */
export function heartbeatChunks(
  caller: Caller,
  items: readonly ChunkRef[],
  leaseSeconds: number | null,
): Promise<Array<ChunkBeat | DomainError>> {
  const { viewer, leases } = caller;
  return inTransaction(caller, 'WORK', async (tx) => {
    const ids = items.map(({ chunkId }) => chunkId);
    const rows = await lockChunks(tx, ids, ownerScope(viewer));
    const answers = items.map(({ chunkId, leaseToken }): LockedChunk | DomainError => {
      const row = rows.get(chunkId);
      if (!row) return chunkNotFound(chunkId);
      if (row.status === 'PENDING' || row.fence !== leases.fenceOf(row.id, leaseToken)) return leaseLost();
      if (row.status !== 'PROCESSING') return invalidChunk(row.status, 'PROCESSING');
      // Its time to stop may be over: the worker is told so by its lease.
      return notRunning({ ...row.execution, isCancelDue: false }) ?? row;
    });
    const held = answers.flatMap((answer) => (answer instanceof DomainError ? [] : [answer.id]));
    const states = await extendChunkLeases(tx, held, { ownerId: soleOwner(rows.values()), leaseSeconds });
    return answers.map((answer): ChunkBeat | DomainError => {
      if (answer instanceof DomainError) return answer;
      const state = states.get(answer.id);
      return state ? { chunkId: answer.id, lease: leaseOf(leases, 'Chunk', state) } : leaseLost();
    });
  });
}

registerLeases('Chunk', (caller, refs, leaseSeconds) =>
  heartbeatChunks(
    caller,
    refs.map(({ uuid, leaseToken }) => ({ chunkId: uuid, leaseToken })),
    leaseSeconds,
  ),
);
