import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { encodeId } from '../src/core/ids.js';
import { createLogger } from '../src/core/logger.js';
import { createTestApp, type TestApp } from './support/app.js';
import { ENDPOINT, JSON_TYPE } from './support/http.js';
import type { Owner } from './support/world/jobs.js';

const LEVELS = { debug: 20, info: 30, error: 50 } as const;
const line = z.looseObject({
  level: z.int(),
  msg: z.string(),
  requestId: z.string().optional(),
  statements: z.int().optional(),
  waitedMs: z.int().optional(),
  name: z.string().optional(),
});

let test: TestApp;
let owner: Owner;
let lines: string[] = [];
beforeAll(async () => {
  test = await createTestApp({
    logger: createLogger('debug', { write: (text: string) => void lines.push(text) }),
  });
  owner = await test.given.owner();
});
afterAll(() => test.close());
beforeEach(() => {
  lines = [];
});

/** Asks, and gives what the log says of the request. */
async function logged(query: string, headers: Record<string, string> = {}, variables: object = {}) {
  lines = [];
  const response = await test.app.fetch(ENDPOINT, {
    method: 'POST',
    headers: { ...JSON_TYPE, authorization: `Bearer ${owner.key}`, ...headers },
    body: JSON.stringify({ query, variables }),
  });
  await response.text();
  const said = lines.map((text) => line.parse(JSON.parse(text))).filter(({ msg }) => msg === 'request');
  const [only, ...more] = said;
  expect(more).toEqual([]);
  return { ...line.parse(only), answeredId: response.headers.get('x-request-id') };
}

const NOBODYS = encodeId('Execution', '019c0000-0000-7000-8000-000000000000');

describe('the log', () => {
  it('says of a request who asked for what, and what it took', async () => {
    const said = await logged('query Jobs { jobs(first: 1) { nodes { id } } viewer { id } }', {
      'x-request-id': 'trace-42',
    });
    expect(said).toMatchObject({
      level: LEVELS.info,
      requestId: 'trace-42',
      answeredId: 'trace-42',
      operation: 'query',
      name: 'Jobs',
      fields: ['jobs', 'viewer'],
      userId: owner.userId,
      accountId: owner.userId,
      apiKeyId: owner.apiKeyId,
      status: 200,
      ms: expect.any(Number),
      cost: expect.any(Number),
    });
    expect(said.statements).toBeGreaterThanOrEqual(1);
    expect(said).not.toHaveProperty('codes');
  });

  it('makes an id where the request has none that is a plain word', async () => {
    const said = await logged('{ viewer { id } }', { 'x-request-id': 'two words' });
    expect(said.requestId).toMatch(/^[\da-f-]{36}$/);
    expect(said.answeredId).toBe(said.requestId);
  });

  it('says why a request was refused', async () => {
    expect(await logged('{ jobs(first: 100000) { nodes { id } } }')).toMatchObject({
      level: LEVELS.info,
      codes: ['BAD_USER_INPUT'],
    });
    expect(await logged('{ nothing')).toMatchObject({
      level: LEVELS.info,
      operation: 'none',
      codes: ['GRAPHQL_PARSE_FAILED'],
    });
    expect(await logged('{ viewer { id } }', { authorization: 'Bearer no-key' })).toMatchObject({
      codes: ['UNAUTHENTICATED'],
    });
    expect(
      await logged(`mutation { cancelExecution(input: { executionId: "${NOBODYS}" }) { __typename } }`),
    ).toMatchObject({ level: LEVELS.info, operation: 'mutation', codes: ['NotFoundError'] });
  });

  it('is quiet about what healthy workers do all the time, and not about what they are refused', async () => {
    const CLAIM = 'mutation { claimExecutions(input: { workerId: "w" }) { __typename } }';
    expect(await logged(CLAIM)).toMatchObject({ level: LEVELS.debug, fields: ['claimExecutions'] });
    expect(
      await logged('mutation { claimExecutions(input: { workerId: "" }) { __typename } }'),
    ).toMatchObject({ level: LEVELS.info });
    expect(await logged('mutation { archiveNothing }')).toMatchObject({ level: LEVELS.info });
  });

  it('counts what a claim waits beside the time that it takes', async () => {
    const said = await logged(
      'mutation { claimExecutions(input: { workerId: "w", waitSeconds: 1 }) { __typename } }',
    );
    expect(said).toMatchObject({ level: LEVELS.debug, waitedMs: expect.any(Number) });
    expect(said.waitedMs).toBeGreaterThan(500);
  });

  it('is quiet about probes', async () => {
    await test.app.fetch('http://localhost/health');
    expect(lines.map((text) => line.parse(JSON.parse(text)).level)).toEqual([LEVELS.debug]);
  });

  it('hides secrets wherever they stand', async () => {
    const said = await logged(`query ${owner.key} { ${owner.key}: viewer { id } }`, {
      'x-request-id': owner.key,
    });
    expect(said).toMatchObject({ requestId: '[secret]', name: '[secret]', fields: ['viewer'] });
    expect(lines.join('')).not.toContain(owner.key);
  });

  it('holds no line beyond its length for what a client calls its operation', async () => {
    const { name } = await logged(`query ${'N'.repeat(5_000)} { viewer { id } }`);
    expect(name).toBe('N'.repeat(100));
  });
});
