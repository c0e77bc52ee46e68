import { execFile } from 'node:child_process';
import { openAsBlob } from 'node:fs';
import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import { seedDemo } from '../../demo/seed.js';
import { openMemoryDatabase } from '../../src/core/db/client.js';
import { scopeDatabase } from '../../src/core/db/tenancy.js';
import { feedRollups } from '../../src/insights/rollup-feed.service.js';
import { temporaryFolder } from './sessions.js';

const run = promisify(execFile);
const LOOK_MS = 100;
/** Nobody else waits for the database. */
const REPAIR_MS = 1_000;

/** Puts the run's migrated, empty database into a DATA_DIR: servers start there sooner than where they make one. */
export async function putDatabase(dataDir: string, image = inject('image')): Promise<void> {
  const files = join(dataDir, 'pgdata');
  await mkdir(files, { recursive: true });
  await run('tar', ['-xf', image, '-C', files]);
}

/** The same with the demo data, as a server left it that had added everything up. */
export async function putDemo(dataDir: string): Promise<void> {
  await putDatabase(dataDir, await demoImage());
}

/** A DATA_DIR of its own with a migrated, empty database. */
export async function migratedFolder(): ReturnType<typeof temporaryFolder> {
  const folder = await temporaryFolder();
  await putDatabase(folder.path);
  return folder;
}

/** @returns The file of an image with the demo data. Whoever wants it first makes it, for all of the run. */
export async function demoImage(): Promise<string> {
  const file = join(dirname(inject('image')), 'demo.tar');
  if (await isTaken(join(dirname(file), 'demo'))) {
    while (!(await isThere(file))) await sleep(LOOK_MS);
    return file;
  }
  const database = await openMemoryDatabase(await openAsBlob(inject('image')));
  await seedDemo(database.prisma);
  const db = scopeDatabase(database.prisma, null);
  while (await feedRollups(db, REPAIR_MS));
  await database.pglite.exec('CHECKPOINT');
  const dump = await database.pglite.dumpDataDir('none');
  await database.close();
  await writeFile(`${file}.part`, Buffer.from(await dump.arrayBuffer()));
  await rename(`${file}.part`, file);
  return file;
}

/** Takes a place that one alone gets. @returns Whether another has it. */
const isTaken = (folder: string) =>
  mkdir(folder).then(
    () => false,
    () => true,
  );

const isThere = (file: string) =>
  stat(file).then(
    () => true,
    () => false,
  );
