import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openDatabase } from '../../src/core/db/client.js';
import { migrateUp } from '../../src/migrations/migrate.js';
import { loadConfig } from '../../src/server/config.js';
import { freePort } from './free-port.js';
import { administer, databaseUrl } from './server-database.js';

const run = promisify(execFile);
const VERSIONS = '/usr/lib/postgresql';

const programs = existsSync(VERSIONS)
  ? readdirSync(VERSIONS)
      .sort((a, b) => Number(b) - Number(a))
      .map((version) => join(VERSIONS, version, 'bin'))
      .find((folder) => existsSync(join(folder, 'initdb')))
  : undefined;

/** Whether a PostgreSQL of the test's own can be started: root, and PostgreSQL's programs with their user. */
export const CAN_START_CLUSTER = process.getuid?.() === 0 && programs !== undefined;

export interface OwnCluster {
  /** The address of its database `postgres`. */
  url: string;
  /** Stops it as a crash does: nothing is written that was not. */
  crash(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a PostgreSQL that nobody else uses: what is done to it hurts no other test. @param options Of postgres. */
export async function startOwnCluster(options = '-c fsync=off'): Promise<OwnCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'runledger-cluster-'));
  const byServer = (program: string, ...args: string[]) => [
    ...['-u', 'postgres', '--', join(programs ?? '', program)],
    ...args,
  ];
  const asServer = (program: string, ...args: string[]) =>
    run('runuser', byServer(program, ...args), { cwd: '/' });
  await run('chown', ['postgres', folder]);
  const data = join(folder, 'data');
  await asServer(
    'initdb',
    '-D',
    data,
    '-U',
    'postgres',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--locale=C.UTF-8',
    '-N',
  );
  const port = await freePort();
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder} ${options}`;
  const start = async () =>
    void (await asServer('pg_ctl', '-D', data, '-l', join(folder, 'log'), '-w', '-o', settings, 'start'));
  const crash = async () => void (await asServer('pg_ctl', '-D', data, '-m', 'immediate', 'stop'));
  await start();
  // Whatever becomes of this process, its PostgreSQL ends with it.
  const end = () =>
    void execFileSync('runuser', byServer('pg_ctl', '-D', data, '-m', 'immediate', 'stop'), {
      cwd: '/',
      stdio: 'ignore',
    });
  process.once('exit', end);
  return {
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    start,
    crash,
    async stop() {
      process.off('exit', end);
      await crash();
      await rm(folder, { recursive: true });
    },
  };
}

/** Makes a migrated database on a server. @param options Of CREATE DATABASE. */
export async function migratedDatabase(server: string, name: string, options: string): Promise<string> {
  await administer(server, `CREATE DATABASE ${name}${options}`);
  const url = databaseUrl(server, name);
  const database = await openDatabase(loadConfig({ DATABASE_URL: url }));
  await migrateUp(database);
  await database.close();
  return url;
}
