import { createHash } from 'node:crypto';

/** What came as somebody's own JSON, where null is a value like any other. */
const freeJson = new WeakSet<object>();

/** Says of a value that it is somebody's own JSON: in it, null is not the same as left out. */
export function asFreeJson<T>(value: T): T {
  if (typeof value === 'object' && value !== null) freeJson.add(value);
  return value;
}

/**
 * JSON with its keys in order, so that equal requests read the same. Undefined and null are the same, a field that
 * was left out, but in {@link asFreeJson free JSON}. Dates are their RFC 3339 text, bigints their digits.
 */
export function canonicalJson(value: unknown, isFree = false): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object') return JSON.stringify(value);
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  const isExact = isFree || freeJson.has(value);
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, isExact)).join(',')}]`;
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined && (isExact || field !== null))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field, isExact)}`);
  return `{${fields.join(',')}}`;
}

/** SHA-256 of the canonical form, hex. */
export function canonicalHash(value: unknown): string {
  return canonicalDigest(value).hash;
}

/** The same, and the length of the canonical form. */
export function canonicalDigest(value: unknown): { hash: string; length: number } {
  const text = canonicalJson(value);
  return { hash: createHash('sha256').update(text).digest('hex'), length: text.length };
}
