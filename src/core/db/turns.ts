import { setImmediate } from 'node:timers/promises';

/** How long statements may follow each other before everything else has its turn. */
const TURN_MS = 20;

/**
 * The embedded database answers within the process, without waiting for anything: statements that follow each other
 * would keep it from its sockets and timers for as long as they go on.
 * @returns Sends a statement, and lets the rest of the process have its turn where that is due.
 */
export function createTurns(): <T>(send: () => Promise<T>) => Promise<T> {
  let since = performance.now();
  return async (send) => {
    const answer = await send();
    if (performance.now() - since > TURN_MS) {
      await setImmediate();
      since = performance.now();
    }
    return answer;
  };
}
