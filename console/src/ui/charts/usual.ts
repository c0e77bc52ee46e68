/** One run that took a day must not make all others look alike. */
const USUAL = 0.95;
const ABOVE_USUAL = 1.25;

/** How long a bar of full height took: longer ones are no higher. */
export function usualLongest(runs: readonly { durationMs?: number | null }[]): number {
  const sorted = runs.flatMap(({ durationMs }) => durationMs ?? []).sort((a, b) => a - b);
  const usual = sorted[Math.floor((sorted.length - 1) * USUAL)] ?? 0;
  return Math.min(sorted.at(-1) ?? 0, usual * ABOVE_USUAL);
}
