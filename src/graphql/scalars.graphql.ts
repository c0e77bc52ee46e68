import { GraphQLScalarType, Kind, type ValueNode, valueFromASTUntyped } from 'graphql';
import { GraphQLDateTimeISO, GraphQLSafeInt } from 'graphql-scalars';
import { asFreeJson } from '../core/db/canonical.js';
import { badUserInput } from '../core/errors.js';
import { builder } from './builder.js';
import { MAX_JSON_BYTES } from './input/limits.js';
import { assertFreeJson } from './json-limits.js';
import { noteFloatLiterals } from './json-numbers.js';

const MIN_YEAR = 1;
const MAX_YEAR = 9999;

/** PostgreSQL's range is wider, but a JavaScript Date's text and a cursor are only sure between these. */
function checkYear(date: Date): Date {
  const year = date.getUTCFullYear();
  if (year < MIN_YEAR || year > MAX_YEAR) throw badUserInput('A DateTime must lie in the years 1 to 9999.');
  return date;
}

builder.addScalarType(
  'DateTime',
  new GraphQLScalarType<Date, string>({
    name: 'DateTime',
    description: 'RFC 3339, always UTC, milliseconds.',
    specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
    parseValue: (value) => checkYear(GraphQLDateTimeISO.parseValue(value)),
    parseLiteral: (node: ValueNode) => checkYear(GraphQLDateTimeISO.parseLiteral(node)),
    serialize(value) {
      if (value instanceof Date) return value.toISOString();
      throw new TypeError('A DateTime is answered from a Date.');
    },
  }),
);

function freeJson(value: unknown): unknown {
  assertFreeJson(value);
  return asFreeJson(value);
}

function freeJsonLiteral(node: ValueNode, variables?: Record<string, unknown> | null): unknown {
  const value = valueFromASTUntyped(node, variables);
  noteFloatLiterals(node, value);
  // A number alone has nothing that it could be noted with.
  return node.kind === Kind.FLOAT ? value : freeJson(value);
}

builder.addScalarType(
  'JSON',
  new GraphQLScalarType<unknown, unknown>({
    name: 'JSON',
    description: `Any JSON value of at most ${MAX_JSON_BYTES} bytes; NUL characters, lone surrogates, non-finite numbers and whole numbers beyond 2^53 are refused: send such ids as strings.`,
    specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259',
    parseValue: freeJson,
    parseLiteral: freeJsonLiteral,
    serialize: (value) => value,
  }),
);

builder.addScalarType(
  'SafeInt',
  new GraphQLScalarType<number, number>({
    name: 'SafeInt',
    description: 'A whole number up to 2^53 (file sizes).',
    parseValue: (value) => Number(GraphQLSafeInt.parseValue(value)),
    parseLiteral: (node, variables) =>
      Number(
        node.kind === Kind.INT
          ? GraphQLSafeInt.parseLiteral(node, variables)
          : GraphQLSafeInt.parseValue(null),
      ),
    serialize: (value) => Number(GraphQLSafeInt.serialize(typeof value === 'bigint' ? Number(value) : value)),
  }),
);
