import { type InputPath, refuseInput } from '../../core/errors.js';
import type { Prisma } from '../../generated/prisma/client.js';

/**
 * JSONB containment (`@>`) as a Prisma condition of a column, by the word that db/containment.ts lends it; undefined
 * where nothing is asked, which an empty object does.
 * @throws GraphQLError BAD_USER_INPUT for anything but an object.
 */
export function jsonCondition(value: Prisma.InputJsonValue | null | undefined, path: InputPath) {
  if (value == null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) return refuseInput(path, 'must be an object.');
  return Object.keys(value).length > 0 ? { array_contains: value } : undefined;
}
