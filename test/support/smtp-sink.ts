import { once } from 'node:events';
import { SMTPServer } from 'smtp-server';

/** A mail as it came in. */
export interface ReceivedMail {
  from: string;
  to: string[];
  subject: string;
  /** The body, decoded. */
  text: string;
  /** Everything, as it was on the wire. */
  raw: string;
}

export interface SmtpSink {
  /** For SMTP_URL. */
  url: string;
  /** All mails so far, the oldest first. */
  mails: ReceivedMail[];
  /** The next mail to an address that nobody took yet; waits for it. @throws Error where none comes. */
  next(to: string): Promise<ReceivedMail>;
  close(): Promise<void>;
}

const PATIENCE_MS = 10_000;

/** A mail server on a free port of this machine that takes everything and delivers nothing. */
export async function openSmtpSink(): Promise<SmtpSink> {
  const mails: ReceivedMail[] = [];
  const taken = new Set<ReceivedMail>();
  const waiting = new Set<() => void>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const raw = Buffer.concat(parts).toString();
        const from = mailFrom ? mailFrom.address : '';
        mails.push({ from, to: rcptTo.map(({ address }) => address), ...parse(raw), raw });
        done();
        for (const look of [...waiting]) look();
      });
    },
  });
  const listener = server.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  function take(to: string): ReceivedMail | undefined {
    const mail = mails.find((one) => !taken.has(one) && one.to.includes(to));
    if (mail) taken.add(mail);
    return mail;
  }

  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    next: (to) =>
      new Promise((resolve, reject) => {
        const end = () => {
          clearTimeout(timer);
          waiting.delete(look);
        };
        const timer = setTimeout(() => {
          end();
          reject(new Error(`no mail came to ${to}`));
        }, PATIENCE_MS);
        const look = () => {
          const mail = take(to);
          if (!mail) return;
          end();
          resolve(mail);
        };
        waiting.add(look);
        look();
      }),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function parse(raw: string): Pick<ReceivedMail, 'subject' | 'text'> {
  const end = raw.indexOf('\r\n\r\n');
  const head = raw.slice(0, end).replaceAll(/\r\n[ \t]+/g, ' ');
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1] ?? '';
  const body = raw.slice(end + 4);
  const encoding = header('content-transfer-encoding').toLowerCase();
  return { subject: header('subject'), text: decode(body, encoding).replaceAll('\r\n', '\n').trim() };
}

function decode(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString();
  if (encoding !== 'quoted-printable') return body;
  const bytes = body
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}
