import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  isUnionType,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { schema } from '../src/schema.js';

const FILE = new URL('../schema.graphql', import.meta.url);

interface Named {
  name: string;
  description?: string | null;
}

function partsOf(type: GraphQLNamedType): Array<[path: string, part: Named]> {
  const path = (part: Named) => `${type.name}.${part.name}`;
  if (isObjectType(type) || isInterfaceType(type)) {
    return Object.values(type.getFields()).flatMap((field: GraphQLField<unknown, unknown>) => [
      [path(field), field],
      ...field.args.map((arg): [string, Named] => [`${path(field)}(${arg.name}:)`, arg]),
    ]);
  }
  if (isInputObjectType(type)) return Object.values(type.getFields()).map((field) => [path(field), field]);
  if (isEnumType(type)) return type.getValues().map((value) => [path(value), value]);
  return [];
}

describe('schema.graphql', () => {
  it('is the schema that is served', () => {
    const printed = `${printSchema(lexicographicSortSchema(schema))}\n`;
    const mend =
      'schema.graphql is not the schema that is served: run `npm run schema`, then `npm run codegen`';
    expect(readFileSync(FILE, 'utf8'), mend).toBe(printed);
  });

  it('describes every type, field, argument, enum value and input field', () => {
    const ours = Object.values(buildSchema(readFileSync(FILE, 'utf8')).getTypeMap()).filter(
      (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
    );
    const parts = ours.flatMap((type) => [[type.name, type] satisfies [string, Named], ...partsOf(type)]);
    expect(parts.length).toBeGreaterThan(ours.length);
    expect(parts.filter(([, part]) => !part.description?.trim()).map(([path]) => path)).toEqual([]);
  });

  it('has an error in every union that a mutation answers, so that `... on Error` fits each', () => {
    const { types } = schema.toConfig();
    const results = types.filter(isUnionType).filter(({ name }) => name.endsWith('Result'));
    expect(results.length).toBeGreaterThan(50);
    const isError = (member: GraphQLObjectType) =>
      member.getInterfaces().some(({ name }) => name === 'Error');
    expect(results.filter((union) => !union.getTypes().some(isError)).map(({ name }) => name)).toEqual([]);
  });
});
