import { readBalances } from '../../accounts/credit-balance.sql.js';
import { type RunCosts, runCost } from '../../accounts/run-costs.js';
import type { QuotaName } from '../../accounts/tiers.js';
import type { Tx } from '../../core/db/transaction.js';
import { type DomainError, InsufficientCreditsError, QuotaExceededError } from '../../core/domain-errors.js';
import { type Day, readDays } from './accept.sql.js';
import { insertExecutions, type MadeExecutions, type NewExecution, type OwnersRuns } from './enqueue.sql.js';

/** A run that somebody wants, of a job of this owner. */
export interface WantedExecution {
  ownerId: string;
  kind: string;
  run: Omit<NewExecution, 'heldCredits'>;
}

/**
 * Makes those of some wanted runs that are accepted, in their order: as many as each owner's tier has a day, and
 * those whose cost the owner's balance covers, which holds it. Ask it last: until the transaction ends, nobody
 * else's runs of these owners are accepted.
 * @param insert What makes them.
 * @returns For each the UUID of its execution, or why it is refused.
 */
export async function acceptExecutions(
  tx: Tx,
  costs: RunCosts,
  wanted: readonly WantedExecution[],
  insert: (tx: Tx, groups: OwnersRuns) => Promise<MadeExecutions> = insertExecutions,
): Promise<Array<string | DomainError>> {
  const payers = new Set(wanted.filter(({ kind }) => runCost(costs, kind) > 0).map(({ ownerId }) => ownerId));
  const balances = await readBalances(tx, [...payers], { isLocked: true });
  const answers: Array<string | DomainError> = [];
  const payable = new Map<string, Array<{ place: number; run: NewExecution }>>();
  for (const [place, { ownerId, kind, run }] of wanted.entries()) {
    const heldCredits = runCost(costs, kind);
    const refusal = pay(balances, ownerId, heldCredits);
    if (refusal) {
      answers[place] = refusal;
      continue;
    }
    const own = payable.get(ownerId) ?? [];
    own.push({ place, run: { ...run, heldCredits } });
    payable.set(ownerId, own);
  }
  // In the order of the owners, so that two commands never wait for each other's days in a circle.
  const groups = [...payable].sort(([a], [b]) => (a < b ? -1 : 1));
  const made = await insert(
    tx,
    groups.map(([ownerId, own]) => ({ ownerId, items: own.map(({ run }) => run) })),
  );
  for (const [nth, { place }] of groups.flatMap(([, own]) => own).entries()) {
    const outcome = made[nth];
    if (!outcome) throw new Error('a run was neither made nor refused');
    answers[place] = outcome.id ?? quotaExceeded(outcome);
  }
  return answers;
}

/** What owners have left while a dry run goes on: it counts here what it writes nowhere. */
export interface DryRun {
  days: Map<string, Day>;
  balances: Map<string, number>;
}

/** Says what {@link acceptExecutions} would refuse. @returns For each why, or null. */
export async function foreseeExecutions(
  tx: Tx,
  costs: RunCosts,
  wanted: ReadonlyArray<Pick<WantedExecution, 'ownerId' | 'kind'>>,
  { days, balances }: DryRun,
): Promise<Array<DomainError | null>> {
  const fresh = [...new Set(wanted.map(({ ownerId }) => ownerId))].filter((id) => !days.has(id));
  for (const { ownerId, ...day } of await readDays(tx, fresh)) days.set(ownerId, day);
  for (const entry of await readBalances(tx, fresh, { isLocked: false })) balances.set(...entry);
  return wanted.map(({ ownerId, kind }) => {
    const day = days.get(ownerId);
    if (!day) throw new Error('a run without an owner');
    if (day.used >= day.limit) return quotaExceeded(day);
    const refusal = pay(balances, ownerId, runCost(costs, kind));
    if (!refusal) day.used += 1;
    return refusal;
  });
}

function pay(balances: Map<string, number>, ownerId: string, cost: number): InsufficientCreditsError | null {
  if (cost === 0) return null;
  const balance = balances.get(ownerId) ?? 0;
  if (cost > balance) {
    const message = `The run costs ${cost} credits, and ${balance} are left.`;
    return new InsufficientCreditsError(message, { balance, required: cost });
  }
  balances.set(ownerId, balance - cost);
  return null;
}

function quotaExceeded({ tier, limit, used }: Day): QuotaExceededError {
  const message = `The tier ${tier} allows ${limit} runs a day, and ${used} were accepted today.`;
  const quota = 'executionsPerDay' satisfies QuotaName;
  return new QuotaExceededError(message, { quota, limit, used, tier });
}
