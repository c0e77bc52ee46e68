import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { readInstanceSecret } from '../src/core/db/secrets.js';
import { scopeDatabase } from '../src/core/db/tenancy.js';
import { encodeId } from '../src/core/ids.js';
import { createLogger } from '../src/core/logger.js';
import { createMailer, type Mailer } from '../src/mail/mailer.js';
import { createCourier, type DeliveryDeps, startDeliveries } from '../src/notifications/delivery.service.js';
import { createWebhookSecrets } from '../src/notifications/webhooks/secrets.js';
import { cleanUp } from '../src/operations/cleaning.service.js';
import { createTestApp, type TestApp } from './support/app.js';
import { type Command, command, textIn } from './support/command.js';
import { openSmtpSink, type SmtpSink } from './support/smtp-sink.js';
import { openWebhookReceiver } from './support/webhook-receiver.js';

/** Longer than any test may take: whatever waits for it fails. */
const NEVER_MS = 600_000;

/** As docs/api.md tells receivers to do it. */
function isGenuine(
  secret: string,
  headers: Record<string, unknown>,
  body: string,
  nowSeconds: number,
): boolean {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  if (Math.abs(nowSeconds - Number(timestamp)) > 300) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const wanted = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest();
  return String(headers['webhook-signature'])
    .split(' ')
    .map((signature) => Buffer.from(signature.replace(/^v1,/, ''), 'base64'))
    .some((given) => given.length === wanted.length && timingSafeEqual(given, wanted));
}

let test: TestApp;
let update: Command;
let sink: SmtpSink;
let mailer: Mailer;
let receiver: Awaited<ReturnType<typeof openWebhookReceiver>>;
let deps: DeliveryDeps;
const now = () => Date.now() / 1_000;

beforeAll(async () => {
  test = await createTestApp({ config: { webhookAllowPrivate: true } });
  update = command(
    test,
    'updateNotificationPreferences',
    '... on UpdateNotificationPreferencesPayload { webhookSecret }',
  );
  sink = await openSmtpSink();
  const logger = createLogger('silent');
  mailer = createMailer({
    config: { smtpUrl: sink.url, mailFrom: 'runledger@example.com', environment: 'test' },
    logger,
  });
  const secrets = createWebhookSecrets(await readInstanceSecret(test.prisma, 'webhook'));
  deps = {
    prisma: test.database.prisma,
    mailer,
    logger,
    secrets: async () => secrets,
    rules: { allowPrivate: true },
    mailEverySeconds: 0,
    timeoutMs: 2_000,
  };
}, 60_000);
afterAll(async () => {
  await mailer.close();
  await sink.close();
  await test.close();
});
beforeEach(async () => {
  receiver = await openWebhookReceiver();
});
afterEach(async () => {
  await receiver.close();
  await test.prisma.notification.deleteMany();
});

async function person(preferences: object) {
  const { key, user } = await test.given.user();
  const answer = await update.run(preferences, key);
  return { key, user, secret: answer.webhookSecret === null ? '' : textIn(answer, 'webhookSecret') };
}
const hook = (path = '/hook') => `http://127.0.0.1:${receiver.port}${path}`;

async function notify(ownerId: string, count = 1, reason = 'disk full') {
  const rows = await test.prisma.notification.createManyAndReturn({
    data: Array.from({ length: count }, (_, i) => ({
      ownerId,
      type: 'execution.failed',
      facts: { jobName: `Payroll ${i}`, reason },
    })),
  });
  return rows.map(({ id }) => id);
}
const states = (ownerId: string) =>
  test.prisma.notificationDelivery.findMany({ where: { ownerId }, orderBy: { notificationId: 'asc' } });
/** Lets the waits and leases of all deliveries end. */
const waitsEnd = () => test.prisma.notificationDelivery.updateMany({ data: { nextAttemptAt: new Date(0) } });

describe('a webhook', () => {
  it('carries the notification, signed so that its receiver can tell', async () => {
    const { user, secret } = await person({ email: false, webhookUrl: hook() });
    const [id = ''] = await notify(user.id);
    await createCourier(deps).look();
    expect(receiver.received).toHaveLength(1);
    const [{ headers, body, path } = { headers: {}, body: '', path: '' }] = receiver.received;
    expect(path).toBe('/hook');
    expect(JSON.parse(body)).toEqual({
      type: 'execution.failed',
      text: 'Payroll 0 failed\ndisk full',
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      data: {
        notificationId: encodeId('Notification', id),
        title: 'Payroll 0 failed',
        body: 'disk full',
        jobId: null,
        executionId: null,
        alertId: null,
      },
    });
    expect(headers['webhook-id']).toBe(encodeId('Notification', id));
    expect(isGenuine(secret, headers, body, now())).toBe(true);
    expect(isGenuine(secret, headers, `${body} `, now())).toBe(false);
    expect(isGenuine(secret, headers, body, now() + 600)).toBe(false);
    expect(await states(user.id)).toMatchObject([{ status: 'DELIVERED', attempts: 1, lastError: null }]);
    await waitsEnd();
    await createCourier(deps).look();
    expect(receiver.received).toHaveLength(1);
  });

  it("mentions nobody in a channel of Slack's, whatever a run failed with", async () => {
    const { user } = await person({ email: false, webhookUrl: hook() });
    await notify(user.id, 1, '<!channel> & <http://evil|here>');
    await createCourier(deps).look();
    expect(JSON.parse(receiver.received[0]?.body ?? '')).toMatchObject({
      text: 'Payroll 0 failed\n&lt;!channel&gt; &amp; &lt;http://evil|here&gt;',
      data: { body: '<!channel> & <http://evil|here>' },
    });
  });

  it('is signed with the new secret and for a day with the one before it', async () => {
    const { key, user, secret } = await person({ email: false, webhookUrl: hook() });
    const renewed = textIn(await update.run({ newWebhookSecret: true }, key), 'webhookSecret');
    await notify(user.id);
    await createCourier(deps).look();
    await test.prisma.notificationPreferences.update({
      where: { ownerId: user.id },
      data: { webhookSecretAt: new Date(Date.now() - 25 * 3_600_000) },
    });
    await notify(user.id);
    await createCourier(deps).look();
    const genuine = receiver.received.map(({ headers, body }) =>
      [secret, renewed].map((one) => isGenuine(one, headers, body, now())),
    );
    expect(genuine).toEqual([
      [true, true],
      [false, true],
    ]);
  });

  it('is tried again with growing waits, and given up with the reason after the last', async () => {
    const { user } = await person({ email: false, webhookUrl: hook() });
    receiver.answers((response) => response.writeHead(500).end('x'.repeat(100_000)));
    await notify(user.id);
    const waits: number[] = [];
    for (let tried = 1; tried <= 8; tried += 1) {
      await createCourier(deps).look();
      const [state] = await states(user.id);
      expect(state).toMatchObject({ attempts: tried, lastError: 'HTTP 500' });
      expect(state?.status).toBe(tried < 8 ? 'PENDING' : 'GIVEN_UP');
      waits.push(Number(state?.nextAttemptAt) - Date.now());
      // Not before its time.
      await createCourier(deps).look();
      expect(receiver.received).toHaveLength(tried);
      await waitsEnd();
    }
    expect(waits[0]).toBeGreaterThan(20_000);
    expect(waits[2]).toBeGreaterThan(5 * 60_000);
    expect(Math.max(...waits)).toBeLessThan(8 * 3_600_000);
    const ids = new Set(receiver.received.map(({ headers }) => headers['webhook-id']));
    expect(ids.size).toBe(1);
  });

  it('goes through where the receiver comes back', async () => {
    const { user } = await person({ email: false, webhookUrl: hook() });
    receiver.answers((response) => response.socket?.destroy());
    await notify(user.id);
    await createCourier(deps).look();
    expect(await states(user.id)).toMatchObject([{ status: 'PENDING', attempts: 1 }]);
    receiver.answers((response) => response.writeHead(200).end());
    await waitsEnd();
    await createCourier(deps).look();
    expect(await states(user.id)).toMatchObject([{ status: 'DELIVERED', attempts: 2, lastError: null }]);
  });

  it('is given up at once where the receiver says that it is gone, the user is not active, or wants none', async () => {
    const [gone, suspended, changed] = [
      await person({ email: false, webhookUrl: hook() }),
      await person({ email: false, webhookUrl: hook('/suspended') }),
      await person({ email: false, webhookUrl: hook('/changed') }),
    ];
    receiver.answers((response) => response.writeHead(410).end());
    for (const { user } of [gone, suspended, changed]) await notify(user.id);
    await test.prisma.user.update({ where: { id: suspended.user.id }, data: { status: 'SUSPENDED' } });
    await update.run({ webhookUrl: null }, changed.key);
    await createCourier(deps).look();
    expect(receiver.received.map(({ path }) => path)).toEqual(['/hook']);
    for (const { user } of [gone, suspended, changed]) {
      expect(await states(user.id)).toMatchObject([{ status: 'GIVEN_UP', attempts: 1 }]);
    }
  });

  it('follows no redirection', async () => {
    const { user } = await person({ email: false, webhookUrl: hook() });
    receiver.answers((response) => response.writeHead(307, { location: hook('/elsewhere') }).end());
    await notify(user.id);
    await createCourier(deps).look();
    expect(receiver.received.map(({ path }) => path)).toEqual(['/hook']);
    const [state] = await states(user.id);
    expect(state?.lastError).toContain('redirections are not followed');
  });

  it('waits for a slow receiver just so long', async () => {
    const { user } = await person({ email: false, webhookUrl: hook() });
    receiver.answers(() => undefined);
    await notify(user.id);
    await createCourier({ ...deps, timeoutMs: 200 }).look();
    expect(await states(user.id)).toMatchObject([{ status: 'PENDING', lastError: 'no answer in 200 ms' }]);
  });

  it('fails where the receiver switches to another protocol, and holds up nothing', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () =>
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'),
      );
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('it listens nowhere');
    const [switching, plain] = [
      await person({ email: false, webhookUrl: `http://127.0.0.1:${address.port}/` }),
      await person({ email: false, webhookUrl: hook() }),
    ];
    await notify(switching.user.id);
    await notify(plain.user.id);
    const deliveries = startDeliveries(deps);
    try {
      await vi.waitFor(
        async () =>
          expect(await states(switching.user.id)).toMatchObject([
            { status: 'PENDING', attempts: 1, lastError: 'the connection ended without an answer' },
          ]),
        { timeout: 30_000, interval: 50 },
      );
      await notify(plain.user.id);
      await vi.waitFor(() => expect(receiver.received).toHaveLength(2), { timeout: 30_000, interval: 50 });
    } finally {
      await deliveries.stop();
      server.close();
    }
  });

  it('to a receiver that does not answer holds up nobody else, and no mail', async () => {
    const [hung, brisk, mailed] = [
      await person({ email: false, webhookUrl: hook('/hung') }),
      await person({ email: false, webhookUrl: hook('/brisk') }),
      await person({}),
    ];
    receiver.answers((response) => {
      if (response.req.url !== '/hung') response.writeHead(204).end();
    });
    const came = (path: string) => receiver.received.filter((one) => one.path === path).length;
    await notify(hung.user.id, 12);
    const deliveries = startDeliveries({ ...deps, timeoutMs: NEVER_MS });
    try {
      await vi.waitFor(() => expect(came('/hung')).toBe(5), { timeout: 30_000, interval: 50 });
      await notify(brisk.user.id, 30);
      await notify(mailed.user.id);
      // What came is written down a moment later.
      for (const [{ user }, count] of [
        [brisk, 30],
        [mailed, 1],
      ] as const) {
        const delivered = Array(count).fill('DELIVERED');
        await vi.waitFor(
          async () => expect((await states(user.id)).map(({ status }) => status)).toEqual(delivered),
          { timeout: 30_000, interval: 50 },
        );
      }
      expect(came('/brisk')).toBe(30);
      // No more of its own meanwhile, so that it cannot take all the room.
      expect(came('/hung')).toBe(5);
    } finally {
      await deliveries.stop();
    }
    const left = await states(hung.user.id);
    expect(left.map(({ attempts }) => attempts).sort()).toEqual([...Array(7).fill(0), ...Array(5).fill(1)]);
    expect(left.every(({ status, lastError }) => status === 'PENDING' && lastError === null)).toBe(true);
  }, 60_000);

  it('reads nothing of a body that never ends', async () => {
    const { user } = await person({ email: false, webhookUrl: hook() });
    receiver.answers((response) => {
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    });
    await notify(user.id);
    await createCourier({ ...deps, timeoutMs: NEVER_MS }).look();
    expect(await states(user.id)).toMatchObject([{ status: 'DELIVERED' }]);
  });

  it.each([
    ['127.0.0.1'],
    ['10.0.0.1'],
    ['169.254.169.254'],
    ['100.64.0.1'],
    ['::1'],
    ['::ffff:127.0.0.1'],
    ['fd00::1'],
    ['64:ff9b::7f00:1'],
    ['224.0.0.1'],
    ['8.8.8.8', '127.0.0.1'],
  ])('goes to no name that leads to %s', async (...addresses) => {
    const { user } = await person({
      email: false,
      webhookUrl: `https://rebound.example.com:${receiver.port}/`,
    });
    await notify(user.id);
    await createCourier({
      ...deps,
      rules: { allowPrivate: false },
      resolve: async () => addresses,
    }).look();
    expect(receiver.received).toEqual([]);
    expect(await states(user.id)).toMatchObject([
      { status: 'PENDING', lastError: 'the host rebound.example.com is not on the public internet' },
    ]);
  });

  it('goes to no private address that was allowed once, nor without TLS', async () => {
    const { user } = await person({ email: false, webhookUrl: hook() });
    await notify(user.id);
    await createCourier({ ...deps, rules: { allowPrivate: false } }).look();
    expect(receiver.received).toEqual([]);
    expect(await states(user.id)).toMatchObject([
      { status: 'PENDING', lastError: 'its address is not https' },
    ]);
  });

  it('connects to the address that was checked, whatever the name says by then', async () => {
    const { user } = await person({
      email: false,
      webhookUrl: `http://hooks.example.com:${receiver.port}/named`,
    });
    await notify(user.id);
    let asked = 0;
    await createCourier({
      ...deps,
      resolve: async () => {
        asked += 1;
        return asked === 1 ? ['127.0.0.1'] : ['192.0.2.1'];
      },
    }).look();
    expect(asked).toBe(1);
    expect(receiver.received).toMatchObject([
      { path: '/named', headers: { host: `hooks.example.com:${receiver.port}` } },
    ]);
  });

  it('is delivered at least once by whoever comes after one that died over it', async () => {
    const { user } = await person({ email: false, webhookUrl: hook() });
    await notify(user.id);
    // It dies after the lease: as the server does when it stops, it writes nothing down.
    const dying = new AbortController();
    receiver.answers(() => dying.abort());
    await createCourier(deps).look(dying.signal);
    expect(await states(user.id)).toMatchObject([{ status: 'PENDING', attempts: 1 }]);
    receiver.answers((response) => response.writeHead(204).end());
    await createCourier(deps).look();
    expect(receiver.received).toHaveLength(1);
    await waitsEnd();
    await createCourier(deps).look();
    expect(receiver.received).toHaveLength(2);
    expect(receiver.received[0]?.headers['webhook-id']).toBe(receiver.received[1]?.headers['webhook-id']);
    expect(await states(user.id)).toMatchObject([{ status: 'DELIVERED', attempts: 2 }]);
  });

  it('is sent once by several servers, and a busy owner leaves room for others', async () => {
    const [busy, calm] = [
      await person({ email: false, webhookUrl: hook('/busy') }),
      await person({ email: false, webhookUrl: hook('/calm') }),
    ];
    await notify(busy.user.id, 30);
    await notify(calm.user.id, 2);
    const couriers = [createCourier(deps), createCourier(deps), createCourier(deps)];
    await Promise.all(couriers.map((courier) => courier.look()));
    expect(receiver.received.filter(({ path }) => path === '/calm')).toHaveLength(2);
    while (await couriers[0]?.look());
    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    expect(ids).toHaveLength(32);
    expect(new Set(ids).size).toBe(32);
  });
});

describe('a mail', () => {
  it('tells of one, and of several together', async () => {
    const { user } = await person({});
    await notify(user.id);
    await createCourier(deps).look();
    const one = await sink.next(user.email);
    expect(one.subject).toBe('Payroll 0 failed');
    expect(one.text).toContain('disk full');
    await notify(user.id, 25);
    await createCourier(deps).look();
    const many = await sink.next(user.email);
    expect(many.subject).toBe('25 notifications of Runledger');
    expect(many.text).toContain('Payroll 19 failed');
    expect(many.text).not.toContain('Payroll 20 failed');
    expect(many.text).toContain('And 5 more.');
    expect((await states(user.id)).map(({ status }) => status)).toEqual(Array(26).fill('DELIVERED'));
  });

  it('comes every few minutes at most', async () => {
    const { user } = await person({});
    const slow = { ...deps, mailEverySeconds: 300 };
    await notify(user.id);
    await createCourier(slow).look();
    await notify(user.id, 2);
    await createCourier(slow).look();
    const toUser = () => sink.mails.filter(({ to }) => to.includes(user.email));
    expect(toUser()).toHaveLength(1);
    await test.prisma.notificationPreferences.update({
      where: { ownerId: user.id },
      data: { mailedAt: new Date(Date.now() - 301_000) },
    });
    await createCourier(slow).look();
    expect(toUser().map(({ subject }) => subject)).toEqual([
      'Payroll 0 failed',
      '2 notifications of Runledger',
    ]);
  });

  it('is one, whoever sends it at once', async () => {
    const { user } = await person({});
    await notify(user.id, 5);
    const slow = { ...deps, mailEverySeconds: 300 };
    await Promise.all([1, 2, 3, 4].map(() => createCourier(slow).look()));
    expect(sink.mails.filter(({ to }) => to.includes(user.email))).toHaveLength(1);
  });

  it('is tried again where the mail server is away, and has a subject of one line', async () => {
    const { user } = await person({});
    await test.prisma.notification.create({
      data: {
        ownerId: user.id,
        type: 'execution.failed',
        facts: { jobName: 'a\r\nBcc: eve@example.com', reason: 'b' },
      },
    });
    const away = createMailer({
      config: { smtpUrl: 'smtp://127.0.0.1:1', mailFrom: 'a@example.com', environment: 'test' },
      logger: createLogger('silent'),
    });
    await createCourier({ ...deps, mailer: away }).look();
    await away.close();
    expect(await states(user.id)).toMatchObject([
      { status: 'PENDING', lastError: expect.stringContaining('ECONNREFUSED') },
    ]);
    await waitsEnd();
    await createCourier(deps).look();
    const mail = await sink.next(user.email);
    expect(mail.subject).toBe('a Bcc: eve@example.com failed');
    expect(mail.to).toEqual([user.email]);
  });

  it('is given up where there is no mail server, or the address is not shown to be theirs', async () => {
    const [nowhere, unverified] = [await person({}), await person({})];
    await notify(nowhere.user.id);
    await createCourier({ ...deps, mailer: null }).look();
    await test.prisma.user.update({ where: { id: unverified.user.id }, data: { status: 'UNVERIFIED' } });
    await notify(unverified.user.id);
    await createCourier(deps).look();
    expect(await states(nowhere.user.id)).toMatchObject([
      { status: 'GIVEN_UP', lastError: 'this server sends no mail: SMTP_URL is unset' },
    ]);
    expect(await states(unverified.user.id)).toMatchObject([{ status: 'GIVEN_UP' }]);
  });
});

describe('the outbox', () => {
  it('is cleaned of what ended long ago, and of nothing else', async () => {
    const { user } = await person({});
    const [old = ''] = await notify(user.id, 3);
    await createCourier(deps).look();
    await notify(user.id);
    await test.prisma.notificationDelivery.updateMany({
      where: { notificationId: old },
      data: { endedAt: new Date(Date.now() - 8 * 86_400_000) },
    });
    expect(await cleanUp(scopeDatabase(test.database.prisma, null))).toBe(false);
    expect((await states(user.id)).map(({ status }) => status)).toEqual([
      'DELIVERED',
      'DELIVERED',
      'PENDING',
    ]);
    expect(await test.prisma.notification.count({ where: { ownerId: user.id } })).toBe(4);
  });
});
