import type { Caller } from '../../core/caller.js';
import { type Coalescer, createCoalescer, viewerKey } from '../../core/coalesce.js';
import { outageOf, RETRY_AFTER } from '../../core/db/outage.js';
import { ownerScope } from '../../core/db/tenancy.js';
import { inStatement, inTransaction, type Tx } from '../../core/db/transaction.js';
import { type DomainError, UnavailableError } from '../../core/domain-errors.js';
import { onlyOne } from '../../core/only-one.js';
import { type Ending, type FinishAnswer, finishRuns, lockExecutions, waitAtMost } from './finish.sql.js';
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
    const answers = await finishFree(
      caller,
      calls.flatMap(({ items }) => items),
    );
    return calls.map((call) => answers.splice(0, call.items.length));
  });
}

/** More than this is worth a transaction of its own: so many items, or so much JSON. */
const MAX_COALESCED_ITEMS = 16;
const MAX_COALESCED_LENGTH = 64 * 1024;

/** How long the worker of a held run waits for it, who also waits to hear of the others. */
const MAX_LATE_MS = 5_000;

/** Whether items are few and short enough to go together with others. */
export function areSmall(items: readonly Item[]): boolean {
  const length = items.reduce((sum, item) => sum + item.length, 0);
  return items.length <= MAX_COALESCED_ITEMS && length <= MAX_COALESCED_LENGTH;
}

/** Each item by its own lease; small calls perhaps together with others. @returns An answer for each, in their order. */
export async function finishTogether(caller: Caller, items: readonly Item[]): Promise<Answer[]> {
  const answers = areSmall(items)
    ? await caller.finishes(viewerKey(caller.viewer), { caller, items })
    : await finishFree(caller, items);
  return withLate(caller, items, answers);
}

/**
 * The answers, with those of what another transaction held: that is done by itself, and waits for its end.
 * @param isElseDone Whether the call has done something beside these.
 */
export async function withLate(
  caller: Caller,
  items: readonly Item[],
  answers: ReadonlyArray<Answer | null>,
  isElseDone = false,
): Promise<Answer[]> {
  const held = items.filter((_, at) => answers[at] === null);
  const isRestDone = isElseDone || held.length < items.length;
  const late = held.length > 0 ? await finishLate(caller, held, isRestDone) : [];
  return answers.map((answer) => answer ?? onlyOne(late.splice(0, 1)));
}

/**
 * What is still held when the wait is over keeps neither the others from being done nor their worker from hearing of it.
 * @throws what ended the wait, where nothing of the call is done.
 */
async function finishLate(caller: Caller, held: readonly Item[], isRestDone: boolean): Promise<Answer[]> {
  try {
    return await inTransaction(caller, 'WORK', async (tx) => {
      await waitAtMost(tx, MAX_LATE_MS);
      return finishIn(tx, caller, held);
    });
  } catch (error) {
    const outage = outageOf(error);
    if (!outage) throw error;
    const nothing = held.map(() => null);
    const answers =
      outage.kind === 'unreachable' ? nothing : await finishFree(caller, held).catch(() => nothing);
    if (!isRestDone && answers.every((answer) => answer === null)) throw error;
    return answers.map((answer) => answer ?? unavailable(RETRY_AFTER[outage.kind]));
  }
}

/** Leaves out what another transaction holds: null, then. */
function finishFree(caller: Caller, items: readonly Item[]): Promise<Array<Answer | null>> {
  // Whose an administrator's are is another statement.
  const run = ownerScope(caller.viewer) === null ? inTransaction : inStatement;
  return run(caller, 'WORK', (db) => finishIn(db, caller, items, { skipLocked: true }));
}

/**
 * A worker's words, decided on and written by one statement. Whose the executions of an administrator are shows under
 * their lock only.
 * @param skipLocked Leaves out what another transaction holds, so that nobody waits for another's: null, then.
 */
export function finishIn(db: Tx, caller: Caller, items: readonly Item[]): Promise<Answer[]>;
export function finishIn(
  db: Tx,
  caller: Caller,
  items: readonly Item[],
  options: { skipLocked: boolean },
): Promise<Array<Answer | null>>;
export async function finishIn(
  db: Tx,
  caller: Caller,
  items: readonly Item[],
  { skipLocked } = { skipLocked: false },
): Promise<Array<Answer | null>> {
  const { viewer } = caller;
  const ownerId = ownerScope(viewer);
  const ids = items.map(({ executionId }) => executionId);
  const rows = ownerId === null ? await lockExecutions(db, ids, null, { skipLocked }) : null;
  const known = items.flatMap((item) => {
    const owner = ownerId ?? rows?.get(item.executionId)?.ownerId;
    return owner === undefined ? [] : [{ item, ownerId: owner }];
  });
  const found = await finishRuns(
    db,
    known.map(({ item, ownerId }) => ({ ...sayingOf(caller, item), ownerId })),
    { userId: viewer.userId, skipLocked },
  );
  const outcomes = new Map(known.map(({ item }, place) => [item, found.get(place)]));
  return items.map((item) => {
    const outcome = outcomes.get(item);
    if (outcome) return answerOf(item, outcome);
    return skipLocked ? null : notFound(item.executionId);
  });
}

/** What an item says, as the database takes it. */
export function sayingOf({ leases }: Caller, { executionId, leaseToken, hash, ending }: Item) {
  return { id: executionId, fence: leases.fenceOf(executionId, leaseToken), hash, ending };
}

/** Null for what another transaction holds. */
export function answerOf(
  { executionId, ending: { to } }: Item,
  { outcome, status, pending, processing, retryAt }: FinishAnswer,
): Answer | null {
  if (outcome === 'HELD') return null;
  if (outcome === 'DONE') return { executionId, retryAt };
  if (outcome === 'MISSING') return notFound(executionId);
  if (outcome === 'INVALID' && status !== null) return invalid({ status }, to);
  if (outcome === 'OPEN_CHUNKS') return openChunks({ pending: pending ?? 0, processing: processing ?? 0 });
  if (outcome === 'ASKED_TO_STOP') return cannotWait('Its worker was asked to stop: it cannot be snoozed.');
  if (outcome === 'EXTERNAL') return cannotWait('It has a queue of its own: it cannot be snoozed here.');
  return leaseLost();
}

const unavailable = (retryAfter: number) =>
  new UnavailableError(
    'Something else holds the execution, or the database took too long: nothing was written. Send it again.',
    retryAfter,
  );
