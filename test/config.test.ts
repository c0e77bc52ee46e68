import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCostsForm } from '../src/accounts/run-costs.js';
import type { ServerConfig } from '../src/core/db/config.js';
import { ConfigError } from '../src/core/settings.js';
import { loadConfig } from '../src/server/config.js';

function server(env: NodeJS.ProcessEnv): ServerConfig {
  const { database } = loadConfig(env);
  if (database.kind !== 'server') throw new Error('expected a server');
  return database;
}

describe('defaults', () => {
  it('are an embedded database and a loopback address', () => {
    expect(loadConfig({})).toEqual({
      host: '127.0.0.1',
      port: 4000,
      database: { kind: 'embedded', dataDir: resolve('.runledger') },
      adminKey: undefined,
      tokenLending: false,
      runCosts: { MONITOR: 0, CRAWL: 0, BOT: 0, AGENT: 0, TASK: 0 },
      retention: 'report',
      logLevel: 'info',
      environment: 'development',
      bodyLimitBytes: 8 * 1024 * 1024,
      graphiql: 'auto',
      console: true,
      introspection: true,
      corsOrigins: [],
      drainTimeoutMs: 10_000,
      drainNoticeMs: 0,
      requestTimeoutMs: 30_000,
      rateLimits: 'auto',
      trustedProxies: [],
      maxQueryCost: 50_000,
      queryTimeoutMs: 30_000,
      maxConnections: 10_000,
      webhookAllowPrivate: false,
      publicUrl: 'http://127.0.0.1:4000',
    });
  });

  it('hold for empty and blank variables too', () => {
    expect(
      loadConfig({ PORT: '', DATABASE_URL: ' ', DB_HOST: '', RUNLEDGER_ADMIN_KEY: '', DB_TLS: '' }),
    ).toEqual(loadConfig({}));
  });
});

describe('RUN_COSTS', () => {
  it('names kinds with their credits; the others are free', () => {
    expect(loadConfig({ RUN_COSTS: 'crawl=2, AGENT = 1000000,bot=0' }).runCosts).toEqual({
      MONITOR: 0,
      CRAWL: 2,
      BOT: 0,
      AGENT: 1_000_000,
      TASK: 0,
    });
  });
});

describe('bad values', () => {
  it.each([
    [{ PORT: 'http' }, 'PORT must be a whole number from 0 to 65535.'],
    [{ PORT: '65536' }, 'PORT must be a whole number from 0 to 65535.'],
    [{ PORT: '-1' }, 'PORT must be a whole number from 0 to 65535.'],
    [{ PORT: '4e3' }, 'PORT must be a whole number from 0 to 65535.'],
    [{ DB_POOL_SIZE: '0' }, 'DB_POOL_SIZE must be a whole number from 1 to 1000.'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent.'],
    ...['crawl', 'crawl=-1', 'crawl=1,crawl=2', 'crawls=1', 'crawl=1000001', 'crawl=1,', '5'].map(
      (text): [NodeJS.ProcessEnv, string] => [{ RUN_COSTS: text }, `RUN_COSTS ${runCostsForm()}.`],
    ),
    [{ CONSOLE: 'auto' }, 'CONSOLE must be one of on, off.'],
    [{ GRAPHIQL: 'yes' }, 'GRAPHIQL must be one of on, off, auto.'],
    [{ DB_TLS: 'maybe', DB_HOST: 'db' }, 'DB_TLS must be one of off, require, verify.'],
    [{ DB_TLS_CA: 'ca.pem', DB_HOST: 'db' }, 'DB_TLS_CA is used only where DB_TLS is "verify".'],
    [
      { DATABASE_DIRECT_URL: 'postgresql://db/d' },
      'DATABASE_DIRECT_URL is used only beside DATABASE_URL or DB_HOST.',
    ],
    [
      { CORS_ORIGINS: 'example.org' },
      'CORS_ORIGINS must be origins like https://example.org, with commas between.',
    ],
    [
      { SMTP_URL: 'https://mail.example.org' },
      'SMTP_URL must be of the form smtp://user:password@host:port, or smtps://.',
    ],
    [{ SMTP_URL: 'smtp://mail.example.org' }, 'SMTP_URL needs MAIL_FROM and PUBLIC_URL beside it.'],
    [
      { MAIL_FROM: 'Runledger' },
      'MAIL_FROM must be an address like runledger@example.org, or Runledger <runledger@example.org>.',
    ],
    [
      { PUBLIC_URL: 'https://example.org/?a=1' },
      'PUBLIC_URL must be like https://runledger.example.org, without a query or a fragment.',
    ],
    [{ RUNLEDGER_ADMIN_KEY: 'x'.repeat(31) }, 'RUNLEDGER_ADMIN_KEY must be at least 32 characters long.'],
    [
      { PORT: 'x', BODY_LIMIT_BYTES: '1' },
      'PORT must be a whole number from 0 to 65535; BODY_LIMIT_BYTES must be a whole number from 1024 to 67108864.',
    ],
  ])('%o: one sentence names the variable', (env, message) => {
    expect(() => loadConfig(env)).toThrow(new ConfigError(message));
  });

  it.each([
    'mysql://root:hunter2@db/runledger',
    'postgresql://root:hunter2@db',
    'postgresql://root:hunt/er2@db/runledger',
    'root:hunter2@db/runledger',
    'postgresql://root:hunter2@db/%ff',
  ])('an address that is none is refused without its password: %s', (url) => {
    expect(() => loadConfig({ DATABASE_URL: url })).toThrow(
      new ConfigError('DATABASE_URL must be of the form postgresql://user:password@host:port/database.'),
    );
  });

  it('a key is not repeated', () => {
    const key = `secret ${'x'.repeat(32)}`;
    expect(() => loadConfig({ RUNLEDGER_ADMIN_KEY: key })).toThrow(
      /^RUNLEDGER_ADMIN_KEY must be printable ASCII/,
    );
    expect(() => loadConfig({ RUNLEDGER_ADMIN_KEY: key })).not.toThrow(/secret/);
  });
});

describe('a server', () => {
  it('comes from DATABASE_URL before DB_HOST', () => {
    const config = server({ DATABASE_URL: 'postgres://u:p%40w@one:6000/d', DB_HOST: 'two' });
    expect(config.address).toBe('one:6000/d');
    expect(config.connection).toEqual({ connectionString: 'postgres://u:p%40w@one:6000/d' });
  });

  it('comes from the DB_ variables where DATABASE_URL is unset', () => {
    const config = server({
      DB_HOST: 'db',
      DB_USER: 'mgx',
      DB_PASSWORD: 'p',
      DB_NAME: 'ledger',
      DATABASE_URL: '',
    });
    expect(config).toMatchObject({
      address: 'db:5432/ledger',
      connection: { host: 'db', port: 5432, user: 'mgx', password: 'p', database: 'ledger' },
      poolSize: 10,
      maxOverflow: 20,
      connectionLifetime: 1800,
      tls: 'off',
    });
  });

  it('takes the settings of the pool', () => {
    const config = server({
      DB_HOST: 'db',
      DB_POOL_SIZE: '3',
      DB_MAX_OVERFLOW: '0',
      DB_CONNECTION_LIFETIME: '60',
      DB_STATEMENT_TIMEOUT_MS: '1000',
      DB_CONNECT_TIMEOUT_MS: '200',
    });
    expect(config).toMatchObject({
      poolSize: 3,
      maxOverflow: 0,
      connectionLifetime: 60,
      statementTimeoutMs: 1000,
      connectTimeoutMs: 200,
    });
  });

  it('takes the way past a pooler, with TLS of its own', () => {
    const { direct, address, tls } = server({
      DATABASE_URL: 'postgresql://u@pooler:6432/d',
      DATABASE_DIRECT_URL: 'postgresql://u@db/d?sslmode=require',
    });
    expect([address, tls]).toEqual(['pooler:6432/d', 'off']);
    expect(direct).toEqual({
      address: 'db:5432/d',
      connection: { connectionString: 'postgresql://u@db/d' },
      tls: 'require',
    });
  });

  it.each([
    ['?sslmode=require', undefined, 'require'],
    ['?sslmode=verify-full', undefined, 'verify'],
    ['?sslmode=disable', undefined, 'off'],
    ['?sslmode=require', 'verify', 'verify'],
    ['', undefined, 'off'],
  ])('takes TLS from %j and DB_TLS=%s as %s', (query, tls, expected) => {
    const config = server({ DATABASE_URL: `postgresql://u@db/d${query}`, DB_TLS: tls });
    expect(config.tls).toBe(expected);
    expect(config.connection).toEqual({ connectionString: 'postgresql://u@db/d' });
  });

  it('is named without credentials, also at a socket', () => {
    expect(server({ DATABASE_URL: 'postgresql://u:hunter2@localhost/d?host=/run/pg' }).address).toBe(
      '/run/pg, database d',
    );
    expect(server({ DB_HOST: '/run/pg', DB_NAME: 'd', DB_PASSWORD: 'hunter2' }).address).toBe(
      '/run/pg, database d',
    );
  });
});
