import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A file system of its own in a file. What a copy of the file holds is what a power cut at that moment leaves. */
export interface DiskImage {
  /** Where its files are. */
  path: string;
  copyTo(file: string): Promise<void>;
  unmount(): Promise<void>;
}

/** @param path Where it is mounted; it is made. */
export async function makeDiskImage(file: string, path: string, size = '128M'): Promise<DiskImage> {
  await run('truncate', ['-s', size, file]);
  await run('mkfs.ext4', ['-q', '-F', '-E', 'lazy_itable_init=0,lazy_journal_init=0', file]);
  return mountDiskImage(file, path);
}

export async function mountDiskImage(file: string, path: string): Promise<DiskImage> {
  await mkdir(path, { recursive: true });
  // By itself the system writes nothing back for five minutes, so that only what was synced is in the file.
  await run('mount', ['-o', 'loop,commit=300', file, path]);
  return {
    path,
    copyTo: async (copy) => void (await run('cp', ['--sparse=always', file, copy])),
    unmount: async () => void (await run('umount', [path])),
  };
}

/** Why no file system can be mounted here; undefined where one can. */
export async function whyNoDiskImages(folder: string): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'mounting a file system needs root';
  try {
    const image = await makeDiskImage(`${folder}/probe`, `${folder}/probed`, '8M');
    await image.unmount();
    return undefined;
  } catch (error) {
    return `there are no loop devices with ext4 here: ${error instanceof Error ? error.message : error}`;
  }
}
