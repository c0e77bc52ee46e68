import { getNullableType, isUnionType } from 'graphql';
import { z } from 'zod';
import { schema } from '../../src/schema.js';
import type { Answer, TestApp } from './app.js';

const answered = z.object({
  data: z.object({ result: z.looseObject({ __typename: z.string() }) }),
  errors: z.undefined().optional(),
});
const issuePaths = z.array(z.object({ path: z.array(z.union([z.string(), z.number()])) }));
const refused = z.object({
  errors: z.tuple([
    z.object({
      message: z.string(),
      extensions: z.looseObject({
        code: z.string(),
        issues: issuePaths.optional(),
      }),
    }),
  ]),
});

/** The same, where it is an answer of the mutation's. */
const invalid = z.object({
  data: z.object({
    result: z.object({
      __typename: z.literal('InvalidInputError'),
      code: z.string(),
      message: z.string(),
      issues: issuePaths,
    }),
  }),
});

/** Asks a mutation what is wrong with its input, if that is one of its answers. */
export function inputFaults(mutation: string): string {
  const type = getNullableType(schema.getMutationType()?.getFields()[mutation]?.type);
  const hasFaults = isUnionType(type) && type.getTypes().some(({ name }) => name === 'InvalidInputError');
  return hasFaults ? '... on InvalidInputError { code message issues { path message } }' : '';
}

/** The one fault of an input: as the mutation's answer, or as a top-level error. Null where nothing was refused. */
export function refusalIn(body: unknown): Refusal | null {
  const answer = invalid.safeParse(body);
  if (answer.success) {
    const { code, message, issues } = answer.data.data.result;
    return { code, message, path: issues[0]?.path.join('.') };
  }
  const error = refused.safeParse(body);
  if (!error.success) return null;
  const [{ message, extensions }] = error.data.errors;
  return { code: extensions.code, message, path: extensions.issues?.[0]?.path.join('.') };
}

interface Refusal {
  code: string;
  message: string;
  path: string | undefined;
}

export type Answered = z.infer<typeof answered>['data']['result'];

/** One mutation, asked over the whole HTTP side. */
export interface Command {
  /** The whole answer. */
  ask(input: object, key?: string): Promise<Answer>;
  /** What the mutation answers, a domain error included. @throws Error for a top-level error */
  run(input: object, key?: string): Promise<Answered>;
  /** The one top-level error, or InvalidInputError: its code and message, and the path in the input, if it is about that. */
  refusal(input: object, key?: string): Promise<Refusal>;
}

/** @param fields What to select of the union's members, fragments. */
export function command(test: Pick<TestApp, 'ask'>, name: string, fields: string): Command {
  const input = `${schema.getMutationType()?.getFields()[name]?.args[0]?.type}`;
  const document = `mutation ($input: ${input}) { result: ${name}(input: $input) { __typename ${fields} ${inputFaults(name)} } }`;
  const ask = (value: object, key?: string) => test.ask(document, { input: value }, key);
  return {
    ask,
    async run(value, key) {
      const { body } = await ask(value, key);
      const parsed = answered.safeParse(body);
      if (!parsed.success) throw new Error(`${name}: ${JSON.stringify(body)}`);
      return parsed.data.data.result;
    },
    async refusal(value, key) {
      const { body } = await ask(value, key);
      const refusal = refusalIn(body);
      if (!refusal) throw new Error(`${name} was not refused: ${JSON.stringify(body)}`);
      return refusal;
    },
  };
}

/** The mutations of a test that makes many, by name. @param fieldsOf What each is asked for. @param key Whose, else. */
export function commands<Name extends string>(
  test: Pick<TestApp, 'ask'>,
  fieldsOf: (name: Name) => string,
  key: string,
) {
  return {
    run: (name: Name, input: object, as = key) => command(test, name, fieldsOf(name)).run(input, as),
    /** The code and the path of what is wrong with an input. */
    async refusal(name: Name, input: object, as = key) {
      const { code, path } = await command(test, name, fieldsOf(name)).refusal(input, as);
      return { code, path };
    },
  };
}

const branch = z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]);

/** A text in an answer, such as an id. @param path Where, like "job.id". */
export function textIn(answer: Answered, path: string): string {
  const found = path
    .split('.')
    .reduce<unknown>((value, field) => Reflect.get(branch.parse(value), field), answer);
  return z.string().parse(found);
}
