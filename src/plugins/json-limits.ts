import { type InputIssue, requestError } from '../errors.js';

export const MAX_JSON_DEPTH = 64;
export const MAX_JSON_VALUES = 100_000;

const LONE_SURROGATE = /\p{Surrogate}/u;

/** What PostgreSQL could not store of a text, or null: NUL characters and halves of surrogate pairs. */
export function textFault(text: string): string | null {
  if (text.includes('\0')) return 'NUL characters are not allowed.';
  if (LONE_SURROGATE.test(text)) return 'Lone surrogates are not allowed: the text is not valid Unicode.';
  return null;
}

/**
 * Refuses parsed JSON that no part of the service should have to meet: unstorable text, numbers beyond a double's
 * range, `__proto__`, more than {@link MAX_JSON_DEPTH} levels or {@link MAX_JSON_VALUES} values.
 * The depth bound is also what bounds the recursion.
 * @throws GraphQLError BAD_USER_INPUT with the path of the first fault, HTTP 400.
 */
export function assertJsonWithinLimits(root: unknown): void {
  const path: Array<string | number> = [];
  let values = 0;

  function check(value: unknown): string | null {
    values += 1;
    if (values > MAX_JSON_VALUES) return `The input holds more than ${MAX_JSON_VALUES} values.`;
    if (typeof value === 'string') return textFault(value);
    if (typeof value === 'number') {
      return Number.isFinite(value) ? null : 'The number is too large: it is not finite.';
    }
    if (typeof value !== 'object' || value === null) return null;
    if (path.length >= MAX_JSON_DEPTH) return `The input is nested deeper than ${MAX_JSON_DEPTH} levels.`;
    const isList = Array.isArray(value);
    for (const [key, child] of isList ? value.entries() : Object.entries(value)) {
      path.push(key);
      const fault = (typeof key === 'string' ? keyFault(key) : null) ?? check(child);
      if (fault !== null) return fault;
      path.pop();
    }
    return null;
  }

  const fault = check(root);
  if (fault !== null) throw inputRefused([{ path: [...path], message: fault }]);
}

function keyFault(key: string): string | null {
  return key === '__proto__' ? 'A key must not be "__proto__".' : textFault(key);
}

function inputRefused(issues: InputIssue[]) {
  return requestError('BAD_USER_INPUT', issues.map(({ message }) => message).join(' '), { issues });
}
