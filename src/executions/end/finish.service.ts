import type { Caller } from '../../core/caller.js';
import { canonicalDigest } from '../../core/db/canonical.js';
import type { FailureReason } from '../../generated/prisma/enums.js';
import { retryDelaySeconds } from '../../jobs/retry-delay.js';
import { fingerprint } from './fingerprint/fingerprint.js';
import type { Ending, LockedExecution } from './finish.sql.js';
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
    to: 'COMPLETED',
    ...canonicalDigest(['complete', result, itemsProcessed]),
    isKeptBy: () => true,
    ending: () => ({ to: 'COMPLETED', result, itemsProcessed: itemsProcessed ?? null }),
  };
}

/** Fails executions, each by its own lease, or puts them back where attempts are left; otherwise as above. */
export function failExecutions(caller: Caller, items: readonly Failure[]) {
  return finishTogether(
    caller,
    items.map((item) => ({
      ...item,
      to: 'FAILED' as const,
      ...canonicalDigest([
        'fail',
        item.errorMessage,
        item.errorCode,
        item.errorDetails,
        item.reason,
        item.retryable,
        ...(item.fingerprint == null ? [] : [item.fingerprint]),
      ]),
      ending: (row) => ({
        ...failedOrRequeued(row, item.reason, item.retryable),
        errorMessage: item.errorMessage,
        errorCode: item.errorCode ?? null,
        fingerprint: fingerprint({
          message: item.errorMessage,
          code: item.errorCode,
          details: item.errorDetails,
          own: item.fingerprint,
        }),
        errorDetails: item.errorDetails,
        reason: item.errorMessage,
      }),
    })),
  );
}

/** FAILED, or QUEUED for another attempt where one is left, nobody asked to stop, and the queue is ours. */
export function failedOrRequeued(
  row: Pick<
    LockedExecution,
    'attempt' | 'maxAttempts' | 'dispatch' | 'cancelRequestedAt' | 'retryBackoffSeconds'
  >,
  reason: FailureReason,
  retryable: boolean,
): Pick<Ending, 'to' | 'failureReason' | 'delaySeconds'> {
  const again =
    retryable && row.attempt < row.maxAttempts && row.dispatch === 'QUEUE' && row.cancelRequestedAt === null;
  return again
    ? {
        to: 'QUEUED',
        failureReason: null,
        delaySeconds: retryDelaySeconds(row.retryBackoffSeconds, row.attempt),
      }
    : { to: 'FAILED', failureReason: reason };
}
