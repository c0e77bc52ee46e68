import { z } from 'zod';
import { type AccountsConfig, accountsSettings } from '../accounts/settings.js';
import { type AuthConfig, authSettings } from '../auth/settings.js';
import type { DatabaseConfig } from '../core/db/config.js';
import { databaseSettings } from '../core/db/settings.js';
import { ConfigError } from '../core/settings.js';
import '../kinds/kinds.js';
import type { MailConfig } from '../mail/mailer.js';
import { mailSettings } from '../mail/settings.js';
import { type NotificationsConfig, notificationsSettings } from '../notifications/settings.js';
import { type OperationsConfig, operationsSettings } from '../operations/settings.js';
import { type TelemetryConfig, telemetrySettings } from '../operations/telemetry/settings.js';
import { type VerificationConfig, verificationSettings } from '../verification/settings.js';
import { type HttpConfig, httpSettings } from './settings.js';

export interface Config
  extends HttpConfig,
    AuthConfig,
    MailConfig,
    AccountsConfig,
    VerificationConfig,
    NotificationsConfig,
    OperationsConfig,
    TelemetryConfig {
  database: DatabaseConfig;
  /** Where people find this server, for links in mails: an origin, maybe with a path, without a slash at the end. */
  publicUrl: string;
}

const settings = z.object({
  ...databaseSettings.shape,
  ...authSettings.shape,
  ...verificationSettings.shape,
  ...accountsSettings.shape,
  ...httpSettings.shape,
  ...notificationsSettings.shape,
  ...operationsSettings.shape,
  ...telemetrySettings.shape,
  ...mailSettings.shape,
});

/** The names of all settings. */
export const SETTINGS: readonly string[] = Object.keys(settings.shape);

/**
 * Reads every setting once. An empty variable counts as unset; paths are taken from the working directory.
 * @throws ConfigError with one sentence that names each wrong variable.
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
  const parsed = settings.safeParse(given);
  if (!parsed.success) {
    const faults = new Map(parsed.error.issues.map(({ path, message }) => [path.join('.'), message]));
    throw new ConfigError(`${[...faults].map(([name, message]) => `${name} ${message}`).join('; ')}.`);
  }
  const values = parsed.data;
  return {
    ...httpSettings.read(values),
    ...databaseSettings.read(values),
    ...authSettings.read(values),
    ...verificationSettings.read(values),
    ...accountsSettings.read(values),
    ...notificationsSettings.read(values),
    ...operationsSettings.read(values),
    ...telemetrySettings.read(values),
    ...mailSettings.read(values),
    publicUrl: (values.PUBLIC_URL ?? ownUrl(values.HOST, values.PORT)).replace(/\/+$/, ''),
  };
}

function ownUrl(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
