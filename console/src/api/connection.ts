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

  window.addEventListener('online', () => void look());
  return {
    isLost: () => isLost,
    lost() {
      if (isLost) return;
      change(true);
      timer = window.setTimeout(look, wait);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onRegained(listener) {
      regained.add(listener);
      return () => regained.delete(listener);
    },
  };
}

/** The one connection of this page. */
export const connection = createConnection();

/** Fetches a part of the console that comes when it is needed: where the server is gone, once it is back. */
export function onceReached<Part>(load: () => Promise<Part>): () => Promise<Part> {
  return () =>
    load().catch(async (error: unknown) => {
      if (await isReached()) throw error;
      connection.lost();
      await new Promise<void>((resolve) => {
        const stop = connection.onRegained(() => {
          stop();
          resolve();
        });
      });
      return load();
    });
}

/** Whether the server cannot be reached at the moment. */
export function useIsConnectionLost(): boolean {
  return useSyncExternalStore(connection.subscribe, connection.isLost);
}
