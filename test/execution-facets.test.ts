import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { encodeId } from '../src/core/ids.js';
import type { Execution, Job } from '../src/generated/prisma/client.js';
import { FACET_ROWS } from '../src/insights/execution-facets.sql.js';
import { encodeJobId } from '../src/jobs/job-id.js';
import { createTestApp, type TestApp } from './support/app.js';
import type { World } from './support/world/world.js';

const MONTH = { from: '2026-01-01T00:00:00Z', to: '2026-01-31T00:00:00Z' };

let test: TestApp;
let alpha: World;
let rows: Array<Execution & { stages: Array<{ name: string; status: string }> }>;
let jobs: Map<string, Job>;
let projects: Map<string, string>;

beforeAll(async () => {
  test = await createTestApp();
  alpha = await test.given.world('alpha');
  await test.given.world('bravo');
  const where = { ownerId: alpha.userId };
  rows = await test.prisma.execution.findMany({ where, include: { stages: true } });
  jobs = new Map((await test.prisma.job.findMany({ where })).map((job) => [job.id, job]));
  projects = new Map((await test.prisma.project.findMany({ where })).map(({ id, name }) => [id, name]));
}, 60_000);
afterAll(() => test.close());

const values = z.array(
  z.object({
    value: z.string(),
    label: z.string(),
    count: z.object({ value: z.int(), isCapped: z.boolean() }),
  }),
);
const FACETS = `query ($field: FacetField!, $filter: ExecutionFilter, $search: String, $first: Int) {
  executionFacets(field: $field, filter: $filter, search: $search, first: $first) { value label count { value isCapped } }
}`;
const answer = z.object({
  data: z.object({ executionFacets: values.nullable() }),
  errors: z
    .array(z.object({ path: z.array(z.unknown()), extensions: z.object({ code: z.string() }) }))
    .optional(),
});

async function ask(variables: Record<string, unknown>, key = alpha.key) {
  const { body } = await test.ask(FACETS, variables, key);
  return answer.parse(body);
}

type Asked = Record<string, string[] | undefined>;

/** What a run has of each field: the value and what it is called. */
const OF: Record<string, (row: (typeof rows)[number]) => Array<[value: string, label: string]>> = {
  JOB: ({ jobId, kind }) => [[encodeJobId({ id: jobId, kind }), jobs.get(jobId)?.name ?? '']],
  PROJECT: ({ projectId }) =>
    projectId ? [[encodeId('Project', projectId), projects.get(projectId) ?? '']] : [],
  BOT: ({ kind, kindKey }) => same(kind === 'BOT' ? [kindKey] : []),
  WORKER: ({ workerId }) => same([workerId]),
  TAG: ({ tags }) => same(tags),
  ERROR_CODE: ({ errorCode }) => same([errorCode]),
  FAILED_STAGE: ({ stages }) =>
    same(stages.flatMap(({ name, status }) => (status === 'FAILED' ? [name] : []))),
  KIND: ({ kind }) => same([kind]),
  TRIGGER: ({ trigger }) => same([trigger]),
  STATUS: ({ status }) => same([status]),
};

function same(texts: ReadonlyArray<string | null>): Array<[string, string]> {
  return [...new Set(texts)].flatMap(
    (text): Array<[string, string]> => (text === null ? [] : [[text, text]]),
  );
}

const FILTERS: Record<string, { field: string; from: readonly string[] }> = {
  jobIds: { field: 'JOB', from: [] },
  botId: { field: 'BOT', from: ['alpha-bot-0', 'alpha-bot-1', 'bravo-bot-0'] },
  errorCode: { field: 'ERROR_CODE', from: ['E_ONE', 'E_alpha', 'E_bravo'] },
  failedStage: { field: 'FAILED_STAGE', from: ['login', 'fill', 'x', 'alpha stage'] },
  kind: { field: 'KIND', from: ['BOT', 'CRAWL', 'TASK'] },
  trigger: { field: 'TRIGGER', from: ['API', 'RETRY'] },
  status: { field: 'STATUS', from: ['FAILED', 'COMPLETED', 'QUEUED'] },
};

function recount(field: string, filter: Asked) {
  const counts = new Map<string, { label: string; count: number }>();
  for (const row of rows) {
    const matches = Object.entries(filter).every(([name, wanted]) => {
      const of = FILTERS[name]?.field ?? '';
      return of === field || !wanted || OF[of]?.(row).some(([value]) => wanted.includes(value));
    });
    if (!matches) continue;
    for (const [value, label] of OF[field]?.(row) ?? []) {
      counts.set(value, { label, count: (counts.get(value)?.count ?? 0) + 1 });
    }
  }
  return [...counts]
    .map(([value, { label, count }]) => ({ value, label, count: { value: count, isCapped: false } }))
    .sort((a, b) => (a.value < b.value ? -1 : 1));
}

describe('executionFacets', () => {
  it('are what a recount says, whatever else the filter asks', async () => {
    const jobIds = [...jobs.values()].map((job) => encodeJobId(job));
    const filters: fc.Arbitrary<Asked> = fc.record(
      Object.fromEntries(
        Object.entries(FILTERS).map(([name, { from }]) => [
          name,
          fc.subarray(name === 'jobIds' ? jobIds : [...from], { minLength: 1 }),
        ]),
      ),
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(OF)), filters, async (field, filter) => {
        const { data } = await ask({ field, filter: { queuedAt: MONTH, ...filter }, first: 200 });
        const found = data.executionFacets ?? [];
        expect(found.map(({ count }) => count.value)).toEqual(
          found.map(({ count }) => count.value).sort((a, b) => b - a),
        );
        expect([...found].sort((a, b) => (a.value < b.value ? -1 : 1))).toEqual(recount(field, filter));
      }),
      { numRuns: 60 },
    );
  });

  it('are searched by what they are called, and as many as asked', async () => {
    const filter = { queuedAt: MONTH };
    const { name = '' } = [...jobs.values()][0] ?? {};
    const { data } = await ask({ field: 'JOB', filter, search: name.toUpperCase() });
    expect(data.executionFacets?.map(({ label }) => label)).toContain(name);
    expect((await ask({ field: 'TAG', filter, search: '100%' })).data.executionFacets).toMatchObject([
      { value: '100%' },
    ]);
    expect((await ask({ field: 'TAG', filter, search: '_' })).data.executionFacets).toEqual([]);
    expect((await ask({ field: 'STATUS', filter, first: 2 })).data.executionFacets).toHaveLength(2);
  });

  it('refuse what has no bound, and what makes no sense', async () => {
    const year = { from: '2024-01-01T00:00:00Z', to: '2025-01-01T00:00:00Z' };
    for (const variables of [
      { filter: { queuedAt: year, kind: ['BOT'] } },
      { first: 0 },
      { first: 201 },
      { search: '' },
    ]) {
      expect((await ask({ field: 'TAG', ...variables })).errors).toMatchObject([
        { path: ['executionFacets'], extensions: { code: 'BAD_USER_INPUT' } },
      ]);
    }
    const jobIds = [...jobs.values()].map((job) => encodeJobId(job));
    expect((await ask({ field: 'JOB', filter: { queuedAt: year, jobIds } })).data.executionFacets).toEqual(
      [],
    );
    // The jobs are left aside, and would not bound the search.
    for (const more of [{ error: 'rare' }, { params: { rare: 1 } }, { durationMs: { min: 1 } }]) {
      const filter = { queuedAt: year, jobIds, ...more };
      expect((await ask({ field: 'JOB', filter })).errors).toMatchObject([
        { extensions: { code: 'BAD_USER_INPUT' } },
      ]);
      expect((await ask({ field: 'TAG', filter })).data.executionFacets).toEqual([]);
    }
  });

  it('take nothing down with them where they fail', async () => {
    const document = `query {
      executions(first: 1) { nodes { id } }
      good: executionFacets(field: STATUS) { value }
      bad: executionFacets(field: STATUS, first: 0) { value }
    }`;
    const { body } = await test.ask(document, {}, alpha.key);
    expect(body).toMatchObject({
      data: { executions: { nodes: [{ id: expect.any(String) }] }, good: expect.any(Array), bad: null },
      errors: [{ path: ['bad'] }],
    });
  });

  it('look at the newest, and say so where there are more', async () => {
    const { user, key } = await test.given.user();
    const { row } = await test.given.job(user.id, { kind: 'TASK' });
    const fill = (from: number, to: number) => test.prisma.$executeRaw`
      INSERT INTO job_executions (owner_id, job_id, kind, kind_key, run_number, tags)
      SELECT ${user.id}::uuid, ${row.id}::uuid, 'TASK', 'payroll', n, ARRAY['t' || n % 2]
      FROM generate_series(${from}::int, ${to}::int) n`;
    await fill(1, FACET_ROWS);
    const half = FACET_ROWS / 2;
    const filters = [undefined, { kind: ['TASK'] }];
    for (const filter of filters) {
      expect((await ask({ field: 'TAG', filter }, key)).data.executionFacets).toMatchObject([
        { value: 't0', count: { value: half, isCapped: false } },
        { value: 't1', count: { value: half, isCapped: false } },
      ]);
    }
    await fill(FACET_ROWS + 1, FACET_ROWS + 2);
    for (const filter of filters) {
      expect((await ask({ field: 'TAG', filter }, key)).data.executionFacets).toMatchObject([
        { count: { value: half, isCapped: true } },
        { count: { value: half, isCapped: true } },
      ]);
    }
  }, 120_000);
});
