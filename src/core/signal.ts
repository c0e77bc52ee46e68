/** Something that happens often, for whoever counts it: where nobody listens, telling costs next to nothing. */
export interface Signal<T> {
  tell(value: T): void;
  /** @param listener Must not throw. @returns What ends it. */
  listen(listener: (value: T) => void): () => void;
  isHeard(): boolean;
}

/** One a process: whoever tells knows nothing of who listens. */
export function createSignal<T>(): Signal<T> {
  const listeners = new Set<(value: T) => void>();
  return {
    tell(value) {
      for (const listener of listeners) listener(value);
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    isHeard: () => listeners.size > 0,
  };
}
