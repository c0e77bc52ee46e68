import {
  InvalidTransitionError,
  LeaseLostError,
  NotFoundError,
  OpenChunksError,
  type State,
} from '../../core/domain-errors.js';
import { encodeId } from '../../core/ids.js';
import type { ExecutionStatus } from '../../generated/prisma/enums.js';
import { allowedFrom } from '../transitions.js';

export function notFound(executionId: string): NotFoundError {
  return new NotFoundError('There is no such execution.', encodeId('Execution', executionId));
}

export function leaseLost(): LeaseLostError {
  return new LeaseLostError(
    'You no longer hold this work: someone else does, or it was put back. Nothing was written.',
  );
}

export function invalid(row: { status: ExecutionStatus }, to: State): InvalidTransitionError {
  const allowed = allowedFrom(row.status);
  return new InvalidTransitionError(`The execution is ${row.status}: it cannot become ${to}.`, {
    from: row.status,
    to,
    allowed,
  });
}

/** @param open Its chunks that keep it from completing, or from going back to the queue. */
export function openChunks(open: { pending: number; processing: number }): OpenChunksError {
  return new OpenChunksError(
    `${open.pending} chunks are pending and ${open.processing} in work; an execution completes when none is.`,
    open,
  );
}

/** A running execution that cannot be snoozed. */
export function cannotWait(message: string): InvalidTransitionError {
  const from = 'RUNNING';
  const allowed = allowedFrom(from).filter((state) => state !== 'QUEUED');
  return new InvalidTransitionError(message, { from, to: 'QUEUED', allowed });
}
