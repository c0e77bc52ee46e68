import {
  type ASTNode,
  type DocumentNode,
  type ExecutionArgs,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  getOperationAST,
  isInputObjectType,
  isInputType,
  isListType,
  Kind,
  TypeInfo,
  typeFromAST,
  type ValidationRule,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { InputPath } from '../../core/errors.js';
import { firstTextFault, inputRefused, textFault } from '../../graphql/json-limits.js';
import { describesFailure, storable } from '../../graphql/relay/failure-text.js';

type Parent = ASTNode | readonly ASTNode[] | undefined;

/**
 * Refuses documents with texts that cannot be stored, but for those that describe a failure: who takes these cleans
 * them.
 * @throws GraphQLError BAD_USER_INPUT, HTTP 400.
 */
export const StorableLiteralsRule: ValidationRule = (context) => ({
  StringValue({ value }, _key, parent) {
    const message = textFault(value);
    if (message === null || isFailureField(parent, context.getParentInputType())) return;
    throw inputRefused([{ path: ['query'], message }]);
  },
});

/** Whether a value stands in a field that describes a failure. @param type Of the object that the field is of. */
function isFailureField(parent: Parent, type: GraphQLInputType | null | undefined): boolean {
  if (!parent || !('kind' in parent) || parent.kind !== Kind.OBJECT_FIELD) return false;
  const object = type && getNamedType(type);
  const field = isInputObjectType(object) ? object.getFields()[parent.name.value] : undefined;
  return field !== undefined && describesFailure(field);
}

/**
 * Sees to it that the variables of an operation can be stored: where they describe a failure, what cannot be is
 * replaced, and everywhere else it is refused. They are changed where they stand, since more is known of the very
 * objects that were parsed.
 * @throws GraphQLError BAD_USER_INPUT with the path of the first fault, HTTP 400.
 */
export function makeVariablesStorable({
  schema,
  document,
  operationName,
  variableValues,
}: Pick<ExecutionArgs, 'schema' | 'document' | 'operationName' | 'variableValues'>): void {
  // Hardly ever is there a fault.
  if (!variableValues || firstTextFault(variableValues, []) === null) return;
  const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? [];
  const describing = failureVariables(schema, document);
  mendFields(variableValues, ['variables'], (name) => {
    const definition = definitions.find(({ variable }) => variable.name.value === name);
    const type = definition && typeFromAST(schema, definition.type);
    return { type: isInputType(type) ? type : undefined, isFailure: describing.has(name) };
  });
}

/** The variables that are used for nothing but to describe a failure. */
function failureVariables(schema: GraphQLSchema, document: DocumentNode): Set<string> {
  const types = new TypeInfo(schema);
  const used = new Set<string>();
  const otherwise = new Set<string>();
  visit(
    document,
    visitWithTypeInfo(types, {
      VariableDefinition: ({ variable }) => {
        used.add(variable.name.value);
        return false;
      },
      Variable({ name }, _key, parent) {
        if (!isFailureField(parent, types.getParentInputType())) otherwise.add(name.value);
      },
    }),
  );
  return new Set([...used].filter((name) => !otherwise.has(name)));
}

interface Place {
  type: GraphQLInputType | undefined;
  isFailure: boolean;
}

function mend(value: unknown, { type, isFailure }: Place, path: InputPath): unknown {
  if (isFailure) return clean(value);
  const inner = type && getNullableType(type);
  if (isListType(inner) && Array.isArray(value)) {
    const place = { type: inner.ofType, isFailure };
    for (const [index, item] of value.entries()) value[index] = mend(item, place, [...path, index]);
    return value;
  }
  const object = inner && getNamedType(inner);
  if (isInputObjectType(object) && isObject(value)) {
    const fields = object.getFields();
    mendFields(value, path, (key) => {
      const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
      return { type: field?.type, isFailure: field !== undefined && describesFailure(field) };
    });
    return value;
  }
  const fault = firstTextFault(value, path);
  if (fault) throw inputRefused([fault]);
  return value;
}

function mendFields(value: Record<string, unknown>, path: InputPath, placeOf: (key: string) => Place): void {
  for (const [key, item] of Object.entries(value)) {
    const here = [...path, key];
    const fault = firstTextFault(key, here);
    if (fault) throw inputRefused([fault]);
    value[key] = mend(item, placeOf(key), here);
  }
}

/** A text, or any JSON with its texts, with what cannot be stored replaced. */
function clean(value: unknown): unknown {
  if (typeof value === 'string') return storable(value);
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) value[index] = clean(item);
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      const kept = storable(key);
      if (kept !== key) delete value[key];
      value[kept] = clean(item);
    }
  }
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
