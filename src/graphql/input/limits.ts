import { MAX_IDEMPOTENCY_KEY_LENGTH } from '../../core/db/idempotency.js';
import { type InputPath, refuseInput } from '../../core/errors.js';

/** How many things one call takes. */
export const MAX_BATCH = 1_000;
export const MAX_NAME_LENGTH = 255;
export const MAX_TEXT_LENGTH = 10_000;
export const MAX_MESSAGE_LENGTH = 65_536;
/** What one JSON value may have as PostgreSQL writes it, in bytes of UTF-8. */
export const MAX_JSON_BYTES = 262_144;
const INT32_MAX = 2 ** 31 - 1;

/** The path of a field of `input`. */
export const inputField = (field: string): InputPath => ['input', field];
/** The path of a field of `filter`. */
export const filterField = (field: string): InputPath => ['filter', field];

/** @returns The number, if it lies between the bounds. @throws GraphQLError BAD_USER_INPUT */
export function boundedInt(
  value: number,
  path: InputPath,
  { min = 0, max = INT32_MAX }: { min?: number; max?: number },
): number {
  return value >= min && value <= max
    ? value
    : refuseInput(path, `must be from ${min} to ${max}; it is ${value}.`);
}

/** @returns The text, if it is not empty and not too long. @throws GraphQLError BAD_USER_INPUT */
export function boundedText(value: string, path: InputPath, max = MAX_NAME_LENGTH): string {
  if (value.trim() === '') return refuseInput(path, 'must not be empty.');
  return value.length <= max ? value : refuseInput(path, `at most ${max} characters.`);
}

/** The same for a text that may be left out. */
export function optionalText(
  value: string | null | undefined,
  path: InputPath,
  max = MAX_NAME_LENGTH,
): string | null {
  return value == null ? null : boundedText(value, path, max);
}

/** @throws GraphQLError BAD_USER_INPUT where a list is empty or has more than a batch may hold. */
export function boundedBatch<T>(items: readonly T[], path: InputPath, max = MAX_BATCH): readonly T[] {
  if (items.length === 0) return refuseInput(path, 'at least one is required.');
  return items.length <= max ? items : refuseInput(path, `at most ${max}; there are ${items.length}.`);
}

/** @throws GraphQLError BAD_USER_INPUT where it is there and no object. */
export function jsonObject(value: unknown, path: InputPath): unknown {
  if (value == null) return undefined;
  return typeof value === 'object' && !Array.isArray(value) ? value : refuseInput(path, 'must be an object.');
}

/** @throws GraphQLError BAD_USER_INPUT */
export function idempotencyKey(value: string | null | undefined, path: InputPath): string | null {
  return optionalText(value, [...path, 'idempotencyKey'], MAX_IDEMPOTENCY_KEY_LENGTH);
}
