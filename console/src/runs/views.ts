import { useCallback, useState } from 'react';
import { sharedStorage } from '../page/storage';

/** A list of runs under a name, in this browser: its address is the view. */
export interface View {
  name: string;
  /** As it stands in the address, with the question mark. */
  search: string;
}

const NAME = 'views';
const MAX_VIEWS = 50;

function isView(value: unknown): value is View {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    typeof value.name === 'string' &&
    'search' in value &&
    typeof value.search === 'string'
  );
}

function storedViews(): View[] {
  try {
    const value: unknown = JSON.parse(sharedStorage.get(NAME) ?? '[]');
    return Array.isArray(value) ? value.filter(isView).slice(0, MAX_VIEWS) : [];
  } catch {
    return [];
  }
}

/** The named views; one is saved over another of its name. */
export function useViews(): {
  views: readonly View[];
  save: (view: View) => void;
  remove: (name: string) => void;
} {
  const [views, setViews] = useState(storedViews);
  const store = useCallback((change: (views: View[]) => View[]) => {
    const next = change(storedViews()).slice(-MAX_VIEWS);
    sharedStorage.set(NAME, JSON.stringify(next));
    setViews(next);
  }, []);
  return {
    views,
    save: (view) => store((known) => [...known.filter(({ name }) => name !== view.name), view]),
    remove: (removed) => store((known) => known.filter(({ name }) => name !== removed)),
  };
}
