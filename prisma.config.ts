import { isAbsolute, resolve } from 'node:path';
import { defineConfig } from 'prisma/config';

/**
 * The server's database, by the variables that Runledger itself reads (docs/operations.md). The embedded one is none
 * that Prisma's commands could reach, and what they do without a database goes on without it.
 */
function serverUrl(env: NodeJS.ProcessEnv): string | undefined {
  // What migrates wants a session of its own, which a pooler does not give.
  const given = env.DATABASE_DIRECT_URL?.trim() || env.DATABASE_URL?.trim() || urlOfParts(env);
  if (!given || !URL.canParse(given)) return given || undefined;
  const url = new URL(given);
  const tls = env.DB_TLS?.trim();
  if (tls === 'off') url.searchParams.set('sslmode', 'disable');
  if (tls === 'require' || tls === 'verify') {
    url.searchParams.set('sslmode', 'require');
    url.searchParams.set('sslaccept', tls === 'verify' ? 'strict' : 'accept_invalid_certs');
  }
  const authority = env.DB_TLS_CA?.trim();
  if (tls === 'verify' && authority) url.searchParams.set('sslcert', resolve(authority));
  return url.href;
}

function urlOfParts(env: NodeJS.ProcessEnv): string | undefined {
  const host = env.DB_HOST?.trim();
  if (!host) return undefined;
  const url = new URL('postgresql://localhost');
  url.username = encodeURIComponent(env.DB_USER?.trim() || 'postgres');
  url.password = encodeURIComponent(env.DB_PASSWORD ?? '');
  url.pathname = encodeURIComponent(env.DB_NAME?.trim() || 'runledger');
  url.port = env.DB_PORT?.trim() || '5432';
  if (isAbsolute(host)) url.searchParams.set('host', host);
  else url.hostname = host.includes(':') ? `[${host}]` : host;
  return url.href;
}

const url = serverUrl(process.env);

export default defineConfig({
  schema: 'prisma/schema',
  migrations: { path: 'prisma/migrations', seed: 'node bin/runledger.js seed' },
  ...(url && { datasource: { url } }),
});
