import { createHash } from 'node:crypto';
import { emptyRows, insertRows } from '../../demo/rows.js';
import { generateApiKey } from '../../src/auth/api-key.js';
import { encodeId } from '../../src/core/ids.js';
import type { NodeType } from '../../src/core/node-types.js';
import type { MembershipRole, PrismaClient } from '../../src/generated/prisma/client.js';

/** When everything began; ties are a rule here: most times are shared by three rows. */
export const T0 = Date.parse('2026-01-01T00:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** One owner's rows in every table, enough for several pages of every list. All their texts hold `marker`. */
export interface World {
  marker: string;
  userId: string;
  key: string;
  /** The ids of all rows, as the API writes them. */
  ids: Record<NodeType, string[]>;
  /** For every type that has lists, the thing whose lists are long; `Job` is one for the interface. */
  hubs: Record<string, string>;
}

/** Social tasks are everybody's. */
export async function givenSocialTasks(prisma: PrismaClient): Promise<string[]> {
  const types = ['FOLLOW', 'LIKE', 'RETWEET', 'REPLY', 'QUOTE'] as const;
  const tasks = sevenOf('shared', 'task', (id, i) => ({
    id,
    title: `Task ${i}`,
    taskType: pick(types, i),
    target: '@runledger',
    isActive: i % 3 !== 0,
    createdAt: at(third(i)),
    updatedAt: at(0),
  }));
  await prisma.socialTask.createMany({ data: tasks });
  return tasks.map(({ id }) => id);
}

/** Users with nothing but a completion of the first task. */
export async function givenCrowd(prisma: PrismaClient, socialTasks: readonly string[]): Promise<void> {
  const users = sevenOf('crowd', 'user', (id, i) => ({
    id,
    email: `crowd-${i}.100%_\\@example.com`,
    fullName: i % 2 ? `Crowd ${i} CROWD-SECRET` : null,
    status: pick(['ACTIVE', 'UNVERIFIED', 'SUSPENDED'] as const, i),
    tier: pick(['FREE', 'PRO', 'ENTERPRISE'] as const, i),
    createdAt: at(third(i)),
  }));
  await prisma.user.createMany({ data: users });
  await prisma.completion.createMany({
    data: users.map(({ id }, i) => ({
      ownerId: id,
      taskId: socialTasks[0] ?? '',
      submittedAt: at(third(i)),
    })),
  });
}

/**
 * Builds one owner's world.
 * @param visitor Somebody else, who did some things to it.
 * @param members Of a team, who owns it then, without what is only a person's; the first of them did what was done.
 */
export async function givenWorld(
  prisma: PrismaClient,
  marker: string,
  socialTasks: readonly string[],
  visitor?: string,
  members?: ReadonlyArray<{ userId: string; role: MembershipRole }>,
): Promise<World> {
  const rows = emptyRows();
  const ownerId = uuid(`${marker}/user`);
  const personId = members?.[0]?.userId ?? ownerId;
  rows.users = [
    {
      id: ownerId,
      email: `${marker}@example.com`,
      fullName: `${marker} person`,
      status: 'ACTIVE',
      tier: 'PRO',
      createdAt: at(0),
    },
  ];
  const own = <T>(noun: string, count: number, row: (id: string, i: number) => T) =>
    Array.from({ length: count }, (_, i) => row(uuid(`${marker}/${noun}/${i}`), i));

  rows.projects = own('project', 7, (id, i) => ({
    id,
    ownerId,
    name: `${marker} project ${i}`,
    description: null,
    status: i % 3 ? 'ACTIVE' : 'ARCHIVED',
    createdAt: at(third(i)),
    updatedAt: at(0),
  }));
  const projectId = rows.projects[0]?.id;

  const kinds = ['MONITOR', 'CRAWL', 'BOT', 'AGENT', 'TASK'] as const;
  const names = ['Ledger', 'ledger', 'LEDGER', '100% sure', 'snake_case', 'back\\slash', '1000 sure'];
  const jobs = own('job', 9, (id, i) => ({
    id,
    ownerId,
    projectId: i === 8 ? null : projectId,
    kind: pick(kinds, i),
    slug: `${marker}-${i}`,
    name: `${pick(names, i)} ${marker}`,
    description: `${marker} does it`,
    status: pick(['ACTIVE', 'PAUSED', 'ARCHIVED'] as const, i),
    config: { secret: marker },
    priority: i,
    maxAttempts: 1,
    retryBackoffSeconds: 30,
    tags: pick([['red'], ['red', 'blue'], [], [marker]], i),
    ...(i % 2 === 0
      ? {
          cron: '0 0 1 1 *',
          timezone: 'UTC',
          overlapPolicy: 'SKIP' as const,
          missedTickPolicy: 'SKIP' as const,
          nextRunAt: i === 4 ? null : at(third(i)),
        }
      : {}),
    createdAt: at(third(i)),
    updatedAt: at(i % 2),
  }));
  rows.jobs = jobs;
  const ofKind = (kind: (typeof kinds)[number]) => jobs.filter((job) => job.kind === kind);
  rows.monitorJobs = ofKind('MONITOR').map(({ id }, i) => ({
    jobId: id,
    ownerId,
    xUsername: `${marker}_${i}`,
    topics: [marker],
    hoursBack: 24,
  }));
  rows.crawlJobs = ofKind('CRAWL').map(({ id }) => ({
    jobId: id,
    ownerId,
    keywords: [marker],
    maxImages: 9,
  }));
  rows.botJobs = ofKind('BOT').map(({ id }, i) => ({ jobId: id, ownerId, botId: `${marker}-bot-${i}` }));
  rows.agentTasks = ofKind('AGENT').map(({ id }) => ({ jobId: id, ownerId, maxRounds: 5, memorySize: 50 }));
  // A bot's name, for a task: one is never found by the other.
  rows.taskJobs = ofKind('TASK').map(({ id }, i) => ({ jobId: id, ownerId, handler: `${marker}-bot-${i}` }));
  const [monitor, crawl, bot, agent] = jobs.map(({ id }) => id);
  if (!monitor || !crawl || !bot || !agent || !projectId) throw new Error('the world has no jobs');

  // The crawl's first execution has most of the parts, the bot has most of the executions.
  const executions = own('execution', 40, (id, i) => {
    const job = i === 0 ? jobs[1] : i % 3 === 0 ? jobs[2] : jobs[i % 8];
    if (!job) throw new Error('no job');
    const isStarted = i % 10 !== 4 && i % 5 !== 0;
    const status = pick(['QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELED'] as const, i);
    const queuedAt = T0 + third(i) * HOUR;
    const isFinished = i % 5 > 1;
    const actor = { name: `${marker} robot`, role: 'worker', at: at(0) };
    return {
      id,
      ownerId,
      jobId: job.id,
      kind: job.kind,
      projectId: job.projectId,
      kindKey: ['BOT', 'TASK'].includes(job.kind) ? `${marker}-bot-${ofKind(job.kind).indexOf(job)}` : null,
      tags: pick([['red'], ['red', 'blue'], [], [marker, '100%']], i),
      priority: i % 11,
      runNumber: i + 1,
      attempt: 1,
      status,
      trigger: pick(['SCHEDULE', 'MANUAL', 'API', 'RETRY'] as const, i),
      dispatch: i % 4 ? ('QUEUE' as const) : ('EXTERNAL' as const),
      failureReason:
        status === 'FAILED' ? pick(['ERROR', 'TIMEOUT', 'WORKER_LOST'] as const, third(i)) : null,
      params: {
        region: pick(['eu', 'us'], i),
        n: i % 3,
        nested: { deep: [1, i % 2], marker },
        flag: i % 2 === 0,
      },
      result: { of: marker },
      itemsProcessed: i,
      fence: 1,
      workerId: i % 3 ? `${marker}-worker-${i % 2}` : null,
      errorMessage:
        status === 'FAILED' ? `${pick(['100% of it', 'C:\\temp', 'a_b'], third(i))} ${marker}` : null,
      errorCode: status === 'FAILED' ? pick(['E_ONE', `E_${marker}`], third(i)) : null,
      errorFingerprint: status === 'FAILED' ? pick(['f1', 'f2'], third(i)) : null,
      createdBy: i % 2 ? actor : undefined,
      createdByUserId: i % 4 === 1 ? visitor : personId,
      cancelRequestedBy: status === 'CANCELED' ? actor : undefined,
      cancelRequestedByUserId: status === 'CANCELED' ? visitor : null,
      queuedAt: new Date(queuedAt),
      availableAt: new Date(queuedAt),
      startedAt: isStarted ? new Date(queuedAt + MINUTE) : null,
      finishedAt: isFinished ? new Date(queuedAt + MINUTE + (i % 3) * 1000) : null,
      leaseExpiresAt: status === 'RUNNING' ? at(1000) : null,
      retryOfId: null as string | null,
    };
  });
  rows.executions = executions;
  const hub = executions[0]?.id;
  if (!hub) throw new Error('the world has no executions');
  for (const retry of executions.slice(1, 9)) if (retry.finishedAt) retry.retryOfId = hub;
  const part = { ownerId, executionId: hub };

  rows.events = own('event', 14, (id, i) => ({
    id,
    ownerId,
    executionId: i < 8 ? hub : String(executions[i]?.id),
    type: pick(['QUEUED', 'STARTED', 'REQUEUED'] as const, i),
    toStatus: pick(['QUEUED', 'RUNNING', 'QUEUED'] as const, i),
    attempt: 1,
    reason: `${marker} reason`,
    actor: { name: `${marker} robot`, role: 'worker', at: at(0) },
    actorUserId: i % 2 ? visitor : personId,
    at: at(0),
  }));
  rows.stages = own('stage', 20, (id, i) => ({
    id,
    ownerId,
    executionId: i < 8 ? hub : String(executions[i]?.id),
    attempt: 1,
    name: pick(['login', 'fill', `${marker} stage`, 'a%', 'a_', 'ab', 'x', 'y'], i),
    status: pick(['SUCCEEDED', 'FAILED', 'RUNNING'] as const, i),
    startedAt: at(third(i)),
    endedAt: i % 3 === 2 ? null : at(third(i) + (i % 2)),
    meta: { marker },
    error: i % 3 === 1 ? { message: marker } : undefined,
  }));
  rows.chunks = own('chunk', 14, (id, i) => {
    const isProcessing = i % 4 === 1;
    const isFinished = i % 4 > 1;
    return {
      id,
      ownerId,
      jobId: crawl,
      executionId: i < 10 ? hub : String(executions[17]?.id),
      chunkIndex: i,
      status: pick(['PENDING', 'PROCESSING', 'COMPLETED', 'FAILED'] as const, i),
      priority: pick([0, 1, 1, 10, 0, 5, 0], i),
      imageRange: { start: i, end: i + 1 },
      errorMessage: `${marker} error`,
      retryCount: i % 3,
      taskId: i % 2 ? `${marker}-task-${i % 4}` : null,
      workerId: i % 2 ? null : `${marker}-worker`,
      fence: 1,
      leaseExpiresAt: isProcessing ? at(1000) : null,
      startedAt: isProcessing || isFinished ? at(1) : null,
      finishedAt: isFinished ? at(2) : null,
      createdAt: new Date(T0 + third(i)),
      updatedAt: at(0),
    };
  });
  rows.images = own('image', 10, (id, i) => ({
    id,
    ownerId,
    jobId: crawl,
    executionId: i < 8 ? hub : null,
    chunkId: i < 8 ? rows.chunks[i]?.id : null,
    url: `https://example.com/${marker}/${i}.png`,
    contentHash: pick([`${marker}-h1`, `${marker}-h2`, null], i),
    isDuplicate: i % 3 === 0,
    labels: [marker],
    metadata: { marker },
    createdAt: at(third(i)),
  }));
  rows.summaries = own('summary', 12, (id, i) => ({
    id,
    ownerId,
    jobId: i < 9 ? monitor : null,
    executionId: i < 8 ? hub : null,
    isPlayground: i >= 9,
    xUsername: pick([`${marker}_0`, 'elonmusk'], i),
    topics: pick([['AI'], ['AI', marker], ['Tesla'], []], i),
    hoursBack: 24,
    content: `${pick(['100% great', '1000 great', 'snake_case', 'snakeXcase', 'a\\b'], i)} ${marker}`,
    tweetsCount: i,
    createdAt: at(third(i)),
  }));
  rows.metrics = own('metric', 11, (id, i) => ({
    id,
    ownerId,
    jobId: i < 9 ? agent : null,
    executionId: i < 8 ? hub : null,
    name: pick(['cpu', 'memory', marker], i),
    metricType: pick(['COUNTER', 'GAUGE', 'HISTOGRAM', 'TIMER'] as const, i),
    value: i / 2,
    labels: { host: pick(['a', 'b'], i), of: { marker }, list: [i % 2, 'x'] },
    timestamp: at(third(i)),
  }));
  rows.artifacts = own('artifact', 11, (id, i) => ({
    id,
    ownerId,
    jobId: i < 9 ? agent : null,
    executionId: i < 8 ? hub : null,
    name: pick(['report.md', `${marker}.log`], i),
    artifactType: pick(['REPORT', 'DATA', 'LOG'] as const, i),
    content: `${marker} content`,
    metadata: { marker },
    createdAt: at(third(i)),
  }));
  rows.ticks = own('tick', 8, (id, i) => ({
    id,
    ownerId,
    jobId: monitor,
    at: at(i),
    executionId: i % 2 ? null : executions[8]?.id,
    skipReason: i % 2 ? `${marker} was open` : null,
  }));
  rows.creditAccounts = own('account', 1, (id) => ({ id, ownerId }));
  const accountId = uuid(`${marker}/account/0`);
  rows.creditTransactions = own('transaction', 7, (_id, i) => ({
    accountId,
    ownerId,
    type: 'GRANT',
    amount: i + 1,
    description: `${marker} grant`,
    executionId: hub,
  }));
  rows.notifications = own('notification', 8, (id, i) => ({
    id,
    ...part,
    jobId: crawl,
    type: 'execution.failed',
    facts: { jobName: `${marker} job`, reason: `${marker} reason` },
    readAt: i % 3 ? at(50) : null,
    createdAt: at(third(i)),
  }));
  rows.notificationPreferences = [
    {
      ownerId,
      onFailure: true,
      onCompletion: false,
      onLowCredits: true,
      email: true,
      webhookUrl: `https://${marker}.example.com`,
    },
  ];
  rows.usageMetrics = own('usage', 9, (_id, i) => ({
    ownerId,
    name: `${marker} runs`,
    day: at(i * 24),
    value: i,
    limit: i % 2 ? 100 : null,
  }));
  rows.activityLogs = own('activity', 8, (id, i) => ({
    id,
    userId: personId,
    ownerId,
    action: pick(['job.created', 'job.paused', `${marker}.done`], i),
    resourceType: pick(['job', 'execution'], i),
    resourceId: i % 2 ? encodeId('Execution', hub) : encodeId('CrawlJob', crawl),
    metadata: { marker },
    timestamp: at(third(i)),
  }));
  rows.twitterAccounts = own('xaccount', 1, (id) => ({
    id,
    ownerId,
    twitterId: `${marker}-x`,
    username: `${marker}_x`,
    displayName: marker,
    accessToken: Buffer.from(`${marker} access-token-secret`),
    refreshToken: Buffer.from(`${marker} refresh-token-secret`),
    tokenKeyId: 'k1',
    tokenExpiresAt: marker === 'alpha' ? new Date('2100-01-01T00:00:00Z') : at(marker.length * 24),
    scope: `tweet.read ${marker}`,
    tokenType: 'Bearer',
    isActive: true,
    lastVerifiedAt: marker.length % 3 ? at(5) : null,
    connectedAt: at(1),
    updatedAt: at(1),
  }));
  rows.completions = own('completion', 7, (id, i) => ({
    id,
    ownerId,
    taskId: socialTasks[i] ?? '',
    status: pick(['PENDING', 'VERIFIED', 'REJECTED'] as const, i),
    submittedAt: at(third(i)),
    decidedAt: i % 3 ? at(9) : null,
  }));
  const [completion] = rows.completions;
  rows.verificationLogs = own('verification', 12, (id, i) => ({
    id,
    ownerId,
    completionId: String((i < 8 ? completion : rows.completions[i - 8])?.id),
    taskId: String((i < 8 ? completion : rows.completions[i - 8])?.taskId),
    taskType: pick(['FOLLOW', 'LIKE'] as const, i),
    result: pick(['VERIFIED', 'REJECTED', 'ERROR'] as const, i),
    rejectionReason: `${marker} reason`,
    twitterApiResponse: { marker },
    verificationTimeMs: third(i),
    apiCallCount: 1,
    cacheHit: i % 2 === 0,
    twitterAccountId: i % 4 ? rows.twitterAccounts[0]?.id : null,
    verifiedAt: at(third(i)),
  }));

  if (members) {
    rows.users = [];
    for (const ofPeople of [rows.twitterAccounts, rows.completions, rows.verificationLogs])
      ofPeople.splice(0);
    rows.accounts = [{ id: ownerId, kind: 'TEAM', name: `${marker} team`, tier: 'PRO' }];
    rows.memberships = members.map((member) => ({ accountId: ownerId, ...member }));
  }
  await prisma.$transaction((tx) => insertRows(tx, rows), { timeout: 30_000 });
  const { key, ...stored } = generateApiKey();
  const apiKey = await prisma.apiKey.create({
    data: {
      ...stored,
      ownerId,
      createdByUserId: personId,
      name: `${marker} key`,
      scopes: ['READ'],
      createdAt: at(0),
    },
  });
  const transactions = await prisma.creditTransaction.findMany({ where: { ownerId }, select: { id: true } });

  const memberships = await prisma.membership.findMany({ where: { accountId: ownerId } });
  const idsOf = (type: NodeType, list: ReadonlyArray<{ id?: string }>) =>
    list.map(({ id }) => encodeId(type, String(id)));
  const ids: World['ids'] = {
    User: [encodeId('User', personId)],
    Account: [encodeId('Account', ownerId)],
    Membership: idsOf('Membership', memberships),
    Project: idsOf('Project', rows.projects),
    ApiKey: [encodeId('ApiKey', apiKey.id)],
    CreditAccount: idsOf('CreditAccount', rows.creditAccounts),
    CreditTransaction: idsOf('CreditTransaction', transactions),
    Notification: idsOf('Notification', rows.notifications),
    ActivityLog: idsOf('ActivityLog', rows.activityLogs),
    MonitorJob: idsOf('MonitorJob', ofKind('MONITOR')),
    CrawlJob: idsOf('CrawlJob', ofKind('CRAWL')),
    BotJob: idsOf('BotJob', ofKind('BOT')),
    AgentTask: idsOf('AgentTask', ofKind('AGENT')),
    TaskJob: idsOf('TaskJob', ofKind('TASK')),
    ScheduleTick: idsOf('ScheduleTick', rows.ticks),
    Execution: idsOf('Execution', rows.executions),
    ExecutionEvent: idsOf('ExecutionEvent', rows.events),
    Stage: idsOf('Stage', rows.stages),
    Chunk: idsOf('Chunk', rows.chunks),
    Image: idsOf('Image', rows.images),
    Summary: idsOf('Summary', rows.summaries),
    MetricSnapshot: idsOf('MetricSnapshot', rows.metrics),
    Artifact: idsOf('Artifact', rows.artifacts),
    SocialTask: idsOf(
      'SocialTask',
      socialTasks.map((id) => ({ id })),
    ),
    Completion: idsOf('Completion', rows.completions),
    TwitterAccount: idsOf('TwitterAccount', rows.twitterAccounts),
    VerificationLog: idsOf('VerificationLog', rows.verificationLogs),
  };
  const hubs = Object.fromEntries(Object.entries(ids).map(([type, all]) => [type, String(all[0])]));
  hubs.Job = String(hubs.BotJob);
  return { marker, userId: ownerId, key, ids, hubs };
}

/** A UUID that a name always has; their order is not that of the names. */
export function uuid(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function at(hours: number): Date {
  return new Date(T0 + hours * HOUR);
}

const third = (i: number) => Math.floor(i / 3);

function pick<T>(values: readonly T[], i: number): T {
  const value = values[i % values.length];
  if (value === undefined) throw new Error('nothing to pick from');
  return value;
}

function sevenOf<T>(world: string, noun: string, row: (id: string, i: number) => T): T[] {
  return Array.from({ length: 7 }, (_, i) => row(uuid(`${world}/${noun}/${i}`), i));
}
