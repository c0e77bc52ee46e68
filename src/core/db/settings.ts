import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';
import { ConfigError, defineSettings, integer, milliseconds, oneOf } from '../settings.js';
import type { DatabaseConfig, ServerAddress } from './config.js';

/** Where the database is: in a folder, or on a server that DATABASE_URL or DB_HOST names. */
export const databaseSettings = defineSettings(
  {
    DATA_DIR: z.string().default('.runledger'),
    DATABASE_URL: postgresUrl(),
    DATABASE_DIRECT_URL: postgresUrl(),
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
  },
  (values): { database: DatabaseConfig } => {
    const server = serverAddress(values);
    const directUrl = values.DATABASE_DIRECT_URL;
    if (server === undefined) {
      if (directUrl !== undefined) {
        throw new ConfigError('DATABASE_DIRECT_URL is used only beside DATABASE_URL or DB_HOST.');
      }
      return { database: { kind: 'embedded', dataDir: resolve(values.DATA_DIR) } };
    }
    const tls = values.DB_TLS ?? server.tls;
    const direct = directUrl === undefined ? undefined : addressFromUrl(directUrl);
    if (values.DB_TLS_CA !== undefined && tls !== 'verify') {
      throw new ConfigError('DB_TLS_CA is used only where DB_TLS is "verify".');
    }
    return {
      database: {
        kind: 'server',
        address: server.address,
        connection: server.connection,
        direct: direct && { ...direct, tls: values.DB_TLS ?? direct.tls },
        poolSize: values.DB_POOL_SIZE,
        maxOverflow: values.DB_MAX_OVERFLOW,
        connectionLifetime: values.DB_CONNECTION_LIFETIME,
        statementTimeoutMs: values.DB_STATEMENT_TIMEOUT_MS,
        connectTimeoutMs: values.DB_CONNECT_TIMEOUT_MS,
        tls,
        tlsCa: values.DB_TLS_CA === undefined ? undefined : resolve(values.DB_TLS_CA),
      },
    };
  },
);

interface AddressSettings {
  DATABASE_URL?: string | undefined;
  DB_HOST?: string | undefined;
  DB_PORT: number;
  DB_NAME: string;
  DB_USER: string;
  DB_PASSWORD?: string | undefined;
}

function serverAddress(values: AddressSettings): ServerAddress | undefined {
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

function postgresUrl() {
  const form = 'must be of the form postgresql://user:password@host:port/database';
  return z.string().refine(isPostgresUrl, form).optional();
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
