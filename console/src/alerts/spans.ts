const UNITS = [
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3_600 },
  { unit: 'minute', seconds: 60 },
  { unit: 'second', seconds: 1 },
] as const;

export type SpanUnit = (typeof UNITS)[number]['unit'];

/** How many of the largest unit that says it in whole numbers. */
export function spanOf(seconds: number): { count: number; unit: SpanUnit } {
  const found = UNITS.find((one) => seconds >= one.seconds && seconds % one.seconds === 0);
  return found ? { count: seconds / found.seconds, unit: found.unit } : { count: seconds, unit: 'second' };
}

export const secondsOf = (count: number, unit: SpanUnit): number =>
  count * (UNITS.find((one) => one.unit === unit)?.seconds ?? 1);

/** `10 minutes`, `1 hour` */
export function spanText(seconds: number): string {
  const { count, unit } = spanOf(seconds);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** `hour`, `2 hours`: after "every" and "the last". */
export function eachSpanText(seconds: number): string {
  const { count, unit } = spanOf(seconds);
  return count === 1 ? unit : `${count} ${unit}s`;
}
