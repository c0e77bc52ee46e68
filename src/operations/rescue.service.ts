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
} from '../executions/end/finish.sql.js';
import type { PrismaClient } from '../generated/prisma/client.js';
import { lockOverdue, type RescueCause, readCauses, requeueLostChunks } from './rescue.sql.js';

/** How long the server waits between two looks for lost work. */
export const RESCUE_INTERVAL_MS = 1_000;
/** How much one transaction rescues, and how many of them one look makes at most: requests come between them. */
const BATCH = 100;
const MAX_BATCHES = 50;

const REASONS = {
  CANCEL: 'The time to stop was over.',
  TIMEOUT: "The run took longer than its job's timeout.",
  WORKER_LOST: 'The worker was lost: its lease ran out.',
} as const satisfies Record<RescueCause, string>;

export interface Rescued {
  executions: number;
  chunks: number;
}

/** What each look rescued. */
export const rescues = createSignal<Rescued>();

/**
 * Looks once for work whose time is over and puts it where it belongs: canceled, failed, back in the queue for
 * another attempt, or back to pending. Several servers can do so at once: what one is at, the others pass over.
 */
export async function rescueLostWork(prisma: PrismaClient): Promise<Rescued> {
  // Nobody's: its statements are of its own, and any other would be refused.
  const db = scopeDatabase(prisma, null);
  return {
    executions: await inBatches(db, rescueExecutions),
    chunks: await inBatches(db, (tx) => requeueLostChunks(tx, BATCH, REASONS.WORKER_LOST)),
  };
}

/** Goes on while batches come back full. */
async function inBatches(db: ScopedDb, rescue: (tx: Tx) => Promise<number>): Promise<number> {
  let total = 0;
  for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
    const rescued = await runTransaction(db, rescue);
    total += rescued;
    if (rescued < BATCH) break;
  }
  return total;
}

async function rescueExecutions(tx: Tx): Promise<number> {
  const ids = await lockOverdue(tx, BATCH);
  if (ids.length === 0) return 0;
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
  if (cause === 'CANCEL') return { id, ownerId, to: 'CANCELED', reason };
  return {
    id,
    ownerId,
    to: 'FAILED',
    retryable: true,
    failureReason: cause,
    errorMessage: reason,
    fingerprint: fingerprint({ message: reason }),
    reason,
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
      const rescued = await rescueLostWork(prisma);
      if (rescued.executions + rescued.chunks > 0) {
        rescues.tell(rescued);
        logger.info(rescued, 'rescued lost work');
        onRescued?.();
      }
      return false;
    },
  });
}
