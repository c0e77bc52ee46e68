import { InvalidTransitionError, NotFoundError } from '../../core/domain-errors.js';
import { encodeId } from '../../core/ids.js';
import { allowedFrom } from '../../executions/transitions.js';
import type { ChunkStatus, ExecutionStatus } from '../../generated/prisma/enums.js';

const TRANSITIONS: Readonly<Record<ChunkStatus, readonly ChunkStatus[]>> = {
  PENDING: ['PROCESSING', 'FAILED'],
  PROCESSING: ['COMPLETED', 'FAILED', 'PENDING'],
  COMPLETED: [],
  FAILED: ['PENDING'],
};

/** A chunk that cannot go where it was sent. */
export function invalidChunk(from: ChunkStatus, to: ChunkStatus): InvalidTransitionError {
  return new InvalidTransitionError(`The chunk is ${from}: it cannot become ${to}.`, {
    from,
    to,
    allowed: TRANSITIONS[from],
  });
}

/** @param chunkId UUID. */
export function chunkNotFound(chunkId: string): NotFoundError {
  return new NotFoundError('There is no such chunk.', encodeId('Chunk', chunkId));
}

/** Why the chunks of an execution are not written; null while it runs and has time left. */
export function notRunning({
  status,
  isCancelDue,
}: {
  status: ExecutionStatus;
  isCancelDue: boolean;
}): InvalidTransitionError | null {
  if (status === 'RUNNING' && !isCancelDue) return null;
  const reason = status === 'RUNNING' ? 'was to stop by now' : `is ${status}`;
  return new InvalidTransitionError(
    `The execution ${reason}: its chunks can be changed only while it runs.`,
    {
      from: status,
      to: 'RUNNING',
      allowed: status === 'RUNNING' ? ['CANCELED'] : allowedFrom(status),
    },
  );
}
