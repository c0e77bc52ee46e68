import { hkdfSync } from 'node:crypto';
import { type JWTHeaderParameters, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readInstanceSecret } from '../src/core/db/secrets.js';
import { encodeId } from '../src/core/ids.js';
import { MAX_SESSIONS } from '../src/people/session.service.js';
import { command, textIn } from './support/command.js';
import { createSignInApp, PUBLIC_URL, type SignInApp, tokenIn } from './support/sign-in.js';
import type { PersonOf } from './support/world/people.js';

const COOKIE = '__Host-runledger';
const OWN_SCRIPT = { 'x-graphql-yoga-csrf': '1' };
const WHO = '{ viewer { email } }';
const HOUR_MS = 3_600_000;
const CACHE_MS = 5_000;

let test: SignInApp;
let now: number;
let people = 0;

beforeAll(async () => {
  now = Date.now();
  test = await createSignInApp({ clock: () => now });
}, 60_000);
afterAll(() => test.close());
beforeEach(() => {
  now = Date.now();
});

async function givenPerson(user: PersonOf = {}) {
  people += 1;
  return test.given.user({ email: `person${people}@example.com`, ...user });
}

async function linkFor(email: string): Promise<string> {
  await test.request.run({ email });
  return tokenIn((await test.sink.next(email)).text);
}

async function enter(email: string): Promise<string> {
  return textIn(await test.signIn.run({ token: await linkFor(email) }), 'token');
}

const asks = async (token: string, query = WHO) => (await test.ask(query, {}, token)).body;
const as = (email: string | null) => ({ data: { viewer: email && { email } } });
const refused = (message: string) => ({
  errors: [{ message: expect.stringContaining(message), extensions: { code: 'UNAUTHENTICATED' } }],
});

describe('the token of a session', () => {
  const HEADER = { alg: 'HS256', typ: 'session+jwt' };

  /** A token as the server makes them, but for what is given. */
  async function forged({
    header = HEADER,
    audience = 'urn:runledger:api',
    expires = '1h',
    secret,
  }: {
    header?: JWTHeaderParameters;
    audience?: string;
    expires?: string;
    secret?: string;
  } = {}) {
    const { user } = await givenPerson();
    const { id } = await test.prisma.session.create({
      data: { ownerId: user.id, expiresAt: new Date(now + HOUR_MS) },
    });
    const own = secret ?? (await readInstanceSecret(test.prisma, 'session'));
    const key = new Uint8Array(hkdfSync('sha256', own, '', 'runledger session tokens', 32));
    const token = await new SignJWT({ sid: id })
      .setProtectedHeader(header)
      .setIssuer('urn:runledger')
      .setAudience(audience)
      .setSubject(user.id)
      .setIssuedAt()
      .setExpirationTime(expires)
      .sign(key);
    return { token, email: user.email };
  }

  // The first of them that a server is told makes it read its secret.
  beforeAll(async () => {
    await asks((await forged()).token);
  });

  it('is taken where all of it is right', async () => {
    const { token, email } = await forged();
    expect(await asks(token)).toEqual(as(email));
  });

  it.each([
    ['another key', { secret: 'another secret' }],
    ['another algorithm', { header: { ...HEADER, alg: 'HS512' } }],
    ['another audience', { audience: 'urn:runledger:lease' }],
    ['another type', { header: { ...HEADER, typ: 'at+jwt' } }],
    ['no type', { header: { alg: 'HS256' } }],
    ['a time that is over', { expires: '-1s' }],
  ])('is refused with %s, and asks no database', async (_what, change) => {
    const { token } = await forged(change);
    const { result, statements } = await test.recordStatements(() => test.ask(WHO, {}, token));
    expect(result.status).toBe(401);
    expect(result.body).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(statements).toEqual([]);
  });

  it('is refused without a signature, or with a changed claim', async () => {
    const { token } = await forged();
    const [head = '', body = '', signature = ''] = token.split('.');
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
    const { user: victim } = await givenPerson();
    const none = encode({ alg: 'none', typ: 'session+jwt' });
    const changed = encode({ ...claims, sub: victim.id });
    for (const bad of [
      `${none}.${body}.`,
      `${none}.${body}.${signature}`,
      `${head}.${changed}.${signature}`,
      `${head}.${body}.`,
      `${head}.${body}`,
      `${head}.e30.${signature}`,
      `eyJ.eyJ.eyJ`,
      `${head}.${body}${'A'.repeat(9_000)}.${signature}`,
    ]) {
      expect((await test.ask(WHO, {}, bad)).status).toBe(401);
    }
  });

  it('is good for an hour', async () => {
    const { user } = await givenPerson();
    const token = await enter(user.email);
    now = Date.now() + HOUR_MS - 60_000;
    expect(await asks(token)).toEqual(as(user.email));
    now = Date.now() + HOUR_MS;
    expect(await asks(token)).toMatchObject(refused('expired'));
  });

  it('gives an administrator everything, and others what is theirs', async () => {
    const { user } = await givenPerson();
    const { user: admin } = await givenPerson({ role: 'ADMIN' });
    const users = '{ users(first: 1) { nodes { id } } }';
    expect(await asks(await enter(user.email), users)).toMatchObject({
      errors: [{ extensions: { code: 'FORBIDDEN' } }],
    });
    expect(await asks(await enter(admin.email), users)).toMatchObject({ data: { users: {} } });
  });

  it('asks the database once for many requests, and again after some seconds', async () => {
    const { user } = await givenPerson();
    const token = await enter(user.email);
    const query = '{ __typename }';
    const burst = await test.recordStatements(() =>
      Promise.all([1, 2, 3, 4, 5].map(() => asks(token, query))),
    );
    expect(burst.statements).toHaveLength(1);
    const steady = await test.recordStatements(() => asks(token, query));
    expect(steady).toMatchObject({ result: { data: { __typename: 'Query' } }, statements: [] });
    now += CACHE_MS;
    const later = await test.recordStatements(() => asks(token, query));
    expect(later.statements).toHaveLength(1);
  });

  it('is refused as soon as its user is suspended, for good', async () => {
    const { user } = await givenPerson();
    const { key: admin } = await test.given.admin();
    const token = await enter(user.email);
    await asks(token);
    const setStatus = command(test, 'setUserStatus', '... on SetUserStatusPayload { user { status } }');
    const userId = encodeId('User', user.id);
    expect(await setStatus.run({ userId, status: 'SUSPENDED' }, admin)).toMatchObject({
      user: { status: 'SUSPENDED' },
    });
    expect(await asks(token)).toMatchObject(refused('ended'));
    await setStatus.run({ userId, status: 'ACTIVE' }, admin);
    expect(await asks(token)).toMatchObject(refused('ended'));
    expect(await asks(await enter(user.email))).toEqual(as(user.email));
  });

  it('is refused within seconds where somebody suspends by hand', async () => {
    const { user } = await givenPerson();
    const token = await enter(user.email);
    await asks(token);
    await test.prisma.user.update({ where: { id: user.id }, data: { status: 'SUSPENDED' } });
    now += CACHE_MS;
    expect(await asks(token)).toMatchObject(refused('suspended'));
  });

  it('ends its streams with it', async () => {
    const { user } = await givenPerson();
    const token = await enter(user.email);
    const response = await test.app.fetch('http://localhost/graphql', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${token}`,
      },
      body: JSON.stringify({ query: 'subscription { executionChanged { id } }' }),
    });
    expect(response.status).toBe(200);
    const ended = response.text();
    await test.signOut.run({}, token);
    expect(await ended).toContain('The session has ended.');
  });
});

describe('renewSession', () => {
  it('gives another token, and the session goes on', async () => {
    const { user } = await givenPerson();
    const first = await enter(user.email);
    await test.prisma.session.updateMany({
      where: { ownerId: user.id },
      data: { renewedAt: new Date(Date.now() - HOUR_MS / 2) },
    });
    const answer = await test.renew.run({}, first);
    const inAnHour = Date.parse(textIn(answer, 'expiresAt')) - Date.now();
    expect(inAnHour).toBeGreaterThan(HOUR_MS - 60_000);
    expect(inAnHour).toBeLessThanOrEqual(HOUR_MS);
    expect(await asks(textIn(answer, 'token'))).toEqual(as(user.email));
    const [session, ...more] = await test.prisma.session.findMany({ where: { ownerId: user.id } });
    expect(more).toEqual([]);
    expect(Date.now() - (session?.renewedAt.getTime() ?? 0)).toBeLessThan(60_000);
  });

  it('does not outlast the session', async () => {
    const { user } = await givenPerson();
    const token = await enter(user.email);
    const end = new Date(Date.now() + 90_000);
    await test.prisma.session.updateMany({ where: { ownerId: user.id }, data: { expiresAt: end } });
    const answer = await test.renew.run({}, token);
    expect(Date.parse(textIn(answer, 'expiresAt'))).toBe(Math.floor(end.getTime() / 1_000) * 1_000);
  });

  it('is for sessions', async () => {
    const { key } = await givenPerson();
    expect(await test.renew.run({}, key)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await test.renew.refusal({})).toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

describe('signOut', () => {
  it('ends the session that asks, at once, and no other', async () => {
    const { user, key } = await givenPerson();
    const [one, other] = [await enter(user.email), await enter(user.email)];
    await Promise.all([asks(one), asks(other)]);
    expect(await test.signOut.run({}, one)).toEqual({ __typename: 'SignOutPayload', endedSessions: 1 });
    expect(await asks(one)).toMatchObject(refused('ended'));
    expect(await asks(other)).toEqual(as(user.email));
    expect(await asks(key)).toEqual(as(user.email));
    const actions = await test.prisma.activityLog.findMany({
      where: { userId: user.id },
      orderBy: { id: 'asc' },
    });
    expect(actions.map(({ action }) => action)).toEqual([
      'session.started',
      'session.started',
      'session.ended',
    ]);
  });

  it('ends all sessions of the user, and nobody else’s', async () => {
    const [ada, bob] = [await givenPerson(), await givenPerson()];
    const tokens = [await enter(ada.user.email), await enter(ada.user.email)];
    const others = await enter(bob.user.email);
    expect(await test.signOut.run({ everywhere: true }, tokens[0])).toMatchObject({ endedSessions: 2 });
    for (const token of tokens) expect(await asks(token)).toMatchObject(refused('ended'));
    expect(await asks(others)).toEqual(as(bob.user.email));
    expect(await asks(ada.key)).toEqual(as(ada.user.email));
  });

  it('by an API key ends all, or says that it is no session', async () => {
    const { user, key } = await givenPerson();
    const token = await enter(user.email);
    expect(await test.signOut.run({}, key)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await asks(token)).toEqual(as(user.email));
    expect(await test.signOut.run({ everywhere: true }, key)).toMatchObject({ endedSessions: 1 });
    expect(await asks(token)).toMatchObject(refused('ended'));
  });

  it('wins over a renewal, whichever comes first', async () => {
    const { user } = await givenPerson();
    const token = await enter(user.email);
    const [renewed] = await Promise.all([test.renew.run({}, token), test.signOut.run({}, token)]);
    const last = renewed.__typename === 'RenewSessionPayload' ? textIn(renewed, 'token') : token;
    expect(await asks(last)).toMatchObject(refused('ended'));
  });
});

it('keeps a bounded number of sessions, and drops the oldest at once', async () => {
  const { user } = await givenPerson();
  const first = await enter(user.email);
  const at = new Date(Date.now() - 60_000);
  await test.prisma.session.updateMany({ where: { ownerId: user.id }, data: { createdAt: at } });
  await test.prisma.session.createMany({
    data: Array.from({ length: MAX_SESSIONS - 1 }, () => ({
      ownerId: user.id,
      expiresAt: new Date(Date.now() + HOUR_MS),
    })),
  });
  // It is remembered, and has to be forgotten.
  expect(await asks(first)).toEqual(as(user.email));
  const last = await enter(user.email);
  expect(await test.prisma.session.count({ where: { ownerId: user.id } })).toBe(MAX_SESSIONS);
  expect(await asks(last)).toEqual(as(user.email));
  expect(await asks(first)).toMatchObject(refused('ended'));
});

describe('a cookie', () => {
  /** Asks as a browser does. */
  async function browse(query: string, headers: Record<string, string>, variables = {}) {
    const response = await test.app.fetch('http://ledger.internal/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    });
    return { cookie: response.headers.get('set-cookie'), body: await response.json() };
  }

  const SIGN_IN = `mutation ($token: String!) { signIn(input: { token: $token, delivery: COOKIE }) {
    ... on SignInPayload { token user { email } } ... on Error { code } } }`;

  async function cookieOf(email: string): Promise<string> {
    const { cookie } = await browse(SIGN_IN, OWN_SCRIPT, { token: await linkFor(email) });
    return cookie?.split(';')[0] ?? '';
  }

  it('is set where it is asked for, for this host alone, out of reach of scripts', async () => {
    const { user } = await givenPerson();
    const { cookie, body } = await browse(SIGN_IN, OWN_SCRIPT, { token: await linkFor(user.email) });
    expect(body).toEqual({ data: { signIn: { token: null, user: { email: user.email } } } });
    const [pair, ...attributes] = cookie?.split('; ') ?? [];
    expect(pair).toMatch(new RegExp(`^${COOKIE}=eyJ[\\w-]+\\.[\\w-]+\\.[\\w-]+$`));
    expect(attributes).toEqual([
      expect.stringMatching(/^Max-Age=3(5\d\d|600)$/),
      'Path=/',
      'HttpOnly',
      'Secure',
      'SameSite=Strict',
    ]);
  });

  it('is not set where it is not asked for', async () => {
    const { user } = await givenPerson();
    const bearer = SIGN_IN.replace(', delivery: COOKIE', '');
    const { cookie } = await browse(bearer, OWN_SCRIPT, { token: await linkFor(user.email) });
    expect(cookie).toBeNull();
  });

  it.each<[string, Record<string, string>]>([
    ['nothing that only a script sets', {}],
    ['a page of another origin', { ...OWN_SCRIPT, origin: 'https://evil.example' }],
    ['a page without an origin', { ...OWN_SCRIPT, origin: 'null' }],
    ['a page of a sister site', { ...OWN_SCRIPT, 'sec-fetch-site': 'same-site' }],
    ['another site', { ...OWN_SCRIPT, 'sec-fetch-site': 'cross-site' }],
  ])('counts for nobody with %s', async (_what, headers) => {
    const { user } = await givenPerson();
    const cookie = await cookieOf(user.email);
    expect((await browse(WHO, { ...headers, cookie })).body).toEqual(as(null));
    const token = await linkFor(user.email);
    const { body, cookie: set } = await browse(SIGN_IN, headers, { token });
    expect(body).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    expect(set).toBeNull();
    // And the link still works.
    expect((await test.signIn.run({ token })).__typename).toBe('SignInPayload');
  });

  it.each<[string, Record<string, string>]>([
    [
      'a script of its own host',
      { ...OWN_SCRIPT, origin: 'http://ledger.internal', 'sec-fetch-site': 'same-origin' },
    ],
    ['a script of PUBLIC_URL', { ...OWN_SCRIPT, origin: PUBLIC_URL }],
    ['another of the headers', { 'graphql-require-preflight': '1' }],
  ])('counts with %s, among other cookies', async (_what, headers) => {
    const { user } = await givenPerson();
    const cookie = `a=b; ${await cookieOf(user.email)}; x${COOKIE}=c`;
    expect((await browse(WHO, { ...headers, cookie })).body).toEqual(as(user.email));
  });

  it('does not count in a plain GET', async () => {
    const { user } = await givenPerson();
    const cookie = await cookieOf(user.email);
    const url = `http://ledger.internal/graphql?query=${encodeURIComponent(WHO)}`;
    expect((await test.app.fetch(url, { headers: { cookie } })).status).toBe(403);
    const asked = await test.app.fetch(url, { headers: { cookie, ...OWN_SCRIPT } });
    expect(await asked.json()).toEqual(as(user.email));
  });

  it('counts less than an Authorization header', async () => {
    const [ada, bob] = [await givenPerson(), await givenPerson()];
    const cookie = await cookieOf(ada.user.email);
    const authorization = `Bearer ${bob.key}`;
    expect((await browse(WHO, { ...OWN_SCRIPT, cookie, authorization })).body).toEqual(as(bob.user.email));
    const wrong = await browse(WHO, { ...OWN_SCRIPT, cookie, authorization: 'Bearer rl_wrong' });
    expect(wrong.body).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });

  it('that is no longer good counts as none, so that its browser can sign in anew', async () => {
    const { user } = await givenPerson();
    const cookie = await cookieOf(user.email);
    await test.prisma.session.deleteMany({ where: { ownerId: user.id } });
    now += CACHE_MS;
    expect((await browse(WHO, { ...OWN_SCRIPT, cookie })).body).toEqual(as(null));
    const again = await browse(SIGN_IN, { ...OWN_SCRIPT, cookie }, { token: await linkFor(user.email) });
    expect(again.body).toMatchObject({ data: { signIn: { user: { email: user.email } } } });
    expect(again.cookie).toContain(`${COOKIE}=eyJ`);
  });

  it.each(['garbage', 'eyJ.eyJ.eyJ', 'rl_wrong'])('%s is no cookie of ours', async (value) => {
    expect((await browse(WHO, { ...OWN_SCRIPT, cookie: `${COOKIE}=${value}` })).body).toEqual(as(null));
  });

  it('that is an API key counts as none', async () => {
    const { key } = await givenPerson();
    expect((await browse(WHO, { ...OWN_SCRIPT, cookie: `${COOKIE}=${key}` })).body).toEqual(as(null));
  });

  it('is renewed, and taken away by signOut', async () => {
    const { user } = await givenPerson();
    const cookie = await cookieOf(user.email);
    const headers = { ...OWN_SCRIPT, cookie };
    const renew =
      'mutation { renewSession(input: { delivery: COOKIE }) { ... on RenewSessionPayload { token } } }';
    const renewed = await browse(renew, headers);
    expect(renewed.body).toEqual({ data: { renewSession: { token: null } } });
    expect(renewed.cookie).toContain(`${COOKIE}=eyJ`);
    const gone = await browse('mutation { signOut(input: {}) { __typename } }', headers);
    expect(gone.body).toEqual({ data: { signOut: { __typename: 'SignOutPayload' } } });
    expect(gone.cookie).toBe(`${COOKIE}=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Strict`);
    expect((await browse(WHO, headers)).body).toEqual(as(null));
  });
});
