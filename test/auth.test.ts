import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { generateApiKey, hashApiKey, parseApiKey } from '../src/auth/api-key.js';
import { type Authenticator, createAuthenticator } from '../src/auth/authenticator.js';
import {
  ADMIN_KEY_NAME,
  ensureAdminKey,
  ensureDevelopmentKey,
  SYSTEM_ADMIN_ID,
} from '../src/auth/managed-keys.js';
import { createLogger } from '../src/core/logger.js';
import { createTestDatabase, type TestDatabase } from './support/database.js';

const logger = createLogger('silent');
const ADMIN_KEY = 'an-operator-chose-this-key-of-40-letters';
const unauthenticated = (message: string) =>
  expect.objectContaining({
    message: expect.stringContaining(message),
    extensions: expect.objectContaining({
      code: 'UNAUTHENTICATED',
      http: expect.objectContaining({ status: 401 }),
    }),
  });

describe('API keys', () => {
  it('are rl_, 256 random bits and a checksum, always 52 characters', () => {
    for (const byte of [0x00, 0x7f, 0xff]) {
      const { key, prefix, lastFour, keyHash } = generateApiKey((size) => Buffer.alloc(size, byte));
      expect(key).toMatch(/^rl_[0-9A-Za-z]{49}$/);
      expect(parseApiKey(key)).toBe(key);
      expect(key.startsWith(prefix) && key.endsWith(lastFour)).toBe(true);
      expect(keyHash).toBe(hashApiKey(key));
      expect(keyHash).toMatch(/^[0-9a-f]{64}$/);
    }
    expect(generateApiKey().key).not.toBe(generateApiKey().key);
  });

  it('show a changed character by their checksum', () => {
    const { key } = generateApiKey();
    const position = fc.integer({ min: 3, max: key.length - 1 });
    const character = fc.constantFrom(...'0123456789ABCXYZabcxyz');
    fc.assert(
      fc.property(position, character, (at, other) => {
        fc.pre(key[at] !== other);
        expect(parseApiKey(key.slice(0, at) + other + key.slice(at + 1))).toBeNull();
      }),
    );
  });
});

describe('authentication', () => {
  let test: TestDatabase;
  let authenticator: Authenticator;
  let now: number;

  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(() => test.close());
  beforeEach(() => {
    now = Date.now();
    authenticator = createAuthenticator({
      prisma: test.database.prisma,
      logger,
      adminKey: ADMIN_KEY,
      clock: () => now,
    });
  });
  afterEach(() => authenticator.close());

  it('knows nobody without credentials', async () => {
    expect(await authenticator.authenticate(null)).toBeNull();
  });

  it('knows the user of a key, and what the key may do', async () => {
    const { key, apiKey, user } = await test.given.user({ key: { scopes: ['READ', 'WORK'] } });
    expect(await authenticator.authenticate(`Bearer ${key}`)).toEqual({
      userId: apiKey.ownerId,
      accountId: apiKey.ownerId,
      accountRole: 'OWNER',
      role: 'USER',
      status: 'ACTIVE',
      tier: user.tier,
      apiKeyId: apiKey.id,
      scopes: new Set(['READ', 'WORK']),
    });
  });

  it('takes the scheme in any case', async () => {
    const { key, apiKey } = await test.given.user();
    expect((await authenticator.authenticate(`bearer ${key}`))?.userId).toBe(apiKey.ownerId);
  });

  it.each([
    ['no scheme', generateApiKey().key],
    ['another scheme', `Basic ${generateApiKey().key}`],
    ['nothing after the scheme', 'Bearer '],
    ['two keys', `Bearer ${generateApiKey().key} ${generateApiKey().key}`],
    ['a wrong checksum', `Bearer ${generateApiKey().key.slice(0, -6)}000000`],
    ['a key that is too short', 'Bearer rl_abc'],
    ['a very long one', `Bearer ${'x'.repeat(100_000)}`],
    ['something like the operator’s key', `Bearer ${ADMIN_KEY}x`],
  ])('refuses %s without asking the database', async (_, header) => {
    const { result, statements } = await test.recordStatements(() =>
      authenticator.authenticate(header).catch((error: unknown) => error),
    );
    expect(result).toEqual(unauthenticated('must be "Bearer"'));
    expect(statements).toEqual([]);
  });

  it('refuses a key that nobody has', async () => {
    await expect(authenticator.authenticate(`Bearer ${generateApiKey().key}`)).rejects.toEqual(
      unauthenticated('unknown'),
    );
  });

  it('refuses a revoked key', async () => {
    const { key } = await test.given.user({ key: { revokedAt: new Date() } });
    await expect(authenticator.authenticate(`Bearer ${key}`)).rejects.toEqual(unauthenticated('revoked'));
  });

  it('refuses an expired key, also from its memory', async () => {
    const { key } = await test.given.user({ key: { expiresAt: new Date(now + 1_000) } });
    await authenticator.authenticate(`Bearer ${key}`);
    now += 1_000;
    await expect(authenticator.authenticate(`Bearer ${key}`)).rejects.toEqual(unauthenticated('expired'));
  });

  it.each(['SUSPENDED', 'UNVERIFIED'] as const)('refuses the key of a user who is %s', async (status) => {
    const { key } = await test.given.user({ status });
    await expect(authenticator.authenticate(`Bearer ${key}`)).rejects.toEqual(
      unauthenticated(status.toLowerCase()),
    );
  });

  it('asks the database once for many requests, and again after some seconds', async () => {
    const { key, apiKey } = await test.given.user();
    const burst = await test.recordStatements(() =>
      Promise.all(Array.from({ length: 5 }, () => authenticator.authenticate(`Bearer ${key}`))),
    );
    expect(burst.statements).toHaveLength(1);
    const steady = await test.recordStatements(() => authenticator.authenticate(`Bearer ${key}`));
    expect(steady.statements).toEqual([]);
    await test.prisma.apiKey.update({ where: { id: apiKey.id }, data: { revokedAt: new Date() } });
    expect(await authenticator.authenticate(`Bearer ${key}`)).not.toBeNull();
    now += 5_000;
    await expect(authenticator.authenticate(`Bearer ${key}`)).rejects.toEqual(unauthenticated('revoked'));
  });

  it('forgets a user’s keys at once when told to', async () => {
    const { key, apiKey } = await test.given.user();
    await authenticator.authenticate(`Bearer ${key}`);
    await test.prisma.apiKey.update({ where: { id: apiKey.id }, data: { revokedAt: new Date() } });
    authenticator.invalidate(apiKey.ownerId);
    await expect(authenticator.authenticate(`Bearer ${key}`)).rejects.toEqual(unauthenticated('revoked'));
  });

  it('remembers when a key was last used, in one statement at the end', async () => {
    const { key, apiKey } = await test.given.user();
    const other = await test.given.user();
    await authenticator.authenticate(`Bearer ${key}`);
    await authenticator.authenticate(`Bearer ${other.key}`);
    now += 2_000;
    const { statements } = await test.recordStatements(() => authenticator.close());
    expect(statements).toHaveLength(1);
    const { lastUsedAt } = await test.prisma.apiKey.findUniqueOrThrow({ where: { id: apiKey.id } });
    const age = Date.now() - (lastUsedAt?.getTime() ?? 0);
    expect(age).toBeGreaterThanOrEqual(2_000);
    expect(age).toBeLessThan(10_000);
  });

  describe('with RUNLEDGER_ADMIN_KEY', () => {
    it('takes the operator’s key from the first start on', async () => {
      await ensureAdminKey(test.database.prisma, ADMIN_KEY);
      expect(await authenticator.authenticate(`Bearer ${ADMIN_KEY}`)).toMatchObject({
        userId: SYSTEM_ADMIN_ID,
        role: 'ADMIN',
        scopes: new Set(['READ', 'WORK', 'MANAGE', 'ADMIN']),
      });
    });

    it('stores its hash, and of the key no more than four letters', async () => {
      await ensureAdminKey(test.database.prisma, ADMIN_KEY);
      const stored = await test.prisma.apiKey.findUniqueOrThrow({
        where: { keyHash: hashApiKey(ADMIN_KEY) },
      });
      expect(stored).toMatchObject({ name: ADMIN_KEY_NAME, prefix: 'admin', lastFour: 'ters' });
      expect(JSON.stringify(stored)).not.toContain('operator');
    });

    it('is one key however often the server starts, and wherever', async () => {
      await Promise.all([1, 2, 3].map(() => ensureAdminKey(test.database.prisma, ADMIN_KEY)));
      expect(await test.prisma.apiKey.count({ where: { keyHash: hashApiKey(ADMIN_KEY) } })).toBe(1);
    });

    it('works though somebody has registered the address that its user would have', async () => {
      const own = await createTestDatabase();
      const email = 'admin@runledger.local';
      const stranger = await own.prisma.user.create({ data: { email } });
      await ensureAdminKey(own.database.prisma, ADMIN_KEY);
      const { owner } = await own.prisma.apiKey.findUniqueOrThrow({
        where: { keyHash: hashApiKey(ADMIN_KEY) },
        include: { owner: { include: { user: true } } },
      });
      expect(owner.user).toMatchObject({ id: SYSTEM_ADMIN_ID, role: 'ADMIN' });
      expect(await own.prisma.user.findUniqueOrThrow({ where: { email } })).toEqual(stranger);
      await own.close();
    });

    it('revokes the old key when it is changed, and takes it back when it is changed back', async () => {
      const next = `${ADMIN_KEY}-the-next`;
      await ensureAdminKey(test.database.prisma, ADMIN_KEY);
      await ensureAdminKey(test.database.prisma, next);
      await expect(authenticator.authenticate(`Bearer ${ADMIN_KEY}`)).rejects.toEqual(
        unauthenticated('revoked'),
      );
      await ensureAdminKey(test.database.prisma, ADMIN_KEY);
      expect(await authenticator.authenticate(`Bearer ${ADMIN_KEY}`)).not.toBeNull();
      const valid = await test.prisma.apiKey.findMany({
        where: { ownerId: SYSTEM_ADMIN_ID, name: ADMIN_KEY_NAME, revokedAt: null },
      });
      expect(valid.map(({ keyHash }) => keyHash)).toEqual([hashApiKey(ADMIN_KEY)]);
    });

    it('revokes all of them when it is unset', async () => {
      await ensureAdminKey(test.database.prisma, ADMIN_KEY);
      await ensureAdminKey(test.database.prisma, undefined);
      await expect(authenticator.authenticate(`Bearer ${ADMIN_KEY}`)).rejects.toEqual(
        unauthenticated('revoked'),
      );
    });

    it('leaves a user’s key alone, whatever its name', async () => {
      const { key } = await test.given.user({ key: { name: ADMIN_KEY_NAME } });
      await ensureAdminKey(test.database.prisma, undefined);
      expect(await authenticator.authenticate(`Bearer ${key}`)).not.toBeNull();
    });

    it('does not turn a user’s key into an administrator’s', async () => {
      const { key, apiKey } = await test.given.user();
      await expect(ensureAdminKey(test.database.prisma, key)).rejects.toThrow(
        'already the API key of a user',
      );
      expect((await test.prisma.user.findUniqueOrThrow({ where: { id: apiKey.ownerId } })).role).toBe('USER');
    });
  });

  describe('the development key', () => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'runledger-key-'));
    });
    afterEach(() => rm(folder, { recursive: true }));

    it('is an administrator’s, the same on later starts, in a file that only its owner can read', async () => {
      const key = await ensureDevelopmentKey(test.database.prisma, folder);
      expect(await authenticator.authenticate(`Bearer ${key}`)).toMatchObject({ role: 'ADMIN' });
      expect(await ensureDevelopmentKey(test.database.prisma, folder)).toBe(key);
      const file = join(folder, 'development-key');
      expect(await readFile(file, 'utf8')).toBe(`${key}\n`);
      expect((await stat(file)).mode & 0o777).toBe(0o600);
    });

    it('is made anew where it was revoked or its file is broken', async () => {
      const first = await ensureDevelopmentKey(test.database.prisma, folder);
      await test.prisma.apiKey.update({
        where: { keyHash: hashApiKey(first) },
        data: { revokedAt: new Date() },
      });
      const second = await ensureDevelopmentKey(test.database.prisma, folder);
      expect(second).not.toBe(first);
      await writeFile(join(folder, 'development-key'), 'rl_broken');
      const third = await ensureDevelopmentKey(test.database.prisma, folder);
      expect(await authenticator.authenticate(`Bearer ${third}`)).not.toBeNull();
    });
  });
});
