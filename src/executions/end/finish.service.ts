import type { Caller } from '../../core/caller.js';
import { type Coalescer, createCoalescer, viewerKey } from '../../core/coalesce.js';
import { canonicalHash } from '../../core/db/canonical.js';
import { soleOwner } from '../../core/db/owned.js';
import { ownerScope } from '../../core/db/tenancy.js';
import { inTransaction } from '../../core/db/transaction.js';
import {
  DomainError,
  InvalidTransitionError,
  LeaseLostError,
  NotFoundError,
  OpenChunksError,
  type State,
} from '../../core/domain-errors.js';
import { encodeId } from '../../core/ids.js';
import { onlyOne } from '../../core/only-one.js';
import type { FailureReason } from '../../generated/prisma/enums.js';
import { retryDelaySeconds } from '../../jobs/retry-delay.js';
import { allowedFrom } from '../transitions.js';
import { fingerprint } from './fingerprint.js';
import {
  countOpenChunks,
  type Ending,
  endExecutions,
  type LockedExecution,
  lockExecutions,
} from './finish.sql.js';

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
  return finishTogether(
    caller,
    items.map((item) => ({
      ...item,
      to: 'COMPLETED' as const,
      hash: canonicalHash(['complete', item.result, item.itemsProcessed]),
      isKeptBy: () => true,
      ending: () => ({ to: 'COMPLETED', result: item.result, itemsProcessed: item.itemsProcessed ?? null }),
    })),
  );
}

/** Fails executions, each by its own lease, or puts them back where attempts are left; otherwise as above. */
export function failExecutions(caller: Caller, items: readonly Failure[]) {
  return finishTogether(
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

interface OpenChunks {
  pending: number;
  processing: number;
}

/** What a worker says of a run that it holds, and is done with. */
export interface Item {
  executionId: string;
  leaseToken: string;
  to: State;
  /** Of all that it says. */
  hash: string;
  /** Whether chunks that are open keep it from ending so; none do if left out. */
  isKeptBy?: (open: OpenChunks) => boolean;
  /** How it ends, or why it may not. */
  ending: (row: LockedExecution) => Omit<Ending, 'id' | 'finishFence' | 'finishHash'> | DomainError;
}

interface FinishCall {
  caller: Caller;
  items: readonly Item[];
}

type Answer = Finished | DomainError;

/** Many small calls of one credential, made together. Null for an execution that another transaction holds. */
export type Finishes = Coalescer<FinishCall, ReadonlyArray<Answer | null>>;

export function createFinishes(): Finishes {
  return createCoalescer(async (calls) => {
    const [{ caller, items }, ...others] = calls;
    if (others.length === 0) return [await finish(caller, items)];
    const answers = await finish(
      caller,
      calls.flatMap(({ items }) => items),
      { skipLocked: true },
    );
    return calls.map((call) => answers.splice(0, call.items.length));
  });
}

/** More items than this are worth a transaction of their own. */
const MAX_COALESCED_ITEMS = 16;

/** Each item by its own lease; small calls perhaps together with others. @returns An answer for each, in their order. */
export async function finishTogether(caller: Caller, items: readonly Item[]): Promise<Answer[]> {
  if (items.length > MAX_COALESCED_ITEMS) return finish(caller, items);
  const answers = await caller.finishes(viewerKey(caller.viewer), { caller, items });
  const waiting = items.filter((_, at) => answers[at] === null);
  const late = waiting.length > 0 ? await finish(caller, waiting) : [];
  return answers.map((answer) => answer ?? onlyOne(late.splice(0, 1)));
}

/** @param skipLocked Leaves out what another transaction holds, so that nobody waits for another's: null, then. */
function finish(caller: Caller, items: readonly Item[]): Promise<Answer[]>;
function finish(
  caller: Caller,
  items: readonly Item[],
  options: { skipLocked: true },
): Promise<Array<Answer | null>>;
function finish(
  caller: Caller,
  items: readonly Item[],
  { skipLocked = false } = {},
): Promise<Array<Answer | null>> {
  const { viewer, leases } = caller;
  return inTransaction(caller, 'WORK', async (tx) => {
    const rows = await lockExecutions(
      tx,
      items.map(({ executionId }) => executionId),
      ownerScope(viewer),
      { skipLocked },
    );
    const ownerId = soleOwner(rows.values());
    const open = await countOpenChunks(
      tx,
      items.flatMap(({ isKeptBy, executionId }) => (isKeptBy && rows.has(executionId) ? [executionId] : [])),
      ownerId,
    );
    const endings = new Map<string, Ending>();
    const canceled = new Map<string, Ending>();
    const answers = items.map((item): Answer | null | 'ends' => {
      const row = rows.get(item.executionId);
      if (!row) return skipLocked ? null : notFound(item.executionId);
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
      const chunks = open.get(row.id);
      if (chunks && item.isKeptBy?.(chunks)) return openChunks(chunks);
      const ending = item.ending(row);
      if (ending instanceof DomainError) return ending;
      endings.set(row.id, { id: row.id, ...ending, finishFence: fence.toString(), finishHash: item.hash });
      return 'ends';
    });
    const availableAt = await endExecutions(tx, [...endings.values(), ...canceled.values()], {
      ownerId,
      userId: viewer.userId,
    });
    return answers.map((answer, place): Answer | null => {
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
  return new LeaseLostError(
    'You no longer hold this work: someone else does, or it was put back. Nothing was written.',
  );
}

function openChunks(chunks: OpenChunks): OpenChunksError {
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
