import { createTransport } from 'nodemailer';
import type { Logger } from '../core/logger.js';

const CONNECTION_TIMEOUT_MS = 10_000;
const GREETING_TIMEOUT_MS = 10_000;
const SOCKET_TIMEOUT_MS = 30_000;
const MAX_CONNECTIONS = 5;
/** Mails that may wait to be sent; those beyond are refused, so that they cannot eat the memory. */
const MAX_PENDING = 1_000;
/** How long the mails that are on their way may take when the server stops. */
const CLOSE_TIMEOUT_MS = 5_000;

export interface Mail {
  /** Addresses, without names. */
  to: string | readonly string[];
  subject: string;
  text: string;
}

export interface Mailer {
  /**
   * Hands a mail to the mail server. Requests do not wait for it: catch what it throws, and log it without the text.
   * @throws Error where the mail server did not take it, or too many wait.
   */
  send(mail: Mail): Promise<void>;
  /** Lets the mails that are on their way go, for some seconds. */
  close(): Promise<void>;
}

export interface MailConfig {
  /** The mail server; without it mails are printed in development, and not sent elsewhere. */
  smtpUrl?: string;
  /** Whom mails are from; set where `smtpUrl` is. */
  mailFrom?: string;
  environment: 'development' | 'production' | 'test';
}

export interface MailerDeps {
  config: MailConfig;
  logger: Logger;
  /** Where the text of a mail goes in development without a mail server. */
  print?: (text: string) => void;
}

/** What becomes of mails: they are sent, or printed where the server runs, or dropped. */
export function mailRoute({ smtpUrl, environment }: MailConfig): 'sent' | 'printed' | 'dropped' {
  if (smtpUrl !== undefined) return 'sent';
  return environment === 'development' ? 'printed' : 'dropped';
}

/** Sends by SMTP_URL. Without it mails are printed in development, and elsewhere dropped with a warning. */
export function createMailer({ config, logger, print = printOnConsole }: MailerDeps): Mailer {
  if (config.smtpUrl !== undefined) return createSmtpMailer(config.smtpUrl, config.mailFrom);
  const isPrinted = mailRoute(config) === 'printed';
  return {
    async send({ to, subject, text }) {
      if (isPrinted)
        print(`\nMail to ${[to].flat().join(', ')} (SMTP_URL is unset)\n${subject}\n\n${text}\n`);
      else logger.warn({ subject }, 'a mail was not sent: SMTP_URL is unset');
    },
    close: async () => undefined,
  };
}

function createSmtpMailer(url: string, from: string | undefined): Mailer {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: MAX_CONNECTIONS,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    greetingTimeout: GREETING_TIMEOUT_MS,
    socketTimeout: SOCKET_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const pending = new Set<Promise<unknown>>();
  return {
    async send({ to, subject, text }) {
      if (pending.size >= MAX_PENDING) throw new Error(`${MAX_PENDING} mails wait to be sent already`);
      const sent = transport.sendMail({
        from,
        // As objects, so that nothing in one can be taken for a second address.
        to: [to].flat().map((address) => ({ name: '', address })),
        subject,
        text,
        // Asks other programs for no answer (RFC 3834).
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
      pending.add(sent);
      try {
        await sent;
      } finally {
        pending.delete(sent);
      }
    },
    async close() {
      await settled(pending, CLOSE_TIMEOUT_MS);
      transport.close();
    },
  };
}

async function settled(work: Iterable<Promise<unknown>>, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  await Promise.race([Promise.allSettled(work), timeout]);
  clearTimeout(timer);
}

function printOnConsole(text: string): void {
  process.stdout.write(text);
}
