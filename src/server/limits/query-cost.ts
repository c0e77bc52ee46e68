import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
  valueFromASTUntyped,
} from 'graphql';
import { PAGE_SIZE } from '../../core/db/keyset.js';
import { fieldCost } from '../../graphql/field-cost.js';
import { COUNT_LIMIT } from '../../graphql/relay/connection.js';
import { type Amount, fromArguments, product, resolveAmount, sum, type Variables } from './amount.js';

/** What a mutation costs beside the things it is given and what it answers. */
export const MUTATION_COST = 10;
/** How many times a list is taken to be answered that does not say its length. */
export const ASSUMED_LIST_SIZE = 10;
/** The same for a list of the schema's own description, but for its types, which are known. */
export const ASSUMED_SCHEMA_LIST_SIZE = 4;
/** Rows that are counted for one point. */
export const COUNTED_ROWS_PER_POINT = 500;
/** What asking for the schema costs, each time, beside what it answers. */
export const SCHEMA_COST = 1_000;
/** Fields of the schema's own description for one point: no database is asked for them. */
export const SCHEMA_FIELDS_PER_POINT = 20;

/** Each of the five statuses is counted by itself. */
const COUNTS_OF: Readonly<Record<string, number>> = { count: 1, countsByStatus: 5 };
/** The fields of a connection that have a page's rows. */
const PAGED = new Set(['nodes', 'edges']);
const LISTED_FAILURES = 'failures';

const compiled = new WeakMap<OperationDefinitionNode, Amount>();

/**
 * What an operation costs: a point for every field and every row that it is answered for, as far as the document
 * tells. It is worked out once for a document; of the variables only page sizes and the lengths of batches are read.
 * Libraries for this coerce all arguments of every request once more, which costs a list query more than the rest of
 * the limits together.
 */
export function queryCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): number {
  let cost = compiled.get(operation);
  if (cost === undefined) {
    cost = compile(schema, document, operation);
    compiled.set(operation, cost);
  }
  return Math.ceil(resolveAmount(cost, variables));
}

/** What an operation that was admitted costs once more. */
export function costAgain({ operation, variableValues }: GraphQLResolveInfo): number {
  return Math.ceil(resolveAmount(compiled.get(operation) ?? 0, variableValues));
}

/** How many things the lists directly in a selection have, where what is around them says so. */
interface Surroundings {
  rows: Amount;
  isPage: boolean;
}

function compile(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): Amount {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const root = schema.getRootType(operation.operation);

  function ofSelection(set: SelectionSetNode, type: GraphQLNamedType, around: Surroundings | null): Amount {
    const costs = set.selections.map((selection): Amount => {
      if (selection.kind === Kind.FIELD) return ofField(selection, type, around);
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
      const condition = fragment?.typeCondition?.name.value;
      const inner = condition === undefined ? type : schema.getType(condition);
      return fragment && inner ? ofSelection(fragment.selectionSet, inner, around) : 0;
    });
    return sum(costs);
  }

  function ofField(node: FieldNode, parent: GraphQLNamedType, around: Surroundings | null): Amount {
    const field = fieldOf(parent, node.name.value);
    if (!field) return 0;
    const type = getNamedType(field.type);
    const inner = isMutation(parent) ? batchOf(node, field) : pageOf(node, field);
    const below = node.selectionSet ? ofSelection(node.selectionSet, type, inner) : 0;
    const cost = sum([1, extraOf(node, field, parent, inner), product(timesOf(node, field, around), below)]);
    return field === SchemaMetaFieldDef || field === TypeMetaFieldDef
      ? sum([SCHEMA_COST, product(1 / SCHEMA_FIELDS_PER_POINT, cost)])
      : cost;
  }

  function fieldOf(parent: GraphQLNamedType, name: string): GraphQLField<unknown, unknown> | undefined {
    if (parent === schema.getQueryType()) {
      if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
      if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
    }
    return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
  }

  const isMutation = (parent: GraphQLNamedType) => parent === schema.getMutationType();

  function extraOf(
    node: FieldNode,
    field: GraphQLField<unknown, unknown>,
    parent: GraphQLNamedType,
    inner: Surroundings | null,
  ): Amount {
    const own = ownCost(node, field);
    if (isMutation(parent)) return sum([MUTATION_COST, inner?.rows ?? 0, own ?? 0]);
    if (own !== null) return own;
    const counts = COUNTS_OF[field.name];
    if (counts === undefined || !field.args.some(({ name }) => name === 'upTo')) return 0;
    return product(
      counts / COUNTED_ROWS_PER_POINT,
      fromArguments(node, ['upTo'], (upTo) =>
        isSize(upTo) ? Math.min(upTo, COUNT_LIMIT.max) : COUNT_LIMIT.default,
      ),
    );
  }

  /** What a field says of its cost; null where it says nothing. */
  function ownCost(node: FieldNode, { args, extensions }: GraphQLField<unknown, unknown>): Amount | null {
    const own = fieldCost(extensions);
    if (!own) return null;
    const names = args.map(({ name }) => name);
    return fromArguments(node, names, (...values) =>
      own(Object.fromEntries(names.map((name, at) => [name, values[at]]))),
    );
  }

  function timesOf(
    node: FieldNode,
    field: GraphQLField<unknown, unknown>,
    around: Surroundings | null,
  ): Amount {
    if (!isListType(getNullableType(field.type))) return 1;
    if (isIntrospectionType(getNamedType(field.type))) {
      return field.name === 'types' ? Object.keys(schema.getTypeMap()).length : ASSUMED_SCHEMA_LIST_SIZE;
    }
    if (field.args.some(({ name }) => name === 'ids')) {
      return fromArguments(node, ['ids'], (ids) => (Array.isArray(ids) ? ids.length : 1));
    }
    const isCounted = COUNTS_OF[field.name];
    if (isCounted) return isCounted;
    const first = field.args.find(({ name }) => name === 'first');
    if (first) return fromArguments(node, ['first'], (asked) => firstOf(asked, first.defaultValue));
    if (!around || field.name === LISTED_FAILURES || (around.isPage && !PAGED.has(field.name))) {
      return ASSUMED_LIST_SIZE;
    }
    return around.rows;
  }

  const cost = root ? ofSelection(operation.selectionSet, root, null) : 0;
  return withDefaults(operation, cost);
}

const isSize = (value: unknown): value is number => typeof value === 'number' && value >= 1;

/** How many a list that is no connection may answer. */
function firstOf(asked: unknown, usual: unknown): number {
  return Math.min(isSize(asked) ? asked : isSize(usual) ? usual : PAGE_SIZE.default, PAGE_SIZE.max);
}

/** The page that a connection was asked for. */
function pageOf(node: FieldNode, field: GraphQLField<unknown, unknown>): Surroundings | null {
  if (!field.args.some(({ name }) => name === 'first')) return null;
  const rows = fromArguments(node, ['first', 'last'], (first, last) => {
    const asked = isSize(first) ? first : isSize(last) ? last : PAGE_SIZE.default;
    return Math.min(asked, PAGE_SIZE.max);
  });
  return { rows, isPage: true };
}

/** The things that a mutation is given, or asks for: the longest list in its input, or its `limit`. */
function batchOf(node: FieldNode, { args }: GraphQLField<unknown, unknown>): Surroundings {
  const type = args[0] && getNamedType(args[0].type);
  const usual: unknown = isInputObjectType(type) ? type.getFields().limit?.defaultValue : undefined;
  const rows = fromArguments(node, ['input'], (input) => {
    if (typeof input !== 'object' || input === null) return 1;
    const { limit = usual, ...others } = { limit: undefined, ...input };
    const lengths = Object.values(others).map((value) =>
      Array.isArray(value) ? value.length : limitOf(value),
    );
    return Math.max(1, isSize(limit) ? limit : 1, ...lengths);
  });
  return { rows, isPage: false };
}

/** How much an object within the input asks for: the claim beside completions. */
function limitOf(value: unknown): number {
  const limit = typeof value === 'object' && value !== null && 'limit' in value ? value.limit : 1;
  return isSize(limit) ? limit : 1;
}

/** Variables that are left out have the values that the operation names for them. */
function withDefaults({ variableDefinitions = [] }: OperationDefinitionNode, cost: Amount): Amount {
  if (typeof cost === 'number') return cost;
  const defaults: Record<string, unknown> = {};
  for (const { variable, defaultValue } of variableDefinitions) {
    if (defaultValue) defaults[variable.name.value] = valueFromASTUntyped(defaultValue);
  }
  return Object.keys(defaults).length === 0 ? cost : (variables) => cost({ ...defaults, ...variables });
}
