import type { Stats } from 'node:fs';
import { chmod, lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from './errors.js';

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;
const OF_OTHERS = 0o077;

/** What Runledger puts into DATA_DIR, drafts of it included, and what a file system has at its top by itself. */
const OURS = /^(?:pgdata|lock|setting-up|development-key|token-keys|control|lost\+found)(?:\.[\w-]+)?$/;

/**
 * Makes a data folder its owner's alone. A folder that also holds other things stays as it is, for those who use
 * them: everything of Runledger's inside is closed by `closeFiles` all the same.
 */
export async function closeFolder(dataDir: string, onWarning: (message: string) => void): Promise<void> {
  const { mode } = await stat(dataDir);
  if ((mode & OF_OTHERS) === 0) return;
  const foreign = (await readdir(dataDir)).find((name) => !OURS.test(name));
  if (foreign !== undefined) {
    onWarning(
      `The folder ${dataDir} (DATA_DIR) is open to other accounts of this machine and stays so, because it holds other things (${foreign}): give Runledger a folder of its own.`,
    );
    return;
  }
  try {
    await chmod(dataDir, FOLDER_MODE);
  } catch (error) {
    if (errorCode(error) !== 'EPERM') throw error;
    onWarning(
      `The folder ${dataDir} (DATA_DIR) is open to other accounts of this machine, and this user may not close it: "chmod 700" it as its owner.`,
    );
  }
}

/** Makes the files in a data folder its owner's alone, also those of a folder that an earlier release made. */
export async function closeFiles(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (!OURS.test(name) || name === 'lost+found') continue;
    await closePath(join(dataDir, name));
  }
}

async function closePath(path: string): Promise<void> {
  const found = await lstat(path);
  if (!found.isDirectory() && !found.isFile()) return;
  await close(path, found);
  if (!found.isDirectory()) return;
  for (const name of await readdir(path)) await closePath(join(path, name));
}

async function close(path: string, found: Stats): Promise<void> {
  if ((found.mode & OF_OTHERS) === 0) return;
  try {
    await chmod(path, found.isDirectory() ? FOLDER_MODE : FILE_MODE);
  } catch (error) {
    // A file of another account's, or a file system without modes: its folder's mode has to do.
    if (errorCode(error) !== 'EPERM') throw error;
  }
}
