import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createTestApp, type TestApp } from './support/app.js';
import { ENDPOINT, JSON_TYPE } from './support/http.js';

/** The checks of graphql-cop 1.14 by their names, with its documents and what it takes for a finding. */
let test: TestApp;

beforeAll(async () => {
  // As docs/security.md has it for production.
  const config = { environment: 'production', introspection: false, maxQueryCost: 50_000 } as const;
  test = await createTestApp({ config });
});
afterAll(() => test.close());

const answers = z.looseObject({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.looseObject({ message: z.string(), extensions: z.looseObject({}) })).optional(),
  extensions: z.unknown().optional(),
});

async function post(query: string) {
  const response = await test.app.fetch(ENDPOINT, {
    method: 'POST',
    headers: { ...JSON_TYPE },
    body: JSON.stringify({ query }),
  });
  return answers.parse(await response.json());
}

const repeat = (times: number, one: (index: number) => string) =>
  Array.from({ length: times }, (_, index) => one(index)).join(' ');

describe('graphql-cop finds no', () => {
  it('Introspection', async () => {
    expect((await post('query { __schema { types { name fields { name } } } }')).data).toBeUndefined();
  });

  it('GraphQL IDE', async () => {
    for (const path of ['/graphiql', '/playground', '/console', '/graphql']) {
      const response = await test.app.fetch(`http://localhost${path}`, { headers: { accept: 'text/html' } });
      expect(await response.text()).not.toMatch(/graphiql|playground/i);
    }
  });

  it('Field Suggestions', async () => {
    for (const query of [
      'query { __schema { directive } }',
      '{ viewr { id } }',
      '{ jobs(frst: 1) { nodes { id } } }',
    ]) {
      expect(JSON.stringify(await post(query))).not.toContain('Did you mean');
    }
  });

  it('Alias Overloading: 101 aliases', async () => {
    const { data } = await post(`query cop { ${repeat(101, (index) => `alias${index}: __typename`)} }`);
    expect(data).toBeUndefined();
  });

  it('Array-based Query Batching: 10 at once', async () => {
    const body = JSON.stringify(Array.from({ length: 10 }, () => ({ query: 'query { __typename }' })));
    const response = await test.app.fetch(ENDPOINT, { method: 'POST', headers: { ...JSON_TYPE }, body });
    expect(answers.parse(await response.json()).data).toBeUndefined();
  });

  it('Directive Overloading: 10 of one name', async () => {
    const { errors } = await post(`query { __typename ${'@aa'.repeat(10)} }`);
    expect(errors).toHaveLength(1);
  });

  it('Field Duplication: 500 times', async () => {
    expect((await post(`query cop { ${'__typename \n'.repeat(500)} }`)).data).toBeUndefined();
  });

  it('Introspection-based Circular Query, also where introspection is on', async () => {
    const open = await createTestApp({
      on: test,
      config: { environment: 'production', maxQueryCost: 50_000 },
    });
    const query =
      'query { __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } }';
    for (const { body } of [await test.ask(query), await open.ask(query)]) {
      expect(answers.parse(body).data).toBeUndefined();
    }
    await open.close();
  });

  it('Circular Fragment', async () => {
    const { errors } = await post(
      'query { __schema { ...A } } fragment A on __Schema { __typename ...B } fragment B on __Schema { ...A }',
    );
    expect(errors?.length).toBeGreaterThan(0);
  });

  it('GET Method Query Support: of a page of another site', async () => {
    const response = await test.app.fetch(`${ENDPOINT}?query={__typename}`);
    expect(answers.parse(await response.json()).data).toBeUndefined();
  });

  it('Mutation is allowed over GET', async () => {
    const query = encodeURIComponent('mutation {__typename}');
    for (const mark of ['', '1']) {
      const headers = { 'x-graphql-yoga-csrf': mark };
      const response = await test.app.fetch(`${ENDPOINT}?query=${query}`, { headers });
      expect(answers.parse(await response.json()).data).toBeUndefined();
    }
  });

  it('POST based url-encoded query', async () => {
    const response = await test.app.fetch(ENDPOINT, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'query=query+{__typename}',
    });
    expect(answers.parse(await response.json()).data).toBeUndefined();
  });

  it('Trace Mode', async () => {
    expect(await post('query { __typename }')).toEqual({ data: { __typename: 'Query' } });
  });

  it('Unhandled Errors', async () => {
    const { errors } = await post('qwerty cop { abc }');
    expect(JSON.stringify(errors)).not.toMatch(/exception|stack|\.[jt]s:\d/);
  });
});
