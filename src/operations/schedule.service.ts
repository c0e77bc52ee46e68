import { createHash } from 'node:crypto';
import type { RunCosts } from '../accounts/run-costs.js';
import { outageOf } from '../core/db/outage.js';
import type { ScopedDb } from '../core/db/tenancy.js';
import { runTransaction, type Tx } from '../core/db/transaction.js';
import { DomainError } from '../core/domain-errors.js';
import { GRACE_SECONDS } from '../executions/end/cancel.service.js';
import { askToStop } from '../executions/end/cancel.sql.js';
import {
  endExecutions,
  type LockedExecution,
  lockExecutions,
  waitAtMost,
} from '../executions/end/finish.sql.js';
import { acceptExecutions, type WantedExecution } from '../executions/queue/accept.service.js';
import { insertScheduled } from '../executions/queue/enqueue.sql.js';
import type { OverlapPolicy } from '../generated/prisma/enums.js';
import { type Before, type DueSchedule, isAnyDue, lockDue, readBefore, writeTicks } from './schedule.sql.js';
import { type Step, stepOf } from './schedule-step.js';
import type { Whose } from './whose.js';

/** How long the server waits between two looks for ticks that are due. */
export const SCHEDULE_INTERVAL_MS = 200;
/** How many ticks one transaction decides on, so that it is short, and how many of them one look makes at most. */
const BATCH = 80;
const MAX_BATCHES = 1_000;
/** How long it waits for rows of an owner that somebody holds. */
const MAX_HELD_MS = 100;

/** Why a run is canceled where a schedule has CANCEL_OTHER. */
const CANCELED = 'The next tick of the schedule came, which cancels what is open.';

/** How many open runs a tick looks at: whether there is any, or all that it cancels. */
const OPEN_WANTED = {
  ALLOW: 0,
  SKIP: 1,
  BUFFER_ONE: 1,
  CANCEL_OTHER: 100,
} as const satisfies Record<OverlapPolicy, number>;

/** Who made the runs of ticks. */
export const SCHEDULER = { name: 'scheduler', role: 'system' } as const;

/** Why a tick starts no run. */
export const SKIP_REASONS = {
  missed: 'It was missed: no server was running.',
  open: 'An execution that the schedule started was still open.',
  suspended: 'The owner was suspended.',
  unreadable: 'The cron expression or the time zone could no longer be read: say them again.',
  waiting: 'An execution that the schedule started was waiting already.',
} as const;

interface LookOptions {
  signal?: AbortSignal;
  /** Told of an owner whose ticks could not be decided on, but for rows that somebody held. */
  onFailure(ownerId: string, error: unknown): void;
}

/**
 * Runs the ticks that are due, and those that have become due meanwhile: each once, however many servers do so, since
 * what one is at the others pass over. An owner whose rows somebody holds, or whose ticks fail, is left for the next
 * look, and keeps nobody else's from being run.
 * @param db Nobody's: its statements are of its own, and any other would be refused.
 * @returns How many ticks it decided on.
 */
export async function runDue(
  db: ScopedDb,
  costs: RunCosts,
  { signal, onFailure }: LookOptions,
): Promise<number> {
  const left = new Set<string>();
  const others = { except: left };
  let total = 0;
  for (let nth = 0; nth < MAX_BATCHES && !signal?.aborted && (await isAnyDue(db, others)); nth += 1) {
    const batch = await tryBatch(db, costs, others);
    // All that is due is with others.
    if (batch.owners.size === 0) break;
    total += batch.decided;
    if (batch.failure === null) continue;
    for (const ownerId of batch.owners) {
      if (signal?.aborted) break;
      const own = batch.owners.size === 1 ? batch : await tryBatch(db, costs, { ownerId });
      total += own.decided;
      if (own.failure === null) continue;
      left.add(ownerId);
      if (!outageOf(own.failure)) onFailure(ownerId, own.failure);
    }
  }
  return total;
}

interface TriedBatch {
  owners: ReadonlySet<string>;
  /** How many ticks. */
  decided: number;
  /** What kept all of them from being decided on, which may be of one owner only; or null. */
  failure: unknown;
}

/** @throws what is no owner's: the database cannot be reached, say. */
async function tryBatch(db: ScopedDb, costs: RunCosts, whose: Whose): Promise<TriedBatch> {
  const owners = new Set<string>();
  try {
    const decided = await runTransaction(db, (tx) => runBatch(tx, costs, whose, owners));
    return { owners, decided, failure: null };
  } catch (failure) {
    const kind = outageOf(failure)?.kind;
    if (owners.size === 0 || kind === 'unreachable' || kind === 'unwritable') throw failure;
    return { owners, decided: 0, failure };
  }
}

/** A tick, and what is to become of it. */
interface Planned {
  next: Date | null;
  schedule: DueSchedule;
  isKnown: boolean;
  skipReason: string | null;
  /** Runs that it cancels. */
  cancels: string[];
}

/** @param owners Gets whose ticks it has, however it ends. */
async function runBatch(tx: Tx, costs: RunCosts, whose: Whose, owners: Set<string>): Promise<number> {
  owners.clear();
  await waitAtMost(tx, MAX_HELD_MS);
  const due = await lockDue(tx, whose, BATCH);
  if (due.length === 0) return 0;
  for (const { ownerId } of due) owners.add(ownerId);
  const wanted = due.map((schedule) => ({ ...schedule, open: OPEN_WANTED[schedule.overlapPolicy] }));
  const before = await readBefore(tx, wanted);
  const planned = due.map((schedule) => plan(schedule, before.get(schedule.jobId)));
  const others = await lockExecutions(
    tx,
    planned.flatMap(({ cancels }) => cancels),
    null,
    { otherwise: 'schedules' },
  );
  const runs = planned.filter(({ skipReason, isKnown }) => skipReason === null && !isKnown);
  const answers = await acceptExecutions(
    tx,
    costs,
    runs.map(({ schedule }) => runOf(schedule)),
    insertScheduled,
  );
  const became = new Map(runs.map(({ schedule }, nth) => [schedule.jobId, answers[nth]]));
  const isRun = ({ jobId }: { jobId: string }) => typeof became.get(jobId) === 'string';
  await cancel(tx, [...others.values()].filter(isRun));
  await writeTicks(
    tx,
    planned.map(({ schedule: { jobId, ownerId, at }, next, isKnown, skipReason }) => {
      const run = became.get(jobId);
      return {
        ...{ jobId, ownerId, at, next, isKnown },
        executionId: typeof run === 'string' ? run : null,
        skipReason: run instanceof DomainError ? run.message : skipReason,
      };
    }),
  );
  return due.length;
}

function plan(schedule: DueSchedule, before: Before | undefined): Planned {
  const step = readableStep(schedule);
  // After a clock was set back.
  const isKnown = before?.lastAt != null && before.lastAt >= schedule.at;
  const open = before?.open ?? [];
  const skipReason = skipReasonOf(schedule, step, open);
  const cancels =
    skipReason === null && !isKnown && schedule.overlapPolicy === 'CANCEL_OTHER'
      ? open.map(({ id }) => id)
      : [];
  return { next: step?.next ?? null, schedule, isKnown, skipReason, cancels };
}

/** One schedule that can no longer be read, of a zone that is gone say, keeps no other from being run: it has no next tick. */
function readableStep(schedule: DueSchedule): Step | null {
  try {
    return stepOf(schedule, schedule.now);
  } catch {
    return null;
  }
}

function skipReasonOf(
  { isSuspended, overlapPolicy }: DueSchedule,
  step: Step | null,
  open: Before['open'],
): string | null {
  if (isSuspended) return SKIP_REASONS.suspended;
  if (!step) return SKIP_REASONS.unreadable;
  const { isMissed, areMore, next } = step;
  if (isMissed) {
    const others = areMore && next ? ` So were the others before ${next.toISOString()}.` : '';
    return `${SKIP_REASONS.missed}${others}`;
  }
  if (overlapPolicy === 'SKIP' && open.length > 0) return SKIP_REASONS.open;
  if (overlapPolicy === 'BUFFER_ONE' && open.some(({ status }) => status === 'QUEUED')) {
    return SKIP_REASONS.waiting;
  }
  return null;
}

function runOf({ jobId, ownerId, kind, at, jitterSeconds }: DueSchedule): WantedExecution {
  return {
    ownerId,
    kind,
    run: {
      jobId,
      priority: null,
      availableAt: new Date(at.getTime() + jitterOf(jobId, at, jitterSeconds)),
      scheduledFor: at,
      trigger: 'SCHEDULE',
      dispatch: 'QUEUE',
      createdBy: SCHEDULER,
      createdByUserId: null,
    },
  };
}

/** By how many milliseconds a run is later than its tick: the same for a tick each time. */
function jitterOf(jobId: string, at: Date, seconds: number): number {
  if (seconds === 0) return 0;
  const hash = createHash('sha256').update(`${jobId} ${at.toISOString()}`).digest();
  return hash.readUInt32BE() % (seconds * 1_000 + 1);
}

/** Cancels locked runs as cancelExecution does: those that wait at once, the others' workers are asked to stop. */
async function cancel(tx: Tx, rows: readonly LockedExecution[]): Promise<void> {
  const open = rows.filter(({ status }) => status === 'QUEUED' || status === 'RUNNING');
  const isOver = ({ status, isCancelDue }: LockedExecution) => status === 'QUEUED' || isCancelDue;
  await endExecutions(
    tx,
    open
      .filter(isOver)
      .map(({ id, ownerId }) => ({ id, ownerId, to: 'CANCELED' as const, reason: CANCELED })),
    null,
  );
  await askToStop(
    tx,
    open
      .filter((row) => !isOver(row))
      .map(({ id, cancelRequestedAt }) => ({
        id,
        graceSeconds: GRACE_SECONDS.default,
        reason: CANCELED,
        isFirst: cancelRequestedAt === null,
      })),
    { ownerId: null, userId: null, otherwise: 'schedules' },
  );
}
