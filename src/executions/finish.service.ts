import type { Caller } from '../caller.js';
import { canonicalHash } from '../db/canonical.js';
import { ownerScope } from '../db/tenancy.js';
import { inTransaction } from '../db/transaction.js';
import {
  type DomainError,
  InvalidTransitionError,
  LeaseLostError,
  NotFoundError,
  OpenChunksError,
  type State,
} from '../domain-errors.js';
import type { FailureReason } from '../generated/prisma/enums.js';
import { encodeId } from '../ids.js';
import { fingerprint } from './fingerprint.js';
import {
  countOpenChunks,
  type Ending,
  endExecutions,
  type LockedExecution,
  lockExecutions,
} from './finish.sql.js';
import { retryDelaySeconds } from './retry-delay.js';
import { allowedFrom } from './transitions.js';

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
  reason: FailureReason;
  /** Whether another attempt may follow. */
  retryable: boolean;
}

/** What ended, by its UUID; for a failure that is tried again, from when. */
export interface Finished {
  executionId: string;
  retryAt: Date | null;
}

/**
 * Completes executions, each by its own lease, in one transaction. Every item gets its own answer, in their order:
 * one that cannot complete does not keep the others from it. The same words said again get the same answer.
 */
export function completeExecutions(caller: Caller, items: readonly Completion[]) {
  return finish(
    caller,
    items.map((item) => ({
      ...item,
      to: 'COMPLETED' as const,
      hash: canonicalHash(['complete', item.result, item.itemsProcessed]),
      ending: () => ({ to: 'COMPLETED', result: item.result, itemsProcessed: item.itemsProcessed ?? null }),
    })),
  );
}

/** Fails executions, each by its own lease, or puts them back where attempts are left; otherwise as above. */
export function failExecutions(caller: Caller, items: readonly Failure[]) {
  return finish(
    caller,
    items.map((item) => ({
      ...item,
      to: 'FAILED' as const,
      hash: canonicalHash([
        'fail',
        item.errorMessage,
        item.errorCode,
        item.errorDetails,
        item.reason,
        item.retryable,
      ]),
      ending: (row) => ({
        ...failedOrRequeued(row, item.reason, item.retryable),
        errorMessage: item.errorMessage,
        errorCode: item.errorCode ?? null,
        errorFingerprint: fingerprint(item.errorMessage, item.errorCode),
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

interface Item {
  executionId: string;
  leaseToken: string;
  to: 'COMPLETED' | 'FAILED';
  hash: string;
  ending: (row: LockedExecution) => Omit<Ending, 'id' | 'finishFence' | 'finishHash'>;
}

function finish(caller: Caller, items: readonly Item[]): Promise<Array<Finished | DomainError>> {
  const { viewer, leases } = caller;
  return inTransaction(caller, 'WORK', async (tx) => {
    const rows = await lockExecutions(
      tx,
      items.map(({ executionId }) => executionId),
      ownerScope(viewer),
    );
    const open = await countOpenChunks(
      tx,
      items.filter(({ to }) => to === 'COMPLETED').map(({ executionId }) => executionId),
    );
    const endings = new Map<string, Ending>();
    const canceled = new Map<string, Ending>();
    const answers = items.map((item): Finished | DomainError | 'ends' => {
      const row = rows.get(item.executionId);
      if (!row) return notFound(item.executionId);
      const fence = leases.fenceOf(row.id, item.leaseToken);
      if (fence === null) return leaseLost();
      if (row.finishFence === fence && row.finishHash === item.hash) {
        // The fence has risen since where it went back to the queue.
        return { executionId: row.id, retryAt: row.fence === fence ? null : row.availableAt };
      }
      if (row.fence !== fence) return leaseLost();
      if (endings.get(row.id)?.finishHash === item.hash) return 'ends';
      if (row.status !== 'RUNNING' || endings.has(row.id)) return invalid(row, item.to);
      if (row.isCancelDue) {
        canceled.set(row.id, { id: row.id, to: 'CANCELED', reason: 'The time to stop was over.' });
        return invalid({ ...row, status: 'CANCELED' }, item.to);
      }
      const chunks = item.to === 'COMPLETED' ? open.get(row.id) : undefined;
      if (chunks) return openChunks(chunks);
      endings.set(row.id, {
        id: row.id,
        ...item.ending(row),
        finishFence: fence.toString(),
        finishHash: item.hash,
      });
      return 'ends';
    });
    const availableAt = await endExecutions(tx, [...endings.values(), ...canceled.values()], viewer.userId);
    return answers.map((answer, place): Finished | DomainError => {
      if (answer !== 'ends') return answer;
      const id = items[place]?.executionId ?? '';
      return {
        executionId: id,
        retryAt: endings.get(id)?.to === 'QUEUED' ? (availableAt.get(id) ?? null) : null,
      };
    });
  });
}

export function notFound(executionId: string): NotFoundError {
  return new NotFoundError('There is no such execution.', encodeId('Execution', executionId));
}

export function leaseLost(): LeaseLostError {
  return new LeaseLostError('Somebody else holds the work now, or it was put back; nothing was written.');
}

function openChunks(chunks: { pending: number; processing: number }): OpenChunksError {
  return new OpenChunksError(
    `${chunks.pending} chunks are pending and ${chunks.processing} in work; an execution completes when none is.`,
    chunks,
  );
}

export function invalid(row: Pick<LockedExecution, 'status'>, to: State): InvalidTransitionError {
  const allowed = allowedFrom(row.status);
  return new InvalidTransitionError(`The execution is ${row.status}: it cannot become ${to}.`, {
    from: row.status,
    to,
    allowed,
  });
}
