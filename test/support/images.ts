import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import { temporaryFolder } from './sessions.js';

const run = promisify(execFile);

/** Puts the run's migrated, empty database into a DATA_DIR: servers start there sooner than where they make one. */
export async function putDatabase(dataDir: string): Promise<void> {
  const files = join(dataDir, 'pgdata');
  await mkdir(files, { recursive: true });
  await run('tar', ['-xf', inject('image'), '-C', files]);
}

/** A DATA_DIR of its own with a migrated, empty database. */
export async function migratedFolder(): ReturnType<typeof temporaryFolder> {
  const folder = await temporaryFolder();
  await putDatabase(folder.path);
  return folder;
}
