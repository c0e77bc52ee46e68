import { createHash } from 'node:crypto';

/** When everything began; ties are a rule here: most times are shared by three rows. */
export const T0 = Date.parse('2026-01-01T00:00:00Z');
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** A UUID that a name always has; their order is not that of the names. */
export function uuid(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export function at(hours: number): Date {
  return new Date(T0 + hours * HOUR);
}

export const third = (i: number) => Math.floor(i / 3);

export function pick<T>(values: readonly T[], i: number): T {
  const value = values[i % values.length];
  if (value === undefined) throw new Error('nothing to pick from');
  return value;
}

/** As many rows of a world as asked for, with ids that they always have. */
export function several<T>(
  world: string,
  noun: string,
  count: number,
  row: (id: string, i: number) => T,
): T[] {
  return Array.from({ length: count }, (_, i) => row(uuid(`${world}/${noun}/${i}`), i));
}
