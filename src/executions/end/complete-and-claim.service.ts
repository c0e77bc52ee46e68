import type { Caller } from '../../core/caller.js';
import { type Coalescer, createCoalescer } from '../../core/coalesce.js';
import { inTransaction } from '../../core/db/transaction.js';
import { ConflictError, Refusal } from '../../core/domain-errors.js';
import { onlyOne } from '../../core/only-one.js';
import { type Claim, type Claimed, claimIn, claimKey, MAX_COALESCED_CLAIM } from '../queue/claim.service.js';
import { claimWhenDue, type Patience } from '../queue/claim-wait.service.js';
import { type Completion, completionItem } from './finish.service.js';
import { type Answer, areSmall, finishIn, type Item, withLate } from './finish-items.service.js';

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
  const results = await withLate(caller, items, answers);
  if (claimed.length > 0 || patience.waitMs <= 0) return { results, claimed };
  return { results, claimed: await claimWhenDue(caller, claim, patience) };
}

function takeTurns(turns: readonly [Turn, ...Turn[]]): Promise<Array<Done<Answer | null>>> {
  const [{ caller, claim }, ...others] = turns;
  return inTransaction(caller, 'WORK', async (tx) => {
    const results = await finishIn(
      tx,
      caller,
      turns.flatMap(({ items }) => items),
      { skipLocked: true },
    );
    const claims = await claimIn(tx, caller, [claim, ...others.map((other) => other.claim)]);
    return turns.map(({ items }, at) => {
      const answer = claims[at];
      if (!answer) throw new Error('a claim was not answered');
      // Nothing is completed where the claim is refused: the others are tried again without this one.
      if (answer instanceof ConflictError) throw new Refusal(answer);
      return { results: results.splice(0, items.length), claimed: answer.claimed };
    });
  });
}
