import { type InputIssue, type InputPath, requestError } from '../core/errors.js';
import { MAX_JSON_BYTES } from './input/limits.js';
import { mayHaveLostDigits } from './json-numbers.js';

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
 * @param textsLaterIn A key of the root beneath which texts are left to who knows what they are for.
 * @throws GraphQLError BAD_USER_INPUT with the path of the first fault, HTTP 400.
 */
export function assertJsonWithinLimits(
  root: unknown,
  { textsLaterIn }: { textsLaterIn?: string } = {},
): void {
  refuseFault(root, { isFree: false, textsLaterIn });
}

/**
 * The same for somebody's own JSON, which is stored as it is: beside that, whole numbers that may have lost digits
 * on their way, and more than {@link MAX_JSON_BYTES} bytes.
 * @throws GraphQLError BAD_USER_INPUT with the path of the first fault in the value.
 */
export function assertFreeJson(root: unknown): void {
  refuseFault(root, { isFree: true });
}

function refuseFault(
  root: unknown,
  { isFree, textsLaterIn }: { isFree: boolean; textsLaterIn?: string | undefined },
): void {
  const path: Array<string | number> = [];
  let values = 0;
  let bytes = 0;

  const checkText = (text: string) =>
    textsLaterIn !== undefined && path[0] === textsLaterIn ? null : textFault(text);
  const checkKey = (key: string) => (key === '__proto__' ? 'A key must not be "__proto__".' : checkText(key));

  function scalarFault(value: unknown, holder: object | null): string | null {
    if (typeof value === 'string') return checkText(value);
    if (typeof value !== 'number') return null;
    if (!Number.isFinite(value)) return 'The number is too large: it is not finite.';
    if (!isFree || !mayHaveLostDigits(value, holder, path.at(-1))) return null;
    return 'The whole number is beyond 2^53 and would lose digits. Send it as a string.';
  }

  function check(value: unknown, holder: object | null): string | null {
    values += 1;
    if (values > MAX_JSON_VALUES) return `The input holds more than ${MAX_JSON_VALUES} values.`;
    if (isFree) {
      bytes += ownBytes(value);
      if (bytes > MAX_JSON_BYTES) {
        path.length = 0;
        return `A JSON value has at most ${MAX_JSON_BYTES} bytes.`;
      }
    }
    if (typeof value !== 'object' || value === null) return scalarFault(value, holder);
    if (path.length >= MAX_JSON_DEPTH) return `The input is nested deeper than ${MAX_JSON_DEPTH} levels.`;
    const isList = Array.isArray(value);
    let separators = 0;
    for (const [key, child] of isList ? value.entries() : Object.entries(value)) {
      path.push(key);
      if (isFree) bytes += separators + (typeof key === 'string' ? SEPARATOR_BYTES + textBytes(key) : 0);
      separators = SEPARATOR_BYTES;
      const fault = (typeof key === 'string' ? checkKey(key) : null) ?? check(child, value);
      if (fault !== null) return fault;
      path.pop();
    }
    return null;
  }

  const fault = check(root, null);
  if (fault !== null) throw inputRefused([{ path: [...path], message: fault }]);
}

/**
 * The first text in a JSON value that PostgreSQL could not store, if there is one.
 * @param path Where the value stands.
 */
export function firstTextFault(value: unknown, path: InputPath): InputIssue | null {
  if (typeof value === 'string') {
    const message = textFault(value);
    return message === null ? null : { path, message };
  }
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, child] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
    const here = [...path, key];
    const fault = (typeof key === 'string' ? firstTextFault(key, here) : null) ?? firstTextFault(child, here);
    if (fault) return fault;
  }
  return null;
}

/** A comma or a colon, and the space that PostgreSQL writes behind it. */
const SEPARATOR_BYTES = 2;

/** What a value has as PostgreSQL writes it, less what it holds: the size is what reading it takes. */
function ownBytes(value: unknown): number {
  if (typeof value === 'string') return textBytes(value);
  if (typeof value === 'number') return numberBytes(value);
  return typeof value === 'object' && value !== null ? 2 : 4;
}

function textBytes(text: string): number {
  return text.length > MAX_JSON_BYTES ? text.length : Buffer.byteLength(JSON.stringify(text));
}

/** Exponents are written out: `1e300` has 301 digits. */
function numberBytes(value: number): number {
  const [digits = '', exponent] = String(value).split('e');
  return digits.length + Math.abs(Number(exponent ?? 0));
}

export function inputRefused(issues: InputIssue[]) {
  return requestError('BAD_USER_INPUT', issues.map(({ message }) => message).join(' '), { issues });
}
