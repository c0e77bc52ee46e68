import type { SqlQuery } from '@prisma/driver-adapter-utils';

/** What Prisma makes of `array_contains` on a column itself. */
const ARRAY_CONTAINS = /@> \$(\d+) (?:AND|OR) JSONB_TYPEOF\([^()]*\) !?= \$(\d+)/g;

/**
 * Lets `array_contains` ask for an object too. Prisma has no word for containment in objects, and says of
 * `array_contains` that the column holds a list: where an object is looked for, it is an object.
 */
export function withContainment(query: SqlQuery): SqlQuery {
  if (!query.sql.includes('JSONB_TYPEOF')) return query;
  const args = [...query.args];
  for (const [, whole, type] of query.sql.matchAll(ARRAY_CONTAINS)) {
    const contained = args[Number(whole) - 1];
    if (typeof contained === 'string' && contained.startsWith('{')) args[Number(type) - 1] = 'object';
  }
  return { ...query, args };
}
