import { randomUUID } from 'node:crypto';
import { open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from './errors.js';

/** What a system answers that cannot sync a folder: it needs no such thing there, or has no way to do it. */
const NO_FOLDER_SYNC = new Set(['EACCES', 'EBADF', 'EINVAL', 'EISDIR', 'EPERM']);

/** Whether a system that refused to sync a folder may be believed: a file's refusal never may. */
export function isNoFolderSync(error: unknown): boolean {
  return NO_FOLDER_SYNC.has(errorCode(error) ?? '');
}

/** Brings a folder's list of names to the disk: without it a power cut may take a file that was synced itself. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    await syncPath(folder);
  } catch (error) {
    if (!isNoFolderSync(error)) throw error;
  }
}

async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Brings a folder with all that is in it to the disk. What was there already costs next to nothing. */
export async function syncTree(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  await Promise.all(
    entries.map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return syncTree(path);
      return entry.isFile() ? syncPath(path) : undefined;
    }),
  );
  await syncFolder(folder);
}

/** Brings the names of folders that were just made to the disk, from one up to where the first of them stands. */
export async function syncParents(folder: string, first: string): Promise<void> {
  const end = dirname(first);
  for (let at = folder; at !== end && at !== dirname(at); at = dirname(at)) await syncFolder(dirname(at));
}

/** Writes a file that only its owner can read: whole or not at all, and on the disk when this returns. */
export async function writeDurably(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, text, { mode: 0o600, flag: 'wx', flush: true });
  await rename(draft, file);
  await syncFolder(dirname(file));
}

/** Removes a file, on the disk too. */
export async function removeDurably(file: string): Promise<void> {
  await rm(file, { force: true });
  await syncFolder(dirname(file));
}
