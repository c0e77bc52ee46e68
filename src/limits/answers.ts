import { type ExecutionResult, GraphQLError } from 'graphql';
import { requestError, unavailable } from '../errors.js';

/** How long an answer may be, in characters. */
export const MAX_ANSWER_LENGTH = 16 * 1024 * 1024;

/** What the database still does for it ends by the limit of statements. */
export const tooSlow = (timeoutMs: number) =>
  unavailable(`The query took longer than ${timeoutMs} ms. Ask for less at a time.`);

/** Why an answer may not leave, or null. */
export function whyTooLong({ data }: ExecutionResult): GraphQLError | null {
  return lengthOf(data, MAX_ANSWER_LENGTH) > MAX_ANSWER_LENGTH ? tooLong() : null;
}

export const tooLong = () =>
  requestError('QUERY_TOO_COMPLEX', 'The answer is too long. Ask for less at a time.', {
    limit: MAX_ANSWER_LENGTH,
  });

/** Whether it is the error of an answer that is too long. */
export const isTooLong = (error: unknown): boolean =>
  error instanceof GraphQLError && error.extensions.limit === MAX_ANSWER_LENGTH;

/** The length of a value as JSON, nearly; counting stops soon after `limit`. */
function lengthOf(value: unknown, limit: number): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 4;
  let length = 2;
  if (Array.isArray(value)) {
    for (const item of value) {
      length += lengthOf(item, limit - length) + 1;
      if (length > limit) break;
    }
    return length;
  }
  for (const key in value) {
    length += key.length + 4 + lengthOf(Reflect.get(value, key), limit - length);
    if (length > limit) break;
  }
  return length;
}
