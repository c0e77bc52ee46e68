import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../src/core/db/client.js';
import { StartupError } from '../src/core/db/errors.js';
import { loadConfig } from '../src/server/config.js';
import { createTestDatabase } from './support/database.js';
import { administer, createDatabase, databaseUrl } from './support/server-database.js';

const SERVER = process.env.TEST_DATABASE_URL;

describe('a database', () => {
  it('gives times back as they were written, to the millisecond', async () => {
    const { prisma, close } = await createTestDatabase();
    const at = new Date('2026-07-01T23:59:59.123Z');
    const [row] = await prisma.$queryRaw<{ at: Date; text: string }[]>`
      SELECT ${at}::timestamptz AS at, to_char(${at}::timestamptz AT TIME ZONE 'UTC', 'HH24:MI') AS text`;
    expect(row).toEqual({ at, text: '23:59' });
    await close();
  });

  it('shows every statement: Prisma queries, raw ones and those in transactions', async () => {
    const { database, recordStatements, close } = await createTestDatabase();
    const { prisma } = database;
    const { statements } = await recordStatements(async () => {
      await prisma.user.findMany({ take: 1 });
      await prisma.$queryRaw`SELECT 1 AS raw`;
      await prisma.$transaction(async (tx) => tx.$executeRaw`SELECT 2`);
    });
    expect(statements).toContainEqual(expect.stringContaining('FROM "public"."users"'));
    expect(statements).toContain('SELECT 1 AS raw');
    expect(statements).toContain('SELECT 2');
    // PGlite begins and commits by itself.
    if (database.kind === 'server') expect(statements).toContain('COMMIT');
    await close();
  });

  it('loads relations in one statement with its LIMITs', async () => {
    const { database, recordStatements, close } = await createTestDatabase();
    const where = { ownerId: randomUUID() };
    const jobs = { where, take: 2, select: { id: true } };
    const { statements } = await recordStatements(() =>
      database.prisma.project.findMany({ where, take: 3, select: { id: true, jobs } }),
    );
    expect(statements).toHaveLength(1);
    expect(statements[0]?.match(/LIMIT/g)).toHaveLength(2);
    await close();
  });

  it('leaves the rest of the process its turn while statements follow each other', async () => {
    const { database, close } = await createTestDatabase();
    async function ticksDuring(statement: () => Promise<unknown>): Promise<number> {
      await statement();
      let ticks = 0;
      const timer = setInterval(() => ticks++, 10);
      const end = performance.now() + 1_000;
      while (performance.now() < end) await statement();
      clearInterval(timer);
      return ticks;
    }
    expect(await ticksDuring(() => database.sql.query('/* turn */ SELECT 1'))).toBeGreaterThan(0);
    expect(await ticksDuring(() => database.prisma.user.count())).toBeGreaterThan(0);
    await close();
  });
});

describe('a server that cannot be used is one sentence without a password', () => {
  const open = (url: string, env: NodeJS.ProcessEnv = {}) =>
    openDatabase(loadConfig({ ...env, DATABASE_URL: url }));

  it('where nothing listens', async () => {
    await expect(open('postgresql://u:hunter2@127.0.0.1:1/d')).rejects.toThrow(
      new StartupError(
        'PostgreSQL at 127.0.0.1:1/d refused the connection: it is not running, or listens elsewhere.',
      ),
    );
  });

  it('where the host is unknown', async () => {
    await expect(open('postgresql://u:hunter2@nowhere.invalid/d')).rejects.toThrow(
      /^The host name of PostgreSQL at nowhere\.invalid:5432\/d is not known\.$/,
    );
  });

  it('where nobody answers in time', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    await expect(
      open(`postgresql://u:hunter2@127.0.0.1:${port}/d`, { DB_CONNECT_TIMEOUT_MS: '200' }),
    ).rejects.toThrow(
      `PostgreSQL at 127.0.0.1:${port}/d did not answer within 200 ms (DB_CONNECT_TIMEOUT_MS).`,
    );
    silent.close();
  });

  it('where the authority of DB_TLS_CA is no file', async () => {
    const env = { DB_TLS: 'verify', DB_TLS_CA: '/nowhere/ca.pem' };
    await expect(open('postgresql://u:hunter2@127.0.0.1:1/d', env)).rejects.toThrow(
      new StartupError('The file /nowhere/ca.pem (DB_TLS_CA) cannot be read.'),
    );
  });

  describe.runIf(SERVER)('on a real one', () => {
    const url = SERVER ?? '';

    it('where the database does not exist', async () => {
      await expect(open(databaseUrl(url, 'runledger_nowhere'))).rejects.toThrow(
        /\/runledger_nowhere has no such database: create it first/,
      );
    });

    it('where it does not speak TLS', async () => {
      await expect(open(url, { DB_TLS: 'require' })).rejects.toThrow(
        /does not speak TLS: set DB_TLS to "off"/,
      );
    });

    it('where the user is unknown', async () => {
      const other = new URL(url);
      other.username = 'runledger_nobody';
      other.password = 'hunter2';
      const failure = open(other.href);
      await expect(failure).rejects.toThrow(/did not accept the user or the password/);
      await expect(failure).rejects.not.toThrow(/hunter2/);
    });

    it('but its time zone does not matter, and its pool has its bounds', async () => {
      const own = await createDatabase(url, 'zone');
      await administer(url, `ALTER DATABASE ${own.name} SET timezone = 'America/New_York'`);
      const database = await open(own.url, {
        DB_POOL_SIZE: '1',
        DB_MAX_OVERFLOW: '1',
        DB_STATEMENT_TIMEOUT_MS: '1000',
      });
      if (database.kind !== 'server') throw new Error('expected a server');
      const at = new Date('2026-07-01T23:59:59.123Z');
      const read = () => database.prisma.$queryRaw`SELECT ${at}::timestamptz AS at FROM pg_sleep(0.05)`;
      expect(await Promise.all([read(), read(), read(), read()])).toEqual(Array(4).fill([{ at }]));
      expect(database.poolStatus()).toEqual({ total: 2, idle: 2, waiting: 0 });
      await expect(database.prisma.$queryRaw`SELECT pg_sleep(20)`).rejects.toThrow(/statement timeout/);
      await database.close();
      await own.drop();
    });
  });
});
