import fc from 'fast-check';
import { decodeId } from '../../src/core/ids.js';
import { T0 } from './world/values.js';

export type Row = Record<string, unknown>;

/** One field of a filter: what it can be asked with, and which rows it then lets through. */
export interface Criterion {
  values: fc.Arbitrary<unknown>;
  matches(row: Row, value: unknown): boolean;
}

const HOUR = 3_600_000;

/** A time of the world. */
export const iso = (hours: number) => new Date(T0 + hours * HOUR).toISOString();
/** null asks for nothing. */
export const nullable = (values: fc.Arbitrary<unknown>) => fc.option(values, { nil: null, freq: 8 });
/** A value in a row, or in what hangs on it. */
const get = (row: Row, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => {
    return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  }, row);

/** One of these values, each of which some row has, and perhaps some that none has. */
export function oneOf(field: string, values: readonly unknown[]): Criterion {
  return {
    values: nullable(fc.subarray([...values])),
    matches: (row, asked: unknown[]) => asked.includes(get(row, field)),
  };
}

/** The key of one kind of job: another kind's is never taken for it. */
export function keyOf(kind: string, values: readonly string[]): Criterion {
  const { values: asked, matches } = oneOf('kindKey', values);
  return { values: asked, matches: (row, wanted) => row.kind === kind && matches(row, wanted) };
}

export function equal(field: string, values: readonly unknown[]): Criterion {
  return { values: nullable(fc.constantFrom(...values)), matches: (row, asked) => get(row, field) === asked };
}

/** The id of another thing, by the column that holds it. */
export function id(field: string, ids: readonly string[]): Criterion {
  return {
    values: nullable(fc.constantFrom(...ids)),
    matches: (row, asked: string) => row[field] === decodeId(asked)?.uuid,
  };
}

export function times(field: string): Criterion {
  const hour = fc.integer({ min: -1, max: 15 });
  const values = fc.oneof(
    hour.map((from) => ({ from: iso(from) })),
    hour.map((to) => ({ to: iso(to), from: null })),
    fc
      .tuple(hour, fc.integer({ min: 1, max: 6 }))
      .map(([from, n]) => ({ from: iso(from), to: iso(from + n) })),
  );
  return {
    values: nullable(values),
    matches: (row, { from, to }: { from?: string; to?: string }) => {
      const time = row[field];
      if (!(time instanceof Date)) return false;
      return (!from || time >= new Date(from)) && (!to || time < new Date(to));
    },
  };
}

export function numbers(field: string, max: number): Criterion {
  const number = fc.integer({ min: -1, max });
  const values = fc.oneof(
    number.map((min) => ({ min })),
    number.map((most) => ({ max: most })),
    fc.tuple(number, fc.nat(max)).map(([min, more]) => ({ min, max: min + more })),
  );
  return {
    values: nullable(values),
    matches: (row, { min, max: most }: { min?: number; max?: number }) => {
      if (row[field] === null) return false;
      const value = Number(row[field]);
      return (min === undefined || value >= min) && (most === undefined || value <= most);
    },
  };
}

/** Part of one of the texts, any case. LIKE's signs are among what is asked. */
export function contains(fields: string[], parts: readonly string[]): Criterion {
  return {
    values: nullable(fc.constantFrom(...parts)),
    matches: (row, part: string) =>
      fields.some((field) =>
        String(row[field] ?? '')
          .toLowerCase()
          .includes(part.toLowerCase()),
      ),
  };
}

export function tags(values: readonly string[]): Criterion {
  return {
    values: nullable(fc.subarray([...values], { maxLength: 2 })),
    matches: ({ tags: has }, asked: string[]) =>
      asked.length > 0 && Array.isArray(has) && asked.every((tag) => has.includes(tag)),
  };
}

/** JSONB containment, as PostgreSQL says it of objects. */
export function json(field: string, values: readonly unknown[]): Criterion {
  return { values: nullable(fc.constantFrom(...values)), matches: (row, asked) => holds(row[field], asked) };
}

function holds(whole: unknown, part: unknown): boolean {
  if (Array.isArray(part)) {
    return Array.isArray(whole) && part.every((item) => whole.some((other) => holds(other, item)));
  }
  if (typeof part === 'object' && part !== null) {
    if (typeof whole !== 'object' || whole === null || Array.isArray(whole)) return false;
    return Object.entries(part).every(
      ([key, value]) => Object.hasOwn(whole, key) && holds(Reflect.get(whole, key), value),
    );
  }
  return whole === part;
}
