import type { Caller } from '../../core/caller.js';
import { type Coalescer, createCoalescer, viewerKey } from '../../core/coalesce.js';
import { ownerScope } from '../../core/db/tenancy.js';
import { inStatement, inTransaction, type Tx } from '../../core/db/transaction.js';
import type { DomainError } from '../../core/domain-errors.js';
import { onlyOne } from '../../core/only-one.js';
import { type Ending, type FinishAnswer, finishRuns, lockExecutions } from './finish.sql.js';
import { cannotWait, invalid, leaseLost, notFound, openChunks } from './refusals.js';

/** What ended, by its UUID; for a failure that is tried again, from when. */
export interface Finished {
  executionId: string;
  retryAt: Date | null;
}

/** What a worker says of a run that it holds, and is done with. */
export interface Item {
  executionId: string;
  leaseToken: string;
  /** Of all that it says, and the length of that as JSON. */
  hash: string;
  length: number;
  ending: Ending;
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
  // Whose an administrator's are is another statement.
  const run = ownerScope(caller.viewer) === null ? inTransaction : inStatement;
  return run(caller, 'WORK', (db) => finishIn(db, caller, items, options));
}

/**
 * A worker's words, decided on and written by one statement. Whose the executions of an administrator are shows under
 * their lock only.
 * @param skipLocked Leaves out what another transaction holds, so that nobody waits for another's: null, then.
 */
export async function finishIn(
  db: Tx,
  { viewer, leases }: Caller,
  items: readonly Item[],
  { skipLocked }: { skipLocked: boolean },
): Promise<Array<Answer | null>> {
  const ownerId = ownerScope(viewer);
  const ids = items.map(({ executionId }) => executionId);
  const rows = ownerId === null ? await lockExecutions(db, ids, null, { skipLocked }) : null;
  const known = items.flatMap((item) => {
    const owner = ownerId ?? rows?.get(item.executionId)?.ownerId;
    return owner === undefined ? [] : [{ item, ownerId: owner }];
  });
  const found = await finishRuns(
    db,
    known.map(({ item: { executionId, leaseToken, hash, ending }, ownerId }) => ({
      id: executionId,
      ownerId,
      fence: leases.fenceOf(executionId, leaseToken),
      hash,
      ending,
    })),
    { userId: viewer.userId, skipLocked },
  );
  const outcomes = new Map(known.map(({ item }, place) => [item, found.get(place)]));
  return items.map((item) => {
    const outcome = outcomes.get(item);
    if (!outcome || outcome.outcome === 'MISSING') return skipLocked ? null : notFound(item.executionId);
    return answerOf(item, outcome);
  });
}

function answerOf(
  { executionId, ending: { to } }: Item,
  { outcome, status, pending, processing, retryAt }: FinishAnswer,
): Answer {
  if (outcome === 'DONE') return { executionId, retryAt };
  if (outcome === 'INVALID' && status !== null) return invalid({ status }, to);
  if (outcome === 'OPEN_CHUNKS') return openChunks({ pending: pending ?? 0, processing: processing ?? 0 });
  if (outcome === 'ASKED_TO_STOP') return cannotWait('Its worker was asked to stop: it cannot be snoozed.');
  if (outcome === 'EXTERNAL') return cannotWait('It has a queue of its own: it cannot be snoozed here.');
  return leaseLost();
}
