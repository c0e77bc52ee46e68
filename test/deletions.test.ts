import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { SYSTEM_ADMIN_ID } from '../src/auth/managed-keys.js';
import { scopeDatabase } from '../src/core/db/tenancy.js';
import { decodeId, encodeId } from '../src/core/ids.js';
import { createLogger } from '../src/core/logger.js';
import { feedRollups } from '../src/insights/rollup-feed.service.js';
import { createDeleter, PASSED_OVER_MS } from '../src/people/deletion.service.js';
import { restOfAccounts } from '../src/people/deletion-steps.js';
import { createTestApp, type TestApp } from './support/app.js';
import { type Command, command, textIn } from './support/command.js';
import type { TestPrisma } from './support/database.js';
import type { PersonOf } from './support/world/people.js';
import type { World } from './support/world/world.js';

const isEmbedded = inject('template').kind === 'embedded';
const FAILURES = `... on NotFoundError { code id }`;

let test: TestApp;
let prisma: TestPrisma;
let run: Record<
  | 'user'
  | 'project'
  | 'status'
  | 'archive'
  | 'restore'
  | 'job'
  | 'moveJob'
  | 'enqueue'
  | 'claim'
  | 'complete',
  Command
>;
let admin: { key: string; id: string };

beforeAll(async () => {
  test = await createTestApp();
  prisma = test.prisma;
  run = {
    user: command(
      test,
      'deleteUser',
      `... on DeleteUserPayload { deletedUserId isPending } ${FAILURES} ... on InvalidTransitionError { message to }`,
    ),
    project: command(
      test,
      'deleteProject',
      `... on DeleteProjectPayload { deletedProjectId isPending } ${FAILURES}`,
    ),
    status: command(test, 'setUserStatus', FAILURES),
    archive: command(test, 'archiveProject', FAILURES),
    restore: command(test, 'restoreProject', FAILURES),
    job: command(test, 'createJob', `... on CreateJobPayload { job { id } } ${FAILURES}`),
    moveJob: command(test, 'updateJob', FAILURES),
    enqueue: command(test, 'enqueueExecution', '... on EnqueueExecutionPayload { execution { id } }'),
    claim: command(
      test,
      'claimExecutions',
      '... on ClaimExecutionsPayload { executions { execution { id } lease { token } } }',
    ),
    complete: command(test, 'completeExecution', `${FAILURES} ... on LeaseLostError { code }`),
  };
  admin = await person({ role: 'ADMIN' });
}, 60_000);
afterAll(() => test.close());

async function person(user: PersonOf = {}) {
  const { key, user: row } = await test.given.user(user);
  return { key, id: row.id };
}
/** As a server does it. */
const deleter = () =>
  createDeleter({ db: scopeDatabase(test.database.prisma, null), logger: createLogger('silent') });
const userId = (id: string) => encodeId('User', id);
const uuidOf = (id: string) => decodeId(id)?.uuid ?? '';

interface Column {
  table: string;
  column: string;
  owns: boolean;
}

/** Every column that names a user, as the catalog has it: keys to users, and whatever is called after one. */
function columnsOfUsers(): Promise<Column[]> {
  return prisma.$queryRaw<Column[]>`
    SELECT c.relname AS "table", a.attname AS "column", a.attname IN ('owner_id', 'user_id') AS owns
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
      AND (a.attname ~ '(owner|user)_id$' OR EXISTS (
        SELECT FROM pg_constraint k WHERE k.conrelid = c.oid
          AND k.confrelid IN ('users'::regclass, 'accounts'::regclass) AND a.attnum = ANY(k.conkey)))
    ORDER BY 1, 2`;
}

/** How many rows name a user, by table and column. */
async function rowsOf(id: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { table, column } of await columnsOfUsers()) {
    const [row] = await prisma.$queryRawUnsafe<Array<{ count: number }>>(
      `SELECT count(*)::int AS count FROM "${table}" WHERE "${column}" = $1::uuid`,
      id,
    );
    counts[`${table}.${column}`] = row?.count ?? 0;
  }
  return counts;
}

/** What a world does not hold yet. */
async function complete(world: World, other: string): Promise<void> {
  const ownerId = world.userId;
  const job = await prisma.job.findFirstOrThrow({ where: { ownerId }, include: { executions: { take: 1 } } });
  const expiresAt = new Date(Date.now() + 3_600_000);
  await prisma.session.create({ data: { ownerId, expiresAt } });
  await prisma.userIdentity.create({ data: { issuer: 'i', subject: world.marker, ownerId } });
  await test.given.key({ ownerId: other, createdByUserId: ownerId });
  await prisma.oneTimeToken.create({
    data: {
      purpose: 'SIGN_IN',
      email: `${world.marker}@example.com`,
      userId: ownerId,
      tokenHash: 'a'.repeat(64),
      expiresAt,
    },
  });
  await prisma.idempotencyKey.create({
    data: { ownerId, operation: 'o', key: 'k', requestHash: 'h', outcome: {}, expiresAt },
  });
  await prisma.bulkSelection.create({
    data: { ownerId, userId: ownerId, action: 'RETRY', executionIds: [], expiresAt },
  });
  await prisma.notification.create({
    data: { ownerId, type: 'credits.low', facts: { balance: 1, threshold: 2 }, jobId: job.id },
  });
  const start = new Date('2020-01-01T10:00:00Z');
  await prisma.executionArchive.create({
    data: {
      ownerId,
      jobId: job.id,
      start,
      state: 'FAILED',
      runs: 1,
      items: 0,
      timed: 0,
      totalMs: 0,
      buckets: [],
      cumulative: [],
    },
  });
  await prisma.failureArchive.create({
    data: { ownerId, fingerprint: 'f', day: start, failures: 1, mended: 0, firstAt: start, lastAt: start },
  });
  // What the user did to somebody else's, and asked for.
  const {
    id: executionId,
    jobId,
    kind,
  } = await prisma.execution.findFirstOrThrow({ where: { ownerId: other } });
  await prisma.execution.create({
    data: {
      ownerId: other,
      jobId,
      kind,
      kindKey: kind === 'BOT' ? 'b' : null,
      runNumber: 9_000,
      status: 'CANCELED',
      finishedAt: new Date(),
      createdByUserId: ownerId,
      cancelRequestedAt: new Date(),
      cancelRequestedByUserId: ownerId,
      cancelDeadline: new Date(),
    },
  });
  await prisma.executionEvent.create({
    data: {
      executionId,
      ownerId: other,
      type: 'STARTED',
      toStatus: 'RUNNING',
      attempt: 1,
      actorUserId: ownerId,
    },
  });
}

describe('deleteUser', () => {
  it('leaves no row of any table that names the user, and nothing of others changed', async () => {
    const bravo = await test.given.world('bravo');
    while (await feedRollups(scopeDatabase(test.database.prisma, null)));
    const before = await rowsOf(bravo.userId);
    const alpha = await test.given.world('alpha');
    await complete(alpha, bravo.userId);
    await prisma.$executeRaw`
      INSERT INTO deletions (owner_id, project_id, requested_by_user_id)
      SELECT owner_id, id, ${alpha.userId}::uuid FROM projects WHERE owner_id = ${alpha.userId}::uuid LIMIT 1`;
    while (await feedRollups(scopeDatabase(test.database.prisma, null)));
    await prisma.executionRollupRepair.create({ data: { ownerId: alpha.userId, hour: new Date(0) } });
    await prisma.executionFacetRepair.create({ data: { ownerId: alpha.userId, day: new Date(0) } });
    const had = await rowsOf(alpha.userId);
    // Where the user is in no row, there is nothing to leave: the world has to grow with the schema.
    expect(Object.entries(had).filter(([, count]) => count === 0)).toEqual([]);

    expect(await run.user.run({ userId: userId(alpha.userId) }, admin.key)).toEqual({
      __typename: 'DeleteUserPayload',
      deletedUserId: userId(alpha.userId),
      isPending: false,
    });
    expect(Object.entries(await rowsOf(alpha.userId)).filter(([, count]) => count > 0)).toEqual([]);
    expect(await prisma.user.findUnique({ where: { id: alpha.userId } })).toBeNull();
    expect(await prisma.oneTimeToken.count({ where: { email: 'alpha@example.com' } })).toBe(0);

    const after = await rowsOf(bravo.userId);
    // Alpha's deed was counted in a shard that may have been there.
    const shards = 'job_counters.owner_id';
    expect([0, 1]).toContain((after[shards] ?? 0) - (before[shards] ?? 0));
    expect({
      ...after,
      [shards]: before[shards],
      // Alpha's deeds, named no more.
      'job_executions.owner_id': (after['job_executions.owner_id'] ?? 0) - 1,
      'execution_events.owner_id': (after['execution_events.owner_id'] ?? 0) - 1,
      'api_keys.owner_id': (after['api_keys.owner_id'] ?? 0) - 1,
      // By half hour, hour, four hours and day, of its state and of all.
      'execution_rollups.owner_id': (after['execution_rollups.owner_id'] ?? 0) - 8,
      // By day and month, of its job, kind, trigger and worker.
      'execution_facets.owner_id': (after['execution_facets.owner_id'] ?? 0) - 8,
    }).toEqual(before);

    const log = await prisma.activityLog.findMany({
      where: { resourceId: userId(alpha.userId) },
      orderBy: { id: 'asc' },
    });
    expect(log.map(({ action, userId: by }) => [action, by])).toEqual([
      ['user.deletion_requested', admin.id],
      ['user.deleted', admin.id],
    ]);
    const metadata = log[1]?.metadata;
    expect(metadata).toMatchObject({
      deleted: { jobs: 9, job_executions: had['job_executions.owner_id'], images: had['images.owner_id'] },
    });
    expect(JSON.stringify(metadata)).not.toMatch(/alpha|@/);
  });

  it('knows every table that names its owner', async () => {
    const cascading = await prisma.$queryRaw<Array<{ table: string }>>`
      SELECT DISTINCT conrelid::regclass::text AS "table" FROM pg_constraint
      WHERE contype = 'f' AND confrelid IN ('users'::regclass, 'accounts'::regclass) AND confdeltype = 'c'`;
    const known = new Set<string>(restOfAccounts().map(([table]) => table));
    // The account itself; with the jobs; one row each.
    known.add('accounts');
    for (const table of ['jobs', 'job_executions', 'notifications']) known.add(table);
    for (const table of ['credit_accounts', 'notification_preferences', 'deletions']) known.add(table);
    expect(cascading.map(({ table }) => table).filter((table) => !known.has(table))).toEqual([]);
  });

  it("is for oneself, under nobody's name, and ends one's credentials at once", async () => {
    const [ada, bob] = [await person(), await person()];
    expect(await run.user.run({ userId: userId(ada.id) }, bob.key)).toEqual({
      __typename: 'NotFoundError',
      code: 'NOT_FOUND',
      id: userId(ada.id),
    });
    expect(await run.user.run({ userId: userId(ada.id) }, ada.key)).toMatchObject({ isPending: false });
    expect(await run.user.refusal({ userId: userId(ada.id) }, ada.key)).toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    expect(await prisma.activityLog.findMany({ where: { resourceId: userId(ada.id) } })).toMatchObject([
      { action: 'user.deleted', userId: null },
    ]);
  });

  it('leaves the last administrator, and the operator’s own account', async () => {
    await prisma.user.create({
      data: { id: SYSTEM_ADMIN_ID, email: 'admin@runledger.local', role: 'ADMIN', status: 'SUSPENDED' },
    });
    const stays = { __typename: 'InvalidTransitionError', to: 'DELETED' };
    expect(await run.user.run({ userId: userId(admin.id) }, admin.key)).toMatchObject(stays);
    expect(await run.user.run({ userId: userId(SYSTEM_ADMIN_ID) }, admin.key)).toMatchObject(stays);
    const second = await person({ role: 'ADMIN' });
    expect(await run.user.run({ userId: userId(second.id) }, second.key)).toMatchObject({ isPending: false });
  });

  it('goes on after a crash, in bounded steps, and nobody brings the user back meanwhile', async () => {
    const ada = await person();
    const { row: job } = await test.given.job(ada.id, { kind: 'BOT' });
    await prisma.execution.createMany({
      data: Array.from({ length: 350 }, (_, i) => ({
        ownerId: ada.id,
        jobId: job.id,
        kind: 'BOT' as const,
        kindKey: 'b',
        runNumber: i + 1,
      })),
    });
    await prisma.metricSnapshot.createMany({
      data: Array.from({ length: 2_500 }, () => ({
        ownerId: ada.id,
        jobId: job.id,
        name: 'm',
        metricType: 'GAUGE' as const,
        value: 1,
      })),
    });
    await prisma.user.update({ where: { id: ada.id }, data: { status: 'SUSPENDED' } });
    await prisma.deletion.create({ data: { ownerId: ada.id } });
    const goOn = deleter();
    const left = async () =>
      (await prisma.execution.count({ where: { ownerId: ada.id } })) +
      (await prisma.metricSnapshot.count({ where: { ownerId: ada.id } }));
    const steps: number[] = [];
    for (let before = await left(); await goOn(); ) {
      const now = await left();
      steps.push(before - now);
      before = now;
      if (steps.length === 2) {
        expect(await run.status.run({ userId: userId(ada.id), status: 'ACTIVE' }, admin.key)).toMatchObject({
          __typename: 'NotFoundError',
        });
        await expect(
          prisma.user.update({ where: { id: ada.id }, data: { status: 'ACTIVE' } }),
        ).rejects.toThrow('is being deleted');
        expect((await prisma.job.findUniqueOrThrow({ where: { id: job.id } })).status).toBe('ARCHIVED');
      }
    }
    expect(Math.max(...steps)).toBeLessThanOrEqual(2_000);
    expect(steps.filter((rows) => rows > 0).length).toBeGreaterThan(3);
    expect(await prisma.user.findUnique({ where: { id: ada.id } })).toBeNull();
    expect(await prisma.activityLog.findMany({ where: { resourceId: userId(ada.id) } })).toMatchObject([
      { metadata: { deleted: { job_executions: 350, metric_snapshots: 2_500, jobs: 1 } } },
    ]);
  });

  it('is one deletion for several servers at once', async () => {
    const people = await Promise.all([person(), person(), person()]);
    for (const { id } of people) {
      await test.given.job(id);
      await prisma.deletion.create({ data: { ownerId: id } });
    }
    const server = async () => {
      const goOn = deleter();
      while (await goOn());
    };
    await Promise.all([server(), server(), server()]);
    await server();
    for (const { id } of people) {
      expect(await prisma.activityLog.count({ where: { resourceId: userId(id) } })).toBe(1);
      expect(await prisma.user.count({ where: { id } })).toBe(0);
    }
  });
});

describe('a deletion that fails', () => {
  const AT_MOST = 3;
  let now: number;
  let lines: string[];
  let goOn: () => Promise<boolean>;

  beforeEach(() => {
    now = Date.now();
    lines = [];
    const logger = createLogger('error', { write: (line: string) => lines.push(line) });
    const db = scopeDatabase(test.database.prisma, null);
    goOn = createDeleter({ db, logger, clock: () => now, maxPassedOver: AT_MOST });
  });
  afterEach(async () => {
    await prisma.$executeRaw`DROP TRIGGER stays ON users`;
    await prisma.$executeRaw`DROP FUNCTION stays()`;
  });

  /** Users who are going, of whom those whose name is "stays" do not go. */
  async function leaving(names: readonly string[]): Promise<string[]> {
    await prisma.$executeRaw`
      CREATE FUNCTION stays() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''stays''; END'`;
    await prisma.$executeRaw`
      CREATE TRIGGER stays BEFORE DELETE ON users FOR EACH ROW WHEN (OLD.full_name = 'stays') EXECUTE FUNCTION stays()`;
    const ids: string[] = [];
    for (const fullName of names) {
      const { id } = await prisma.user.create({
        data: { email: `${randomUUID()}@example.com`, fullName, status: 'SUSPENDED' },
      });
      await prisma.deletion.create({ data: { ownerId: id } });
      ids.push(id);
    }
    return ids;
  }

  it('is passed over for a while, told, and then tried again', async () => {
    const [ada = '', bob = ''] = await leaving(['stays', 'goes']);
    const left = async () =>
      (await prisma.user.findMany({ where: { id: { in: [ada, bob] } } })).map(({ id }) => id);
    while (await goOn());
    expect(await left()).toEqual([ada]);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('a deletion failed and is passed over');
    now += PASSED_OVER_MS - 1;
    expect(await goOn()).toBe(false);
    expect(lines).toHaveLength(1);
    now += 1;
    expect(await goOn()).toBe(true);
    expect(lines).toHaveLength(2);
    await prisma.user.update({ where: { id: ada }, data: { fullName: null } });
    now += PASSED_OVER_MS;
    while (await goOn());
    expect(await left()).toEqual([]);
  });

  it('is not tried without a pause where very many fail', async () => {
    const ids = await leaving(Array.from({ length: AT_MOST + 1 }, () => 'stays'));
    while (await goOn());
    expect(lines).toHaveLength(AT_MOST);
    for (let again = 0; again < 3; again += 1) expect(await goOn()).toBe(false);
    await prisma.user.updateMany({ where: { id: { in: ids } }, data: { fullName: null } });
    now += PASSED_OVER_MS;
    while (await goOn());
    expect(await prisma.user.count({ where: { id: { in: ids } } })).toBe(0);
  });
});

describe('deleteProject', () => {
  it('takes its jobs, their runs and parts, running ones too, and gives back what was held', async () => {
    const ada = await person();
    const { id: projectUuid } = await prisma.project.create({ data: { ownerId: ada.id, name: 'p' } });
    const { id: otherProject } = await prisma.project.create({ data: { ownerId: ada.id, name: 'q' } });
    const projectId = encodeId('Project', projectUuid);
    const kind = { bot: { botId: 'b' } };
    const jobId = textIn(await run.job.run({ name: 'j', projectId, kind }, ada.key), 'job.id');
    const kept = textIn(
      await run.job.run({ name: 'k', projectId: encodeId('Project', otherProject), kind }, ada.key),
      'job.id',
    );
    const { id: accountId } = await prisma.creditAccount.findUniqueOrThrow({ where: { ownerId: ada.id } });
    await prisma.creditTransaction.create({
      data: { accountId, ownerId: ada.id, type: 'GRANT', amount: 100, description: 'g' },
    });
    const waiting = await prisma.execution.create({
      data: {
        ownerId: ada.id,
        jobId: uuidOf(jobId),
        kind: 'BOT',
        kindKey: 'b',
        projectId: projectUuid,
        runNumber: 9_000,
        heldCredits: 30,
      },
    });
    // It was accepted here, and its job has moved since.
    const moved = await prisma.execution.create({
      data: {
        ownerId: ada.id,
        jobId: uuidOf(kept),
        kind: 'BOT',
        kindKey: 'b',
        projectId: projectUuid,
        runNumber: 1,
        status: 'CANCELED',
        finishedAt: new Date(),
      },
    });
    await run.enqueue.run({ jobId }, ada.key);
    const claimed = await run.claim.run({ workerId: 'w', jobId, limit: 10 }, ada.key);
    const executionId = textIn(claimed, 'executions.0.execution.id');
    const leaseToken = textIn(claimed, 'executions.0.lease.token');

    expect(await run.project.run({ projectId }, ada.key)).toEqual({
      __typename: 'DeleteProjectPayload',
      deletedProjectId: projectId,
      isPending: false,
    });
    expect(await run.complete.run({ executionId, leaseToken }, ada.key)).toMatchObject({
      __typename: 'NotFoundError',
    });
    expect(await prisma.project.findMany({ where: { ownerId: ada.id } })).toMatchObject([
      { id: otherProject },
    ]);
    expect(await prisma.job.findMany({ where: { ownerId: ada.id } })).toMatchObject([{ id: uuidOf(kept) }]);
    expect(await prisma.execution.findMany({ where: { ownerId: ada.id } })).toMatchObject([
      { id: moved.id, projectId: null },
    ]);
    expect(await prisma.executionEvent.count({ where: { ownerId: ada.id } })).toBe(0);
    expect((await prisma.creditAccount.findUniqueOrThrow({ where: { id: accountId } })).balance).toBe(100);
    expect(waiting.heldCredits).toBe(30);
    expect(
      await prisma.activityLog.findMany({ where: { resourceId: projectId }, orderBy: { id: 'asc' } }),
    ).toMatchObject([
      { action: 'project.deletion_requested', userId: ada.id },
      { action: 'project.deleted', userId: ada.id, metadata: { deleted: { jobs: 1, job_executions: 2 } } },
    ]);
    expect(await run.project.run({ projectId }, ada.key)).toMatchObject({ __typename: 'NotFoundError' });
  });

  it('lets nothing be done with what is going', async () => {
    const ada = await person();
    const { id } = await prisma.project.create({ data: { ownerId: ada.id, name: 'p' } });
    const projectId = encodeId('Project', id);
    const kind = { bot: { botId: 'b' } };
    const jobId = textIn(await run.job.run({ name: 'j', projectId, kind }, ada.key), 'job.id');
    await prisma.project.update({ where: { id }, data: { status: 'ARCHIVED' } });
    await prisma.deletion.create({ data: { ownerId: ada.id, projectId: id } });
    const gone = { __typename: 'NotFoundError' };
    expect(await run.project.run({ projectId }, ada.key)).toMatchObject(gone);
    expect(await run.archive.run({ projectId }, ada.key)).toMatchObject(gone);
    expect(await run.restore.run({ projectId }, ada.key)).toMatchObject(gone);
    expect(await run.job.run({ name: 'k', projectId, kind }, ada.key)).toMatchObject(gone);
    expect(await run.moveJob.run({ jobId, projectId: null }, ada.key)).toMatchObject(gone);
    const goOn = deleter();
    while (await goOn());
    expect(await prisma.job.count({ where: { ownerId: ada.id } })).toBe(0);
  });

  it("answers for somebody else's as for none", async () => {
    const [ada, bob] = [await person(), await person()];
    const { id } = await prisma.project.create({ data: { ownerId: ada.id, name: 'p' } });
    expect(await run.project.run({ projectId: encodeId('Project', id) }, bob.key)).toMatchObject({
      __typename: 'NotFoundError',
    });
    expect(await run.project.refusal({ projectId: userId(ada.id) }, ada.key)).toMatchObject({
      code: 'BAD_USER_INPUT',
      path: 'input.projectId',
    });
  });
});

describe.skipIf(isEmbedded)('races (need TEST_DATABASE_URL)', () => {
  const PATIENT = { timeout: 20_000 };

  /** Has commands wait for one row, one behind the other, and lets them go. */
  async function queued<T>(table: string, id: string, asks: ReadonlyArray<() => Promise<T>>): Promise<T[]> {
    const answers: Array<Promise<T>> = [];
    await prisma.$transaction(async (tx) => {
      await tx.$queryRawUnsafe(`SELECT id FROM ${table} WHERE id = $1::uuid FOR UPDATE`, id);
      for (const ask of asks) {
        answers.push(ask());
        await expect.poll(waiting, { interval: 10 }).toBe(answers.length);
      }
    }, PATIENT);
    return Promise.all(answers);
  }

  async function waiting(): Promise<number> {
    const [row] = await prisma.$queryRaw<Array<{ count: number }>>`
      SELECT count(*)::int AS count FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    return row?.count ?? 0;
  }

  const gone = { __typename: 'NotFoundError', code: 'NOT_FOUND' };

  async function givenProject() {
    const ada = await person();
    const { id } = await prisma.project.create({ data: { ownerId: ada.id, name: 'p' } });
    return { id, key: ada.key, projectId: encodeId('Project', id) };
  }

  it('a project that two delete at once is gone for the second', async () => {
    const { id, key, projectId } = await givenProject();
    const ask = () => run.project.run({ projectId }, key);
    expect(await queued('projects', id, [ask, ask])).toMatchObject([{ deletedProjectId: projectId }, gone]);
  });

  it('nobody restores a project that is going, however long they waited', async () => {
    const { id, key, projectId } = await givenProject();
    const [, restored] = await queued('projects', id, [
      () => run.project.run({ projectId }, key),
      () => run.restore.run({ projectId }, key),
    ]);
    expect(restored).toMatchObject(gone);
  });

  it('nobody brings a user back who is going, however long they waited', async () => {
    const { id } = await person();
    const [, activated] = await queued('users', id, [
      () => run.user.run({ userId: userId(id) }, admin.key),
      () => run.status.run({ userId: userId(id), status: 'ACTIVE' }, admin.key),
    ]);
    expect(activated).toMatchObject(gone);
  });

  it('a user whom two delete at once is gone for the second, without an administrator to wait for', async () => {
    const { id, key } = await person();
    await prisma.user.updateMany({ where: { role: 'ADMIN' }, data: { status: 'SUSPENDED' } });
    const ask = () => run.user.run({ userId: userId(id) }, key);
    const answers = await queued('users', id, [ask, ask]);
    await prisma.user.update({ where: { id: admin.id }, data: { status: 'ACTIVE' } });
    expect(answers).toMatchObject([{ deletedUserId: userId(id) }, gone]);
  });
});

describe('append-only tables', () => {
  it('still refuse to change for those who stay', async () => {
    await prisma.activityLog.create({ data: { userId: admin.id, action: 'a.b', resourceType: 'a' } });
    await expect(prisma.activityLog.deleteMany({ where: { userId: admin.id } })).rejects.toThrow(
      'append-only',
    );
    await expect(
      prisma.activityLog.updateMany({ where: { userId: admin.id }, data: { userId: null } }),
    ).rejects.toThrow('append-only');
  });
});
