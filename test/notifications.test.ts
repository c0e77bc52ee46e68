import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeId } from '../src/core/ids.js';
import { type Command, command, textIn } from './support/command.js';
import { openRuns, type Runs, uuidOf } from './support/world/runs.js';

let runs: Runs;
let update: Command;
let mark: Command;

beforeAll(async () => {
  runs = await openRuns();
  update = command(
    runs.test,
    'updateNotificationPreferences',
    `... on UpdateNotificationPreferencesPayload { webhookSecret
       notificationPreferences { onFailure onCompletion onLowCredits lowCreditsThreshold email webhookUrl } }`,
  );
  mark = command(
    runs.test,
    'markNotificationsRead',
    '... on MarkNotificationsReadPayload { markedCount hasMore }',
  );
}, 60_000);
afterAll(() => runs.test.close());

const prefer = (input: object, key = runs.owner.key) => update.run(input, key);
const of = (executionId: string) =>
  runs.prisma.notification.findMany({
    where: { executionId: uuidOf(executionId) },
    include: { deliveries: { orderBy: { channel: 'asc' } } },
  });
const typesOf = async (executionId: string) => (await of(executionId)).map(({ type }) => type);

async function given(count: number, ownerId = runs.owner.user.id) {
  const rows = await runs.prisma.notification.createManyAndReturn({
    data: Array.from({ length: count }, (_, i) => ({
      ownerId,
      type: 'credits.low',
      facts: { balance: i, threshold: 100 },
    })),
  });
  return rows.map(({ id }) => encodeId('Notification', id));
}

describe('what happens to a run', () => {
  it('is told where it fails for good, once, with its reason', async () => {
    const job = await runs.job({ name: 'Nightly', maxAttempts: 2 });
    const held = await runs.claimed(job.id);
    await runs.tell('failExecution', { ...lease(held), errorMessage: 'first' });
    expect(await typesOf(held.executionId)).toEqual([]);
    const again = await runs.claim(job.id);
    await runs.tell('failExecution', { ...lease(again), errorMessage: 'disk full' });
    expect(await of(held.executionId)).toMatchObject([
      {
        type: 'execution.failed',
        facts: { jobName: 'Nightly', reason: 'disk full' },
        ownerId: runs.owner.user.id,
        jobId: job.row.id,
        readAt: null,
        deliveries: [{ channel: 'MAIL', status: 'PENDING', attempts: 0 }],
      },
    ]);
  });

  it('is told where its worker was lost, and where the plural mutations end it', async () => {
    const lost = await runs.claimed();
    const [one, two] = [await runs.claimed(), await runs.claimed()];
    await runs.leaseEnds(lost.executionId);
    await runs.rescue();
    await runs.tell('failExecutions', {
      items: [one, two].map((held) => ({ ...lease(held), errorMessage: 'no' })),
    });
    for (const { executionId } of [lost, one, two]) {
      expect(await typesOf(executionId)).toEqual(['execution.failed']);
    }
  });

  it('is not told where it completes or is canceled, unless completion is asked for', async () => {
    const [canceled, done] = [await runs.claimed(), await runs.claimed()];
    await runs.tell('cancelExecution', { executionId: canceled.executionId, force: true });
    await runs.tell('completeExecution', lease(done));
    await prefer({ onCompletion: true, email: false });
    const told = await runs.claimed();
    await runs.tell('completeExecution', { ...lease(told), itemsProcessed: 40 });
    await prefer({ onCompletion: false, email: true });
    expect(await typesOf(canceled.executionId)).toEqual([]);
    expect(await typesOf(done.executionId)).toEqual([]);
    expect(await of(told.executionId)).toMatchObject([
      { type: 'execution.completed', facts: { runNumber: 1, itemsProcessed: 40 }, deliveries: [] },
    ]);
  });

  it('is not told to who does not want to know', async () => {
    await prefer({ onFailure: false });
    const held = await runs.claimed();
    await runs.tell('failExecution', { ...lease(held), errorMessage: 'no' });
    await prefer({ onFailure: true });
    expect(await typesOf(held.executionId)).toEqual([]);
  });

  it('is history, and no news, where it is written down later', async () => {
    const { row } = await runs.job();
    const { id } = await runs.prisma.execution.create({
      data: { ownerId: row.ownerId, jobId: row.id, kind: 'CRAWL', runNumber: 1 },
    });
    await runs.prisma.executionEvent.create({
      data: {
        executionId: id,
        ownerId: row.ownerId,
        type: 'FAILED',
        toStatus: 'FAILED',
        attempt: 1,
        at: new Date(Date.now() - 2 * 3_600_000),
      },
    });
    expect(await runs.prisma.notification.count({ where: { executionId: id } })).toBe(0);
  });

  const lease = ({ executionId, leaseToken }: { executionId: string; leaseToken: string }) => ({
    executionId,
    leaseToken,
  });
});

it('what happened is put into words where it is read', async () => {
  const { key, user } = await runs.given.user();
  await runs.prisma.notification.createMany({
    data: [
      { type: 'execution.failed', facts: { jobName: 'Nightly', reason: 'disk full' } },
      { type: 'execution.failed', facts: { jobName: 'Nightly', reason: null } },
      { type: 'execution.completed', facts: { jobName: 'Nightly', runNumber: 7, itemsProcessed: 40 } },
      { type: 'credits.low', facts: { balance: 9, threshold: 10 } },
    ].map((one) => ({ ...one, ownerId: user.id })),
  });
  const { body } = await runs.test.ask('{ viewer { notifications { nodes { title body } } } }', {}, key);
  expect(body).toMatchObject({
    data: {
      viewer: {
        notifications: {
          nodes: [
            { title: 'Credits are low', body: '9 credits are left; you asked to be notified below 10.' },
            { title: 'Nightly completed', body: 'Run 7 processed 40 items.' },
            { title: 'Nightly failed', body: 'No reason was given.' },
            { title: 'Nightly failed', body: 'disk full' },
          ],
        },
      },
    },
  });
});

describe('credits', () => {
  it('are told of when they go below the threshold, once for each time they do', async () => {
    const { user, key } = await runs.given.user();
    await prefer({ lowCreditsThreshold: 50 }, key);
    const { id: accountId } = await runs.prisma.creditAccount.findUniqueOrThrow({
      where: { ownerId: user.id },
    });
    const move = async (...moves: Array<['GRANT' | 'SPEND', number]>) => {
      await runs.prisma.creditTransaction.createMany({
        data: moves.map(([type, amount]) => ({
          accountId,
          ownerId: user.id,
          type,
          amount,
          description: 'test',
        })),
      });
      return (
        await runs.prisma.notification.findMany({ where: { ownerId: user.id }, orderBy: { id: 'asc' } })
      ).map(({ facts }) => Object(facts).balance);
    };
    expect(await move(['GRANT', 60])).toEqual([]);
    expect(await move(['SPEND', -10])).toEqual([]);
    expect(await move(['SPEND', -5], ['SPEND', -5], ['SPEND', -5])).toEqual([45]);
    expect(await move(['GRANT', 30])).toEqual([45]);
    expect(await move(['SPEND', -60])).toEqual([45, 5]);
    await prefer({ onLowCredits: false }, key);
    expect(await move(['GRANT', 100], ['SPEND', -100])).toEqual([45, 5]);
  });
});

describe('updateNotificationPreferences', () => {
  it('changes what is said and keeps the rest', async () => {
    const { key } = await runs.given.user();
    const defaults = {
      onFailure: true,
      onCompletion: false,
      onLowCredits: true,
      lowCreditsThreshold: 100,
      email: true,
      webhookUrl: null,
    };
    expect(await prefer({}, key)).toMatchObject({ notificationPreferences: defaults, webhookSecret: null });
    expect(await prefer({ email: false }, key)).toMatchObject({
      notificationPreferences: { ...defaults, email: false },
    });
  });

  it('tells the secret once: with the first address, and when a new one is wanted', async () => {
    const { key, user } = await runs.given.user();
    const webhookUrl = 'https://hooks.example.com/a?b=c';
    const first = await prefer({ webhookUrl }, key);
    const secret = textIn(first, 'webhookSecret');
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(first).toMatchObject({ notificationPreferences: { webhookUrl } });
    expect(await prefer({ webhookUrl: 'https://hooks.example.com/b' }, key)).toMatchObject({
      webhookSecret: null,
    });
    const second = textIn(await prefer({ newWebhookSecret: true }, key), 'webhookSecret');
    expect(second).not.toBe(secret);
    expect(await prefer({ webhookUrl: null }, key)).toMatchObject({
      webhookSecret: null,
      notificationPreferences: { webhookUrl: null },
    });
    const logged = await runs.prisma.activityLog.findMany({ where: { userId: user.id } });
    expect(logged).toHaveLength(4);
    expect(JSON.stringify(logged)).not.toMatch(/whsec_|hooks\.example/);
  });

  it.each([
    'ftp://hooks.example.com',
    'http://hooks.example.com',
    'hooks.example.com',
    'https://user:pw@hooks.example.com',
    'https://hooks.example.com/#a',
    'https://localhost/a',
    'https://api.localhost',
    'https://metadata.google.internal/',
    'https://127.0.0.1',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://10.1.2.3',
    'https://172.16.0.1',
    'https://192.168.0.1',
    'https://100.64.0.1',
    'https://169.254.169.254/latest/meta-data',
    'https://0.0.0.0',
    'https://224.0.0.1',
    'https://255.255.255.255',
    'https://[::1]/',
    'https://[::]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[2002:7f00:1::]/',
    'https://[fe80::1]/',
    'https://[fc00::1]/',
    'https://[ff02::1]/',
    'https://[::127.0.0.1]/',
    'https://[::10.0.0.1]/',
    'https://[::8.8.8.8]/',
    'https://[::ffff:0:127.0.0.1]/',
    'https://[64:ff9b:1::7f00:1]/',
    'https://[2001:0:4136:e378::1]/',
    'https://[2606:4700::5efe:10.0.0.1]/',
    'https://[2606:4700::200:5efe:8.8.8.8]/',
    'https://[2001:db8::1]/',
    'https://[100::1]/',
    'https://[fec0::1]/',
    'https://[4000::1]/',
    'https://[5f00::1]/',
    'https://192.0.0.8',
    'https://192.0.2.1',
    'https://198.18.0.1',
    'https://198.51.100.1',
    'https://203.0.113.1',
    'https://192.88.99.1',
    'https://192.31.196.1',
    'https://192.52.193.1',
    'https://192.175.48.1',
    'https://240.0.0.1',
    `https://hooks.example.com/${'x'.repeat(2_048)}`,
    '',
  ])('refuses the address %s', async (webhookUrl) => {
    expect(await update.refusal({ webhookUrl }, runs.owner.key)).toMatchObject({
      code: 'INVALID_INPUT',
      path: 'input.webhookUrl',
    });
  });

  it.each([
    'https://93.184.215.14/',
    'https://[2606:4700:4700::1111]/',
    'https://[::ffff:8.8.8.8]/',
  ])('takes the address %s', async (webhookUrl) => {
    const { key } = await runs.given.user();
    expect(await prefer({ webhookUrl }, key)).toMatchObject({ notificationPreferences: {} });
  });

  it('is refused to a key that reads nothing: what is told is read', async () => {
    const { key, user } = await runs.given.user({ key: { scopes: ['MANAGE', 'WORK'] } });
    for (const input of [{ webhookUrl: 'https://hooks.example.com' }, { newWebhookSecret: true }]) {
      expect(await update.refusal(input, key)).toMatchObject({ code: 'FORBIDDEN' });
    }
    const kept = await runs.prisma.notificationPreferences.findUnique({ where: { ownerId: user.id } });
    expect(kept).toMatchObject({ webhookUrl: null, webhookSecretVersion: 0 });
  });

  it.each([
    ['onFailure', { onFailure: null }],
    ['email', { email: null }],
    ['lowCreditsThreshold', { lowCreditsThreshold: -1 }],
    ['lowCreditsThreshold', { lowCreditsThreshold: 1_000_000_001 }],
    ['lowCreditsThreshold', { lowCreditsThreshold: null }],
  ])('refuses %s out of bounds', async (field, input) => {
    expect(await update.refusal(input, runs.owner.key)).toMatchObject({
      code: 'INVALID_INPUT',
      path: `input.${field}`,
    });
  });
});

describe('markNotificationsRead', () => {
  it("marks those named that are one's own and unread, and says how many", async () => {
    const { key, user } = await runs.given.user();
    const ids = await given(3, user.id);
    const others = await given(1);
    expect(await mark.run({ ids: [...ids.slice(0, 2), ...others] }, key)).toMatchObject({
      markedCount: 2,
      hasMore: false,
    });
    expect(await mark.run({ ids }, key)).toMatchObject({ markedCount: 1 });
    expect(await mark.run({ ids }, key)).toMatchObject({ markedCount: 0 });
    expect(
      await runs.prisma.notification.count({
        where: { readAt: null, facts: { path: ['balance'], equals: 0 }, ownerId: runs.owner.user.id },
      }),
    ).toBe(1);
  });

  it('marks all up to a time', async () => {
    const { key, user } = await runs.given.user();
    await given(3, user.id);
    await runs.prisma.notification.create({
      data: {
        ownerId: user.id,
        type: 'credits.low',
        facts: { balance: 1_000, threshold: 100 },
        createdAt: '2999-01-01T00:00:00Z',
      },
    });
    expect(await mark.run({ until: '2998-01-01T00:00:00Z' }, key)).toMatchObject({ markedCount: 3 });
    expect(
      (await runs.prisma.notification.findMany({ where: { ownerId: user.id, readAt: null } })).map(
        ({ facts }) => facts,
      ),
    ).toEqual([{ balance: 1_000, threshold: 100 }]);
  });

  it.each([
    ['ids', {}],
    ['ids', { ids: [] }],
    ['ids', { ids: ['x'], until: '2998-01-01T00:00:00Z' }],
    ['ids.0', { ids: ['x'] }],
    ['ids.0', { ids: [encodeId('User', '0195a000-0000-7000-8000-000000000000')] }],
    ['ids', { ids: Array(1_001).fill('x') }],
  ])('refuses a wrong choice: %s', async (field, input) => {
    expect(await mark.refusal(input, runs.owner.key)).toMatchObject({
      code: 'INVALID_INPUT',
      path: `input.${field}`,
    });
  });
});
