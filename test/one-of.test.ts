import { buildSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createTestApp, type TestApp } from './support/app.js';

const schema = buildSchema(`
  input Ref { id: ID! }
  input Choice @oneOf { ref: Ref number: Int numbers: [Int!] choice: Choice choices: [Choice!] }
  input Holder { must: Choice! may: Choice many: [Choice!] withDefault: Int! = 1 }
  type Query { pick(choice: Choice, holder: Holder, choices: [Choice]): Boolean }
`);

let test: TestApp;
let own: TestApp;

beforeAll(async () => {
  own = await createTestApp();
  test = await createTestApp({ on: own, schema });
}, 60_000);
afterAll(async () => {
  await test.close();
  await own.close();
});

const refused = z.object({
  errors: z.tuple([z.object({ message: z.string(), extensions: z.object({ code: z.string() }) })]),
});

/** The one error of a question. */
async function refusal(app: TestApp, document: string, variables = {}) {
  const { body } = await app.ask(document, variables);
  const [{ message, extensions }] = refused.parse(body).errors;
  return `${extensions.code}: ${message}`;
}

describe('a variable for a member of a oneOf input', () => {
  it.each([
    ['$v: Int', 'choice: { number: $v }', 'choice.number', 'Int'],
    ['$v: Int = null', 'choice: { number: $v }', 'choice.number', 'Int'],
    ['$v: Ref', 'choice: { ref: $v }', 'choice.ref', 'Ref'],
    ['$v: [Int!]', 'choice: { numbers: $v }', 'choice.numbers', '[Int!]'],
    ['$v: Int', 'choice: { choice: { number: $v } }', 'choice.choice.number', 'Int'],
    ['$v: Choice', 'choice: { choice: $v }', 'choice.choice', 'Choice'],
    ['$v: Int', 'choice: { choices: [{ number: 1 }, { number: $v }] }', 'choice.choices.1.number', 'Int'],
    ['$v: Int', 'choices: [null, { number: $v }]', 'choices.1.number', 'Int'],
    ['$v: Int', 'choices: { number: $v }', 'choices.number', 'Int'],
    ['$v: Int', 'holder: { must: { number: $v } }', 'holder.must.number', 'Int'],
    ['$v: Int', 'holder: { must: { number: 1 }, may: { number: $v } }', 'holder.may.number', 'Int'],
    ['$v: Int', 'holder: { must: { number: 1 }, many: { number: $v } }', 'holder.many.number', 'Int'],
  ])('of a type with null is refused before anything is done: %s in %s', async (declared, args, path, type) => {
    const message = `GRAPHQL_VALIDATION_FAILED: Variable "$v" of type "${type}" used in position expecting type "${type}!": ${path}.`;
    expect(await refusal(test, `query(${declared}) { pick(${args}) }`)).toBe(message);
    const fragment = `query(${declared}) { ...Picked } fragment Picked on Query { pick(${args}) }`;
    expect(await refusal(test, fragment)).toBe(message);
  });

  it.each([
    ['$v: Int!', 'choice: { number: $v }', { v: 1 }],
    ['$v: Int = 1', 'choice: { number: $v }', {}],
    ['$v: Int = 1', 'holder: { must: { number: $v } }', {}],
    ['$v: [Int!]!', 'choice: { numbers: $v }', { v: [] }],
    ['$v: Int!', 'choice: { numbers: [$v] }', { v: 1 }],
    ['$v: Choice', 'choice: $v', { v: null }],
    ['$v: Choice', 'choices: [$v]', { v: null }],
    ['$v: Choice!', 'choice: { choices: [$v] }', { v: { number: 1 } }],
    ['$v: Int', 'holder: { must: { number: 1 }, withDefault: $v }', {}],
  ])('that is never null is taken: %s in %s', async (declared, args, variables) => {
    const { body } = await test.ask(`query(${declared}) { pick(${args}) }`, variables);
    expect(body).toEqual({ data: { pick: null } });
  });

  it('and null in place of its default is refused as the argument’s', async () => {
    const document = 'query($v: Int = 1) { pick(choice: { number: $v }) }';
    expect(await refusal(test, document, { v: null })).toMatch(/^BAD_USER_INPUT: Argument "choice"/);
  });

  it.each([
    ['$v: String', 'choice: $v', 'Choice'],
    ['$v: Int', 'choice: { numbers: [$v] }', 'Int!'],
    ['$v: Choice', 'holder: { must: $v }', 'Choice!'],
    ['$v: Int!', 'choice: { choice: $v }', 'Choice!'],
  ])('elsewhere, or of another type, as GraphQL says: %s in %s', async (declared, args, wanted) => {
    const document = `query(${declared}) { pick(${args}) }`;
    expect(await refusal(test, document)).toContain(`used in position expecting type "${wanted}"`);
  });

  it('is refused in this API’s own inputs', async () => {
    const document = `mutation($bot: BotJobInput) {
      createJob(input: { name: "a", kind: { bot: $bot } }) { __typename }
    }`;
    expect(await refusal(own, document, { bot: { botId: 'a' } })).toBe(
      'GRAPHQL_VALIDATION_FAILED: Variable "$bot" of type "BotJobInput" used in position expecting type "BotJobInput!": input.kind.bot.',
    );
  });
});
