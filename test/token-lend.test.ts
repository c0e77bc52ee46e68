import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { scopeDatabase } from '../src/core/db/tenancy.js';
import { decodeId, encodeId } from '../src/core/ids.js';
import { createLogger } from '../src/core/logger.js';
import type { ApiKeyScope, UserRole } from '../src/generated/prisma/enums.js';
import { cleanUp } from '../src/operations/cleaning.service.js';
import { createTokenCipher } from '../src/verification/token-cipher.js';
import { createTestApp, type TestApp } from './support/app.js';
import { type Command, command, textIn } from './support/command.js';

const KEYS = [{ id: 'k1', key: randomBytes(32) }];
const ERROR = '... on NotFoundError { code id } ';
const TRANSITION = '... on InvalidTransitionError { code from to allowed }';
const ACCOUNT = 'twitterAccount { id isActive tokenExpiresAt lastVerifiedAt }';
const PAST = '2020-01-01T00:00:00.000Z';
const FUTURE = '2040-01-01T00:00:00.000Z';

let test: TestApp;
let run: Commands;
/** The same database without the operator's leave, and with other keys. */
let closed: { app: TestApp; run: Commands };
let foreign: { app: TestApp; run: Commands };
let verifier: Person;
let admin: Person;
const logged: string[] = [];

interface Person {
  key: string;
  id: string;
}

type Commands = ReturnType<typeof commandsOf>;
function commandsOf(app: TestApp) {
  return {
    connect: command(app, 'connectTwitter', `... on ConnectTwitterPayload { ${ACCOUNT} }`),
    borrow: command(
      app,
      'borrowTwitterToken',
      `... on BorrowTwitterTokenPayload { accessToken tokenType scope tokenExpiresAt } ${ERROR} ${TRANSITION}`,
    ),
    replace: command(app, 'replaceTwitterToken', `... on ReplaceTwitterTokenPayload { ${ACCOUNT} } ${ERROR}`),
    createKey: command(app, 'createApiKey', '... on CreateApiKeyPayload { secret apiKey { scopes } }'),
    createTask: command(app, 'createSocialTask', '... on CreateSocialTaskPayload { socialTask { id } }'),
    submit: command(app, 'submitCompletion', '... on SubmitCompletionPayload { completion { id } }'),
    record: command(
      app,
      'recordVerification',
      '... on RecordVerificationPayload { verificationLog { twitterAccount { id } } }',
    ),
  } satisfies Record<string, Command>;
}

async function person(scopes: ApiKeyScope[], role: UserRole = 'USER'): Promise<Person> {
  const { key, user } = await test.given.user({ role, key: { scopes } });
  return { key, id: user.id };
}

beforeAll(async () => {
  const logger = createLogger('trace', { write: (line: string) => void logged.push(line) });
  test = await createTestApp({ logger, config: { tokenKeys: KEYS, tokenLending: true } });
  const withConfig = async (config: object) => {
    const app = await createTestApp({ on: test, logger, config });
    return { app, run: commandsOf(app) };
  };
  run = commandsOf(test);
  closed = await withConfig({ tokenKeys: KEYS, tokenLending: false });
  foreign = await withConfig({ tokenKeys: [{ id: 'k2', key: randomBytes(32) }], tokenLending: true });
  verifier = await person(['READ', 'VERIFY'], 'ADMIN');
  admin = await person(['ADMIN'], 'ADMIN');
}, 60_000);
afterAll(async () => {
  await closed.app.close();
  await foreign.app.close();
  await test.close();
});

// Before all is closed: of all that the tests did.
afterAll(() => expectNoTokenKept());

let counter = 0;
/** Somebody with an X account, whose tokens are looked for in what is kept and said. */
async function connected(input: object = {}): Promise<Person & { account: string; accessToken: string }> {
  counter += 1;
  const owner = await person(['READ', 'MANAGE']);
  const accessToken = `PLANTED-access-${counter}`;
  const answer = await run.connect.run(
    {
      twitterId: `${counter}`,
      username: `user_${counter}`,
      accessToken,
      refreshToken: `PLANTED-refresh-${counter}`,
      tokenExpiresAt: FUTURE,
      scope: 'tweet.read',
      ...input,
    },
    owner.key,
  );
  return { ...owner, account: textIn(answer, 'twitterAccount.id'), accessToken };
}

const rowOf = (account: string) =>
  test.prisma.twitterAccount.findUniqueOrThrow({ where: { id: decodeId(account)?.uuid ?? '' } });
const change = (account: string, data: { tokenExpiresAt?: string; isActive?: boolean }) =>
  test.prisma.twitterAccount.update({ where: { id: decodeId(account)?.uuid ?? '' }, data });

/** What the list and its count say. */
async function listed(isActive: boolean) {
  const document = `query ($filter: TwitterAccountFilter) {
    twitterAccounts(filter: $filter, first: 200) { nodes { id isActive } count { value } } }`;
  const { body } = await test.ask(document, { filter: { isActive } }, admin.key);
  const node = z.object({ id: z.string(), isActive: z.literal(isActive) });
  const { twitterAccounts } = z
    .object({
      data: z.object({
        twitterAccounts: z.object({ nodes: z.array(node), count: z.object({ value: z.int() }) }),
      }),
    })
    .parse(body).data;
  expect(twitterAccounts.count.value).toBe(twitterAccounts.nodes.length);
  return twitterAccounts.nodes.map(({ id }) => id);
}

describe('borrowTwitterToken', () => {
  it('lends the access token of anybody’s active account, and writes each loan down with its purpose', async () => {
    const { account, accessToken, id } = await connected();
    for (const purpose of ['follow of @runledger', 'like of 42']) {
      expect(await run.borrow.run({ twitterAccountId: account, purpose }, verifier.key)).toEqual({
        __typename: 'BorrowTwitterTokenPayload',
        accessToken,
        tokenType: 'Bearer',
        scope: 'tweet.read',
        tokenExpiresAt: FUTURE,
      });
    }
    const loans = await test.prisma.activityLog.findMany({
      where: { resourceId: account, action: 'twitter_account.token_borrowed' },
      orderBy: { id: 'asc' },
    });
    const ownerId = encodeId('User', id);
    expect(loans).toMatchObject([
      { userId: verifier.id, metadata: { purpose: 'follow of @runledger', ownerId } },
      { userId: verifier.id, metadata: { purpose: 'like of 42', ownerId } },
    ]);
  });

  it('lends none of an account whose token has ended, or that is not active', async () => {
    const { account } = await connected();
    const loan = { twitterAccountId: account, purpose: 'p' };
    await change(account, { tokenExpiresAt: PAST });
    expect(await run.borrow.run(loan, verifier.key)).toMatchObject({ from: 'EXPIRED', to: 'BORROWED' });
    await change(account, { tokenExpiresAt: FUTURE, isActive: false });
    expect(await run.borrow.run(loan, verifier.key)).toMatchObject({ from: 'INACTIVE', to: 'BORROWED' });
    expect(
      await test.prisma.activityLog.count({
        where: { resourceId: account, action: 'twitter_account.token_borrowed' },
      }),
    ).toBe(0);
  });

  it('knows no account that there is none of, and needs a purpose', async () => {
    const { account } = await connected();
    const missing = encodeId('TwitterAccount', '019b0000-0000-7000-8000-000000000000');
    expect(await run.borrow.run({ twitterAccountId: missing, purpose: 'p' }, verifier.key)).toMatchObject({
      code: 'NOT_FOUND',
      id: missing,
    });
    for (const purpose of ['', ' ', 'x'.repeat(256)]) {
      expect(await run.borrow.refusal({ twitterAccountId: account, purpose }, verifier.key)).toMatchObject({
        code: 'BAD_USER_INPUT',
        path: 'input.purpose',
      });
    }
  });

  it('says nothing where no key opens the token', async () => {
    const { account, accessToken } = await connected();
    const refused = await foreign.run.borrow.refusal(
      { twitterAccountId: account, purpose: 'p' },
      verifier.key,
    );
    expect(refused.code).toBe('FORBIDDEN');
    expect(refused.message).not.toContain(accessToken);
  });
});

describe('replaceTwitterToken', () => {
  it('writes what a refresh gave, encrypted for its user, and makes the account active again', async () => {
    const { account, id } = await connected();
    await change(account, { tokenExpiresAt: PAST, isActive: false });
    const both = await person(['READ', 'VERIFY', 'ADMIN'], 'ADMIN');
    const tokens = { accessToken: 'PLANTED-new-access', refreshToken: 'PLANTED-new-refresh' };
    const input = { twitterAccountId: account, ...tokens, tokenExpiresAt: FUTURE };
    expect(await run.replace.run(input, both.key)).toMatchObject({
      twitterAccount: { id: account, isActive: true, tokenExpiresAt: FUTURE },
    });
    const row = await rowOf(account);
    const cipher = createTokenCipher(KEYS);
    const open = (bytes: Uint8Array, token: 'access' | 'refresh') =>
      cipher.decrypt(bytes, row.tokenKeyId, { userId: id, token });
    expect(open(row.accessToken, 'access')).toBe(tokens.accessToken);
    expect(open(row.refreshToken, 'refresh')).toBe(tokens.refreshToken);
    expect(await run.borrow.run({ twitterAccountId: account, purpose: 'p' }, both.key)).toMatchObject({
      accessToken: tokens.accessToken,
    });
    expect(
      await test.prisma.activityLog.findMany({ where: { userId: both.id, resourceId: account } }),
    ).toMatchObject([
      { action: 'twitter_account.token_replaced' },
      { action: 'twitter_account.token_borrowed' },
    ]);
    // Without ADMIN it is done just so, and of the account nothing is said.
    expect(await run.replace.run(input, verifier.key)).toMatchObject({ twitterAccount: null });
  });

  it('refuses tokens that have ended, that are empty or too long, and accounts that there are none of', async () => {
    const { account } = await connected();
    const before = await rowOf(account);
    const input = { twitterAccountId: account, accessToken: 'a', refreshToken: 'r', tokenExpiresAt: FUTURE };
    for (const [field, value] of [
      ['tokenExpiresAt', PAST],
      ['accessToken', ''],
      ['accessToken', 'PLANTED'.repeat(2_000)],
      ['refreshToken', ' '],
      ['twitterAccountId', 'x'],
    ] as const) {
      expect(await run.replace.refusal({ ...input, [field]: value }, verifier.key)).toMatchObject({
        code: 'BAD_USER_INPUT',
        path: `input.${field}`,
      });
    }
    const missing = encodeId('TwitterAccount', '019b0000-0000-7000-8000-000000000000');
    expect(await run.replace.run({ ...input, twitterAccountId: missing }, verifier.key)).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await rowOf(account)).toEqual(before);
  });
});

describe('the scope VERIFY', () => {
  const inputs = (account: string) => ({
    borrow: { twitterAccountId: account, purpose: 'p' },
    replace: { twitterAccountId: account, accessToken: 'a', refreshToken: 'r', tokenExpiresAt: FUTURE },
  });
  const forbidden = { code: 'FORBIDDEN' };

  it('is needed, is an administrator’s alone, and counts only where the operator turned it on', async () => {
    const { account, key: owners } = await connected();
    const { borrow, replace } = inputs(account);
    const fallen = await person(['READ', 'VERIFY'], 'ADMIN');
    await test.prisma.user.update({ where: { id: fallen.id }, data: { role: 'USER' } });
    const ordinary = await person(['READ', 'WORK', 'MANAGE', 'VERIFY', 'ADMIN']);
    for (const key of [owners, admin.key, fallen.key, ordinary.key]) {
      expect(await run.borrow.refusal(borrow, key)).toMatchObject(forbidden);
      expect(await run.replace.refusal(replace, key)).toMatchObject(forbidden);
    }
    const { message } = await closed.run.borrow.refusal(borrow, verifier.key);
    expect(message).toContain('TOKEN_LENDING');
    expect(await closed.run.replace.refusal(replace, verifier.key)).toMatchObject(forbidden);
    expect(await closed.run.createKey.refusal({ name: 'v', scopes: ['VERIFY'] }, admin.key)).toMatchObject(
      forbidden,
    );
  });

  it('is given by administrators to administrators', async () => {
    const made = await run.createKey.run({ name: 'v', scopes: ['VERIFY', 'READ'] }, admin.key);
    expect(made).toMatchObject({ apiKey: { scopes: ['READ', 'VERIFY'] } });
    const { account, id } = await connected();
    const { borrow } = inputs(account);
    expect(await run.borrow.run(borrow, textIn(made, 'secret'))).toMatchObject({ tokenType: 'Bearer' });
    const forOther = { name: 'v', scopes: ['VERIFY'], ownerId: encodeId('User', id) };
    expect(await run.createKey.refusal(forOther, admin.key)).toMatchObject(forbidden);
    const plain = await person(['READ', 'MANAGE']);
    expect(await run.createKey.refusal({ name: 'v', scopes: ['VERIFY'] }, plain.key)).toMatchObject(
      forbidden,
    );
  });
});

describe('an account whose token has ended', () => {
  it('is not active at connecting', async () => {
    const { account, key } = await connected({ tokenExpiresAt: PAST });
    expect(await rowOf(account)).toMatchObject({ isActive: false });
    const { body } = await test.ask(
      'query ($id: ID!) { node(id: $id) { ... on TwitterAccount { isActive } } }',
      { id: account },
      key,
    );
    expect(body).toEqual({ data: { node: { isActive: false } } });
  });

  it('is not active later, in reads, filters and counts, whatever its row says, until it is cleaned up', async () => {
    const [lasting, ended] = [await connected(), await connected()];
    expect(await listed(true)).toEqual(expect.arrayContaining([lasting.account, ended.account]));
    await change(ended.account, { tokenExpiresAt: PAST });
    expect(await rowOf(ended.account)).toMatchObject({ isActive: true });
    expect(await listed(true)).toContain(lasting.account);
    expect(await listed(true)).not.toContain(ended.account);
    expect(await listed(false)).toContain(ended.account);
    expect(await listed(false)).not.toContain(lasting.account);
    await cleanUp(scopeDatabase(test.database.prisma, null));
    expect(await rowOf(ended.account)).toMatchObject({ isActive: false });
    expect(await rowOf(lasting.account)).toMatchObject({ isActive: true });
  });

  it('verifies nothing', async () => {
    const { account, key } = await connected();
    const task = { title: 'Follow us', taskType: 'FOLLOW', target: '@runledger' };
    const socialTaskId = textIn(await run.createTask.run(task, admin.key), 'socialTask.id');
    const completionId = textIn(await run.submit.run({ socialTaskId }, key), 'completion.id');
    await change(account, { tokenExpiresAt: PAST });
    const verification = { completionId, result: 'VERIFIED', verificationTimeMs: 1, apiCallCount: 1 };
    expect(await run.record.run(verification, admin.key)).toMatchObject({
      verificationLog: { twitterAccount: null },
    });
    expect(await rowOf(account)).toMatchObject({ lastVerifiedAt: null });
  });
});

it('a database that fails says nothing of the tokens', async () => {
  const { account } = await connected();
  const tokens = { accessToken: 'PLANTED-failing', refreshToken: 'PLANTED-failing' };
  await test.prisma
    .$executeRaw`ALTER TABLE twitter_connections ADD CONSTRAINT broken CHECK (false) NOT VALID`;
  const refused = await run.replace.refusal(
    { twitterAccountId: account, ...tokens, tokenExpiresAt: FUTURE },
    verifier.key,
  );
  await test.prisma.$executeRaw`ALTER TABLE twitter_connections DROP CONSTRAINT broken`;
  expect(refused.code).toBe('INTERNAL_SERVER_ERROR');
  expect(JSON.stringify(refused)).not.toContain('PLANTED');
  expect(logged.join()).toContain('request failed');
});

it('tokens are in no log, and nothing keeps them but encrypted', async () => {
  await connected();
  await expectNoTokenKept();
});

async function expectNoTokenKept(): Promise<void> {
  expect(logged.join()).not.toContain('PLANTED');
  for (const table of ['activity_logs', 'idempotency_keys', 'twitter_connections']) {
    const rows = await test.prisma.$queryRawUnsafe(`SELECT to_jsonb(t)::text AS row FROM ${table} t`);
    expect(JSON.stringify(rows)).not.toContain('PLANTED');
    expect(JSON.stringify(rows)).not.toContain(Buffer.from('PLANTED').toString('hex'));
  }
}
