import { spawn } from 'node:child_process';
import { once } from 'node:events';
import pg from 'pg';
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

/** As the driver understands it, which reads addresses in brackets and paths of sockets too. */
function addressOf({ connection, tls, tlsCa }: ServerConfig): NodeJS.ProcessEnv {
  const { host, port, user, password, database } = new pg.Client(connection);
  const secured = tls === 'off' ? {} : { PGSSLMODE: tls === 'verify' ? 'verify-full' : 'require' };
  const given = {
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user,
    PGPASSWORD: typeof password === 'string' ? password : undefined,
    PGDATABASE: database,
    ...secured,
    PGSSLROOTCERT: tlsCa,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value));
}
