/** From time to place, 0 to 1, with long idle gaps folded to a sliver. */
export interface Scale {
  at(time: number): number;
  /** Where a gap is folded: its place, and how long it is. */
  folds: readonly { from: number; to: number; ms: number }[];
  /** The time at a place: for the axis. */
  timeAt(place: number): number;
}

interface Span {
  start: number;
  end: number;
}

/** A gap is folded when it is at least so long beside what is busy. */
const FOLD_SHARE = 0.15;
/** How wide a folded gap is drawn, beside all. */
const FOLDED = 0.03;
const MAX_FOLDS = 12;

/**
 * @param busy When something happened; they may overlap.
 * @param isFolding Without it, the scale is that of time.
 */
export function scaleOf(from: number, to: number, busy: readonly Span[], isFolding: boolean): Scale {
  const end = Math.max(to, from + 1);
  const gaps = isFolding ? gapsOf(from, end, busy) : [];
  const folded = gaps.reduce((sum, gap) => sum + gap.end - gap.start, 0);
  const open = Math.max(1, end - from - folded);
  const room = 1 - gaps.length * FOLDED;
  // Pieces in order: each a range of time and of place.
  const pieces: { start: number; end: number; from: number; to: number; isFold: boolean }[] = [];
  let time = from;
  let place = 0;
  const add = (until: number, size: number, isFold: boolean) => {
    pieces.push({ start: time, end: until, from: place, to: place + size, isFold });
    time = until;
    place += size;
  };
  for (const gap of gaps) {
    if (gap.start > time) add(gap.start, ((gap.start - time) / open) * room, false);
    add(gap.end, FOLDED, true);
  }
  if (time < end) add(end, 1 - place, false);
  return {
    at(moment) {
      const piece = pieces.find((one) => moment <= one.end) ?? pieces.at(-1);
      if (!piece) return 0;
      const share = (moment - piece.start) / Math.max(1, piece.end - piece.start);
      return piece.from + Math.min(1, Math.max(0, share)) * (piece.to - piece.from);
    },
    timeAt(target) {
      const piece = pieces.find((one) => target <= one.to) ?? pieces.at(-1);
      if (!piece) return from;
      const share = (target - piece.from) / Math.max(Number.EPSILON, piece.to - piece.from);
      return piece.start + Math.min(1, Math.max(0, share)) * (piece.end - piece.start);
    },
    folds: pieces
      .filter(({ isFold }) => isFold)
      .map((piece) => ({ from: piece.from, to: piece.to, ms: piece.end - piece.start })),
  };
}

/** The longest gaps between what is busy, by time; only those that would squeeze the rest. */
function gapsOf(from: number, to: number, busy: readonly Span[]): Span[] {
  const gaps: Span[] = [];
  let until = from;
  let work = 0;
  for (const { start, end } of busy.toSorted((a, b) => a.start - b.start)) {
    if (start > until) gaps.push({ start: until, end: start });
    work += Math.max(0, end - Math.max(start, until));
    until = Math.max(until, end);
  }
  if (to > until) gaps.push({ start: until, end: to });
  const least = Math.max(1_000, work * FOLD_SHARE);
  return gaps
    .filter((gap) => gap.end - gap.start >= least)
    .toSorted((a, b) => b.end - b.start - (a.end - a.start))
    .slice(0, MAX_FOLDS)
    .toSorted((a, b) => a.start - b.start);
}

const WEEK_MS = 6048e5;
const MAX_TICKS = 60;
/** Marks nearer to each other, as a share of their usual distance, would run into each other. */
const CLOSEST = 0.7;

/** Round steps of time, in milliseconds. */
const STEPS = [
  1,
  2,
  5,
  10,
  20,
  50,
  100,
  200,
  500,
  1e3,
  2e3,
  5e3,
  1e4,
  15e3,
  3e4,
  6e4,
  12e4,
  3e5,
  6e5,
  9e5,
  18e5,
  36e5,
  72e5,
  108e5,
  216e5,
  432e5,
  864e5,
  1728e5,
  WEEK_MS,
];

/** Marks of an axis that counts from the start: about `count` of them between two places, none where it is folded. */
export function ticksOf(scale: Scale, start: number, view: readonly [number, number], count: number) {
  const [from, to] = view;
  const open: { from: number; to: number }[] = [];
  let place = from;
  for (const fold of scale.folds) {
    if (fold.to <= from || fold.from >= to) continue;
    if (fold.from > place) open.push({ from: place, to: fold.from });
    place = fold.to;
  }
  if (place < to) open.push({ from: place, to });
  const spans = open.map((piece) => ({ first: scale.timeAt(piece.from), last: scale.timeAt(piece.to) }));
  const shown = spans.reduce((sum, { first, last }) => sum + last - first, 0);
  const rough = shown / Math.max(1, count);
  const step = STEPS.find((one) => one >= rough) ?? Math.ceil(rough / WEEK_MS) * WEEK_MS;
  const ticks: { ms: number; place: number }[] = [];
  for (const { first, last } of spans) {
    for (let ms = Math.ceil((first - start) / step) * step; start + ms <= last; ms += step) {
      const at = scale.at(start + ms);
      const before = ticks.at(-1)?.place ?? Number.NEGATIVE_INFINITY;
      if (at - before >= ((to - from) / count) * CLOSEST && ticks.length < MAX_TICKS)
        ticks.push({ ms, place: at });
    }
  }
  return ticks;
}
