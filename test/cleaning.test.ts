import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type ScopedDb, scopeDatabase } from '../src/core/db/tenancy.js';
import type { Prisma } from '../src/generated/prisma/client.js';
import {
  cleanUp,
  KEYS_AT_ONCE,
  UNVERIFIED_KEPT_DAYS,
  USERS_AT_ONCE,
} from '../src/operations/cleaning.service.js';
import { deleteIdle, lockIdle } from '../src/operations/cleaning.sql.js';
import { createTestDatabase, type TestDatabase } from './support/database.js';

const isEmbedded = inject('template').kind === 'embedded';
const DAY_MS = 86_400_000;

let test: TestDatabase;
let db: ScopedDb;

beforeAll(async () => {
  test = await createTestDatabase();
  db = scopeDatabase(test.database.prisma, null);
}, 60_000);
afterAll(() => test.close());

const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS);
const OLD = daysAgo(UNVERIFIED_KEPT_DAYS + 1);

/** Somebody who registered, as registerUser makes them. */
async function registered(
  data: Partial<Prisma.UserUncheckedCreateInput> = {},
  action = 'user.registered',
): Promise<string> {
  const { id } = await test.prisma.user.create({
    data: {
      email: `${randomUUID()}@example.com`,
      createdAt: OLD,
      activityLogs: { create: { action, resourceType: 'User' } },
      ...data,
    },
  });
  return id;
}

const staying = async (ids: readonly string[]) =>
  (await test.prisma.user.findMany({ where: { id: { in: [...ids] } } })).length;

const link = (data: Partial<Prisma.OneTimeTokenUncheckedCreateWithoutUserInput> = {}) => ({
  purpose: 'VERIFY_EMAIL' as const,
  email: 'somebody@example.com',
  tokenHash: randomBytes(32).toString('hex'),
  expiresAt: new Date(Date.now() + DAY_MS),
  ...data,
});

describe('idempotency keys', () => {
  it('go when their time is over, a part at a time', async () => {
    const { id: ownerId } = await test.prisma.user.create({ data: { email: 'ada@example.com' } });
    const key = (name: string, expiresAt: Date) => ({
      ownerId,
      operation: 'o',
      key: name,
      requestHash: 'h',
      outcome: {},
      expiresAt,
    });
    await test.prisma.idempotencyKey.createMany({
      data: [
        key('good', new Date(Date.now() + DAY_MS)),
        ...Array.from({ length: KEYS_AT_ONCE + 1 }, (_, i) => key(`over ${i}`, daysAgo(1))),
      ],
    });
    expect(await cleanUp(db)).toBe(true);
    expect(await test.prisma.idempotencyKey.count()).toBe(2);
    expect(await cleanUp(db)).toBe(false);
    expect(await test.prisma.idempotencyKey.findMany()).toMatchObject([{ key: 'good' }]);
  });
});

describe('users who registered and never verified', () => {
  it('go after some days, with what was made for them', async () => {
    const id = await registered({
      oneTimeTokens: {
        create: [
          link({ createdAt: OLD, expiresAt: daysAgo(6) }),
          link({ createdAt: OLD, usedAt: daysAgo(6) }),
        ],
      },
    });
    expect(await test.prisma.creditAccount.count({ where: { ownerId: id } })).toBe(1);
    expect(await cleanUp(db)).toBe(false);
    expect(await staying([id])).toBe(0);
    expect(await test.prisma.oneTimeToken.count({ where: { userId: id } })).toBe(0);
    expect(await test.prisma.activityLog.count({ where: { userId: id } })).toBe(0);
  });

  const ownedBy: Record<string, (ownerId: string) => Promise<unknown>> = {
    'a key, even an old one': (ownerId) => test.given.key({ ownerId }),
    'a job': (ownerId) => test.given.job(ownerId),
    'a project': (ownerId) => test.prisma.project.create({ data: { ownerId, name: 'p' } }),
    'a deletion that goes on': (ownerId) => test.prisma.deletion.create({ data: { ownerId } }),
    'a team': (userId) => test.given.team({ [userId]: 'OWNER' }),
  };

  it.each(Object.entries(ownedBy))('stay where they have %s', async (_what, make) => {
    const id = await registered();
    await make(id);
    await cleanUp(db);
    expect(await staying([id])).toBe(1);
  });

  it.each<[string, Partial<Prisma.UserUncheckedCreateInput>]>([
    ['came lately', { createdAt: daysAgo(UNVERIFIED_KEPT_DAYS - 1) }],
    ['are ACTIVE', { status: 'ACTIVE' }],
    ['are SUSPENDED', { status: 'SUSPENDED' }],
    ['have an address that somebody vouched for', { emailVerifiedAt: OLD }],
    ['are administrators', { role: 'ADMIN' }],
    ['were given a tier', { tier: 'PRO' }],
    ['have a link that works', { oneTimeTokens: { create: link() } }],
    ['have a session', { sessions: { create: { expiresAt: new Date(Date.now() + DAY_MS) } } }],
    ['are known to an issuer', { identities: { create: { issuer: 'i', subject: 's' } } }],
  ])('stay where they %s', async (_what, data) => {
    const id = await registered(data);
    await cleanUp(db);
    expect(await staying([id])).toBe(1);
  });

  it('stay where somebody else made them', async () => {
    const ids = [await registered({ activityLogs: undefined }), await registered({}, 'user.updated')];
    await cleanUp(db);
    expect(await staying(ids)).toBe(2);
  });

  it('go a part at a time', async () => {
    const ids: string[] = [];
    for (let i = 0; i <= USERS_AT_ONCE; i += 1) ids.push(await registered());
    expect(await cleanUp(db)).toBe(true);
    expect(await staying(ids)).toBe(1);
    expect(await cleanUp(db)).toBe(false);
    expect(await staying(ids)).toBe(0);
  }, 30_000);

  it('stay where a link was mailed just before', async () => {
    const id = await registered();
    await test.prisma.oneTimeToken.create({ data: { ...link(), userId: id } });
    expect(await db.$transaction((tx) => deleteIdle(tx, [id]))).toBe(0);
    expect(await staying([id])).toBe(1);
  });

  it.skipIf(isEmbedded)(
    'are not waited for where somebody is at them (needs TEST_DATABASE_URL)',
    async () => {
      const id = await registered();
      await test.prisma.$transaction(async (other) => {
        await other.oneTimeToken.create({ data: { ...link(), userId: id } });
        expect(await db.$transaction((tx) => lockIdle(tx, UNVERIFIED_KEPT_DAYS, USERS_AT_ONCE))).toEqual([]);
      });
    },
  );
});
