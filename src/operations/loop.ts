import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorMessage } from '../db/errors.js';
import type { Logger } from '../logger.js';

/** Something that the server does again and again by itself. */
export interface Loop {
  /** Ends it after the look that is going on. */
  stop(): Promise<void>;
}

export interface LoopOptions {
  /** What it does, for the log: "looking for lost work". */
  doing: string;
  intervalMs: number;
  logger: Logger;
  /** Looks once. @returns Whether there is more to do at once. */
  look(signal: AbortSignal): Promise<boolean>;
}

/** Looks again and again; what goes wrong is logged, and the next look tries again. */
export function startLoop({ doing, intervalMs, logger, look }: LoopOptions): Loop {
  const stopping = new AbortController();
  const { signal } = stopping;
  // Each thing under way listens for the end of it: many are no leak.
  setMaxListeners(0, signal);
  const run = async () => {
    while (!signal.aborted) {
      let isMore = false;
      try {
        isMore = await look(signal);
      } catch (err) {
        logger.error({ err }, `${doing} failed`);
      }
      if (!isMore) await sleep(intervalMs, undefined, { signal }).catch(() => undefined);
    }
  };
  const ended = run();
  return {
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

/** What went wrong in a few words, for a row of the database. */
export function brief(error: unknown): string {
  return errorMessage(error).slice(0, MAX_ERROR_LENGTH);
}

const MAX_ERROR_LENGTH = 300;
