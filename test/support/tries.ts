/**
 * How often a property is tried, or how long it may take. Each run tries other cases than the last one; who wants many
 * at once gives a factor by TEST_TRIES.
 * @param usual The number where nothing is said.
 * @throws Error where TEST_TRIES is no number, or less than 1.
 */
export function tries(usual: number): number {
  const factor = Number(process.env.TEST_TRIES ?? 1);
  if (!(factor >= 1)) throw new Error('TEST_TRIES must be a number of 1 or more');
  return Math.round(usual * factor);
}
