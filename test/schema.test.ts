import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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

/** What was said before in English that nobody speaks; what is meant stands beside it. */
const AWKWARD = [
  // "At most 20.", "up to 20"
  /\bso many(?! that)\b/gi,
  /\bjust so (?:long|much)\b/gi,
  // "Idempotent."
  /\bsaid again\b|\basked again it\b|\b(?:a second time|once more),? it changes nothing/gi,
  // "You cannot suspend yourself."
  /\bnobody \w+s (?:them|it)sel(?:ves|f)\b/gi,
  // "omitted", "not valid", "no longer"
  /\b(?:what|who|which) is none\b|\bis no value\b|\bnot any more\b/gi,
  // "the viewer", "the caller"
  /\b(?:who|whoever) asks\b/gi,
  // "available", "applies"
  /\bto be had\b|\bgoes for\b|\bis told of\b/gi,
  // "such as", "for example"
  /\bas there are\b|\bas it is one\b/gi,
];

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

describe('texts', () => {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const docs = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));

  it.each([
    'schema.graphql',
    'README.md',
    ...docs.map((name) => join('docs', name)),
  ])('are plain English: %s', (path) => {
    const text = readFileSync(join(root, path), 'utf8').replaceAll(/\s+/g, ' ');
    expect(AWKWARD.flatMap((phrase) => text.match(phrase) ?? [])).toEqual([]);
  });
});
