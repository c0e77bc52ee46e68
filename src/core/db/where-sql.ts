import { Prisma, type PrismaClient } from '../../generated/prisma/client.js';
import { type TableInfo, tableOf } from './metadata.js';

type Raw = Pick<PrismaClient, '$queryRaw'>;
type Where = Readonly<Record<string, unknown>>;

/**
 * A Prisma `where` as SQL, for the statements that Prisma cannot say (bounded and grouped counts, statistics), so
 * that a filter is compiled once. It takes the operators that this API's filters use, and refuses any other.
 * @param alias The alias under which the statement reads the model's table.
 * @returns A condition; TRUE for an empty `where`.
 * @throws Error for an operator or a field that it does not know.
 */
export function whereToSql(db: Raw, model: Prisma.ModelName, where: Where, alias: string): Prisma.Sql {
  const info = tableOf(db, model);
  const parts = Object.entries(where).flatMap(([key, value]: [string, unknown]) => {
    if (value === undefined) return [];
    if (key === 'AND' || key === 'OR' || key === 'NOT') return [logical(db, model, key, value, alias)];
    const relation = info.relations.get(key);
    if (relation) return [related(db, relation, value, alias)];
    return comparisons(column(info, alias, key), value);
  });
  return all(parts);
}

/** A quoted identifier. */
export function ident(...names: string[]): Prisma.Sql {
  return Prisma.raw(names.map((name) => `"${name.replaceAll('"', '""')}"`).join('.'));
}

export function column(info: TableInfo, alias: string, field: string): Prisma.Sql {
  const name = info.columns.get(field);
  if (name === undefined) throw new Error(`${info.table} has no column for ${field}`);
  return ident(alias, name);
}

function all(parts: readonly Prisma.Sql[]): Prisma.Sql {
  return parts.length === 0 ? Prisma.sql`TRUE` : Prisma.join([...parts], ' AND ');
}

function logical(db: Raw, model: Prisma.ModelName, key: string, value: unknown, alias: string): Prisma.Sql {
  const items = (Array.isArray(value) ? value : [value]).map(
    (item) => Prisma.sql`(${whereToSql(db, model, asWhere(item), alias)})`,
  );
  if (key === 'OR')
    return items.length === 0 ? Prisma.sql`FALSE` : Prisma.sql`(${Prisma.join(items, ' OR ')})`;
  return key === 'NOT' ? Prisma.sql`NOT (${all(items)})` : Prisma.sql`(${all(items)})`;
}

function related(
  db: Raw,
  relation: TableInfo['relations'] extends ReadonlyMap<string, infer R> ? R : never,
  value: unknown,
  alias: string,
): Prisma.Sql {
  const model = asModel(relation.model);
  const inner = `${alias}_${relation.model.toLowerCase()}`;
  const { side, column: key } = relation.key;
  const link =
    side === 'ours'
      ? Prisma.sql`${ident(inner, 'id')} = ${ident(alias, key)}`
      : Prisma.sql`${ident(inner, key)} = ${ident(alias, 'id')}`;
  const exists = (
    where: Where,
  ) => Prisma.sql`EXISTS (SELECT FROM ${ident(tableOf(db, model).table)} ${ident(inner)}
    WHERE ${link} AND ${whereToSql(db, model, where, inner)})`;
  if (value === null) return Prisma.sql`NOT ${exists({})}`;
  const operators = asWhere(value);
  const parts = Object.entries(operators).map(([operator, where]) => {
    if (operator === 'some') return exists(asWhere(where));
    if (operator === 'none') return Prisma.sql`NOT ${exists(asWhere(where))}`;
    if (operator === 'is') return where === null ? Prisma.sql`NOT ${exists({})}` : exists(asWhere(where));
    if (operator === 'isNot' && where === null) return exists({});
    return undefined;
  });
  return parts.some((part) => part === undefined)
    ? exists(operators)
    : all(parts.filter((part) => part !== undefined));
}

function comparisons(left: Prisma.Sql, value: unknown): Prisma.Sql[] {
  if (value === null) return [Prisma.sql`${left} IS NULL`];
  if (typeof value !== 'object' || value instanceof Date) return [Prisma.sql`${left} = ${value}`];
  const operators = asWhere(value);
  return Object.entries(operators).flatMap(([operator, operand]) => {
    if (operand === undefined || operator === 'mode') return [];
    return [comparison(left, operator, operand, operators)];
  });
}

function comparison(left: Prisma.Sql, operator: string, operand: unknown, operators: Where): Prisma.Sql {
  switch (operator) {
    case 'equals':
      return operand === null ? Prisma.sql`${left} IS NULL` : Prisma.sql`${left} = ${operand}`;
    case 'not':
      return operand === null ? Prisma.sql`${left} IS NOT NULL` : Prisma.sql`${left} <> ${operand}`;
    case 'lt':
      return Prisma.sql`${left} < ${operand}`;
    case 'lte':
      return Prisma.sql`${left} <= ${operand}`;
    case 'gt':
      return Prisma.sql`${left} > ${operand}`;
    case 'gte':
      return Prisma.sql`${left} >= ${operand}`;
    case 'in':
      return list(operand).length === 0
        ? Prisma.sql`FALSE`
        : Prisma.sql`${left} IN (${Prisma.join([...list(operand)])})`;
    case 'contains':
      return Prisma.sql`${left} ${Prisma.raw(operators.mode === 'insensitive' ? 'ILIKE' : 'LIKE')} ${`%${operand}%`}`;
    case 'has':
      return Prisma.sql`${left} @> ${[operand]}::text[]`;
    case 'hasEvery':
      return Prisma.sql`${left} @> ${list(operand)}::text[]`;
    case 'hasSome':
      return Prisma.sql`${left} && ${list(operand)}::text[]`;
    case 'isEmpty':
      return Prisma.sql`${left} ${Prisma.raw(operand === true ? '=' : '<>')} '{}'`;
    case 'array_contains':
      return Prisma.sql`${left} @> ${JSON.stringify(operand)}::jsonb`;
    default:
      throw new Error(`the operator ${operator} has no SQL here`);
  }
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error('a list was expected');
  return value;
}

function asWhere(value: unknown): Where {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error('a condition was expected');
  return { ...value };
}

function asModel(name: string): Prisma.ModelName {
  const model = Object.values(Prisma.ModelName).find((known) => known === name);
  if (!model) throw new Error(`${name} is no model`);
  return model;
}
