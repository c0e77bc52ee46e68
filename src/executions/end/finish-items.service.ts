import type { Caller } from '../../core/caller.js';
import { type Coalescer, createCoalescer, viewerKey } from '../../core/coalesce.js';
import { soleOwner } from '../../core/db/owned.js';
import { ownerScope } from '../../core/db/tenancy.js';
import { inTransaction, type Tx } from '../../core/db/transaction.js';
import { DomainError, OpenChunksError, type State } from '../../core/domain-errors.js';
import { onlyOne } from '../../core/only-one.js';
import {
  countOpenChunks,
  type Ending,
  endExecutions,
  type LockedExecution,
  lockExecutions,
} from './finish.sql.js';
import { invalid, leaseLost, notFound } from './refusals.js';

/** What ended, by its UUID; for a failure that is tried again, from when. */
export interface Finished {
  executionId: string;
  retryAt: Date | null;
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
  /** Of all that it says, and the length of that as JSON. */
  hash: string;
  length: number;
  /** Whether chunks that are open keep it from ending so; none do if left out. */
  isKeptBy?: (open: OpenChunks) => boolean;
  /** How it ends, or why it may not. */
  ending: (row: LockedExecution) => Omit<Ending, 'id' | 'finishFence' | 'finishHash'> | DomainError;
}

interface FinishCall {
  caller: Caller;
  items: readonly Item[];
}

export type Answer = Finished | DomainError;

/** Many small calls of one credential, made together. Null for an execution that another transaction holds. */
export type Finishes = Coalescer<FinishCall, ReadonlyArray<Answer | null>>;

export function createFinishes(): Finishes {
  return createCoalescer(async (calls) => {
    const [{ caller }] = calls;
    const answers = await finish(
      caller,
      calls.flatMap(({ items }) => items),
      { skipLocked: true },
    );
    return calls.map((call) => answers.splice(0, call.items.length));
  });
}

/** More than this is worth a transaction of its own: so many items, or so much JSON. */
const MAX_COALESCED_ITEMS = 16;
const MAX_COALESCED_LENGTH = 64 * 1024;

/** Whether items are few and short enough to go together with others. */
export function areSmall(items: readonly Item[]): boolean {
  const length = items.reduce((sum, item) => sum + item.length, 0);
  return items.length <= MAX_COALESCED_ITEMS && length <= MAX_COALESCED_LENGTH;
}

/** Each item by its own lease; small calls perhaps together with others. @returns An answer for each, in their order. */
export async function finishTogether(caller: Caller, items: readonly Item[]): Promise<Answer[]> {
  if (!areSmall(items)) return finish(caller, items);
  const answers = await caller.finishes(viewerKey(caller.viewer), { caller, items });
  return withLate(caller, items, answers);
}

/** The answers, with those of what another transaction held: that is done alone, and waits for its end. */
export async function withLate(
  caller: Caller,
  items: readonly Item[],
  answers: ReadonlyArray<Answer | null>,
): Promise<Answer[]> {
  const held = items.filter((_, at) => answers[at] === null);
  const late = held.length > 0 ? await finish(caller, held) : [];
  return answers.map((answer) => answer ?? onlyOne(late.splice(0, 1)));
}

function finish(caller: Caller, items: readonly Item[]): Promise<Answer[]>;
function finish(
  caller: Caller,
  items: readonly Item[],
  options: { skipLocked: boolean },
): Promise<Array<Answer | null>>;
function finish(caller: Caller, items: readonly Item[], options = { skipLocked: false }) {
  return inTransaction(caller, 'WORK', (tx) => finishIn(tx, caller, items, options));
}

/** @param skipLocked Leaves out what another transaction holds, so that nobody waits for another's: null, then. */
export async function finishIn(
  tx: Tx,
  { viewer, leases }: Caller,
  items: readonly Item[],
  { skipLocked }: { skipLocked: boolean },
): Promise<Array<Answer | null>> {
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
}

function openChunks(chunks: OpenChunks): OpenChunksError {
  return new OpenChunksError(
    `${chunks.pending} chunks are pending and ${chunks.processing} in work; an execution completes when none is.`,
    chunks,
  );
}
