import { execFile } from 'node:child_process';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { errorCode } from '../../src/core/db/errors.js';

const run = promisify(execFile);

/**
 * A file system of its own in a file, which nothing else suffers from when it is full. What a copy of the file holds is
 * what a power cut at that moment leaves.
 */
export interface Disk {
  /** Where its files are. */
  path: string;
  copyTo(file: string): Promise<void>;
  /** Makes a folder on it that is a user's alone. @returns Its path. */
  folderOf(user: string): Promise<string>;
  /** Leaves no room. */
  fill(): Promise<void>;
  /** Makes room again. */
  free(): Promise<void>;
  unmount(): Promise<void>;
}

/** @param path Where it is mounted; it is made. */
export async function makeDisk(file: string, path: string, size = '128M'): Promise<Disk> {
  await run('truncate', ['-s', size, file]);
  await run('mkfs.ext4', ['-q', '-F', '-m', '0', '-E', 'lazy_itable_init=0,lazy_journal_init=0', file]);
  return mountDisk(file, path);
}

export async function mountDisk(file: string, path: string): Promise<Disk> {
  await mkdir(path, { recursive: true });
  // By itself the system writes nothing back for five minutes, so that only what was synced is in the file.
  await run('mount', ['-o', 'loop,commit=300', file, path]);
  const filler = join(path, 'filler');
  return {
    path,
    copyTo: async (copy) => void (await run('cp', ['--sparse=always', file, copy])),
    async folderOf(user) {
      const folder = join(path, 'data');
      await run('install', ['-d', '-o', user, '-m', '700', folder]);
      return folder;
    },
    async fill() {
      const { bavail, bsize } = await statfs(path);
      await writeFile(filler, Buffer.alloc(bavail * bsize)).catch((error: unknown) => {
        if (errorCode(error) !== 'ENOSPC') throw error;
      });
    },
    free: () => rm(filler),
    unmount: async () => void (await run('umount', [path])),
  };
}

/** Why no file system can be mounted here; undefined where one can. */
export async function whyNoDisks(folder: string): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'mounting a file system needs root';
  try {
    const disk = await makeDisk(join(folder, 'probe'), join(folder, 'probed'), '8M');
    await disk.unmount();
    return undefined;
  } catch (error) {
    return `there are no loop devices with ext4 here: ${error instanceof Error ? error.message : error}`;
  }
}
