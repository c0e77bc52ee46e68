import { z } from 'zod';
import { ConfigError, defineSettings } from '../core/settings.js';
import type { MailConfig } from './mailer.js';

const MAIL_FROM_FORM = /^(?:[^<>@\r\n]+ <[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/;

/** Who sends mails, and where the links in them lead. */
export const mailSettings = defineSettings(
  {
    SMTP_URL: z
      .string()
      .refine(isSmtpUrl, 'must be of the form smtp://user:password@host:port, or smtps://')
      .optional(),
    MAIL_FROM: z
      .string()
      .regex(
        MAIL_FROM_FORM,
        'must be an address like runledger@example.org, or Runledger <runledger@example.org>',
      )
      .optional(),
    PUBLIC_URL: z
      .string()
      .refine(isPublicUrl, 'must be like https://runledger.example.org, without a query or a fragment')
      .optional(),
  },
  ({ SMTP_URL: smtpUrl, MAIL_FROM: mailFrom, PUBLIC_URL: publicUrl }): Omit<MailConfig, 'environment'> => {
    // What a link begins with must not be guessed from a request: its Host header is the sender's to choose.
    if (smtpUrl !== undefined && (mailFrom === undefined || publicUrl === undefined)) {
      throw new ConfigError('SMTP_URL needs MAIL_FROM and PUBLIC_URL beside it.');
    }
    return { smtpUrl, mailFrom };
  },
);

function isSmtpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return (protocol === 'smtp:' || protocol === 'smtps:') && hostname !== '';
}

function isPublicUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && `${username}${password}${search}${hash}` === '';
}
