import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createPasses } from '../src/auth/pass.js';
import { createSessionTokens } from '../src/auth/session-token.js';
import { readInstanceSecret } from '../src/core/db/secrets.js';
import { encodeId } from '../src/core/ids.js';
import type { Viewer } from '../src/core/viewer.js';
import { type LiveServer, startLive } from './support/live.js';
import { openOperation, openSocket, type TestSocket, type TestStream } from './support/streams.js';
import type { Owner } from './support/world/jobs.js';

const WATCH = 'subscription { executionChanged { cursor execution { id owner { id } } } }';
const ACCOUNT = 'x-runledger-account';
const REFUSED = 4403;
/** How long a server may believe a credential that ended by itself. */
const KNOWN_MS = 20_000;

let live: LiveServer;
const streams: TestStream[] = [];
const sockets: TestSocket[] = [];
beforeAll(async () => {
  live = await startLive();
}, 60_000);
afterEach(async () => {
  for (const stream of streams.splice(0)) stream.close();
  for (const { client } of sockets.splice(0)) await client.dispose();
});
afterAll(() => live?.close());

const answered = z.object({
  data: z
    .object({
      createStreamTicket: z.looseObject({
        __typename: z.string(),
        ticket: z.string().optional(),
        expiresAt: z.string().optional(),
      }),
    })
    .nullish(),
  errors: z.array(z.object({ extensions: z.looseObject({ code: z.string() }) })).optional(),
});

async function askFor(headers: Record<string, string>, input = '{}') {
  const response = await fetch(live.server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({
      query: `mutation { createStreamTicket(input: ${input}) {
        __typename ... on CreateStreamTicketPayload { ticket expiresAt }
        ... on InvalidInputError { issues { path } } } }`,
    }),
  });
  return answered.parse(await response.json());
}

async function ticketOf(headers: Record<string, string>, input?: string): Promise<string> {
  const { data } = await askFor(headers, input);
  if (!data?.createStreamTicket.ticket) throw new Error(`no ticket: ${JSON.stringify(data)}`);
  return data.createStreamTicket.ticket;
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** A connection that introduces itself with a ticket alone, as a browser's does. */
function connect(ticket: string, { params = {}, headers = {} } = {}): TestSocket {
  const socket = openSocket(live.server.url, null, { params: { ticket, ...params }, headers });
  sockets.push(socket);
  return socket;
}

function watch(socket: TestSocket): TestStream {
  const stream = openOperation(socket, WATCH);
  streams.push(stream);
  return stream;
}

const changes = z.object({ execution: z.object({ id: z.string(), owner: z.object({ id: z.string() }) }) });

/** A WebSocket's subscription has begun once one of its events has come. */
async function hears(stream: TestStream, owner: Owner, accountId = owner.userId): Promise<void> {
  const job = await live.given.job(accountId, { slug: `job-${Math.random()}` });
  await expect
    .poll(
      async () => {
        await live.ask(
          `mutation { enqueueExecution(input: { jobId: "${encodeId('CrawlJob', job.row.id)}" }) { __typename } }`,
          owner.key,
        );
        return stream.values(changes).length;
      },
      { timeout: 10_000, interval: 300 },
    )
    .toBeGreaterThan(0);
}

const codeOf = (stream: TestStream) => stream.answers.at(-1)?.errors?.[0]?.extensions.code;

describe('a ticket', () => {
  it('of a session opens a connection, and ends with the session', async () => {
    const owner = await live.given.owner();
    const session = await live.given.session(owner.userId);
    const stream = watch(connect(await ticketOf(bearer(session))));
    await hears(stream, owner);
    expect(stream.values(changes)[0]?.execution.owner.id).toBe(encodeId('Account', owner.userId));
    await live.ask('mutation { signOut(input: {}) { __typename } }', session);
    await stream.ended;
    expect(codeOf(stream)).toBe('UNAUTHENTICATED');
  }, 30_000);

  it('is given to a page that has only the cookie', async () => {
    const owner = await live.given.owner();
    const cookie = `__Host-runledger=${await live.given.session(owner.userId)}`;
    const stream = watch(connect(await ticketOf({ cookie, 'x-graphql-yoga-csrf': '1' })));
    await hears(stream, owner);
    expect((await askFor({ cookie })).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  }, 30_000);

  it('of a key opens a connection, and ends with the key', async () => {
    const owner = await live.given.owner();
    const stream = watch(connect(await ticketOf(bearer(owner.key))));
    await hears(stream, owner);
    await live.ask(
      `mutation { revokeApiKey(input: { apiKeyId: "${encodeId('ApiKey', owner.apiKeyId)}" }) { __typename } }`,
      owner.key,
    );
    await stream.ended;
    expect(codeOf(stream)).toBe('UNAUTHENTICATED');
  }, 30_000);

  it('is good for a short while, and the connection for what comes after it', async () => {
    const owner = await live.given.owner();
    const ticket = await ticketOf(bearer(owner.key), '{ validSeconds: 2 }');
    const socket = connect(ticket);
    await hears(watch(socket), owner);
    await sleep(2_100);
    const late = connect(ticket);
    watch(late);
    expect((await late.closed).code).toBe(REFUSED);
    const second = watch(socket);
    await hears(second, owner);
  }, 30_000);

  it('does not outlast the token that asked for it', async () => {
    const owner = await live.given.owner();
    const tokens = createSessionTokens(await readInstanceSecret(live.prisma, 'session'));
    const { id: sessionId } = await live.prisma.session.create({
      data: { ownerId: owner.userId, expiresAt: new Date(Date.now() + 3_600_000) },
    });
    const expiresAt = new Date(Date.now() + 5_000);
    const { userId } = owner;
    const token = await tokens.sign({ userId, sessionId, issuedAt: new Date(), expiresAt });
    const stream = watch(connect(await ticketOf(bearer(token))));
    await hears(stream, owner);
    await Promise.race([stream.ended, sleep(KNOWN_MS)]);
    expect(codeOf(stream)).toBe('UNAUTHENTICATED');
  }, 40_000);

  it('acts for the account that it was asked for, or for one that the connection names', async () => {
    const ada = await live.given.owner();
    const session = await live.given.session(ada.userId);
    const teamId = await live.given.team({ [ada.userId]: 'OWNER' });
    const team = encodeId('Account', teamId);
    const { key } = await live.given.key({ ownerId: teamId, createdByUserId: ada.userId });
    const asTeam = { ...ada, key };
    const own = await ticketOf(bearer(session));
    for (const socket of [
      connect(await ticketOf({ ...bearer(session), [ACCOUNT]: team })),
      connect(own, { params: { [ACCOUNT]: team } }),
    ]) {
      const stream = watch(socket);
      await hears(stream, asTeam, teamId);
      expect(stream.values(changes)[0]?.execution.owner.id).toBe(team);
    }
    const stranger = await live.given.owner();
    const refused = connect(await ticketOf(bearer(stranger.key)), { params: { [ACCOUNT]: team } });
    watch(refused);
    expect((await refused.closed).code).toBe(REFUSED);
  }, 40_000);

  it('ends with the membership that it acts by', async () => {
    const ada = await live.given.owner();
    const bob = await live.given.owner();
    const teamId = await live.given.team({ [ada.userId]: 'OWNER', [bob.userId]: 'MAINTAINER' });
    const { key } = await live.given.key({ ownerId: teamId, createdByUserId: ada.userId });
    const session = await live.given.session(bob.userId);
    const ticket = await ticketOf({ ...bearer(session), [ACCOUNT]: encodeId('Account', teamId) });
    const stream = watch(connect(ticket));
    await hears(stream, { ...ada, key }, teamId);
    await live.prisma.membership.delete({
      where: { accountId_userId: { accountId: teamId, userId: bob.userId } },
    });
    await stream.ended;
    expect(codeOf(stream)).toBe('FORBIDDEN');
  }, 40_000);

  it('is refused where it is none: forged, of another secret or purpose, or a session’s token', async () => {
    const owner = await live.given.owner();
    const session = await live.given.session(owner.userId);
    const viewer: Viewer = {
      userId: owner.userId,
      accountId: owner.userId,
      accountRole: 'OWNER',
      role: 'USER',
      status: 'ACTIVE',
      tier: 'FREE',
      apiKeyId: owner.apiKeyId,
      scopes: new Set(['READ']),
    };
    const secret = await readInstanceSecret(live.prisma, 'session');
    const issue = async (of: string, purpose: 'stream' | 'download') =>
      (await createPasses(async () => of, Date.now).issue(purpose, viewer, { seconds: 30 })).token;
    const good = await issue(secret, 'stream');
    const [head, body, signature = ''] = good.split('.');
    const flipped = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    for (const ticket of [
      'garbage',
      session,
      owner.key,
      [head, body, flipped].join('.'),
      [head, body, ''].join('.'),
      await issue(`${secret}!`, 'stream'),
      await issue(secret, 'download'),
      'e'.repeat(5_000),
    ]) {
      const socket = connect(ticket);
      watch(socket);
      expect((await socket.closed).code).toBe(REFUSED);
    }
    await hears(watch(connect(good)), owner);
  }, 40_000);

  it('is no credential over HTTP, and stands for what it was asked for with alone', async () => {
    const owner = await live.given.owner();
    const ticket = await ticketOf(bearer(owner.key));
    expect((await askFor(bearer(ticket))).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    // A proxy's own credentials come with the upgrade, and say nothing here.
    await hears(watch(connect(ticket, { headers: { authorization: 'Basic cHJveHk6cHJveHk=' } })), owner);
    const both = connect(ticket, { params: bearer(owner.key) });
    watch(both);
    expect((await both.closed).code).toBe(REFUSED);
  }, 30_000);

  it('is for who may read', async () => {
    const owner = await live.given.owner();
    const { key } = await live.given.key({ ownerId: owner.userId, scopes: ['WORK'] });
    expect((await askFor(bearer(key))).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await askFor({})).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  it.each([0, 61])('is not given for %s seconds', async (validSeconds) => {
    const owner = await live.given.owner();
    expect(await askFor(bearer(owner.key), `{ validSeconds: ${validSeconds} }`)).toMatchObject({
      data: {
        createStreamTicket: {
          __typename: 'InvalidInputError',
          issues: [{ path: ['input', 'validSeconds'] }],
        },
      },
    });
  });

  it('says until when it opens connections', async () => {
    const owner = await live.given.owner();
    const before = Date.now();
    const { data } = await askFor(bearer(owner.key));
    const left = Date.parse(data?.createStreamTicket.expiresAt ?? '') - before;
    expect(left).toBeGreaterThan(28_000);
    expect(left).toBeLessThan(32_000);
  });
});
