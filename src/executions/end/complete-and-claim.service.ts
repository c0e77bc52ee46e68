import type { Caller } from '../../core/caller.js';
import { type Coalescer, createCoalescer } from '../../core/coalesce.js';
import { inTransaction } from '../../core/db/transaction.js';
import { ConflictError, Refusal } from '../../core/domain-errors.js';
import { onlyOne } from '../../core/only-one.js';
import { type Claim, type Claimed, claimIn, claimKey, MAX_COALESCED_CLAIM } from '../queue/claim.service.js';
import { claimWhenDue, type Patience } from '../queue/claim-wait.service.js';
import { type Completion, completeExecutions, completionItem } from './finish.service.js';
import { type Answer, finishIn, MAX_COALESCED_ITEMS } from './finish-items.service.js';

interface Turn {
  caller: Caller;
  completions: readonly Completion[];
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
  if (patience.waitMs > 0) {
    const results = await completeExecutions(caller, completions);
    return { results, claimed: await claimWhenDue(caller, claim, patience) };
  }
  const turn = { caller, completions, claim };
  const isSmall = completions.length <= MAX_COALESCED_ITEMS && claim.limit <= MAX_COALESCED_CLAIM;
  const { results, claimed } = isSmall
    ? await caller.turns(claimKey(caller, claim), turn)
    : onlyOne(await takeTurns([turn]));
  const left = completions.filter((_, at) => results[at] === null);
  const late = left.length > 0 ? await completeExecutions(caller, left) : [];
  return { results: results.map((result) => result ?? onlyOne(late.splice(0, 1))), claimed };
}

function takeTurns(turns: readonly [Turn, ...Turn[]]): Promise<Array<Done<Answer | null>>> {
  const [{ caller, claim }, ...others] = turns;
  return inTransaction(caller, 'WORK', async (tx) => {
    const items = turns.flatMap(({ completions }) => completions.map(completionItem));
    const results = await finishIn(tx, caller, items, { skipLocked: others.length > 0 });
    const claims = await claimIn(tx, caller, [claim, ...others.map((other) => other.claim)]);
    return turns.map(({ completions }, at) => {
      const claimed = claims[at] ?? [];
      // Nothing is completed where the claim is refused: the others are tried again without this one.
      if (claimed instanceof ConflictError) throw new Refusal(claimed);
      return { results: results.splice(0, completions.length), claimed };
    });
  });
}
