import { outageOf } from '../core/db/outage.js';
import type { ScopedDb } from '../core/db/tenancy.js';
import { runTransaction, type Tx } from '../core/db/transaction.js';
import type { Logger } from '../core/logger.js';
import type { AlertFacts } from '../notifications/wording.js';
import { type Condition, conditionOf } from './condition.js';
import {
  closeOthers,
  type DueRule,
  isAnyDue,
  lockJudged,
  openOrConfirm,
  takeDueRules,
  tell,
} from './judge.sql.js';
import { type Reading, readFindings } from './readings.js';

/** How long the server waits between two looks for rules that are due, and how often each is judged. */
export const ALERT_INTERVAL_MS = 1_000;
export const JUDGED_EVERY_SECONDS = 30;
/** A rule tells of what is open at most once in so long: what opens meanwhile is told of together, if it is still open. */
export const TOLD_EVERY_SECONDS = 300;
/** How many rules are taken at a time, and how many one look judges at most. */
const BATCH = 10;
const MAX_BATCHES = 1_000;
/** A look ends after so long, and the next one goes on: well before it would be given up, with its statements going on. */
const LOOK_MS = 60_000;

export interface JudgeOptions {
  logger: Logger;
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
  {
    logger,
    everySeconds = JUDGED_EVERY_SECONDS,
    tellEverySeconds = TOLD_EVERY_SECONDS,
    signal,
  }: JudgeOptions,
): Promise<number> {
  const until = performance.now() + LOOK_MS;
  const isOver = () => signal?.aborted || performance.now() > until;
  let judged = 0;
  for (let batch = 0; batch < MAX_BATCHES && !isOver() && (await isAnyDue(db)); batch += 1) {
    const rules = await runTransaction(db, (tx) => takeDueRules(tx, BATCH, everySeconds));
    for (const rule of rules) {
      if (isOver()) return judged;
      if (await judge(db, rule, { logger, tellEverySeconds })) judged += 1;
    }
    // All that is due is with others, or comes again at once.
    if (rules.length < BATCH) break;
  }
  return judged;
}

/** Judges one rule; what is wrong with it is logged, and keeps no other from being judged. @returns Whether it did. */
async function judge(
  db: ScopedDb,
  due: DueRule,
  { logger, tellEverySeconds }: { logger: Logger; tellEverySeconds: number },
): Promise<boolean> {
  try {
    const rule = { ...due, condition: conditionOf(due) };
    const reading = await readFindings(db, rule);
    await runTransaction(db, (tx) => decide(tx, rule, reading, tellEverySeconds));
    return true;
  } catch (err) {
    const outage = outageOf(err);
    // The others would fare no better.
    if (outage && outage.kind !== 'slow') throw err;
    logger.error({ err, ruleId: due.id }, 'judging an alert rule failed');
    return false;
  }
}

type Judged = DueRule & { condition: Condition };

async function decide(tx: Tx, rule: Judged, reading: Reading, tellEverySeconds: number): Promise<void> {
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
  await tell(tx, rule, over, { ...telling, state: 'CLOSED' });
  if (!mayTell) return;
  const mine = open.filter(({ isAcknowledged }) => !isAcknowledged);
  const opened = mine.filter(({ isTold }) => !isTold);
  const repeated = mine.filter(({ isRepeatDue }) => isRepeatDue);
  await tell(tx, rule, opened, { ...telling, state: 'OPENED' });
  await tell(tx, rule, repeated, { ...telling, state: 'REPEATED' });
}

/** What holds where a condition does, as notifications have it. */
function wordOf(condition: Condition): AlertFacts['condition'] {
  if (condition.kind !== 'MISSING_RUN') return condition.kind;
  return condition.milestone === 'STARTED' ? 'NOT_STARTED' : 'NOT_COMPLETED';
}
