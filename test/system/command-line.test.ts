import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { putDatabase } from '../support/images.js';
import { runledger as runCommand } from '../support/run-command.js';
import { createDatabase } from '../support/server-database.js';
import { temporaryFolder } from '../support/sessions.js';

const SERVER = process.env.TEST_DATABASE_URL;
/** An embedded database is the same whatever the others' is. */
const itEmbedded = it.skipIf(SERVER);

// Its tests wait for processes, so they go on at once, each in a folder of its own.
describe('the command line', { timeout: 180_000, concurrent: true }, () => {
  let folder: string;
  let removeFolder: () => Promise<void>;

  beforeAll(async () => {
    const temporary = await temporaryFolder();
    folder = temporary.path;
    removeFolder = temporary.remove;
  });
  afterAll(() => removeFolder());

  /** @param env DATA_DIR by itself is a folder that no command here makes. */
  const runledger = (args: string, env: NodeJS.ProcessEnv = {}) =>
    runCommand(args.split(' '), { DATA_DIR: join(folder, 'never-made'), ...env });

  it('says a failure in one sentence, with exit status 1', async () => {
    const unreachable = { DATABASE_URL: 'postgresql://u:hunter2@127.0.0.1:1/d' };
    const err =
      'PostgreSQL at 127.0.0.1:1/d refused the connection: it is not running, or listens elsewhere.\n';
    expect(await runledger('migrate status', unreachable)).toEqual({ status: 1, out: '', err });
    expect(await runledger('serve --port 4000', unreachable)).toEqual({ status: 1, out: '', err });
    expect(await runledger('serve --port x')).toEqual({
      status: 1,
      out: '',
      err: 'PORT must be a whole number from 0 to 65535.\n',
    });
  });

  itEmbedded('migrates the embedded database up, down and up again, and says where it is', async () => {
    const migrate = (args: string) => runledger(`migrate ${args}`, { DATA_DIR: join(folder, 'data') });
    const pending = await migrate('status');
    expect(pending.status).toBe(2);
    expect(pending.out).toMatch(/^pending {3}\s+0001_tables$/m);

    expect((await migrate('up to 0001')).out).toBe('applied   0001_tables\n');
    const script = await migrate('up --sql');
    expect(script.out).toMatch(/^BEGIN;\n-- \S*0002_\w+\/migration\.sql$/m);
    expect(script.out).not.toContain('0001_tables');
    expect((await migrate('up')).out).toMatch(/^applied {3}0002_/);
    expect((await migrate('up')).out).toBe('Nothing is pending.\n');

    const applied = await migrate('status');
    expect(applied.status).toBe(0);
    expect(applied.out).toMatch(/^applied {3}\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ {2}0001_tables$/m);
    expect(await migrate('diff --database')).toEqual({ status: 0, out: '', err: '' });

    expect((await migrate('down all')).out).toMatch(/reverted {2}0001_tables\n$/);
    expect((await migrate('reset')).out).toMatch(/^Dropped everything and applied \d+ migrations\.\n$/);
  });

  it('explains what it does not understand', async () => {
    const { status, err } = await runledger('migrate down sideways');
    expect(status).toBe(1);
    expect(err).toBe(
      'Say "migrate down", "migrate down <n>", "migrate down to <name>" or "migrate down all".\n',
    );
    expect((await runledger('migrate resolve')).err).toMatch(/^Say "migrate resolve --applied <name>"/);
  });

  itEmbedded('says what is older than it is kept, and whether roll-ups are right', async () => {
    const env = { DATA_DIR: join(folder, 'maintained') };
    await putDatabase(env.DATA_DIR);
    expect(await runledger('maintain --dry-run --json', env)).toMatchObject({
      status: 0,
      out: '{"due":{}}\n',
    });
    expect(await runledger('maintain', env)).toMatchObject({
      status: 0,
      out: 'Nothing is older than it is kept.\n',
    });
    expect(await runledger('rollups rebuild', env)).toMatchObject({ status: 0 });
    expect(await runledger('rollups check', env)).toMatchObject({
      status: 0,
      out: 'All roll-ups are what they are made of.\n',
    });
  });

  it('names the commands there are where it is given another word', async () => {
    expect(await runledger('doktor')).toEqual({
      status: 1,
      out: '',
      err: expect.stringMatching(
        /^There is no command "doktor"; there are: serve, migrate, keys, maintain, rollups, doctor, backup, restore, export, seed, schema\.\n/,
      ),
    });
    expect((await runledger('serve now --port 0')).err).toMatch(/^There is no command "now"; /);
    expect(await runledger('migrate sideways')).toMatchObject({
      status: 1,
      err: expect.stringMatching(/^There is no command "sideways"; there are: up, down, status, /),
    });
    expect((await runledger('keys turn')).err).toMatch(/^There is no command "turn"; there are: rotate\.\n/);
  });

  it('notices a wrong address before it makes a folder', async () => {
    const untouched = join(folder, 'untouched');
    expect(await runledger('serve --host 203.0.113.1', { DATA_DIR: untouched })).toEqual({
      status: 1,
      out: '',
      err: '203.0.113.1 is no address of this machine: set HOST to one that is.\n',
    });
    const taken = createServer();
    taken.listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const { status, err } = await runledger(`serve --port ${port}`, { DATA_DIR: untouched });
    taken.close();
    expect({ status, err }).toEqual({
      status: 1,
      err: `Port ${port} of 127.0.0.1 is in use: stop what listens there, or set PORT to another.\n`,
    });
    expect(existsSync(untouched)).toBe(false);
  });

  it.runIf(SERVER)('resets a server only with --force', async () => {
    const url = SERVER ?? '';
    const database = await createDatabase(url, 'cli');
    const env = { DATABASE_URL: database.url };
    expect(await runledger('migrate reset', env)).toEqual({
      status: 1,
      out: '',
      err: 'This would delete all data on a server: add --force if that is meant.\n',
    });
    expect((await runledger('migrate reset --force', env)).out).toMatch(/^Dropped everything and applied/);
    expect(await runledger('migrate diff --database', env)).toEqual({ status: 0, out: '', err: '' });
    await database.drop();
  });
});
