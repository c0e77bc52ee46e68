import { setTimeout as sleep } from 'node:timers/promises';
import { owned } from '../core/db/owned.js';
import type { ScopedDb } from '../core/db/tenancy.js';
import { runTransaction, type Tx } from '../core/db/transaction.js';
import { NIL_UUID } from '../core/ids.js';
import type { Logger } from '../core/logger.js';
import { Prisma } from '../generated/prisma/client.js';
import { lockRollups, readMark } from '../insights/rollup-feed.sql.js';
import { DAY_MS } from '../insights/scope.js';
import { deleteSome } from '../people/deletion.sql.js';
import { registeredParts } from '../people/parts.js';
import {
  type AgedTable,
  beRetention,
  countAged,
  countOld,
  countOldMessages,
  deleteAged,
  deleteLogs,
  endTurn,
  forgetMessages,
  lockOld,
  nextOwner,
  type TieredTable,
  takeTurn,
} from './retention.sql.js';
import type { RetentionMode } from './settings.js';

/** How long rows are kept whose owner's tier does not say, in days. */
export const VERIFICATION_LOG_DAYS = 90;
export const ACTIVITY_DAYS = 365;
export const NOTIFICATION_DAYS = 90;
export const TICK_DAYS = 90;
export const ALERT_DAYS = 90;
export const SUMMARY_DAYS = 730;
export const FAILURE_MESSAGE_DAYS = 730;

/** Of archived failures goes what they said: the rows count them for ever. */
const MESSAGES = 'failure_archive.message';
type Rule = AgedTable | TieredTable | typeof MESSAGES;

/** What of one kind goes after the other. */
const RULES: readonly Rule[] = [
  'execution_logs',
  'job_executions',
  MESSAGES,
  { table: 'summaries', column: 'created_at', days: SUMMARY_DAYS },
  { table: 'schedule_ticks', column: 'at', days: TICK_DAYS },
  { table: 'alerts', column: 'closed_at', days: ALERT_DAYS },
  { table: 'notifications', column: 'created_at', byId: true, days: NOTIFICATION_DAYS },
  { table: 'twitter_verification_logs', column: 'verified_at', days: VERIFICATION_LOG_DAYS },
  { table: 'activity_logs', column: '"timestamp"', days: ACTIVITY_DAYS },
];

/** How long a transaction is to take: a longer one holds back every subscription. */
const TRANSACTION_MS = 25;
/** How many rows it takes: at first, and within what bounds it finds out how many there is time for. */
const ROWS = { first: 20, min: 5, max: 2_000 } as const;
/** How many rows of parts go with each execution at once; those of more go in several transactions, the execution last. */
const PARTS_EACH = 10;
/** How many times as long as a transaction the pause after it is, so that the workers' protocol keeps its pace; and at most. */
const PAUSE = 12;
export const MAX_PAUSE_MS = 5_000;
/** How long there is rest when all that is old is gone. */
const REST_MS = 10 * 60_000;
/** How long it waits for what adds up executions. */
const BUSY_MS = 20;

/** How many rows, by table. */
export type Counts = Record<string, number>;

/** How far a walk through everything that is old has come. */
class Walk {
  rule = 0;
  owner: string = NIL_UUID;
  rows: number = ROWS.first;

  next(): void {
    this.rule += 1;
    this.owner = NIL_UUID;
    this.rows = ROWS.first;
  }

  /** Takes from how long a transaction took how much the next one may do. */
  learn(ms: number): void {
    const fitting = Math.round(this.rows * Math.min(2, TRANSACTION_MS / Math.max(1, ms)));
    this.rows = Math.min(ROWS.max, Math.max(ROWS.min, fitting));
  }
}

/** What one transaction took, and whether there may be more of the same. */
interface Taken {
  counts: Counts;
  isMore: boolean;
}

/** Takes a step of the walk in a transaction. @returns Null where the walk is over, or it is not its turn. */
async function takeStep(db: ScopedDb, walk: Walk, isNow: boolean): Promise<Counts | null> {
  const rule = RULES[walk.rule];
  if (rule === undefined) return null;
  const owner = isTiered(rule) ? await nextOwner(db, rule, walk.owner) : null;
  if (isTiered(rule) && owner === null) {
    walk.next();
    return {};
  }
  const begun = performance.now();
  const taken = await runTransaction(db, async (tx) => {
    if (!(await takeTurn(tx, 'delete', isNow))) return null;
    await beRetention(tx);
    const step = await takeOf(tx, rule, owner ?? NIL_UUID, walk.rows);
    await endTurn(tx, 'delete', isNothing(step.counts) ? 0 : pauseAfter(begun));
    return step;
  });
  if (!taken) return null;
  const { counts, isMore } = taken;
  if (isMore) {
    if (!isNothing(counts)) walk.learn(performance.now() - begun);
  } else if (owner === null) walk.next();
  else walk.owner = owner;
  return counts;
}

/** How many milliseconds everybody pauses after a transaction. */
function pauseAfter(begun: number): number {
  return Math.min(MAX_PAUSE_MS, PAUSE * (performance.now() - begun));
}

async function takeOf(tx: Tx, rule: Rule, ownerId: string, limit: number): Promise<Taken> {
  if (rule === 'job_executions') return takeExecutions(tx, ownerId, limit);
  const count = await takeRows(tx, rule, ownerId, limit);
  return { counts: { [nameOf(rule)]: count }, isMore: count === limit };
}

async function takeRows(
  tx: Tx,
  rule: Exclude<Rule, 'job_executions'>,
  ownerId: string,
  limit: number,
): Promise<number> {
  if (rule === 'execution_logs') return deleteLogs(tx, ownerId, limit);
  if (rule === MESSAGES) return forgetMessages(tx, FAILURE_MESSAGE_DAYS, limit);
  return deleteAged(tx, rule, limit);
}

const nameOf = (rule: Rule) => (typeof rule === 'string' ? rule : rule.table);

function isTiered(rule: Rule): rule is TieredTable {
  return rule === 'execution_logs' || rule === 'job_executions';
}

/** Deletes some old executions of an owner: what hangs on them first, and what outlives them not. */
async function takeExecutions(tx: Tx, ownerId: string, limit: number): Promise<Taken> {
  if (!(await lockRollups(tx))) return { counts: {}, isMore: true };
  const ids = await lockOld(tx, ownerId, await readMark(tx), limit);
  const counts: Counts = {};
  if (ids.length === 0) return { counts, isMore: false };
  const among = (column: string) =>
    Prisma.sql`${Prisma.raw(column)} = ANY(${ids}::uuid[]) ${owned('owner_id', ownerId)}`;
  const { ofRuns, outlivingRuns } = registeredParts();
  let left = limit * PARTS_EACH;
  for (const table of [...ofRuns, 'execution_events']) {
    if (outlivingRuns.includes(table)) continue;
    counts[table] = await deleteSome(tx, table, among('execution_id'), left);
    left -= counts[table];
    if (left <= 0) return { counts, isMore: true };
  }
  counts.job_executions = await deleteSome(tx, 'job_executions', among('id'), limit);
  return { counts, isMore: ids.length === limit };
}

const isNothing = (counts: Counts) => Object.values(counts).every((count) => count === 0);

function add(sums: Counts, more: Counts): void {
  for (const [table, count] of Object.entries(more)) if (count > 0) sums[table] = (sums[table] ?? 0) + count;
}

/** Deletes all that is old, without pauses. @returns How many rows, by table. */
export async function deleteAllOld(db: ScopedDb): Promise<Counts> {
  const sums: Counts = {};
  const walk = new Walk();
  for (;;) {
    const counts = await takeStep(db, walk, true);
    if (!counts) return sums;
    add(sums, counts);
    if (isNothing(counts)) await sleep(BUSY_MS);
  }
}

/** How many rows are old, by table; with executions go their events and parts. */
export async function countAllOld(db: ScopedDb): Promise<Counts> {
  const sums: Counts = {};
  for (const rule of RULES) add(sums, { [nameOf(rule)]: await countOf(db, rule) });
  return sums;
}

async function countOf(db: ScopedDb, rule: Rule): Promise<number> {
  if (isTiered(rule)) return countOld(db, rule);
  return rule === MESSAGES ? countOldMessages(db, FAILURE_MESSAGE_DAYS) : countAged(db, rule);
}

/**
 * What deletes the old, or says once a day what would be deleted. Any number of servers may do so: they take turns, and
 * pause for each other.
 * @returns Takes a step, and says whether there may be more to do at once.
 */
export function createRetention(
  db: ScopedDb,
  mode: RetentionMode,
  logger: Logger,
): (signal: AbortSignal) => Promise<boolean> {
  let walk = new Walk();
  let sums: Counts = {};

  async function report(): Promise<boolean> {
    const isMine = await runTransaction(db, async (tx) => {
      const isTaken = await takeTurn(tx, 'report', false);
      if (isTaken) await endTurn(tx, 'report', DAY_MS);
      return isTaken;
    });
    const due = isMine ? await countAllOld(db) : {};
    if (Object.keys(due).length > 0) logger.info({ due }, 'older than it is kept; RETENTION=on deletes it');
    return false;
  }

  function tell(): void {
    if (Object.keys(sums).length > 0) logger.info({ deleted: sums }, 'deleted what is older than it is kept');
    sums = {};
  }

  return async (signal) => {
    if (mode === 'off') return false;
    if (mode === 'report') return report();
    const begun = performance.now();
    const counts = await takeStep(db, walk, false);
    if (counts) {
      add(sums, counts);
      await sleep(isNothing(counts) ? BUSY_MS : pauseAfter(begun), undefined, { signal }).catch(
        () => undefined,
      );
      if (signal.aborted) tell();
      return true;
    }
    // Also where another server goes on: it may be the one that finds the end, after which there is rest.
    tell();
    if (RULES[walk.rule] !== undefined) return false;
    await runTransaction(db, (tx) => endTurn(tx, 'delete', REST_MS));
    walk = new Walk();
    return false;
  };
}
