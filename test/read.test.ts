import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_EMAILS } from '../demo/people.js';
import { seedDemo } from '../demo/seed.js';
import { encodeId } from '../src/core/ids.js';
import { type JobKind, type NodeType, nodeTypes } from '../src/core/node-types.js';
import type { ApiKeyScope } from '../src/generated/prisma/enums.js';
import { encodeJobId } from '../src/jobs/job-id.js';
import { wordsOf } from '../src/notifications/wording.js';
import { graphql } from './generated/index.js';
import { createTestApp, type TestApp } from './support/app.js';
import { execute } from './support/client.js';
import type { Person } from './support/world/people.js';

const NOW = new Date('2026-03-01T09:30:00.000Z');

let test: TestApp;
let demo: Person;
let admin: Person;

async function keyOf(email: string) {
  const user = await test.prisma.user.findUniqueOrThrow({ where: { email } });
  const scopes: ApiKeyScope[] = user.role === 'ADMIN' ? ['ADMIN'] : ['READ'];
  return { user, ...(await test.given.key({ ownerId: user.id, name: 'read', scopes })) };
}

beforeAll(async () => {
  test = await createTestApp();
  await seedDemo(test.database.prisma, { now: NOW });
  demo = await keyOf(DEMO_EMAILS.demo);
  admin = await keyOf(DEMO_EMAILS.administrator);
}, 60_000);
afterAll(() => test?.close());

const WhoAsks = graphql(`
  query WhoAsks {
    viewer {
      id
      email
      tier
      createdAt
      creditAccount { balance }
    }
    credential { id name prefix lastFour scopes expiresAt }
  }
`);

const ExecutionsWithParts = graphql(`
  query ExecutionsWithParts($first: Int!, $filter: ExecutionFilter) {
    executions(first: $first, filter: $filter, orderBy: { field: QUEUED_AT, direction: DESC }) {
      count { value isCapped }
      nodes {
        id
        runNumber
        status
        queuedAt
        durationMs
        params
        job { id kind name }
        chunks(first: 5, orderBy: { field: CHUNK_INDEX, direction: ASC }) {
          count { value }
          nodes { id chunkIndex status imageRange { start end } }
        }
      }
    }
  }
`);

const JobsOfAllKinds = graphql(`
  query JobsOfAllKinds {
    jobs(first: 200, orderBy: { field: NAME, direction: ASC }) {
      nodes {
        id
        kind
        slug
        totalRuns
        successfulRuns
        failedRuns
        ...MonitorPart
        ...CrawlPart
        ... on BotJob { botId }
        ... on AgentTask { maxRounds memorySize }
        ... on TaskJob { handler }
      }
    }
  }
  fragment MonitorPart on MonitorJob { xUsername topics hoursBack }
  fragment CrawlPart on CrawlJob { keywords maxImages }
`);

const AnyNode = graphql(`
  query AnyNode($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on User { told: email }
      ... on Account { told: name }
      ... on Membership { moment: createdAt }
      ... on Project { told: name }
      ... on ApiKey { told: name }
      ... on CreditAccount { number: balance }
      ... on CreditTransaction { number: balanceAfter }
      ... on Notification { told: title }
      ... on AlertRule { told: name }
      ... on Alert { moment: openedAt }
      ... on ActivityLog { told: action }
      ... on MonitorJob { told: slug }
      ... on CrawlJob { told: slug }
      ... on BotJob { told: slug }
      ... on AgentTask { told: slug }
      ... on TaskJob { told: slug }
      ... on ScheduleTick { moment: at }
      ... on Execution { number: runNumber }
      ... on ExecutionEvent { moment: at }
      ... on Stage { told: name }
      ... on Chunk { number: chunkIndex }
      ... on Image { told: url }
      ... on Summary { told: content }
      ... on MetricSnapshot { told: name }
      ... on Artifact { told: name }
      ... on SocialTask { told: title }
      ... on Completion { moment: submittedAt }
      ... on TwitterAccount { told: username }
      ... on VerificationLog { number: verificationTimeMs }
    }
  }
`);

describe('who asks', () => {
  it('is the key and its owner', async () => {
    const { viewer, credential } = await execute(test.app, WhoAsks, {}, demo.key);
    const account = await test.prisma.creditAccount.findUniqueOrThrow({ where: { ownerId: demo.user.id } });
    const { user, apiKey } = demo;
    expect(viewer).toEqual({
      id: encodeId('User', user.id),
      email: user.email,
      tier: user.tier,
      createdAt: user.createdAt.toISOString(),
      creditAccount: { balance: account.balance },
    });
    expect(credential).toEqual({
      id: encodeId('ApiKey', apiKey.id),
      name: 'read',
      prefix: apiKey.prefix,
      lastFour: apiKey.lastFour,
      scopes: ['READ'],
      expiresAt: null,
    });
  });

  it('is nobody without a key', async () => {
    expect(await execute(test.app, WhoAsks, {})).toEqual({ viewer: null, credential: null });
  });
});

describe('executions', () => {
  it('come with their job and their first chunks, as the rows have them', async () => {
    const filter = { kind: ['CRAWL' as const] };
    const { executions } = await execute(test.app, ExecutionsWithParts, { first: 20, filter }, demo.key);
    const where = { ownerId: demo.user.id, kind: 'CRAWL' } as const;
    const rows = await test.prisma.execution.findMany({
      where,
      orderBy: [{ queuedAt: 'desc' }, { id: 'desc' }],
      take: 20,
      include: { job: true, chunks: { orderBy: { chunkIndex: 'asc' } } },
    });
    expect(rows.some(({ chunks }) => chunks.length > 5)).toBe(true);
    expect(executions.count).toEqual({
      value: await test.prisma.execution.count({ where }),
      isCapped: false,
    });
    expect(executions.nodes).toEqual(
      rows.map((row) => ({
        id: encodeId('Execution', row.id),
        runNumber: row.runNumber,
        status: row.status,
        queuedAt: row.queuedAt.toISOString(),
        durationMs: row.durationMs === null ? null : Number(row.durationMs),
        params: row.params,
        job: { id: encodeId('CrawlJob', row.job.id), kind: 'CRAWL', name: row.job.name },
        chunks: {
          count: { value: row.chunks.length },
          nodes: row.chunks.slice(0, 5).map((chunk) => ({
            id: encodeId('Chunk', chunk.id),
            chunkIndex: chunk.chunkIndex,
            status: chunk.status,
            imageRange: chunk.imageRange,
          })),
        },
      })),
    );
  });
});

describe('jobs', () => {
  it('have what their kind has, and count their runs', async () => {
    const { jobs } = await execute(test.app, JobsOfAllKinds, {}, demo.key);
    const rows = await test.prisma.job.findMany({
      where: { ownerId: demo.user.id },
      include: {
        monitor: true,
        crawl: true,
        bot: true,
        agent: true,
        task: true,
        executions: { select: { status: true } },
      },
    });
    const expected = rows.map(({ monitor, crawl, bot, agent, task, executions, ...job }) => {
      const count = (...statuses: string[]) =>
        executions.filter(({ status }) => statuses.includes(status)).length;
      return {
        id: encodeJobId(job),
        kind: job.kind,
        slug: job.slug,
        totalRuns: count('QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELED'),
        successfulRuns: count('COMPLETED'),
        failedRuns: count('FAILED'),
        ...(monitor && {
          xUsername: monitor.xUsername,
          topics: monitor.topics,
          hoursBack: monitor.hoursBack,
        }),
        ...(crawl && { keywords: crawl.keywords, maxImages: crawl.maxImages }),
        ...(bot && { botId: bot.botId }),
        ...(agent && { maxRounds: agent.maxRounds, memorySize: agent.memorySize }),
        ...(task && { handler: task.handler }),
      };
    });
    const bySlug = (a: { slug: string }, b: { slug: string }) => (a.slug < b.slug ? -1 : 1);
    expect(jobs.nodes.toSorted(bySlug)).toEqual(expected.toSorted(bySlug));
    expect(new Set(jobs.nodes.map(({ kind }) => kind)).size).toBe(5);
  });
});

/** One row of every type that has ids, and what the document above asks of it. */
async function oneOfEach(): Promise<Record<NodeType, { id: string; told: string | number | Date }>> {
  const { prisma } = test;
  const job = async (kind: JobKind) => {
    const { id, slug } = await prisma.job.findFirstOrThrow({ where: { kind } });
    return { id, told: slug };
  };
  const account = await prisma.creditAccount.findFirstOrThrow();
  const credit = await prisma.creditTransaction.findFirstOrThrow();
  const notification = await prisma.notification.findFirstOrThrow();
  const rule = await prisma.alertRule.findFirstOrThrow();
  const alert = await prisma.alert.findFirstOrThrow();
  const project = await prisma.project.findFirstOrThrow();
  const activity = await prisma.activityLog.findFirstOrThrow();
  const tick = await prisma.scheduleTick.findFirstOrThrow();
  const membership = await prisma.membership.findFirstOrThrow();
  const execution = await prisma.execution.findFirstOrThrow();
  const event = await prisma.executionEvent.findFirstOrThrow();
  const stage = await prisma.stage.findFirstOrThrow();
  const chunk = await prisma.chunk.findFirstOrThrow();
  const image = await prisma.image.findFirstOrThrow();
  const summary = await prisma.summary.findFirstOrThrow();
  const metric = await prisma.metricSnapshot.findFirstOrThrow();
  const artifact = await prisma.artifact.findFirstOrThrow();
  const task = await prisma.socialTask.findFirstOrThrow();
  const completion = await prisma.completion.findFirstOrThrow();
  const twitter = await prisma.twitterAccount.findFirstOrThrow();
  const log = await prisma.verificationLog.findFirstOrThrow();
  return {
    User: { id: demo.user.id, told: demo.user.email },
    Account: { id: demo.user.id, told: demo.user.fullName ?? demo.user.email },
    Membership: { id: membership.id, told: membership.createdAt },
    Project: { id: project.id, told: project.name },
    ApiKey: { id: demo.apiKey.id, told: demo.apiKey.name },
    CreditAccount: { id: account.id, told: account.balance },
    CreditTransaction: { id: credit.id, told: credit.balanceAfter },
    Notification: { id: notification.id, told: wordsOf(notification).title },
    AlertRule: { id: rule.id, told: rule.name },
    Alert: { id: alert.id, told: alert.openedAt },
    ActivityLog: { id: activity.id, told: activity.action },
    MonitorJob: await job('MONITOR'),
    CrawlJob: await job('CRAWL'),
    BotJob: await job('BOT'),
    AgentTask: await job('AGENT'),
    TaskJob: await job('TASK'),
    ScheduleTick: { id: tick.id, told: tick.at },
    Execution: { id: execution.id, told: execution.runNumber },
    ExecutionEvent: { id: event.id, told: event.at },
    Stage: { id: stage.id, told: stage.name },
    Chunk: { id: chunk.id, told: chunk.chunkIndex },
    Image: { id: image.id, told: image.url },
    Summary: { id: summary.id, told: summary.content },
    MetricSnapshot: { id: metric.id, told: metric.name },
    Artifact: { id: artifact.id, told: artifact.name },
    SocialTask: { id: task.id, told: task.title },
    Completion: { id: completion.id, told: completion.submittedAt },
    TwitterAccount: { id: twitter.id, told: twitter.username },
    VerificationLog: { id: log.id, told: log.verificationTimeMs },
  };
}

describe('node', () => {
  let rows: Awaited<ReturnType<typeof oneOfEach>>;
  beforeAll(async () => {
    rows = await oneOfEach();
  });

  it.each(nodeTypes())('answers a %s by its id', async (type) => {
    const row = rows[type];
    const id = encodeId(type, row.id);
    const { node } = await execute(test.app, AnyNode, { id }, admin.key);
    const told = row.told instanceof Date ? row.told.toISOString() : row.told;
    const alias = typeof told === 'number' ? 'number' : row.told instanceof Date ? 'moment' : 'told';
    expect(node).toEqual({ __typename: type, id, [alias]: told });
  });

  it("answers another user's as what does not exist", async () => {
    const id = encodeId('ApiKey', admin.apiKey.id);
    expect(await execute(test.app, AnyNode, { id }, demo.key)).toEqual({ node: null });
  });

  it('answers an id that names another kind than its row has as what does not exist', async () => {
    const id = encodeId('CrawlJob', rows.MonitorJob.id);
    expect(await execute(test.app, AnyNode, { id }, admin.key)).toEqual({ node: null });
  });
});
