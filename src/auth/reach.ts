import {
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  separateOperations,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { isWithoutRead } from './without-read.js';

/** Whether a field below the root is answered to credentials without READ. */
export function isReachableWithoutRead(parent: GraphQLNamedType, field: string): boolean {
  if (!(isObjectType(parent) || isInterfaceType(parent)) || parent.name.startsWith('__')) return true;
  const types = [parent, ...parent.getInterfaces()].map(({ name }) => name);
  // What a mutation answers, and the errors that it meets.
  if (types.includes('Error') || parent.name.endsWith('Payload')) return true;
  return types.some((name) => isWithoutRead(name, field));
}

const found = new WeakMap<DocumentNode, Map<string, string | null>>();

/**
 * The first field of an operation that only READ reaches, as `Type.field`; null where there is none. It is asked
 * before anything is done, so that no work is claimed, and no key made, whose answer could not be given.
 */
export function firstBeyondReach(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
): string | null {
  const known = found.get(document) ?? new Map<string, string | null>();
  found.set(document, known);
  const name = operationName ?? '';
  let field = known.get(name);
  if (field === undefined) {
    field = findBeyondReach(schema, separateOperations(document)[name] ?? document);
    known.set(name, field);
  }
  return field;
}

function findBeyondReach(schema: GraphQLSchema, document: DocumentNode): string | null {
  const roots = rootTypes(schema);
  const types = new TypeInfo(schema);
  let beyond: string | null = null;
  const visitor = {
    Field() {
      const parent = types.getParentType();
      const field = types.getFieldDef();
      if (beyond || !parent || !field || field.name.startsWith('__')) return;
      if (!roots.some((root) => root === parent) && !isReachableWithoutRead(parent, field.name)) {
        beyond = `${parent.name}.${field.name}`;
      }
    },
  };
  visit(document, visitWithTypeInfo(types, visitor));
  return beyond;
}

/** What a document starts from. */
export function rootTypes(schema: GraphQLSchema): GraphQLObjectType[] {
  return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].filter(
    (type) => type != null,
  );
}

/**
 * Sees to it that every root field says who may ask it, so that none is open because somebody forgot.
 * @throws Error where one does not.
 */
export function assertScopesAreSaid(schema: GraphQLSchema): void {
  for (const root of rootTypes(schema)) {
    for (const { name, extensions } of Object.values(root.getFields())) {
      if (scopesOf(extensions) === undefined)
        throw new Error(`say in authScopes who may ask ${root}.${name}`);
    }
  }
}

/** What a field was declared with; undefined for nothing. */
export function scopesOf({ pothosOptions }: { pothosOptions?: unknown }): unknown {
  return typeof pothosOptions === 'object' && pothosOptions !== null
    ? Reflect.get(pothosOptions, 'authScopes')
    : undefined;
}
