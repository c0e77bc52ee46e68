import type { Caller } from '../../core/caller.js';
import { type Coalescer, createCoalescer, viewerKey } from '../../core/coalesce.js';
import type { Viewer } from '../../core/viewer.js';
import { type Claim, type Claimed, claimExecutions, claimKey, wantedBy } from './claim.service.js';
import { readNextDue } from './claim.sql.js';

/** How long a claim may wait for something to claim, in seconds. */
export const WAIT_SECONDS = { min: 0, max: 20, default: 0 } as const;

/**
 * After news that were none, the queue is not looked at again before this, nor before so many times as long as the look
 * took: others may send mutations all the time.
 */
const REST_MS = 50;
const REST = 4;

interface Asked {
  caller: Caller;
  claim: Claim;
}

/** When the next run is due that claims are for, in milliseconds; claims for the same ask together. */
export type NextDue = Coalescer<Asked, { inMs: number | null }>;

export function createNextDue(): NextDue {
  return createCoalescer(async (calls) => {
    const [{ caller, claim }] = calls;
    const inMs = await readNextDue(caller.db, await wantedBy(caller.db, caller, claim), WAIT_SECONDS.max);
    return calls.map(() => ({ inMs }));
  });
}

export interface Patience {
  /** How long to wait at most. */
  waitMs: number;
  /** Aborted where whoever asks has gone. */
  gone?: AbortSignal | undefined;
  /** Asks again whether the credential is good. @throws GraphQLError UNAUTHENTICATED where it is no longer. */
  check(): Promise<Viewer | null>;
}

/**
 * Claims, and where nothing is due waits for something. While nobody sends a mutation it asks the database
 * nothing.
 * @returns Nothing where nothing became due in time, whoever asks has gone or may do something else now, or the process
 * is about to end.
 * @throws Refusal as {@link claimExecutions}, GraphQLError RATE_LIMITED where too many claims of the account wait.
 */
export async function claimWhenDue(
  caller: Caller,
  claim: Claim,
  { waitMs, gone, check }: Patience,
): Promise<Claimed[]> {
  const { arrivals, nextDue, viewer } = caller;
  const end = performance.now() + waitMs;
  let seen = arrivals.seen();
  const { claimed, isReplay } = await claimExecutions(caller, claim);
  if (claimed.length > 0 || isReplay || waitMs <= 0) return claimed;
  const group = claimKey(caller, claim);
  const asker = viewerKey(viewer);
  return arrivals.count(viewer.accountId, async () => {
    for (;;) {
      const lookedAt = performance.now();
      const { inMs } = await nextDue(group, { caller, claim });
      const isDue = inMs !== null && inMs <= 0;
      const leftMs = end - performance.now();
      if (leftMs <= 0 || arrivals.isOver() || gone?.aborted) return [];
      const now = await check();
      if (!now || viewerKey(now) !== asker) return [];
      if (isDue) {
        const found = await claimExecutions(caller, claim);
        if (found.claimed.length > 0 || found.isReplay) return found.claimed;
      }
      // What is due and could not be claimed is just being claimed by somebody else.
      const restMs = Math.max(REST_MS, (performance.now() - lookedAt) * REST);
      await arrivals.wait(seen, isDue ? restMs : Math.min(leftMs, inMs ?? leftMs), restMs, gone);
      seen = arrivals.seen();
    }
  });
}
