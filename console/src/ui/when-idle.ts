const LATEST_MS = 5_000;

/** Runs something that can wait when the browser has nothing else to do. */
export function whenIdle(run: () => void): void {
  // Safari has no such callback.
  if (typeof window.requestIdleCallback === 'function')
    window.requestIdleCallback(run, { timeout: LATEST_MS });
  else setTimeout(run, LATEST_MS / 2);
}
