import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';
import { defaultRunCosts, parseRunCosts, type RunCosts, runCostsForm } from '../accounts/run-costs.js';
import type { IssuerConfig } from '../auth/issuer.js';
import type { DatabaseConfig, ServerConfig } from '../core/db/config.js';
import { ExpectedError } from '../core/db/errors.js';
import '../kinds/kinds.js';
import type { MailConfig } from '../mail/mailer.js';
import { parseTokenKeys, TOKEN_KEYS_FORM, type TokenKey } from '../verification/token-keys.js';
import { isLoopbackHost } from './graphiql/loopback.js';
import { areProxies } from './limits/client-address.js';

/** A setting is missing or wrong; the message names the variable and never repeats a secret. */
export class ConfigError extends ExpectedError {
  override name = 'ConfigError';
}

export interface Config extends MailConfig {
  host: string;
  port: number;
  database: DatabaseConfig;
  adminKey?: string;
  /** What OAuth tokens are encrypted with, the current one first. */
  tokenKeys?: TokenKey[];
  /** Whether keys with the scope VERIFY may borrow OAuth tokens. */
  tokenLending: boolean;
  /** Credits that a run costs. */
  runCosts: RunCosts;
  logLevel: (typeof LOG_LEVELS)[number];
  bodyLimitBytes: number;
  /** "auto" serves GraphiQL unless NODE_ENV is production. */
  graphiql: 'on' | 'off' | 'auto';
  introspection: boolean;
  /** Origins of other sites whose pages may call the API. */
  corsOrigins: string[];
  drainTimeoutMs: number;
  requestTimeoutMs: number;
  /** Where requests are counted, if they are; "auto" is the database where that is a server's. */
  rateLimits: 'auto' | 'memory' | 'database' | 'off';
  /** Addresses and networks whose X-Forwarded-For is believed. */
  trustedProxies: string[];
  /** Absolute path of the file with the operations that may be asked; undefined for any operation. */
  persistedOperations?: string;
  /** What one operation may cost, as docs/limits.md counts it. */
  maxQueryCost: number;
  /** How long a query may take. */
  queryTimeoutMs: number;
  /** Connections that are open at a time. */
  maxConnections: number;
  /** Where people find this server, for links in mails: an origin, maybe with a path, without a slash at the end. */
  publicUrl: string;
  /** Whose tokens are taken beside this server's own. */
  issuer?: IssuerConfig;
  /** Whether webhooks may go to the server's own network, and without TLS. */
  webhookAllowPrivate: boolean;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const ADMIN_KEY_MIN_LENGTH = 32;
const MAIL_FROM_FORM = /^(?:[^<>@\r\n]+ <[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/;
const MAX_TIMEOUT_MS = 24 * 60 * 60 * 1000;

function integer(fallback: number, min: number, max: number) {
  const wanted = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, wanted)
    .transform(Number)
    .refine((value) => value >= min && value <= max, wanted)
    .default(fallback);
}

function oneOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values, `must be one of ${values.join(', ')}`);
}

const milliseconds = (fallback: number, min = 1) => integer(fallback, min, MAX_TIMEOUT_MS);

const settings = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: integer(4000, 0, 65_535),
  DATA_DIR: z.string().default('.runledger'),
  DATABASE_URL: z
    .string()
    .refine(isPostgresUrl, 'must be of the form postgresql://user:password@host:port/database')
    .optional(),
  DB_HOST: z.string().optional(),
  DB_PORT: integer(5432, 1, 65_535),
  DB_USER: z.string().default('postgres'),
  DB_PASSWORD: z.string().optional(),
  DB_NAME: z.string().default('runledger'),
  DB_POOL_SIZE: integer(10, 1, 1000),
  DB_MAX_OVERFLOW: integer(20, 0, 1000),
  DB_CONNECTION_LIFETIME: integer(1800, 0, 7 * 24 * 60 * 60),
  DB_STATEMENT_TIMEOUT_MS: milliseconds(30_000, 0),
  DB_CONNECT_TIMEOUT_MS: milliseconds(5_000),
  DB_TLS: oneOf(['off', 'require', 'verify']).optional(),
  DB_TLS_CA: z.string().optional(),
  RUNLEDGER_ADMIN_KEY: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces')
    .min(ADMIN_KEY_MIN_LENGTH, `must be at least ${ADMIN_KEY_MIN_LENGTH} characters long`)
    .optional(),
  TOKEN_KEYS: z
    .string()
    .transform((text, context) => {
      const keys = parseTokenKeys(text);
      if (keys) return keys;
      context.addIssue(TOKEN_KEYS_FORM);
      return z.NEVER;
    })
    .optional(),
  TOKEN_LENDING: oneOf(['on', 'off']).default('off'),
  RUN_COSTS: z
    .string()
    .transform((text, context) => {
      const costs = parseRunCosts(text);
      if (costs) return costs;
      context.addIssue(runCostsForm());
      return z.NEVER;
    })
    .default(defaultRunCosts),
  LOG_LEVEL: oneOf(LOG_LEVELS).default('info'),
  NODE_ENV: oneOf(['development', 'production', 'test']).default('development'),
  BODY_LIMIT_BYTES: integer(8 * 1024 * 1024, 1024, 64 * 1024 * 1024),
  GRAPHIQL: oneOf(['on', 'off', 'auto']).default('auto'),
  INTROSPECTION: oneOf(['on', 'off']).default('on'),
  CORS_ORIGINS: z
    .string()
    .transform((text) => text.split(',').map((origin) => origin.trim()))
    .refine(
      (origins) => origins.every(isOrigin),
      'must be origins like https://example.org, with commas between',
    )
    .default([]),
  DRAIN_TIMEOUT_MS: milliseconds(10_000, 0),
  REQUEST_TIMEOUT_MS: milliseconds(30_000),
  RATE_LIMITS: oneOf(['auto', 'memory', 'database', 'off']).default('auto'),
  TRUSTED_PROXIES: z
    .string()
    .transform((text) => text.split(',').map((name) => name.trim()))
    .refine(areProxies, 'must be addresses or networks like 10.0.0.0/8, with commas between')
    .default([]),
  PERSISTED_OPERATIONS: z.string().optional(),
  MAX_QUERY_COST: integer(50_000, 1_000, 1_000_000_000),
  QUERY_TIMEOUT_MS: milliseconds(30_000),
  MAX_CONNECTIONS: integer(10_000, 1, 1_000_000),
  WEBHOOK_ALLOW_PRIVATE: oneOf(['on', 'off']).default('off'),
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
  AUTH_JWKS_URL: z
    .string()
    .refine(isKeySetUrl, 'must be an https:// address (http:// only of this machine)')
    .optional(),
  AUTH_ISSUER: z.string().optional(),
  AUTH_AUDIENCE: z.string().optional(),
  PUBLIC_URL: z
    .string()
    .refine(isPublicUrl, 'must be like https://runledger.example.org, without a query or a fragment')
    .optional(),
});

type Settings = z.output<typeof settings>;

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
    host: values.HOST,
    port: values.PORT,
    database: databaseConfig(values),
    adminKey: values.RUNLEDGER_ADMIN_KEY,
    tokenKeys: values.TOKEN_KEYS,
    tokenLending: values.TOKEN_LENDING === 'on',
    runCosts: values.RUN_COSTS,
    logLevel: values.LOG_LEVEL,
    environment: values.NODE_ENV,
    bodyLimitBytes: values.BODY_LIMIT_BYTES,
    graphiql: values.GRAPHIQL,
    introspection: values.INTROSPECTION === 'on',
    corsOrigins: values.CORS_ORIGINS,
    drainTimeoutMs: values.DRAIN_TIMEOUT_MS,
    requestTimeoutMs: values.REQUEST_TIMEOUT_MS,
    rateLimits: values.RATE_LIMITS,
    trustedProxies: values.TRUSTED_PROXIES,
    ...(values.PERSISTED_OPERATIONS && { persistedOperations: resolve(values.PERSISTED_OPERATIONS) }),
    maxQueryCost: values.MAX_QUERY_COST,
    queryTimeoutMs: values.QUERY_TIMEOUT_MS,
    maxConnections: values.MAX_CONNECTIONS,
    webhookAllowPrivate: values.WEBHOOK_ALLOW_PRIVATE === 'on',
    ...mailConfig(values),
    issuer: issuerConfig(values),
  };
}

function mailConfig(values: Settings): Pick<Config, 'smtpUrl' | 'mailFrom' | 'publicUrl'> {
  const { SMTP_URL: smtpUrl, MAIL_FROM: mailFrom, PUBLIC_URL: publicUrl } = values;
  // What a link begins with must not be guessed from a request: its Host header is the sender's to choose.
  if (smtpUrl !== undefined && (mailFrom === undefined || publicUrl === undefined)) {
    throw new ConfigError('SMTP_URL needs MAIL_FROM and PUBLIC_URL beside it.');
  }
  const host = values.HOST.includes(':') ? `[${values.HOST}]` : values.HOST;
  return { smtpUrl, mailFrom, publicUrl: (publicUrl ?? `http://${host}:${values.PORT}`).replace(/\/+$/, '') };
}

function databaseConfig(values: Settings): DatabaseConfig {
  const server = serverAddress(values);
  if (server === undefined) return { kind: 'embedded', dataDir: resolve(values.DATA_DIR) };
  const tls = values.DB_TLS ?? server.tls;
  if (values.DB_TLS_CA !== undefined && tls !== 'verify') {
    throw new ConfigError('DB_TLS_CA is used only where DB_TLS is "verify".');
  }
  return {
    kind: 'server',
    address: server.address,
    connection: server.connection,
    poolSize: values.DB_POOL_SIZE,
    maxOverflow: values.DB_MAX_OVERFLOW,
    connectionLifetime: values.DB_CONNECTION_LIFETIME,
    statementTimeoutMs: values.DB_STATEMENT_TIMEOUT_MS,
    connectTimeoutMs: values.DB_CONNECT_TIMEOUT_MS,
    tls,
    tlsCa: values.DB_TLS_CA === undefined ? undefined : resolve(values.DB_TLS_CA),
  };
}

type ServerAddress = Pick<ServerConfig, 'address' | 'connection' | 'tls'>;

function serverAddress(values: Settings): ServerAddress | undefined {
  if (values.DATABASE_URL !== undefined) return addressFromUrl(values.DATABASE_URL);
  if (values.DB_HOST === undefined) return undefined;
  const { DB_HOST: host, DB_PORT: port, DB_NAME: database } = values;
  return {
    address: isAbsolute(host) ? `${host}, database ${database}` : `${host}:${port}/${database}`,
    connection: { host, port, user: values.DB_USER, password: values.DB_PASSWORD, database },
    tls: 'off',
  };
}

/** What an address says of TLS moves into DB_TLS, because the driver's own reading of sslmode is about to change. */
function addressFromUrl(text: string): ServerAddress {
  const url = new URL(text);
  const sslmode = url.searchParams.get('sslmode') ?? 'disable';
  for (const name of ['sslmode', 'schema', 'connection_limit', 'pgbouncer']) url.searchParams.delete(name);
  const host = url.searchParams.get('host') ?? (url.hostname || 'localhost');
  const database = decodeURIComponent(url.pathname.slice(1));
  return {
    address: isAbsolute(host) ? `${host}, database ${database}` : `${host}:${url.port || 5432}/${database}`,
    connection: { connectionString: url.href },
    tls: sslmode.startsWith('verify') ? 'verify' : sslmode === 'require' ? 'require' : 'off',
  };
}

function isOrigin(text: string): boolean {
  return text === '*' || (/^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text);
}

function issuerConfig(values: Settings): IssuerConfig | undefined {
  const { AUTH_JWKS_URL: jwksUrl, AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience } = values;
  if (jwksUrl !== undefined && issuer !== undefined && audience !== undefined) {
    return { jwksUrl, issuer, audience };
  }
  if (jwksUrl === undefined && issuer === undefined && audience === undefined) return undefined;
  throw new ConfigError('AUTH_JWKS_URL, AUTH_ISSUER and AUTH_AUDIENCE are set together or not at all.');
}

function isSmtpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return (protocol === 'smtp:' || protocol === 'smtps:') && hostname !== '';
}

function isKeySetUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname.replace(/^\[|\]$/g, '')));
}

function isPublicUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && `${username}${password}${search}${hash}` === '';
}

function isPostgresUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, pathname, hostname, searchParams } = new URL(text);
  if (protocol !== 'postgresql:' && protocol !== 'postgres:') return false;
  if (pathname.length < 2 || (hostname === '' && !searchParams.has('host'))) return false;
  try {
    decodeURIComponent(pathname);
    return true;
  } catch {
    return false;
  }
}
