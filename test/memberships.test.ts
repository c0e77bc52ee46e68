import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { scopeDatabase } from '../src/core/db/tenancy.js';
import { encodeId } from '../src/core/ids.js';
import { createLogger } from '../src/core/logger.js';
import { createDeleter } from '../src/people/deletion.service.js';
import { type LiveServer, startLive } from './support/live.js';
import { openOperation, openSocket, openSse, type TestSocket, type TestStream } from './support/streams.js';

const isEmbedded = inject('template').kind === 'embedded';
const HEADER = 'x-runledger-account';
/** What is heard comes at once; on the embedded database nobody but the server itself writes, and nothing is said. */
const KNOWN_MS = isEmbedded ? 9_000 : 3_000;
const WATCH = 'subscription { executionChanged { execution { id owner { id } } } }';

interface Member {
  id: string;
  session: string;
}

let live: LiveServer;
let nobody: ReturnType<typeof scopeDatabase>;
let ada: Member;
let bob: Member;
let account: string;
let accountId: string;
const streams: TestStream[] = [];
const sockets: TestSocket[] = [];

async function person(): Promise<Member> {
  const { user } = await live.given.user();
  return { id: user.id, session: await live.given.session(user.id) };
}

/** A key of the team, as somebody made it. */
const givenTeamKey = async (by: Member) =>
  (await live.given.key({ ownerId: accountId, createdByUserId: by.id })).key;

beforeAll(async () => {
  live = await startLive();
  nobody = scopeDatabase(live.database.prisma, null);
}, 60_000);
beforeEach(async () => {
  ada = await person();
  bob = await person();
  accountId = await live.given.team({ [ada.id]: 'OWNER', [bob.id]: 'MAINTAINER' });
  account = encodeId('Account', accountId);
});
afterEach(async () => {
  for (const stream of streams.splice(0)) stream.close();
  for (const { client } of sockets.splice(0)) await client.dispose();
});
afterAll(() => live?.close());

async function ask(query: string, key: string, named?: string) {
  const response = await fetch(live.server.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${key}`,
      ...(named === undefined ? {} : { [HEADER]: named }),
    },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, body: z.record(z.string(), z.unknown()).parse(await response.json()) };
}

/** The server goes on with deletions by itself, and so does this. */
async function gone(...ids: string[]): Promise<void> {
  const goOn = createDeleter({ db: nobody, logger: createLogger('silent') });
  const left = async () => {
    while (await goOn());
    return live.prisma.account.count({ where: { id: { in: ids } } });
  };
  await expect.poll(left, { timeout: 10_000 }).toBe(0);
}

const statusOf = async (key: string, named?: string) => (await ask('{ account { id } }', key, named)).status;
const member = ({ id: userId }: Member) => ({ accountId_userId: { accountId, userId } });

async function enqueued(): Promise<void> {
  const jobId = (await live.given.job(accountId, { slug: `job-${Math.random()}` })).row.id;
  const { body } = await ask(
    `mutation { enqueueExecution(input: { jobId: "${encodeId('CrawlJob', jobId)}" }) { __typename } }`,
    ada.session,
    account,
  );
  expect(body).toEqual({ data: { enqueueExecution: { __typename: 'EnqueueExecutionPayload' } } });
}

describe('a subscription', () => {
  const changes = z.object({ execution: z.object({ owner: z.object({ id: z.string() }) }) });
  const overSse = async (key: string, named?: string) => {
    const headers: Record<string, string> = named === undefined ? {} : { [HEADER]: named };
    const stream = await openSse(live.server.url, key, WATCH, {}, headers);
    streams.push(stream);
    return stream;
  };
  const overSocket = (where: 'params' | 'headers') => async (key: string, named?: string) => {
    const naming: Record<string, string> = named === undefined ? {} : { [HEADER]: named };
    const socket = openSocket(live.server.url, key, { [where]: naming });
    sockets.push(socket);
    const stream = openOperation(socket, WATCH);
    streams.push(stream);
    return stream;
  };

  it.each([
    ['server-sent events', overSse],
    ['a WebSocket that names it first', overSocket('params')],
    ['a WebSocket that names it with the upgrade', overSocket('headers')],
  ])('over %s is of the account that is named', async (_, open) => {
    const ofTeam = await open(bob.session, account);
    const ofBob = await open(bob.session);
    // A WebSocket's subscription has begun once one of its events has come.
    await expect
      .poll(
        async () => {
          await enqueued();
          return ofTeam.values(changes).length;
        },
        { timeout: 10_000, interval: 300 },
      )
      .toBeGreaterThan(0);
    for (const { execution } of ofTeam.values(changes)) expect(execution.owner.id).toBe(account);
    expect(ofBob.answers).toEqual([]);
  });

  it('of an account that is not theirs is refused', async () => {
    const stranger = await person();
    const refused = await overSse(stranger.session, account);
    await refused.ended;
    expect(refused.answers).toMatchObject([{ errors: [{ extensions: { code: 'FORBIDDEN' } }] }]);
    const socket = openSocket(live.server.url, stranger.session, { params: { [HEADER]: account } });
    sockets.push(socket);
    openOperation(socket, WATCH);
    expect((await socket.closed).code).toBe(4403);
  });
});

describe('a membership that ends', () => {
  it('ends what was done by it: sessions for the team, its streams, the keys that were made by it', async () => {
    const [theirs, others] = [await givenTeamKey(bob), await givenTeamKey(ada)];
    expect(await statusOf(bob.session, account)).toBe(200);
    expect([await statusOf(theirs), await statusOf(others)]).toEqual([200, 200]);
    const stream = await openSse(live.server.url, bob.session, WATCH, {}, { [HEADER]: account });
    streams.push(stream);

    await live.prisma.membership.delete({ where: member(bob) });
    await expect.poll(() => statusOf(bob.session, account), { timeout: KNOWN_MS }).toBe(403);
    await expect.poll(() => statusOf(theirs), { timeout: KNOWN_MS }).toBe(401);
    await stream.ended;
    expect(stream.answers.at(-1)?.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    // Their own account, and what others made, go on.
    expect([await statusOf(bob.session), await statusOf(others)]).toEqual([200, 200]);
    // And who comes back makes new keys.
    await live.prisma.membership.create({ data: { accountId, userId: bob.id, role: 'OWNER' } });
    expect(await statusOf(theirs)).toBe(401);
  }, 40_000);

  it('or is another’s role, changes what sessions and keys may do', async () => {
    const key = await givenTeamKey(bob);
    const write = 'mutation { createProject(input: { name: "p" }) { __typename } }';
    const codes = async () =>
      Promise.all(
        [ask(write, bob.session, account), ask(write, key)].map(async (asked) =>
          JSON.stringify((await asked).body).includes('FORBIDDEN'),
        ),
      );
    expect(await codes()).toEqual([false, false]);
    await live.prisma.membership.update({ where: member(bob), data: { role: 'VIEWER' } });
    await expect.poll(codes, { timeout: KNOWN_MS }).toEqual([true, true]);
    expect([await statusOf(bob.session, account), await statusOf(key)]).toEqual([200, 200]);
  }, 40_000);

  it('leaves the team an owner', async () => {
    const refusal = /has no owner/;
    await expect(live.prisma.membership.delete({ where: member(ada) })).rejects.toThrow(refusal);
    await expect(
      live.prisma.membership.update({ where: member(ada), data: { role: 'VIEWER' } }),
    ).rejects.toThrow(refusal);
    await expect(live.prisma.user.delete({ where: { id: ada.id } })).rejects.toThrow(refusal);
    await expect(live.prisma.account.create({ data: { kind: 'TEAM', name: 't' } })).rejects.toThrow(refusal);
    await live.prisma.membership.update({ where: member(bob), data: { role: 'OWNER' } });
    await live.prisma.membership.delete({ where: member(ada) });
  });

  it.skipIf(isEmbedded)('leaves one of two owners who go at once (needs TEST_DATABASE_URL)', async () => {
    await live.prisma.membership.update({ where: member(bob), data: { role: 'OWNER' } });
    const outcomes = await Promise.allSettled(
      [ada, bob].map((one) => live.prisma.membership.delete({ where: member(one) })),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await live.prisma.membership.count({ where: { accountId } })).toBe(1);
  });
});

describe('an account of a person', () => {
  it('is there with the user, of the same id and tier, and nobody else’s', async () => {
    const user = await live.prisma.user.create({ data: { email: 'new@example.com', tier: 'PRO' } });
    const found = () =>
      live.prisma.account.findUniqueOrThrow({
        where: { id: user.id },
        include: { memberships: true, creditAccount: true, notificationPreferences: true },
      });
    expect(await found()).toMatchObject({
      kind: 'PERSON',
      userId: user.id,
      tier: 'PRO',
      memberships: [{ userId: user.id, role: 'OWNER' }],
      creditAccount: { balance: 0 },
      notificationPreferences: { email: true },
    });
    await live.prisma.user.update({ where: { id: user.id }, data: { tier: 'ENTERPRISE' } });
    expect((await found()).tier).toBe('ENTERPRISE');

    const { prisma } = live;
    const own = { accountId_userId: { accountId: user.id, userId: user.id } };
    for (const [attempt, refusal] of [
      [prisma.account.update({ where: { id: user.id }, data: { tier: 'FREE' } }), /tier is its user/],
      [prisma.account.delete({ where: { id: user.id } }), /goes with them/],
      [
        prisma.membership.create({ data: { accountId: user.id, userId: ada.id, role: 'VIEWER' } }),
        /nobody else/,
      ],
      [prisma.membership.update({ where: own, data: { role: 'VIEWER' } }), /nobody else/],
      [prisma.membership.update({ where: own, data: { userId: ada.id } }), /identity cannot change/],
      [prisma.membership.delete({ where: own }), /has no owner/],
    ] as const) {
      await expect(attempt).rejects.toThrow(refusal);
    }
    await prisma.user.delete({ where: { id: user.id } });
    expect(await prisma.account.count({ where: { id: user.id } })).toBe(0);
  });
});

it('a team is made, changed and deleted by the statements of docs/operations.md', async () => {
  const { prisma } = live;
  for (const email of ['ada@example.com', 'bob@example.com']) {
    await prisma.user.create({ data: { email, status: 'ACTIVE' } });
  }
  const page = await readFile(new URL('../docs/operations.md', import.meta.url), 'utf8');
  const [, section = ''] = page.split('\n## Teams\n');
  const blocks = [...(section.split('\n## ')[0] ?? '').matchAll(/^```sql\n([\s\S]*?)^```$/gm)].map(
    ([, sql = '']) => sql,
  );
  const run = async (sql: string) => {
    for (const statement of sql.split(/;\s*$/m))
      if (statement.trim()) await prisma.$executeRawUnsafe(statement);
  };
  const members = async () =>
    (await prisma.membership.findMany({ where: { account: { name: 'Night shift' } } })).map(
      ({ role }) => role,
    );
  const [make = '', change = '', end = ''] = blocks;
  await run(make);
  expect(await members()).toEqual(['OWNER']);
  await run(change);
  expect((await members()).sort()).toEqual(['OWNER', 'VIEWER']);
  const made = await prisma.account.findFirstOrThrow({ where: { name: 'Night shift' } });
  expect(made.tier).toBe('ENTERPRISE');
  await run(end);
  expect(await members()).toEqual([]);
  await gone(made.id);
});

it('the log of a team names its members, and nobody who is none any more', async () => {
  const done = { ownerId: accountId, userId: bob.id, action: 'job.created', resourceType: 'job' };
  const { id } = await live.prisma.activityLog.create({ data: done });
  const query = `{ node(id: "${encodeId('ActivityLog', id)}") { ... on ActivityLog { action user { id } } } }`;
  const named = { id: encodeId('User', bob.id) };
  const answered = (user: object | null) => ({
    status: 200,
    body: { data: { node: { action: 'job.created', user } } },
  });
  expect(await ask(query, ada.session, account)).toEqual(answered(named));
  await live.prisma.membership.delete({ where: member(bob) });
  expect(await ask(query, ada.session, account)).toEqual(answered(null));
  expect(await ask(query, (await live.given.admin()).key)).toEqual(answered(named));
});

describe('a person who is deleted', () => {
  const deletion = (one: Member, key = one.session) =>
    ask(
      `mutation { result: deleteUser(input: { userId: "${encodeId('User', one.id)}" }) {
        __typename ... on InvalidTransitionError { message } } }`,
      key,
    );

  it('leaves their teams, with the keys that they made there, and nothing of the team goes', async () => {
    const [theirs, others] = [await givenTeamKey(bob), await givenTeamKey(ada)];
    const jobId = (await live.given.job(accountId, { slug: 'stays' })).row.id;
    const done = { ownerId: accountId, userId: bob.id, action: 'job.created', resourceType: 'job' };
    const logged = await live.prisma.activityLog.create({ data: done });
    expect((await deletion(bob)).body).toEqual({ data: { result: { __typename: 'DeleteUserPayload' } } });
    expect(await statusOf(theirs)).toBe(401);
    expect(await statusOf(others)).toBe(200);
    expect(await live.prisma.job.count({ where: { id: jobId } })).toBe(1);
    expect(await live.prisma.user.count({ where: { id: bob.id } })).toBe(0);
    expect(await live.prisma.membership.findMany({ where: { accountId } })).toMatchObject([
      { userId: ada.id },
    ]);
    expect(await live.prisma.apiKey.count({ where: { ownerId: accountId, revokedAt: null } })).toBe(1);
    // What they did stays, without their name.
    expect(await live.prisma.activityLog.findUnique({ where: { id: logged.id } })).toMatchObject({
      ownerId: accountId,
      userId: null,
      action: 'job.created',
    });
  });

  it('stays while a team of others would have no owner, and is told which', async () => {
    const answer = { __typename: 'InvalidTransitionError', message: expect.stringContaining(account) };
    expect((await deletion(ada)).body).toEqual({ data: { result: answer } });
    expect((await deletion(ada)).body).toMatchObject({
      data: { result: { message: expect.stringContaining('"The team"') } },
    });
    expect(await live.prisma.user.findUnique({ where: { id: ada.id } })).toMatchObject({ status: 'ACTIVE' });
    expect(await live.prisma.membership.count({ where: { accountId } })).toBe(2);
    await live.prisma.membership.update({ where: member(bob), data: { role: 'OWNER' } });
    expect((await deletion(ada)).body).toEqual({ data: { result: { __typename: 'DeleteUserPayload' } } });
  });

  it('stays while the other owners of a team may not work', async () => {
    await live.prisma.membership.update({ where: member(bob), data: { role: 'OWNER' } });
    const become = (status: 'ACTIVE' | 'SUSPENDED') =>
      live.prisma.user.update({ where: { id: bob.id }, data: { status } });
    await become('SUSPENDED');
    expect((await deletion(ada)).body).toMatchObject({
      data: { result: { __typename: 'InvalidTransitionError' } },
    });
    // Nothing is lost with a second owner who may not work.
    const { key: admin } = await live.given.admin();
    const carol = await person();
    await live.prisma.membership.create({ data: { accountId, userId: carol.id, role: 'OWNER' } });
    await live.prisma.user.update({ where: { id: carol.id }, data: { status: 'SUSPENDED' } });
    expect((await deletion(carol, admin)).body).toMatchObject({
      data: { result: { __typename: 'DeleteUserPayload' } },
    });
    await become('ACTIVE');
    expect((await deletion(ada)).body).toEqual({ data: { result: { __typename: 'DeleteUserPayload' } } });
  });

  it('takes a team along that has nobody else', async () => {
    await live.prisma.membership.delete({ where: member(bob) });
    const key = await givenTeamKey(ada);
    const jobId = (await live.given.job(accountId, { slug: 'goes' })).row.id;
    expect((await deletion(ada)).body).toEqual({ data: { result: { __typename: 'DeleteUserPayload' } } });
    expect(await statusOf(key)).toBe(401);
    await gone(accountId, ada.id);
    expect(await live.prisma.job.count({ where: { id: jobId } })).toBe(0);
    expect(await live.prisma.activityLog.findMany({ where: { resourceId: account } })).toMatchObject([
      { action: 'account.deleted', userId: null, ownerId: null },
    ]);
  });
});
