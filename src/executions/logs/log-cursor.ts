import { DATE_MS, parseJson, UUID } from '../../core/db/keyset.js';
import { refuseInput } from '../../core/errors.js';
import { NIL_UUID } from '../../core/ids.js';

/** A place in the log of a run: lines are in the order of their times, then of their rows and places in these. */
export interface LinePlace {
  at: Date;
  /** The UUID of the row that has the line. */
  id: string;
  /** From 1. */
  place: number;
}

const NAME = 'logs';
const MAX_CURSOR_LENGTH = 200;
const INT32 = 2 ** 31;

/** The place before all lines of a time, and that behind them. */
export const beforeAll = (at: Date): LinePlace => ({
  at,
  id: NIL_UUID,
  place: 0,
});
export const behindAll = (at: Date): LinePlace => ({
  at,
  id: 'ffffffff-ffff-ffff-ffff-ffffffffffff',
  place: INT32 - 1,
});

/** A place as clients carry it. */
export function encodeLinePlace({ at, id, place }: LinePlace): string {
  return Buffer.from(JSON.stringify([NAME, at.getTime(), id, place])).toString('base64url');
}

/** The place in a cursor. @param argument Where it was given. @throws GraphQLError BAD_USER_INPUT */
export function parseLinePlace(cursor: string, argument: string): LinePlace {
  const parts =
    cursor.length <= MAX_CURSOR_LENGTH ? parseJson(Buffer.from(cursor, 'base64url').toString()) : null;
  const [name, at, id, place, ...rest]: unknown[] = Array.isArray(parts) ? parts : [];
  if (name !== NAME || !isWithin(at, DATE_MS) || typeof id !== 'string' || !UUID.test(id)) {
    return refuseInput([argument], 'not the cursor of a log line.');
  }
  if (!isWithin(place, { min: 0, max: INT32 - 1 }) || rest.length > 0) {
    return refuseInput([argument], 'not the cursor of a log line.');
  }
  return { at: new Date(at), id, place };
}

function isWithin(value: unknown, { min, max }: { min: number; max: number }): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max;
}
