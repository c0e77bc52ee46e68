import fc from 'fast-check';
import { z } from 'zod';
import { decodeId, encodeId } from '../../src/core/ids.js';
import { encodeJobId } from '../../src/jobs/job-id.js';
import {
  type Criterion,
  contains,
  equal,
  id,
  iso,
  json,
  keyOf,
  nullable,
  numbers,
  oneOf,
  type Row,
  tags,
  times,
} from './criteria.js';
import type { TestPrisma } from './database.js';
import { T0, uuid } from './world/values.js';
import type { World } from './world/world.js';

/** A list of the API with a model of its filter. */
export interface List {
  /** The input type of `filter`; null where the arguments themselves are the filter. */
  filter: string | null;
  criteria: Record<string, Criterion>;
  /** All the rows there are. */
  rows(): Promise<Row[]>;
  owner: string | null;
  forAdministrators?: boolean;
  /** The selection that asks the list; `LIST` stands for the field with its arguments. */
  document?: string;
  field: string;
  orders?: string[];
  /** What must be asked beside, so that these are served. */
  bound?(filter: Row, orderBy: string | undefined): Row;
}

/** The lists that have filters, or arguments that are one. */
export const LIST_NAMES = [
  'executions',
  'jobs',
  'scheduleTicks',
  'rescues',
  'alertRules',
  'alerts',
  'chunks',
  'images',
  'summaries',
  'metrics',
  'artifacts',
  'activityLogs',
  'users',
  'twitterAccounts',
  'verificationLogs',
  'projects',
  'completions',
  'socialTasks',
  'notifications',
] as const;

export type ListName = (typeof LIST_NAMES)[number];

const job = z.object({ id: z.string(), kind: z.string() });

/** A row's job as the API writes it; null where it has none. */
function jobId(row: unknown): string | null {
  const parsed = job.safeParse(row);
  return parsed.success ? encodeJobId(parsed.data) : null;
}

/** What the API's lists answer in two worlds, said in JavaScript. */
export function describeLists(prisma: TestPrisma, alpha: World, bravo: World): Record<ListName, List> {
  const both = <T>(of: (world: World) => readonly T[]) => [...of(alpha), ...of(bravo)];
  const nobody = uuid('nobody');
  const jobIds = both(({ ids }) => [ids.MonitorJob[0], ids.CrawlJob[0], ids.BotJob[0], ids.AgentTask[0]]);
  // A crawl's id under another kind's prefix, and one of nobody.
  const wrongKind = encodeId('MonitorJob', String(decodeId(String(alpha.ids.CrawlJob[0]))?.uuid));
  const jobs = [...jobIds.filter((one) => one !== undefined), wrongKind, encodeId('BotJob', nobody)];
  const executions = [...both(({ ids }) => ids.Execution.slice(0, 3)), encodeId('Execution', nobody)];
  const users = [alpha, bravo].map(({ userId }) => encodeId('User', userId));
  const projects = both(({ ids }) => ids.Project.slice(0, 2));
  const ofJob: Criterion = {
    values: nullable(fc.constantFrom(...jobs)),
    matches: ({ job }, asked: string) => jobId(job) === asked,
  };
  const month = { from: iso(-100), to: iso(31 * 24 - 100) };

  return {
    executions: {
      field: 'executions',
      filter: 'ExecutionFilter',
      owner: 'ownerId',
      rows: () => prisma.execution.findMany({ include: { stages: true, job: true } }),
      orders: ['QUEUED_AT', 'STARTED_AT', 'FINISHED_AT', 'DURATION'],
      bound(filter, orderBy) {
        const called = filter.externalSystem != null && filter.externalId == null;
        const beside = called ? { externalId: ['alpha-0', 'alpha-4', 'bravo-4'] } : {};
        const needs = [filter.error, filter.params, orderBy === 'DURATION' ? null : filter.durationMs];
        const isOfFew = [filter.ids, filter.jobId, filter.jobIds].some((value) => value != null);
        if (needs.every((value) => value == null) || isOfFew) return beside;
        if (orderBy === 'STARTED_AT') return { ...beside, startedAt: month };
        return { ...beside, ...(orderBy === 'FINISHED_AT' ? { finishedAt: month } : { queuedAt: month }) };
      },
      criteria: {
        ids: {
          values: nullable(fc.subarray(executions)),
          matches: (row, asked: string[]) => asked.some((one) => decodeId(one)?.uuid === row.id),
        },
        jobId: ofJob,
        jobIds: {
          values: nullable(fc.subarray(jobs)),
          matches: ({ job }, asked: string[]) => asked.some((one) => one === jobId(job)),
        },
        kind: oneOf('kind', ['MONITOR', 'CRAWL', 'BOT', 'AGENT', 'TASK']),
        status: oneOf('status', ['QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELED']),
        trigger: oneOf('trigger', ['SCHEDULE', 'MANUAL', 'API', 'RETRY']),
        failureReason: oneOf('failureReason', ['ERROR', 'TIMEOUT', 'WORKER_LOST']),
        projectId: id('projectId', projects),
        ownerId: id('ownerId', users),
        botId: keyOf('BOT', ['alpha-bot-0', 'alpha-bot-1', 'bravo-bot-0', 'no-bot']),
        tags: tags(['red', 'blue', 'alpha', '100%']),
        workerId: equal('workerId', ['alpha-worker-0', 'bravo-worker-1', 'nobody']),
        dispatch: oneOf('dispatch', ['QUEUE', 'EXTERNAL']),
        errorCode: oneOf('errorCode', ['E_ONE', 'E_alpha', 'E_NONE']),
        errorFingerprint: oneOf('errorFingerprint', ['f1', 'f2', 'f3']),
        externalId: oneOf('externalId', ['alpha-0', 'alpha-4', 'bravo-4', 'no-one']),
        externalSystem: equal('externalSystem', ['alpha-airflow', 'bravo-airflow', 'no-system']),
        mended: equal('isMended', [true, false]),
        failedStage: {
          values: nullable(fc.subarray(['login', 'fill', 'a%', 'a_', 'ab', 'x', 'y', 'alpha stage'])),
          matches: ({ stages }, asked: unknown[]) =>
            Array.isArray(stages) &&
            stages.some(({ status, name }) => status === 'FAILED' && asked.includes(name)),
        },
        queuedAt: times('queuedAt'),
        startedAt: times('startedAt'),
        finishedAt: times('finishedAt'),
        durationMs: numbers('durationMs', 2001),
        error: contains(
          ['errorMessage'],
          ['100%', '0% o', 'a_b', 'A_B al', 'axb', 'C:\\T', '\\temp', 'BRAVO'],
        ),
        params: json('params', [
          { region: 'eu' },
          { region: 'eu', n: 1 },
          { n: 2 },
          { flag: true },
          { nested: { deep: [1] } },
          { nested: { deep: [0, 1] } },
          { nested: { deep: [] } },
          { nested: { deep: 1 } },
          { nested: { marker: 'alpha' } },
          { none: 1 },
        ]),
      },
    },
    jobs: {
      field: 'jobs',
      filter: 'JobFilter',
      owner: 'ownerId',
      orders: ['CREATED_AT', 'UPDATED_AT', 'NAME', 'NEXT_RUN_AT'],
      rows: async () => {
        const found = await prisma.job.findMany({ include: { bot: true, monitor: true, executions: true } });
        return found.map((job) => ({
          ...job,
          latest: job.executions.toSorted(
            (a, b) => b.queuedAt.getTime() - a.queuedAt.getTime() || (a.id < b.id ? 1 : -1),
          )[0],
        }));
      },
      criteria: {
        ids: {
          values: nullable(fc.subarray(jobs)),
          matches: (job, asked: string[]) => asked.some((one) => one === jobId(job)),
        },
        kind: oneOf('kind', ['MONITOR', 'CRAWL', 'BOT', 'AGENT', 'TASK']),
        status: oneOf('status', ['ACTIVE', 'PAUSED', 'ARCHIVED']),
        projectId: id('projectId', projects),
        ownerId: id('ownerId', users),
        tags: tags(['red', 'blue', 'alpha']),
        search: contains(
          ['name', 'slug'],
          ['LEDGER', '100%', '%', '_', '\\', 'k\\s', 'e_c', 'Alpha-', 'zzz'],
        ),
        botId: keyOf('BOT', ['alpha-bot-0', 'alpha-bot-1', 'bravo-bot-0', 'no-bot']),
        handler: keyOf('TASK', ['alpha-bot-0', 'bravo-bot-0', 'no-handler']),
        xUsername: oneOf('monitor.xUsername', ['alpha_0', 'alpha_1', 'bravo_2', 'nobody']),
        latestStatus: oneOf('latest.status', ['QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELED']),
        hasSchedule: equal('hasSchedule', [true, false]),
        hasExecutions: {
          values: nullable(fc.boolean()),
          matches: ({ latest }, asked: boolean) => (latest !== undefined) === asked,
        },
        createdAt: times('createdAt'),
      },
    },
    chunks: {
      field: 'chunks',
      filter: 'ChunkFilter',
      owner: 'ownerId',
      orders: ['PRIORITY', 'CREATED_AT'],
      bound: ({ chunkIndex, executionId }) =>
        chunkIndex == null || executionId != null ? {} : { executionId: executions[0] },
      rows: () => prisma.chunk.findMany({ include: { job: true } }),
      criteria: {
        jobId: ofJob,
        executionId: id('executionId', executions),
        status: oneOf('status', ['PENDING', 'PROCESSING', 'COMPLETED', 'FAILED']),
        chunkIndex: numbers('chunkIndex', 4),
        priority: numbers('priority', 11),
        retryCount: numbers('retryCount', 3),
        taskId: equal('taskId', ['alpha-task-1', 'bravo-task-3', 'none']),
        workerId: equal('workerId', ['alpha-worker', 'bravo-worker', 'none']),
        createdAt: {
          // They are made milliseconds apart.
          values: nullable(
            fc.tuple(fc.nat(5), fc.nat(3)).map(([from, n]) => ({
              from: new Date(T0 + from).toISOString(),
              to: new Date(T0 + from + n + 1).toISOString(),
            })),
          ),
          matches: times('createdAt').matches,
        },
      },
    },
    images: {
      field: 'images',
      filter: 'ImageFilter',
      owner: 'ownerId',
      document: `node(id: "${alpha.hubs.CrawlJob}") { ... on CrawlJob { LIST } }`,
      rows: () => prisma.image.findMany({ where: { jobId: decodeId(String(alpha.hubs.CrawlJob))?.uuid } }),
      criteria: {
        executionId: id('executionId', executions),
        isDuplicate: equal('isDuplicate', [true, false]),
        contentHash: equal('contentHash', ['alpha-h1', 'alpha-h2', 'none']),
        createdAt: times('createdAt'),
      },
    },
    summaries: {
      field: 'summaries',
      filter: 'SummaryFilter',
      owner: 'ownerId',
      rows: () => prisma.summary.findMany({ include: { job: true } }),
      bound: (filter) =>
        filter.search == null || filter.jobId != null || filter.executionId != null
          ? {}
          : { createdAt: month },
      criteria: {
        isPlayground: equal('isPlayground', [true, false]),
        jobId: ofJob,
        executionId: id('executionId', executions),
        ownerId: id('ownerId', users),
        xUsername: equal('xUsername', ['alpha_0', 'bravo_0', 'elonmusk', 'elon%']),
        topics: {
          values: nullable(fc.subarray(['AI', 'Tesla', 'alpha', 'none'])),
          matches: ({ topics }, asked: unknown[]) =>
            Array.isArray(topics) && asked.some((topic) => topics.includes(topic)),
        },
        search: contains(['content'], ['100%', '%', '_', 'snake_', 'SNAKE', 'a\\b', '\\', 'zzz', 'great AL']),
        createdAt: times('createdAt'),
      },
    },
    metrics: {
      field: 'metrics',
      filter: 'MetricFilter',
      owner: 'ownerId',
      rows: () => prisma.metricSnapshot.findMany({ include: { job: true } }),
      bound: (filter) =>
        filter.labels == null || filter.jobId != null || filter.executionId != null
          ? {}
          : { timestamp: month },
      criteria: {
        jobId: ofJob,
        executionId: id('executionId', executions),
        name: oneOf('name', ['cpu', 'memory', 'alpha', 'none']),
        metricType: oneOf('metricType', ['COUNTER', 'GAUGE', 'HISTOGRAM', 'TIMER']),
        labels: json('labels', [
          { host: 'a' },
          { of: { marker: 'bravo' } },
          { list: [0] },
          { list: ['x', 1] },
          { host: 'a', list: ['x'] },
          { host: ['a'] },
        ]),
        timestamp: times('timestamp'),
      },
    },
    artifacts: {
      field: 'artifacts',
      filter: 'ArtifactFilter',
      owner: 'ownerId',
      rows: () => prisma.artifact.findMany({ include: { job: true } }),
      criteria: {
        jobId: ofJob,
        executionId: id('executionId', executions),
        artifactType: oneOf('artifactType', ['REPORT', 'DATA', 'LOG', 'CODE']),
        name: equal('name', ['report.md', 'alpha.log', 'none']),
      },
    },
    activityLogs: {
      field: 'activityLogs',
      filter: 'ActivityFilter',
      owner: null,
      forAdministrators: true,
      rows: () => prisma.activityLog.findMany(),
      criteria: {
        userId: id('userId', users),
        resourceType: equal('resourceType', ['job', 'execution', 'none']),
        resourceId: equal(
          'resourceId',
          both(({ ids }) => [ids.CrawlJob[0], ids.Execution[0]]),
        ),
        action: oneOf('action', ['job.created', 'job.paused', 'bravo.done', 'none']),
        timestamp: times('timestamp'),
      },
    },
    users: {
      field: 'users',
      filter: 'UserFilter',
      owner: null,
      forAdministrators: true,
      orders: ['CREATED_AT', 'EMAIL'],
      rows: () => prisma.user.findMany(),
      criteria: {
        status: oneOf('status', ['ACTIVE', 'UNVERIFIED', 'SUSPENDED']),
        tier: oneOf('tier', ['FREE', 'PRO', 'ENTERPRISE']),
        role: oneOf('role', ['USER', 'ADMIN']),
        search: contains(['email', 'fullName'], ['CROWD', '100%', '%_', '\\@', '_', 'Person', 'zzz', 'h%e']),
        createdAt: times('createdAt'),
      },
    },
    twitterAccounts: {
      field: 'twitterAccounts',
      filter: 'TwitterAccountFilter',
      owner: null,
      forAdministrators: true,
      rows: () => prisma.twitterAccount.findMany(),
      criteria: {
        isActive: {
          values: nullable(fc.boolean()),
          matches: ({ isActive, tokenExpiresAt: ends }, asked: boolean) =>
            (isActive === true && ends instanceof Date && ends > new Date()) === asked,
        },
        expiresBefore: {
          values: nullable(fc.constantFrom(iso(0), iso(120), iso(121))),
          matches: ({ tokenExpiresAt: ends }, asked: string) =>
            ends instanceof Date && ends < new Date(asked),
        },
        notVerifiedSince: {
          values: nullable(fc.constantFrom(iso(0), iso(5), iso(6))),
          matches: ({ lastVerifiedAt: last }, asked: string) =>
            !(last instanceof Date) || last < new Date(asked),
        },
      },
    },
    verificationLogs: {
      field: 'verificationLogs',
      filter: 'VerificationLogFilter',
      owner: 'ownerId',
      orders: ['VERIFIED_AT', 'VERIFICATION_TIME'],
      rows: () => prisma.verificationLog.findMany(),
      criteria: {
        result: oneOf('result', ['VERIFIED', 'REJECTED', 'ERROR']),
        taskType: oneOf('taskType', ['FOLLOW', 'LIKE', 'REPLY']),
        userId: id('ownerId', users),
        taskId: id('taskId', alpha.ids.SocialTask.slice(0, 3)),
        completionId: id(
          'completionId',
          both(({ ids }) => ids.Completion.slice(0, 2)),
        ),
        twitterAccountId: id(
          'twitterAccountId',
          both(({ ids }) => ids.TwitterAccount),
        ),
        cacheHit: equal('cacheHit', [true, false]),
        verifiedAt: times('verifiedAt'),
      },
    },
    scheduleTicks: {
      field: 'scheduleTicks',
      filter: null,
      owner: 'ownerId',
      rows: () => prisma.scheduleTick.findMany({ include: { job: true } }),
      criteria: { jobId: ofJob, at: times('at'), skipped: equal('isSkipped', [true, false]) },
    },
    rescues: {
      field: 'rescues',
      filter: null,
      owner: 'ownerId',
      rows: async () => {
        const include = { execution: { include: { job: true } } };
        const rows = await prisma.executionEvent.findMany({ where: { rescueCause: { not: null } }, include });
        return rows.map(({ execution, ...row }) => ({ ...row, job: execution.job }));
      },
      criteria: {
        jobId: ofJob,
        at: times('at'),
        cause: equal('rescueCause', ['CANCEL', 'TIMEOUT', 'WORKER_LOST']),
      },
    },
    alertRules: {
      field: 'alertRules',
      filter: 'AlertRuleFilter',
      owner: 'ownerId',
      rows: () => prisma.alertRule.findMany({ include: { job: true } }),
      criteria: {
        jobId: ofJob,
        kind: oneOf('kind', ['MISSING_RUN', 'FAILURE_RATE', 'QUEUE_AGE', 'LONG_RUN', 'FAILURE_GROUP']),
        isEnabled: equal('isEnabled', [true, false]),
      },
    },
    alerts: {
      field: 'alerts',
      filter: 'AlertFilter',
      owner: 'ownerId',
      rows: () => prisma.alert.findMany({ include: { job: true } }),
      criteria: {
        jobId: ofJob,
        alertRuleId: id(
          'ruleId',
          both(({ ids }) => ids.AlertRule.slice(0, 2)),
        ),
        status: oneOf('status', ['OPEN', 'ACKNOWLEDGED', 'CLOSED']),
        openedAt: times('openedAt'),
      },
    },
    projects: {
      field: 'projects',
      filter: null,
      owner: 'ownerId',
      rows: () => prisma.project.findMany(),
      criteria: { status: oneOf('status', ['ACTIVE', 'ARCHIVED']) },
    },
    completions: {
      field: 'completions',
      filter: null,
      owner: 'ownerId',
      rows: () => prisma.completion.findMany(),
      criteria: {
        status: oneOf('status', ['PENDING', 'VERIFIED', 'REJECTED']),
        taskId: id('taskId', alpha.ids.SocialTask.slice(0, 3)),
      },
    },
    socialTasks: {
      field: 'socialTasks',
      filter: null,
      owner: null,
      rows: () => prisma.socialTask.findMany(),
      criteria: {
        taskType: oneOf('taskType', ['FOLLOW', 'LIKE', 'RETWEET', 'REPLY', 'QUOTE']),
        isActive: equal('isActive', [true, false]),
      },
    },
    notifications: {
      field: 'notifications',
      filter: null,
      owner: 'ownerId',
      document: `node(id: "${alpha.ids.User[0]}") { ... on User { LIST } }`,
      rows: () => prisma.notification.findMany({ where: { ownerId: alpha.userId } }),
      criteria: {
        unreadOnly: {
          values: nullable(fc.boolean()),
          matches: ({ readAt }, asked: boolean) => !asked || readAt === null,
        },
      },
    },
  };
}
