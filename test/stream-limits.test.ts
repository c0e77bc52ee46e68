import { createSchema } from 'graphql-yoga';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MAX_ANSWER_LENGTH } from '../src/core/answers.js';
import type { Context } from '../src/graphql/context.js';
import { createTestApp, type TestApp } from './support/app.js';
import { ENDPOINT, JSON_TYPE } from './support/http.js';

let isLeft = false;
async function* ticks() {
  try {
    for (const kind of ['fine', 'bad', 'fine']) yield { ticks: kind };
  } finally {
    isLeft = true;
  }
}
const schema = createSchema<Context>({
  typeDefs: /* GraphQL */ `
    type Tick { slow: String long: String broken: String }
    type Query { none: String }
    type Subscription { ticks: Tick }
  `,
  resolvers: {
    Subscription: { ticks: { subscribe: ticks } },
    Tick: {
      slow: (kind: string) => (kind === 'fine' ? kind : new Promise(() => undefined)),
      long: (kind: string) => (kind === 'fine' ? kind : 'x'.repeat(MAX_ANSWER_LENGTH)),
      broken: (kind: string) => {
        if (kind === 'fine') return kind;
        throw new Error('password=hunter2');
      },
    },
  },
});

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp({ schema, config: { queryTimeoutMs: 300 } });
});
afterAll(() => test.close());

async function follow(field: string): Promise<string[]> {
  isLeft = false;
  const response = await test.app.fetch(ENDPOINT, {
    method: 'POST',
    headers: { ...JSON_TYPE, accept: 'text/event-stream' },
    body: JSON.stringify({ query: `subscription { ticks { ${field} } }` }),
  });
  const text = await response.text();
  expect(text).not.toContain('hunter2');
  return [...text.matchAll(/"(?:code|slow|long|broken)":("\w+"|null)/g)].map(([, value]) => value ?? '');
}

it.each([
  ['takes too long', 'slow', 'SERVICE_UNAVAILABLE'],
  ['is too long', 'long', 'QUERY_TOO_COMPLEX'],
])('a stream ends with an event whose answer %s', async (_, field, code) => {
  expect(await follow(field)).toEqual(['"fine"', `"${code}"`]);
  expect(isLeft).toBe(true);
});

it('a stream goes on after an event of which a field fails', async () => {
  expect(await follow('broken')).toEqual(['"fine"', '"INTERNAL_SERVER_ERROR"', 'null', '"fine"']);
});
