import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OVER_ALL_OWNERS } from '../src/core/db/owned.js';
import { scopeDatabase } from '../src/core/db/tenancy.js';
import { createLogger } from '../src/core/logger.js';
import { cleanUp } from '../src/operations/cleaning.service.js';
import { rescueLostWork } from '../src/operations/rescue.service.js';
import { createDeleter } from '../src/people/deletion.service.js';
import { createTestDatabase, type TestDatabase } from './support/database.js';
import {
  census,
  markOf,
  type OwnedTables,
  readOwnedTables,
  unnamedOwners,
  unnamedOwnersOfFunction,
} from './support/owned-statements.js';
import { openTestSql, type TestSql } from './support/sql.js';

// That every statement of an owner's requests names the owner: test/tenancy.test.ts and test/tenancy-writes.test.ts.

let db: TestSql;
let owned: OwnedTables;

beforeAll(async () => {
  db = await openTestSql();
  owned = await readOwnedTables(db.query);
});
afterAll(() => db?.close());

describe('a statement', () => {
  it.each([
    'SELECT FROM jobs j WHERE j.owner_id = $1::uuid AND j.id = $2',
    'SELECT FROM jobs WHERE (id = $1 AND owner_id = $2) OR (id = $3 AND owner_id = $4)',
    'SELECT FROM jobs j LEFT JOIN projects p ON p.id = j.project_id AND p.owner_id = $1 WHERE j.owner_id = $1',
    'WITH jobs AS (SELECT 1) SELECT FROM jobs',
    'SELECT FROM (SELECT t.name, t.owner_id FROM (SELECT j.* FROM jobs j) t) s WHERE s.owner_id = $1',
    'INSERT INTO projects (owner_id, name) VALUES ($1, $2)',
    'UPDATE jobs j SET status = $1 FROM projects p WHERE j.owner_id = $2 AND p.owner_id = $2',
    'UPDATE jobs j SET status = $1 FROM projects p WHERE (j.owner_id = $2) IS TRUE AND p.owner_id = $2',
    'SELECT FROM social_tasks WHERE id = $1',
  ])('names its owner: %s', (statement) => {
    expect(unnamedOwners(statement, owned)).toEqual([]);
  });

  it.each([
    ['SELECT FROM jobs j WHERE j.id = $1', 'jobs j'],
    ['SELECT FROM jobs WHERE (id = $1 AND owner_id = $2) OR id = $3', 'jobs'],
    ['SELECT FROM jobs j WHERE NOT j.owner_id = $1', 'jobs j'],
    ['SELECT FROM jobs j WHERE (j.owner_id = $1) IS NOT TRUE', 'jobs j'],
    ['SELECT FROM jobs j JOIN projects p ON p.owner_id = j.owner_id WHERE j.owner_id = $1', 'projects p'],
    [
      'SELECT FROM jobs j WHERE j.owner_id = $1 AND EXISTS (SELECT FROM projects WHERE id = j.project_id)',
      'projects',
    ],
    ['SELECT FROM (SELECT j.* FROM jobs j LIMIT 1) s WHERE s.owner_id = $1', 'jobs j'],
    ['WITH mine AS (SELECT FROM jobs) SELECT FROM mine', 'jobs'],
    ['INSERT INTO projects (name) VALUES ($1)', 'projects (inserted)'],
    ['DELETE FROM projects WHERE id = ANY($1)', 'projects'],
  ])('does not: %s', (statement, table) => {
    expect(unnamedOwners(statement, owned)).toEqual([table]);
  });

  it('that is about all owners says so', () => {
    const marked = 'SELECT /* over all owners: rescue */ FROM jobs';
    const found = census(['SELECT FROM jobs', marked, 'SELECT FROM jobs WHERE owner_id = $1'], owned);
    expect(found).toMatchObject({ named: 1, marks: new Set(['rescue']), others: ['jobs: SELECT FROM jobs'] });
  });
});

describe('what the server does by itself', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
    const { user } = await test.given.user();
    await test.given.job(user.id);
    await test.prisma.$executeRaw`
      INSERT INTO job_executions (owner_id, job_id, kind, run_number, status, started_at, lease_expires_at)
      SELECT owner_id, id, kind, 1, 'RUNNING', now() - interval '2 hours', now() - interval '1 hour' FROM jobs`;
    await test.prisma.$executeRaw`
      INSERT INTO deletions (owner_id) VALUES (${user.id}::uuid)`;
  });
  afterAll(() => test?.close());

  it.each<{ what: string; marks: string[]; work: () => Promise<unknown> }>([
    { what: 'rescue', marks: ['rescue'], work: () => rescueLostWork(test.database.prisma) },
    { what: 'cleaning', marks: ['cleaning'], work: () => cleanUp(scopeDatabase(test.database.prisma, null)) },
    {
      what: 'deletion',
      marks: ['deletions', 'naming'],
      async work() {
        const look = createDeleter({
          db: scopeDatabase(test.database.prisma, null),
          logger: createLogger('silent'),
        });
        while (await look());
      },
    },
  ])('$what names an owner, or says that it is about all', async ({ marks, work }) => {
    const { statements } = await test.recordStatements(work);
    const found = census(
      statements.filter((statement) => !/^(BEGIN|COMMIT)/.test(statement)),
      owned,
    );
    expect(found.others).toEqual([]);
    expect([...found.marks].sort()).toEqual(marks);
  });
});

it('functions and triggers name their rows’ owner', async () => {
  const functions = await db.query<{ name: string; definition: string; body: string; language: string }>(`
    SELECT p.proname AS name, pg_get_functiondef(p.oid) AS definition, p.prosrc AS body, l.lanname AS language
    FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
    WHERE p.pronamespace = 'public'::regnamespace AND l.lanname IN ('sql', 'plpgsql')`);
  expect(functions.length).toBeGreaterThan(10);
  const unnamed = functions.flatMap(({ name, definition, body, language }) =>
    (language === 'sql'
      ? markOf(body) === null
        ? unnamedOwners(body, owned, [name])
        : []
      : unnamedOwnersOfFunction(definition, owned)
    ).map((table) => `${name}: ${table}`),
  );
  expect(unnamed).toEqual([]);
});

it('docs/architecture.md names what is about all owners', async () => {
  const page = await readFile(new URL('../docs/architecture.md', import.meta.url), 'utf8');
  const listed = [...page.matchAll(/^\| `(\w+)` \| (.+) \|$/gm)].map(([, name, why]) => [name, why]);
  expect(Object.fromEntries(listed)).toEqual(OVER_ALL_OWNERS);
});
