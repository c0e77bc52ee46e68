import { resolve } from 'node:path';
import { z } from 'zod';
import { defineSettings, integer, listOf, milliseconds, oneOf, parsedBy } from '../core/settings.js';
import type { Address } from './address.js';
import { areProxies } from './limits/client-address.js';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

export interface HttpConfig {
  host: string;
  port: number;
  environment: 'development' | 'production' | 'test';
  logLevel: (typeof LOG_LEVELS)[number];
  bodyLimitBytes: number;
  /** "auto" serves GraphiQL unless NODE_ENV is production. */
  graphiql: 'on' | 'off' | 'auto';
  /** Whether the console is served, at /console. */
  console: boolean;
  introspection: boolean;
  /** Origins of other sites whose pages may call the API. */
  corsOrigins: string[];
  drainTimeoutMs: number;
  /** How long requests still come in after it was said that the process ends. */
  drainNoticeMs: number;
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
  /** Where Prometheus is answered; undefined for nowhere. */
  metricsAddress?: Address;
}

/** How the API is served, and what requests may ask of it. */
export const httpSettings = defineSettings(
  {
    HOST: z.string().default('127.0.0.1'),
    PORT: integer(4000, 0, 65_535),
    LOG_LEVEL: oneOf(LOG_LEVELS).default('info'),
    NODE_ENV: oneOf(['development', 'production', 'test']).default('development'),
    BODY_LIMIT_BYTES: integer(8 * 1024 * 1024, 1024, 64 * 1024 * 1024),
    GRAPHIQL: oneOf(['on', 'off', 'auto']).default('auto'),
    CONSOLE: oneOf(['on', 'off']).default('on'),
    INTROSPECTION: oneOf(['on', 'off']).default('on'),
    CORS_ORIGINS: listOf(
      (origins) => origins.every(isOrigin),
      'must be origins like https://example.org, with commas between',
    ),
    DRAIN_TIMEOUT_MS: milliseconds(10_000, 0),
    DRAIN_NOTICE_MS: milliseconds(0, 0),
    REQUEST_TIMEOUT_MS: milliseconds(30_000),
    RATE_LIMITS: oneOf(['auto', 'memory', 'database', 'off']).default('auto'),
    TRUSTED_PROXIES: listOf(areProxies, 'must be addresses or networks like 10.0.0.0/8, with commas between'),
    PERSISTED_OPERATIONS: z.string().optional(),
    MAX_QUERY_COST: integer(50_000, 1_000, 1_000_000_000),
    QUERY_TIMEOUT_MS: milliseconds(30_000),
    MAX_CONNECTIONS: integer(10_000, 1, 1_000_000),
    METRICS_ADDRESS: parsedBy(
      parseAddress,
      () => 'must be an address and a port like 127.0.0.1:9464',
    ).optional(),
  },
  (values): HttpConfig => ({
    host: values.HOST,
    port: values.PORT,
    environment: values.NODE_ENV,
    logLevel: values.LOG_LEVEL,
    bodyLimitBytes: values.BODY_LIMIT_BYTES,
    graphiql: values.GRAPHIQL,
    console: values.CONSOLE === 'on',
    introspection: values.INTROSPECTION === 'on',
    corsOrigins: values.CORS_ORIGINS,
    drainTimeoutMs: values.DRAIN_TIMEOUT_MS,
    drainNoticeMs: values.DRAIN_NOTICE_MS,
    requestTimeoutMs: values.REQUEST_TIMEOUT_MS,
    rateLimits: values.RATE_LIMITS,
    trustedProxies: values.TRUSTED_PROXIES,
    ...(values.PERSISTED_OPERATIONS && { persistedOperations: resolve(values.PERSISTED_OPERATIONS) }),
    maxQueryCost: values.MAX_QUERY_COST,
    queryTimeoutMs: values.QUERY_TIMEOUT_MS,
    maxConnections: values.MAX_CONNECTIONS,
    ...(values.METRICS_ADDRESS && { metricsAddress: values.METRICS_ADDRESS }),
  }),
);

function parseAddress(text: string): Address | null {
  const [, bracketed, plain, digits] = /^(?:\[([\da-f:.]+)\]|([^\s:[\]]+)):(\d{1,5})$/i.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  return host !== undefined && port <= 65_535 ? { host, port, setting: 'METRICS_ADDRESS' } : null;
}

function isOrigin(text: string): boolean {
  return text === '*' || (/^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text);
}
