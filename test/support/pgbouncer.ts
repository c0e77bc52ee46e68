import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.js';
import { temporaryFolder } from './sessions.js';

const PROGRAM = '/usr/sbin/pgbouncer';
/** PgBouncer refuses to be root. */
const NOBODY = { uid: 65_534, gid: 65_534 };

export const HAS_PGBOUNCER = existsSync(PROGRAM);

export interface PgBouncer {
  /** The same database through it. */
  url: string;
  close(): Promise<void>;
}

/** Starts a PgBouncer in transaction mode before a database. @param size How many sessions all clients share. */
export async function startPgBouncer(database: string, size: number): Promise<PgBouncer> {
  const folder = await temporaryFolder();
  await chmod(folder.path, 0o755);
  const { hostname, port, username, password, pathname } = new URL(database);
  const own = await freePort();
  const file = join(folder.path, 'pgbouncer.ini');
  const target = [
    `host=${hostname} port=${port || 5432} dbname=${pathname.slice(1)} user=${decodeURIComponent(username)}`,
    password && ` password='${decodeURIComponent(password)}'`,
  ].join('');
  await writeFile(
    file,
    `[databases]
${pathname.slice(1)} = ${target}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${own}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = ${size}
max_client_conn = 500
`,
  );
  const child = spawn(PROGRAM, ['-q', file], {
    stdio: 'ignore',
    ...(process.getuid?.() === 0 && NOBODY),
  });
  await listening(child, own);
  const url = new URL(database);
  url.hostname = '127.0.0.1';
  url.port = String(own);
  return {
    url: url.href,
    async close() {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
      await folder.remove();
    },
  };
}

async function listening(child: ChildProcess, port: number): Promise<void> {
  while (child.exitCode === null) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (isOpen) return;
    await sleep(20);
  }
  throw new Error('PgBouncer ended');
}
