import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { StartupError } from '../src/core/db/errors.js';
import { readAllowList } from '../src/server/limits/allow-list.js';
import { expectRefusal, JSON_TYPE } from './support/http.js';
import { type LiveServer, startLive } from './support/live.js';
import type { Owner } from './support/world/jobs.js';

const WHO = 'a'.repeat(64);
const BROKEN = 'b'.repeat(64);
const WATCH = 'c'.repeat(64);
const OPERATIONS = {
  [WHO]: 'query Who($name: Boolean = false) { viewer { id fullName @include(if: $name) } }',
  [BROKEN]: 'query { nothing }',
  [WATCH]: 'subscription Watch { executionChanged { cursor } }',
};

let folder: string;
let live: LiveServer;
let owner: Owner;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runledger-operations-'));
  const persistedOperations = join(folder, 'operations.json');
  await writeFile(persistedOperations, JSON.stringify(OPERATIONS));
  live = await startLive({ persistedOperations });
  owner = await live.given.owner();
});
afterAll(async () => {
  await live.close();
  await rm(folder, { recursive: true });
});

const named = (sha256Hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } });
const post = (body: object) =>
  fetch(live.server.url, {
    method: 'POST',
    headers: { ...JSON_TYPE, authorization: `Bearer ${owner.key}` },
    body: JSON.stringify(body),
  });

describe('a server of known operations', () => {
  it('answers them by their hash, with variables, by POST and by GET', async () => {
    const response = await post({ ...named(WHO), variables: { name: true } });
    expect(await response.json()).toMatchObject({ data: { viewer: { fullName: null } } });
    const search = new URLSearchParams({ extensions: JSON.stringify(named(WHO).extensions) });
    const got = await fetch(`${live.server.url}?${search}`, {
      headers: { authorization: `Bearer ${owner.key}` },
    });
    expect(await got.json()).toMatchObject({ data: { viewer: { id: expect.any(String) } } });
  });

  it.each([
    ['any other document', { query: '{ __typename }' }],
    ['a known document as a query', { query: OPERATIONS[WHO] }],
    ['a hash beside a query', { query: '{ __typename }', ...named(WHO) }],
    ['an unknown hash', named('d'.repeat(64))],
    ['a name of every object', named('constructor')],
    ['nothing', {}],
    ['a hash of another kind', { extensions: { persistedQuery: { version: 2, sha256Hash: WHO } } }],
  ])('refuses %s: 403', async (_, body) => {
    await expectRefusal(await post(body), 403, 'FORBIDDEN');
  });

  it('checks the documents in its file as any other', async () => {
    await expectRefusal(await post(named(BROKEN)), 200, 'GRAPHQL_VALIDATION_FAILED');
  });

  it('holds to them over a WebSocket too', async () => {
    const client = createClient({
      url: live.server.url.replace('http', 'ws'),
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${owner.key}` },
      retryAttempts: 0,
    });
    const subscription = { query: OPERATIONS[WATCH] ?? '' };
    await expect(client.iterate(subscription).next()).rejects.toMatchObject([
      { extensions: { code: 'FORBIDDEN' } },
    ]);
    await client.dispose();
  });
});

describe('a file of operations', () => {
  it.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['documents that are none', '{"a":1}'],
  ])('of %s stops the start with one sentence', async (_, text) => {
    const path = join(folder, 'bad.json');
    await writeFile(path, text);
    expect(() => readAllowList(path)).toThrow(StartupError);
    expect(() => readAllowList(path)).toThrow(/PERSISTED_OPERATIONS/);
  });

  it('that is not there does too', () => {
    expect(() => readAllowList(join(folder, 'none.json'))).toThrow(/PERSISTED_OPERATIONS/);
  });
});
