import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { decodeId, encodeId } from '../src/core/ids.js';
import { createLogger } from '../src/core/logger.js';
import type { AppDeps } from '../src/server/app.js';
import { createApp } from '../src/server/app.js';
import { createTokenCipher } from '../src/verification/token-cipher.js';
import type { TokenKey } from '../src/verification/token-keys.js';
import { createTestApp, type TestApp } from './support/app.js';
import { type Answered, type Command, command, textIn } from './support/command.js';

const tokenKey = (id: string): TokenKey => ({ id, key: randomBytes(32) });
const KEYS = [tokenKey('current'), tokenKey('old')];
const MISSING = '019b0000-0000-7000-8000-000000000000';
const ERROR = '... on Error { code message }';
const ACCOUNT =
  'id twitterId username displayName isActive lastVerifiedAt connectedAt scope tokenType user { id }';

let test: TestApp;
const logged: string[] = [];
const answered: string[] = [];

interface Commands {
  connect: Command;
  disconnect: Command;
  createTask: Command;
  updateTask: Command;
  submit: Command;
  record: Command;
}
let run: Commands;
let admin: Person;

interface Person {
  key: string;
  id: string;
}

beforeAll(async () => {
  test = await createTestApp({
    config: { tokenKeys: KEYS },
    logger: createLogger('trace', { write: (line) => logged.push(line) }),
  });
  run = commandsOf(test);
  admin = await person({ role: 'ADMIN', scopes: ['ADMIN'] });
}, 60_000);
afterAll(() => test.close());
// Before it is closed: of all that the tests did.
afterAll(() => expectNoSecretSaid());

function expectNoSecretSaid(): void {
  const secrets = ['PLANTED', ...KEYS.map(({ key }) => key.toString('base64'))];
  for (const text of [...answered, ...logged]) {
    for (const secret of secrets) expect(text).not.toContain(secret);
  }
}

function commandsOf({ ask }: Pick<TestApp, 'ask'>): Commands {
  const heard: Pick<TestApp, 'ask'> = {
    async ask(...question) {
      const answer = await ask(...question);
      answered.push(JSON.stringify([answer.body, [...answer.headers]]));
      return answer;
    },
  };
  return {
    connect: command(
      heard,
      'connectTwitter',
      `... on ConnectTwitterPayload { twitterAccount { ${ACCOUNT} } }
       ... on ConflictError { code message existing { id } }`,
    ),
    disconnect: command(
      heard,
      'disconnectTwitter',
      `... on DisconnectTwitterPayload { deletedTwitterAccountId } ... on NotFoundError { code message id }`,
    ),
    createTask: command(
      heard,
      'createSocialTask',
      '... on CreateSocialTaskPayload { socialTask { id title taskType taskTypeText target rewardCredits isActive } }',
    ),
    updateTask: command(
      heard,
      'updateSocialTask',
      `... on UpdateSocialTaskPayload { socialTask { id title taskType target rewardCredits isActive } }
       ... on NotFoundError { code message id }`,
    ),
    submit: command(
      heard,
      'submitCompletion',
      `... on SubmitCompletionPayload { completion { id status submittedAt decidedAt user { id } task { id } } }
       ${ERROR} ... on NotFoundError { id } ... on ConflictError { existing { id } }
       ... on InvalidTransitionError { from to allowed }`,
    ),
    record: command(
      heard,
      'recordVerification',
      `... on RecordVerificationPayload {
         completion { id status decidedAt }
         verificationLog { id result resultText taskType task { id } user { id } twitterAccount { id } errorMessage
           rejectionReason verificationTimeMs apiCallCount cacheHit twitterApiResponse } }
       ${ERROR} ... on NotFoundError { id } ... on InvalidTransitionError { from to allowed }`,
    ),
  };
}

/** The same database behind an app with other keys, or another folder. */
function appWith(overrides: { tokenKeys?: TokenKey[]; database?: AppDeps['database'] }) {
  const app = createApp({
    database: overrides.database ?? test.database,
    config: { ...test.config, tokenKeys: overrides.tokenKeys },
    logger: createLogger('trace', { write: (line) => logged.push(line) }),
  });
  return {
    ...commandsOf({
      async ask(query, variables, key) {
        const response = await app.fetch('http://localhost/graphql', {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
          body: JSON.stringify({ query, variables }),
        });
        return { status: response.status, headers: response.headers, body: await response.json() };
      },
    }),
    dispose: () => app.dispose(),
  };
}

async function person({
  role = 'USER',
  scopes = ['READ', 'MANAGE'],
}: {
  role?: 'USER' | 'ADMIN';
  scopes?: Array<'READ' | 'WORK' | 'MANAGE' | 'ADMIN'>;
} = {}): Promise<Person> {
  const { key, user } = await test.given.user({ role, key: { scopes } });
  return { key, id: user.id };
}

let counter = 0;
/** An X account with tokens that are looked for in everything that is said. */
function account(input: object = {}) {
  counter += 1;
  return {
    twitterId: `10${counter}`,
    username: `user_${counter}`,
    accessToken: `PLANTED-access-${counter}`,
    refreshToken: `PLANTED-refresh-${counter}`,
    tokenExpiresAt: '2030-01-01T00:00:00.000Z',
    scope: 'tweet.read users.read',
    ...input,
  };
}

async function givenTask(input: object = {}): Promise<string> {
  const task = { title: 'Follow us', taskType: 'FOLLOW', target: '@runledger', rewardCredits: 25, ...input };
  return textIn(await run.createTask.run(task, admin.key), 'socialTask.id');
}

async function givenCompletion(who: Person, task?: string): Promise<string> {
  const socialTaskId = task ?? (await givenTask());
  return textIn(await run.submit.run({ socialTaskId }, who.key), 'completion.id');
}

function uuidOf(id: string): string {
  const decoded = decodeId(id);
  if (!decoded) throw new Error(`${id} is no id`);
  return decoded.uuid;
}

const verified = (completionId: string, more: object = {}) => ({
  completionId,
  result: 'VERIFIED',
  verificationTimeMs: 120,
  apiCallCount: 1,
  ...more,
});

async function balanceOf({ id }: Person): Promise<number> {
  return (await test.prisma.creditAccount.findUniqueOrThrow({ where: { ownerId: id } })).balance;
}

const connectionOf = ({ id }: Person) => test.prisma.twitterAccount.findUnique({ where: { ownerId: id } });
const logsOf = ({ id }: Person) => test.prisma.verificationLog.findMany({ where: { ownerId: id } });
const names = (answers: readonly Answered[], name: string) =>
  answers.filter(({ __typename }) => __typename === name).length;

describe('connectTwitter', () => {
  it('stores the tokens encrypted, for the caller', async () => {
    const ada = await person();
    const input = account({ displayName: 'Ada', profileImageUrl: 'https://example.com/a.png' });
    const { twitterAccount } = await run.connect.run(input, ada.key);
    expect(twitterAccount).toMatchObject({
      twitterId: input.twitterId,
      username: input.username,
      displayName: 'Ada',
      isActive: true,
      lastVerifiedAt: null,
      tokenType: 'Bearer',
      user: { id: encodeId('User', ada.id) },
    });
    const row = await connectionOf(ada);
    if (!row) throw new Error('nothing was stored');
    expect(row.tokenKeyId).toBe('current');
    for (const bytes of [row.accessToken, row.refreshToken]) {
      expect(Buffer.from(bytes).includes('PLANTED')).toBe(false);
    }
    const cipher = createTokenCipher(KEYS);
    const open = (bytes: Uint8Array, userId: string, token: 'access' | 'refresh') =>
      cipher.decrypt(bytes, row.tokenKeyId, { userId, token });
    expect(open(row.accessToken, ada.id, 'access')).toBe(input.accessToken);
    expect(open(row.refreshToken, ada.id, 'refresh')).toBe(input.refreshToken);
    expect(() => open(row.accessToken, admin.id, 'access')).toThrow('does not decrypt');
    expect(() => open(row.accessToken, ada.id, 'refresh')).toThrow('does not decrypt');
  });

  it('again it is the same connection with new tokens; to another account, one that verified nothing', async () => {
    const ada = await person();
    const first = account();
    const id = textIn(await run.connect.run(first, ada.key), 'twitterAccount.id');
    const before = await connectionOf(ada);
    const lastVerifiedAt = new Date('2026-01-01T00:00:00Z');
    await test.prisma.twitterAccount.update({
      where: { ownerId: ada.id },
      data: { lastVerifiedAt, isActive: false },
    });
    const again = await run.connect.run(
      { ...first, username: 'renamed', accessToken: 'PLANTED-new' },
      ada.key,
    );
    expect(again.twitterAccount).toMatchObject({
      id,
      username: 'renamed',
      isActive: true,
      lastVerifiedAt: lastVerifiedAt.toISOString(),
      connectedAt: before?.connectedAt.toISOString(),
    });
    expect((await connectionOf(ada))?.accessToken).not.toEqual(before?.accessToken);

    const other = account();
    expect((await run.connect.run(other, ada.key)).twitterAccount).toMatchObject({
      id,
      twitterId: other.twitterId,
      lastVerifiedAt: null,
    });
    expect((await connectionOf(ada))?.connectedAt.getTime()).toBeGreaterThan(
      before?.connectedAt.getTime() ?? 0,
    );
  });

  it('an X account has one user; whose it is stays unsaid', async () => {
    const [ada, bob] = await Promise.all([person(), person()]);
    const input = account();
    await run.connect.run(input, ada.key);
    await run.connect.run(account(), bob.key);
    const before = await connectionOf(bob);
    for (const who of [bob, await person(), admin]) {
      const answer = await run.connect.run({ ...account(), twitterId: input.twitterId }, who.key);
      expect(answer).toMatchObject({ __typename: 'ConflictError', code: 'CONFLICT', existing: null });
      expect(JSON.stringify(answer)).not.toContain(encodeId('User', ada.id));
    }
    expect(await connectionOf(bob)).toEqual(before);
  });

  it.skipIf(inject('template').kind === 'embedded')(
    'of ten users at one X account, one has it; of ten calls of a user, one row is left (PostgreSQL: the embedded database does one at a time)',
    async () => {
      const people = await Promise.all(Array.from({ length: 10 }, () => person()));
      const { twitterId } = account();
      const answers = await Promise.all(
        people.map(({ key }) => run.connect.run({ ...account(), twitterId }, key)),
      );
      expect(names(answers, 'ConnectTwitterPayload')).toBe(1);
      expect(names(answers, 'ConflictError')).toBe(9);
      const ada = await person();
      const mine = await Promise.all(people.map(() => run.connect.run(account(), ada.key)));
      expect(new Set(mine.map((answer) => textIn(answer, 'twitterAccount.id'))).size).toBe(1);
    },
  );

  it.each([
    ['twitterId', { twitterId: ' ' }],
    ['twitterId', { twitterId: 'x'.repeat(256) }],
    ['username', { username: '@ada' }],
    ['username', { username: 'sixteen_letters_' }],
    ['displayName', { displayName: '' }],
    ['displayName', { displayName: 'x'.repeat(256) }],
    ['profileImageUrl', { profileImageUrl: 'javascript:alert(1)' }],
    ['profileImageUrl', { profileImageUrl: 'https://' }],
    ['profileImageUrl', { profileImageUrl: `https://example.com/${'x'.repeat(2_048)}` }],
    ['accessToken', { accessToken: '' }],
    ['accessToken', { accessToken: 'PLANTED'.repeat(2_000) }],
    ['refreshToken', { refreshToken: ' ' }],
    ['refreshToken', { refreshToken: 'PLANTED'.repeat(2_000) }],
    ['scope', { scope: '' }],
    ['scope', { scope: 'x'.repeat(2_001) }],
    ['tokenType', { tokenType: '' }],
  ])('%s out of bounds is refused', async (field, input) => {
    const ada = await person();
    expect(await run.connect.refusal(account(input), ada.key)).toMatchObject({
      code: 'BAD_USER_INPUT',
      path: `input.${field}`,
    });
    expect(await connectionOf(ada)).toBeNull();
  });

  it('without keys it is refused in so many words', async () => {
    const app = appWith({});
    const ada = await person();
    expect(await app.connect.refusal(account(), ada.key)).toMatchObject({
      code: 'FORBIDDEN',
      message: 'This server has no keys to encrypt tokens with: set TOKEN_KEYS.',
    });
    await app.dispose();
  });

  it.skipIf(inject('template').kind === 'server')(
    'an embedded database in a folder has a key there (a server has none)',
    async () => {
      if (test.database.kind !== 'embedded') throw new Error('not embedded');
      const dataDir = await mkdtemp(join(tmpdir(), 'runledger-data-'));
      const app = appWith({ database: { ...test.database, dataDir } });
      const people = await Promise.all([person(), person(), person()]);
      await Promise.all(people.map(({ key }) => app.connect.run(account(), key)));
      expect(await readdir(dataDir)).toEqual(['token-keys']);
      const rows = await Promise.all(people.map(connectionOf));
      expect(new Set(rows.map((row) => row?.tokenKeyId)).size).toBe(1);
      await app.dispose();
      await rm(dataDir, { recursive: true });
    },
  );
});

describe('disconnectTwitter', () => {
  it('forgets the tokens; the log stays, without the account', async () => {
    const ada = await person();
    const twitterAccountId = textIn(await run.connect.run(account(), ada.key), 'twitterAccount.id');
    await run.record.run(verified(await givenCompletion(ada)), admin.key);
    expect(await logsOf(ada)).toMatchObject([{ twitterAccountId: uuidOf(twitterAccountId) }]);
    expect(await run.disconnect.run({ twitterAccountId }, ada.key)).toEqual({
      __typename: 'DisconnectTwitterPayload',
      deletedTwitterAccountId: twitterAccountId,
    });
    expect(await connectionOf(ada)).toBeNull();
    expect(await logsOf(ada)).toMatchObject([{ twitterAccountId: null, result: 'VERIFIED' }]);
    expect(await run.disconnect.run({ twitterAccountId }, ada.key)).toMatchObject({
      __typename: 'NotFoundError',
      id: twitterAccountId,
    });
  });

  it('knows no one else’s; an administrator may', async () => {
    const [ada, bob] = await Promise.all([person(), person()]);
    const twitterAccountId = textIn(await run.connect.run(account(), ada.key), 'twitterAccount.id');
    const missing = encodeId('TwitterAccount', MISSING);
    const others = await run.disconnect.run({ twitterAccountId }, bob.key);
    const nobodys = await run.disconnect.run({ twitterAccountId: missing }, bob.key);
    expect({ ...others, id: '' }).toEqual({ ...nobodys, id: '' });
    expect(await connectionOf(ada)).not.toBeNull();
    expect(await run.disconnect.run({ twitterAccountId }, admin.key)).toMatchObject({
      deletedTwitterAccountId: twitterAccountId,
    });
    expect(await run.disconnect.refusal({ twitterAccountId: 'x' }, ada.key)).toMatchObject({
      code: 'BAD_USER_INPUT',
      path: 'input.twitterAccountId',
    });
  });
});

describe('social tasks', () => {
  it('are made and changed by administrators', async () => {
    const made = await run.createTask.run({ title: 'Like it', taskType: 'LIKE', target: '1' }, admin.key);
    expect(made.socialTask).toMatchObject({ rewardCredits: 0, isActive: true, target: '1' });
    const socialTaskId = textIn(made, 'socialTask.id');
    expect(
      (await run.updateTask.run({ socialTaskId, title: 'Like', rewardCredits: 9 }, admin.key)).socialTask,
    ).toMatchObject({ title: 'Like', rewardCredits: 9, isActive: true });
    expect((await run.updateTask.run({ socialTaskId, isActive: false }, admin.key)).socialTask).toMatchObject(
      {
        title: 'Like',
        isActive: false,
      },
    );
    expect((await run.updateTask.run({ socialTaskId }, admin.key)).socialTask).toMatchObject({
      title: 'Like',
    });
    const missing = encodeId('SocialTask', MISSING);
    expect(await run.updateTask.run({ socialTaskId: missing, title: 'x' }, admin.key)).toMatchObject({
      __typename: 'NotFoundError',
      id: missing,
    });
  });

  it.each([
    ['title', { title: '' }],
    ['title', { title: 'x'.repeat(256) }],
    ['rewardCredits', { rewardCredits: -1 }],
    ['rewardCredits', { rewardCredits: 1_000_001 }],
  ])('%s out of bounds is refused: %j', async (field, input) => {
    const path = `input.${field}`;
    const task = { title: 't', taskType: 'QUOTE', target: 't', ...input };
    expect(await run.createTask.refusal(task, admin.key)).toMatchObject({ code: 'INVALID_INPUT', path });
    const socialTaskId = encodeId('SocialTask', MISSING);
    expect(await run.updateTask.refusal({ socialTaskId, ...input }, admin.key)).toMatchObject({
      code: 'BAD_USER_INPUT',
      path,
    });
  });

  it('OTHER says in words what it is, and no other type does', async () => {
    const other = { title: 'Pin it', taskType: 'OTHER', target: '1' };
    const made = await run.createTask.run({ ...other, taskTypeText: 'PIN' }, admin.key);
    expect(made.socialTask).toMatchObject({ taskType: 'OTHER', taskTypeText: 'PIN' });
    expect((await run.createTask.run({ ...other, taskType: 'LIKE' }, admin.key)).socialTask).toMatchObject({
      taskTypeText: null,
    });
    for (const input of [
      other,
      { ...other, taskTypeText: ' ' },
      { ...other, taskTypeText: 'x'.repeat(256) },
      { ...other, taskType: 'LIKE', taskTypeText: 'PIN' },
    ]) {
      expect(await run.createTask.refusal(input, admin.key)).toMatchObject({
        code: 'INVALID_INPUT',
        path: 'input.taskTypeText',
      });
    }
    const { body } = await test.ask(
      '{ socialTasks(taskType: [OTHER]) { nodes { taskTypeText } } }',
      {},
      admin.key,
    );
    expect(body).toEqual({ data: { socialTasks: { nodes: [{ taskTypeText: 'PIN' }] } } });
    const row = { title: 't', target: 't', taskType: 'OTHER' } as const;
    await expect(test.prisma.socialTask.create({ data: row })).rejects.toThrow();
  });

  it('a target is needed, and null takes nothing away', async () => {
    for (const target of ['', 'x'.repeat(2_049)]) {
      expect(
        await run.createTask.refusal({ title: 't', taskType: 'QUOTE', target }, admin.key),
      ).toMatchObject({ code: 'INVALID_INPUT', path: 'input.target' });
    }
    const socialTaskId = await givenTask();
    for (const field of ['title', 'rewardCredits', 'isActive']) {
      expect(await run.updateTask.refusal({ socialTaskId, [field]: null }, admin.key)).toMatchObject({
        code: 'BAD_USER_INPUT',
        path: `input.${field}`,
      });
    }
  });
});

describe('submitCompletion', () => {
  it('claims a task once', async () => {
    const [ada, bob] = await Promise.all([person(), person()]);
    const socialTaskId = await givenTask();
    const first = await run.submit.run({ socialTaskId }, ada.key);
    expect(first.completion).toMatchObject({
      status: 'PENDING',
      decidedAt: null,
      user: { id: encodeId('User', ada.id) },
      task: { id: socialTaskId },
    });
    const again = { __typename: 'ConflictError', existing: { id: textIn(first, 'completion.id') } };
    expect(await run.submit.run({ socialTaskId }, ada.key)).toMatchObject(again);
    await run.updateTask.run({ socialTaskId, isActive: false }, admin.key);
    expect(await run.submit.run({ socialTaskId }, ada.key)).toMatchObject(again);
    expect(await run.submit.run({ socialTaskId }, bob.key)).toMatchObject({
      __typename: 'InvalidTransitionError',
      from: 'INACTIVE',
      to: 'PENDING',
      allowed: ['ACTIVE'],
    });
  });

  it('knows no task that there is none of', async () => {
    const ada = await person();
    const socialTaskId = encodeId('SocialTask', MISSING);
    expect(await run.submit.run({ socialTaskId }, ada.key)).toMatchObject({
      __typename: 'NotFoundError',
      id: socialTaskId,
    });
    expect(await run.submit.refusal({ socialTaskId: 'x' }, ada.key)).toMatchObject({
      code: 'BAD_USER_INPUT',
      path: 'input.socialTaskId',
    });
  });

  it.skipIf(inject('template').kind === 'embedded')(
    'ten times at once makes one (PostgreSQL: the embedded database does one at a time)',
    async () => {
      const ada = await person();
      const socialTaskId = await givenTask();
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => run.submit.run({ socialTaskId }, ada.key)),
      );
      expect(names(answers, 'SubmitCompletionPayload')).toBe(1);
      expect(names(answers, 'ConflictError')).toBe(9);
    },
  );

  it('claims it again after a rejection, as a claim of its own, until one is verified', async () => {
    const ada = await person();
    const socialTaskId = await givenTask();
    const rejected: string[] = [];
    for (let i = 0; i < 2; i += 1) {
      const completionId = await givenCompletion(ada, socialTaskId);
      await run.record.run({ ...verified(completionId), result: 'REJECTED' }, admin.key);
      rejected.push(completionId);
    }
    const last = await givenCompletion(ada, socialTaskId);
    expect(new Set([...rejected, last]).size).toBe(3);
    const refused = { __typename: 'ConflictError', existing: { id: last } };
    expect(await run.submit.run({ socialTaskId }, ada.key)).toMatchObject(refused);
    await run.record.run(verified(last), admin.key);
    expect(await run.submit.run({ socialTaskId }, ada.key)).toMatchObject(refused);
    expect(await balanceOf(ada)).toBe(25);
    // What was decided stays so.
    const [first = ''] = rejected;
    expect(await run.record.run(verified(first), admin.key)).toMatchObject({ from: 'REJECTED' });
    const { body } = await test.ask(
      'query ($id: ID!) { completions(taskId: $id) { nodes { id status } } }',
      { id: socialTaskId },
      ada.key,
    );
    expect(body).toMatchObject({
      data: {
        completions: {
          nodes: [
            { id: last, status: 'VERIFIED' },
            { id: rejected[1], status: 'REJECTED' },
            { id: rejected[0], status: 'REJECTED' },
          ],
        },
      },
    });
  });

  it('the database holds that at most one of a person and task is pending or verified', async () => {
    const ada = await person();
    const socialTaskId = await givenTask();
    const taskId = uuidOf(socialTaskId);
    const completionId = uuidOf(await givenCompletion(ada, socialTaskId));
    const row = { ownerId: ada.id, taskId };
    const decidedAt = new Date();
    const unique = expect.objectContaining({ code: 'P2002' });
    await expect(test.prisma.completion.create({ data: row })).rejects.toEqual(unique);
    await test.prisma.completion.update({
      where: { id: completionId },
      data: { status: 'REJECTED', decidedAt },
    });
    await test.prisma.completion.create({ data: { ...row, status: 'VERIFIED', decidedAt } });
    await expect(test.prisma.completion.create({ data: row })).rejects.toEqual(unique);
    const back = test.prisma.completion.update({
      where: { id: completionId },
      data: { status: 'VERIFIED' },
    });
    await expect(back).rejects.toEqual(unique);
  });
});

describe('recordVerification', () => {
  it('VERIFIED writes the log from the rows, decides, pays, and dates the X account', async () => {
    const ada = await person();
    const twitterAccountId = textIn(await run.connect.run(account(), ada.key), 'twitterAccount.id');
    const socialTaskId = await givenTask({ taskType: 'RETWEET', rewardCredits: 40 });
    const completionId = await givenCompletion(ada, socialTaskId);
    const answer = await run.record.run(
      verified(completionId, { cacheHit: true, twitterApiResponse: { data: [1, null] } }),
      admin.key,
    );
    expect(answer).toMatchObject({
      completion: { id: completionId, status: 'VERIFIED', decidedAt: expect.any(String) },
      verificationLog: {
        result: 'VERIFIED',
        taskType: 'RETWEET',
        task: { id: socialTaskId },
        user: { id: encodeId('User', ada.id) },
        twitterAccount: { id: twitterAccountId },
        verificationTimeMs: 120,
        apiCallCount: 1,
        cacheHit: true,
        twitterApiResponse: { data: [1, null] },
        errorMessage: null,
        rejectionReason: null,
      },
    });
    expect(await balanceOf(ada)).toBe(40);
    expect(await test.prisma.creditTransaction.findMany({ where: { ownerId: ada.id } })).toMatchObject([
      { type: 'GRANT', amount: 40, balanceAfter: 40 },
    ]);
    expect((await connectionOf(ada))?.lastVerifiedAt).toBeInstanceOf(Date);
  });

  it('REJECTED decides and pays nothing; ERROR leaves it open', async () => {
    const ada = await person();
    await run.connect.run(account(), ada.key);
    const completionId = await givenCompletion(ada);
    const failed = verified(completionId, { result: 'ERROR', errorMessage: 'X is away' });
    for (let i = 0; i < 2; i += 1) {
      expect(await run.record.run(failed, admin.key)).toMatchObject({
        completion: { status: 'PENDING', decidedAt: null },
        verificationLog: { result: 'ERROR', errorMessage: 'X is away' },
      });
    }
    expect((await connectionOf(ada))?.lastVerifiedAt).toBeNull();
    expect(
      await run.record.run(
        verified(completionId, { result: 'REJECTED', rejectionReason: 'not followed' }),
        admin.key,
      ),
    ).toMatchObject({
      completion: { status: 'REJECTED' },
      verificationLog: { result: 'REJECTED', rejectionReason: 'not followed' },
    });
    expect(await balanceOf(ada)).toBe(0);
    expect(await logsOf(ada)).toHaveLength(3);
  });

  it('what is decided is final', async () => {
    const ada = await person();
    const completionId = await givenCompletion(ada);
    await run.record.run(verified(completionId), admin.key);
    for (const result of ['VERIFIED', 'REJECTED', 'ERROR']) {
      expect(await run.record.run(verified(completionId, { result }), admin.key)).toMatchObject({
        __typename: 'InvalidTransitionError',
        from: 'VERIFIED',
        to: result,
        allowed: [],
      });
    }
    expect(await balanceOf(ada)).toBe(25);
    expect(await logsOf(ada)).toHaveLength(1);
  });

  it('a task without a reward moves no credits, an inactive account is not used', async () => {
    const ada = await person();
    await run.connect.run(account(), ada.key);
    await test.prisma.twitterAccount.update({ where: { ownerId: ada.id }, data: { isActive: false } });
    const completionId = await givenCompletion(ada, await givenTask({ rewardCredits: 0 }));
    expect(await run.record.run(verified(completionId), admin.key)).toMatchObject({
      completion: { status: 'VERIFIED' },
      verificationLog: { twitterAccount: null },
    });
    expect(await test.prisma.creditTransaction.count({ where: { ownerId: ada.id } })).toBe(0);
    expect((await connectionOf(ada))?.lastVerifiedAt).toBeNull();
  });

  it('a key does it once, answers the same again, and refuses another request', async () => {
    const ada = await person();
    const completionId = await givenCompletion(ada);
    const request = verified(completionId, { idempotencyKey: 'verify-1' });
    const first = await run.record.run(request, admin.key);
    expect(await run.record.run(request, admin.key)).toEqual(first);
    expect(await run.record.run({ ...request, apiCallCount: 2 }, admin.key)).toMatchObject({
      __typename: 'ConflictError',
    });
    expect(await balanceOf(ada)).toBe(25);
    expect(await logsOf(ada)).toHaveLength(1);

    // A refusal keeps no key.
    const missing = verified(encodeId('Completion', MISSING), { idempotencyKey: 'verify-2' });
    expect(await run.record.run(missing, admin.key)).toMatchObject({ __typename: 'NotFoundError' });
    const other = await givenCompletion(await person());
    expect(await run.record.run(verified(other, { idempotencyKey: 'verify-2' }), admin.key)).toMatchObject({
      __typename: 'RecordVerificationPayload',
    });
  });

  it('keeps the verifier’s own word for it', async () => {
    const ada = await person();
    const word = verified(await givenCompletion(ada), { resultText: 'VERIFIED_BY_CACHE' });
    expect(await run.record.run(word, admin.key)).toMatchObject({
      verificationLog: { result: 'VERIFIED', resultText: 'VERIFIED_BY_CACHE' },
    });
    const plain = verified(await givenCompletion(ada));
    expect(await run.record.run(plain, admin.key)).toMatchObject({ verificationLog: { resultText: null } });
  });

  it('nobody verifies their own, administrator or not', async () => {
    const judge = await person({ role: 'ADMIN', scopes: ['ADMIN'] });
    const completionId = await givenCompletion(judge);
    expect(await run.record.refusal(verified(completionId), judge.key)).toMatchObject({
      code: 'FORBIDDEN',
      message: 'You cannot verify your own completion: another administrator must.',
    });
    expect(await balanceOf(judge)).toBe(0);
    expect(await logsOf(judge)).toEqual([]);
    const ada = await person({ scopes: ['READ', 'WORK', 'MANAGE'] });
    const own = await givenCompletion(ada);
    expect(await run.record.refusal(verified(own), ada.key)).toMatchObject({ code: 'FORBIDDEN' });
    await run.record.run(verified(completionId), admin.key);
    expect(await balanceOf(judge)).toBe(25);
  });

  it.skipIf(inject('template').kind === 'embedded')(
    'ten at once pay once (PostgreSQL: the embedded database does one at a time)',
    async () => {
      for (const more of [{}, { idempotencyKey: 'race' }]) {
        const ada = await person();
        await run.connect.run(account(), ada.key);
        const completionId = await givenCompletion(ada);
        const judges = await Promise.all([
          person({ role: 'ADMIN', scopes: ['ADMIN'] }),
          person({ role: 'ADMIN', scopes: ['ADMIN'] }),
        ]);
        const answers = await Promise.all(
          Array.from({ length: 10 }, (_, i) =>
            run.record.run(verified(completionId, more), (judges[i % 2] ?? admin).key),
          ),
        );
        // One judge's equal requests with a key all answer what the first of them did.
        expect(names(answers, 'RecordVerificationPayload')).toBe('idempotencyKey' in more ? 5 : 1);
        expect(names(answers, 'InvalidTransitionError')).toBe('idempotencyKey' in more ? 5 : 9);
        expect(await balanceOf(ada)).toBe(25);
        expect(await logsOf(ada)).toHaveLength(1);
      }
    },
  );

  it.each([
    ['completionId', { completionId: 'x' }],
    ['verificationTimeMs', { verificationTimeMs: -1 }],
    ['apiCallCount', { apiCallCount: -1 }],
    ['resultText', { resultText: '' }],
    ['resultText', { resultText: 'x'.repeat(256) }],
    ['idempotencyKey', { idempotencyKey: '' }],
    ['idempotencyKey', { idempotencyKey: 'x'.repeat(201) }],
  ])('%s out of bounds is refused', async (field, input) => {
    const bad = verified(encodeId('Completion', MISSING), input);
    expect(await run.record.refusal(bad, admin.key)).toMatchObject({
      code: 'BAD_USER_INPUT',
      path: `input.${field}`,
    });
  });

  it('encrypts with the current key what an older one opens, and leaves what none does', async () => {
    const old = appWith({ tokenKeys: KEYS.slice(1) });
    const stranger = appWith({ tokenKeys: [tokenKey('stranger')] });
    const ada = await person();
    const input = account();
    await old.connect.run(input, ada.key);
    const before = await connectionOf(ada);
    expect(before?.tokenKeyId).toBe('old');

    await stranger.record.run(verified(await givenCompletion(ada)), admin.key);
    expect(await connectionOf(ada)).toMatchObject({
      tokenKeyId: 'old',
      accessToken: before?.accessToken,
      refreshToken: before?.refreshToken,
    });

    await run.record.run(verified(await givenCompletion(ada)), admin.key);
    const after = await connectionOf(ada);
    if (!after) throw new Error('the connection is gone');
    expect(after.tokenKeyId).toBe('current');
    const cipher = createTokenCipher(KEYS.slice(0, 1));
    expect(cipher.decrypt(after.accessToken, 'current', { userId: ada.id, token: 'access' })).toBe(
      input.accessToken,
    );
    expect(cipher.decrypt(after.refreshToken, 'current', { userId: ada.id, token: 'refresh' })).toBe(
      input.refreshToken,
    );
    await Promise.all([old.dispose(), stranger.dispose()]);
  });
});

describe('who may', () => {
  const inputs = {
    connect: () => account(),
    disconnect: () => ({ twitterAccountId: encodeId('TwitterAccount', MISSING) }),
    submit: () => ({ socialTaskId: encodeId('SocialTask', MISSING) }),
    createTask: () => ({ title: 't', taskType: 'LIKE', target: 't' }),
    updateTask: () => ({ socialTaskId: encodeId('SocialTask', MISSING), title: 't' }),
    record: () => verified(encodeId('Completion', MISSING)),
  };
  const all = ['connect', 'disconnect', 'submit', 'createTask', 'updateTask', 'record'] as const;

  it.each(all)('%s needs credentials', async (name) => {
    expect(await run[name].refusal(inputs[name]())).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it.each(all)('%s needs its scope', async (name) => {
    const { key } = await person({ scopes: ['READ', 'WORK'] });
    expect(await run[name].refusal(inputs[name](), key)).toMatchObject({ code: 'FORBIDDEN' });
  });

  it.each(['createTask', 'updateTask', 'record'] as const)('%s is for administrators', async (name) => {
    const { key } = await person({ scopes: ['READ', 'WORK', 'MANAGE', 'ADMIN'] });
    expect(await run[name].refusal(inputs[name](), key)).toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('the tokens', () => {
  it('are not said when a request goes wrong', async () => {
    const ada = await person();
    const { scope: _, ...incomplete } = account();
    const literal = JSON.stringify(incomplete).replaceAll(/"(\w+)":/g, '$1:');
    const documents: Array<[string, object?]> = [
      [
        'mutation ($input: ConnectTwitterInput!) { connectTwitter(input: $input) { __typename } }',
        { input: incomplete },
      ],
      [
        'mutation ($input: ConnectTwitterInput!) { connectTwitter(input: $input) { __typename } }',
        { input: { ...incomplete, scope: 1, accesToken: 'PLANTED' } },
      ],
      [
        'mutation ($input: ConnectTwitterInput!) { connectTwitter(input: $input) { nothing } }',
        { input: account() },
      ],
      [`mutation { connectTwitter(input: ${literal}) { __typename } }`],
      [`mutation { connectTwitter(input: ${literal.replace(/}$/, ', scope: 1}')}) { __typename } }`],
    ];
    for (const [document, variables] of documents) {
      const { body } = await test.ask(document, { ...variables }, ada.key);
      expect(body).toHaveProperty('errors');
      answered.push(JSON.stringify(body));
    }
  });

  it('are not said when the database fails', async () => {
    const ada = await person();
    await test.prisma
      .$executeRaw`ALTER TABLE twitter_connections ADD CONSTRAINT broken CHECK (false) NOT VALID`;
    const before = logged.length;
    expect(await run.connect.refusal(account(), ada.key)).toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
    await test.prisma.$executeRaw`ALTER TABLE twitter_connections DROP CONSTRAINT broken`;
    expect(logged.slice(before).join()).toContain('request failed');
  });

  it('are in no answer and no log line', async () => {
    const ada = await person();
    const before = answered.length;
    await run.connect.run(account(), ada.key);
    await test.ask('{ viewer { twitterAccount { id } } }', {}, ada.key);
    expect(answered.length).toBeGreaterThan(before);
    expectNoSecretSaid();
  });
});
