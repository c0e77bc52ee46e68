import { isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ACTIVITY_ACTIONS } from '../src/activity/actions.js';
import { STATES } from '../src/core/domain-errors.js';
import { schema } from '../src/schema.js';
import { createTestApp, type TestApp } from './support/app.js';

let test: TestApp;
let key: string;

beforeAll(async () => {
  test = await createTestApp();
  key = (await test.given.user()).key;
});
afterAll(() => test?.close());

const refused = z.object({
  errors: z.tuple([z.object({ message: z.string(), extensions: z.object({ code: z.string() }) })]),
});

async function refusalOf(document: string, variables = {}) {
  const { body } = await test.ask(document, variables, key);
  const [{ message, extensions }] = refused.parse(body).errors;
  return { message, code: extensions.code };
}

describe('a DateTime', () => {
  it.each([
    ['2026-01-31', 'the time of day is missing.'],
    ['2026-01-31T09:30:00', 'the time zone is missing; end it with Z or an offset like +02:00.'],
    ['2026-01-31T09:30', 'the time zone is missing'],
    ['2026-02-30T09:30:00Z', 'there is no such day or time of day.'],
    ['2026-01-31T25:30:00Z', 'there is no such day or time of day.'],
    ['tomorrow', 'A DateTime is RFC 3339, like "2026-01-31T09:30:00Z": this is not.'],
    ['0000-01-31T09:30:00Z', 'A DateTime must lie in the years 1 to 9999.'],
  ])('that is none says what is wrong: %s', async (value, fault) => {
    const byVariable = await refusalOf(
      'query($from: DateTime) { executions(filter: { queuedAt: { from: $from } }) { nodes { id } } }',
      { from: value },
    );
    const literal = await refusalOf(
      `{ executions(filter: { queuedAt: { from: "${value}" } }) { nodes { id } } }`,
    );
    expect(byVariable.code).toBe('BAD_USER_INPUT');
    expect(byVariable.message).toMatch(/^\$from: /);
    for (const { message } of [byVariable, literal]) {
      expect(message).toContain(fault);
      expect(message.replaceAll('2026-01-31T09:30:00Z', '')).not.toContain(value);
    }
  });

  it.each(['2026-01-31T09:30:00Z', '2026-01-31T09:30:00.5+02:00'])('takes %s', async (from) => {
    const document =
      'query($from: DateTime) { executions(filter: { queuedAt: { from: $from } }) { nodes { id } } }';
    expect((await test.ask(document, { from }, key)).body).toEqual({ data: { executions: { nodes: [] } } });
  });

  it('that is no text says so', async () => {
    const document =
      'query($from: DateTime) { executions(filter: { queuedAt: { from: $from } }) { nodes { id } } }';
    for (const from of [1_769_851_800_000, true, ['2026-01-31T09:30:00Z']]) {
      expect((await refusalOf(document, { from })).message).toContain('A DateTime is a text');
    }
  });
});

it('a SafeInt says which numbers it takes', async () => {
  const document = `mutation($n: SafeInt) {
    heartbeatExecution(input: { executionId: "x", leaseToken: "x", itemsProcessed: $n }) { __typename }
  }`;
  for (const n of [2 ** 53, 1.5, '7']) {
    expect((await refusalOf(document, { n })).message).toBe(
      '$n: A SafeInt is a whole number from -(2^53 - 1) to 2^53 - 1.',
    );
  }
});

describe('descriptions of texts that are closed lists', () => {
  const description = (type: string, field: string) => {
    const named = schema.getType(type);
    return (isObjectType(named) && named.getFields()[field]?.description) || '';
  };

  it.each(['from', 'to', 'allowed'])('name every state: InvalidTransitionError.%s', (field) => {
    for (const state of Object.values(STATES).flat()) {
      expect(description('InvalidTransitionError', field)).toContain(`\`${state}\``);
    }
  });

  it('name every action: ActivityLog.action', () => {
    for (const action of ACTIVITY_ACTIONS) {
      expect(description('ActivityLog', 'action')).toContain(`\`${action}\``);
    }
  });
});
