import { setTimeout as sleep } from 'node:timers/promises';
import { is } from '../client.js';
import type { LogLineInput } from '../generated/graphql.js';
import { RecordLogs } from './documents.js';
import type { Held } from './leases.js';
import type { Worker } from './worker.js';

/** Lines are sent together: as many as one call takes, or what there is after a second. */
const MAX_LINES = 1_000;
const FLUSH_MS = 1_000;

/** A worker whose lines are also kept with the work that it holds. */
export interface LoggingWorker extends Worker {
  /** Sends what is left. */
  flush(): Promise<void>;
}

/** @param kind What the lease is of. */
export function loggingTo(worker: Worker, kind: 'execution' | 'chunk', { id, token }: Held): LoggingWorker {
  const work = kind === 'execution' ? { execution: { id, token } } : { chunk: { id, token } };
  let waiting: LogLineInput[] = [];
  let isDue = false;
  let isRefused = false;

  /** What is refused is lost: a log is no reason to stop working. */
  async function flush(): Promise<void> {
    try {
      while (waiting.length > 0 && !isRefused) {
        const lines = waiting.splice(0, MAX_LINES);
        const { recordLogs } = await worker.ask(RecordLogs, { input: { work, lines } });
        isRefused = !is(recordLogs, 'RecordLogsPayload');
      }
    } catch (error) {
      worker.log(`lines were not recorded: ${error}`);
    }
    waiting = [];
  }

  async function flushSoon(): Promise<void> {
    await sleep(FLUSH_MS, undefined, { ref: false });
    isDue = false;
    await flush();
  }

  return {
    ...worker,
    log(message) {
      worker.log(message);
      waiting.push({ message, at: new Date().toISOString() });
      if (isDue) return;
      isDue = true;
      void flushSoon();
    },
    flush,
  };
}
