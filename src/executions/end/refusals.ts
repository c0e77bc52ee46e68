import {
  InvalidTransitionError,
  LeaseLostError,
  NotFoundError,
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
