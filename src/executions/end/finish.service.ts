import type { Caller } from '../../core/caller.js';
import { canonicalDigest } from '../../core/db/canonical.js';
import type { FailureReason } from '../../generated/prisma/enums.js';
import { fingerprint } from './fingerprint/fingerprint.js';
import { finishTogether, type Item } from './finish-items.service.js';

export interface Completion {
  /** UUID. */
  executionId: string;
  leaseToken: string;
  result?: unknown;
  itemsProcessed?: number | null;
}

export interface Failure {
  /** UUID. */
  executionId: string;
  leaseToken: string;
  errorMessage: string;
  errorCode?: string | null;
  errorDetails?: unknown;
  /** The worker's own. */
  fingerprint?: string | null;
  reason: FailureReason;
  /** Whether another attempt may follow. */
  retryable: boolean;
}

/**
 * Completes executions, each by its own lease, in one transaction. Every item gets its own answer, in their order:
 * one that cannot complete does not keep the others from it. The same words said again get the same answer.
 */
export function completeExecutions(caller: Caller, items: readonly Completion[]) {
  return finishTogether(caller, items.map(completionItem));
}

export function completionItem({ executionId, leaseToken, result, itemsProcessed }: Completion): Item {
  return {
    executionId,
    leaseToken,
    ...canonicalDigest(['complete', result, itemsProcessed]),
    ending: { to: 'COMPLETED', result, itemsProcessed },
  };
}

/** Fails executions, each by its own lease, or puts them back where attempts are left; otherwise as above. */
export function failExecutions(caller: Caller, items: readonly Failure[]) {
  return finishTogether(
    caller,
    items.map(({ executionId, leaseToken, ...failure }) => {
      const { errorMessage, errorCode, errorDetails, reason, retryable, fingerprint: own } = failure;
      return {
        executionId,
        leaseToken,
        ...canonicalDigest([
          'fail',
          errorMessage,
          errorCode,
          errorDetails,
          reason,
          retryable,
          ...(own == null ? [] : [own]),
        ]),
        ending: {
          to: 'FAILED',
          retryable,
          failureReason: reason,
          errorMessage,
          errorCode,
          fingerprint: fingerprint({ message: errorMessage, code: errorCode, details: errorDetails, own }),
          errorDetails,
          reason: errorMessage,
        },
      };
    }),
  );
}
