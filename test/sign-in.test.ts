import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SYSTEM_ADMIN_ID } from '../src/auth/managed-keys.js';
import { decodeId } from '../src/core/ids.js';
import { createLogger } from '../src/core/logger.js';
import { LINK_ANSWER_MS, MAX_LINKS_PER_HOUR, MAX_OPEN_LINKS } from '../src/people/sign-in.service.js';
import { type Answered, textIn } from './support/command.js';
import { createSignInApp, PUBLIC_URL, type SignInApp, tokenIn } from './support/sign-in.js';

const NOT_FOUND = { __typename: 'NotFoundError', code: 'NOT_FOUND', id: null };

let test: SignInApp;
const logged: string[] = [];
let people = 0;

beforeAll(async () => {
  test = await createSignInApp({
    logger: createLogger('trace', { write: (line) => void logged.push(line) }),
  });
}, 60_000);
afterAll(() => test.close());
// Before it is closed: of all that the tests did.
afterAll(() => expectNoTokenInLog());

const mailedTokens = () => test.sink.mails.flatMap(({ text }) => /#token=([\w-]+)/.exec(text)?.[1] ?? []);

function expectNoTokenInLog(): void {
  const log = logged.join('');
  for (const token of mailedTokens()) expect(log).not.toContain(token);
  expect(log).not.toMatch(/#token=|eyJ/);
}

/** An address that nobody had before. */
function address(): string {
  people += 1;
  return `person${people}@example.com`;
}

async function givenUser(status: 'ACTIVE' | 'SUSPENDED' | 'UNVERIFIED', on = test) {
  const email = address();
  const { user } = await on.given.user({ email, status, fullName: 'As before' });
  return user;
}

const userOf = (email: string) => test.prisma.user.findUnique({ where: { email } });

async function mailedToken(email: string): Promise<string> {
  return tokenIn((await test.sink.next(email)).text);
}

async function linkFor(purpose: 'VERIFY_EMAIL' | 'SIGN_IN', email: string): Promise<string> {
  await (purpose === 'VERIFY_EMAIL' ? test.register : test.request).run({ email });
  return mailedToken(email);
}

/** Has a link's time run out. */
async function expire(email: string): Promise<void> {
  await test.prisma.oneTimeToken.updateMany({
    where: { email },
    data: { createdAt: new Date(Date.now() - 120_000), expiresAt: new Date(Date.now() - 60_000) },
  });
}

describe('registering', () => {
  it('makes an UNVERIFIED user and mails a link that makes them ACTIVE', async () => {
    const email = address();
    expect(await test.register.run({ email: ` ${email.toUpperCase()} `, fullName: 'Ada' })).toEqual({
      __typename: 'RegisterUserPayload',
      email,
    });
    expect(await userOf(email)).toMatchObject({ status: 'UNVERIFIED', tier: 'FREE', role: 'USER' });
    const mail = await test.sink.next(email);
    expect(mail).toMatchObject({ from: 'ledger@example.org', to: [email] });
    expect(mail.text).toContain(`${PUBLIC_URL}/verify#token=`);
    const answer = await test.verify.run({ token: tokenIn(mail.text) });
    expect(answer).toMatchObject({ user: { email, fullName: 'Ada', status: 'ACTIVE' } });
    const user = await userOf(email);
    expect(user?.status).toBe('ACTIVE');
    expect(user?.emailVerifiedAt).toBeInstanceOf(Date);
    const activities = await test.prisma.activityLog.findMany({
      where: { userId: user?.id },
      orderBy: { id: 'asc' },
    });
    expect(activities.map(({ action }) => action)).toEqual(['user.registered', 'user.verified']);
    expect(activities.every(({ resourceId }) => decodeId(resourceId ?? '')?.uuid === user?.id)).toBe(true);
  });

  it('takes the name of whoever verifies the address, not of whoever was first to name it', async () => {
    const email = address();
    await test.register.run({ email, fullName: 'Mallory' });
    await test.sink.next(email);
    await test.register.run({ email, fullName: 'Grace' });
    await test.verify.run({ token: await mailedToken(email) });
    expect(await userOf(email)).toMatchObject({ fullName: 'Grace', status: 'ACTIVE' });
    await test.register.run({ email, fullName: 'Mallory' });
    await test.sink.next(email);
    expect(await userOf(email)).toMatchObject({ fullName: 'Grace', status: 'ACTIVE' });
  });

  it('tells the owner of a known address in a mail without a link', async () => {
    const { email } = await givenUser('ACTIVE');
    await test.register.run({ email });
    const mail = await test.sink.next(email);
    expect(mail.subject).toBe('You have a Runledger account');
    expect(mail.text).not.toContain('token=');
  });

  it('mails nothing that the asker wrote', async () => {
    const email = address();
    await test.register.run({ email, fullName: 'Win a car at https://evil.example' });
    expect((await test.sink.next(email)).raw).not.toMatch(/evil|car/);
  });

  it('many at once makes one user', async () => {
    const email = address();
    await Promise.all([1, 2, 3, 4].map(() => test.register.run({ email })));
    expect(await test.prisma.user.count({ where: { email } })).toBe(1);
    const activities = await test.prisma.activityLog.count({ where: { user: { email } } });
    expect(activities).toBe(1);
  });
});

describe('an address', () => {
  it.each([
    '',
    'ada',
    'ada@',
    '@example.com',
    'a b@example.com',
    'ada@example.com\r\nBcc: b@example.com',
  ])('%j is none', async (email) => {
    for (const command of [test.register, test.request]) {
      expect(await command.refusal({ email })).toMatchObject({ code: 'INVALID_INPUT', path: 'input.email' });
    }
  });

  it('of more than 254 characters is none', async () => {
    const email = `ada@${'a.'.repeat(130)}example.com`;
    expect(await test.register.refusal({ email })).toMatchObject({ path: 'input.email' });
  });

  it.each(['', 'x'.repeat(256)])('a name of no sensible length is refused', async (fullName) => {
    const refusal = await test.register.refusal({ email: address(), fullName });
    expect(refusal).toMatchObject({ code: 'INVALID_INPUT', path: 'input.fullName' });
  });
});

describe('signing in', () => {
  it('takes a mailed link and gives a token that asks as the user', async () => {
    const { email, id } = await givenUser('ACTIVE');
    await test.request.run({ email });
    const mail = await test.sink.next(email);
    expect(mail.text).toContain(`${PUBLIC_URL}/sign-in#token=`);
    const answer = await test.signIn.run({ token: tokenIn(mail.text) });
    expect(answer).toMatchObject({ __typename: 'SignInPayload', user: { email, status: 'ACTIVE' } });
    const { body } = await test.ask('{ viewer { email } credential { id } }', {}, textIn(answer, 'token'));
    expect(body).toEqual({ data: { viewer: { email }, credential: null } });
    const [activity] = await test.prisma.activityLog.findMany({ where: { userId: id } });
    expect(activity).toMatchObject({ action: 'session.started', resourceType: 'session', metadata: {} });
  });

  it('verifies the address, since the link came there', async () => {
    const { email } = await givenUser('UNVERIFIED');
    const answer = await test.signIn.run({ token: await linkFor('SIGN_IN', email) });
    expect(answer).toMatchObject({ user: { status: 'ACTIVE', fullName: 'As before' } });
    expect((await userOf(email))?.emailVerifiedAt).toBeInstanceOf(Date);
  });

  it('mails nothing to an address that nobody has', async () => {
    const email = address();
    await test.request.run({ email });
    const { email: known } = await givenUser('ACTIVE');
    await linkFor('SIGN_IN', known);
    expect(test.sink.mails.filter(({ to }) => to.includes(email))).toEqual([]);
    expect(await userOf(email)).toBeNull();
  });

  it('is not for the operator’s own user, whose address may be anybody’s', async () => {
    const email = 'admin@runledger.local';
    await test.prisma.user.create({
      data: { id: SYSTEM_ADMIN_ID, email, status: 'ACTIVE', role: 'ADMIN' },
    });
    await test.request.run({ email });
    await test.register.run({ email });
    const { email: known } = await givenUser('ACTIVE');
    await linkFor('SIGN_IN', known);
    expect(test.sink.mails.filter(({ to }) => to.includes(email))).toEqual([]);
  });

  it('is refused to who is suspended, also with a link of before', async () => {
    const { email, id } = await givenUser('ACTIVE');
    const token = await linkFor('SIGN_IN', email);
    await test.prisma.user.update({ where: { id }, data: { status: 'SUSPENDED' } });
    expect(await test.signIn.refusal({ token })).toMatchObject({
      code: 'FORBIDDEN',
      message: 'The account is suspended.',
    });
    await test.request.run({ email });
    const notice = await test.sink.next(email);
    expect(notice.subject).toBe('Your Runledger account is suspended');
    expect(notice.text).not.toContain('token=');
    expect(await test.prisma.session.count({ where: { ownerId: id } })).toBe(0);
  });
});

describe.each([
  ['VERIFY_EMAIL', 'verify', 'signIn'],
  ['SIGN_IN', 'signIn', 'verify'],
] as const)('a link to %s', (purpose, use, other) => {
  const fresh = async () => {
    const { email } = await givenUser('UNVERIFIED');
    return { email, token: await linkFor(purpose, email) };
  };

  it('works once', async () => {
    const { token } = await fresh();
    expect((await test[use].run({ token })).__typename).toMatch(/Payload$/);
    expect(await test[use].run({ token })).toMatchObject(NOT_FOUND);
  });

  it('works for one of many who try at once', async () => {
    const { email, token } = await fresh();
    const answers = await Promise.all(Array.from({ length: 8 }, () => test[use].run({ token })));
    const types = answers.map((answer: Answered) => answer.__typename).sort();
    expect(types.slice(0, 7)).toEqual(Array.from({ length: 7 }, () => 'NotFoundError'));
    expect(types[7]).toMatch(/Payload$/);
    const sessions = await test.prisma.session.count({ where: { owner: { email } } });
    expect(sessions).toBe(purpose === 'SIGN_IN' ? 1 : 0);
  });

  it('says that it has expired, and changes nothing', async () => {
    const { email, token } = await fresh();
    await expire(email);
    expect(await test[use].run({ token })).toMatchObject({
      code: 'EXPIRED',
      expiredAt: expect.stringMatching(/^20.*Z$/),
    });
    expect((await userOf(email))?.status).toBe('UNVERIFIED');
  });

  it('is no link once it was used, expired or not', async () => {
    const { email, token } = await fresh();
    await test[use].run({ token });
    await expire(email);
    expect(await test[use].run({ token })).toMatchObject(NOT_FOUND);
  });

  it('is for nothing else', async () => {
    const { email, token } = await fresh();
    expect(await test[other].run({ token })).toMatchObject(NOT_FOUND);
    await expire(email);
    expect(await test[other].run({ token })).toMatchObject(NOT_FOUND);
  });

  it('is not known when it is tampered with', async () => {
    const { token } = await fresh();
    const swapped = (token.startsWith('A') ? 'B' : 'A') + token.slice(1);
    for (const tampered of [
      swapped,
      token.slice(1),
      `${token}A`,
      '',
      'x'.repeat(100_000),
      "' OR 1=1 --",
      '€',
    ]) {
      expect(await test[use].run({ token: tampered })).toMatchObject(NOT_FOUND);
    }
    expect((await test[use].run({ token })).__typename).toMatch(/Payload$/);
  });

  it('closes the oldest where too many are open', async () => {
    const { email, token } = await fresh();
    for (let more = 0; more < MAX_OPEN_LINKS; more += 1) await linkFor(purpose, email);
    expect(await test[use].run({ token })).toMatchObject(NOT_FOUND);
  });

  it('does not go with an address that was changed', async () => {
    const { email, token } = await fresh();
    await test.prisma.user.update({ where: { email }, data: { email: `new-${email}` } });
    expect(await test[use].run({ token })).toMatchObject(NOT_FOUND);
  });

  it('is stored as a hash', async () => {
    const { email, token } = await fresh();
    const rows = await test.prisma.oneTimeToken.findMany({ where: { email } });
    expect(rows).toHaveLength(1);
    expect(rows[0]?.tokenHash).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(rows)).not.toContain(token);
  });
});

describe('what is answered', () => {
  let slow: SignInApp;
  beforeAll(async () => {
    slow = await createSignInApp({ linkAnswerMs: LINK_ANSWER_MS });
  }, 60_000);
  afterAll(() => slow.close());

  /** An answer as it is on the wire, and how long it took. */
  async function answerOf(mutation: 'registerUser' | 'requestSignIn', email: string) {
    const query = `mutation ($email: String!) { ${mutation}(input: { email: $email }) { __typename } }`;
    const started = performance.now();
    const response = await slow.app.fetch('http://localhost/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-request-id': 'same' },
      body: JSON.stringify({ query, variables: { email } }),
    });
    const bytes = await response.text();
    return { took: performance.now() - started, answer: [response.status, [...response.headers], bytes] };
  }

  it.each([
    'registerUser',
    'requestSignIn',
  ] as const)('%s: is the same, byte by byte, whoever has the address, and never comes at once', async (mutation) => {
    const known = await Promise.all([
      givenUser('ACTIVE', slow),
      givenUser('UNVERIFIED', slow),
      givenUser('SUSPENDED', slow),
    ]);
    const unknown = await answerOf(mutation, address());
    expect(unknown.answer[0]).toBe(200);
    expect(unknown.took).toBeGreaterThan(95);
    for (const { email } of known) {
      const answered = await answerOf(mutation, email);
      expect(answered.answer).toEqual(unknown.answer);
      expect(answered.took).toBeGreaterThan(95);
    }
  });

  it('is RATE_LIMITED after some links of a kind to one address, known or not', async () => {
    const { email: known } = await givenUser('ACTIVE');
    for (const email of [known, address()]) {
      for (let asked = 0; asked < MAX_LINKS_PER_HOUR; asked += 1) await test.register.run({ email });
      expect((await test.register.refusal({ email })).code).toBe('RATE_LIMITED');
      // Whoever registers somebody over and over does not keep them from signing in.
      for (let asked = 0; asked < MAX_LINKS_PER_HOUR; asked += 1) await test.request.run({ email });
      const { status, headers, body } = await test.ask(
        'mutation ($email: String!) { requestSignIn(input: { email: $email }) { __typename } }',
        { email },
      );
      expect(status).toBe(429);
      expect(body).toMatchObject({
        errors: [{ extensions: { code: 'RATE_LIMITED', retryAfter: expect.any(Number) } }],
      });
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(3_500);
    }
    const mails = test.sink.mails.filter(({ to }) => to.includes(known));
    expect(mails.length).toBeLessThanOrEqual(2 * MAX_LINKS_PER_HOUR);
  });

  it('keeps the limit also for many at once', async () => {
    const { email } = await givenUser('ACTIVE');
    const asked = Array.from({ length: 12 }, () => test.request.run({ email }).catch(() => null));
    const answered = (await Promise.all(asked)).filter((answer) => answer !== null);
    expect(answered).toHaveLength(MAX_LINKS_PER_HOUR);
    expect(await test.prisma.oneTimeToken.count({ where: { email } })).toBe(MAX_LINKS_PER_HOUR);
  });
});

it('clears old links away as it goes', async () => {
  const { email } = await givenUser('ACTIVE');
  await linkFor('SIGN_IN', email);
  const old = new Date(Date.now() - 49 * 3_600_000);
  await test.prisma.oneTimeToken.updateMany({
    where: { email },
    data: { createdAt: old, expiresAt: new Date(old.getTime() + 1_000) },
  });
  await test.request.run({ email: address() });
  expect(await test.prisma.oneTimeToken.count({ where: { email } })).toBe(0);
});

it('goes with its user', async () => {
  const token = await test.enter(address());
  const { body } = await test.ask('{ viewer { email } }', {}, token);
  const email = JSON.stringify(body).match(/person\d+@example.com/)?.[0] ?? '';
  await test.prisma.user.delete({ where: { email } });
  expect(await test.prisma.oneTimeToken.count({ where: { email } })).toBe(0);
  expect(await test.prisma.session.count({ where: { owner: { email } } })).toBe(0);
});

it('puts no token and no link into the log', async () => {
  await test.enter(address());
  expect(mailedTokens().length).toBeGreaterThan(0);
  expectNoTokenInLog();
});
