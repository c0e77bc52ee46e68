import type { SqlExecutor } from '../../src/core/db/session.js';

/** One query for each kind of thing that a schema holds; each answers lines of text. */
const QUERIES = {
  column: `
    SELECT format('%I.%I %s%s%s%s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
             CASE WHEN a.attnotnull THEN ' NOT NULL' END,
             CASE WHEN a.attgenerated <> '' THEN ' GENERATED' END,
             ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid)) || coalesce(' COLLATE ' || co.collname, '')
      FROM pg_attribute a
      JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
      LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      LEFT JOIN pg_collation co ON co.oid = a.attcollation AND co.collname <> 'default'
     WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped`,
  constraint: `
    SELECT format('%s %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 0`,
  index: `
    SELECT format('%s%s', pg_get_indexdef(i.indexrelid), CASE WHEN NOT i.indisvalid THEN ' INVALID' END)
      FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
     WHERE c.relnamespace = 'public'::regnamespace`,
  trigger: `
    SELECT pg_get_triggerdef(t.oid) || ' ' || t.tgenabled::text
      FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
     WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal`,
  function: `
    SELECT pg_get_functiondef(p.oid) FROM pg_proc p
     WHERE p.pronamespace = 'public'::regnamespace AND p.prokind IN ('f', 'p')
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')`,
  view: `
    SELECT format('%I %s', relname, pg_get_viewdef(oid)) FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')`,
  enum: `
    SELECT format('%I %s', t.typname, string_agg(e.enumlabel, ' ' ORDER BY e.enumsortorder))
      FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid
     WHERE t.typnamespace = 'public'::regnamespace GROUP BY t.typname`,
  sequence: `SELECT sequencename::text FROM pg_sequences WHERE schemaname = 'public'`,
  extension: `SELECT extname::text FROM pg_extension`,
};

/** What Prisma keeps its history in belongs to no migration. */
const HISTORY = '_prisma_migrations';

/**
 * The whole public schema as sorted text, so that two can be compared: columns with types, defaults and nullability,
 * constraints, indexes, triggers, functions, views, enums, sequences and extensions.
 */
export async function dumpSchema(session: Pick<SqlExecutor, 'query'>): Promise<string> {
  const lines: string[] = [];
  for (const [kind, sql] of Object.entries(QUERIES)) {
    for (const row of await session.query(sql)) {
      const text = Object.values(row).join(' ');
      if (!text.includes(HISTORY)) lines.push(`${kind}: ${text}`);
    }
  }
  return lines.sort().join('\n');
}
