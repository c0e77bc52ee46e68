import { Prisma } from '../src/generated/prisma/client.js';

/**
 * What a table has that costs each row something and can be made anew of all rows at once: its foreign keys, and its
 * indexes but for those that a constraint needs. With the statements that take it away and put it back.
 */
export const perRow = (tables: readonly string[]) => Prisma.sql`
  SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', c.conrelid::regclass, c.conname) AS "takeAway",
    format('ALTER TABLE %s ADD CONSTRAINT %I %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid)) AS "putBack"
  FROM pg_constraint c
  WHERE c.conrelid = ANY (${tables}::text[]::regclass[]) AND c.contype = 'f'
  UNION ALL
  SELECT format('DROP INDEX %s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid)
  FROM pg_index i
  WHERE i.indrelid = ANY (${tables}::text[]::regclass[])
    AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)`;
