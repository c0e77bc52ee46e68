import { useCallback, useSyncExternalStore } from 'react';

/** One timer for each period that something on the page asks for; none ticks while the page is hidden. */
class Clock {
  now = Date.now();
  #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(readonly periodMs: number) {}

  #tick = () => {
    if (document.hidden) return;
    this.now = Date.now();
    for (const listener of this.#listeners) listener();
  };

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#timer === undefined) {
      this.#timer = setInterval(this.#tick, this.periodMs);
      document.addEventListener('visibilitychange', this.#tick);
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
      document.removeEventListener('visibilitychange', this.#tick);
    };
  };

  read = (): number => {
    // A clock that nobody listened to has stood still.
    if (this.#timer === undefined && Date.now() - this.now >= this.periodMs) this.now = Date.now();
    return this.now;
  };
}

const clocks = new Map<number, Clock>();
const never = () => () => {};

function clockOf(periodMs: number): Clock {
  const known = clocks.get(periodMs);
  if (known) return known;
  const clock = new Clock(periodMs);
  clocks.set(periodMs, clock);
  return clock;
}

/** The time now, renewed about every `periodMs` for as long as `isTicking`. */
export function useNow(periodMs: number, isTicking = true): number {
  const clock = clockOf(periodMs);
  return useSyncExternalStore(isTicking ? clock.subscribe : never, clock.read);
}

/** A text of the time now: renders again only when the text is another, so that hundreds of them cost little. */
export function useNowText(periodMs: number, text: (now: number) => string, isTicking = true): string {
  const clock = clockOf(periodMs);
  const read = useCallback(() => text(clock.read()), [clock, text]);
  return useSyncExternalStore(isTicking ? clock.subscribe : never, read);
}
