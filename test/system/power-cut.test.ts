import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEmbedded } from '../../src/core/db/embedded.js';
import { type Disk, makeDisk, mountDisk, whyNoDisks } from '../support/disk.js';
import { temporaryFolder } from '../support/sessions.js';

const WRITER = fileURLToPath(new URL('../support/write-rows.ts', import.meta.url));
const FAIL_SYNC = new URL('../support/fail-sync.ts', import.meta.url).href;
const POLL_MS = 5;
const COPIES_UNDER_LOAD = 2;
const ROWS_BETWEEN_COPIES = 60;

/** What a power cut left: the copy's file, and how many rows were acknowledged by then. */
interface Cut {
  file: string;
  acknowledged: number;
}

// There is no other database in it: the run on a server has nothing to add.
describe.skipIf(process.env.TEST_DATABASE_URL !== undefined)('a power cut', { timeout: 240_000 }, () => {
  let folder: string;
  let removeFolder: () => Promise<void>;
  const children: ChildProcess[] = [];
  const mounted: Disk[] = [];

  beforeEach(async () => {
    const temporary = await temporaryFolder();
    folder = temporary.path;
    removeFolder = temporary.remove;
  });

  afterEach(async () => {
    for (const child of children.splice(0)) await kill(child);
    for (const image of mounted.splice(0)) await image.unmount();
    await removeFolder();
  });

  function startWriter(
    dataDir: string,
    { what = 'rows', env = {} }: { what?: 'rows' | 'log'; env?: object } = {},
  ) {
    const imports = ['tsx', FAIL_SYNC].flatMap((name) => ['--import', name]);
    const child = spawn(process.execPath, [...imports, WRITER, dataDir, journal(), what], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...env },
    });
    children.push(child);
    return child;
  }

  const journal = () => join(folder, 'acknowledged');

  function acknowledged(): number {
    if (!existsSync(journal())) return 0;
    return Number(readFileSync(journal(), 'utf8').trimEnd().split('\n').at(-1));
  }

  async function kill(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }

  /** Waits for something in the writer's folder; a writer that ended will not bring it. */
  async function until(child: ChildProcess, isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      if (child.exitCode !== null) throw new Error(`the writer ended with ${child.exitCode}`);
      await wait(POLL_MS);
    }
  }

  /** Copies the image while its writer stands still: all that it acknowledged is known, and nothing more is. */
  async function cut(image: Disk, child: ChildProcess): Promise<Cut> {
    child.kill('SIGSTOP');
    await until(child, () => /\) T /.test(readFileSync(`/proc/${child.pid}/stat`, 'utf8')));
    const file = join(folder, `copy-${performance.now()}`);
    await image.copyTo(file);
    const left = { file, acknowledged: acknowledged() };
    child.kill('SIGCONT');
    return left;
  }

  /** Opens what a power cut left, as the next start does. */
  async function rowsAfter({ file }: Cut): Promise<number[] | null> {
    const image = await mountDisk(file, `${file}-mounted`);
    mounted.push(image);
    const { pglite, close } = await openEmbedded(join(image.path, 'data'));
    try {
      const { rows } = await pglite.query<{ table: string | null }>(
        `SELECT to_regclass('rows')::text AS table`,
      );
      if (rows[0]?.table == null) return null;
      const numbers = await pglite.query<{ number: number }>('SELECT number FROM rows ORDER BY number');
      return numbers.rows.map(({ number }) => number);
    } finally {
      await close();
    }
  }

  async function startOnImage(): Promise<{ image: Disk; child: ChildProcess }> {
    const image = await makeDisk(join(folder, 'image'), join(folder, 'mounted'));
    mounted.push(image);
    return { image, child: startWriter(join(image.path, 'data')) };
  }

  it('takes nothing that was acknowledged', async ({ skip }) => {
    const obstacle = await whyNoDisks(folder);
    skip(obstacle !== undefined, obstacle);
    const { image, child } = await startOnImage();
    const cuts: Cut[] = [];
    for (let number = 1; number <= COPIES_UNDER_LOAD; number += 1) {
      await until(child, () => acknowledged() >= number * ROWS_BETWEEN_COPIES);
      cuts.push(await cut(image, child));
    }
    await kill(child);
    for (const left of cuts) {
      const rows = (await rowsAfter(left)) ?? [];
      // The one that was under way may be there, or not.
      expect(rows.length).toBeGreaterThanOrEqual(left.acknowledged);
      expect(rows).toEqual(rows.map((_, index) => index + 1));
    }
  });

  it('leaves a folder that opens, wherever it meets its first start', async ({ skip }) => {
    const obstacle = await whyNoDisks(folder);
    skip(obstacle !== undefined, obstacle);
    const { image, child } = await startOnImage();
    const data = join(image.path, 'data');
    const marker = () =>
      existsSync(join(data, 'setting-up')) ? readFileSync(join(data, 'setting-up'), 'utf8') : '';
    const moments = [
      () => marker() === 'files',
      () => existsSync(join(data, 'pgdata', 'PG_VERSION')),
      () => marker() === 'content',
      () => acknowledged() > 0,
    ];
    const cuts: Cut[] = [];
    for (const at of moments.keys()) {
      // One may be over before it is looked for.
      await until(child, () => moments.slice(at).some((isNow) => isNow()));
      cuts.push(await cut(image, child));
    }
    await kill(child);
    for (const left of cuts) {
      const rows = await rowsAfter(left);
      expect(rows?.length ?? 0).toBeGreaterThanOrEqual(left.acknowledged);
    }
  });

  it('ends the process with one sentence where a disk syncs no more, and nothing more is acknowledged', async () => {
    const broken = join(folder, 'broken');
    const data = join(folder, 'data');
    const child = startWriter(data, { env: { FAIL_SYNC_FROM: broken } });
    const said = text(child.stderr);
    await until(child, () => acknowledged() > 10);
    const exit = once(child, 'exit');
    await writeFile(broken, '');
    expect((await exit)[0]).toBe(1);
    expect(await said).toBe(
      `The embedded database in ${join(data, 'pgdata')} cannot be written safely (EIO: i/o error, fsync), so Runledger ends: look at the disk and its space, then start again.\n`,
    );
    const { pglite, close } = await openEmbedded(data);
    const { rows } = await pglite.query<{ count: number }>('SELECT count(*)::int AS count FROM rows');
    expect(rows[0]?.count).toBeGreaterThanOrEqual(acknowledged());
    await close();
  });

  it('ends the process with one sentence where PostgreSQL gives up, because the disk is full', async ({
    skip,
  }) => {
    const obstacle = await whyNoDisks(folder);
    skip(obstacle !== undefined, obstacle);
    const image = await makeDisk(join(folder, 'image'), join(folder, 'mounted'), '96M');
    mounted.push(image);
    const child = startWriter(join(image.path, 'data'), { what: 'log' });
    const said = text(child.stderr);
    const [status] = await once(child, 'exit');
    expect(await said).toMatch(
      /^The embedded database in \S+ cannot be written safely \(.*No space left on device\), so Runledger ends: .*\n$/,
    );
    expect(status).toBe(1);
  });
});
