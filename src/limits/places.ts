/** How many of something one process has, and how it is shared out. */
export interface PlaceLimits {
  total: number;
  /** The last so many are for holders who have few. */
  reserve: number;
  /** Who has so many is given none of the reserve. */
  fewPerHolder: number;
}

/** Things that holders take and give back. */
export interface Places {
  /** @returns Whether there was room, for the holder and in all. */
  take(holder: string, perHolder: number): boolean;
  /** @param holder One who took. */
  release(holder: string): void;
  /** How many a holder has. */
  heldBy(holder: string): number;
}

/** Whoever takes all they may, alone or with some others, leaves room for those who have nothing yet. */
export function createPlaces({ total, reserve, fewPerHolder }: PlaceLimits): Places {
  const held = new Map<string, number>();
  let taken = 0;
  const heldBy = (holder: string) => held.get(holder) ?? 0;
  return {
    heldBy,
    take(holder, perHolder) {
      const own = heldBy(holder);
      const limit = taken >= total - reserve ? Math.min(perHolder, fewPerHolder) : perHolder;
      if (taken >= total || own >= limit) return false;
      held.set(holder, own + 1);
      taken += 1;
      return true;
    },
    release(holder) {
      const own = heldBy(holder);
      if (own === 0) return;
      taken -= 1;
      if (own === 1) held.delete(holder);
      else held.set(holder, own - 1);
    },
  };
}
