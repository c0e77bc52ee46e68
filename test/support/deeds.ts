import { createHash, randomBytes } from 'node:crypto';
import { decodeId, encodeId } from '../../src/core/ids.js';
import type { TestPrisma } from './database.js';
import type { World } from './world/world.js';

/** What the deeds before have left behind: ids, tokens and keys, by names of their own. */
export type Found = Record<string, string>;

/** One mutation as an owner makes it of their own things. */
export interface Deed {
  mutation: string;
  input: (found: Found) => Record<string, unknown>;
  /** Who: the owner if left out. */
  by?: 'administrator' | 'verifier' | 'anybody' | 'session';
  /** What of the answer later deeds need, by its path. */
  keep?: Record<string, string>;
  /** What must be there first, that no answer gives. */
  before?: (found: Found) => Promise<void>;
  /** What the answer is, where it is not the payload; null for a refusal. */
  answer?: string | null;
}

export interface DeedWorld {
  prisma: TestPrisma;
  own: World;
  /** A user that an administrator may do anything to. */
  victim: string;
}

const at = '2026-01-01T00:00:00Z';
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

/** Every mutation at least once, with every id that it takes, in an order in which each finds what it needs. */
export function deedsOf({ prisma, own, victim }: DeedWorld): Deed[] {
  const uuidOf = (id: string | undefined) => decodeId(id ?? '')?.uuid ?? '';
  const pendingChunk = async (found: Found) => {
    const { id } = await prisma.chunk.findFirstOrThrow({
      where: { executionId: uuidOf(found.run), status: 'PENDING' },
    });
    found.pending = encodeId('Chunk', id);
  };
  const link = (name: string, purpose: 'SIGN_IN' | 'VERIFY_EMAIL') => async (found: Found) => {
    const token = randomBytes(32).toString('base64url');
    found[name] = token;
    const user = await prisma.user.findUniqueOrThrow({ where: { id: own.userId } });
    await prisma.oneTimeToken.create({
      data: {
        purpose,
        email: user.email,
        userId: own.userId,
        tokenHash: createHash('sha256').update(token).digest('hex'),
        expiresAt: new Date(Date.now() + 600_000),
      },
    });
  };
  const execution = (f: Found) => ({ execution: { id: f.run, token: f.runToken } });
  const chunk = (f: Found) => ({ chunk: { id: f.chunk, token: f.chunkToken } });
  const works = [execution, chunk];
  const stages = [{ name: 'login', status: 'SUCCEEDED', startedAt: at, endedAt: at }];
  const metrics = [{ name: 'cpu', metricType: 'GAUGE', value: 1 }];
  const artifacts = [{ name: 'report', artifactType: 'REPORT', content: 'text' }];
  const images = [{ url: 'https://example.com/a.png' }];
  const lines = [{ message: 'text', stageName: 'login', fields: { n: 1 } }];
  const summary = { content: 'text', tweetsCount: 1 };
  const start = (job: (f: Found) => object, name: string): Deed => ({
    mutation: 'startExecution',
    input: (f) => ({ ...job(f), workerId: 'w' }),
    keep: { [name]: 'execution.id', [`${name}Token`]: 'lease.token' },
  });
  const filtered = (f: Found) => ({
    filter: {
      ids: [f.done],
      jobId: f.crawl,
      jobIds: [f.crawl],
      projectId: f.project,
      ownerId: encodeId('User', own.userId),
    },
    dryRun: true,
  });

  return [
    // projects and jobs
    { mutation: 'createProject', input: () => ({ name: 'p' }), keep: { project: 'project.id' } },
    { mutation: 'updateProject', input: (f) => ({ projectId: f.project, name: 'q' }) },
    { mutation: 'archiveProject', input: (f) => ({ projectId: f.project }) },
    { mutation: 'restoreProject', input: (f) => ({ projectId: f.project }) },
    {
      mutation: 'createJob',
      input: (f) => ({
        name: 'Images',
        slug: 'images',
        projectId: f.project,
        kind: { crawl: { keywords: ['cat'], maxImages: 30 } },
      }),
      keep: { crawl: 'job.id' },
    },
    { mutation: 'updateJob', input: (f) => ({ jobId: f.crawl, projectId: f.project, name: 'More images' }) },
    { mutation: 'setJobStatus', input: (f) => ({ jobId: f.crawl, status: 'ACTIVE' }) },
    {
      mutation: 'updateJob',
      input: (f) => ({ jobId: f.crawl, schedule: { cron: '0 0 1 * *', timezone: 'UTC' } }),
    },
    { mutation: 'setSchedulePaused', input: (f) => ({ jobId: f.crawl, paused: true }) },
    {
      mutation: 'createJob',
      input: () => ({ name: 'Posts', kind: { monitor: { xUsername: 'x', topics: ['AI'] } } }),
      keep: { monitor: 'job.id' },
    },
    // a run and its chunks
    { mutation: 'enqueueExecution', input: (f) => ({ jobId: f.crawl }) },
    {
      mutation: 'claimExecutions',
      input: (f) => ({ workerId: 'w', jobId: f.crawl }),
      keep: { run: 'executions.0.execution.id', runToken: 'executions.0.lease.token' },
    },
    {
      mutation: 'snoozeExecution',
      input: (f) => ({ executionId: f.run, leaseToken: f.runToken, until: '2020-01-01T00:00:00Z' }),
    },
    {
      mutation: 'claimExecutions',
      input: (f) => ({ workerId: 'w', jobIds: [f.crawl] }),
      keep: { run: 'executions.0.execution.id', runToken: 'executions.0.lease.token' },
    },
    { mutation: 'heartbeatExecution', input: (f) => ({ executionId: f.run, leaseToken: f.runToken }) },
    { mutation: 'heartbeats', input: (f) => ({ leases: [{ id: f.run, token: f.runToken }] }) },
    {
      mutation: 'planChunks',
      input: (f) => ({ executionId: f.run, leaseToken: f.runToken, totalImages: 40, chunkSize: 10 }),
    },
    {
      mutation: 'claimChunks',
      input: (f) => ({ workerId: 'w', jobId: f.crawl, executionId: f.run }),
      keep: { chunk: 'chunks.0.chunk.id', chunkToken: 'chunks.0.lease.token' },
    },
    {
      mutation: 'claimChunks',
      before: pendingChunk,
      input: (f) => ({ workerId: 'w', chunkIds: [f.pending] }),
      keep: { second: 'chunks.0.chunk.id', secondToken: 'chunks.0.lease.token' },
    },
    {
      mutation: 'claimChunks',
      input: () => ({ workerId: 'w' }),
      keep: { third: 'chunks.0.chunk.id', thirdToken: 'chunks.0.lease.token' },
    },
    { mutation: 'heartbeatChunk', input: (f) => ({ chunkId: f.chunk, leaseToken: f.chunkToken }) },
    // parts
    ...works.map((work): Deed => ({ mutation: 'recordStages', input: (f) => ({ work: work(f), stages }) })),
    ...works.map((work): Deed => ({ mutation: 'recordMetrics', input: (f) => ({ work: work(f), metrics }) })),
    { mutation: 'recordMetrics', input: (f) => ({ jobId: f.crawl, metrics }) },
    ...works.map(
      (work): Deed => ({ mutation: 'recordArtifacts', input: (f) => ({ work: work(f), artifacts }) }),
    ),
    { mutation: 'recordArtifacts', input: (f) => ({ jobId: f.crawl, artifacts }) },
    ...works.map((work): Deed => ({ mutation: 'recordImages', input: (f) => ({ work: work(f), images }) })),
    ...works.map((work): Deed => ({ mutation: 'recordLogs', input: (f) => ({ work: work(f), lines }) })),
    start((f) => ({ jobId: f.monitor }), 'watch'),
    {
      mutation: 'recordSummary',
      input: (f) => ({ work: { execution: { id: f.watch, token: f.watchToken } }, ...summary }),
    },
    { mutation: 'recordSummary', input: (f) => ({ jobId: f.monitor, ...summary }) },
    // Only a monitor's run has summaries, and it has no chunks.
    { mutation: 'recordSummary', input: (f) => ({ work: chunk(f), ...summary }), answer: null },
    {
      mutation: 'recordPlaygroundSummary',
      input: () => ({ xUsername: 'x', topics: ['AI'], hoursBack: 1, ...summary }),
    },
    // their ends
    { mutation: 'completeChunk', input: (f) => ({ chunkId: f.chunk, leaseToken: f.chunkToken }) },
    {
      mutation: 'completeChunks',
      input: (f) => ({ items: [{ chunkId: f.second, leaseToken: f.secondToken }] }),
    },
    {
      mutation: 'failChunk',
      input: (f) => ({ chunkId: f.third, leaseToken: f.thirdToken, errorMessage: 'e' }),
    },
    { mutation: 'retryFailedChunks', input: (f) => ({ executionId: f.run }) },
    {
      mutation: 'failExecution',
      input: (f) => ({
        executionId: f.run,
        leaseToken: f.runToken,
        errorMessage: 'e',
        fingerprint: 'alike',
        retryable: false,
      }),
    },
    {
      mutation: 'setFailureGroupState',
      input: () => ({
        ownerId: encodeId('User', own.userId),
        fingerprint: 'alike',
        state: 'RESOLVED',
        note: 'n',
      }),
    },
    { mutation: 'completeExecution', input: (f) => ({ executionId: f.watch, leaseToken: f.watchToken }) },
    { mutation: 'enqueueExecutions', input: () => ({ items: [] }), answer: 'InvalidInputError' },
    {
      mutation: 'enqueueExecutions',
      input: (f) => ({ items: [{ jobId: f.crawl }] }),
      keep: { first: 'results.0.execution.id' },
    },
    {
      mutation: 'enqueueExecutions',
      input: () => ({ items: [{ jobSlug: 'images' }] }),
      keep: { other: 'results.0.execution.id' },
    },
    start((f) => ({ executionId: f.first }), 'given'),
    start(() => ({ jobSlug: 'images' }), 'named'),
    {
      mutation: 'completeAndClaim',
      input: (f) => ({
        items: [{ executionId: f.given, leaseToken: f.givenToken }],
        claim: { workerId: 'w', jobId: f.crawl, jobIds: [f.crawl], jobSlugs: ['images'], tags: ['none'] },
      }),
    },
    {
      mutation: 'completeExecutions',
      input: (f) => ({ items: [{ executionId: f.given, leaseToken: f.givenToken }] }),
    },
    {
      mutation: 'failExecutions',
      input: (f) => ({
        items: [{ executionId: f.named, leaseToken: f.namedToken, errorMessage: 'e', retryable: false }],
      }),
    },
    { mutation: 'cancelExecution', input: (f) => ({ executionId: f.other }) },
    { mutation: 'retryExecution', input: (f) => ({ executionId: f.run }), keep: { done: 'execution.id' } },
    { mutation: 'bulkCancelExecutions', input: (f) => ({ ids: [f.given] }) },
    { mutation: 'bulkRetryExecutions', input: (f) => ({ ids: [f.done] }) },
    {
      mutation: 'backfillSchedule',
      input: (f) => ({ jobId: f.crawl, from: daysAgo(45), to: daysAgo(9) }),
    },
    { mutation: 'bulkCancelExecutions', input: filtered },
    { mutation: 'bulkRetryExecutions', input: filtered },
    // verification
    {
      mutation: 'createSocialTask',
      by: 'administrator',
      input: () => ({ title: 't', taskType: 'FOLLOW', target: '@x' }),
      keep: { task: 'socialTask.id' },
    },
    {
      mutation: 'updateSocialTask',
      by: 'administrator',
      input: (f) => ({ socialTaskId: f.task, title: 'u' }),
    },
    {
      mutation: 'submitCompletion',
      input: (f) => ({ socialTaskId: f.task }),
      keep: { completion: 'completion.id' },
    },
    {
      mutation: 'recordVerification',
      by: 'administrator',
      input: (f) => ({
        completionId: f.completion,
        result: 'REJECTED',
        verificationTimeMs: 1,
        apiCallCount: 1,
      }),
    },
    {
      mutation: 'connectTwitter',
      input: () => ({
        twitterId: '1',
        username: 'x',
        accessToken: 'a',
        refreshToken: 'r',
        tokenExpiresAt: '2040-01-01T00:00:00Z',
        scope: 's',
      }),
      keep: { account: 'twitterAccount.id' },
    },
    {
      mutation: 'borrowTwitterToken',
      by: 'verifier',
      input: (f) => ({ twitterAccountId: f.account, purpose: 'p' }),
    },
    {
      mutation: 'replaceTwitterToken',
      by: 'verifier',
      input: (f) => ({
        twitterAccountId: f.account,
        accessToken: 'a',
        refreshToken: 'r',
        tokenExpiresAt: '2040-01-01T00:00:00Z',
      }),
    },
    { mutation: 'disconnectTwitter', input: (f) => ({ twitterAccountId: f.account }) },
    // alerts
    {
      mutation: 'createAlertRule',
      input: (f) => ({ name: 'r', jobId: f.crawl, condition: { queueAge: { olderThanSeconds: 60 } } }),
      keep: { rule: 'alertRule.id' },
    },
    { mutation: 'updateAlertRule', input: (f) => ({ alertRuleId: f.rule, name: 's' }) },
    {
      mutation: 'acknowledgeAlert',
      before: async (found) => {
        const { id } = await prisma.alert.create({
          data: { ownerId: own.userId, ruleId: uuidOf(found.rule), value: 2, threshold: 1 },
        });
        found.alert = encodeId('Alert', id);
      },
      input: (f) => ({ alertId: f.alert }),
    },
    { mutation: 'deleteAlertRule', input: (f) => ({ alertRuleId: f.rule }) },
    // people
    {
      mutation: 'createApiKey',
      input: () => ({ name: 'k', scopes: ['READ'], ownerId: encodeId('Account', own.userId) }),
      keep: { apiKey: 'apiKey.id' },
    },
    { mutation: 'rotateApiKey', input: (f) => ({ apiKeyId: f.apiKey }) },
    { mutation: 'revokeApiKey', input: (f) => ({ apiKeyId: f.apiKey }) },
    { mutation: 'markNotificationsRead', input: () => ({ ids: own.ids.Notification.slice(0, 1) }) },
    { mutation: 'updateNotificationPreferences', input: () => ({ onCompletion: true }) },
    { mutation: 'updateUser', input: () => ({ userId: encodeId('User', own.userId), fullName: 'n' }) },
    {
      mutation: 'setUserTier',
      by: 'administrator',
      input: () => ({ userId: victim, tier: 'PRO' }),
    },
    {
      mutation: 'setUserStatus',
      by: 'administrator',
      input: () => ({ userId: victim, status: 'SUSPENDED' }),
    },
    {
      mutation: 'grantCredits',
      by: 'administrator',
      input: () => ({ userId: victim, amount: 5, description: 'd' }),
    },
    // signing in
    { mutation: 'registerUser', by: 'anybody', input: () => ({ email: 'new@example.com' }) },
    { mutation: 'requestSignIn', by: 'anybody', input: () => ({ email: 'new@example.com' }) },
    {
      mutation: 'verifyEmail',
      by: 'anybody',
      before: link('verification', 'VERIFY_EMAIL'),
      input: (f) => ({ token: f.verification }),
    },
    {
      mutation: 'signIn',
      by: 'anybody',
      before: link('signIn', 'SIGN_IN'),
      input: (f) => ({ token: f.signIn }),
      keep: { session: 'token' },
    },
    {
      mutation: 'renewSession',
      by: 'session',
      input: () => ({ delivery: 'BEARER' }),
      keep: { session: 'token' },
    },
    { mutation: 'createStreamTicket', input: () => ({ validSeconds: 10 }) },
    { mutation: 'signOut', by: 'session', input: () => ({ everywhere: false }) },
    { mutation: 'deleteJob', input: (f) => ({ jobId: f.crawl }) },
    { mutation: 'deleteProject', input: (f) => ({ projectId: f.project }) },
    { mutation: 'deleteUser', by: 'administrator', input: () => ({ userId: victim }) },
  ];
}
