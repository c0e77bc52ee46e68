import { readFile } from 'node:fs/promises';
import { getNamedType, isUnionType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ACTIVITY_ACTIONS } from '../src/activity/actions.js';
import { encodeId } from '../src/core/ids.js';
import { schema } from '../src/schema.js';
import { ACTIONS } from './support/actions.js';
import { type Answered, command, textIn } from './support/command.js';
import { openRuns } from './support/world/runs.js';

const log = z.object({
  data: z.object({
    viewer: z.object({
      activity: z.object({
        nodes: z.array(
          z.object({
            action: z.string(),
            resourceType: z.string(),
            resourceId: z.string().nullable(),
            metadata: z.record(z.string(), z.unknown()),
            user: z.object({ id: z.string() }),
          }),
        ),
      }),
    }),
  }),
});

let runs: Awaited<ReturnType<typeof openRuns>>;
let admin: { key: string };

beforeAll(async () => {
  runs = await openRuns({ config: { tokenKeys: [{ id: 'current', key: Buffer.alloc(32, 7) }] } });
  admin = await runs.given.admin();
}, 60_000);
afterAll(() => runs.test.close());

async function activity(key = runs.owner.key, filter?: object) {
  const { body } = await runs.test.ask(
    `query ($filter: ActivityFilter) { viewer { activity(first: 200, filter: $filter) {
      nodes { action resourceType resourceId metadata user { id } }
    } } }`,
    { filter },
    key,
  );
  return log.parse(body).data.viewer.activity.nodes;
}

/** Runs a mutation; its failure is in the answer, where its union has any. */
function tell(name: string, input: object, key: string, fields: string): Promise<Answered> {
  const type = getNamedType(schema.getMutationType()?.getFields()[name]?.type);
  const canFail = isUnionType(type) && type.getTypes().some(({ name: member }) => member.endsWith('Error'));
  return command(runs.test, name, `${fields} ${canFail ? '... on Error { code message }' : ''}`).run(
    input,
    key,
  );
}

/** Does it, and says what it added to the log, newest first. */
async function logged(name: string, input: object, { key = runs.owner.key, fields = '' } = {}) {
  const before = await activity(key);
  const answer = await tell(name, input, key, fields);
  const after = await activity(key);
  return { answer, entries: after.slice(0, after.length - before.length) };
}

const job = (noun: string) => `... on ${noun}JobPayload { job { id } }`;
const RUN = '... on EnqueueExecutionPayload { execution { id } }';
const bot = { name: 'Payroll', config: { password: 'hunter2' }, kind: { bot: { botId: 'payroll' } } };

describe('the activity log', () => {
  it('has a word for every mutation, or leaves it to the events of a run', () => {
    expect(Object.keys(schema.getMutationType()?.getFields() ?? {}).sort()).toEqual(
      Object.keys(ACTIONS).sort(),
    );
  });

  it('has a closed list of words, all of them in docs/api.md', async () => {
    const words: readonly (string | null)[] = [...ACTIVITY_ACTIONS, null];
    expect(Object.values(ACTIONS).filter((action) => !words.includes(action))).toEqual([]);
    const text = await readFile('docs/api.md', 'utf8');
    const [, section = ''] = text.split('## Activity log');
    const said = [...(section.split('\n## ')[0] ?? '').matchAll(/`(\w+\.\w+)`/g)].map(([, word]) => word);
    expect(said.sort()).toEqual([...ACTIVITY_ACTIONS]);
  });

  it('says who did what to which job, by which key, and of its config only that it changed', async () => {
    const made = await logged('createJob', bot, { fields: job('Create') });
    const jobId = textIn(made.answer, 'job.id');
    const by = { apiKeyId: encodeId('ApiKey', runs.owner.apiKey.id) };
    const entry = {
      resourceType: 'job',
      resourceId: jobId,
      user: { id: encodeId('User', runs.owner.user.id) },
    };
    expect(made.entries).toEqual([{ ...entry, action: 'job.created', metadata: { ...by, kind: 'BOT' } }]);

    const changes = { name: 'Wages', config: { password: 'hunter3' }, timeoutSeconds: null };
    expect((await logged('updateJob', { jobId, ...changes })).entries).toEqual([
      {
        ...entry,
        action: 'job.updated',
        metadata: { ...by, changed: ['name', 'timeoutSeconds', 'config'] },
      },
    ]);
    expect((await logged('updateJob', { jobId })).entries).toEqual([]);

    const paused = { jobId, status: 'PAUSED' };
    expect((await logged('setJobStatus', paused)).entries).toEqual([
      { ...entry, action: 'job.status_changed', metadata: { ...by, from: 'ACTIVE', to: 'PAUSED' } },
    ]);
    expect((await logged('setJobStatus', paused)).entries).toEqual([]);

    expect((await logged('deleteJob', { jobId })).entries).toEqual([
      { ...entry, action: 'job.deleted', metadata: by },
    ]);
    expect(JSON.stringify(await activity())).not.toContain('hunter');
  });

  it('has no word of what was refused, or done before', async () => {
    const gone = encodeId('BotJob', '019b0000-0000-7000-8000-000000000000');
    expect((await logged('setJobStatus', { jobId: gone, status: 'PAUSED' })).entries).toEqual([]);
    const once = { jobId: (await runs.job()).id, idempotencyKey: 'once' };
    expect((await logged('enqueueExecution', once)).entries).toHaveLength(1);
    expect((await logged('enqueueExecution', once)).entries).toEqual([]);
  });

  it('has what is asked of runs, and leaves what their workers report to their events', async () => {
    const { id: jobId } = await runs.job({ maxAttempts: 1 });
    const actions = async (name: string, input: object) =>
      (await logged(name, input)).entries.map(({ action }) => action);

    expect(await actions('enqueueExecutions', { items: [{ jobId }, { jobId }] })).toEqual([
      ACTIONS.enqueueExecutions,
    ]);
    const held = await runs.claim(jobId);
    const failing = { executionId: held.executionId, leaseToken: held.leaseToken, errorMessage: 'no' };
    const ofWork = { work: { execution: { id: held.executionId, token: held.leaseToken } } };
    const metrics = [{ name: 'loss', metricType: 'GAUGE', value: 1 }];
    expect(await actions('recordMetrics', { ...ofWork, metrics })).toEqual([]);
    expect(await actions('failExecution', failing)).toEqual([]);
    expect(await actions('retryExecution', { executionId: held.executionId })).toEqual([
      ACTIONS.retryExecution,
    ]);

    const running = await runs.claim(jobId);
    expect(await actions('cancelExecution', { executionId: running.executionId })).toEqual([
      'execution.cancel_requested',
    ]);
    const { executionId, leaseToken } = running;
    expect(await actions('cancelExecution', { executionId, leaseToken })).toEqual([]);
    const ids = [held.executionId, executionId];
    expect(await actions('bulkRetryExecutions', { ids, dryRun: true })).toEqual([]);
    expect(await actions('bulkRetryExecutions', { ids: [executionId] })).toEqual([
      ACTIONS.bulkRetryExecutions,
    ]);
    expect(await actions('bulkCancelExecutions', { filter: { jobId } })).toEqual([
      ACTIONS.bulkCancelExecutions,
    ]);
    expect(await actions('retryFailedChunks', { executionId: (await runs.claimed()).executionId })).toEqual([
      ACTIONS.retryFailedChunks,
    ]);
  });

  it('has parts that are about no work', async () => {
    const metrics = [{ name: 'loss', metricType: 'GAUGE', value: 1 }];
    const artifacts = [{ name: 'a.txt', artifactType: 'LOG', content: 'a' }];
    const summary = { xUsername: 'ada', topics: ['AI'], hoursBack: 1, content: 'Nothing.', tweetsCount: 0 };
    const parts = {
      recordMetrics: { metrics },
      recordArtifacts: { artifacts },
      recordPlaygroundSummary: summary,
    };
    for (const [name, input] of Object.entries(parts)) {
      const { entries } = await logged(name, input);
      expect(entries).toMatchObject([{ action: ACTIONS[name], resourceId: null, metadata: { count: 1 } }]);
    }
  });

  it('has what verification decides, without a token', async () => {
    const account = {
      twitterId: '42',
      username: 'ada_x',
      accessToken: 'secret-access',
      refreshToken: 'secret-refresh',
      tokenExpiresAt: '2030-01-01T00:00:00Z',
      scope: 'users.read',
    };
    const said: Array<[string, Answered, string[]]> = [];
    const say = async (name: string, input: object, { key = runs.owner.key, fields = '' } = {}) => {
      const { answer, entries } = await logged(name, input, { key, fields });
      said.push([name, answer, entries.map(({ action }) => action)]);
      return answer;
    };
    const asAdmin = { key: admin.key };
    const connected = await say('connectTwitter', account, {
      fields: '... on ConnectTwitterPayload { twitterAccount { id } }',
    });
    const task = await say(
      'createSocialTask',
      { title: 'Follow', taskType: 'FOLLOW', target: '@ada' },
      { ...asAdmin, fields: '... on CreateSocialTaskPayload { socialTask { id } }' },
    );
    const socialTaskId = textIn(task, 'socialTask.id');
    await say('updateSocialTask', { socialTaskId, title: 'Follow us' }, asAdmin);
    const submitted = await say(
      'submitCompletion',
      { socialTaskId },
      { fields: '... on SubmitCompletionPayload { completion { id } }' },
    );
    const completionId = textIn(submitted, 'completion.id');
    const verified = { completionId, result: 'VERIFIED', verificationTimeMs: 1, apiCallCount: 1 };
    await say('recordVerification', verified, asAdmin);
    await say('disconnectTwitter', { twitterAccountId: textIn(connected, 'twitterAccount.id') });
    for (const [name, answer, actions] of said) {
      expect([answer.code, actions], name).toEqual([undefined, [ACTIONS[name]]]);
    }
    expect(JSON.stringify([await activity(), await activity(admin.key)])).not.toContain('secret-');
  });

  it('says nothing of a person that outlasts them', async () => {
    const typed = 'Ada of Lovelace';
    const { user, key } = await runs.given.user({ fullName: typed, email: 'ada.lovelace@example.com' });
    const userId = encodeId('User', user.id);
    const done: string[] = [];
    const tellAll = async (by: string, name: string, input: object, fields = '') => {
      const answer = await tell(name, input, by, fields);
      expect([name, answer.code]).toEqual([name, undefined]);
      done.push(name);
      return answer;
    };
    const own = (name: string, input: object, fields = '') => tellAll(key, name, input, fields);
    const asAdmin = (name: string, input: object, fields = '') => tellAll(admin.key, name, input, fields);
    const project = '... on CreateProjectPayload { project { id } }';
    const projectId = textIn(
      await own('createProject', { name: typed, description: typed }, project),
      'project.id',
    );
    const kind = { monitor: { xUsername: 'ada_lovelace', topics: [typed] } };
    const words = {
      name: typed,
      slug: 'ada-of-lovelace',
      description: typed,
      tags: [typed],
      config: { typed },
    };
    const jobId = textIn(await own('createJob', { ...words, projectId, kind }, job('Create')), 'job.id');
    const run = async () =>
      textIn(
        await own('enqueueExecution', { jobId, createdBy: { name: typed, role: typed } }, RUN),
        'execution.id',
      );
    const preferences = { webhookUrl: 'https://ada-lovelace.example/hook' };
    await own('updateNotificationPreferences', preferences);

    // What an administrator does to somebody stays in the log when they go.
    const other = { ...words, name: `${typed} again`, slug: 'ada-again' };
    await asAdmin('updateJob', { jobId, ...other, kind, schedule: { cron: '0 0 * * *' } });
    await asAdmin('updateProject', { projectId, name: `${typed} again`, description: typed });
    await asAdmin('cancelExecution', { executionId: await run(), reason: typed });
    const canceled = await run();
    await asAdmin('bulkCancelExecutions', { ids: [canceled], reason: typed });
    await asAdmin('retryExecution', { executionId: canceled });
    await asAdmin('updateUser', { userId, fullName: `${typed} again`, email: 'ada.l@example.com' });
    await asAdmin('setUserTier', { userId, tier: 'PRO' });
    await asAdmin('grantCredits', { userId, amount: 1, description: typed });
    const made = await asAdmin(
      'createApiKey',
      { ownerId: userId, name: typed, scopes: ['READ'] },
      '... on CreateApiKeyPayload { apiKey { id } }',
    );
    const rotated = await asAdmin(
      'rotateApiKey',
      { apiKeyId: textIn(made, 'apiKey.id') },
      '... on RotateApiKeyPayload { apiKey { id } }',
    );
    await asAdmin('revokeApiKey', { apiKeyId: textIn(rotated, 'apiKey.id') });
    await own('recordSummary', { jobId, content: typed, tweetsCount: 1 });
    const account = {
      twitterId: '4815162342108',
      username: 'ada_lovelace',
      displayName: typed,
      scope: 'users.read',
    };
    const tokens = { accessToken: 'a', refreshToken: 'r', tokenExpiresAt: '2040-01-01T00:00:00Z' };
    await own('connectTwitter', { ...account, ...tokens });

    const personal = /lovelace|ada-again|ada[.]l@|4815162342108/i;
    const before = await runs.prisma.activityLog.findMany({ where: { action: { not: 'job.created' } } });
    expect(before.length).toBeGreaterThan(done.length / 2);
    expect(JSON.stringify(await activity(key))).not.toMatch(personal);
    await asAdmin('deleteJob', { jobId });
    await asAdmin('deleteUser', { userId });
    expect(await runs.prisma.user.count({ where: { id: user.id } })).toBe(0);
    const rows = await runs.prisma.activityLog.findMany();
    expect(rows.filter(({ resourceId }) => resourceId === userId).length).toBeGreaterThan(2);
    expect(JSON.stringify(rows)).not.toMatch(personal);
  });

  it('is one’s own, also an administrator’s', async () => {
    const { key } = await runs.given.user();
    for (const own of [key, admin.key]) {
      await tell('createJob', bot, own, job('Create'));
      const people = (await activity(own)).map(({ user }) => user.id);
      expect(people.length).toBeGreaterThan(0);
      expect(new Set(people).size).toBe(1);
    }
    expect(await activity(key)).toHaveLength(1);
  });
});
