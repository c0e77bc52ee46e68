import type { ScopedDb } from '../core/db/tenancy.js';
import { runTransaction, type Tx } from '../core/db/transaction.js';
import type { Condition } from './condition.js';
import {
  closeOthers,
  type DueRule,
  isAnyDue,
  lockJudged,
  openOrConfirm,
  type ToldAlert,
  takeDueRules,
  tell,
} from './judge.sql.js';
import { type Reading, readFindings } from './readings.js';

/** How long the server waits between two looks for rules that are due, and how often each is judged. */
export const ALERT_INTERVAL_MS = 1_000;
export const JUDGED_EVERY_SECONDS = 30;
/** A rule tells of what opens at most once in so long: what opens meanwhile is told of together, if it is still open. */
export const TOLD_EVERY_SECONDS = 300;
/** How many rules are taken at a time, and how many one look judges at most. */
const BATCH = 10;
const MAX_BATCHES = 1_000;

export interface JudgeOptions {
  everySeconds?: number;
  tellEverySeconds?: number;
  signal?: AbortSignal;
}

/**
 * Judges the rules that are due: opens, keeps and closes their alerts, and tells of them. Each is judged once, however
 * many servers do so. It is read outside of any transaction; what was found is written in a short one.
 * @param db Nobody's: its statements are of its own, and any other would be refused.
 * @returns How many rules it judged.
 */
export async function judgeDue(
  db: ScopedDb,
  { everySeconds = JUDGED_EVERY_SECONDS, tellEverySeconds = TOLD_EVERY_SECONDS, signal }: JudgeOptions = {},
): Promise<number> {
  let judged = 0;
  for (let batch = 0; batch < MAX_BATCHES && !signal?.aborted && (await isAnyDue(db)); batch += 1) {
    const rules = await runTransaction(db, (tx) => takeDueRules(tx, BATCH, everySeconds));
    for (const rule of rules) {
      const reading = await readFindings(db, rule, rule.known);
      await runTransaction(db, (tx) => decide(tx, rule, reading, tellEverySeconds));
    }
    judged += rules.length;
    // All that is due is with others, or comes again at once.
    if (rules.length < BATCH) break;
  }
  return judged;
}

async function decide(tx: Tx, rule: DueRule, reading: Reading, tellEverySeconds: number): Promise<void> {
  const { findings, isResting } = reading;
  const locked = await lockJudged(tx, rule, { isResting, tellEverySeconds });
  if (!locked) return;
  const { name: ruleName, jobName, repeatSeconds, mayTell } = locked;
  const closed = await closeOthers(
    tx,
    rule,
    findings.map(({ subject }) => subject),
  );
  const open = await openOrConfirm(tx, rule, findings, repeatSeconds);
  const telling = { condition: wordOf(rule.condition), ruleName, jobName };

  const over = closed.filter(({ isTold, isAcknowledged }) => isTold && !isAcknowledged);
  if (isSome(over)) await tell(tx, rule, over, { ...telling, state: 'CLOSED' });
  if (!mayTell) return;
  const mine = open.filter(({ isAcknowledged }) => !isAcknowledged);
  const opened = mine.filter(({ isTold }) => !isTold);
  const repeated = mine.filter(({ isRepeatDue }) => isRepeatDue);
  if (isSome(opened)) await tell(tx, rule, opened, { ...telling, state: 'OPENED' });
  else if (isSome(repeated)) await tell(tx, rule, repeated, { ...telling, state: 'REPEATED' });
}

function isSome(alerts: readonly ToldAlert[]): alerts is readonly [ToldAlert, ...ToldAlert[]] {
  return alerts.length > 0;
}

/** What holds where a condition does, as notifications have it. */
function wordOf(condition: Condition): string {
  if (condition.kind !== 'MISSING_RUN') return condition.kind;
  return condition.milestone === 'STARTED' ? 'NOT_STARTED' : 'NOT_COMPLETED';
}
