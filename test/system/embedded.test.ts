import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { DurableNodeFS } from '../../src/core/db/durable-fs.js';
import { openEmbedded } from '../../src/core/db/embedded.js';
import { StartupError } from '../../src/core/db/errors.js';
import { lockFolder } from '../../src/core/db/lock.js';
import { CHECKPOINT_WAL_BYTES } from '../../src/core/db/upkeep.js';
import { temporaryFolder } from '../support/sessions.js';

const HOLDER = fileURLToPath(new URL('../support/hold-folder.ts', import.meta.url));
const TEST_TIMEOUT_MS = 60_000;
/** Windows has none that a program could set. */
const HAS_MODES = process.platform !== 'win32';

/** A folder and what is in it that other accounts of the machine may read or write. */
async function openToOthers(folder: string): Promise<string[]> {
  const below = await readdir(folder, { recursive: true });
  const paths = [folder, ...below.map((name) => join(folder, name)).sort()];
  const found = await Promise.all(
    paths.map(async (path) => ({ path, mode: (await stat(path)).mode & 0o077 })),
  );
  return found.filter(({ mode }) => mode !== 0).map(({ path }) => path);
}

/** A folder of one test's own, in which nothing is yet, and processes that take it. */
interface Place {
  folder: string;
  /** Starts another process on the folder; answers what it says first. */
  hold(sql?: string): Promise<{ child: ChildProcess; said: string }>;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

async function newPlace({ onTestFinished }: TestContext): Promise<Place> {
  const { path, remove } = await temporaryFolder();
  const folder = join(path, 'data');
  const children: ChildProcess[] = [];
  onTestFinished(async () => {
    for (const child of children) await kill(child);
    await remove();
  });
  return {
    folder,
    async hold(sql) {
      const child = spawn(process.execPath, ['--import', 'tsx', HOLDER, folder, ...(sql ? [sql] : [])], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      children.push(child);
      const [said] = await once(createInterface(child.stdout), 'line');
      return { child, said: String(said) };
    },
  };
}

// They wait for disks and processes more than they compute, so several go on at once.
// There is no other database in it: the run on a server has nothing to add.
const describeHere = describe.skipIf(process.env.TEST_DATABASE_URL !== undefined);

describeHere('the embedded database', { timeout: TEST_TIMEOUT_MS, concurrent: true }, () => {
  let made: Awaited<ReturnType<typeof temporaryFolder>>;

  beforeAll(async () => {
    made = await temporaryFolder();
    const first = await openEmbedded(join(made.path, 'data'));
    await first.settled();
    await first.close();
  }, TEST_TIMEOUT_MS);
  afterAll(() => made.remove());

  /** The same with a database in it, which was closed: quicker than making one. */
  async function madePlace(context: TestContext): Promise<Place> {
    const place = await newPlace(context);
    await cp(join(made.path, 'data'), place.folder, { recursive: true });
    return place;
  }

  it('keeps what was written, and is new until it is settled', async (context) => {
    const { folder } = await newPlace(context);
    const first = await openEmbedded(folder);
    expect(first.isNew).toBe(true);
    await first.pglite.exec('CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)');
    await first.close();

    const second = await openEmbedded(folder);
    expect(second.isNew).toBe(true);
    expect((await second.pglite.query('SELECT id FROM kept')).rows).toEqual([{ id: 1 }]);
    await second.settled();
    await second.close();

    const third = await openEmbedded(folder);
    expect(third.isNew).toBe(false);
    await third.close();
  });

  it('works in UTC and knows trigrams', async (context) => {
    const { folder } = await madePlace(context);
    const { pglite, close } = await openEmbedded(folder);
    await pglite.exec('CREATE EXTENSION pg_trgm');
    const { rows } = await pglite.query(
      `SELECT current_setting('TimeZone') AS zone, similarity('cat', 'cat') AS same`,
    );
    expect(rows).toEqual([{ zone: 'UTC', same: 1 }]);
    await close();
  });

  it('belongs to one process: a second one hears whose it is', async (context) => {
    const { folder, hold } = await madePlace(context);
    const { child } = await hold();
    await expect(openEmbedded(folder)).rejects.toThrow(
      new StartupError(
        `The folder ${folder} is in use by process ${child.pid}: stop it first, or set DATA_DIR to another folder.`,
      ),
    );
  });

  it('belongs to one opening within a process too', async (context) => {
    const { folder } = await madePlace(context);
    const { close } = await openEmbedded(folder);
    await expect(openEmbedded(folder)).rejects.toThrow(`in use by process ${process.pid}`);
    await close();
    const again = await openEmbedded(folder);
    await again.close();
  });

  it('goes to one of several processes that start at the same moment', async (context) => {
    const { hold } = await newPlace(context);
    const said = (await Promise.all([hold(), hold(), hold()])).map((one) => one.said).sort();
    const refused = said.filter((line) => line !== 'open');
    expect(said.length - refused.length).toBeLessThanOrEqual(1);
    for (const line of refused) expect(line).toMatch(/is in use by process \d+: stop it first/);
  });

  it('opens at once after kill -9, with everything that was acknowledged', async (context) => {
    const { folder, hold } = await madePlace(context);
    const { child } = await hold('CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)');
    await kill(child);
    expect(await readdir(join(folder, 'lock'))).toHaveLength(1);

    const started = performance.now();
    const lock = await lockFolder(folder);
    // A holder on another machine is given ten seconds.
    expect(performance.now() - started).toBeLessThan(9_000);
    await lock.release();
    const { pglite, close } = await openEmbedded(folder);
    expect((await pglite.query('SELECT id FROM kept')).rows).toEqual([{ id: 1 }]);
    await close();
    expect(await readdir(join(folder, 'lock'))).toEqual([]);
  });

  it('is not held by a later process with the number of a dead one', async (context) => {
    const { folder } = await madePlace(context);
    const first = await openEmbedded(folder);
    const [entry = ''] = await readdir(join(folder, 'lock'));
    const holder: Record<string, unknown> = JSON.parse(await readFile(join(folder, 'lock', entry), 'utf8'));
    await first.close();
    await writeFile(join(folder, 'lock', entry), JSON.stringify({ ...holder, born: '1' }));
    const { close } = await openEmbedded(folder);
    await close();
  });

  it('is made anew where the first start died before its files were whole', async (context) => {
    const { folder } = await newPlace(context);
    await mkdir(join(folder, 'pgdata'), { recursive: true });
    await writeFile(join(folder, 'pgdata', 'PG_VERSION'), '18\n');
    await writeFile(join(folder, 'setting-up'), 'files');
    const { pglite, isNew, close } = await openEmbedded(folder);
    expect(isNew).toBe(true);
    expect((await pglite.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await close();
  });

  it('is made anew where the marker of its first start was cut to nothing', async (context) => {
    const { folder } = await newPlace(context);
    await mkdir(join(folder, 'pgdata'), { recursive: true });
    await writeFile(join(folder, 'pgdata', 'PG_VERSION'), '18\n');
    await writeFile(join(folder, 'setting-up'), '');
    const { isNew, close } = await openEmbedded(folder);
    expect(isNew).toBe(true);
    expect(await readFile(join(folder, 'setting-up'), 'utf8')).toBe('content');
    await close();
  });

  it('is named as damaged, and left as it is, where its first files are empty, broken or gone', async (context) => {
    const { folder } = await madePlace(context);
    const version = join(folder, 'pgdata', 'PG_VERSION');
    const control = join(folder, 'pgdata', 'global', 'pg_control');
    const damages: [path: string, damage: (whole: Buffer) => Buffer | undefined, what: string][] = [
      [version, () => Buffer.alloc(0), 'PG_VERSION is broken'],
      [version, () => Buffer.from('\0\0\0'), 'PG_VERSION is broken'],
      [version, () => undefined, 'PG_VERSION is broken'],
      [control, () => Buffer.alloc(0), 'pg_control is broken'],
      [control, ({ length }) => Buffer.alloc(length), 'pg_control is broken'],
      [control, () => undefined, 'pg_control is broken'],
      [
        control,
        (whole) => Buffer.concat([whole.subarray(0, 100), Buffer.from('x'), whole.subarray(101)]),
        'incorrect checksum in control file',
      ],
    ];
    for (const [path, damage, what] of damages) {
      const whole = await readFile(path);
      const left = damage(whole);
      if (left) await writeFile(path, left);
      else await rm(path);
      await expect(openEmbedded(folder)).rejects.toThrow(
        new StartupError(
          `The embedded database in ${folder} is damaged (${what}): move the folder away and put a backup in its place, or start with a new one.`,
        ),
      );
      await writeFile(path, whole);
    }
    const { isNew, close } = await openEmbedded(folder);
    expect(isNew).toBe(false);
    await close();
  });

  it('syncs each commit', async (context) => {
    const { folder } = await madePlace(context);
    const { pglite, close } = await openEmbedded(folder);
    const { rows } = await pglite.query(
      `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit', 'wal_sync_method') ORDER BY name`,
    );
    expect(rows).toEqual([
      { name: 'fsync', setting: 'on' },
      { name: 'full_page_writes', setting: 'on' },
      { name: 'synchronous_commit', setting: 'on' },
      { name: 'wal_sync_method', setting: 'fsync' },
    ]);
    expect(pglite.fs).toBeInstanceOf(DurableNodeFS);
    if (!(pglite.fs instanceof DurableNodeFS)) return;
    await pglite.exec('CREATE TABLE kept (id int)');
    const before = pglite.fs.syncs;
    for (let id = 1; id <= 5; id += 1) await pglite.query('INSERT INTO kept VALUES ($1)', [id]);
    expect(pglite.fs.syncs - before).toBeGreaterThanOrEqual(5);
    await close();
  });

  it.runIf(HAS_MODES)(
    "is its owner's alone, whatever the process's umask, and where it was open before",
    { concurrent: false },
    async (context) => {
      const { folder } = await newPlace(context);
      const umask = process.umask(0);
      try {
        const made = await openEmbedded(folder);
        await made.pglite.exec('CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)');
        await made.settled();
        expect(await openToOthers(folder)).toEqual([]);
        await made.close();
        await chmod(folder, 0o755);
        await chmod(join(folder, 'pgdata'), 0o755);
        await chmod(join(folder, 'pgdata', 'PG_VERSION'), 0o666);
        await writeFile(join(folder, 'token-keys'), 'secret', { mode: 0o644 });

        const again = await openEmbedded(folder);
        expect(await openToOthers(folder)).toEqual([]);
        await again.close();
      } finally {
        process.umask(umask);
      }
    },
  );

  it.runIf(HAS_MODES)(
    'leaves a folder open that holds other things, and what is not its own',
    async (context) => {
      const { folder } = await newPlace(context);
      await mkdir(folder, { mode: 0o755 });
      await writeFile(join(folder, 'script.sh'), '', { mode: 0o755 });
      const warnings: string[] = [];
      const { close } = await openEmbedded(folder, (message) => warnings.push(message));
      await close();
      expect(warnings).toEqual([expect.stringContaining('because it holds other things (script.sh)')]);
      expect(await openToOthers(folder)).toEqual([folder, join(folder, 'script.sh')]);
    },
  );

  it('is vacuumed, analyzed and checkpointed, since nothing else does', async (context) => {
    const { folder } = await madePlace(context);
    const { pglite, upkeep, close } = await openEmbedded(folder);
    await pglite.exec(`
      CREATE TABLE changing (id int PRIMARY KEY, filling text);
      INSERT INTO changing SELECT n, repeat('x', 100) FROM generate_series(1, 5000) n`);
    await upkeep.run();
    await pglite.exec('UPDATE changing SET id = -id');
    await upkeep.run();
    const { rows } = await pglite.query(
      `SELECT n_dead_tup AS dead, n_mod_since_analyze AS modified, vacuum_count > 0 AS vacuumed, c.reltuples
         FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid WHERE s.relname = 'changing'`,
    );
    expect(rows).toEqual([{ dead: 0, modified: 0, vacuumed: true, reltuples: 5000 }]);

    const written = () =>
      pglite.query<{ wal: string }>(
        'SELECT pg_current_wal_lsn() - redo_lsn AS wal FROM pg_control_checkpoint()',
      );
    const megabyte = 1024 * 1024;
    for (let at = 0; at <= CHECKPOINT_WAL_BYTES; at += 8 * megabyte) {
      await pglite.query(`SELECT pg_logical_emit_message(true, 'fill', repeat('x', $1))`, [8 * megabyte]);
    }
    expect(Number((await written()).rows[0]?.wal)).toBeGreaterThan(CHECKPOINT_WAL_BYTES);
    await upkeep.run();
    expect(Number((await written()).rows[0]?.wal)).toBeLessThan(8 * megabyte);
    await close();
  });

  it('gives its folder free where closing fails', async (context) => {
    const { folder } = await madePlace(context);
    const { pglite, close } = await openEmbedded(folder);
    await pglite.close();
    await expect(close()).rejects.toThrow('PGlite is closed');
    expect(await readdir(join(folder, 'lock'))).toEqual([]);
    const again = await openEmbedded(folder);
    await again.close();
  });

  it('refuses files of another major version', async (context) => {
    const { folder } = await newPlace(context);
    await mkdir(join(folder, 'pgdata'), { recursive: true });
    await writeFile(join(folder, 'pgdata', 'PG_VERSION'), '16\n');
    await expect(openEmbedded(folder)).rejects.toThrow(
      /was made by PostgreSQL 16, this is 18: move the folder away/,
    );
    expect(await readdir(join(folder, 'lock'))).toEqual([]);
  });

  it('says in one sentence that its folder is none, or cannot be written', async (context) => {
    const { folder } = await newPlace(context);
    await writeFile(folder, 'a file');
    await expect(openEmbedded(folder)).rejects.toThrow(
      new StartupError(`${folder} (DATA_DIR) is not a folder.`),
    );
    await expect(openEmbedded(join(folder, 'below'))).rejects.toThrow('(DATA_DIR) is not a folder.');

    context.skip(process.getuid?.() === 0, 'root may write everywhere');
    await rm(folder);
    await mkdir(folder);
    await chmod(folder, 0o500);
    await expect(openEmbedded(folder)).rejects.toThrow(`The folder ${folder} (DATA_DIR) cannot be written`);
  });
});
