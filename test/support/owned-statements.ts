import { loadModule, parsePlPgSQLSync, parseSync } from 'libpg-query';
import { z } from 'zod';

await loadModule();

/** Tables and views whose rows are somebody's, with the column that says whose. */
export type OwnedTables = ReadonlyMap<string, string>;

type Tree = Readonly<Record<string, unknown>>;

/** Who there is, beside users: no owner's, and small enough to be everywhere. */
const OF_PEOPLE = new Set(['accounts', 'memberships', 'one_time_tokens']);

/** The tables and views that have an owner, as the catalog says. */
export async function readOwnedTables(query: (sql: string) => Promise<unknown>): Promise<OwnedTables> {
  const rows = z.array(z.object({ table: z.string(), column: z.string() })).parse(
    await query(`
      SELECT table_name AS table, min(column_name) AS column FROM information_schema.columns
      WHERE table_schema = 'public' AND column_name IN ('owner_id', 'user_id') GROUP BY table_name`),
  );
  return new Map(rows.flatMap(({ table, column }) => (OF_PEOPLE.has(table) ? [] : [[table, column]])));
}

interface Scope {
  owned: OwnedTables;
  /** What WITH clauses call rows here: no tables. */
  names: ReadonlySet<string>;
  /** What stands for a value here beside parameters: a function's variables and arguments. */
  variables: ReadonlySet<string>;
  /** The columns of sub-selects that a level above makes equal to values. */
  named: Map<Tree, readonly string[]>;
  found: string[];
}

/** What a statement that is about every owner's rows says of itself; null where it says no such thing. */
export function markOf(sql: string): string | null {
  const [, ours, prismas] =
    /\/\* over all owners: (\w+) \*\/|\/\*(?:name='[^']*',)?over_all_owners='(\w+)'\*\//.exec(sql) ?? [];
  return ours ?? prismas ?? null;
}

/**
 * Looks at every level of a statement: each table that is owned must have its owner's column made equal to a value
 * there, or right above it, and what is inserted must have one. To equal another table's column is not enough.
 * @param variables Names that stand for values, besides parameters.
 * @returns The tables of which that is not so, with their aliases.
 */
export function unnamedOwners(sql: string, owned: OwnedTables, variables: Iterable<string> = []): string[] {
  const scope: Scope = {
    owned,
    names: new Set(),
    variables: new Set(variables),
    named: new Map(),
    found: [],
  };
  visit(parseSync(sql), scope);
  return scope.found;
}

/** The same of every statement in the body of a PL/pgSQL function, but for those with a mark. @param definition Its CREATE FUNCTION. */
export function unnamedOwnersOfFunction(definition: string, owned: OwnedTables): string[] {
  const queries: Array<{ text: string; mode: unknown }> = [];
  const variables = new Set(['new', 'old']);
  const collect = (value: unknown): void => {
    for (const inner of children(value)) collect(inner);
    const expression = field(value, 'PLpgSQL_expr');
    if (expression) queries.push({ text: String(expression.query), mode: expression.parseMode });
    const variable = field(value, 'PLpgSQL_var');
    if (variable) variables.add(String(variable.refname));
  };
  // The parser knows no catalog, and so no row types.
  collect(parsePlPgSQLSync(definition.replace(/\w+%ROWTYPE/g, 'record')));
  return queries.flatMap(({ text, mode }) => {
    if (markOf(text) !== null) return [];
    const isStatement = mode === undefined || mode === 0;
    return unnamedOwners(isStatement ? text : `SELECT ${text.replace(/^[\w.]+ := /, '')}`, owned, variables);
  });
}

function visit(value: unknown, scope: Scope): void {
  const select = field(value, 'SelectStmt');
  const change = field(value, 'UpdateStmt') ?? field(value, 'DeleteStmt');
  const insertion = field(value, 'InsertStmt');
  if (select) visitSelect(select, scope);
  else if (insertion) visitInsertion(insertion, scope);
  else if (change) {
    const from = [{ RangeVar: change.relation }, ...list(change.fromClause), ...list(change.usingClause)];
    visitLevel(change, from, scope);
  } else for (const inner of children(value)) visit(inner, scope);
}

function visitSelect(select: Tree, scope: Scope): void {
  if (!select.larg) {
    visitLevel(select, list(select.fromClause), scope);
    return;
  }
  const inner = withNames(select, scope);
  for (const side of [select.larg, select.rarg]) if (isTree(side)) visitSelect(side, inner);
}

/** Into an owned table an owner must be written; where the rows come from is looked at by itself. */
function visitInsertion(insertion: Tree, scope: Scope): void {
  const inner = withNames(insertion, scope);
  const name = String(field(insertion, 'relation')?.relname);
  const column = scope.owned.get(name);
  const columns = list(insertion.cols).map((target) => field(target, 'ResTarget')?.name);
  if (column !== undefined && !columns.includes(column)) scope.found.push(`${name} (inserted)`);
  visit(insertion.selectStmt, inner);
  visit(insertion.onConflictClause, inner);
}

/** One level: the tables of its FROM, and what its WHERE and its joins' ON say of them. */
function visitLevel(level: Tree, from: readonly unknown[], outer: Scope): void {
  const scope = withNames(level, outer);
  const tables: Array<{ name: string; alias: string; column: string }> = [];
  const selects: Array<{ alias: string; select: Tree }> = [];
  const conditions: unknown[] = [level.whereClause];
  const lookAt = (item: unknown): void => {
    const join = field(item, 'JoinExpr');
    if (join) {
      conditions.push(join.quals);
      for (const side of [join.larg, join.rarg]) lookAt(side);
    }
    const below = field(item, 'RangeSubselect');
    const select = field(below?.subquery, 'SelectStmt');
    if (select) selects.push({ select, alias: String(field(below, 'alias')?.aliasname) });
    const table = field(item, 'RangeVar');
    const name = String(table?.relname);
    const column = scope.owned.get(name);
    if (table && column !== undefined && !scope.names.has(name)) {
      tables.push({ name, column, alias: String(field(table, 'alias')?.aliasname ?? name) });
    }
  };
  for (const item of from) lookAt(item);
  const equal = [
    ...conditions.flatMap(conjuncts).flatMap((condition) => columnsWithValues(condition, scope)),
    ...namedAbove(level, scope.named.get(level) ?? []),
  ];
  for (const { name, alias, column } of tables) {
    const isNamed = equal.some(
      (path) => path.at(-1) === column && (path.length > 1 ? path.at(-2) === alias : tables.length === 1),
    );
    if (!isNamed) scope.found.push(name === alias ? name : `${name} ${alias}`);
  }
  for (const { select, alias } of selects) {
    const columns = equal.flatMap((path) => (path.at(-2) === alias ? [path.at(-1) ?? ''] : []));
    if (columns.length > 0 && isPlain(select)) scope.named.set(select, columns);
  }
  for (const [key, inner] of Object.entries(level)) if (key !== 'withClause') visit(inner, scope);
}

/** The columns of its own tables that a select gives by these names. */
function namedAbove(level: Tree, names: readonly string[]): string[][] {
  return list(level.targetList).flatMap((target) => {
    const item = field(target, 'ResTarget');
    const path = pathOf(item?.val);
    if (!path) return [];
    if (path.at(-1) === '*') return names.map((name) => [...path.slice(0, -1), name]);
    return names.includes(String(item?.name ?? path.at(-1))) ? [path] : [];
  });
}

/** Whether a condition on a select's rows can be said of its tables' as well. */
function isPlain(select: Tree): boolean {
  return ['limitCount', 'distinctClause', 'groupClause', 'windowClause', 'larg'].every(
    (part) => !(part in select),
  );
}

/** The scope below a WITH clause, whose own statements are looked at. */
function withNames(level: Tree, scope: Scope): Scope {
  const entries = list(field(level, 'withClause')?.ctes).flatMap((entry): Tree[] => {
    const inner = field(entry, 'CommonTableExpr');
    return inner ? [inner] : [];
  });
  const names = new Set([...scope.names, ...entries.map(({ ctename }) => String(ctename))]);
  const inner = { ...scope, names };
  for (const { ctequery } of entries) visit(ctequery, inner);
  return inner;
}

function conjuncts(condition: unknown): unknown[] {
  const both = field(condition, 'BoolExpr');
  if (both?.boolop === 'AND_EXPR') return list(both.args).flatMap(conjuncts);
  const test = field(condition, 'BooleanTest');
  if (test?.booltesttype === 'IS_TRUE') return conjuncts(test.arg);
  return condition === undefined ? [] : [condition];
}

/** The columns that a condition makes equal to values; one of several conditions, where each of them does. */
function columnsWithValues(condition: unknown, scope: Scope): string[][] {
  const either = field(condition, 'BoolExpr');
  if (either?.boolop === 'OR_EXPR') {
    const [first = [], ...others] = list(either.args).map((branch) =>
      conjuncts(branch).flatMap((one) => columnsWithValues(one, scope)),
    );
    const isNamed = (path: string[]) => (paths: string[][]) =>
      paths.some((one) => one.join() === path.join());
    return first.filter((path) => others.every(isNamed(path)));
  }
  const comparison = field(condition, 'A_Expr');
  if (comparison?.kind !== 'AEXPR_OP' || stringOf(list(comparison.name).at(-1)) !== '=') return [];
  const sides = [comparison.lexpr, comparison.rexpr];
  return sides.flatMap((side, place) => {
    const path = pathOf(side);
    return path && isValue(sides[1 - place], scope) ? [path] : [];
  });
}

function pathOf(expression: unknown): string[] | null {
  const column = field(expression, 'ColumnRef');
  return column ? list(column.fields).map((part) => stringOf(part) ?? '*') : null;
}

function isValue(expression: unknown, scope: Scope): boolean {
  const cast = field(expression, 'TypeCast');
  if (cast) return isValue(cast.arg, scope);
  const path = pathOf(expression);
  if (path) return scope.variables.has(path[0] ?? '');
  return Boolean(field(expression, 'ParamRef') ?? field(expression, 'A_Const'));
}

function stringOf(node: unknown): string | undefined {
  const value = field(node, 'String')?.sval;
  return typeof value === 'string' ? value : undefined;
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null;
}

function field(value: unknown, name: string): Tree | undefined {
  const inner: unknown = isTree(value) ? value[name] : undefined;
  return isTree(inner) ? inner : undefined;
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const children = (value: unknown): unknown[] => (isTree(value) ? Object.values(value) : []);

/** What Prisma says without its owner's value, and nothing else may: docs/architecture.md has the reasons. */
const LEFT_TO_PRISMA = {
  /** Whose rows others must have: it takes no condition on such a relation, and joins it by the owner's column. */
  joined: new Set(['alert_rules', 'completions', 'job_executions', 'jobs']),
  /** Whether a job has runs, in any statement: it takes no condition on a relation that is to be missing. */
  existing: 'job_latest_executions',
  /** What is created with relations, and read back. */
  readBack:
    /^SELECT "t0"."id", "t0"."kind" FROM "public"."(jobs)" AS "t0" WHERE "t0"."id" = \$\d+ LIMIT \$\d+(?: \/\*.*\*\/)?$/,
};

/** What is not named, of statements. */
export interface Census {
  /** How many statements name their owner everywhere. */
  named: number;
  /** The marks of those that are about every owner's rows. */
  marks: ReadonlySet<string>;
  /** The tables that Prisma's own statements join, or read back, without a value. */
  joined: ReadonlySet<string>;
  readBack: ReadonlySet<string>;
  /** Every other statement, after what it does not name. */
  others: readonly string[];
}

export function census(statements: Iterable<string>, owned: OwnedTables): Census {
  const [marks, joined, readBack] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const others: string[] = [];
  let named = 0;
  for (const statement of statements) {
    const unnamed = unnamedOwners(statement, owned);
    const mark = markOf(statement);
    const tables = unnamed.map((table) => table.replace(/ t\d+$/, ''));
    const created = LEFT_TO_PRISMA.readBack.exec(statement)?.[1];
    if (unnamed.length === 0) named += 1;
    else if (mark !== null) marks.add(mark);
    else if (created !== undefined) readBack.add(created);
    else if (unnamed.every((table) => table.split(' ')[0] === LEFT_TO_PRISMA.existing)) named += 1;
    // Prisma's root is t0: what it selects beside that are relations.
    else if (
      statement.startsWith('SELECT "t0"') &&
      unnamed.every((table) => !table.endsWith(' t0')) &&
      tables.every((table) => LEFT_TO_PRISMA.joined.has(table))
    ) {
      for (const table of tables) joined.add(table);
    } else others.push(`${unnamed.join(', ')}: ${statement.replace(/\s+/g, ' ')}`);
  }
  return { named, marks, joined, readBack, others };
}
