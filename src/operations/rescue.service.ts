import { outageOf } from '../core/db/outage.js';
import { type ScopedDb, scopeDatabase } from '../core/db/tenancy.js';
import { runTransaction, type Tx } from '../core/db/transaction.js';
import { type Loop, type LoopOptions, startLoop } from '../core/loop.js';
import { createSignal } from '../core/signal.js';
import { fingerprint } from '../executions/end/fingerprint/fingerprint.js';
import {
  type EndingOf,
  endExecutions,
  type LockedExecution,
  lockExecutions,
  waitAtMost,
} from '../executions/end/finish.sql.js';
import type { PrismaClient, RescueCause } from '../generated/prisma/client.js';
import { lockOverdue, readCauses, requeueLostChunks } from './rescue.sql.js';
import type { Whose } from './whose.js';

/** How long the server waits between two looks for lost work. */
export const RESCUE_INTERVAL_MS = 1_000;
/** How much one transaction rescues, and how many of them one look makes at most: requests come between them. */
const BATCH = 100;
const MAX_BATCHES = 50;
/** How long it waits for rows of an owner that somebody holds: their balance, say. */
const MAX_HELD_MS = 100;

const REASONS = {
  CANCEL: 'The time to stop was over.',
  TIMEOUT: "The run took longer than its job's timeout.",
  WORKER_LOST: 'The worker was lost: its lease ran out.',
} as const satisfies Record<RescueCause, string>;

export interface Rescued {
  executions: number;
  chunks: number;
}

type OnFailure = (ownerId: string, error: unknown) => void;

/** What each look rescued. */
export const rescues = createSignal<Rescued>();

/**
 * Looks once for work whose time is over and puts it where it belongs: canceled, failed, back in the queue for
 * another attempt, or back to pending. Several servers can do so at once: what one is at, the others pass over. An owner
 * whose rows somebody holds, or whose work cannot be rescued, is left for the next look, and keeps nobody else's from it.
 * @param onFailure Told of an owner whose work could not be rescued, but for rows that somebody held.
 */
export async function rescueLostWork(
  prisma: PrismaClient,
  onFailure: OnFailure = () => undefined,
): Promise<Rescued> {
  // Nobody's: its statements are of its own, and any other would be refused.
  const db = scopeDatabase(prisma, null);
  return {
    executions: await rescueExecutions(db, onFailure),
    chunks: await requeueChunks(db),
  };
}

/** Goes on while batches come back full. */
async function requeueChunks(db: ScopedDb): Promise<number> {
  let total = 0;
  for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
    const requeued = await runTransaction(db, (tx) => requeueLostChunks(tx, BATCH, REASONS.WORKER_LOST));
    total += requeued;
    if (requeued < BATCH) break;
  }
  return total;
}

async function rescueExecutions(db: ScopedDb, onFailure: OnFailure): Promise<number> {
  const left = new Set<string>();
  let total = 0;
  for (let nth = 0; nth < MAX_BATCHES; nth += 1) {
    const batch = await tryBatch(db, { except: left });
    total += batch.rescued;
    if (batch.failure === null) {
      if (batch.rescued < BATCH) break;
      continue;
    }
    for (const ownerId of batch.owners) {
      const own = batch.owners.size === 1 ? batch : await tryBatch(db, { ownerId });
      total += own.rescued;
      if (own.failure === null) continue;
      left.add(ownerId);
      if (!outageOf(own.failure)) onFailure(ownerId, own.failure);
    }
  }
  return total;
}

interface TriedBatch {
  owners: ReadonlySet<string>;
  /** How many executions. */
  rescued: number;
  /** What kept all of them from being rescued, which may be of one owner only; or null. */
  failure: unknown;
}

/** @throws what is no owner's: the database cannot be reached, say. */
async function tryBatch(db: ScopedDb, whose: Whose): Promise<TriedBatch> {
  const owners = new Set<string>();
  try {
    const rescued = await runTransaction(db, (tx) => rescueBatch(tx, whose, owners));
    return { owners, rescued, failure: null };
  } catch (failure) {
    const kind = outageOf(failure)?.kind;
    if (owners.size === 0 || kind === 'unreachable' || kind === 'unwritable') throw failure;
    return { owners, rescued: 0, failure };
  }
}

/** @param owners Gets whose executions it has, however it ends. */
async function rescueBatch(tx: Tx, whose: Whose, owners: Set<string>): Promise<number> {
  owners.clear();
  await waitAtMost(tx, MAX_HELD_MS);
  const overdue = await lockOverdue(tx, BATCH, whose);
  if (overdue.length === 0) return 0;
  for (const { ownerId } of overdue) owners.add(ownerId);
  const ids = overdue.map(({ id }) => id);
  const rows = await lockExecutions(tx, ids, null, { otherwise: 'rescue' });
  const causes = await readCauses(tx, ids);
  const endings = [...causes].flatMap(([id, cause]) => {
    const row = rows.get(id);
    return row ? [endingOf(row, cause)] : [];
  });
  await endExecutions(tx, endings, null);
  return ids.length;
}

function endingOf({ id, ownerId }: LockedExecution, cause: RescueCause): EndingOf {
  const reason = REASONS[cause];
  if (cause === 'CANCEL') return { id, ownerId, to: 'CANCELED', reason, rescueCause: cause };
  return {
    id,
    ownerId,
    to: 'FAILED',
    retryable: true,
    failureReason: cause,
    errorMessage: reason,
    fingerprint: fingerprint({ message: reason }),
    reason,
    rescueCause: cause,
  };
}

/**
 * Looks for lost work again and again.
 * @param onRescued Called after each look that found some.
 */
export function startRescue(
  {
    prisma,
    logger,
    onRescued,
    onOutage,
  }: Pick<LoopOptions, 'logger' | 'onOutage'> & { prisma: PrismaClient; onRescued?: () => void },
  intervalMs = RESCUE_INTERVAL_MS,
): Loop {
  return startLoop({
    doing: 'looking for lost work',
    intervalMs,
    logger,
    onOutage,
    async look() {
      const rescued = await rescueLostWork(prisma, (ownerId, err) =>
        logger.error({ err, ownerId }, "rescuing an owner's lost work failed"),
      );
      if (rescued.executions + rescued.chunks > 0) {
        rescues.tell(rescued);
        logger.info(rescued, 'rescued lost work');
        onRescued?.();
      }
      return false;
    },
  });
}
