import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { scopeDatabase } from '../src/core/db/tenancy.js';
import { encodeId } from '../src/core/ids.js';
import { MAX_FACET_VALUES } from '../src/insights/facet-feed.sql.js';
import { feedRollups } from '../src/insights/rollup-feed.service.js';
import { encodeJobId } from '../src/jobs/job-id.js';
import { createTestApp, type TestApp } from './support/app.js';
import { tries } from './support/tries.js';

const DAY = 86_400_000;
const ENDS = ['COMPLETED', 'FAILED', 'CANCELED'] as const;
const STATES = ['QUEUED', 'RUNNING', ...ENDS] as const;
const FIELDS = [
  ...['JOB', 'PROJECT', 'BOT', 'WORKER', 'TAG', 'ERROR_CODE', 'FAILED_STAGE', 'KIND', 'TRIGGER', 'STATUS'],
] as const;

interface Owner {
  id: string;
  key: string;
  projectId: string;
  jobs: Array<{ id: string; kind: string; projectId: string | null }>;
}

let test: TestApp;
let owners: Owner[];
let admin: string;
let runNumber = 0;

beforeAll(async () => {
  test = await createTestApp();
  owners = [await givenOwner(), await givenOwner()];
  admin = (await test.given.admin()).key;
}, 60_000);
afterAll(() => test.close());

async function givenOwner(): Promise<Owner> {
  const { user, key } = await test.given.user();
  const project = await test.prisma.project.create({ data: { ownerId: user.id, name: 'Facets' } });
  const bot = await test.given.job(user.id, { kind: 'BOT' });
  const task = await test.given.job(user.id, { kind: 'TASK', projectId: project.id });
  return {
    id: user.id,
    key,
    projectId: project.id,
    jobs: [bot.row, task.row].map(({ id, kind, projectId }) => ({ id, kind, projectId })),
  };
}

/** Takes one step of what is kept; whether there is more. */
const feed = () => feedRollups(scopeDatabase(test.database.prisma, null));

async function feedAll(): Promise<void> {
  while (await feed());
}

const facets = z.array(
  z.object({ value: z.string(), count: z.object({ value: z.int(), isCapped: z.boolean() }) }),
);
const answer = z.object({ data: z.record(z.string(), facets) });

/** The facets of some fields, by the field, in one request. */
async function askAll(key: string, fields: readonly string[], filter?: object) {
  const asked = fields.map(
    (field) =>
      `${field}: executionFacets(field: ${field}, filter: $filter, first: 200) { value count { value isCapped } }`,
  );
  const document = `query($filter: ExecutionFilter) { ${asked.join(' ')} }`;
  const { body } = await test.ask(document, { filter }, key);
  const parsed = answer.safeParse(body);
  if (!parsed.success) throw new Error(JSON.stringify(body));
  return new Map(Object.entries(parsed.data.data));
}

async function ask(key: string, field: string) {
  const found = (await askAll(key, [field])).get(field);
  if (!found) throw new Error(`no facets of ${field}`);
  return found;
}

const pick = <T>(values: readonly T[], n: number) => {
  const value = values[n % values.length];
  if (value === undefined) throw new Error('nothing to pick from');
  return value;
};

/** Executions as they come from elsewhere or by SQL, in some state. @param finish Whether they have ended. */
async function insert(owner: Owner, count: number, daysAgo: number, finish: boolean): Promise<void> {
  const data = Array.from({ length: count }, (_, i) => {
    runNumber += 1;
    const n = runNumber;
    const { id: jobId, kind, projectId } = pick(owner.jobs, n);
    const queuedAt = new Date(Date.now() - daysAgo * DAY - i * 3_600_000);
    const status = finish ? pick(ENDS, n) : pick(['QUEUED', 'RUNNING'] as const, n);
    const isStarted = status !== 'QUEUED';
    return {
      ownerId: owner.id,
      ...{ jobId, kind, projectId, runNumber: 1_000_000_000 - n, queuedAt, status },
      kindKey: `key-${n % 3}`,
      tags: ['a', 'b', 'c', 'c'].slice(0, n % 5),
      trigger: pick(['API', 'MANUAL', 'SCHEDULE'] as const, n),
      workerId: isStarted ? `worker-${n % 4}` : null,
      startedAt: isStarted ? queuedAt : null,
      leaseExpiresAt: status === 'RUNNING' ? new Date(Date.now() + DAY) : null,
      finishedAt: finish ? queuedAt : null,
      failureReason: status === 'FAILED' ? ('ERROR' as const) : null,
      errorCode: status === 'FAILED' ? `E_${n % 3}` : null,
    };
  });
  await test.prisma.execution.createMany({ data });
}

/** Ends open executions as the server does: by their events. */
async function end(owner: Owner, count: number): Promise<void> {
  const open = await test.prisma.execution.findMany({
    where: { ownerId: owner.id, finishedAt: null },
    orderBy: { id: 'asc' },
    take: count,
  });
  const filter = { ids: open.map(({ id }) => encodeId('Execution', id)) };
  const document =
    'mutation($filter: ExecutionFilter!) { cancelExecutions(input: { filter: $filter }) { __typename } }';
  await test.ask(document, { filter }, owner.key);
}

/** Stages that failed, of executions in whatever state. */
async function addStages(owner: Owner, count: number): Promise<void> {
  const runs = await test.prisma.execution.findMany({
    where: { ownerId: owner.id },
    orderBy: { queuedAt: 'desc' },
    skip: count % 3,
    take: count,
  });
  const startedAt = new Date();
  await test.prisma.stage.createMany({
    data: runs.flatMap(({ id }, i) =>
      ['login', 'login', 'submit'].slice(0, 1 + (i % 3)).map((name, place) => ({
        ...{ ownerId: owner.id, executionId: id, name, status: 'FAILED' as const },
        startedAt: new Date(startedAt.getTime() + place),
        endedAt: new Date(startedAt.getTime() + place),
      })),
    ),
    skipDuplicates: true,
  });
}

async function mendStages(owner: Owner): Promise<void> {
  await test.prisma.stage.updateMany({
    where: { ownerId: owner.id, name: 'submit' },
    data: { status: 'SUCCEEDED' },
  });
}

async function remove(owner: Owner, every: number): Promise<void> {
  const all = await test.prisma.execution.findMany({ where: { ownerId: owner.id }, orderBy: { id: 'asc' } });
  const ids = all.flatMap(({ id }, i) => (i % every === 0 ? [id] : []));
  await test.prisma.execution.deleteMany({ where: { id: { in: ids } } });
}

interface Asked {
  from: number | null;
  days: number | null;
  isWhole: boolean;
  states: string[] | undefined;
}

function rangeOf({ from, days, isWhole }: Asked): { from?: Date; to?: Date } {
  const at = (ms: number) => new Date(isWhole ? Math.floor(ms / DAY) * DAY : ms);
  const start = from === null ? undefined : at(Date.now() - from);
  const end = days === null ? undefined : at((start?.getTime() ?? Date.now() - 40 * DAY) + days * DAY);
  return { from: start, to: end };
}

async function agrees(key: string, ownerId: string | undefined, asked: Asked): Promise<void> {
  const range = rangeOf(asked);
  const wanted = await test.prisma.execution.findMany({
    where: {
      ownerId,
      queuedAt: { gte: range.from ?? usualStart(range.to), lt: range.to },
    },
    include: { stages: true },
  });
  const all = await askAll(key, FIELDS, {
    status: asked.states,
    queuedAt: { from: range.from, to: range.to },
  });
  expect([...all.keys()].sort()).toEqual([...FIELDS].sort());
  for (const field of FIELDS) {
    const counts = new Map<string, number>();
    for (const run of wanted) {
      if (asked.states && field !== 'STATUS' && !asked.states.includes(run.status)) continue;
      for (const value of new Set(valuesOf(field, run))) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const found = all.get(field) ?? [];
    expect(found.map(({ count }) => count.value)).toEqual([...counts.values()].sort((a, b) => b - a));
    expect({ field, ...Object.fromEntries(found.map(({ value, count }) => [value, count])) }).toEqual({
      field,
      ...Object.fromEntries([...counts].map(([value, count]) => [value, { value: count, isCapped: false }])),
    });
  }
}

/** Thirty days, from the beginning of a UTC day. */
const usualStart = (to: Date | undefined) =>
  new Date(Math.floor(((to ?? new Date()).getTime() - 30 * DAY) / DAY) * DAY);

type Run = Awaited<ReturnType<typeof test.prisma.execution.findMany>>[number] & {
  stages: Array<{ name: string; status: string }>;
};

function valuesOf(field: string, run: Run): string[] {
  const some = (value: string | null) => (value === null ? [] : [value]);
  switch (field) {
    case 'JOB':
      return [encodeJobId({ id: run.jobId, kind: run.kind })];
    case 'PROJECT':
      return run.projectId ? [encodeId('Project', run.projectId)] : [];
    case 'BOT':
      return run.kind === 'BOT' ? some(run.kindKey) : [];
    case 'WORKER':
      return some(run.workerId);
    case 'TAG':
      return run.tags;
    case 'ERROR_CODE':
      return some(run.errorCode);
    case 'FAILED_STAGE':
      return run.stages.flatMap(({ name, status }) => (status === 'FAILED' ? [name] : []));
    case 'KIND':
      return [run.kind];
    case 'TRIGGER':
      return [run.trigger];
    default:
      return [run.status];
  }
}

const asks: fc.Arbitrary<Asked> = fc.record({
  from: fc.option(fc.integer({ min: 0, max: 100 * DAY }), { nil: null }),
  days: fc.option(fc.integer({ min: 1, max: 100 }), { nil: null }),
  isWhole: fc.boolean(),
  states: fc.option(fc.subarray([...STATES], { minLength: 1 }), { nil: undefined }),
});

describe('facets of days', () => {
  it('are what a recount finds, whatever was done, and however far they have come', {
    timeout: tries(240_000),
  }, async () => {
    const does = [
      'insert',
      'insert open',
      'end',
      'stages',
      'mend',
      'remove',
      'feed',
      'feed',
      'feed all',
    ] as const;
    const steps = fc.array(
      fc.record({
        does: fc.constantFrom(...does),
        who: fc.nat(1),
        count: fc.integer({ min: 2, max: 40 }),
        daysAgo: fc.integer({ min: 0, max: 90 }),
        asked: asks,
      }),
      { minLength: 10, maxLength: 10 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        for (const { does: step, who, count, daysAgo, asked } of all) {
          const owner = pick(owners, who);
          if (step === 'insert') await insert(owner, count, daysAgo, true);
          else if (step === 'insert open') await insert(owner, count, daysAgo, false);
          else if (step === 'end') await end(owner, count);
          else if (step === 'stages') await addStages(owner, count);
          else if (step === 'mend') await mendStages(owner);
          else if (step === 'remove') await remove(owner, count);
          else if (step === 'feed') await feed();
          else await feedAll();
          await agrees(owner.key, owner.id, asked);
          await agrees(admin, undefined, asked);
        }
      }),
      { numRuns: tries(2), endOnFailure: true },
    );
  });

  it('count values together that are too many, or too long, and say so', async () => {
    const owner = await givenOwner();
    const { id: jobId, kind } = pick(owner.jobs, 0);
    const over = MAX_FACET_VALUES + 50;
    await test.prisma.$executeRaw`
      INSERT INTO job_executions (owner_id, job_id, kind, kind_key, run_number, status, worker_id, error_code, failure_reason,
        queued_at, started_at, finished_at)
      SELECT ${owner.id}::uuid, ${jobId}::uuid, ${kind}, 'payroll', n, 'FAILED', 'worker-' || n,
        CASE n % 2 WHEN 0 THEN 'short' ELSE repeat('long', 1000) END, 'ERROR', now(), now(), now()
      FROM generate_series(1, ${over}::int) n`;
    await feedAll();
    const workers = await ask(owner.key, 'WORKER');
    expect(workers).toHaveLength(200);
    expect(workers[0]?.count).toEqual({ value: 1, isCapped: true });
    expect(await ask(owner.key, 'ERROR_CODE')).toEqual([
      { value: 'short', count: { value: over / 2, isCapped: true } },
    ]);
    expect(await ask(owner.key, 'STATUS')).toEqual([
      { value: 'FAILED', count: { value: over, isCapped: false } },
    ]);
    const kept = { ownerId: owner.id, field: 'WORKER', unit: 'day' };
    expect(await test.prisma.executionFacet.count({ where: kept })).toBe(MAX_FACET_VALUES + 1);
    await test.prisma.execution.deleteMany({ where: { ownerId: owner.id, runNumber: { gt: 50 } } });
    await feedAll();
    expect(await test.prisma.executionFacet.count({ where: { ...kept, unit: 'month' } })).toBe(50);
    expect((await ask(owner.key, 'WORKER'))[0]?.count).toEqual({ value: 1, isCapped: false });
    await test.prisma.execution.deleteMany({ where: { ownerId: owner.id } });
  }, 240_000);

  it('are right in the end, where all of that was done at once', async () => {
    let isOver = false;
    const going = (async () => {
      while (!isOver) await feed();
    })();
    await Promise.all(
      owners.map(async (owner) => {
        for (const count of [7, 11, 5, 13]) {
          await insert(owner, count, 3, true);
          await insert(owner, count, 3, false);
          await Promise.all([end(owner, count), addStages(owner, count), insert(owner, 2 * count, 3, true)]);
          await remove(owner, count);
        }
      }),
    );
    isOver = true;
    await going;
    await feedAll();
    expect(await test.prisma.executionFacetRepair.count()).toBe(0);
    for (const days of [null, 3]) {
      const asked = { from: 90 * DAY, days, isWhole: true, states: undefined };
      for (const owner of owners) await agrees(owner.key, owner.id, asked);
      await agrees(admin, undefined, asked);
    }
  }, 240_000);
});
