import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '../src/core/logger.js';
import { createMailer } from '../src/mail/mailer.js';
import { openSmtpSink, type SmtpSink } from './support/smtp-sink.js';

const mail = {
  to: 'ada@example.com',
  subject: 'Zeit für §1',
  text: 'A link:\nhttp://localhost/#token=planted=secret\n',
};

function loggerWith(lines: string[]) {
  return createLogger('trace', { write: (line: string) => void lines.push(line) });
}

describe('with a mail server', () => {
  let sink: SmtpSink;
  beforeAll(async () => {
    sink = await openSmtpSink();
  });
  afterAll(() => sink.close());
  const settings = () => ({
    smtpUrl: sink.url,
    mailFrom: 'Runledger <ledger@example.org>',
    environment: 'test' as const,
  });

  it('delivers plain text to one address', async () => {
    const mailer = createMailer({ config: settings(), logger: createLogger('silent') });
    await mailer.send(mail);
    const received = await sink.next(mail.to);
    expect(received).toMatchObject({ from: 'ledger@example.org', to: [mail.to], text: mail.text.trim() });
    expect(received.raw).toMatch(/^From: Runledger <ledger@example.org>\r$/m);
    expect(received.raw).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    await mailer.close();
  });

  it('takes an address for one, whatever is in it', async () => {
    const mailer = createMailer({ config: settings(), logger: createLogger('silent') });
    const before = sink.mails.length;
    await mailer
      .send({ ...mail, to: 'eve@example.com\r\nBcc: all@example.com', subject: 'a\r\nBcc: b@example.com' })
      .catch(() => undefined);
    for (const { to, raw } of sink.mails.slice(before)) {
      expect(to).toHaveLength(1);
      expect(raw).not.toMatch(/^Bcc:/im);
    }
    await mailer.close();
  });

  it('sends what is on its way before it closes, and nothing after', async () => {
    const mailer = createMailer({ config: settings(), logger: createLogger('silent') });
    const sent = mailer.send({ ...mail, to: 'late@example.com' });
    await mailer.close();
    await sent;
    expect((await sink.next('late@example.com')).to).toEqual(['late@example.com']);
    await expect(mailer.send(mail)).rejects.toThrow();
  });
});

it('says that a mail server is away', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  await new Promise((resolve) => server.close(resolve));
  const config = {
    smtpUrl: `smtp://127.0.0.1:${port}`,
    mailFrom: 'a@example.org',
    environment: 'test' as const,
  };
  const mailer = createMailer({ config, logger: createLogger('silent') });
  await expect(mailer.send(mail)).rejects.toThrow('ECONNREFUSED');
  await mailer.close();
});

describe('without a mail server', () => {
  it('prints mails in development', async () => {
    const printed: string[] = [];
    const logged: string[] = [];
    const mailer = createMailer({
      config: { environment: 'development' },
      logger: loggerWith(logged),
      print: (text) => printed.push(text),
    });
    await mailer.send(mail);
    expect(printed.join()).toContain('#token=planted=secret');
    expect(logged).toEqual([]);
  });

  it.each([
    'production',
    'test',
  ] as const)('sends nothing in %s, and warns without the text', async (environment) => {
    const printed: string[] = [];
    const logged: string[] = [];
    const mailer = createMailer({
      config: { environment },
      logger: loggerWith(logged),
      print: (text) => printed.push(text),
    });
    await mailer.send(mail);
    expect(printed).toEqual([]);
    expect(logged).toHaveLength(1);
    expect(logged.join()).toContain('SMTP_URL is unset');
    expect(logged.join()).not.toMatch(/token|planted|ada@/);
  });
});
