import { useSyncExternalStore } from 'react';
import { API_URL } from './base';

/** Whether the server can be reached. It is asked again and again once it could not. */
export interface Connection {
  isLost(): boolean;
  /** Says that a request did not reach the server. */
  lost(): void;
  subscribe(listener: () => void): () => void;
  /** Calls when the server is back. */
  onRegained(listener: () => void): () => void;
  /** Says that a request did not reach the server, and waits until one does. */
  regained(): Promise<void>;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 10_000;

/** Whether the server answers now. */
export async function isReached(): Promise<boolean> {
  try {
    const response = await fetch(`${API_URL}?query={__typename}`, {
      headers: { 'x-graphql-yoga-csrf': '1', accept: 'application/json' },
    });
    return response.status < 500;
  } catch {
    return false;
  }
}

function createConnection(): Connection {
  const listeners = new Set<() => void>();
  const regained = new Set<() => void>();
  let isLost = false;
  let wait = FIRST_WAIT_MS;
  let timer: number | undefined;

  function change(value: boolean): void {
    isLost = value;
    for (const listener of listeners) listener();
  }

  async function look(): Promise<void> {
    window.clearTimeout(timer);
    if (!isLost) return;
    if (await isReached()) {
      wait = FIRST_WAIT_MS;
      change(false);
      for (const listener of regained) listener();
      return;
    }
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    timer = window.setTimeout(look, wait);
  }

  function lost(): void {
    if (isLost) return;
    change(true);
    timer = window.setTimeout(look, wait);
  }

  function onRegained(listener: () => void): () => void {
    regained.add(listener);
    return () => regained.delete(listener);
  }

  window.addEventListener('online', () => void look());
  return {
    isLost: () => isLost,
    lost,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onRegained,
    regained() {
      lost();
      return new Promise((resolve) => {
        const stop = onRegained(() => {
          stop();
          resolve();
        });
      });
    },
  };
}

/** The one connection of this page. */
export const connection = createConnection();

/** Whether the server cannot be reached at the moment. */
export function useIsConnectionLost(): boolean {
  return useSyncExternalStore(connection.subscribe, connection.isLost);
}
