import { owned } from '../core/db/owned.js';
import { Prisma } from '../generated/prisma/client.js';

/** Whose rows the server looks for by itself: everybody's but some owners', or one owner's. */
export type Whose = { except: ReadonlySet<string> } | { ownerId: string };

/** `AND column …`, for a statement that is marked as one over all owners. */
export function ofThose(column: string, whose: Whose): Prisma.Sql {
  if ('ownerId' in whose) return owned(column, whose.ownerId);
  return whose.except.size > 0
    ? Prisma.sql`AND ${Prisma.raw(column)} <> ALL(${[...whose.except]}::uuid[])`
    : Prisma.empty;
}
