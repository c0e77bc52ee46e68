import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { openDatabase } from '../../src/core/db/client.js';
import { readInstanceSecret } from '../../src/core/db/secrets.js';
import { encodeId } from '../../src/core/ids.js';
import { createLogger } from '../../src/core/logger.js';
import { pendingMigrations } from '../../src/migrations/migrate.js';
import { BACKUP_PATH, controlSocket, startControl } from '../../src/operations/backup/control.js';
import { exportLines } from '../../src/operations/backup/export.service.js';
import { beginRestoring, isHalfRestored } from '../../src/operations/backup/restoring.js';
import { examineDatabase } from '../../src/operations/doctor/doctor.service.js';
import { loadConfig } from '../../src/server/config.js';
import { startServer } from '../../src/server/server.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { putDatabase } from '../support/images.js';
import { runledger } from '../support/run-command.js';
import { serve } from '../support/serve.js';
import { createDatabase } from '../support/server-database.js';
import { temporaryFolder } from '../support/sessions.js';

const SERVER = inject('template').kind === 'server';
const HAS_PROGRAMS = spawnSync('pg_dump', ['--version']).status === 0;
const LIMIT_MS = 180_000;

const closers: Array<() => Promise<unknown>> = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function aFolder(): Promise<string> {
  const { path, remove } = await temporaryFolder();
  closers.push(remove);
  return path;
}

const answer = z.object({ data: z.record(z.string(), z.looseObject({ __typename: z.string() })) });
async function ask(url: string, key: string, query: string) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query }),
  });
  return answer.parse(await response.json()).data;
}

const claims = z.object({
  executions: z.tuple([
    z.object({ execution: z.object({ id: z.string() }), lease: z.object({ token: z.string() }) }),
  ]),
});

// Its servers are processes with an embedded database of their own, whatever the others' is.
describe.skipIf(SERVER)('a backup of the embedded database', () => {
  it(
    'is made while a server writes; the copy passes the doctor, has what was acknowledged, and refuses old leases',
    async () => {
      const folder = await aFolder();
      const env = { DATA_DIR: join(folder, 'data'), RATE_LIMITS: 'off' };
      await putDatabase(env.DATA_DIR);
      const server = await serve(env);
      closers.push(server.end);
      const keyOf = (dataDir: string) =>
        readFile(join(dataDir, 'development-key'), 'utf8').then((text) => text.trim());
      const key = await keyOf(env.DATA_DIR);
      const mutation = (text: string, url = server.url, as = key) =>
        ask(url, as, `mutation { result: ${text} }`);
      await mutation(
        'createJob(input: { slug: "copied", name: "C", kind: { bot: { botId: "b" } } }) { __typename }',
      );
      const ENQUEUE = 'enqueueExecution(input: { jobSlug: "copied" }) { __typename }';
      await mutation(ENQUEUE);
      const { result } = await mutation(
        'claimExecutions(input: { workerId: "w", leaseSeconds: 3600 }) { __typename ... on ClaimExecutionsPayload { executions { execution { id } lease { token } } } }',
      );
      const [{ execution, lease }] = claims.parse(result).executions;
      const complete = (url = server.url, as = key) =>
        mutation(
          `completeExecution(input: { executionId: "${execution.id}", leaseToken: "${lease.token}" }) { __typename }`,
          url,
          as,
        );

      let acknowledged = 0;
      let isOver = false;
      const writing = (async () => {
        while (!isOver) {
          const { result: answered } = await mutation(ENQUEUE);
          if (answered?.__typename === 'EnqueueExecutionPayload') acknowledged += 1;
        }
      })();
      await expect.poll(() => acknowledged).toBeGreaterThan(5);
      const before = acknowledged;
      const file = join(folder, 'copy.tar.gz');
      expect(await runledger(['backup', file], env)).toMatchObject({ status: 0, out: `Wrote ${file}.\n` });
      isOver = true;
      await writing;
      expect((await stat(file)).mode & 0o077).toBe(0);
      expect(await runledger(['backup', file], env)).toMatchObject({ status: 1 });

      const copy = { ...env, DATA_DIR: join(folder, 'restored') };
      expect(await runledger(['restore', file], copy)).toMatchObject({ status: 0, err: '' });
      expect((await runledger(['restore', file], copy)).err).toMatch(/^There is a database in .* already: /);
      expect(await runledger(['doctor'], copy)).toMatchObject({
        status: 0,
        out: expect.stringContaining('0 problems'),
      });

      const restored = await serve(copy);
      closers.push(restored.end);
      const newKey = await keyOf(copy.DATA_DIR);
      expect((await complete(restored.url, newKey)).result).toMatchObject({ __typename: 'LeaseLostError' });
      expect((await complete()).result).toMatchObject({ __typename: 'CompleteExecutionPayload' });
      await restored.end();
      const database = await openDatabase(loadConfig(copy));
      closers.push(() => database.close());
      // One was claimed; the others were acknowledged before the backup was asked for, at least.
      expect(await database.prisma.execution.count()).toBeGreaterThanOrEqual(before + 1);
    },
    LIMIT_MS,
  );

  it(
    'is made one at a time, over a socket for the owner of the folder alone',
    async () => {
      const config = loadConfig({ DATA_DIR: join(await aFolder(), 'data') });
      if (config.database.kind !== 'embedded') throw new Error('there is a server');
      const database = await openDatabase(config);
      closers.push(() => database.close());
      const control = await startControl(database, createLogger('silent'));
      closers.push(control.stop);
      const socketPath = controlSocket(config.database.dataDir);
      expect((await stat(socketPath)).mode & 0o777).toBe(0o600);
      const asked = async () => {
        const asking = request({ socketPath, method: 'POST', path: BACKUP_PATH, agent: false }).end();
        const answered = new Promise<IncomingMessage>((resolve, reject) => {
          asking.once('response', resolve).once('error', reject);
        });
        const response = await answered;
        response.resume();
        await once(response, 'end');
        return response.statusCode;
      };
      expect((await Promise.all([asked(), asked(), asked()])).sort()).toEqual([200, 503, 503]);
      await expect.poll(asked).toBe(200);
    },
    LIMIT_MS,
  );

  it(
    'counts as restored only once its secrets are new',
    async () => {
      const test = await createTestDatabase();
      closers.push(() => test.close());
      if (test.database.kind !== 'embedded') throw new Error('there is a server');
      const files = await test.database.pglite.dumpDataDir('gzip');
      const config = loadConfig({ DATA_DIR: join(await aFolder(), 'data') });
      const prepare = async () => {
        throw new Error('cut off');
      };
      await expect(openDatabase(config, { image: { files, prepare } })).rejects.toThrow('cut off');
      // As after a crash there: nothing of the backup is left that a server could go on with.
      const anew = await openDatabase(config);
      closers.push(() => anew.close());
      expect(await pendingMigrations(anew)).toContain('0001_tables');
    },
    LIMIT_MS,
  );

  it('is refused in one sentence where there is nothing to copy, or no backup', async () => {
    const folder = await aFolder();
    const env = { DATA_DIR: join(folder, 'none') };
    expect(await runledger(['backup', join(folder, 'x')], env)).toMatchObject({
      status: 1,
      err: `There is no folder ${env.DATA_DIR} (DATA_DIR).\n`,
    });
    expect(await runledger(['restore', join(folder, 'x')], env)).toMatchObject({
      status: 1,
      err: `There is no file ${join(folder, 'x')}.\n`,
    });
    await writeFile(join(folder, 'x'), 'this is no backup');
    await symlink(join(folder, 'x'), join(folder, 'y.part'));
    expect((await runledger(['backup', join(folder, 'y')], env)).err).toMatch(
      /^There is a file \S+y\.part: /,
    );
    expect(await readFile(join(folder, 'y.part'), 'utf8')).toBe('this is no backup');
    const refused = await runledger(['restore', join(folder, 'x')], env);
    expect(refused.status).toBe(1);
    expect(refused.err).toMatch(/^\S+ is no backup of an embedded database\.\n$/);
  });
});

describe.runIf(SERVER && HAS_PROGRAMS)('a backup of a server (needs pg_dump)', () => {
  it(
    'is what pg_dump writes, and is restored where nothing is, with secrets of its own',
    async () => {
      const template = inject('template');
      const admin = template.kind === 'server' ? template.url : '';
      const test = await createTestDatabase();
      closers.push(() => test.close());
      const { userId } = await test.given.owner();
      const secret = await readInstanceSecret(test.database.prisma, 'lease');
      if (test.config.database.kind !== 'server') throw new Error('there is no server');
      const { connection } = test.config.database;
      const url = 'connectionString' in connection ? connection.connectionString : '';
      const file = join(await aFolder(), 'backup.dump');
      // Nothing answers where the pooler would be.
      const past = (direct: string) => ({
        DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none',
        DATABASE_DIRECT_URL: direct,
      });
      expect(await runledger(['backup', file], past(url))).toMatchObject({ status: 0, err: '' });
      expect((await stat(file)).mode & 0o077).toBe(0);

      const database = await createDatabase(admin, 'restored');
      closers.push(database.drop);
      const env = { DATABASE_URL: database.url };
      expect(await runledger(['restore', file], past(env.DATABASE_URL))).toMatchObject({ status: 0 });
      expect(await runledger(['restore', file], env)).toMatchObject({
        status: 1,
        err: expect.stringContaining('add --force'),
      });
      const restored = await openDatabase(loadConfig(env));
      closers.push(() => restored.close());
      expect(await restored.prisma.user.count({ where: { id: userId } })).toBe(1);
      expect(await readInstanceSecret(restored.prisma, 'lease')).not.toBe(secret);
      expect(await readInstanceSecret(restored.prisma, 'webhook')).toBe(
        await readInstanceSecret(test.database.prisma, 'webhook'),
      );
      expect(await isHalfRestored(restored)).toBe(false);

      // As after a crash between the rows and their secrets.
      await beginRestoring(restored);
      await expect(startServer({ ...loadConfig(env), port: 0 })).rejects.toThrow(
        'The database is only half restored: run "runledger restore --force" with its backup again.',
      );
      expect(await examineDatabase(restored)).toContainEqual(
        expect.objectContaining({ check: 'restore', level: 'problem' }),
      );
      expect(await runledger(['restore', '--force', file], env)).toMatchObject({ status: 0 });
      expect(await isHalfRestored(restored)).toBe(false);

      await writeFile(`${file}.broken`, 'this is no backup');
      expect(await runledger(['restore', '--force', `${file}.broken`], env)).toMatchObject({
        status: 1,
        err: expect.stringMatching(/pg_restore did not succeed\.\n$/),
      });
      expect(await isHalfRestored(restored)).toBe(false);
      expect(await restored.prisma.user.count({ where: { id: userId } })).toBe(1);
    },
    LIMIT_MS,
  );

  it(
    'goes to where the driver goes, also by an address in brackets or the path of a socket',
    async () => {
      const template = inject('template');
      const { hostname, port, username, pathname } = new URL(template.kind === 'server' ? template.url : '');
      const address = isIP(hostname) === 4 ? `::ffff:${hostname}` : hostname.replace(/^\[|\]$/g, '');
      const folder = await aFolder();
      const file = join(folder, 'backup.dump');
      const url = `postgresql://${username}@[${address}]:${port || 5432}${pathname}`;
      expect(await runledger(['backup', file], { DATABASE_URL: url })).toMatchObject({ status: 0, err: '' });
      expect((await stat(file)).size).toBeGreaterThan(0);
    },
    LIMIT_MS,
  );
});

describe('an export', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(() => test.close());
  const line = z.object({ table: z.string(), row: z.record(z.string(), z.unknown()) });
  const exported = async (ownerId: string) => {
    const lines: Array<z.infer<typeof line>> = [];
    for await (const text of exportLines(test.database.sql, ownerId)) {
      expect(text.endsWith('\n')).toBe(true);
      lines.push(line.parse(JSON.parse(text)));
    }
    return lines;
  };

  it("has every row of the account's and none of another's, without secrets", async () => {
    const mine = await test.given.world('mine');
    await test.given.world('others');
    const lines = await exported(mine.userId);
    const tables = new Set(lines.map(({ table }) => table));
    for (const table of [
      'accounts',
      'users',
      'jobs',
      'job_executions',
      'execution_events',
      'api_keys',
      'job_chunks',
      'twitter_connections',
    ]) {
      expect(tables).toContain(table);
    }
    const owners = lines.map(
      ({ table, row }) => row.owner_id ?? (table === 'users' || table === 'accounts' ? row.id : row.user_id),
    );
    expect(new Set(owners)).toEqual(new Set([mine.userId]));
    expect(lines.flatMap(({ row }) => Object.keys(row))).not.toContain('key_hash');
    expect(lines.flatMap(({ row }) => Object.keys(row))).not.toContain('access_token');
    expect(tables).not.toContain('sessions');
    const runs = lines.filter(({ table }) => table === 'job_executions');
    expect(runs).toHaveLength(await test.prisma.execution.count({ where: { ownerId: mine.userId } }));
  });

  it('goes on from page to page, each row once', async () => {
    const { userId } = await test.given.owner();
    const ROWS = 1_203;
    await test.prisma.$executeRawUnsafe(
      `INSERT INTO activity_logs (owner_id, user_id, action, resource_type)
       SELECT '${userId}', '${userId}', 'job.created', 'job' FROM generate_series(1, ${ROWS})`,
    );
    const ids = (await exported(userId))
      .filter(({ table }) => table === 'activity_logs')
      .map(({ row }) => row.id);
    expect(ids).toHaveLength(ROWS);
    expect(new Set(ids).size).toBe(ROWS);
  });

  it('is refused for what is no account', async () => {
    const env = { DATA_DIR: join(await aFolder(), 'data') };
    expect(
      await runledger(
        ['export', '--account', encodeId('Execution', '019c0000-0000-7000-8000-000000000000')],
        env,
      ),
    ).toMatchObject({
      status: 1,
      err: expect.stringMatching(/is no id of an account\.\n$/),
    });
  });
});
