import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { rotateTokens } from '../src/verification/rotation.service.js';
import { createTokenCipher, TokenCipherError } from '../src/verification/token-cipher.js';
import { createTestApp, type TestApp } from './support/app.js';
import { putDatabase } from './support/images.js';
import { runledger } from './support/run-command.js';
import { temporaryFolder } from './support/sessions.js';

const tokenKey = (id: string) => ({ id, key: createHash('sha256').update(id).digest() });
const [current, old, gone] = [tokenKey('current'), tokenKey('old'), tokenKey('gone')];

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
}, 60_000);
afterAll(() => test.close());

let serial = 0;
/** A user with an X connection whose tokens a key encrypts. */
async function connected(key: typeof current, more: { tokenExpiresAt?: Date; lastVerifiedAt?: Date } = {}) {
  const { user } = await test.given.user();
  const cipher = createTokenCipher([key]);
  serial += 1;
  const { id } = await test.prisma.twitterAccount.create({
    data: {
      ownerId: user.id,
      twitterId: `x${serial}`,
      username: `u${serial}`,
      accessToken: Uint8Array.from(cipher.encrypt(`access ${user.id}`, { userId: user.id, token: 'access' })),
      refreshToken: Uint8Array.from(
        cipher.encrypt(`refresh ${user.id}`, { userId: user.id, token: 'refresh' }),
      ),
      tokenKeyId: key.id,
      tokenExpiresAt: new Date('2040-01-01'),
      scope: 's',
      ...more,
    },
  });
  return { id, userId: user.id };
}
const row = (id: string) => test.prisma.twitterAccount.findUniqueOrThrow({ where: { id } });

describe('the rotation of keys', () => {
  it('encrypts everything with the current key, in steps, and again changes nothing', async () => {
    const before = [];
    for (let i = 0; i < 205; i += 1) before.push(await connected(i < 203 ? old : current));
    const cipher = createTokenCipher([current, old]);
    expect(await rotateTokens(test.database.prisma, cipher)).toEqual({ renewed: 203, failed: new Map() });
    const alone = createTokenCipher([current]);
    for (const { id, userId } of before) {
      const { accessToken, refreshToken, tokenKeyId } = await row(id);
      expect(alone.decrypt(accessToken, tokenKeyId, { userId, token: 'access' })).toBe(`access ${userId}`);
      expect(alone.decrypt(refreshToken, tokenKeyId, { userId, token: 'refresh' })).toBe(`refresh ${userId}`);
    }
    expect(await rotateTokens(test.database.prisma, cipher)).toEqual({ renewed: 0, failed: new Map() });
  }, 60_000);

  it('leaves what no key opens, and what is another user’s, as it is', async () => {
    const [ada, bob, lost] = [await connected(old), await connected(old), await connected(gone)];
    const [first, second] = [await row(ada.id), await row(bob.id)];
    await test.prisma.twitterAccount.update({
      where: { id: ada.id },
      data: { accessToken: second.accessToken, refreshToken: second.refreshToken },
    });
    const cipher = createTokenCipher([current, old]);
    expect(await rotateTokens(test.database.prisma, cipher)).toEqual({
      renewed: 1,
      failed: new Map([
        ['old', 1],
        ['gone', 1],
      ]),
    });
    expect(await row(bob.id)).toMatchObject({ tokenKeyId: 'current' });
    expect(await row(lost.id)).toMatchObject({ tokenKeyId: 'gone' });
    const swapped = await row(ada.id);
    expect(swapped.accessToken).toEqual(second.accessToken);
    expect(() => cipher.decrypt(swapped.accessToken, 'old', { userId: ada.userId, token: 'access' })).toThrow(
      TokenCipherError,
    );
    // One's own tokens are not each other either.
    expect(() => cipher.decrypt(first.refreshToken, 'old', { userId: ada.userId, token: 'access' })).toThrow(
      TokenCipherError,
    );
    await test.prisma.twitterAccount.deleteMany({ where: { id: { in: [ada.id, lost.id] } } });
  });
});

describe('npx runledger keys rotate', { timeout: 60_000 }, () => {
  it('says how many, and what it lacks', async () => {
    const folder = await temporaryFolder();
    const { database } = test.config;
    const connection =
      database.kind === 'server' && 'connectionString' in database.connection
        ? { DATABASE_URL: database.connection.connectionString }
        : { DATA_DIR: join(folder.path, 'new') };
    const pair = ({ id, key }: typeof current) => `${id}:${key.toString('base64')}`;
    try {
      if ('DATA_DIR' in connection) {
        expect(await runledger(['keys', 'rotate'], connection)).toMatchObject({
          status: 1,
          err: expect.stringContaining('migrate up'),
        });
        const migrated = join(folder.path, 'migrated');
        await putDatabase(migrated);
        expect(await runledger(['keys', 'rotate'], { DATA_DIR: migrated })).toMatchObject({
          status: 0,
          out: expect.stringMatching(/^Encrypted 0 X connections anew, with the key "[0-9a-f]{8}"\.\n$/),
        });
      } else {
        expect(await runledger(['keys', 'rotate'], connection)).toMatchObject({
          status: 1,
          err: 'There are no keys to encrypt tokens with: set TOKEN_KEYS.\n',
        });
        const { id } = await connected(old);
        expect(
          await runledger(['keys', 'rotate'], { ...connection, TOKEN_KEYS: pair(current) }),
        ).toMatchObject({
          status: 1,
          err: expect.stringContaining('1 of the key "old"'),
        });
        expect(
          await runledger(['keys', 'rotate'], {
            ...connection,
            TOKEN_KEYS: `${pair(current)},${pair(old)}`,
          }),
        ).toEqual({ status: 0, out: 'Encrypted 1 X connection anew, with the key "current".\n', err: '' });
        expect(await row(id)).toMatchObject({ tokenKeyId: 'current' });
      }
    } finally {
      await folder.remove();
    }
  });
});

describe('twitterAccounts', () => {
  it('lists the expired and the long unverified for administrators, and for nobody else', async () => {
    const admin = await test.given.admin();
    const reader = await test.given.user();
    await test.prisma.twitterAccount.deleteMany();
    const [fresh, expired, stale, never] = [
      await connected(current, { lastVerifiedAt: new Date('2039-01-01') }),
      await connected(current, {
        lastVerifiedAt: new Date('2039-01-01'),
        tokenExpiresAt: new Date('2020-01-01'),
      }),
      await connected(current, { lastVerifiedAt: new Date('2020-01-01') }),
      await connected(current),
    ];
    const list = async (filter: object) => {
      const { body } = await test.ask(
        'query ($filter: TwitterAccountFilter) { twitterAccounts(filter: $filter) { nodes { user { id } username } } }',
        { filter },
        admin.key,
      );
      const answered = z.object({
        data: z.object({ twitterAccounts: z.object({ nodes: z.array(z.object({ username: z.string() })) }) }),
      });
      return answered.parse(body).data.twitterAccounts.nodes.map(({ username }) => username);
    };
    const names = async (...them: Array<{ id: string }>) =>
      Promise.all(them.map(async ({ id }) => (await row(id)).username));
    expect(await list({ expiresBefore: '2026-01-01T00:00:00Z' })).toEqual(await names(expired));
    expect((await list({ notVerifiedSince: '2026-01-01T00:00:00Z' })).sort()).toEqual(
      (await names(stale, never)).sort(),
    );
    expect((await list({ isActive: true })).sort()).toEqual((await names(fresh, stale, never)).sort());
    expect((await row(fresh.id)).isActive).toBe(true);
    const { body } = await test.ask('{ twitterAccounts { nodes { id } } }', {}, reader.key);
    expect(JSON.stringify(body)).toContain('FORBIDDEN');
  });
});
