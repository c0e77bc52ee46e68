import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEmbedded } from '../src/db/embedded.js';
import { StartupError } from '../src/db/errors.js';
import { temporaryFolder } from './support/sessions.js';

const HOLDER = fileURLToPath(new URL('support/hold-folder.ts', import.meta.url));
const TEST_TIMEOUT_MS = 30_000;

describe('the embedded database', { timeout: TEST_TIMEOUT_MS }, () => {
  let folder: string;
  let removeFolder: () => Promise<void>;
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    const temporary = await temporaryFolder();
    folder = join(temporary.path, 'data');
    removeFolder = temporary.remove;
  });

  afterEach(async () => {
    for (const child of children.splice(0)) await kill(child);
    await removeFolder();
  });

  /** Starts another process on the folder; answers what it says first. */
  async function hold(sql?: string): Promise<{ child: ChildProcess; said: string }> {
    const child = spawn(process.execPath, ['--import', 'tsx', HOLDER, folder, ...(sql ? [sql] : [])], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    const [said] = await once(createInterface(child.stdout), 'line');
    return { child, said: String(said) };
  }

  async function kill(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }

  it('keeps what was written, and is new until it is settled', async () => {
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

  it('works in UTC and knows trigrams', async () => {
    const { pglite, close } = await openEmbedded(folder);
    await pglite.exec('CREATE EXTENSION pg_trgm');
    const { rows } = await pglite.query(
      `SELECT current_setting('TimeZone') AS zone, similarity('cat', 'cat') AS same`,
    );
    expect(rows).toEqual([{ zone: 'UTC', same: 1 }]);
    await close();
  });

  it('belongs to one process: a second one hears whose it is', async () => {
    const { child } = await hold();
    await expect(openEmbedded(folder)).rejects.toThrow(
      new StartupError(
        `The folder ${folder} is in use by process ${child.pid}: stop it first, or set DATA_DIR to another folder.`,
      ),
    );
  });

  it('belongs to one opening within a process too', async () => {
    const { close } = await openEmbedded(folder);
    await expect(openEmbedded(folder)).rejects.toThrow(`in use by process ${process.pid}`);
    await close();
    const again = await openEmbedded(folder);
    await again.close();
  });

  it('goes to one of several processes that start at the same moment', async () => {
    const said = (await Promise.all([hold(), hold(), hold()])).map((one) => one.said).sort();
    const refused = said.filter((line) => line !== 'open');
    expect(said.length - refused.length).toBeLessThanOrEqual(1);
    for (const line of refused) expect(line).toMatch(/is in use by process \d+: stop it first/);
  });

  it('opens at once after kill -9, with everything that was acknowledged', async () => {
    const { child } = await hold('CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)');
    await kill(child);
    expect(await readdir(join(folder, 'lock'))).toHaveLength(1);

    const started = performance.now();
    const { pglite, close } = await openEmbedded(folder);
    // Far less than the ten seconds that a holder on another machine is given.
    expect(performance.now() - started).toBeLessThan(8_000);
    expect((await pglite.query('SELECT id FROM kept')).rows).toEqual([{ id: 1 }]);
    await close();
    expect(await readdir(join(folder, 'lock'))).toEqual([]);
  });

  it('is not held by a later process with the number of a dead one', async () => {
    const first = await openEmbedded(folder);
    const [entry = ''] = await readdir(join(folder, 'lock'));
    const holder: Record<string, unknown> = JSON.parse(await readFile(join(folder, 'lock', entry), 'utf8'));
    await first.close();
    await writeFile(join(folder, 'lock', entry), JSON.stringify({ ...holder, born: '1' }));
    const { close } = await openEmbedded(folder);
    await close();
  });

  it('is made anew where the first start died before its files were whole', async () => {
    await mkdir(join(folder, 'pgdata'), { recursive: true });
    await writeFile(join(folder, 'pgdata', 'PG_VERSION'), '18\n');
    await writeFile(join(folder, 'setting-up'), 'files');
    const { pglite, isNew, close } = await openEmbedded(folder);
    expect(isNew).toBe(true);
    expect((await pglite.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await close();
  });

  it('refuses files of another major version', async () => {
    await mkdir(join(folder, 'pgdata'), { recursive: true });
    await writeFile(join(folder, 'pgdata', 'PG_VERSION'), '16\n');
    await expect(openEmbedded(folder)).rejects.toThrow(
      /was made by PostgreSQL 16, this is 18: move the folder away/,
    );
    expect(await readdir(join(folder, 'lock'))).toEqual([]);
  });

  it('says in one sentence that its folder is none, or cannot be written', async ({ skip }) => {
    await writeFile(folder, 'a file');
    await expect(openEmbedded(folder)).rejects.toThrow(
      new StartupError(`${folder} (DATA_DIR) is not a folder.`),
    );
    await expect(openEmbedded(join(folder, 'below'))).rejects.toThrow('(DATA_DIR) is not a folder.');

    skip(process.getuid?.() === 0, 'root may write everywhere');
    await rm(folder);
    await mkdir(folder);
    await chmod(folder, 0o500);
    await expect(openEmbedded(folder)).rejects.toThrow(`The folder ${folder} (DATA_DIR) cannot be written`);
  });
});
