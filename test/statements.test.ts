import { getNamedType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { allKinds } from '../src/jobs/kinds.js';
import { createTestApp, type TestApp } from './support/app.js';
import { isConnection, reachable, under } from './support/walk.js';
import type { World } from './support/world/world.js';

const FOR_ADMINISTRATORS = ['Query.activityLogs', 'Query.twitterAccounts', 'Query.users'];

let test: TestApp;
let alpha: World;
let admin: string;

beforeAll(async () => {
  // A clock that stands still: credentials are looked up once.
  test = await createTestApp({ clock: () => 0 });
  alpha = await test.given.world('alpha');
  admin = (await test.given.admin()).key;
  const ask = (key: string) => test.ask('{ viewer { id } }', {}, key);
  await ask(alpha.key);
  // What was looked up before the server's word on credentials is heard is looked up again.
  if (process.env.TEST_DATABASE_URL) await vi.waitUntil(isHearing, { timeout: 10_000 });
  for (const key of [alpha.key, admin]) await ask(key);
}, 60_000);
afterAll(() => test.close());

async function isHearing(): Promise<boolean> {
  const [row] = await test.prisma.$queryRaw<Array<{ count: bigint }>>`
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND query LIKE 'LISTEN %' AND state = 'idle'`;
  return Number(row?.count) > 0;
}

/** The statements that an answer takes; one with errors fails. They are the same on both databases. */
async function statementsOf(document: string, variables = {}, key = alpha.key): Promise<string[]> {
  const { result, statements } = await test.recordStatements(() => test.ask(document, variables, key));
  expect(z.object({ errors: z.unknown().optional() }).parse(result.body).errors).toBeUndefined();
  return statements.map((statement) => statement.replace(/\s+/g, ' ').trim());
}

const limits = (statement: string | undefined) => statement?.match(/\bLIMIT \$\d+/g)?.length ?? 0;

describe('a list is one statement, with its LIMIT inside; of executions, one more that says which', () => {
  const lists = reachable()
    // A log's lines are no rows: it has a statement of its own (test/logs.test.ts).
    .filter(({ field }) => isConnection(field) && field.name !== 'logs')
    .map((place) => ({ of: `${place.parent}.${place.field.name}`, ...place }));

  it.each(lists)('$of', async ({ of, parent, field }) => {
    const things = `${field.name}(first: 2) { edges { cursor node { id } } pageInfo { hasNextPage } }`;
    const key = FOR_ADMINISTRATORS.includes(of) ? admin : alpha.key;
    const [statement, ...others] = await statementsOf(under(parent, alpha.hubs, things), {}, key);
    expect(others.map(limits)).toEqual(of === 'Query.executions' ? [1] : []);
    if (of === 'Query.executions') {
      // One for each arm, and for all.
      expect(limits(statement)).toBe(4);
      expect([statement, ...others]).toMatchSnapshot();
      return;
    }
    // What users list is of their own account, which is one row more on the way.
    const isOfAccount = parent === 'User' && field.name !== 'activity';
    expect(limits(statement)).toBe(parent === 'Query' ? 1 : isOfAccount ? 3 : 2);
    expect(statement).toMatchSnapshot(getNamedType(field.type).name);
  });
});

/** `limits`: how many LIMITs each statement has, those of single things included. */
describe('statements', () => {
  it.each([
    {
      what: 'fifty executions with their job and the first five chunks of each',
      document: `{ executions(first: 50) { nodes {
        id status queuedAt durationMs job { id name } chunks(first: 5) { nodes { id status chunkIndex } }
      } } }`,
      limits: [4, 3],
    },
    {
      what: 'jobs with what their kinds have, their newest run and the last of a list',
      document: `{ jobs(first: 20, filter: { status: [ACTIVE] }) { nodes {
        id name totalRuns latestExecution { status } executions(first: 1) { nodes { id status } }
        ...Kinds
      } } }
      fragment Kinds on Job {
        ... on MonitorJob { xUsername topics } ... on CrawlJob { keywords maxImages }
        ... on BotJob { botId } ... on AgentTask { maxRounds memorySize } ... on TaskJob { handler }
      }`,
      limits: [9],
    },
    {
      what: 'the viewer with several lists',
      document: `{ viewer {
        email creditAccount { balance transactions(first: 3) { nodes { amount } } } notificationPreferences { email }
        jobs(first: 2) { nodes { name } } projects(first: 2) { nodes { name jobs(first: 1) { nodes { name } } } }
      } }`,
      limits: [8],
    },
    {
      what: 'three levels of lists',
      document: `{ projects(first: 2) { nodes { jobs(first: 2) { nodes { executions(first: 2) { nodes { id } } } } } } }`,
      limits: [3],
    },
    {
      what: 'one list twice, under aliases with the same arguments',
      document: `{ jobs(first: 3) { nodes { a: executions(first: 2) { nodes { id } } b: executions(first: 2) { nodes { status } } } } }`,
      limits: [2],
    },
    {
      what: 'all of one run',
      document: `{ execution(id: "HUB") { id params plan result errorDetails errorMessage job { name config } } }`,
      limits: [2],
    },
    {
      what: 'the last failures with what went wrong',
      document: `{ executions(first: 200, filter: { status: [FAILED] }) { nodes { id errorMessage errorCode job { name } } } }`,
      limits: [2],
    },
    {
      what: 'a count alone',
      document: '{ executions { count { value } } }',
      limits: [4],
    },
  ])('$what: one, or two where the first says which', async ({ document, limits: expected }) => {
    const statements = await statementsOf(document.replace('HUB', alpha.hubs.Execution ?? ''));
    expect(statements.map(limits)).toEqual(expected);
    expect(statements).toMatchSnapshot();
  });

  it.each([
    {
      what: 'the same list of several parents with other arguments',
      document: `{ jobs(first: 9) { nodes { a: executions(first: 2) { nodes { id } } b: executions(first: 3) { nodes { id } } } } }`,
      atMost: 2,
    },
    {
      what: 'lists with their counts',
      document: `{ jobs(first: 9) {
        count { value } nodes { executions(first: 2) { nodes { id } count { value } countsByStatus { count } } }
      } }`,
      atMost: 4,
    },
    {
      what: 'what is read beside the executions',
      document: `{ executions(first: 20) { nodes { id stageCount progress { total fraction } chunkMap { start } } } }`,
      atMost: 4,
    },
    {
      what: 'pages with JSON, which is measured before it is read',
      document: `{ executions(first: 20) { nodes { id params result job { config } metrics(first: 5) { nodes { labels } } } } }`,
      atMost: 4,
    },
    {
      what: 'groups of failures with their jobs, samples, stages and buckets',
      document: `{ failureGroups(filter: { queuedAt: { from: "2026-01-01T00:00:00Z", to: "2026-01-31T00:00:00Z" } }, bucket: DAY) {
        fingerprint count state owner { name } sample { id job { name } } jobs { id name } failedStages buckets { count }
      } }`,
      atMost: 7,
    },
    {
      what: 'workers with what they hold, what is stuck, and values to filter by',
      document: `{
        workers(filter: { queuedAt: { from: "2026-01-01T00:00:00Z", to: "2026-01-31T00:00:00Z" } }) {
          id owner { name } executions { id job { name } }
        }
        stuckExecutions { id job { name } }
        executionFacets(field: JOB, filter: { queuedAt: { from: "2026-01-01T00:00:00Z", to: "2026-01-31T00:00:00Z" } }) { label }
      }`,
      atMost: 6,
    },
    {
      what: 'users with their usage',
      document: `{ users(first: 20) { nodes { usage(from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z") { value } } } }`,
      atMost: 2,
      asAdmin: true,
    },
  ])('$what: at most $atMost', async ({ document, atMost, asAdmin }) => {
    const statements = await statementsOf(document, {}, asAdmin ? admin : alpha.key);
    expect(statements.length).toBeLessThanOrEqual(atMost);
    // What follows the list is asked side by side: which arrives first is the pool's affair.
    expect(statements.sort()).toMatchSnapshot();
  });

  it('the same list in three ways: no more than there are kinds of jobs, however many jobs', async () => {
    const statements = await statementsOf(`{ jobs(first: 9) { nodes {
      failed: executions(first: 2, filter: { status: [FAILED] }) { nodes { id } }
      longest: executions(first: 1, orderBy: { field: DURATION, direction: DESC }) { nodes { id } }
      executions(first: 1) { nodes { id } }
    } } }`);
    // The first way comes with the jobs, the second in one statement, the third in one for each kind.
    expect(statements.length).toBeLessThanOrEqual(1 + 1 + allKinds().length);
  });

  it('many things by their ids: one a type', async () => {
    const { Execution, Chunk, Summary } = alpha.ids;
    const ids = [...Execution.slice(0, 5), ...Chunk.slice(0, 5), ...Summary.slice(0, 5)];
    const document = `query($ids: [ID!]!) { nodes(ids: $ids) {
      ... on Execution { id chunks(first: 2) { nodes { id } } } ... on Chunk { id chunkIndex } ... on Summary { id content }
    } }`;
    for (const key of [alpha.key, admin]) {
      const statements = await statementsOf(document, { ids }, key);
      expect(statements.length).toBe(3);
    }
  });
});
