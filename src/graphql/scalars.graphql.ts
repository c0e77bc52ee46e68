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

const EXAMPLE = '2026-01-31T09:30:00Z';

/** @throws GraphQLError BAD_USER_INPUT, which says what is wrong and repeats nothing of the value */
function readDateTime(value: unknown): Date {
  if (typeof value !== 'string') throw badUserInput(`A DateTime is a text, like "${EXAMPLE}".`);
  let date: Date;
  try {
    date = GraphQLDateTimeISO.parseValue(value);
  } catch {
    throw badUserInput(`A DateTime is RFC 3339, like "${EXAMPLE}": ${dateTimeFault(value)}`);
  }
  return checkYear(date);
}

function dateTimeFault(text: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return 'the time of day is missing.';
  if (/^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?$/.test(text)) {
    return 'the time zone is missing; end it with Z or an offset like +02:00.';
  }
  if (/^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/.test(text)) {
    return 'there is no such day or time of day.';
  }
  return 'this is not.';
}

builder.addScalarType(
  'DateTime',
  new GraphQLScalarType<Date, string>({
    name: 'DateTime',
    description: 'An RFC 3339 timestamp, always in UTC, with milliseconds.',
    specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
    parseValue: readDateTime,
    parseLiteral: (node: ValueNode) => readDateTime(node.kind === Kind.STRING ? node.value : null),
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
    description: `Any JSON value of at most ${MAX_JSON_BYTES} bytes. NUL characters, lone surrogates, non-finite numbers and whole numbers beyond 2^53 are refused; send such ids as strings.`,
    specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259',
    parseValue: freeJson,
    parseLiteral: freeJsonLiteral,
    serialize: (value) => value,
  }),
);

/** @throws GraphQLError BAD_USER_INPUT */
function readSafeInt(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw badUserInput('A SafeInt is a whole number from -(2^53 - 1) to 2^53 - 1.');
}

builder.addScalarType(
  'SafeInt',
  new GraphQLScalarType<number, number>({
    name: 'SafeInt',
    description: 'A whole number from -(2^53 - 1) to 2^53 - 1, for file sizes and counts.',
    parseValue: readSafeInt,
    parseLiteral: (node) => readSafeInt(node.kind === Kind.INT ? Number(node.value) : null),
    serialize: (value) => Number(GraphQLSafeInt.serialize(typeof value === 'bigint' ? Number(value) : value)),
  }),
);
