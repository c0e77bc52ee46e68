import { refuseInput } from '../core/errors.js';
import { MAX_UUID, NIL_UUID } from '../core/ids.js';

/** A place in a feed: after the row of this transaction and id. Feeds run by (tx_id, id). */
export interface Place {
  txId: bigint;
  /** UUID in lower case. */
  id: string;
}

const NAME = 'feed';
const MAX_CURSOR_LENGTH = 200;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const TX_ID = /^(0|[1-9]\d{0,18})$/;
const MAX_TX_ID = 2n ** 63n - 1n;

/** The place before everything that a transaction wrote. */
export function beforeTransaction(txId: bigint): Place {
  return { txId, id: NIL_UUID };
}

/** The place after everything that a transaction wrote. */
export function afterTransaction(txId: bigint): Place {
  return { txId, id: MAX_UUID };
}

/** Whether `a` comes after `b`. */
export function isAfter(a: Place, b: Place): boolean {
  return a.txId === b.txId ? a.id > b.id : a.txId > b.txId;
}

/** A place as clients carry it. */
export function encodeCursor({ txId, id }: Place): string {
  return Buffer.from(JSON.stringify([NAME, txId.toString(), id])).toString('base64url');
}

/** The place in a cursor. @param argument Where it was given. @throws GraphQLError BAD_USER_INPUT */
export function parseCursor(cursor: string, argument: string): Place {
  const parts: unknown = cursor.length <= MAX_CURSOR_LENGTH ? parseJson(cursor) : null;
  const [name, txId, id, ...rest]: unknown[] = Array.isArray(parts) ? parts : [];
  if (name === NAME && typeof txId === 'string' && typeof id === 'string' && rest.length === 0) {
    if (TX_ID.test(txId) && BigInt(txId) <= MAX_TX_ID && UUID.test(id)) return { txId: BigInt(txId), id };
  }
  return refuseInput([argument], 'not the cursor of an event.');
}

function parseJson(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return null;
  }
}
