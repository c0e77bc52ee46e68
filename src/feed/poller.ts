/** What a poll says of the next one: there is more to read, something is about to come, or all is quiet. */
export type Outlook = 'more' | 'soon' | 'quiet';

export interface Poller {
  /** Polls now, and from now on. */
  start(): void;
  stop(): void;
  /** Says that there may be news. */
  wake(): void;
}

export interface Pace {
  /** Between two polls, however often it is woken. */
  minMs: number;
  soonMs: number;
  /** Without anybody waking it. */
  quietMs: number;
}

/** A poll that took long is followed by a rest this many times as long. */
const REST = 4;

/**
 * Polls when woken, and slowly otherwise; never twice at once.
 * @param poll May throw: it is asked again after the quiet time.
 */
export function createPoller(
  poll: () => Promise<Outlook>,
  { minMs, soonMs, quietMs }: Pace,
  onError: (error: unknown) => void,
): Poller {
  let isActive = false;
  let isRunning = false;
  let isWoken = false;
  let restedAt = 0;
  let timer: NodeJS.Timeout | undefined;

  function schedule(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(run, ms).unref();
  }

  async function run(): Promise<void> {
    isRunning = true;
    isWoken = false;
    const startedAt = performance.now();
    let outlook: Outlook = 'quiet';
    try {
      outlook = await poll();
    } catch (error) {
      onError(error);
    }
    const now = performance.now();
    const restMs = Math.max(minMs, (now - startedAt) * REST);
    isRunning = false;
    restedAt = now + restMs;
    if (!isActive) return;
    if (outlook === 'more') schedule(0);
    else if (isWoken) schedule(restMs);
    else schedule(outlook === 'soon' ? Math.max(soonMs, restMs) : Math.max(quietMs, restMs));
  }

  return {
    start() {
      if (isActive) return;
      isActive = true;
      if (isRunning) isWoken = true;
      else schedule(0);
    },
    stop() {
      isActive = false;
      clearTimeout(timer);
    },
    wake() {
      if (!isActive) return;
      if (isRunning) isWoken = true;
      else schedule(Math.max(0, restedAt - performance.now()));
    },
  };
}
