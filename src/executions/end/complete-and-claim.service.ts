import { GraphQLError } from 'graphql';
import type { Caller } from '../../core/caller.js';
import { type Coalescer, createCoalescer } from '../../core/coalesce.js';
import { outageOf } from '../../core/db/outage.js';
import { ownerScope } from '../../core/db/tenancy.js';
import { inStatement, inTransaction, type Tx } from '../../core/db/transaction.js';
import { ConflictError, Refusal } from '../../core/domain-errors.js';
import { onlyOne } from '../../core/only-one.js';
import {
  areFresh,
  type Claim,
  type Claimed,
  claimedOf,
  claimIn,
  claimKey,
  MAX_COALESCED_CLAIM,
  takeFrom,
  wantedBy,
} from '../queue/claim.service.js';
import { isOfSeveralKinds } from '../queue/claim.sql.js';
import { claimWhenDue, type Patience } from '../queue/claim-wait.service.js';
import { type Completion, completionItem } from './finish.service.js';
import { type FinishAnswer, finishAndClaim } from './finish.sql.js';
import {
  type Answer,
  answerOf,
  areSmall,
  finishIn,
  type Item,
  sayingOf,
  withLate,
} from './finish-items.service.js';

interface Turn {
  caller: Caller;
  items: readonly Item[];
  claim: Claim;
}

interface Done<Result> {
  results: readonly Result[];
  claimed: Claimed[];
}

/** Turns of one credential's workers that claim the same, made together. Null for what another transaction holds. */
export type Turns = Coalescer<Turn, Done<Answer | null>>;

export function createTurns(): Turns {
  return createCoalescer(takeTurns);
}

/**
 * Completes what a worker held and claims what it does next, together or not at all; where the claim waits, the
 * completions are committed first.
 * @returns An answer for each completion, in their order, and what was claimed.
 * @throws Refusal, GraphQLError as a claim.
 */
export async function completeAndClaim(
  caller: Caller,
  completions: readonly Completion[],
  claim: Claim,
  patience: Patience,
): Promise<Done<Answer>> {
  const items = completions.map(completionItem);
  const turn = { caller, items, claim };
  const isSmall = areSmall(items) && claim.limit <= MAX_COALESCED_CLAIM;
  const { results: answers, claimed } = isSmall
    ? await caller.turns(claimKey(caller, claim), turn)
    : onlyOne(await takeTurns([turn]));
  const results = await withLate(caller, items, answers, claimed.length > 0);
  if (claimed.length > 0 || patience.waitMs <= 0) return { results, claimed };
  return { results, claimed: await claimAfter(caller, items, claim, patience) };
}

/** What ends the wait once something was completed is no answer to that: the next claim meets it again. */
async function claimAfter(
  caller: Caller,
  items: readonly Item[],
  claim: Claim,
  patience: Patience,
): Promise<Claimed[]> {
  try {
    return await claimWhenDue(caller, claim, patience);
  } catch (error) {
    const isForClaim = error instanceof Refusal || error instanceof GraphQLError || outageOf(error) !== null;
    if (items.length === 0 || !isForClaim) throw error;
    return [];
  }
}

function takeTurns(turns: readonly [Turn, ...Turn[]]): Promise<Array<Done<Answer | null>>> {
  const [{ caller, claim }, ...others] = turns;
  const claims = [claim, ...others.map((other) => other.claim)] as const;
  const ownerId = ownerScope(caller.viewer);
  if (ownerId !== null && areFresh(claims) && !isOfSeveralKinds({ keys: claim.keys ?? [] })) {
    return inStatement(caller, 'WORK', (db) => takeTurnsAtOnce(db, ownerId, turns));
  }
  return inTransaction(caller, 'WORK', async (tx) => {
    const items = turns.flatMap((turn) => turn.items);
    const results = await finishIn(tx, caller, items, { skipLocked: true });
    // Who is to start a run may hold its job, and wait for a run that is held here.
    const answers = await claimIn(tx, caller, claims, items.length === 0);
    return turns.map((turn, at) => {
      const answer = answers[at];
      if (!answer) throw new Error('a claim was not answered');
      // Nothing is completed where the claim is refused: the others are tried again without this one.
      if (answer instanceof ConflictError) throw new Refusal(answer);
      return { results: results.splice(0, turn.items.length), claimed: answer.claimed };
    });
  });
}

/** By one statement, which is the whole transaction. */
async function takeTurnsAtOnce(
  db: Tx,
  ownerId: string,
  turns: readonly [Turn, ...Turn[]],
): Promise<Array<Done<Answer | null>>> {
  const [{ caller, claim }] = turns;
  const items = turns.flatMap((turn) => turn.items);
  const sayings = items.map((item) => sayingOf(caller, item));
  const wanted = await wantedBy(db, caller, claim);
  const workers = turns.map((turn) => turn.claim);
  const { userId } = caller.viewer;
  let answers = new Map<number, FinishAnswer>();
  const taken = await takeFrom(caller, wanted, async (since) => {
    const done = await finishAndClaim(db, ownerId, sayings, { ...wanted, workers, userId, since });
    answers = done.answers;
    return done.taken;
  });
  const results = items.map((item, place) => {
    const answer = answers.get(place);
    if (!answer) throw new Error('an item was not answered');
    return answerOf(item, answer);
  });
  return turns.map((turn, at) => ({
    results: results.splice(0, turn.items.length),
    claimed: taken.flatMap((state) => (state.worker === at ? [claimedOf(caller.leases, state)] : [])),
  }));
}
