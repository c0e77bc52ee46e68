import type { Caller } from '../../core/caller.js';
import { canonicalDigest } from '../../core/db/canonical.js';
import type { DomainError } from '../../core/domain-errors.js';
import { onlyOne } from '../../core/only-one.js';
import { finishTogether } from './finish-items.service.js';

export interface Snooze {
  /** UUID. */
  executionId: string;
  leaseToken: string;
  /** Now, if it is past. */
  until: Date;
  reason: string | null;
}

/**
 * Puts a run back in the queue until a time, without counting an attempt. Its finished chunks are kept, and its open
 * stages close. The same words said again get the same answer.
 * @returns The run's id, or NotFoundError, LeaseLostError, OpenChunksError while chunks are in work, or
 * InvalidTransitionError for a run that is not running, was asked to stop, or has a queue of its own.
 */
export async function snoozeExecution(
  caller: Caller,
  { executionId, leaseToken, until, reason }: Snooze,
): Promise<{ executionId: string } | DomainError> {
  return onlyOne(
    await finishTogether(caller, [
      {
        executionId,
        leaseToken,
        ...canonicalDigest(['snooze', until.toISOString(), reason]),
        ending: { to: 'QUEUED', snoozedUntil: until, reason },
      },
    ]),
  );
}
