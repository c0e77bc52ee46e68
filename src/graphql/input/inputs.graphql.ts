import { type InputPath, refuseInput } from '../../core/errors.js';
import { builder } from '../builder.js';

export const OrderDirection = builder.enumType('OrderDirection', {
  description: 'The direction of an order.',
  values: {
    ASC: { value: 'asc', description: 'Ascending: smallest, oldest or A first.' },
    DESC: { value: 'desc', description: 'Descending: largest, newest or Z first.' },
  } as const,
});

export const DateTimeRange = builder.inputType('DateTimeRange', {
  description: 'A range of times, `[from, to)`. An omitted bound sets no limit.',
  fields: (t) => ({
    from: t.field({ type: 'DateTime', description: 'The start, inclusive.' }),
    to: t.field({ type: 'DateTime', description: 'The end, exclusive.' }),
  }),
});

export const IntRange = builder.inputType('IntRange', {
  description: 'A range of numbers, both bounds inclusive. An omitted bound sets no limit.',
  fields: (t) => ({
    min: t.int({ description: 'The smallest number.' }),
    max: t.int({ description: 'The largest number.' }),
  }),
});

/**
 * A range as a Prisma condition; undefined where it is not asked, as a range without an end is not.
 * @throws GraphQLError BAD_USER_INPUT for a range that ends before it starts.
 */
export function dateCondition(
  range: { from?: Date | null; to?: Date | null } | null | undefined,
  path: InputPath,
) {
  if (!range) return undefined;
  const { from, to } = range;
  if (!from && !to) return undefined;
  if (from && to && to <= from) return refuseInput(path, 'the range ends before it starts.');
  return { ...(from && { gte: from }), ...(to && { lt: to }) };
}

/** The same for numbers. */
export function intCondition(
  range: { min?: number | null; max?: number | null } | null | undefined,
  path: InputPath,
) {
  if (!range) return undefined;
  const { min, max } = range;
  if (min == null && max == null) return undefined;
  if (min != null && max != null && max < min) return refuseInput(path, 'the range ends before it starts.');
  return { ...(min != null && { gte: min }), ...(max != null && { lte: max }) };
}

/** How many values a list in a filter may have. */
export const MAX_FILTER_VALUES = 200;

/** "One of these" as a Prisma condition; undefined where it is not asked; an empty list matches nothing. */
export function inCondition<T>(
  values: readonly T[] | null | undefined,
  path: InputPath,
): { in: T[] } | undefined {
  if (!values) return undefined;
  if (values.length > MAX_FILTER_VALUES) refuseInput(path, `at most ${MAX_FILTER_VALUES} values.`);
  if (values.some((value) => value === '')) refuseInput(path, 'must not be empty.');
  return { in: [...new Set(values)] };
}

/** A text that must not be empty; undefined where it is not asked. */
export function textCondition(value: string | null | undefined, path: InputPath): string | undefined {
  if (value == null) return undefined;
  return value === '' ? refuseInput(path, 'must not be empty.') : value;
}

const MAX_SEARCH_LENGTH = 200;

/** "Part of the text, any case": LIKE's own signs are taken as they stand. */
export function containsCondition(value: string | null | undefined, path: InputPath, minLength = 1) {
  if (value == null) return undefined;
  const length = [...value].length;
  if (length < minLength) refuseInput(path, `at least ${minLength} character${minLength > 1 ? 's' : ''}.`);
  if (length > MAX_SEARCH_LENGTH) refuseInput(path, `at most ${MAX_SEARCH_LENGTH} characters.`);
  return { contains: value.replace(/[\\%_]/g, '\\$&'), mode: 'insensitive' as const };
}

/** "All of these tags" as a Prisma condition; an empty list matches nothing, as it does everywhere. */
export function tagsCondition(tags: readonly string[] | null | undefined, path: InputPath) {
  const values = inCondition(tags, path)?.in;
  if (!values) return undefined;
  return values.length === 0 ? { hasSome: [] } : { hasEvery: values };
}

/** The longest time that bounds a filter which no index serves by itself. */
export const MAX_BOUND_DAYS = 31;

/** Whether a range is closed and short enough to bound a filter that no index serves. */
export function isBounding(range: { from?: Date | null; to?: Date | null } | null | undefined): boolean {
  if (!range?.from || !range.to) return false;
  return range.to.getTime() - range.from.getTime() <= MAX_BOUND_DAYS * 24 * 60 * 60 * 1_000;
}

/** @throws GraphQLError BAD_USER_INPUT that says which bound is missing. */
export function requireBound(isBound: boolean, path: InputPath, bounds: string): void {
  if (isBound) return;
  refuseInput(path, `no index serves this alone; add ${bounds}.`);
}
