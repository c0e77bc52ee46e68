import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { parseApiKey } from '../src/auth/api-key.js';
import { ADMIN_KEY_NAME, ensureAdminKey, SYSTEM_ADMIN_ID } from '../src/auth/managed-keys.js';
import { decodeId, encodeId } from '../src/core/ids.js';
import type { ApiKeyScope } from '../src/generated/prisma/enums.js';
import { MAX_LIVE_KEYS } from '../src/people/api-key-write.service.js';
import { createTestApp, type TestApp } from './support/app.js';
import { type Command, command, textIn } from './support/command.js';

const isEmbedded = inject('template').kind === 'embedded';
const KEY = 'id name prefix lastFour scopes expiresAt revokedAt rotatedAt lastUsedAt';
const ELSE = `... on Error { code message } ... on NotFoundError { id } ... on InvalidTransitionError { from to allowed }
  ... on QuotaExceededError { quota limit used tier }`;
const NOBODY = '00000000-0000-7000-8000-00000000dead';

interface Person {
  key: string;
  id: string;
  userId: string;
}

let test: TestApp;
/** By how much the server's clock is ahead. */
let aheadMs = 0;
let create: Command;
let rotate: Command;
let revoke: Command;
let admin: Person;

async function person(scopes: ApiKeyScope[] = ['READ', 'WORK', 'MANAGE'], user = {}): Promise<Person> {
  const given = await test.given.user({ ...user, key: { scopes } });
  return { key: given.key, id: encodeId('ApiKey', given.apiKey.id), userId: given.user.id };
}

beforeAll(async () => {
  test = await createTestApp({ clock: () => Date.now() + aheadMs });
  const without = (fields: string) => ELSE.replace(fields, '');
  create = command(
    test,
    'createApiKey',
    `... on CreateApiKeyPayload { secret apiKey { ${KEY} } } ${without('... on InvalidTransitionError { from to allowed }')}`,
  );
  rotate = command(test, 'rotateApiKey', `... on RotateApiKeyPayload { secret apiKey { ${KEY} } } ${ELSE}`);
  revoke = command(
    test,
    'revokeApiKey',
    `... on RevokeApiKeyPayload { apiKey { ${KEY} } } ${without('... on QuotaExceededError { quota limit used tier }')}`,
  );
  admin = await person(['ADMIN'], { role: 'ADMIN' });
}, 60_000);
afterAll(() => test.close());

const who = z.object({ data: z.object({ viewer: z.object({ id: z.string() }).nullable() }) });
/** The HTTP status of a question with a key: 200 or 401. */
const works = async (key: string) => (await test.ask('{ viewer { id } }', {}, key)).status;
const activities = (userId: string) =>
  test.prisma.activityLog.findMany({ where: { userId }, orderBy: { id: 'asc' } });
const rowOf = (id: string) =>
  test.prisma.apiKey.findUniqueOrThrow({ where: { id: decodeId(id)?.uuid ?? '' } });

describe('createApiKey', () => {
  it('makes a key that works, and shows its secret once', async () => {
    const ada = await person();
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const made = await create.run({ name: ' laptop ', scopes: ['WORK', 'READ', 'WORK'], expiresAt }, ada.key);
    const secret = textIn(made, 'secret');
    expect(parseApiKey(secret)).toBe(secret);
    expect(made).toMatchObject({
      apiKey: {
        name: 'laptop',
        prefix: secret.slice(0, 8),
        lastFour: secret.slice(-4),
        scopes: ['READ', 'WORK'],
        expiresAt,
        revokedAt: null,
        rotatedAt: null,
      },
    });
    const { body } = await test.ask('{ viewer { id } }', {}, secret);
    expect(who.parse(body).data.viewer?.id).toBe(encodeId('User', ada.userId));
    const everything = await test.ask(
      `{ viewer { apiKeys { ${KEY} } activity { nodes { action metadata } } } }`,
      {},
      ada.key,
    );
    expect(JSON.stringify(everything.body)).toContain('laptop');
    expect(JSON.stringify(everything.body)).not.toContain(secret);
    expect(JSON.stringify(await test.prisma.apiKey.findMany())).not.toContain(secret);
  });

  it('writes down who made it and what it may do', async () => {
    const ada = await person();
    const made = await create.run({ name: 'ci', scopes: ['WORK'] }, ada.key);
    expect(await activities(ada.userId)).toMatchObject([
      {
        action: 'api_key.created',
        resourceType: 'api_key',
        resourceId: textIn(made, 'apiKey.id'),
        metadata: { scopes: ['WORK'], expiresAt: null, apiKeyId: ada.id },
      },
    ]);
  });

  it.each<[ApiKeyScope[], ApiKeyScope[]]>([
    [['MANAGE'], ['READ']],
    [
      ['READ', 'MANAGE'],
      ['READ', 'WORK'],
    ],
    [
      ['READ', 'WORK', 'MANAGE'],
      ['MANAGE', 'ADMIN'],
    ],
  ])('gives by a key with %j no key with %j', async (own, wanted) => {
    const ada = await person(own);
    expect(await create.refusal({ name: 'more', scopes: wanted }, ada.key)).toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(await test.prisma.apiKey.count({ where: { ownerId: ada.userId } })).toBe(1);
    expect(await activities(ada.userId)).toEqual([]);
  });

  it('gives ADMIN to administrators only, whoever asks for it and whatever an old key still says', async () => {
    const ada = await person();
    expect(
      await create.refusal(
        { name: 'root', scopes: ['ADMIN'], ownerId: encodeId('User', ada.userId) },
        admin.key,
      ),
    ).toMatchObject({ code: 'FORBIDDEN' });
    const demoted = await person(['READ', 'MANAGE', 'ADMIN']);
    expect(await create.refusal({ name: 'root', scopes: ['ADMIN'] }, demoted.key)).toMatchObject({
      code: 'FORBIDDEN',
    });
    const limited = await person(['READ', 'WORK', 'MANAGE'], { role: 'ADMIN' });
    expect(await create.refusal({ name: 'root', scopes: ['ADMIN'] }, limited.key)).toMatchObject({
      code: 'FORBIDDEN',
    });
    const made = await create.run({ name: 'root', scopes: ['ADMIN'] }, admin.key);
    expect(await works(textIn(made, 'secret'))).toBe(200);
  });

  it('is for an administrator also anybody else’s, and for others their own', async () => {
    const ada = await person();
    const bob = await person();
    const ownerId = encodeId('User', bob.userId);
    const made = await create.run({ name: 'for bob', scopes: ['WORK'], ownerId }, admin.key);
    expect((await rowOf(textIn(made, 'apiKey.id'))).ownerId).toBe(bob.userId);
    const answers = await Promise.all(
      [ownerId, encodeId('User', NOBODY)].map(async (id) =>
        JSON.stringify(await create.run({ name: 'x', scopes: ['WORK'], ownerId: id }, ada.key)).replace(
          id,
          '<id>',
        ),
      ),
    );
    expect(answers[0]).toContain('NOT_FOUND');
    expect(answers[0]).toBe(answers[1]);
  });

  it.each([
    [{ name: ' ' }, 'input.name'],
    [{ name: 'x'.repeat(256) }, 'input.name'],
    [{ name: ADMIN_KEY_NAME }, 'input.name'],
    [{ scopes: [] }, 'input.scopes'],
    [{ expiresAt: '2020-01-01T00:00:00Z' }, 'input.expiresAt'],
    [{ ownerId: 'nobody' }, 'input.ownerId'],
    [{ ownerId: encodeId('Project', NOBODY) }, 'input.ownerId'],
  ])('refuses %j', async (input, path) => {
    const ada = await person();
    expect(await create.refusal({ name: 'k', scopes: ['READ'], ...input }, ada.key)).toMatchObject({
      code: 'BAD_USER_INPUT',
      path,
    });
    expect(await test.prisma.apiKey.count({ where: { ownerId: ada.userId } })).toBe(1);
  });

  it('stops at a number of keys that work, also where many are made at once', async () => {
    const ada = await person();
    const row = (id: number | string, state = {}) => ({
      ownerId: ada.userId,
      name: 'k',
      prefix: 'rl_',
      lastFour: 'abcd',
      keyHash: `${ada.userId}/${id}`,
      scopes: [],
      ...state,
    });
    await test.prisma.apiKey.createMany({
      data: [
        ...Array.from({ length: MAX_LIVE_KEYS - 3 }, (_, i) => row(i)),
        row('revoked', { revokedAt: new Date() }),
        row('expired', { expiresAt: new Date(0) }),
      ],
    });
    const made = await Promise.all(
      Array.from({ length: 5 }, () => create.run({ name: 'k', scopes: ['READ'] }, ada.key)),
    );
    const types = made.map(({ __typename }) => __typename);
    expect(types.filter((type) => type === 'CreateApiKeyPayload')).toHaveLength(2);
    expect(made.find(({ __typename }) => __typename === 'QuotaExceededError')).toMatchObject({
      code: 'QUOTA_EXCEEDED',
      quota: 'API_KEYS',
      limit: MAX_LIVE_KEYS,
      used: MAX_LIVE_KEYS,
      tier: 'ENTERPRISE',
    });
  });
});

describe('a key that expires', () => {
  const HOUR_MS = 3_600_000;
  const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS);

  it('makes none that outlives it, for whomever', async () => {
    const end = inHours(1);
    const asking = await person(['READ', 'MANAGE']);
    const administrator = await person(['ADMIN'], { role: 'ADMIN' });
    for (const { key, id } of [asking, administrator]) {
      await test.prisma.apiKey.update({ where: { id: decodeId(id)?.uuid ?? '' }, data: { expiresAt: end } });
      for (const input of [{}, { expiresAt: null }, { expiresAt: end.toISOString() }]) {
        expect(await create.run({ name: 'k', scopes: ['READ'], ...input }, key)).toMatchObject({
          apiKey: { expiresAt: end.toISOString() },
        });
      }
      const later = { expiresAt: new Date(end.getTime() + 1).toISOString() };
      expect(await create.refusal({ name: 'k', scopes: ['READ'], ...later }, key)).toMatchObject({
        code: 'BAD_USER_INPUT',
        path: 'input.expiresAt',
      });
      const sooner = inHours(0.5).toISOString();
      expect(await create.run({ name: 'k', scopes: ['READ'], expiresAt: sooner }, key)).toMatchObject({
        apiKey: { expiresAt: sooner },
      });
    }
    const ownerId = encodeId('User', asking.userId);
    const forOther = await create.run({ name: 'k', scopes: ['READ'], ownerId }, administrator.key);
    expect(forOther).toMatchObject({ apiKey: { expiresAt: end.toISOString() } });
  });

  it('rotates itself, and no key that outlives it', async () => {
    const ada = await person(['READ', 'MANAGE']);
    const end = inHours(1);
    const made = await create.run({ name: 'k', scopes: ['READ', 'MANAGE'], expiresAt: end }, ada.key);
    const brief = textIn(made, 'secret');
    const lasting = textIn(await create.run({ name: 'k', scopes: ['READ'] }, ada.key), 'apiKey.id');
    expect(await rotate.refusal({ apiKeyId: lasting }, brief)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await rowOf(lasting)).toMatchObject({ rotatedAt: null, expiresAt: null });
    const renewed = await rotate.run({ apiKeyId: textIn(made, 'apiKey.id') }, brief);
    expect(renewed).toMatchObject({ apiKey: { expiresAt: end.toISOString() } });
  });

  it('is one that was rotated, too: what it makes ends with its overlap', async () => {
    const ada = await person(['READ', 'MANAGE']);
    await rotate.run({ apiKeyId: ada.id, overlapSeconds: 600 }, ada.key);
    const { expiresAt } = await rowOf(ada.id);
    expect(await create.run({ name: 'k', scopes: ['READ'] }, ada.key)).toMatchObject({
      apiKey: { expiresAt: expiresAt?.toISOString() },
    });
  });
});

describe('rotateApiKey', () => {
  it('gives a new secret to the same key, and lets the old one go on until the overlap is over', async () => {
    const ada = await person();
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    const first = await create.run({ name: 'worker', scopes: ['READ', 'WORK'], expiresAt }, ada.key);
    const old = { id: textIn(first, 'apiKey.id'), secret: textIn(first, 'secret') };
    const overlapSeconds = 4;
    const second = await rotate.run({ apiKeyId: old.id, overlapSeconds }, ada.key);
    expect(second).toMatchObject({
      apiKey: { name: 'worker', scopes: ['READ', 'WORK'], expiresAt, rotatedAt: null, revokedAt: null },
    });
    const secret = textIn(second, 'secret');
    expect(secret).not.toBe(old.secret);
    expect([await works(old.secret), await works(secret)]).toEqual([200, 200]);
    aheadMs = overlapSeconds * 1_000;
    expect([await works(old.secret), await works(secret)]).toEqual([401, 200]);
    aheadMs = 0;
    expect((await activities(ada.userId)).at(-1)).toMatchObject({
      action: 'api_key.rotated',
      resourceId: old.id,
      metadata: { newApiKeyId: textIn(second, 'apiKey.id'), overlapSeconds },
    });
  });

  it('counts the overlap by the database’s clock, and never beyond the key’s own end', async () => {
    const ada = await person();
    const end = new Date(Date.now() + 5_000);
    const lasting = await create.run({ name: 'a', scopes: ['READ'] }, ada.key);
    const ending = await create.run({ name: 'b', scopes: ['READ'], expiresAt: end.toISOString() }, ada.key);
    for (const key of [lasting, ending]) {
      await rotate.run({ apiKeyId: textIn(key, 'apiKey.id'), overlapSeconds: 600 }, ada.key);
    }
    const row = await rowOf(textIn(lasting, 'apiKey.id'));
    expect((row.expiresAt?.getTime() ?? 0) - (row.rotatedAt?.getTime() ?? 0)).toBe(600_000);
    expect((await rowOf(textIn(ending, 'apiKey.id'))).expiresAt).toEqual(end);
  });

  it('without an overlap ends the old one at once, also the one that asks', async () => {
    const ada = await person();
    const next = await rotate.run({ apiKeyId: ada.id, overlapSeconds: 0 }, ada.key);
    expect([await works(ada.key), await works(textIn(next, 'secret'))]).toEqual([401, 200]);
  });

  it('gives nobody a secret that can do more than they can', async () => {
    const strong = await person();
    const weak = await create.run({ name: 'weak', scopes: ['MANAGE'] }, strong.key);
    expect(await rotate.refusal({ apiKeyId: strong.id }, textIn(weak, 'secret'))).toMatchObject({
      code: 'FORBIDDEN',
    });
    expect((await rowOf(strong.id)).rotatedAt).toBeNull();
  });

  it('is done once, also where several ask at once', async () => {
    const ada = await person();
    const first = await create.run({ name: 'k', scopes: ['READ'] }, ada.key);
    const apiKeyId = textIn(first, 'apiKey.id');
    const answers = await Promise.all([1, 2, 3].map(() => rotate.run({ apiKeyId }, ada.key)));
    expect(answers.filter(({ __typename }) => __typename === 'RotateApiKeyPayload')).toHaveLength(1);
    expect(answers.find(({ code }) => code)).toMatchObject({
      code: 'INVALID_TRANSITION',
      from: 'ROTATED',
      to: 'ROTATED',
      allowed: ['REVOKED'],
    });
  });

  it.each([
    ['revoked', { revokedAt: new Date() }, 'REVOKED'],
    ['expired', { expiresAt: new Date(0) }, 'EXPIRED'],
  ])('refuses a key that is %s', async (_, state, from) => {
    const ada = await person();
    const { apiKey } = await test.given.user({ key: state });
    await test.prisma.apiKey.update({ where: { id: apiKey.id }, data: { ownerId: ada.userId } });
    expect(await rotate.run({ apiKeyId: encodeId('ApiKey', apiKey.id) }, ada.key)).toMatchObject({
      code: 'INVALID_TRANSITION',
      from,
    });
  });

  it.each([-1, 604_801])('refuses an overlap of %i seconds', async (overlapSeconds) => {
    const ada = await person();
    expect(await rotate.refusal({ apiKeyId: ada.id, overlapSeconds }, ada.key)).toMatchObject({
      code: 'BAD_USER_INPUT',
      path: 'input.overlapSeconds',
    });
  });
});

describe('revokeApiKey', () => {
  it('ends a key at once, and answers the same when asked again', async () => {
    const ada = await person();
    const made = await create.run({ name: 'k', scopes: ['READ'] }, ada.key);
    const secret = textIn(made, 'secret');
    const apiKeyId = textIn(made, 'apiKey.id');
    expect(await works(secret)).toBe(200);
    const first = await revoke.run({ apiKeyId }, ada.key);
    expect(await works(secret)).toBe(401);
    expect(textIn(first, 'apiKey.revokedAt')).not.toBe('');
    expect(await revoke.run({ apiKeyId }, ada.key)).toEqual(first);
    expect((await activities(ada.userId)).map(({ action }) => action)).toEqual([
      'api_key.created',
      'api_key.revoked',
    ]);
  });

  it('of somebody else’s key answers as of none', async () => {
    const ada = await person();
    const bob = await person();
    for (const mutation of [revoke, rotate]) {
      const [foreign, unknown] = await Promise.all(
        [bob.id, encodeId('ApiKey', NOBODY)].map(async (apiKeyId) =>
          JSON.stringify(await mutation.run({ apiKeyId }, ada.key)).replace(apiKeyId, '<id>'),
        ),
      );
      expect(foreign).toContain('NOT_FOUND');
      expect(foreign).toBe(unknown);
    }
    expect(await works(bob.key)).toBe(200);
    await revoke.run({ apiKeyId: bob.id }, admin.key);
    expect(await works(bob.key)).toBe(401);
  });

  it('leaves the operator’s key to RUNLEDGER_ADMIN_KEY', async () => {
    await ensureAdminKey(test.database.prisma, 'operator-0123456789-0123456789-letters');
    const { id } = await test.prisma.apiKey.findFirstOrThrow({ where: { ownerId: SYSTEM_ADMIN_ID } });
    for (const mutation of [revoke, rotate]) {
      expect(await mutation.run({ apiKeyId: encodeId('ApiKey', id) }, admin.key)).toMatchObject({
        code: 'INVALID_TRANSITION',
        from: 'MANAGED',
      });
    }
  });

  it('while the key is in use lets each request through or refuses it, and none after it', async () => {
    const ada = await person();
    const made = await create.run({ name: 'k', scopes: ['READ', 'WORK'] }, ada.key);
    const secret = textIn(made, 'secret');
    let isRevoked = false;
    const statuses: Array<{ startedAfter: boolean; status: number }> = [];
    const use = async () => {
      for (let i = 0; i < 20; i += 1) {
        const startedAfter = isRevoked;
        statuses.push({ startedAfter, status: await works(secret) });
      }
    };
    const revoking = (async () => {
      await sleep(20);
      await revoke.run({ apiKeyId: textIn(made, 'apiKey.id') }, ada.key);
      isRevoked = true;
    })();
    await Promise.all([use(), use(), use(), revoking]);
    expect(statuses.filter(({ startedAfter, status }) => startedAfter && status !== 401)).toEqual([]);
    expect(statuses.every(({ status }) => status === 200 || status === 401)).toBe(true);
    expect(await works(secret)).toBe(401);
  });
});

describe.skipIf(isEmbedded)('races (need TEST_DATABASE_URL)', () => {
  it('rotate and revoke at once leave at most one key that works', async () => {
    for (let round = 0; round < 10; round += 1) {
      const ada = await person();
      const made = await create.run({ name: 'k', scopes: ['READ'] }, ada.key);
      const apiKeyId = textIn(made, 'apiKey.id');
      const [rotated] = await Promise.all([
        rotate.run({ apiKeyId, overlapSeconds: 0 }, ada.key),
        revoke.run({ apiKeyId }, ada.key),
      ]);
      const live = await test.prisma.apiKey.count({
        where: { ownerId: ada.userId, name: 'k', revokedAt: null },
      });
      expect(live).toBe(rotated.__typename === 'RotateApiKeyPayload' ? 1 : 0);
    }
  });
});

it('`credential` and `viewer.apiKeys` tell the same of the key that asks', async () => {
  const ada = await person(['READ']);
  const { body } = await test.ask(`{ credential { ${KEY} } viewer { apiKeys { ${KEY} } } }`, {}, ada.key);
  const answer = z.object({
    data: z.object({ credential: z.unknown(), viewer: z.object({ apiKeys: z.tuple([z.unknown()]) }) }),
  });
  const { credential, viewer } = answer.parse(body).data;
  expect(credential).toEqual(viewer.apiKeys[0]);
  expect(credential).toMatchObject({ id: ada.id, scopes: ['READ'] });
});
