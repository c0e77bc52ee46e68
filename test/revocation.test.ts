import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { ensureAdminKey } from '../src/auth/managed-keys.js';
import { encodeId } from '../src/core/ids.js';
import type { RunningServer } from '../src/server/server.js';
import { type LiveServer, startLive } from './support/live.js';
import { openSse, type TestStream } from './support/streams.js';
import type { Owner } from './support/world/jobs.js';

/** Some ten milliseconds on a quiet machine; without an event it would be five seconds. */
const AT_ONCE_MS = 4_500;
const ADMIN_KEY = 'operator-0123456789-0123456789-letters';
const isEmbedded = inject('template').kind === 'embedded';

let live: LiveServer;
let other: RunningServer;
let admin: string;
const streams: TestStream[] = [];

beforeAll(async () => {
  live = await startLive(isEmbedded ? {} : { adminKey: ADMIN_KEY });
  if (!isEmbedded) other = await live.another();
  admin = (await live.given.admin()).key;
}, 60_000);
afterEach(() => {
  for (const stream of streams.splice(0)) stream.close();
});
afterAll(() => live?.close());

const servers = () => (isEmbedded ? [live.server.url] : [live.server.url, other.url]);

async function statusOf(key: string, url: string): Promise<number> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query: '{ viewer { id } }' }),
  });
  return response.status;
}

const statuses = (key: string) => Promise.all(servers().map((url) => statusOf(key, url)));

/** Asks the first server. */
const tell = (mutation: string, key: string) => live.ask(`mutation { ${mutation} { __typename } }`, key);

/** Every way in which a key stops working, asked of the first server only. */
const ENDINGS: Array<[string, (owner: Owner) => Promise<unknown>]> = [
  [
    'is revoked',
    ({ key, apiKeyId }) => tell(`revokeApiKey(input: { apiKeyId: "${encodeId('ApiKey', apiKeyId)}" })`, key),
  ],
  [
    'is revoked by an administrator',
    ({ apiKeyId }) => tell(`revokeApiKey(input: { apiKeyId: "${encodeId('ApiKey', apiKeyId)}" })`, admin),
  ],
  [
    'is rotated without an overlap',
    ({ key, apiKeyId }) =>
      tell(`rotateApiKey(input: { apiKeyId: "${encodeId('ApiKey', apiKeyId)}", overlapSeconds: 0 })`, key),
  ],
  [
    'belongs to somebody who is suspended',
    ({ userId }) =>
      tell(`setUserStatus(input: { userId: "${encodeId('User', userId)}", status: SUSPENDED })`, admin),
  ],
];

describe('a key that', () => {
  it.each(ENDINGS)('%s is refused at once, by every server, and its streams end', async (_, end) => {
    const owner = await live.given.owner();
    const bystander = await live.given.owner();
    const open = async (key: string, url: string) => {
      const stream = await openSse(url, key, 'subscription { executionChanged { id } }');
      streams.push(stream);
      return stream;
    };
    const opened = await Promise.all(servers().map((url) => open(owner.key, url)));
    const others = await Promise.all(servers().map((url) => open(bystander.key, url)));
    expect(await statuses(owner.key)).toEqual(servers().map(() => 200));

    await end(owner);
    const begin = performance.now();
    await expect
      .poll(() => statuses(owner.key), { timeout: AT_ONCE_MS, interval: 10 })
      .toEqual(servers().map(() => 401));
    await Promise.all(opened.map(({ ended }) => ended));
    expect(performance.now() - begin).toBeLessThan(AT_ONCE_MS);
    for (const { answers } of opened) {
      expect(answers.at(-1)?.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    }
    expect(others.map(({ answers }) => answers)).toEqual(others.map(() => []));
    expect(await statuses(bystander.key)).toEqual(servers().map(() => 200));
  });

  it('costs no statement while nothing changes', async () => {
    const owner = await live.given.owner();
    await statusOf(owner.key, live.server.url);
    const { statements } = await live.recordStatements(async () => {
      for (let i = 0; i < 5; i += 1) await live.ask('{ __typename }', owner.key);
    });
    expect(statements.filter((sql) => /api_keys/.test(sql))).toEqual([]);
  });
});

describe.skipIf(isEmbedded)('between servers (need TEST_DATABASE_URL)', () => {
  it('the operator’s old key ends everywhere when a server starts with another', async () => {
    expect(await statuses(ADMIN_KEY)).toEqual([200, 200]);
    await ensureAdminKey(live.database.prisma, `${ADMIN_KEY}-the-next`);
    await expect.poll(() => statuses(ADMIN_KEY), { timeout: AT_ONCE_MS, interval: 10 }).toEqual([401, 401]);
    await ensureAdminKey(live.database.prisma, ADMIN_KEY);
  });

  it('what was said while a connection was broken is known once it is open again', async () => {
    const owner = await live.given.owner();
    expect(await statuses(owner.key)).toEqual([200, 200]);
    // Only the connections that listen, of which each server has one, and looks after it by SELECT 1.
    await live.prisma.$queryRaw`
      SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND (query LIKE 'LISTEN%' OR query LIKE '%pg_notify%' OR query = 'SELECT 1')`;
    await live.prisma.apiKey.update({ where: { id: owner.apiKeyId }, data: { revokedAt: new Date() } });
    await expect
      .poll(
        async () => {
          // Somebody else's first question makes a server listen again, once it knows that it does not.
          await statuses((await live.given.owner()).key);
          return statuses(owner.key);
        },
        { timeout: AT_ONCE_MS, interval: 50 },
      )
      .toEqual([401, 401]);
  });
});
