import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  aliases,
  checks,
  columns,
  foreignKeys,
  generated,
  indexes,
  uniqueIndexes,
  viewColumns,
} from './support/seed-homes.js';
import { openTestSql, type TestSql } from './support/sql.js';

let db: TestSql;
const found = {
  indexes: new Map<string, { table: string; columns: string[]; unique: boolean }>(),
  checks: new Map<string, string>(),
  foreignKeys: new Map<string, { table: string; columns: string[]; target: string; definition: string }>(),
  columns: new Map<string, { type: string; nullable: boolean; default: string | null; generated: boolean }>(),
  views: new Map<string, string[]>(),
};

beforeAll(async () => {
  db = await openTestSql();
  const indexRows = await db.query<{ name: string; table: string; columns: string[]; unique: boolean }>(`
    SELECT c.relname AS name, t.relname AS table, i.indisunique AS unique,
      array(SELECT pg_get_indexdef(i.indexrelid, k, true)
          || CASE WHEN am.amname = 'btree' AND i.indoption[k - 1] & 1 = 1 THEN ' DESC' ELSE '' END
        FROM generate_series(1, i.indnkeyatts) k) AS columns
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
    JOIN pg_am am ON am.oid = c.relam
    WHERE t.relnamespace = 'public'::regnamespace`);
  for (const { name, ...index } of indexRows) {
    found.indexes.set(name, { ...index, columns: index.columns.map((column) => column.replaceAll('"', '')) });
  }
  const constraints = await db.query<{
    name: string;
    type: string;
    table: string;
    target: string;
    columns: string[];
    definition: string;
  }>(`
    SELECT conname AS name, contype::text AS type, conrelid::regclass::text AS table,
      coalesce(confrelid::regclass::text, '') AS target, pg_get_constraintdef(oid) AS definition,
      array(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY k(num, place)
        JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = k.num ORDER BY place) AS columns
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'f')`);
  for (const { name, type, ...constraint } of constraints) {
    if (type === 'c') found.checks.set(name, constraint.table);
    else found.foreignKeys.set(name, constraint);
  }
  const columnRows = await db.query<{
    table: string;
    column: string;
    isView: boolean;
    type: string;
    nullable: boolean;
    default: string | null;
    generated: boolean;
  }>(`
    SELECT c.relname AS table, a.attname AS column, c.relkind = 'v' AS "isView",
      format_type(a.atttypid, a.atttypmod) AS type, NOT a.attnotnull AS nullable,
      a.attgenerated = 's' AS generated,
      CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, d.adrelid) END AS default
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v') AND a.attnum > 0
      AND NOT a.attisdropped
    ORDER BY c.relname, a.attnum`);
  for (const { table, column, isView, ...definition } of columnRows) {
    if (isView) found.views.set(table, [...(found.views.get(table) ?? []), column]);
    else found.columns.set(`${table}.${column}`, definition);
  }
}, 60_000);

afterAll(() => db?.close());

describe.each(Object.entries(indexes))('indexes of %s', (_seed, homes) => {
  test.each(Object.entries(homes))('%s', (name, home) => {
    const index = found.indexes.get(home.by ?? name);
    expect(index?.table).toBe(home.table);
    const leading = index?.columns.slice(0, home.columns.length) ?? [];
    // A seed that names no direction is served by either.
    const plain = leading.map((column, place) =>
      home.columns[place]?.endsWith(' DESC') ? column : column.replace(/ DESC$/, ''),
    );
    expect(plain).toEqual(home.columns);
    if (home.by && home.by !== name) expect(found.indexes.has(name)).toBe(false);
  });
});

test.each(uniqueIndexes)('%s is unique', (name) => {
  expect(found.indexes.get(name)?.unique).toBe(true);
});

test.each(Object.entries(checks))('check %s', (name, table) => {
  expect(found.checks.get(name)).toBe(table);
});

test.each(Object.entries(foreignKeys))('foreign key %s', (name, [table, column, target, onDelete]) => {
  const key = found.foreignKeys.get(name);
  expect(key).toMatchObject({ table, target });
  expect(key?.columns[0]).toBe(column);
  expect(key?.definition).toContain(`ON DELETE ${onDelete}`);
  // A composite key that is set null must keep the owner.
  if (onDelete === 'SET NULL') expect(key?.definition).toMatch(new RegExp(`SET NULL \\(${column}\\)`));
});

// Where a seed says ON UPDATE CASCADE, this differs (docs/data-model.md, "How words and types map").
test('no foreign key changes a row because an id changed', () => {
  expect(found.foreignKeys.size).toBeGreaterThan(Object.keys(foreignKeys).length);
  const cascading = [...found.foreignKeys]
    .filter(([, { definition }]) => /ON UPDATE/.test(definition))
    .map(([name]) => name);
  expect(cascading).toEqual([]);
});

test('every foreign key has an index that begins with its first column', () => {
  const indexed = new Set(
    [...found.indexes.values()].map(
      ({ table, columns: [first] }) => `${table}.${first?.replace(/ DESC$/, '')}`,
    ),
  );
  const bare = [...found.foreignKeys]
    .filter(([, key]) => !indexed.has(`${key.table}.${key.columns[0]}`))
    .map(([name]) => name);
  expect(bare).toEqual([]);
});

test.each(Object.entries(viewColumns))('view %s', (name, expected) => {
  expect(found.views.get(name)).toEqual(expected);
});

test.each(Object.entries(aliases))('view %s is %s in camelCase', (alias, view) => {
  const camelCase = (viewColumns[view] ?? []).map((column) =>
    column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
  );
  expect(camelCase.length).toBeGreaterThan(0);
  expect(found.views.get(alias)).toEqual(camelCase);
});

describe.each(Object.entries(columns))('columns of %s', (_table, homes) => {
  test.each(Object.entries(homes))('%s', (_column, [home, type, nullable, defaultsTo]) => {
    expect(found.columns.get(home)).toEqual({ type, nullable, default: defaultsTo, generated: false });
  });
});

test.each(generated)('%s is generated', (home) => {
  expect(found.columns.get(home)).toMatchObject({ type: 'bigint', generated: true });
});

test('docs/data-model.md names every index, and no other', async () => {
  const page = await readFile(new URL('../docs/data-model.md', import.meta.url), 'utf8');
  const list = page.slice(page.indexOf('## The indexes and what they serve'));
  const named = [...list.matchAll(/^\| `(\w+)` \|/gm)].map(([, name = '']) => name);
  const built = [...found.indexes].filter(([, { table }]) => table !== '_prisma_migrations');
  expect(named.sort()).toEqual(built.map(([name]) => name).sort());
});

test('its diagrams show every table with every column', async () => {
  const page = await readFile(new URL('../docs/data-model.md', import.meta.url), 'utf8');
  const drawn = [...page.matchAll(/^ {2}(\w+) \{\n([\s\S]*?)^ {2}\}$/gm)].flatMap(
    ([, table = '', body = '']) =>
      [...body.matchAll(/^ {4}\w+ (\w+)/gm)].map(([, column = '']) => `${table}.${column}`),
  );
  const built = [...found.columns.keys()].filter((name) => !name.startsWith('_prisma_migrations.'));
  expect(drawn.sort()).toEqual(built.sort());
});

test('every query of docs/data-model.md runs', async () => {
  const page = await readFile(new URL('../docs/data-model.md', import.meta.url), 'utf8');
  const queries = [...page.matchAll(/^```sql\n([\s\S]*?)^```$/gm)].map(([, sql = '']) => sql);
  expect(queries.length).toBeGreaterThan(20);
  for (const sql of queries) {
    const given = sql.replaceAll('$1', `'00000000-0000-7000-8000-000000000000'`);
    expect((await db.query(`EXPLAIN ${given}`)).length, sql).toBeGreaterThan(0);
  }
});
