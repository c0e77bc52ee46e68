import { createSchema } from 'graphql-yoga';
import { expect } from 'vitest';
import { z } from 'zod';
import type { Context } from '../../src/context.js';
import { isTopLevelErrorCode } from '../../src/errors.js';

export const ENDPOINT = 'http://localhost/graphql';
/** Frozen, since the headers that a request is made of are written to. */
export const JSON_TYPE = Object.freeze({ 'content-type': 'application/json' });
export const SPEC_TYPE = Object.freeze({ ...JSON_TYPE, accept: 'application/graphql-response+json' });

/** The errors of an answer, which all have a code of the closed list. */
export const errorsOf = z.object({
  errors: z.array(
    z.object({
      message: z.string().min(1),
      path: z.array(z.union([z.string(), z.number()])).optional(),
      extensions: z.looseObject({
        code: z.string().refine(isTopLevelErrorCode),
        issues: z
          .array(z.object({ path: z.array(z.union([z.string(), z.number()])), message: z.string() }))
          .optional(),
      }),
    }),
  ),
});

/** A schema with one of everything that the HTTP side has to deal with. */
export const schema = createSchema<Context>({
  typeDefs: /* GraphQL */ `
    scalar JSON
    enum Size { SMALL LARGE }
    input Range { from: Int! to: Int ranges: [Range!] }
    type Query {
      echo(text: String, range: Range, number: Float, json: JSON, size: Size): String
      me: String
      self: Query!
      broken: String
      thrown: String
    }
    type Mutation { touch: Boolean }
  `,
  resolvers: {
    Query: {
      echo: (_root, args) => JSON.stringify(args),
      me: (_root, _args, context) => context.viewer?.userId ?? null,
      self: () => ({}),
      broken: () => {
        throw new Error('password=hunter2 leaked from a driver');
      },
      thrown: () => {
        throw 'not even an error';
      },
    },
    Mutation: { touch: () => true },
  },
});

/** Expects an answer that refuses the request, and returns its errors. */
export async function expectRefusal(response: Response, status: number, code: string) {
  const text = await response.text();
  expect(text).not.toMatch(/\bat .*\.[jt]s:\d+/);
  const { errors } = errorsOf.parse(JSON.parse(text));
  expect({ status: response.status, code: errors[0]?.extensions.code }).toEqual({ status, code });
  return errors;
}
