import { getNamedType, isAbstractType, isInterfaceType, isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { isReachableWithoutRead, rootTypes, scopesOf } from '../src/auth/reach.js';
import { namedWithoutRead } from '../src/auth/without-read.js';
import type { Caller } from '../src/core/caller.js';
import { scopeDatabase } from '../src/core/db/tenancy.js';
import { encodeId } from '../src/core/ids.js';
import { createLogger } from '../src/core/logger.js';
import { ALL_SCOPES, effectiveScopes } from '../src/core/scopes.js';
import type { Viewer } from '../src/core/viewer.js';
import { bulkCancel } from '../src/executions/end/bulk.service.js';
import { heartbeatExecutions } from '../src/executions/lease/heartbeat.service.js';
import { createLeaseTokens } from '../src/executions/lease/lease.js';
import { claimExecutions } from '../src/executions/queue/claim.service.js';
import { enqueueExecutions } from '../src/executions/queue/enqueue.service.js';
import { createQueueServices } from '../src/executions/queue-services.js';
import type { ApiKeyScope, UserRole } from '../src/generated/prisma/enums.js';
import { setJobStatus } from '../src/jobs/job-write.service.js';
import { createMailer } from '../src/mail/mailer.js';
import { schema } from '../src/schema.js';
import { createTestApp, type TestApp } from './support/app.js';
import { sampleQuestion } from './support/walk.js';

/** What a key needs that asks a root field: read from the field itself, and tried below. */
const wanted = (extensions: object): ApiKeyScope[] => {
  const said = z
    .object({
      $all: z.record(z.string(), z.literal(true)).optional(),
    })
    .catchall(z.literal(true))
    .parse(scopesOf(extensions));
  const { $all, ...one } = said;
  const names = Object.keys($all ?? one).map((name) => name.toUpperCase());
  return ALL_SCOPES.filter((scope) => names.includes(scope));
};

const rootFields = rootTypes(schema).flatMap((type) =>
  Object.values(type.getFields()).map((field) => ({
    name: `${type.name}.${field.name}`,
    ...sampleQuestion(type.name.toLowerCase(), field),
    needs: wanted(field.extensions),
  })),
);

const codes = z.object({
  errors: z.array(z.object({ extensions: z.object({ code: z.string() }) })).optional(),
});

let test: TestApp;
let userId: string;
const keys = new Map<string, string>();
let jobId: string;

/** A key of the one user with just these scopes. */
async function keyWith(...scopes: ApiKeyScope[]): Promise<string> {
  const name = scopes.join();
  const known = keys.get(name);
  if (known) return known;
  const { key, apiKey, user } = await test.given.user({ key: { scopes } });
  await test.prisma.apiKey.update({ where: { id: apiKey.id }, data: { ownerId: userId } });
  await test.prisma.user.delete({ where: { id: user.id } });
  keys.set(name, key);
  return key;
}

async function codesOf(document: string, variables: Record<string, unknown>, key?: string) {
  const { body } = await test.ask(document, variables, key);
  return (codes.parse(body).errors ?? []).map(({ extensions }) => extensions.code);
}

beforeAll(async () => {
  test = await createTestApp();
  userId = (await test.given.user()).user.id;
  jobId = (await test.given.job(userId, { slug: 'first' })).row.id;
});
afterAll(() => test.close());

describe('a root field', () => {
  const guarded = rootFields.filter(({ needs }) => needs.length > 0);

  it.each(guarded)('$name is refused to a key that lacks one of $needs', async ({
    document,
    variables,
    needs,
  }) => {
    if (document.startsWith('subscription')) return;
    for (const lacking of needs) {
      const others = ALL_SCOPES.filter((scope) => scope !== lacking && scope !== 'ADMIN');
      expect(await codesOf(document, variables, await keyWith(...others))).toEqual(['FORBIDDEN']);
    }
    expect(await codesOf(document, variables)).toEqual(['UNAUTHENTICATED']);
  });

  it('is open to anybody only where it is listed here', () => {
    expect(rootFields.filter(({ needs }) => needs.length === 0).map(({ name }) => name)).toEqual([
      'Query.access',
      'Query.account',
      'Query.credential',
      'Query.viewer',
      'Mutation.registerUser',
      'Mutation.requestSignIn',
      'Mutation.signIn',
      'Mutation.verifyEmail',
    ]);
  });
});

describe('access', () => {
  const ACCESS = '{ access { scopes role expiresAt } }';

  it('says what a key can do, and until when', async () => {
    const expiresAt = new Date(Date.now() + 3_600_000);
    const { key } = await test.given.user({ key: { scopes: ['WORK', 'MANAGE', 'ADMIN'], expiresAt } });
    expect((await test.ask(ACCESS, {}, key)).body).toEqual({
      data: {
        access: { scopes: ['WORK', 'MANAGE'], role: 'OWNER', expiresAt: expiresAt.toISOString() },
      },
    });
    const { key: endless } = await test.given.admin();
    expect((await test.ask(ACCESS, {}, endless)).body).toEqual({
      data: {
        access: { scopes: ['READ', 'WORK', 'MANAGE', 'ADMIN'], role: 'OWNER', expiresAt: null },
      },
    });
  });

  it('says what a session can do for a team, and when its token expires', async () => {
    const { user } = await test.given.user();
    const { user: owner } = await test.given.user();
    const team = await test.given.team({ [owner.id]: 'OWNER', [user.id]: 'VIEWER' });
    const session = await test.given.session(user.id);
    const { body } = await test.ask(ACCESS, {}, session, encodeId('Account', team));
    const { access } = z
      .object({ data: z.object({ access: z.object({ expiresAt: z.iso.datetime() }).loose() }) })
      .parse(body).data;
    expect(access).toMatchObject({ scopes: ['READ'], role: 'VIEWER' });
    const left = Date.parse(access.expiresAt) - Date.now();
    expect(left > 3_500_000 && left <= 3_600_000).toBe(true);
  });

  it('is null without credentials', async () => {
    expect((await test.ask(ACCESS)).body).toEqual({ data: { access: null } });
  });
});

describe('a key without READ', () => {
  const work = rootFields.filter(({ needs }) => needs.join() === 'WORK');

  /** Every field below the root that the worker's mutations lead to, and that is answered. */
  function reached(): string[] {
    const fields = new Set<string>();
    const mutations = schema.getMutationType()?.getFields() ?? {};
    const open = work.map(({ name }) => getNamedType(mutations[name.split('.')[1] ?? '']?.type));
    const seen = new Set<unknown>();
    for (let type = open.pop(); type; type = open.pop()) {
      if (seen.has(type)) continue;
      seen.add(type);
      if (isAbstractType(type)) open.push(...schema.getPossibleTypes(type));
      if (!(isObjectType(type) || isInterfaceType(type))) continue;
      for (const field of Object.values(type.getFields())) {
        if (!isReachableWithoutRead(type, field.name)) continue;
        if (!/Payload$|Error$/.test(type.name)) fields.add(`${type.name}.${field.name}`);
        open.push(getNamedType(field.type));
      }
    }
    return [...fields].sort();
  }

  it('sees of a worker’s answers just this', () => {
    expect(reached()).toMatchSnapshot();
  });

  it('is told of fields that exist', () => {
    for (const { type, fields } of namedWithoutRead()) {
      const named = schema.getType(type);
      const own = isObjectType(named) || isInterfaceType(named) ? Object.keys(named.getFields()) : [];
      expect(own.length, type).toBeGreaterThan(0);
      expect(
        fields.filter((field) => !own.includes(field)),
        type,
      ).toEqual([]);
    }
  });

  const enqueue = (selection: string) =>
    `mutation($jobId: ID!) { enqueueExecution(input: { jobId: $jobId }) {
       __typename ... on EnqueueExecutionPayload { execution { ${selection} } } } }`;
  const count = () => test.prisma.execution.count({ where: { jobId } });

  it('gets the run, its job’s settings and its owner’s id', async () => {
    const document = enqueue('id params owner { id } job { slug config ... on CrawlJob { keywords } }');
    const { body } = await test.ask(document, { jobId: encodeId('CrawlJob', jobId) }, await keyWith('WORK'));
    expect(body).toMatchObject({
      data: {
        enqueueExecution: {
          execution: {
            owner: { id: encodeId('Account', userId) },
            job: { slug: 'first', config: {}, keywords: ['cat'] },
          },
        },
      },
    });
  });

  it.each([
    ['its owner', 'owner { name }'],
    ['the job’s other runs', 'job { executions { nodes { id } } }'],
    ['them through a fragment', '... on Execution { job { ...Lists } }'],
    ['its history', 'events { nodes { id } }'],
    ['who asked for it', 'createdBy { name }'],
  ])('is refused %s before anything is done', async (_, selection) => {
    const before = await count();
    const fragment = selection.includes('...Lists')
      ? 'fragment Lists on Job { ... on CrawlJob { latestExecution { id } } }'
      : '';
    const answer = await test.ask(
      `${enqueue(selection)} ${fragment}`,
      { jobId: encodeId('CrawlJob', jobId) },
      await keyWith('WORK'),
    );
    expect(answer).toMatchObject({
      status: 403,
      body: { errors: [{ extensions: { code: 'FORBIDDEN' } }] },
    });
    expect(JSON.stringify(answer.body)).toContain('needs the scope READ');
    expect(await count()).toBe(before);
  });

  it('is not refused for another operation of the same document', async () => {
    const text = 'query Mine { viewer { id } } query Theirs { viewer { email } }';
    const ask = async (operationName: string) => {
      const response = await test.app.fetch('http://localhost/graphql', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${await keyWith('WORK')}`,
        },
        body: JSON.stringify({ query: text, operationName }),
      });
      return response.status;
    };
    expect([await ask('Mine'), await ask('Theirs'), await ask('Mine')]).toEqual([200, 403, 200]);
  });
});

describe('a service that is reached without the builder', () => {
  async function caller(scopes: ApiKeyScope[], role: UserRole = 'USER'): Promise<Caller> {
    const viewer: Viewer = {
      userId,
      accountId: userId,
      accountRole: 'OWNER',
      role,
      status: 'ACTIVE',
      tier: 'FREE',
      apiKeyId: null,
      scopes: effectiveScopes(scopes, role),
    };
    return {
      viewer,
      db: scopeDatabase(test.database.prisma, viewer),
      leases: createLeaseTokens('secret'),
      ...createQueueServices(),
      runCosts: {},
      mailer: createMailer({ config: test.config, logger: createLogger('silent') }),
      credentialsChanged: () => undefined,
    };
  }
  const forbidden = expect.objectContaining({ extensions: { code: 'FORBIDDEN' } });
  const job = { id: uuidOfNobody(), kind: 'CRAWL' } as const;

  it.each<[string, (given: Caller) => unknown]>([
    ['enqueueExecutions', (given) => enqueueExecutions(given, [{ job }])],
    [
      'claimExecutions',
      (given) =>
        claimExecutions(given, {
          workerId: 'w',
          kinds: null,
          jobs: null,
          limit: 1,
          leaseSeconds: 60,
          requestId: null,
        }),
    ],
    [
      'heartbeatExecutions',
      (given) => heartbeatExecutions(given, [{ executionId: job.id, leaseToken: 't' }], 60),
    ],
    [
      'bulkCancel',
      (given) => bulkCancel(given, { of: { where: {} }, limit: 1, isDryRun: true, reason: null }),
    ],
    ['setJobStatus', (given) => setJobStatus(given, job, 'PAUSED')],
    ['a write without a service', (given) => given.db.job.updateMany({ data: { status: 'PAUSED' } })],
  ])('refuses: %s', async (_, call) => {
    const reader = await caller(['READ']);
    await expect((async () => call(reader))()).rejects.toEqual(forbidden);
  });

  it('sees everybody’s only as an administrator with the scope ADMIN', async () => {
    const { user } = await test.given.user();
    const sees = async (scopes: ApiKeyScope[], role: UserRole) =>
      (await caller(scopes, role)).db.user.count({ where: { id: user.id } });
    expect(await sees(['ADMIN'], 'ADMIN')).toBe(1);
    expect(await sees(['READ', 'WORK', 'MANAGE'], 'ADMIN')).toBe(0);
    expect(await sees(['READ', 'WORK', 'MANAGE', 'ADMIN'], 'USER')).toBe(0);
  });
});

function uuidOfNobody(): string {
  return '00000000-0000-7000-8000-00000000dead';
}
