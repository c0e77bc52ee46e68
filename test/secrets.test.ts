import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateApiKey } from '../src/auth/api-key.js';
import { encodeId } from '../src/core/ids.js';
import { createLogger } from '../src/core/logger.js';
import { parseTokenKeys } from '../src/verification/token-keys.js';
import { createTestApp, type TestApp } from './support/app.js';
import { ENDPOINT, JSON_TYPE } from './support/http.js';

const TOKEN_KEY = Buffer.alloc(32, 'token-key-planted').toString('base64');
const ADMIN_KEY = 'planted-administrator-key-0123456789';
const PLANTED = 'planted-secret-9f8e7d6c5b4a';
/** The form of a lease's token. */
const LEASE = `1.${'PlantedLeaseToken12345'}`;
const BAD_KEY = generateApiKey().key;
const PASSWORDS = ['planted-database-password', 'planted-mail-password'];

let test: TestApp;
let key: string;
const lines: string[] = [];
const answered: string[] = [];

beforeAll(async () => {
  const logger = createLogger('trace', { write: (line: string) => void lines.push(line) });
  const tokenKeys = parseTokenKeys(`planted:${TOKEN_KEY}`);
  if (!tokenKeys) throw new Error('these are keys');
  test = await createTestApp({
    logger,
    config: {
      adminKey: ADMIN_KEY,
      tokenKeys,
      rateLimits: 'memory',
      smtpUrl: `smtp://user:${PASSWORDS[1]}@127.0.0.1:1`,
      mailFrom: 'a@example.com',
    },
  });
  ({ key } = await test.given.user());
});
afterAll(() => test.close());

async function send(body: BodyInit, headers: Record<string, string> = {}, path = ''): Promise<void> {
  const response = await test.app.fetch(`${ENDPOINT}${path}`, {
    method: body === '' ? 'GET' : 'POST',
    headers: { ...JSON_TYPE, authorization: `Bearer ${key}`, ...headers },
    ...(body !== '' && { body }),
  });
  answered.push(await response.text(), JSON.stringify([...response.headers]));
}

const ask = (query: string, variables: unknown = {}, headers: Record<string, string> = {}) =>
  send(JSON.stringify({ query, variables }), headers);

const CONNECT = 'mutation ($input: ConnectTwitterInput!) { connectTwitter(input: $input) { __typename } }';
const NOBODYS = encodeId('Execution', randomUUID());
const connection = () => ({
  twitterId: '42',
  username: 'someone',
  accessToken: PLANTED,
  refreshToken: PLANTED,
  scope: 'users.read',
  tokenExpiresAt: '2030-01-01T00:00:00Z',
});
const SECRETS = [PLANTED, LEASE, BAD_KEY, TOKEN_KEY, ADMIN_KEY, ...PASSWORDS];

/** A value, and values of other types that hold it. */
const shapesOf = (secret: string) => [secret, [secret], { secret }, [[{ a: secret }]], { toString: secret }];

// One story: the last but one breaks the database, and the last looks through what all of them were answered.
describe('secrets that were planted', { shuffle: false }, () => {
  it('as values of wrong types in variables', async () => {
    for (const value of shapesOf(PLANTED)) {
      for (const field of ['accessToken', 'refreshToken', 'tokenExpiresAt', 'scope', 'username']) {
        await ask(CONNECT, { input: { [field]: value } });
      }
      await ask('query ($first: Int!) { jobs(first: $first) { nodes { id } } }', { first: value });
      await ask('query ($id: ID!) { node(id: $id) { id } }', { id: value });
      await ask('query ($at: DateTime!) { viewer { usage(from: $at, to: $at) { day } } }', { at: value });
      await ask('query ($is: Boolean!) { viewer @include(if: $is) { id } }', { is: value });
      await ask('query ($f: JobFilter) { jobs(filter: $f) { nodes { id } } }', { f: { kind: [value] } });
      await ask('query ($f: JobFilter) { jobs(filter: $f) { nodes { id } } }', { f: value });
      await ask('mutation ($input: SignInInput!) { signIn(input: $input) { __typename } }', {
        input: { token: value },
      });
      await ask(
        'mutation ($input: CompleteExecutionInput!) { completeExecution(input: $input) { __typename } }',
        { input: { executionId: 'x', leaseToken: value } },
      );
    }
  });

  it('as literals in documents, well formed and not', async () => {
    for (const literal of [`"${PLANTED}"`, `"""${PLANTED}"""`, `["${PLANTED}"]`, `{ a: "${PLANTED}" }`]) {
      await ask(`{ jobs(first: ${literal}) { nodes { id } } }`);
      await ask(`{ jobs(filter: { kind: ${literal} }) { nodes { id } } }`);
      await ask(`{ viewer { usage(from: ${literal}, to: ${literal}) { day } } }`);
      await ask(`mutation { connectTwitter(input: { accessToken: ${literal}, nothing: 1 }) { __typename } }`);
      await ask(`mutation { connectTwitter(input: ${literal}) { __typename } }`);
      await ask(`query ($v: String) { jobs(filter: { search: $v, kind: ${literal} }) { nodes { id } } }`);
      await ask(`{ jobs ${literal} }`);
      await ask(`${literal} { jobs }`);
      await ask(`{ jobs(first: ${literal}`);
    }
    await ask(`{ jobs(first: 1) { nodes { id "${PLANTED}`);
  });

  it('as credentials, malformed, unknown and unexpected', async () => {
    for (const authorization of [
      `Bearer ${BAD_KEY}`,
      `Bearer ${PLANTED}`,
      `Basic ${PLANTED}`,
      PLANTED,
      `Bearer ${ADMIN_KEY}x`,
      `Bearer eyJhbGciOiJIUzI1NiJ9.${PLANTED}.x`,
    ]) {
      await ask('{ viewer { id } }', {}, { authorization });
    }
    await ask('{ viewer { id } }', {}, { authorization: `Bearer ${ADMIN_KEY}` });
    await ask('{ viewer { id } }', {}, { cookie: `__Host-runledger=${PLANTED}`, authorization: '' });
    await ask('{ viewer { id } }', {}, { 'x-request-id': `"${PLANTED}"` });
  });

  it('in bodies and addresses that are none', async () => {
    await send(`{"query": "${PLANTED}`);
    await send(`{"query": 1, "variables": "${PLANTED}"}`);
    await send(`["${PLANTED}"]`);
    await send('', {}, `?query={viewer{id}}&variables=${PLANTED}`);
    await send('', {}, `?token=${PLANTED}`);
    await send(PLANTED, { 'content-type': 'text/plain' });
  });

  it('in commands that are well formed, whatever becomes of them', async () => {
    const input = connection();
    await ask(CONNECT, { input });
    expect(answered.at(-2)).toContain('ConnectTwitterPayload');
    await ask(CONNECT, { input: { ...input, accessToken: PLANTED.repeat(1_000) } });
    await ask('mutation ($input: HeartbeatsInput!) { heartbeats(input: $input) { __typename } }', {
      input: { leases: [{ id: NOBODYS, token: LEASE }] },
    });
    await ask('mutation ($input: SignInInput!) { signIn(input: $input) { __typename } }', {
      input: { token: PLANTED },
    });
    await ask('mutation { requestSignIn(input: { email: "planted@example.com" }) { __typename } }');
  });

  it('while the database fails', async () => {
    await test.prisma.$executeRaw`ALTER TABLE twitter_connections RENAME TO twitter_connections_away`;
    await test.prisma.$executeRaw`ALTER TABLE job_executions RENAME TO job_executions_away`;
    const input = { ...connection(), twitterId: '43' };
    await ask(CONNECT, { input });
    expect(answered.at(-2)).toContain('INTERNAL_SERVER_ERROR');
    await ask(
      'mutation ($input: CompleteExecutionInput!) { completeExecution(input: $input) { __typename } }',
      { input: { executionId: NOBODYS, leaseToken: LEASE } },
    );
    await test.disconnect();
    await ask('{ viewer { id } }', {}, { authorization: `Bearer ${BAD_KEY}` });
    await ask(CONNECT, { input });
  });

  it('are in no answer and no line of the log', () => {
    expect(answered.length).toBeGreaterThan(150);
    expect(lines.length).toBeGreaterThan(0);
    for (const secret of SECRETS) {
      expect(
        answered.filter((text) => text.includes(secret)),
        'answers',
      ).toEqual([]);
      expect(
        lines.filter((line) => line.includes(secret)),
        'log',
      ).toEqual([]);
    }
  });
});
