/** Browsers may refuse their storage, by throwing: what is kept there is a convenience. */
export interface Storage {
  get(name: string): string | null;
  set(name: string, value: string | null): void;
}

function storage(open: () => globalThis.Storage): Storage {
  return {
    get(name) {
      try {
        return open().getItem(`runledger:${name}`);
      } catch {
        return null;
      }
    },
    set(name, value) {
      try {
        if (value === null) open().removeItem(`runledger:${name}`);
        else open().setItem(`runledger:${name}`, value);
      } catch {
        // Kept in memory alone, then.
      }
    },
  };
}

/** Lasts as long as the tab. */
export const tabStorage = storage(() => window.sessionStorage);
/** Lasts, and is shared by all tabs. */
export const sharedStorage = storage(() => window.localStorage);
