import { isNonNullType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { encodeId } from '../src/core/ids.js';
import { type ApiKeyScope, Prisma } from '../src/generated/prisma/client.js';
import { schema } from '../src/schema.js';
import { createTestApp, type TestApp } from './support/app.js';
import { deedsOf } from './support/deeds.js';
import { ask, isConnection, rootFields } from './support/walk.js';
import { uuid } from './support/world/values.js';
import type { World } from './support/world/world.js';

const FOR_ADMINISTRATORS = ['activityLogs', 'twitterAccounts', 'users'];
/** Everything of the team is named after it. */
const SECRETS = /tango/i;

/** Somebody with a key of their own account, and a session. */
interface Person {
  id: string;
  key: string;
  session: string;
}

const bodies = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(z.object({ message: z.string(), extensions: z.looseObject({ code: z.string() }) }))
    .optional(),
});

let test: TestApp;
let team: World;
let account: string;
let owner: Person;
let maintainer: Person;
let reader: Person;
let stranger: Person;
let admin: Person;

async function person(name: string, role: 'USER' | 'ADMIN' = 'USER'): Promise<Person> {
  const { key, user } = await test.given.user({ email: `${name}@example.com`, fullName: name, role });
  return { id: user.id, key, session: await test.given.session(user.id) };
}

beforeAll(async () => {
  test = await createTestApp({ config: { tokenKeys: [{ id: 'k1', key: Buffer.alloc(32, 1) }] } });
  owner = await person('olga');
  maintainer = await person('max');
  reader = await person('rita');
  stranger = await person('sven');
  admin = await person('anna', 'ADMIN');
  team = await test.given.world('tango', {
    members: { [owner.id]: 'OWNER', [maintainer.id]: 'MAINTAINER', [reader.id]: 'VIEWER' },
  });
  account = encodeId('Account', team.userId);
}, 90_000);
afterAll(() => test?.close());

/** A key of the team, as a member makes it. */
async function keyOf({ session }: Person, scopes: ApiKeyScope[], name = 'k') {
  const document = `mutation($input: CreateApiKeyInput!) { result: createApiKey(input: $input) {
    __typename ... on CreateApiKeyPayload { apiKey { id } secret } ... on Error { message } } }`;
  const { body } = await test.ask(document, { input: { name, scopes } }, session, account);
  return z
    .object({
      data: z.object({ result: z.object({ apiKey: z.object({ id: z.string() }), secret: z.string() }) }),
    })
    .parse(body).data.result;
}

async function answer(document: string, key: string, named?: string) {
  const { status, body } = await test.ask(document, {}, key, named);
  return { status, text: JSON.stringify(body), ...bodies.parse(body) };
}

const codeOf = async (document: string, key: string, named?: string) =>
  (await answer(document, key, named)).errors?.[0]?.extensions.code ?? 'none';

/** The address of a download is another each time, and of whoever asks; the cursor for now is of the moment. */
const withoutMoments = (text: string) =>
  text.replaceAll(/token=[^"]+/g, 'token=').replaceAll(/"eventCursor":"[^"]*"/g, '');

describe('what a member reads', () => {
  const lists = rootFields.filter((field) => isConnection(field) && !FOR_ADMINISTRATORS.includes(field.name));

  it.each(lists)('of $name is the team’s for whoever acts for it, and for nobody else', async (field) => {
    const document = `{ ${ask({ parent: 'Query', field }, 1)} }`;
    const bySession = await Promise.all(
      [owner, maintainer, reader].map(async ({ session }) =>
        withoutMoments((await answer(document, session, account)).text),
      ),
    );
    expect(new Set(bySession).size).toBe(1);
    expect(withoutMoments((await answer(document, team.key)).text)).toBe(bySession[0]);
    // What only people have.
    const isOfPeople = ['socialTasks', 'completions', 'verificationLogs'].includes(field.name);
    if (!isOfPeople) expect(bySession[0]).toMatch(SECRETS);
    for (const key of [owner.session, owner.key, reader.session, stranger.session, stranger.key]) {
      const { text, errors } = await answer(document, key);
      expect(errors).toBeUndefined();
      expect(text).not.toMatch(SECRETS);
    }
  });

  it('is every thing of the team by its id', async () => {
    const ids = Object.entries(team.ids)
      .filter(([type]) => !['SocialTask', 'User'].includes(type))
      .flatMap(([, all]) => all.slice(0, 5));
    expect(ids.length).toBeGreaterThan(60);
    const nodes = async (key: string, named?: string) => {
      const { body } = await test.ask('query($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids }, key, named);
      const shape = z.object({ data: z.object({ nodes: z.array(z.object({ id: z.string() }).nullable()) }) });
      return shape.parse(body).data.nodes.filter((node) => node !== null).length;
    };
    for (const { session } of [owner, maintainer, reader])
      expect(await nodes(session, account)).toBe(ids.length);
    expect(await nodes(team.key)).toBe(ids.length);
    for (const key of [owner.session, owner.key, reader.key, stranger.key]) expect(await nodes(key)).toBe(0);
  });

  it('are the members, with their roles', async () => {
    const document =
      '{ account { id kind name members { nodes { role user { fullName } } count { value } } } }';
    const expected = {
      id: account,
      kind: 'TEAM',
      name: 'tango team',
      members: {
        nodes: expect.arrayContaining([
          { role: 'OWNER', user: { fullName: 'olga' } },
          { role: 'MAINTAINER', user: { fullName: 'max' } },
          { role: 'VIEWER', user: { fullName: 'rita' } },
        ]),
        count: { value: 3 },
      },
    };
    expect((await answer(document, reader.session, account)).data?.account).toEqual(expected);
  });

  it('of themselves has all accounts, and a person’s own by the same UUID', async () => {
    const document =
      '{ viewer { account { id kind } accounts { role account { id kind name } } } account { id } }';
    const own = encodeId('Account', reader.id);
    expect((await answer(document, reader.session)).data).toEqual({
      viewer: {
        account: { id: own, kind: 'PERSON' },
        accounts: [
          { role: 'OWNER', account: { id: own, kind: 'PERSON', name: 'rita' } },
          { role: 'VIEWER', account: { id: account, kind: 'TEAM', name: 'tango team' } },
        ],
      },
      account: { id: own },
    });
    // A team's key is not its maker.
    expect(await codeOf('{ viewer { accounts { role } } }', team.key)).toBe('FORBIDDEN');
    expect((await answer('{ viewer { id } }', team.key)).data?.viewer).toEqual({
      id: encodeId('User', owner.id),
    });
  });

  it.each([
    'viewer { jobs { nodes { id } } }',
    'viewer { projects { nodes { id } } }',
    'viewer { apiKeys { id } }',
    'viewer { creditAccount { balance } }',
    'viewer { quotas { used } }',
    'viewer { notifications { nodes { id } } }',
    'viewer { notificationPreferences { email } }',
    'viewer { activity { nodes { id } } }',
    'viewer { twitterAccount { id } }',
    'viewer { usage(from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z") { value } }',
    'account { members { nodes { user { jobs { nodes { id } } } } } }',
    'account { members { nodes { user { accounts { id } } } } }',
  ])('of another account than is acted for is refused: %s', async (selection) => {
    for (const key of [owner.session, reader.session]) {
      expect(await codeOf(`{ ${selection} }`, key, account)).toBe('FORBIDDEN');
    }
    expect(await codeOf(`{ ${selection} }`, team.key)).toBe('FORBIDDEN');
  });

  it.each([
    'jobs { nodes { id } }',
    'projects { nodes { id } }',
    'apiKeys { id }',
    'creditAccount { balance }',
    'quotas { used }',
    'members { nodes { role } }',
    'usage(from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z") { value }',
  ])('of a team is for who acts for it: %s', async (selection) => {
    const document = `{ viewer { accounts { account { ... on Account { ${selection} } } } } }`;
    const { text, errors } = await answer(document, owner.session);
    expect(errors?.map(({ extensions }) => extensions.code)).toContain('FORBIDDEN');
    expect(text).not.toMatch(SECRETS);
    expect(await codeOf(`{ account { ${selection} } }`, owner.session, account)).toBe('none');
  });

  it('shows who did something, of the members', async () => {
    const run = await test.prisma.execution.findFirstOrThrow({
      where: { ownerId: team.userId, createdByUserId: owner.id, createdBy: { not: Prisma.DbNull } },
    });
    const document = `{ execution(id: "${encodeId('Execution', run.id)}") { createdBy { user { fullName } } } }`;
    const seen = await answer(document, reader.session, account);
    expect(seen.errors).toBeUndefined();
    expect(seen.data).toEqual({ execution: { createdBy: { user: { fullName: 'olga' } } } });
  });
});

describe('x-runledger-account', () => {
  const document = '{ account { id } jobs(first: 1) { nodes { id } } }';

  it('that names no account of theirs is refused by one answer', async () => {
    const others = encodeId('Account', stranger.id);
    const none = encodeId('Account', uuid('nobody'));
    const wrong = [others, none, encodeId('User', owner.id), 'account_', 'x'.repeat(500), '', team.userId];
    const answers = await Promise.all(wrong.map((named) => test.ask(document, {}, owner.session, named)));
    for (const { status, body } of answers) {
      expect(status).toBe(403);
      expect(body).toEqual(answers[0]?.body);
    }
    expect(bodies.parse(answers[0]?.body).errors?.[0]).toMatchObject({
      message: 'x-runledger-account: your credentials do not act for such an account.',
      extensions: { code: 'FORBIDDEN' },
    });
    // A stranger to the team learns no more of it.
    expect((await test.ask(document, {}, stranger.session, account)).body).toEqual(answers[0]?.body);
    expect((await test.ask(document, {}, admin.session, account)).body).toEqual(answers[0]?.body);
  });

  it('of a key names the key’s own account, or nothing', async () => {
    expect(await codeOf(document, team.key, account)).toBe('none');
    expect(await codeOf(document, owner.key, encodeId('Account', owner.id))).toBe('none');
    expect(await codeOf(document, owner.key, account)).toBe('FORBIDDEN');
    expect(await codeOf(document, team.key, encodeId('Account', owner.id))).toBe('FORBIDDEN');
  });

  it('is nothing to who has no credentials', async () => {
    const { status, body } = await test.ask('{ viewer { id } }', {}, undefined, account);
    expect([status, body]).toEqual([200, { data: { viewer: null } }]);
  });

  it('costs no statement while nothing changes', async () => {
    const asking = () => test.ask('{ __typename }', {}, reader.session, account);
    await asking();
    const burst = async () => {
      const { statements } = await test.recordStatements(async () => {
        for (let i = 0; i < 5; i += 1) await asking();
      });
      return statements;
    };
    // One burst may meet the moment at which what is known is looked up again.
    await expect.poll(burst).toEqual([]);
  });
});

describe('what a member writes', () => {
  const deeds = () => deedsOf({ prisma: test.prisma, own: team, victim: encodeId('User', stranger.id) });
  const anything = new Proxy({}, { get: () => encodeId('Execution', uuid('nobody')) });

  it('as a VIEWER is nothing, of all mutations', async () => {
    const before = await test.prisma.activityLog.count();
    const tried = new Set<string>();
    for (const { mutation, input, by } of deeds()) {
      // A ticket changes nothing: it is for listening.
      if (by === 'anybody' || mutation === 'createStreamTicket') continue;
      tried.add(mutation);
      const type = schema.getMutationType()?.getFields()[mutation]?.args[0]?.type;
      const document = `mutation($input: ${type}) { ${mutation}(input: $input) { __typename } }`;
      const { body } = await test.ask(document, { input: input(anything) }, reader.session, account);
      expect({ mutation, code: bodies.parse(body).errors?.[0]?.extensions.code }).toEqual({
        mutation,
        code: 'FORBIDDEN',
      });
      expect(isNonNullType(type)).toBe(true);
    }
    expect(tried.size).toBeGreaterThan(45);
    expect(await test.prisma.activityLog.count()).toBe(before);
    expect(
      await codeOf(
        'mutation { createApiKey(input: { name: "k", scopes: [READ] }) { __typename } }',
        reader.session,
        account,
      ),
    ).toBe('FORBIDDEN');
  });

  it('as a MAINTAINER is the team’s: jobs, runs, projects', async () => {
    const { secret } = await keyOf(maintainer, ['READ', 'WORK', 'MANAGE']);
    for (const [key, named] of [
      [maintainer.session, account],
      [secret, undefined],
    ] as const) {
      const slug = `made-${named ? 'in-person' : 'by-key'}`;
      const created = await answer(
        `mutation { createJob(input: { name: "${slug}", slug: "${slug}", kind: { bot: { botId: "b" } } }) {
           ... on CreateJobPayload { job { id owner { id } } } } }`,
        key,
        named,
      );
      expect(created.data?.createJob).toMatchObject({ job: { owner: { id: account } } });
      const run = await answer(
        `mutation { enqueueExecution(input: { jobSlug: "${slug}" }) {
           ... on EnqueueExecutionPayload { execution { id owner { id } createdBy { user { fullName } } } } } }`,
        key,
        named,
      );
      expect(run.data?.enqueueExecution).toMatchObject({
        execution: { owner: { id: account }, createdBy: { user: { fullName: 'max' } } },
      });
    }
    const log = await test.prisma.activityLog.findMany({
      where: { ownerId: team.userId, userId: maintainer.id, action: 'job.created' },
    });
    expect(log).toHaveLength(2);
    // Who reads for the team sees what the others see; who does not, does not.
    expect(
      (
        await answer(
          '{ jobs(filter: { search: "made-in-person" }) { nodes { slug } } }',
          reader.session,
          account,
        )
      ).text,
    ).toContain('made-in-person');
    expect(
      (await answer('{ jobs(filter: { search: "made-in-person" }) { nodes { slug } } }', maintainer.session))
        .text,
    ).not.toContain('made-in');
  });

  it.each([
    'updateUser(input: { fullName: "x" })',
    'connectTwitter(input: { twitterId: "1", username: "x", accessToken: "a", refreshToken: "b", tokenExpiresAt: "2100-01-01T00:00:00Z", scope: "s" })',
    'signOut(input: { everywhere: true })',
    'renewSession(input: {})',
  ])('for a team is nothing of a person’s own: %s', async (mutation) => {
    const { secret } = await keyOf(owner, ['READ', 'WORK', 'MANAGE']);
    expect(await codeOf(`mutation { ${mutation} { __typename } }`, secret)).toBe('FORBIDDEN');
    expect(await codeOf(`mutation { ${mutation} { __typename } }`, owner.session, account)).toBe('FORBIDDEN');
    expect(await test.prisma.session.count({ where: { ownerId: owner.id } })).toBe(1);
  });

  it('never is who made the key', async () => {
    const { secret } = await keyOf(owner, ['READ', 'WORK', 'MANAGE']);
    const mutation = `mutation { deleteUser(input: { userId: "${encodeId('User', owner.id)}" }) { __typename } }`;
    expect(await codeOf(mutation, secret)).toBe('FORBIDDEN');
    const [socialTaskId] = team.ids.SocialTask;
    expect(
      await codeOf(
        `mutation { submitCompletion(input: { socialTaskId: "${socialTaskId}" }) { __typename } }`,
        secret,
      ),
    ).toBe('FORBIDDEN');
  });
});

describe('keys of a team', () => {
  const change = (mutation: string, apiKeyId: string, key: string) =>
    codeOf(
      `mutation { ${mutation}(input: { apiKeyId: "${apiKeyId}" }) { __typename ... on Error { code } } }`,
      key,
      account,
    );

  it('of others are an owner’s to change', async () => {
    const owners = await keyOf(owner, ['READ']);
    const maintainers = await keyOf(maintainer, ['READ']);
    expect(await change('revokeApiKey', owners.apiKey.id, maintainer.session)).toBe('FORBIDDEN');
    expect(await change('rotateApiKey', owners.apiKey.id, maintainer.session)).toBe('FORBIDDEN');
    expect(await change('rotateApiKey', maintainers.apiKey.id, maintainer.session)).toBe('none');
    expect(await change('revokeApiKey', maintainers.apiKey.id, owner.session)).toBe('none');
    expect(await codeOf('{ account { id } }', maintainers.secret)).toBe('UNAUTHENTICATED');
  });

  it('know no scope of administrators', async () => {
    // Of their own, since a membership that ended is believed for a while.
    const other = await person('otto', 'ADMIN');
    await test.prisma.membership.create({
      data: { accountId: team.userId, userId: other.id, role: 'MAINTAINER' },
    });
    const ask = (scopes: string) =>
      codeOf(
        `mutation { createApiKey(input: { name: "k", scopes: [${scopes}] }) { __typename } }`,
        other.session,
        account,
      );
    expect(await ask('ADMIN')).toBe('FORBIDDEN');
    expect(await ask('READ')).toBe('none');
    // An administrator who is no member makes none for it: it could do nothing.
    const member = { accountId_userId: { accountId: team.userId, userId: other.id } };
    await test.prisma.membership.delete({ where: member });
    expect(
      await codeOf(
        `mutation { createApiKey(input: { name: "k", scopes: [READ], ownerId: "${account}" }) { __typename } }`,
        other.key,
      ),
    ).toBe('FORBIDDEN');
  });

  it('change the notification preferences where an owner made them', async () => {
    const mutation =
      'mutation { updateNotificationPreferences(input: { onCompletion: true }) { __typename } }';
    expect(await codeOf(mutation, (await keyOf(maintainer, ['READ', 'MANAGE'])).secret)).toBe('FORBIDDEN');
    expect(await codeOf(mutation, (await keyOf(owner, ['READ', 'MANAGE'])).secret)).toBe('none');
    const { onCompletion } = await test.prisma.notificationPreferences.findUniqueOrThrow({
      where: { ownerId: team.userId },
    });
    expect(onCompletion).toBe(true);
  });
});
