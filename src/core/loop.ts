import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorMessage } from './db/errors.js';
import { type Outage, outageOf } from './db/outage.js';
import { inTime } from './in-time.js';
import type { Logger } from './logger.js';
import { createSignal } from './signal.js';

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
  /** Called for what the database's state keeps from being done, which is no line of the log for each look. */
  onOutage?: ((outage: Outage) => void) | undefined;
  /** How long one look may take: then the next one is made, whatever this one waits for. */
  lookMs?: number;
  /** Looks once, until the signal says that it is to stop. @returns Whether there is more to do at once. */
  look(signal: AbortSignal): Promise<boolean>;
}

const LOOK_MS = 120_000;

/** Each look of each loop, when it is over. */
export const looks = createSignal<{ doing: string; isFailed: boolean }>();

/** Looks again and again; what goes wrong is logged, and the next look tries again. */
export function startLoop({
  doing,
  intervalMs,
  logger,
  onOutage,
  lookMs = LOOK_MS,
  look,
}: LoopOptions): Loop {
  const stopping = new AbortController();
  const { signal } = stopping;
  // Each thing under way listens for the end of it: many are no leak.
  setMaxListeners(0, signal);

  async function lookInTime(): Promise<boolean> {
    return inTime(look(signal), lookMs, () => new Error(`it took longer than ${lookMs} ms`));
  }

  const run = async () => {
    while (!signal.aborted) {
      let isMore = false;
      try {
        isMore = await lookInTime();
        looks.tell({ doing, isFailed: false });
      } catch (err) {
        looks.tell({ doing, isFailed: true });
        const outage = outageOf(err);
        if (outage) onOutage?.(outage);
        logger[outage ? 'debug' : 'error']({ err }, `${doing} failed`);
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
