import { EventEmitter } from 'node:events';
import { requestError } from '../../core/errors.js';
import { createPlaces } from '../../core/places.js';
import { createSignal } from '../../core/signal.js';
import { tally } from '../../core/tally.js';

/** How many claims of one account wait at a time, in one process. */
export const MAX_WAITING_CLAIMS = 200;

/** A claim begins to wait, or does so no more. */
export const waits = createSignal<1 | -1>();

/** Lets claims wait for news, which a mutation of anybody may have made, without asking the database anything meanwhile. */
export interface Arrivals {
  /** How often there was news so far. */
  seen(): number;
  /**
   * Waits for news since then, or so many milliseconds, whichever is first; not at all once the process ends.
   * @param restMs How long it rests before it hears of news.
   */
  wait(since: number, ms: number, restMs: number, gone?: AbortSignal): Promise<void>;
  /**
   * Counts somebody who waits until the work is done.
   * @throws GraphQLError RATE_LIMITED where too many of the account do.
   */
  count<T>(accountId: string, work: () => Promise<T>): Promise<T>;
  /** Says that something may have been committed. */
  wake(): void;
  isOver(): boolean;
  /** Lets nobody wait any more. */
  close(): void;
}

export function createArrivals(): Arrivals {
  const bell = new EventEmitter().setMaxListeners(0);
  const waiting = createPlaces({ total: Number.POSITIVE_INFINITY, reserve: 0, fewPerHolder: 0 });
  let seen = 0;
  let isOver = false;

  /** Until one of the events, or so many milliseconds have passed. */
  function pause(ms: number, events: ReadonlyArray<'news' | 'over'>, gone?: AbortSignal): Promise<void> {
    if (ms <= 0 || isOver || gone?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      function done(): void {
        clearTimeout(timer);
        for (const event of events) bell.off(event, done);
        gone?.removeEventListener('abort', done);
        resolve();
      }
      const timer = setTimeout(done, ms);
      for (const event of events) bell.on(event, done);
      gone?.addEventListener('abort', done);
    });
  }

  return {
    seen: () => seen,
    async wait(since, ms, restMs, gone) {
      const end = performance.now() + ms;
      await pause(Math.min(ms, restMs), ['over'], gone);
      if (seen === since) await pause(end - performance.now(), ['news', 'over'], gone);
    },
    async count(accountId, work) {
      if (!waiting.take(accountId, MAX_WAITING_CLAIMS)) {
        throw requestError('RATE_LIMITED', `At most ${MAX_WAITING_CLAIMS} claims can wait at a time.`, {
          retryAfter: 1,
        });
      }
      const own = tally();
      const begin = performance.now();
      waits.tell(1);
      try {
        return await work();
      } finally {
        waits.tell(-1);
        if (own) own.waitedMs += performance.now() - begin;
        waiting.release(accountId);
      }
    },
    wake() {
      seen += 1;
      bell.emit('news');
    },
    isOver: () => isOver,
    close() {
      isOver = true;
      bell.emit('over');
    },
  };
}
