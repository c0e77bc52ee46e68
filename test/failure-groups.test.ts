import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { encodeId } from '../src/core/ids.js';
import type { Execution } from '../src/generated/prisma/client.js';
import { encodeJobId } from '../src/jobs/job-id.js';
import { openRuns, type Runs } from './support/world/runs.js';

const DAY = 86_400_000;
const NOW = Date.now();
const FINGERPRINTS = ['f1', 'f2', 'f3', null] as const;

let runs: Runs;
let key: string;
let admin: string;
let jobs: string[];
let rows: Execution[];
let neighbour: { user: { id: string }; key: string };

/** An owner with three jobs and runs of the last 40 days, each a retry of one before or of none. */
async function givenRuns(count: number, seed: number) {
  const owner = await runs.given.user();
  const made = await Promise.all([0, 1, 2].map(() => runs.given.job(owner.user.id, { kind: 'TASK' })));
  const ids = made.map(({ row }) => row.id);
  const random = fc.sample(
    fc.record({ ago: fc.integer({ min: 1, max: 40 * 24 * 60 }), pick: fc.nat(1_000), retried: fc.nat(3) }),
    { numRuns: count, seed },
  );
  const executions: string[] = [];
  await runs.prisma.execution.createMany({
    data: random.map(({ ago, pick, retried }, i) => {
      const id = crypto.randomUUID();
      const queuedAt = new Date(NOW - ago * 60_000);
      const isFailed = pick % 10 < 7;
      const fingerprint = isFailed ? (FINGERPRINTS[pick % 4] ?? null) : null;
      executions.push(id);
      return {
        id,
        ownerId: owner.user.id,
        jobId: ids[pick % 3] ?? '',
        kind: 'TASK',
        kindKey: 'payroll',
        runNumber: i + 1,
        status: isFailed ? ('FAILED' as const) : ('COMPLETED' as const),
        failureReason: isFailed ? (pick % 2 ? ('ERROR' as const) : ('TIMEOUT' as const)) : null,
        queuedAt,
        startedAt: queuedAt,
        finishedAt: new Date(queuedAt.getTime() + pick * 1_000),
        errorMessage: isFailed ? `m${i}` : null,
        errorCode: isFailed ? `E${pick % 2}` : null,
        errorFingerprint: fingerprint,
        errorFingerprintVersion: fingerprint && 0,
        retryOfId: retried === 0 && i > 0 ? executions[pick % i] : null,
      };
    }),
  });
  return { ...owner, jobs: ids };
}

beforeAll(async () => {
  runs = await openRuns();
  const own = await givenRuns(300, 3);
  ({ key, jobs } = own);
  neighbour = await givenRuns(80, 4);
  admin = (await runs.given.admin()).key;
  rows = await runs.prisma.execution.findMany({
    where: { ownerId: own.user.id },
    orderBy: [{ queuedAt: 'desc' }, { id: 'desc' }],
  });
}, 60_000);
afterAll(() => runs.test.close());

const group = z.object({
  fingerprint: z.string(),
  errorCode: z.string().nullable(),
  message: z.string(),
  count: z.int(),
  mendedCount: z.int(),
  firstSeenAt: z.coerce.date(),
  lastSeenAt: z.coerce.date(),
  sample: z.object({ id: z.string(), errorMessage: z.string() }),
  jobs: z.array(z.object({ id: z.string() })),
  jobCount: z.object({ value: z.int(), isCapped: z.boolean() }),
  failedStages: z.array(z.string()),
  owner: z.object({ id: z.string() }),
  buckets: z.array(z.object({ start: z.coerce.date(), count: z.int() })),
  state: z.enum(['OPEN', 'RESOLVED', 'IGNORED']),
  note: z.string().nullable(),
});
const GROUPS = `query ($filter: ExecutionFilter, $first: Int, $state: [FailureGroupState!], $bucket: TimeBucket, $timezone: String) {
  failureGroups(filter: $filter, first: $first, state: $state, bucket: $bucket, timezone: $timezone) {
    fingerprint errorCode message count mendedCount firstSeenAt lastSeenAt sample { id errorMessage }
    jobs(first: 50) { id } jobCount { value isCapped } failedStages owner { id } buckets { start count } state note
  } }`;

async function ask(variables: Record<string, unknown>, who = key) {
  const { body } = await runs.test.ask(GROUPS, variables, who);
  const parsed = z.object({ data: z.object({ failureGroups: z.array(group) }) }).safeParse(body);
  if (!parsed.success) throw new Error(JSON.stringify(body).slice(0, 2_000));
  return parsed.data.data.failureGroups;
}

async function refused(variables: Record<string, unknown>) {
  const { body } = await runs.test.ask(GROUPS, variables, key);
  return z
    .object({
      errors: z.tuple([z.object({ extensions: z.object({ code: z.string(), issues: z.unknown() }) })]),
    })
    .parse(body).errors[0].extensions;
}

/** Whether a retry of a run completed, or a retry of a retry. */
function isMended({ id }: Execution): boolean {
  return rows.some((row) => row.retryOfId === id && (row.status === 'COMPLETED' || isMended(row)));
}

interface Filter {
  jobId?: string;
  errorCode?: string[];
  failureReason?: string[];
  mended?: boolean;
  queuedAt?: { from: string; to?: string };
}

function recount(filter: Filter) {
  const from = filter.queuedAt ? Date.parse(filter.queuedAt.from) : Date.now() - 30 * DAY;
  const to = filter.queuedAt?.to ? Date.parse(filter.queuedAt.to) : Number.POSITIVE_INFINITY;
  const found = rows.filter(
    (row) =>
      row.status === 'FAILED' &&
      row.errorFingerprint !== null &&
      row.queuedAt.getTime() >= from &&
      row.queuedAt.getTime() < to &&
      (!filter.jobId || encodeJobId({ kind: row.kind, id: row.jobId }) === filter.jobId) &&
      (!filter.errorCode || filter.errorCode.includes(row.errorCode ?? '')) &&
      (!filter.failureReason || filter.failureReason.includes(row.failureReason ?? '')) &&
      (filter.mended === undefined || filter.mended === isMended(row)),
  );
  return FINGERPRINTS.flatMap((fingerprint) => {
    const own = found.filter((row) => row.errorFingerprint === fingerprint);
    const [latest] = own;
    if (fingerprint === null || !latest) return [];
    const ends = own.map(({ finishedAt }) => finishedAt?.getTime() ?? 0);
    return [
      {
        fingerprint,
        errorCode: latest.errorCode,
        message: latest.errorMessage,
        count: own.length,
        mendedCount: own.filter(isMended).length,
        firstSeenAt: new Date(Math.min(...ends)),
        lastSeenAt: new Date(Math.max(...ends)),
        sample: { id: encodeId('Execution', latest.id), errorMessage: latest.errorMessage },
        jobCount: { value: new Set(own.map(({ jobId }) => jobId)).size, isCapped: false },
      },
    ];
  });
}

const byFingerprint = (a: { fingerprint: string }, b: { fingerprint: string }) =>
  a.fingerprint.localeCompare(b.fingerprint);

describe('failureGroups', () => {
  it('are what a recount says, under any filter', async () => {
    const day = fc.integer({ min: 0, max: 39 });
    const filters: fc.Arbitrary<Filter> = fc.record(
      {
        jobId: fc.nat(2).map((at) => encodeJobId({ kind: 'TASK', id: jobs[at] ?? '' })),
        errorCode: fc.subarray(['E0', 'E1', 'E2']),
        failureReason: fc.subarray(['ERROR', 'TIMEOUT']),
        mended: fc.boolean(),
        queuedAt: fc.tuple(day, fc.integer({ min: 1, max: 30 })).map(([ago, days]) => ({
          from: new Date(NOW - ago * DAY).toISOString(),
          to: new Date(NOW - (ago - days) * DAY).toISOString(),
        })),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(filters, async (filter) => {
        const found = await ask({ filter });
        expect(found.map(({ count }) => count)).toEqual(
          found.map(({ count }) => count).sort((a, b) => b - a),
        );
        expect([...found].sort(byFingerprint)).toMatchObject(recount(filter).sort(byFingerprint));
        for (const { jobs: named, jobCount } of found) expect(named).toHaveLength(jobCount.value);
      }),
      { numRuns: 25 },
    );
    const frequent = recount({}).sort((a, b) => b.count - a.count)[0];
    expect(await ask({ first: 1 })).toMatchObject([{ fingerprint: frequent?.fingerprint }]);
  });

  it('are cut by time, the empty spans too', async () => {
    for (const timezone of ['UTC', 'Asia/Kathmandu']) {
      const found = await ask({ bucket: 'DAY', timezone });
      for (const { buckets, count, fingerprint } of found) {
        expect(buckets).toHaveLength(31);
        expect(buckets.reduce((sum, bucket) => sum + bucket.count, 0)).toBe(count);
        for (const [at, { start, count: inIt }] of buckets.entries()) {
          const from = Math.max(start.getTime(), at === 0 ? Date.now() - 30 * DAY : 0);
          const own = rows.filter((row) => row.errorFingerprint === fingerprint && row.status === 'FAILED');
          const within = own.filter(
            ({ queuedAt }) => queuedAt.getTime() >= from && queuedAt.getTime() < start.getTime() + DAY,
          );
          expect(inIt).toBe(within.length);
        }
      }
    }
    expect((await ask({})).every(({ buckets }) => buckets.length === 0)).toBe(true);
  });

  it('are an owner’s, for administrators too', async () => {
    const own = (await ask({})).length;
    const theirs = await ask({}, neighbour.key);
    const account = encodeId('Account', neighbour.user.id);
    expect(theirs.every(({ owner }) => owner.id === account)).toBe(true);
    const all = await ask({ first: 100 }, admin);
    expect(all.length).toBeGreaterThanOrEqual(own + theirs.length);
    expect(all.filter(({ owner }) => owner.id === account)).toEqual(theirs);
    expect(await ask({ filter: { ownerId: account } }, admin)).toEqual(theirs);
    expect(await ask({ filter: { ownerId: account } })).toEqual([]);
  });

  it('name the stages that failed', async () => {
    const [first] = await ask({});
    const { id, ownerId } = rows.find((row) => encodeId('Execution', row.id) === first?.sample.id) ?? {};
    await runs.prisma.stage.createMany({
      data: ['login', 'fill'].map((name, at) => ({
        executionId: id ?? '',
        ownerId: ownerId ?? '',
        name,
        status: at ? ('FAILED' as const) : ('SUCCEEDED' as const),
        startedAt: new Date(NOW),
        endedAt: new Date(NOW),
      })),
    });
    expect((await ask({})).map(({ failedStages }) => failedStages)).toContainEqual(['fill']);
  });

  it('refuse what has no bound, and what makes no sense', async () => {
    const year = { from: '2024-01-01T00:00:00Z', to: '2025-01-01T00:00:00Z' };
    const wrong: Array<[variables: Record<string, unknown>, path: string[]]> = [
      [{ first: 0 }, ['first']],
      [{ first: 201 }, ['first']],
      [{ filter: { queuedAt: year } }, ['filter', 'queuedAt']],
      [{ filter: { queuedAt: { from: year.to, to: year.from } } }, ['filter', 'queuedAt']],
      [{ bucket: 'DAY', timezone: 'Mars/Olympus' }, ['timezone']],
      [{ bucket: 'MINUTE' }, ['bucket']],
    ];
    for (const [variables, path] of wrong) {
      expect(await refused(variables)).toMatchObject({ code: 'BAD_USER_INPUT', issues: [{ path }] });
    }
    const jobId = encodeJobId({ kind: 'TASK', id: jobs[0] ?? '' });
    expect(await ask({ filter: { queuedAt: year, jobId } })).toEqual([]);
    expect(await ask({ state: [] })).toEqual([]);
  });
});

describe('a group', () => {
  const fail = async (fingerprint: string, jobId: string) => {
    const held = await runs.claimed(jobId);
    const { executionId, leaseToken } = held;
    await runs.tell('failExecution', { executionId, leaseToken, errorMessage: 'no', fingerprint });
    return executionId;
  };
  const stateOf = async (fingerprint: string) => {
    const [found] = await ask({ filter: { errorFingerprint: [fingerprint] } }, runs.owner.key);
    return found?.state;
  };
  const decide = (input: object, who?: string) => runs.tell('setFailureGroupState', input, who);

  it('opens again when it comes again, unless it is ignored', async () => {
    const job = (await runs.job()).id;
    await fail('again', job);
    expect(await stateOf('again')).toBe('OPEN');
    expect(await decide({ fingerprint: 'again', state: 'RESOLVED', note: 'a disk' })).toMatchObject({
      failureGroup: {
        state: 'RESOLVED',
        note: 'a disk',
        count: 1,
        resolvedBy: { name: 'Ada', user: { id: encodeId('User', runs.owner.user.id) } },
      },
    });
    expect(await ask({ state: ['OPEN'], filter: { jobId: job } }, runs.owner.key)).toEqual([]);
    await fail('other', job);
    expect(await stateOf('again')).toBe('RESOLVED');
    await fail('again', job);
    expect(await stateOf('again')).toBe('OPEN');
    expect(await ask({ state: ['RESOLVED'], filter: { jobId: job } }, runs.owner.key)).toEqual([]);
    expect(await decide({ fingerprint: 'again', state: 'IGNORED' })).toMatchObject({
      failureGroup: { state: 'IGNORED', note: 'a disk' },
    });
    await fail('again', job);
    expect(await stateOf('again')).toBe('IGNORED');
    expect(await decide({ fingerprint: 'again', state: 'OPEN', note: null })).toMatchObject({
      failureGroup: { state: 'OPEN', note: null, resolvedAt: null, resolvedBy: null, count: 3 },
    });
  });

  it('is decided about by its owner and administrators, where there is one', async () => {
    await fail('mine', (await runs.job()).id);
    const ownerId = encodeId('User', runs.owner.user.id);
    const missing = { __typename: 'NotFoundError', code: 'NOT_FOUND' };
    expect(await decide({ fingerprint: 'none', state: 'RESOLVED' })).toMatchObject(missing);
    expect(await decide({ fingerprint: 'mine', state: 'RESOLVED' }, neighbour.key)).toMatchObject(missing);
    expect(await decide({ fingerprint: 'mine', state: 'RESOLVED', ownerId }, neighbour.key)).toMatchObject(
      missing,
    );
    expect(await stateOf('mine')).toBe('OPEN');
    expect(await decide({ fingerprint: 'mine', state: 'IGNORED', ownerId }, admin)).toMatchObject({
      failureGroup: { state: 'IGNORED' },
    });
    expect(await runs.refusal('setFailureGroupState', { fingerprint: ' ' })).toMatchObject({
      path: 'input.fingerprint',
    });
    expect(await runs.refusal('setFailureGroupState', { fingerprint: 'mine', state: null })).toMatchObject({
      path: 'input.state',
    });
    expect(
      await runs.refusal('setFailureGroupState', { fingerprint: 'mine', note: 'n'.repeat(10_001) }),
    ).toMatchObject({
      path: 'input.note',
    });
  });

  it('counts as mended what a retry of a retry completed', async () => {
    const job = (await runs.job()).id;
    const first = await fail('mend', job);
    const retry = async (executionId: string) => {
      const { execution } = await runs.tell('retryExecution', { executionId });
      const held = await runs.claim(job);
      expect(held.executionId).toBe(execution?.id);
      return held;
    };
    const { executionId, leaseToken } = await retry(first);
    await runs.tell('failExecution', { executionId, leaseToken, errorMessage: 'no', fingerprint: 'mend' });
    const count = async () =>
      (await ask({ filter: { errorFingerprint: ['mend'] } }, runs.owner.key))[0]?.mendedCount;
    expect(await count()).toBe(0);
    const last = await retry(executionId);
    await runs.tell('completeExecution', { executionId: last.executionId, leaseToken: last.leaseToken });
    expect(await count()).toBe(2);
    const { id } = await runs.row(first);
    await expect(
      runs.prisma.$executeRaw`UPDATE job_executions SET is_mended = false WHERE id = ${id}::uuid`,
    ).rejects.toThrow('a finished execution is final');
  });
});
