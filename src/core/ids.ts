import { fromString, getType, toUUID } from 'typeid-js';
import { badUserInput, type InputPath } from './errors.js';
import { idPrefix, type NodeType, typeOfPrefix } from './node-types.js';

/** TypeID's alphabet (Crockford's base 32), and the two characters of every ten bits: lists encode ids by the hundred. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const PAIRS = [...ALPHABET].flatMap((high) => [...ALPHABET].map((low) => high + low));
/** Before every id there is, and nobody's. */
export const NIL_UUID = '00000000-0000-0000-0000-000000000000';
/** Not before any id there is, and nobody's. */
export const MAX_UUID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const isUuid = (text: string) => UUID.test(text);

/** An id as the API writes it. @param uuid The row's own id. */
export function encodeId(type: NodeType, uuid: string): string {
  if (!isUuid(uuid)) throw new TypeError('not a UUID');
  const hex = uuid.slice(0, 8) + uuid.slice(9, 13) + uuid.slice(14, 18) + uuid.slice(19, 23) + uuid.slice(24);
  // 130 bits: two zeros and the first byte are ten, and every five digits are twice ten.
  let text = `${idPrefix(type)}_${PAIRS[Number.parseInt(hex.slice(0, 2), 16)]}`;
  for (let at = 2; at < 32; at += 5) {
    const bits = Number.parseInt(hex.slice(at, at + 5), 16);
    text += `${PAIRS[bits >> 10]}${PAIRS[bits & 1023]}`;
  }
  return text;
}

/** What an id names, or null where it is none of this API's. */
export function decodeId(id: string): { type: NodeType; uuid: string } | null {
  try {
    const parsed = fromString(id);
    const type = typeOfPrefix(getType(parsed));
    return type ? { type, uuid: toUUID(parsed) } : null;
  } catch {
    return null;
  }
}

/** An account, by its own id or by that of the user whose own it is: both have the same UUID. */
export interface AccountRef {
  type: 'Account' | 'User';
  uuid: string;
}

/**
 * Which account an id names.
 * @param path Where the id stands in the input, for the error.
 * @throws GraphQLError BAD_USER_INPUT for a malformed id or one of another type.
 */
export function parseAccountId(id: string, path: InputPath): AccountRef {
  return parseId(id, ['Account', 'User'], path);
}

/**
 * The UUID and the type in an id that must be of one of the given types.
 * @param path Where the id stands in the input, for the error.
 * @throws GraphQLError BAD_USER_INPUT for a malformed id or one of another type.
 */
export function parseId<T extends NodeType>(
  id: string,
  types: readonly T[],
  path: InputPath,
): { type: T; uuid: string } {
  const decoded = decodeId(id);
  const type = decoded && types.find((allowed) => allowed === decoded.type);
  if (decoded && type) return { type, uuid: decoded.uuid };
  const wanted = types.map((allowed) => `${idPrefix(allowed)}_…`).join(' or ');
  const message = decoded
    ? `${path.join('.')}: this is the id of another type; expected ${wanted}.`
    : `${path.join('.')}: not an id; expected ${wanted}.`;
  throw badUserInput(message, [{ path, message }]);
}
