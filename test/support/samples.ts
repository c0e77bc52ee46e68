import {
  type GraphQLField,
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';
import { encodeId } from '../../src/core/ids.js';
import { uuid } from './world.js';

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
