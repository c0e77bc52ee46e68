import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ServerConfig } from '../../core/db/config.js';
import { ExpectedError, errorCode } from '../../core/db/errors.js';

/**
 * Runs one of PostgreSQL's own programs on a server's database. Where it is goes by the environment, since other
 * accounts of the machine can read the arguments.
 * @throws ExpectedError where it is not installed or does not succeed; it has said why on standard error.
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  config: ServerConfig,
): Promise<void> {
  const child = spawn(program, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...addressOf(config) },
  });
  try {
    const [status] = await once(child, 'exit');
    if (status === 0) return;
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    throw new ExpectedError(
      `There is no ${program} here: install PostgreSQL's client programs, as new as the server or newer.`,
    );
  }
  throw new ExpectedError(`${program} did not succeed.`);
}

function addressOf({ connection, tls, tlsCa }: ServerConfig): NodeJS.ProcessEnv {
  const url = 'connectionString' in connection ? new URL(connection.connectionString) : null;
  const parts =
    'connectionString' in connection
      ? {
          PGHOST: url?.searchParams.get('host') ?? url?.hostname,
          PGPORT: url?.port,
          PGUSER: decodeURIComponent(url?.username ?? ''),
          PGPASSWORD: decodeURIComponent(url?.password ?? ''),
          PGDATABASE: decodeURIComponent(url?.pathname.slice(1) ?? ''),
        }
      : {
          PGHOST: connection.host,
          PGPORT: String(connection.port),
          PGUSER: connection.user,
          PGPASSWORD: connection.password,
          PGDATABASE: connection.database,
        };
  const secured = tls === 'off' ? {} : { PGSSLMODE: tls === 'verify' ? 'verify-full' : 'require' };
  const given = { ...parts, ...secured, PGSSLROOTCERT: tlsCa };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value));
}
