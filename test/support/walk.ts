import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isUnionType,
} from 'graphql';
import { encodeId } from '../../src/core/ids.js';
import { schema } from '../../src/schema.js';
import { uuid } from './world/values.js';

type Field = GraphQLField<unknown, unknown>;

/** A field and the type that declares it: an interface's is not repeated for the types that implement it. */
export interface Place {
  parent: string;
  field: Field;
}

const query = schema.getQueryType();
if (!query) throw new Error('there is nothing to ask');
export const rootFields: Field[] = Object.values(query.getFields());

let everywhere: readonly Place[] | undefined;

/** Every field of the types that can be reached from a query, as it is declared. */
export function reachable(): readonly Place[] {
  // Tests ask for it with every row.
  everywhere ??= reachableFrom(rootFields);
  return everywhere;
}

/** The same, from these fields. */
export function reachableFrom(from: readonly Field[]): Place[] {
  const seen = new Set<GraphQLNamedType>();
  const open = from.map((field) => getNamedType(field.type));
  const places: Place[] = from.map((field) => ({ parent: 'Query', field }));
  for (let type = open.pop(); type; type = open.pop()) {
    if (isUnionType(type)) open.push(...type.getTypes());
    if (seen.has(type) || !(isObjectType(type) || isInterfaceType(type))) continue;
    seen.add(type);
    if (isAbstractType(type) && type.name !== 'Node') open.push(...schema.getPossibleTypes(type));
    const inherited = new Set(type.getInterfaces().flatMap((one) => Object.keys(one.getFields())));
    open.push(...type.getInterfaces().filter(({ name }) => name !== 'Node'));
    for (const field of Object.values(type.getFields())) {
      if (!inherited.has(field.name) || isInterfaceType(type)) places.push({ parent: type.name, field });
      open.push(getNamedType(field.type));
    }
  }
  return places;
}

/** What names one thing of a connection: a log's lines have no ids. */
export function idIn({ type }: Field): string {
  const nodes = objectType(getNamedType(type).name).getFields().nodes;
  return nodes && hasId(getNamedType(nodes.type)) ? 'id' : 'id: cursor';
}

export const isConnection = ({ type }: Field) => getNamedType(type).name.endsWith('Connection');
const RANGES: Record<string, string> = {
  ChunkFilter: 'createdAt',
  ExecutionFilter: 'queuedAt',
  MetricFilter: 'timestamp',
  VerificationLogFilter: 'verifiedAt',
};
/** The time of the range of a field that answers figures: of the last days, where its filter names none. */
export function rangeOf(field: Field): string | undefined {
  const filter = field.args.find(({ name }) => name === 'filter');
  return filter && !isConnection(field) ? RANGES[getNamedType(filter.type).name] : undefined;
}
export const hasArgument = (field: Field, name: string) => field.args.some((arg) => arg.name === name);

/** What figures are asked with: a month of every world, by day, the name of a metric of theirs, and what to offer values of; but for one. */
export function figureArguments(field: Field, but?: string): string[] {
  const month = '{ from: "2026-01-01T00:00:00Z", to: "2026-01-31T00:00:00Z" }';
  const all: Record<string, string> = {
    filter: `filter: { ${rangeOf(field)}: ${month} }`,
    bucket: 'bucket: DAY',
    name: 'name: "cpu"',
    field: 'field: STATUS',
  };
  return field.args.flatMap(({ name }) => (name === but ? [] : (all[name] ?? [])));
}

/** What a field that is about nothing of a ledger is told, `but` one argument: always the same times, and few. */
export function plainArguments(field: Field, but?: string): string[] {
  const isPreview = hasArgument(field, 'cron');
  return isPreview && but !== 'cron' ? ['cron: "0 0 1 1 *"'] : [];
}

/** Arguments that a field cannot be asked without, or not as widely. */
function argumentsOf({ parent, field }: Place): string {
  if (['Account', 'User'].includes(parent) && field.name === 'usage') {
    return '(from: "2026-01-01T00:00:00Z", to: "2026-06-01T00:00:00Z")';
  }
  if (rangeOf(field)) return `(${figureArguments(field).join(', ')})`;
  const plain = plainArguments(field);
  if (plain.length > 0) return `(${plain.join(', ')})`;
  const missing = field.args.filter(isRequiredArgument);
  if (missing.length > 0) throw new Error(`${parent}.${field.name} needs ${missing.map(({ name }) => name)}`);
  return hasArgument(field, 'first') ? '(first: 200)' : '';
}

/**
 * Selects every field of a type, and of what hangs on it: things with ids of their own `depth` levels deep, of the
 * last only the plain fields.
 */
export function selectionOf(type: GraphQLNamedType, depth: number): string {
  if (isLeafType(type)) return '';
  if (isUnionType(type)) {
    const members = type.getTypes().map((one) => `... on ${one.name} ${selectionOf(one, depth)}`);
    return `{ __typename ${members.join(' ')} }`;
  }
  if (!(isObjectType(type) || isInterfaceType(type))) throw new Error(`${type.name} cannot be selected`);
  const fields = Object.values(type.getFields()).map((field) =>
    fieldSelection({ parent: type.name, field }, depth),
  );
  // Types that have nothing in common but an id may give one name to different things.
  const variants =
    isInterfaceType(type) && type.name !== 'Node'
      ? schema.getPossibleTypes(type).map((one) => {
          const own = Object.values(one.getFields()).filter(
            ({ name }) => !Object.hasOwn(type.getFields(), name),
          );
          const inner = own.map((field) => fieldSelection({ parent: one.name, field }, depth)).join(' ');
          return inner.trim() ? `... on ${one.name} { ${inner} }` : '';
        })
      : [];
  return `{ __typename ${[...fields, ...variants].filter(Boolean).join(' ')} }`;
}

function fieldSelection(place: Place, depth: number): string {
  if (isLeafType(getNamedType(place.field.type))) return `${place.field.name}${argumentsOf(place)}`;
  if (place.field.name === 'nodes')
    return `nodes { __typename ${hasId(getNamedType(place.field.type)) ? 'id' : 'cursor'} }`;
  return depth === 0 ? '' : ask(place, depth);
}

/**
 * One field with everything below it, things with ids `depth` levels deep.
 * @param args In the place of its own.
 */
export function ask(place: Place, depth: number, args = argumentsOf(place)): string {
  const type = getNamedType(place.field.type);
  // What has no id of its own (a connection, a schedule) is no level; what it leads to is.
  return `${place.field.name}${args} ${selectionOf(type, hasId(type) ? depth - 1 : depth)}`;
}

/** A worker's id is the name it gives itself, by which nothing is found. */
export const NO_NODE = 'Worker';

function hasId(type: GraphQLNamedType): boolean {
  const isThing = (isObjectType(type) || isInterfaceType(type)) && type.name !== NO_NODE;
  return isThing && Object.hasOwn(type.getFields(), 'id');
}

/**
 * A document's selection that asks a field of a type, under the thing that a world has for it.
 * @param hubs Ids by type.
 */
export function under(type: string, hubs: Readonly<Record<string, string>>, selection: string): string {
  if (type === 'Query') return `{ ${selection} }`;
  if (type === 'Schedule') return under('MonitorJob', hubs, `schedule { ${selection} }`);
  const hub = hubs[type];
  if (!hub) throw new Error(`nothing in the world is a ${type}: say where its fields can be asked`);
  return `{ node(id: "${hub}") { ... on ${type} { ${selection} } } }`;
}

/** A value somewhere in the arguments of a field. */
export interface Leaf {
  /** Where it is declared: `ExecutionFilter.jobId`, `Query.execution.id`. */
  name: string;
  argument: GraphQLArgument;
  /** The input fields inside the argument. */
  path: string[];
  type: GraphQLInputType;
}

/** Every value of these scalar types in the arguments of a field, also in the filters. */
export function leavesOf({ parent, field }: Place, scalars: readonly string[]): Leaf[] {
  return field.args.flatMap((argument) => {
    const inner = (type: GraphQLInputType, name: string, path: string[]): Leaf[] => {
      const named = getNamedType(type);
      if (isInputObjectType(named)) {
        return Object.values(named.getFields()).flatMap((one) =>
          inner(one.type, `${named.name}.${one.name}`, [...path, one.name]),
        );
      }
      return scalars.includes(named.name) ? [{ name, argument, path, type }] : [];
    };
    return inner(argument.type, `${parent}.${field.name}.${argument.name}`, []);
  });
}

/** An object type by its name. */
export function objectType(name: string): GraphQLObjectType {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new Error(`${name} is no object type`);
  return type;
}

const SCALARS: Record<string, unknown> = {
  ID: encodeId('Execution', uuid('nobody')),
  String: 'sample',
  Int: 1,
  Float: 1,
  Boolean: true,
  SafeInt: 1,
  DateTime: '2026-01-01T00:00:00Z',
  JSON: {},
};

/** The least that a type of inputs takes. */
export function sampleOf(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return sampleOf(type.ofType);
  if (isListType(type)) return [sampleOf(type.ofType)];
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    const needed = type.isOneOf ? fields.slice(0, 1) : fields.filter(isRequiredInputField);
    return Object.fromEntries(needed.map((field) => [field.name, sampleOf(field.type)]));
  }
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (!Object.hasOwn(SCALARS, type.name)) throw new Error(`say in SCALARS what a ${type.name} looks like`);
  return SCALARS[type.name];
}

/** A document that asks one root field for as little as possible. */
export function sampleQuestion(operation: string, field: GraphQLField<unknown, unknown>) {
  const args = field.args.filter(isRequiredArgument);
  const declared = args.map(({ name, type }) => `$${name}: ${type}`).join(', ');
  const given = args.map(({ name }) => `${name}: $${name}`).join(', ');
  const selection = isLeafType(getNamedType(field.type)) ? '' : '{ __typename }';
  return {
    document: `${operation} ${declared && `(${declared})`} { ${field.name}${given && `(${given})`} ${selection} }`,
    variables: Object.fromEntries(args.map(({ name, type }) => [name, sampleOf(type)])),
  };
}
