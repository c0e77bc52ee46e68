/** How many queues one process knows the heads of. */
const MAX_QUEUES = 1_000;
/** What is committed later than its time says is still found within so much. */
const MARGIN_MS = 1_000;
/** Looks from the start: at least so far apart, at most so far, and taking at most one part in so many of the time. */
const LOOK_MS = { min: 1_000, max: 10_000, share: 20 } as const;
const PRIORITIES = 11;
const FROM_THE_START = '-infinity';

interface Taken {
  priority: number;
  availableAt: Date;
  /** Whether it is from the queue of a job that is claimed apart, which every claim begins at its start. */
  isApart: boolean;
  /** By priority, after a look that found such runs: the first of the others that was found and left. */
  leftAt: ReadonlyArray<Date | null> | null;
}

/** Where a queue was last taken from. */
export interface QueueHead {
  /** By priority, 0 to 10: where a claim may begin; null for a look from the start. */
  since(): string[] | null;
  /**
   * To be called after a claim.
   * @param taken What it got.
   * @param since Where it began.
   * @param tookMs How long it took.
   */
  moved(taken: readonly Taken[], since: readonly string[] | null, tookMs: number): void;
}

export interface QueueHeads {
  /** @param queue The same for claims that ask for the same runs. */
  of(queue: string): QueueHead;
}

/**
 * Remembers how far the queues of this process's claims are taken. An index keeps what was taken until it is vacuumed,
 * which a transaction that stays open prevents: a claim that began at the start would walk past all of it, each time
 * further. What comes before the head meanwhile, since its transaction or its job's pause ended late, is found by looks
 * from the start every second or so, which take the head back to it, and by every claim that would not be filled otherwise.
 * @param clock Milliseconds that never go back.
 */
export function createQueueHeads(clock: () => number = () => performance.now()): QueueHeads {
  const heads = new Map<string, QueueHead>();
  return {
    of(queue) {
      const head = heads.get(queue) ?? createHead(clock);
      // The one that was used last stands last.
      heads.delete(queue);
      heads.set(queue, head);
      const [oldest] = heads.keys();
      if (heads.size > MAX_QUEUES && oldest !== undefined) heads.delete(oldest);
      return head;
    },
  };
}

/** Compared as texts, the earlier one is the lesser. */
function words(at: number): string {
  return Number.isFinite(at) ? new Date(at).toISOString() : FROM_THE_START;
}

function createHead(clock: () => number): QueueHead {
  const reached = Array.from({ length: PRIORITIES }, () => Number.NEGATIVE_INFINITY);
  let lookAt = clock();
  return {
    since() {
      if (clock() >= lookAt) return null;
      return reached.map(words);
    },
    moved(taken, since, tookMs) {
      const found = new Map<number, number>();
      for (const { priority, availableAt, isApart } of taken) {
        if (isApart) continue;
        found.set(priority, Math.max(found.get(priority) ?? Number.NEGATIVE_INFINITY, availableAt.getTime()));
      }
      // What is claimed apart went first: behind it is what a look has found of the others.
      if (since === null) {
        for (const [priority, first] of taken[0]?.leftAt?.entries() ?? []) {
          if (first && !found.has(priority)) found.set(priority, first.getTime());
        }
      }
      for (const [priority, last] of found) {
        const at = last - MARGIN_MS;
        const before = reached[priority] ?? at;
        // What a look finds behind the head has more behind it. A claim that began further on knows nothing of that.
        if (since === null || (since[priority] ?? FROM_THE_START) <= words(before)) {
          reached[priority] = since === null ? at : Math.max(before, at);
        }
      }
      if (since === null)
        lookAt = clock() + Math.min(LOOK_MS.max, Math.max(LOOK_MS.min, tookMs * LOOK_MS.share));
    },
  };
}
