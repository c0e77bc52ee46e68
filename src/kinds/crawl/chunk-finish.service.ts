import type { Caller } from '../../core/caller.js';
import { canonicalHash } from '../../core/db/canonical.js';
import { soleOwner } from '../../core/db/owned.js';
import { ownerScope } from '../../core/db/tenancy.js';
import { inTransaction } from '../../core/db/transaction.js';
import type { DomainError } from '../../core/domain-errors.js';
import { leaseLost } from '../../executions/end/refusals.js';
import { type ChunkEnding, endChunks } from './chunk-finish.sql.js';
import type { ChunkRef } from './chunk-heartbeat.service.js';
import { lockChunks } from './chunk-lock.sql.js';
import { chunkNotFound, invalidChunk, notRunning } from './chunk-transitions.js';

export interface ChunkFailure extends ChunkRef {
  errorMessage: string;
}

/** What ended, by its UUID. */
export interface FinishedChunk {
  chunkId: string;
}

/**
 * Completes chunks, each by its own lease, in one transaction. Every item gets its own answer, in their order: one
 * that cannot complete does not keep the others from it. The same words said again get the same answer.
 */
export function completeChunks(caller: Caller, items: readonly ChunkRef[]) {
  const hash = canonicalHash(['complete']);
  return finish(
    caller,
    items.map((item) => ({ ...item, to: 'COMPLETED', errorMessage: null, hash })),
  );
}

/** Fails chunks by their leases; otherwise as above. They stay failed until somebody retries them. */
export function failChunks(caller: Caller, items: readonly ChunkFailure[]) {
  return finish(
    caller,
    items.map((item) => ({ ...item, to: 'FAILED', hash: canonicalHash(['fail', item.errorMessage]) })),
  );
}

type Item = ChunkRef & Omit<ChunkEnding, 'id'>;

function finish(caller: Caller, items: readonly Item[]) {
  const { viewer, leases } = caller;
  return inTransaction(caller, 'WORK', async (tx) => {
    const rows = await lockChunks(
      tx,
      items.map(({ chunkId }) => chunkId),
      ownerScope(viewer),
    );
    const endings = new Map<string, ChunkEnding>();
    const answers = items.map(({ chunkId, leaseToken, ...ending }): FinishedChunk | DomainError => {
      const row = rows.get(chunkId);
      if (!row) return chunkNotFound(chunkId);
      const fence = leases.fenceOf(chunkId, leaseToken);
      if (fence === null) return leaseLost();
      if (row.finishFence === fence && row.finishHash === ending.hash) return { chunkId };
      if (row.fence !== fence || row.status === 'PENDING') return leaseLost();
      const said = endings.get(chunkId);
      if (said) return said.hash === ending.hash ? { chunkId } : invalidChunk(said.to, ending.to);
      if (row.status !== 'PROCESSING') return invalidChunk(row.status, ending.to);
      const over = notRunning(row.execution);
      if (over) return over;
      endings.set(chunkId, { id: chunkId, ...ending });
      return { chunkId };
    });
    await endChunks(tx, [...endings.values()], soleOwner(rows.values()));
    return answers;
  });
}
