import { once } from 'node:events';
import { createServer } from 'node:http';
import { exportJWK, type GenerateKeyPairResult, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SYSTEM_ADMIN_ID } from '../src/auth/managed-keys.js';
import { createTestApp, type TestApp } from './support/app.js';

const ISSUER = 'https://login.example.org/';
const AUDIENCE = 'runledger';
const WHO = '{ viewer { email fullName status } }';
const CACHE_MS = 5_000;

/** A server with the keys of an issuer. */
async function openIssuer() {
  const [rsa, ec, stranger] = await Promise.all([
    generateKeyPair('RS256'),
    generateKeyPair('ES256'),
    generateKeyPair('RS256'),
  ]);
  const keys = await Promise.all(
    [rsa, ec].map(async ({ publicKey }, index) => ({ ...(await exportJWK(publicKey)), kid: `key-${index}` })),
  );
  let asked = 0;
  let isDown = false;
  const server = createServer((_request, response) => {
    asked += 1;
    response.writeHead(isDown ? 503 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ keys }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return {
    url: `http://127.0.0.1:${port}/jwks.json`,
    keys: { rsa, ec, stranger },
    asked: () => asked,
    setDown: (value: boolean) => {
      isDown = value;
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

let issuer: Awaited<ReturnType<typeof openIssuer>>;
let test: TestApp;
let now: number;
let people = 0;

beforeAll(async () => {
  now = Date.now();
  issuer = await openIssuer();
  const config = { issuer: { jwksUrl: issuer.url, issuer: ISSUER, audience: AUDIENCE } };
  test = await createTestApp({ config, clock: () => now });
}, 60_000);
afterAll(async () => {
  await test.close();
  await issuer.close();
});
beforeEach(() => {
  now = Date.now();
});

interface Signing {
  alg?: string;
  kid?: string;
  by?: GenerateKeyPairResult;
  issuer?: string;
  audience?: string;
  expires?: string;
}

/** Somebody's token, right but for what is given. */
async function tokenOf(claims: JWTPayload, signing: Signing = {}): Promise<string> {
  const { alg = 'RS256', kid = 'key-0', by = issuer.keys.rsa } = signing;
  return new SignJWT(claims)
    .setProtectedHeader({ alg, kid })
    .setIssuer(signing.issuer ?? ISSUER)
    .setAudience(signing.audience ?? AUDIENCE)
    .setIssuedAt()
    .setExpirationTime(signing.expires ?? '5m')
    .sign(by.privateKey);
}

/** The claims of somebody new. */
function somebody() {
  people += 1;
  return { sub: `subject-${people}`, email: `issued${people}@example.com`, email_verified: true };
}

const asks = async (token: string) => (await test.ask(WHO, {}, token)).body;
const as = (email: string, more: object = {}) => ({ data: { viewer: { email, status: 'ACTIVE', ...more } } });
const refused = { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] };

describe('who comes with a token of the issuer', () => {
  it('becomes an ACTIVE user by a verified address, and stays the same one', async () => {
    const claims = { ...somebody(), name: 'Ida' };
    expect(await asks(await tokenOf(claims))).toMatchObject(as(claims.email, { fullName: 'Ida' }));
    const user = await test.prisma.user.findUniqueOrThrow({ where: { email: claims.email } });
    expect(user).toMatchObject({ status: 'ACTIVE', role: 'USER', emailVerifiedAt: expect.any(Date) });
    // The subject counts from now on, whatever address the issuer names.
    const moved = { sub: claims.sub, email: 'elsewhere@example.com', email_verified: true };
    expect(await asks(await tokenOf(moved))).toMatchObject(as(claims.email));
    expect(await asks(await tokenOf({ sub: claims.sub }))).toMatchObject(as(claims.email));
    const activities = await test.prisma.activityLog.findMany({ where: { userId: user.id } });
    expect(activities.map(({ action, metadata }) => [action, metadata])).toEqual([
      ['user.registered', { issuer: ISSUER }],
    ]);
  });

  it.each(['ACTIVE', 'UNVERIFIED'] as const)('is linked to the %s user of the address', async (status) => {
    const claims = somebody();
    const { user } = await test.given.user({ email: claims.email, status });
    const shouted = { ...claims, email: claims.email.toUpperCase() };
    expect(await asks(await tokenOf(shouted))).toMatchObject(as(claims.email));
    expect(await test.prisma.userIdentity.findMany({ where: { ownerId: user.id } })).toMatchObject([
      { issuer: ISSUER, subject: claims.sub },
    ]);
  });

  it('is one user, however many requests come first', async () => {
    const claims = somebody();
    const tokens = await Promise.all([1, 2, 3, 4].map((n) => tokenOf({ ...claims, n })));
    const answers = await Promise.all(tokens.map(asks));
    for (const answer of answers) expect(answer).toMatchObject(as(claims.email));
    expect(await test.prisma.user.count({ where: { email: claims.email } })).toBe(1);
    expect(await test.prisma.activityLog.count({ where: { user: { email: claims.email } } })).toBe(1);
  });

  it.each([
    ['no address', { email: undefined }],
    ['an address that is not verified', { email_verified: false }],
    ['one that is verified in another way', { email_verified: 'true' }],
    ['one that says nothing of it', { email_verified: undefined }],
    ['no real address', { email: 'not-an-address' }],
    ['an address of two', { email: ['a@example.com', 'b@example.com'] }],
  ])('is nobody with %s', async (_what, change) => {
    const claims = somebody();
    expect(await asks(await tokenOf({ ...claims, ...change }))).toMatchObject(refused);
    expect(await test.prisma.user.count({ where: { email: claims.email } })).toBe(0);
  });

  it('does not take over the account of somebody else who had the address there', async () => {
    const claims = somebody();
    await asks(await tokenOf(claims));
    expect(await asks(await tokenOf({ ...claims, sub: 'another' }))).toMatchObject(refused);
  });

  it('is never the operator', async () => {
    const email = 'admin@runledger.local';
    await test.prisma.user.create({
      data: { id: SYSTEM_ADMIN_ID, email, status: 'ACTIVE', role: 'ADMIN' },
    });
    expect(await asks(await tokenOf({ ...somebody(), email }))).toMatchObject(refused);
  });

  it('is refused while the user is suspended, linked before or not', async () => {
    const [linked, unlinked] = [somebody(), somebody()];
    const token = await tokenOf(linked);
    await asks(token);
    await test.given.user({ email: unlinked.email, status: 'SUSPENDED' });
    await test.prisma.user.update({ where: { email: linked.email }, data: { status: 'SUSPENDED' } });
    now += CACHE_MS;
    for (const suspended of [token, await tokenOf(unlinked)]) {
      expect(await asks(suspended)).toMatchObject({
        errors: [{ message: 'The account is suspended.', extensions: { code: 'UNAUTHENTICATED' } }],
      });
    }
    expect(await test.prisma.user.findUnique({ where: { email: unlinked.email } })).toMatchObject({
      status: 'SUSPENDED',
    });
  });

  it('costs no statement while it is remembered', async () => {
    const token = await tokenOf(somebody());
    await test.ask('{ __typename }', {}, token);
    const { statements } = await test.recordStatements(() => test.ask('{ __typename }', {}, token));
    expect(statements).toEqual([]);
  });
});

describe('a token', () => {
  it('is taken with any of the keys', async () => {
    const claims = somebody();
    const token = await tokenOf(claims, { alg: 'ES256', kid: 'key-1', by: issuer.keys.ec });
    expect(await asks(token)).toMatchObject(as(claims.email));
  });

  it.each<[string, () => Signing]>([
    ['by another key of the same name', () => ({ by: issuer.keys.stranger })],
    ['by a key that is not there', () => ({ by: issuer.keys.stranger, kid: 'key-9' })],
    ['of another issuer', () => ({ issuer: 'https://evil.example/' })],
    ['of an issuer without the slash', () => ({ issuer: ISSUER.slice(0, -1) })],
    ['for another audience', () => ({ audience: 'another' })],
    ['that has expired', () => ({ expires: '-1m' })],
    ['that says it is ours', () => ({ issuer: 'urn:runledger' })],
  ])('%s is refused', async (_what, signing) => {
    const claims = somebody();
    expect(await asks(await tokenOf(claims, signing()))).toMatchObject(refused);
    expect(await test.prisma.user.count({ where: { email: claims.email } })).toBe(0);
  });

  it('is refused without a signature, signed with the public key as a secret, or without its claims', async () => {
    const claims = somebody();
    const good = await tokenOf(claims);
    const [, body = ''] = good.split('.');
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const publicKey = JSON.stringify(await exportJWK(issuer.keys.rsa.publicKey));
    const confused = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid: 'key-0' })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setExpirationTime('5m')
      .sign(new TextEncoder().encode(publicKey));
    const endless = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: 'key-0' })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .sign(issuer.keys.rsa.privateKey);
    const { sub: _, ...nobody } = claims;
    for (const bad of [
      `${encode({ alg: 'none' })}.${body}.`,
      `${encode({ alg: 'none', kid: 'key-0' })}.${body}.AAAA`,
      confused,
      endless,
      await tokenOf(nobody),
      await tokenOf({ ...claims, sub: '' }),
      await tokenOf({ ...claims, sub: 'x'.repeat(256) }),
      await tokenOf({ ...claims, sub: 'a\0b' }),
      await tokenOf({ ...claims, padding: 'x'.repeat(9_000) }),
    ]) {
      expect((await test.ask(WHO, {}, bad)).status).toBe(401);
    }
    expect(await test.prisma.user.count({ where: { email: claims.email } })).toBe(0);
  });

  it('is refused once its time is over, also from memory', async () => {
    const token = await tokenOf(somebody(), { expires: '2s' });
    expect(await asks(token)).toMatchObject({ data: {} });
    now += 2_000 + 30_000;
    expect(await asks(token)).toMatchObject(refused);
  });

  it('with unknown keys has the keys read again only now and then', async () => {
    await asks(await tokenOf(somebody()));
    const before = issuer.asked();
    for (const kid of ['a', 'b', 'c', 'd']) {
      await asks(await tokenOf(somebody(), { kid, by: issuer.keys.stranger }));
    }
    expect(issuer.asked() - before).toBeLessThanOrEqual(1);
  });
});

it('says that the keys are away, which is nobody’s fault who asks', async () => {
  const away = await openIssuer();
  away.setDown(true);
  const config = { issuer: { jwksUrl: away.url, issuer: ISSUER, audience: AUDIENCE } };
  const other = await createTestApp({ config });
  const { status, body } = await other.ask(WHO, {}, await tokenOf(somebody()));
  expect({ status, body }).toMatchObject({
    status: 503,
    body: { errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] },
  });
  await other.close();
  await away.close();
});

it('takes no tokens where no issuer is set', async () => {
  const other = await createTestApp();
  expect((await other.ask(WHO, {}, await tokenOf(somebody()))).status).toBe(401);
  await other.close();
});
