import { z } from 'zod';
import { schema } from '../../src/schema.js';
import type { TestApp } from './app.js';

const answered = z.object({
  data: z.object({ result: z.looseObject({ __typename: z.string() }) }),
  errors: z.undefined().optional(),
});
const refused = z.object({
  errors: z.tuple([
    z.object({
      message: z.string(),
      extensions: z.looseObject({
        code: z.string(),
        issues: z.array(z.object({ path: z.array(z.union([z.string(), z.number()])) })).optional(),
      }),
    }),
  ]),
});

export type Answered = z.infer<typeof answered>['data']['result'];

/** One mutation, asked over the whole HTTP side. */
export interface Command {
  /** What the mutation answers, a domain error included. @throws Error for a top-level error */
  run(input: object, key?: string): Promise<Answered>;
  /** The one top-level error: its code and message, and the path in the input, if it is about that. */
  refusal(input: object, key?: string): Promise<{ code: string; message: string; path: string | undefined }>;
}

/** @param fields What to select of the union's members, fragments. */
export function command(test: Pick<TestApp, 'ask'>, name: string, fields: string): Command {
  const input = `${schema.getMutationType()?.getFields()[name]?.args[0]?.type}`;
  const document = `mutation ($input: ${input}) { result: ${name}(input: $input) { __typename ${fields} } }`;
  const ask = (value: object, key?: string) => test.ask(document, { input: value }, key);
  return {
    async run(value, key) {
      const { body } = await ask(value, key);
      const parsed = answered.safeParse(body);
      if (!parsed.success) throw new Error(`${name}: ${JSON.stringify(body)}`);
      return parsed.data.data.result;
    },
    async refusal(value, key) {
      const { body } = await ask(value, key);
      const parsed = refused.safeParse(body);
      if (!parsed.success) throw new Error(`${name} was not refused: ${JSON.stringify(body)}`);
      const [{ message, extensions }] = parsed.data.errors;
      return { code: extensions.code, message, path: extensions.issues?.[0]?.path.join('.') };
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
