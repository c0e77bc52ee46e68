import type { Prisma } from '../../generated/prisma/client.js';
import { relationsOf } from './metadata.js';

/** The condition that keeps a model's rows to their owner; null for a model whose rows need none. */
export type ConditionOf = (model: Prisma.ModelName) => Readonly<Record<string, unknown>> | null;

const SELECTIONS = ['select', 'include'] as const;
const LOGICAL = new Set(['AND', 'OR', 'NOT']);
const RELATED = new Set(['some', 'none', 'is', 'isNot']);

/**
 * Names the owner at every level of a Prisma query, beside the root's own condition: in the relations that it selects
 * and in those that it filters by. They find no other rows, since foreign keys hold the owner: this is for a database
 * that is spread by owner. A relation that a row must have takes no condition where it is selected.
 */
export function nameNestedOwners<Args extends object>(
  model: Prisma.ModelName,
  args: Args,
  conditionOf: ConditionOf,
): Args {
  const changed: Record<string, unknown> = {};
  const where: unknown = Reflect.get(args, 'where');
  if (isObject(where)) changed.where = nameInFilter(model, where, conditionOf);
  for (const key of SELECTIONS) {
    const selection: unknown = Reflect.get(args, key);
    if (isObject(selection)) changed[key] = nameInSelection(model, selection, conditionOf);
  }
  return { ...args, ...changed };
}

function nameInSelection(model: Prisma.ModelName, selection: object, conditionOf: ConditionOf): object {
  const relations = relationsOf(model);
  const entries = Object.entries(selection).map(([name, value]: [string, unknown]) => {
    if (name === '_count' && isObject(value)) return [name, nameNestedOwners(model, value, conditionOf)];
    const relation = relations.get(name);
    if (!relation || (value !== true && !isObject(value))) return [name, value];
    const inner = nameNestedOwners(relation.model, value === true ? {} : value, conditionOf);
    const condition = relation.takesWhere ? conditionOf(relation.model) : null;
    if (condition) return [name, { ...inner, where: both(Reflect.get(inner, 'where'), condition) }];
    return [name, Object.keys(inner).length === 0 ? value : inner];
  });
  return Object.fromEntries(entries);
}

/** The same in a filter alone. */
export function nameInFilter(
  model: Prisma.ModelName,
  where: object,
  conditionOf: ConditionOf,
): Record<string, unknown> {
  const relations = relationsOf(model);
  const entries = Object.entries(where).map(([name, value]: [string, unknown]) => {
    if (LOGICAL.has(name)) return [name, each(value, (one) => nameInFilter(model, one, conditionOf))];
    const relation = relations.get(name);
    if (!relation || !isObject(value)) return [name, value];
    const condition = conditionOf(relation.model);
    const named = (filter: object) => {
      const inner = nameInFilter(relation.model, filter, conditionOf);
      return condition ? both(inner, condition) : inner;
    };
    const operators = Object.keys(value);
    const hasOperators = operators.length > 0 && operators.every((operator) => RELATED.has(operator));
    if (!hasOperators) return [name, operators.includes('every') ? value : named(value)];
    return [
      name,
      Object.fromEntries(Object.entries(value).map(([operator, filter]) => [operator, each(filter, named)])),
    ];
  });
  return Object.fromEntries(entries);
}

/** A filter with a condition: beside what it asks where that is of other fields, so that the statement stays plain. */
function both(filter: unknown, condition: Readonly<Record<string, unknown>>): object {
  if (!isObject(filter)) return condition;
  const isFree = Object.keys(condition).every((field) => !(field in filter));
  return isFree ? { ...filter, ...condition } : { AND: [filter, condition] };
}

function each(value: unknown, change: (one: object) => object): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => (isObject(one) ? change(one) : one));
  return isObject(value) ? change(value) : value;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
