import { useCallback, useState } from 'react';

/** What part of the timeline is seen: two places, 0 to 1. */
export type View = readonly [number, number];

const ALL: View = [0, 1];
const NARROWEST = 1 / 5_000;

export interface ViewControl {
  view: View;
  isWhole: boolean;
  /** @param around The place in the view, 0 to 1, that stays where it is. */
  zoom(factor: number, around?: number): void;
  /** By a share of what is seen. */
  pan(share: number): void;
  show(view: View): void;
  fit(): void;
}

export function useView(): ViewControl {
  const [view, setView] = useState<View>(ALL);
  const zoom = useCallback(
    (factor: number, around = 0.5) =>
      setView(([from, to]) => {
        const size = Math.min(1, Math.max(NARROWEST, (to - from) / factor));
        return within(from + (to - from) * around - size * around, size);
      }),
    [],
  );
  const pan = useCallback(
    (share: number) => setView(([from, to]) => within(from + (to - from) * share, to - from)),
    [],
  );
  const show = useCallback(
    ([from, to]: View) => setView(within(from, Math.min(1, Math.max(NARROWEST, to - from)))),
    [],
  );
  const fit = useCallback(() => setView(ALL), []);
  return { view, isWhole: view[1] - view[0] >= 1, zoom, pan, show, fit };
}

function within(from: number, size: number): View {
  const start = Math.min(1 - size, Math.max(0, from));
  return [start, start + size];
}
