import { useSyncExternalStore } from 'react';
import type { TimeMode } from './format';

export interface Preferences {
  theme: 'system' | 'light' | 'dark';
  /** How moments are shown, on axes too. */
  time: TimeMode;
  density: 'comfortable' | 'compact';
}

const KEY = 'runledger.preferences';
const CHOICES: { [K in keyof Preferences]: readonly Preferences[K][] } = {
  theme: ['system', 'light', 'dark'],
  time: ['local', 'utc', 'relative'],
  density: ['comfortable', 'compact'],
};

const listeners = new Set<() => void>();
let current = read();
apply(current);

/** A stored value that is not one of ours (another version's, or edited by hand) is the default. */
function choose<T>(choices: readonly T[], value: unknown): T {
  return choices.find((choice) => choice === value) ?? (choices[0] as T);
}

function read(): Preferences {
  let stored: Record<string, unknown> = {};
  try {
    const parsed: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    if (typeof parsed === 'object' && parsed !== null) stored = { ...parsed };
  } catch {
    // Storage that is blocked or broken: the defaults.
  }
  return {
    theme: choose(CHOICES.theme, stored.theme),
    time: choose(CHOICES.time, stored.time),
    density: choose(CHOICES.density, stored.density),
  };
}

function apply({ theme, density }: Preferences): void {
  const { dataset } = document.documentElement;
  if (theme === 'system') delete dataset.theme;
  else dataset.theme = theme;
  dataset.density = density;
}

function publish(next: Preferences): void {
  current = next;
  apply(next);
  for (const listener of listeners) listener();
}

// Another tab of the browser changed them.
window.addEventListener('storage', (event) => {
  if (event.key === KEY || event.key === null) publish(read());
});

export function getPreferences(): Preferences {
  return current;
}

export function setPreferences(change: Partial<Preferences>): void {
  const next = { ...current, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // They hold for this page alone.
  }
  publish(next);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, getPreferences);
}
