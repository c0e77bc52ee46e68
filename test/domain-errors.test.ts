import { extendSchema, isEnumType, isUnionType, parse } from 'graphql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  ConflictError,
  type DomainError,
  type DomainErrorCode,
  ExpiredError,
  InsufficientCreditsError,
  InvalidInputError,
  InvalidTransitionError,
  LeaseLostError,
  NotFoundError,
  OpenChunksError,
  QuotaExceededError,
  UnavailableError,
} from '../src/core/domain-errors.js';
import { encodeId } from '../src/core/ids.js';
import { expected, resultOf } from '../src/graphql/mutations.js';
import { schema } from '../src/schema.js';
import { createTestApp, type TestApp } from './support/app.js';

let thrown: DomainError;
let test: TestApp;

const types = [
  NotFoundError,
  ConflictError,
  InvalidInputError,
  InvalidTransitionError,
  LeaseLostError,
  OpenChunksError,
  QuotaExceededError,
  InsufficientCreditsError,
  ExpiredError,
  UnavailableError,
];

/** The served schema and a field that answers what was thrown: a copy, since other files of this process ask the served one. */
const attempting = extendSchema(
  schema,
  parse(`
    union AttemptResult = ${types.map(({ name }) => name).join(' | ')}
    extend type Query { attempt: AttemptResult! }`),
);
const result = attempting.getType('AttemptResult');
const attempt = attempting.getQueryType()?.getFields().attempt;
if (!isUnionType(result) || !attempt) throw new Error('The schema was not extended.');
result.resolveType = resultOf('none');
attempt.resolve = () => expected<never, (typeof types)[number]>(types, thrown);

async function answerTo(error: DomainError, key: string): Promise<unknown> {
  thrown = error;
  return (await test.ask(QUERY, {}, key)).body;
}

const QUERY = `{
  attempt {
    __typename
    ... on Error { message code }
    ... on NotFoundError { id }
    ... on ConflictError { existing { __typename id } }
    ... on InvalidInputError { issues { path message } }
    ... on InvalidTransitionError { from to allowed }
    ... on OpenChunksError { pending processing }
    ... on QuotaExceededError { quota limit used tier }
    ... on InsufficientCreditsError { balance required }
    ... on ExpiredError { expiredAt }
    ... on UnavailableError { retryAfter }
  }
}`;

beforeAll(async () => {
  test = await createTestApp({ schema: attempting });
});
afterAll(() => test?.close());

it('answers each domain error as its own type, and the closed list has no other', async () => {
  const { key, user } = await test.given.user();
  const id = encodeId('User', user.id);
  const transition = { from: 'COMPLETED', to: 'RUNNING', allowed: [] } as const;
  const chunks = { pending: 2, processing: 1 };
  const quota = { quota: 'jobs', limit: 10, used: 10, tier: 'FREE' } as const;
  const credits = { balance: 3, required: 5 };
  const at = new Date('2026-03-01T09:30:00.000Z');
  const cases: Array<[error: DomainError, answer: Record<string, unknown> & { code: DomainErrorCode }]> = [
    [new NotFoundError('a', id), { code: 'NOT_FOUND', id }],
    [new ConflictError('b', { type: 'User', uuid: user.id }), conflict({ __typename: 'User', id })],
    [new InvalidTransitionError('c', transition), { code: 'INVALID_TRANSITION', ...transition }],
    [
      new InvalidInputError('i', [{ path: ['input', 'items', 0], message: 'no' }]),
      { code: 'INVALID_INPUT', issues: [{ path: ['input', 'items', '0'], message: 'no' }] },
    ],
    [new LeaseLostError('d'), { code: 'LEASE_LOST' }],
    [new OpenChunksError('e', chunks), { code: 'OPEN_CHUNKS', ...chunks }],
    [new QuotaExceededError('f', quota), { code: 'QUOTA_EXCEEDED', ...quota, quota: 'JOBS' }],
    [new InsufficientCreditsError('g', credits), { code: 'INSUFFICIENT_CREDITS', ...credits }],
    [new ExpiredError('h', at), { code: 'EXPIRED', expiredAt: at.toISOString() }],
    [new UnavailableError('j', 2), { code: 'UNAVAILABLE', retryAfter: 2 }],
  ];
  for (const [error, answer] of cases) {
    const { name: __typename, message } = error;
    expect(await answerTo(error, key)).toEqual({ data: { attempt: { __typename, message, ...answer } } });
  }

  expect(schema.getQueryType()?.getFields().attempt).toBeUndefined();
  const codes = schema.getType('ErrorCode');
  const listed = isEnumType(codes) ? codes.getValues().map(({ name }) => name) : [];
  expect(cases.map(([, { code }]) => code).sort()).toEqual(listed.sort());
});

it('names what stands in the way only to who may see it, and says nothing of what it cannot name', async () => {
  const { key } = await test.given.user();
  const { user: other } = await test.given.user();
  const taken = { __typename: 'ConflictError', message: 'taken', ...conflict(null) };
  for (const existing of [{ type: 'User', uuid: other.id } as const, null]) {
    expect(await answerTo(new ConflictError('taken', existing), key)).toEqual({ data: { attempt: taken } });
  }
  const missing = { __typename: 'NotFoundError', message: 'no such job', code: 'NOT_FOUND', id: null };
  expect(await answerTo(new NotFoundError('no such job'), key)).toEqual({ data: { attempt: missing } });
});

function conflict(existing: { __typename: string; id: string } | null) {
  return { code: 'CONFLICT' as const, existing };
}
