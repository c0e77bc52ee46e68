import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Explained, explain, PLANS, type Plans, rowsOf } from '../bench/explain.js';
import { listQueries } from '../bench/list-queries.js';
import { sampleOf } from '../bench/samples.js';
import { seedScale } from '../demo/scale.js';
import { Prisma } from '../src/generated/prisma/client.js';
import { createTestApp, type TestApp } from './support/app.js';

// Lists of an owner with few rows among others who have many: with the same names, times and states.

const RUNS = 10_000;
/** Rows of tables that one level of a list reads beside the owner's own: none, but for a page that is begun anew. */
const PAGE = 51;
/** What is queued, what runs and what ended each have a page to choose from. */
const ARMS = 3;
/** How many others there are of what the lists of runs do without. */
const OTHERS = 5_000;

let test: TestApp;
let small: { key: string; ownerId: string };
let largest: string;
let admin: string;
let owned: Map<string, number>;
let words: Set<string>;

beforeAll(async () => {
  test = await createTestApp({ clock: () => 0 });
  await seedScale(test.prisma, RUNS);
  const owners = await test.prisma.execution.groupBy({
    by: ['ownerId'],
    _count: true,
    orderBy: { _count: { ownerId: 'desc' } },
  });
  const [first, last] = [owners[0], owners.at(-1)];
  if (!first || !last) throw new Error('there are no owners');
  largest = first.ownerId;
  const { key: smallKey } = await test.given.key({ ownerId: last.ownerId, createdByUserId: last.ownerId });
  small = { key: smallKey, ownerId: last.ownerId };
  await addWhatScaleHasNot();
  await test.prisma.$executeRaw`ANALYZE`;
  owned = await countOwned();
  words = new Set((await indexes('gin')).map(({ name }) => name));
  admin = (await test.given.admin()).key;
  for (const key of [small.key, admin]) await test.ask('{ viewer { id } }', {}, key);
}, 120_000);
afterAll(() => test?.close());

const indexes = async (kind: string) =>
  z.array(z.object({ name: z.string() })).parse(
    await test.prisma.$queryRaw`
      SELECT i.relname AS name FROM pg_class i JOIN pg_am a ON a.oid = i.relam WHERE a.amname = ${kind}`,
  );

/** Projects and completions, a few of them the small owner's, and others' jobs. */
async function addWhatScaleHasNot(): Promise<void> {
  await test.prisma.$executeRaw`
    WITH made AS (
      INSERT INTO jobs (owner_id, kind, slug, name)
      SELECT ${largest}::uuid, 'TASK', 'job-' || n, 'Job ' || n FROM generate_series(1, ${OTHERS}::int) AS n
      RETURNING id, owner_id
    )
    INSERT INTO task_jobs (job_id, owner_id, handler) SELECT id, owner_id, 'do-nothing' FROM made`;
  const owner = Prisma.sql`CASE WHEN n % 100 = 0 THEN ${small.ownerId} ELSE ${largest} END::uuid`;
  await test.prisma.$executeRaw`
    INSERT INTO projects (owner_id, name, status, created_at)
    SELECT ${owner}, 'Project ' || n, (ARRAY['ACTIVE', 'ARCHIVED'])[1 + n % 2]::project_status, now() - n * interval '1 min'
    FROM generate_series(1, ${OTHERS}::int) AS n`;
  await test.prisma.$executeRaw`
    INSERT INTO social_tasks (title, task_type, target) VALUES ('Follow', 'FOLLOW', 'somebody')`;
  await test.prisma.$executeRaw`
    INSERT INTO completions (owner_id, task_id, status, submitted_at, decided_at)
    SELECT ${owner}, t.id, 'REJECTED', now() - n * interval '1 min', now()
    FROM social_tasks t, generate_series(1, ${OTHERS}::int) AS n`;
}

/** How many rows of each table are the small owner's. */
async function countOwned(): Promise<Map<string, number>> {
  const tables = z.array(z.object({ table: z.string(), column: z.string() })).parse(
    await test.prisma.$queryRaw`
      SELECT c.table_name AS table, min(c.column_name) AS column FROM information_schema.columns c
      JOIN information_schema.tables t USING (table_schema, table_name)
      WHERE c.table_schema = 'public' AND c.column_name IN ('owner_id', 'user_id') AND t.table_type = 'BASE TABLE'
      GROUP BY c.table_name`,
  );
  const counts = tables.map(async ({ table, column }): Promise<[string, number]> => {
    const name = Prisma.raw(`"${table}"`);
    const [row] = z
      .tuple([z.object({ count: z.int() })])
      .parse(
        await test.prisma
          .$queryRaw`SELECT count(*)::int AS count FROM ${name} WHERE ${Prisma.raw(column)} = ${small.ownerId}::uuid`,
      );
    return [table, row.count];
  });
  return new Map(await Promise.all(counts));
}

/** What is done for a list's statements, planned in these ways. */
async function plansOf(query: string, key: string, of: readonly Plans[] = PLANS): Promise<Explained[]> {
  const { result, statements, params } = await test.recordStatements(() => test.ask(query, {}, key));
  expect(z.object({ errors: z.unknown().optional() }).parse(result.body).errors).toBeUndefined();
  const found: Explained[] = [];
  for (const [place, sql] of statements.entries()) {
    const statement = { sql, params: z.array(z.unknown()).parse(JSON.parse(params[place] ?? '[]')) };
    for (const plans of of) {
      found.push(
        await test.prisma.$transaction((tx) => explain((text) => tx.$queryRawUnsafe(text), statement, plans)),
      );
    }
  }
  return found;
}

/** The steps of a list's plans that look at more rows than the small owner has. */
async function readOfOthers(query: string): Promise<string[]> {
  const plans = await plansOf(query, small.key);
  return plans
    .flatMap(({ nodes }) => nodes)
    .flatMap((node) => {
      const [table, index] = [node['Relation Name'], node['Index Name'] ?? ''];
      // Tags and words are everybody's: their indexes know no owner, and are read without the rows.
      if (table === undefined && (index === '' || words.has(index))) return [];
      const has = table === undefined ? Math.max(...owned.values()) : owned.get(table);
      if (has === undefined || rowsOf(node) <= has * Math.max(1, node['Actual Loops']) + PAGE) return [];
      return [`${node['Node Type']} ${table ?? ''} ${index}: ${rowsOf(node)} rows of ${has}`];
    });
}

describe('a small owner’s lists read nothing of their neighbours', () => {
  it('by any filter, in any order, planned for their values or for any', async () => {
    const sample = await sampleOf(test.prisma, small.ownerId, largest);
    const found: string[] = [];
    let lists = 0;
    for (const { label, query } of listQueries(sample)) {
      lists += 1;
      for (const one of await readOfOthers(query)) found.push(`${label}: ${one}`);
    }
    expect(lists).toBeGreaterThan(150);
    expect(found).toEqual([]);
  }, 120_000);

  it.each([
    'projects(first: 50) { nodes { id } }',
    'projects(first: 50, status: [ARCHIVED]) { nodes { id } }',
    'completions(first: 50) { nodes { id } }',
    'completions(first: 50, status: [REJECTED]) { nodes { id } }',
    'completions(first: 50, status: [PENDING]) { nodes { id } }',
  ])('%s', async (query) => {
    expect(await readOfOthers(`{ ${query} }`)).toEqual([]);
  });
});

describe('an administrator’s lists read a page of everybody’s', () => {
  it.each([
    'executions(first: 50) { nodes { id } }',
    'executions(first: 50, orderBy: { field: DURATION, direction: DESC }) { nodes { id } }',
    'executions(first: 50, filter: { workerId: "no-such-worker" }) { nodes { id } }',
    'jobs(first: 50) { nodes { id } }',
    'chunks(first: 50) { nodes { id } }',
    'summaries(first: 50) { nodes { id } }',
    'metrics(first: 50) { nodes { id } }',
    'artifacts(first: 50) { nodes { id } }',
    'projects(first: 50) { nodes { id } }',
    'completions(first: 50, status: [REJECTED]) { nodes { id } }',
  ])('%s', async (query) => {
    for (const { read } of await plansOf(`{ ${query} }`, admin))
      expect(read).toBeLessThanOrEqual(ARMS * PAGE);
  });

  it('with a tag that no run has, planned for it: no more than what is open, which is few', async () => {
    const query = '{ executions(first: 50, filter: { tags: ["no-such-tag"] }) { nodes { id } } }';
    for (const { read } of await plansOf(query, admin, ['custom'])) expect(read).toBeLessThanOrEqual(PAGE);
  });
});
