import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const DISK_MIB = 96;

/** Whether a file system can be mounted from a file, and given to PostgreSQL's own user. */
export const CAN_MOUNT =
  process.getuid?.() === 0 && existsSync('/dev/loop-control') && existsSync('/sbin/mkfs.ext4');

export interface SmallDisk {
  /** A folder of PostgreSQL's own on it. */
  path: string;
  /** Leaves no room. */
  fill(): Promise<void>;
  /** Makes room again. */
  free(): Promise<void>;
  remove(): Promise<void>;
}

/** A disk of the test's own, which nothing else suffers from when it is full. */
export async function mountSmallDisk(): Promise<SmallDisk> {
  const folder = await mkdtemp(join(tmpdir(), 'runledger-disk-'));
  const [image, mount] = [join(folder, 'image'), join(folder, 'mount')];
  await run('chmod', ['755', folder]);
  await run('truncate', ['-s', `${DISK_MIB}M`, image]);
  await run('mkfs.ext4', ['-q', '-m', '0', image]);
  await run('mkdir', [mount]);
  await run('mount', ['-o', 'loop', image, mount]);
  const path = join(mount, 'data');
  await run('install', ['-d', '-o', 'postgres', '-m', '700', path]);
  const filler = join(mount, 'filler');
  return {
    path,
    async fill() {
      const { bavail, bsize } = await statfs(mount);
      await writeFile(filler, Buffer.alloc(bavail * bsize)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOSPC') throw error;
      });
    },
    free: () => rm(filler),
    async remove() {
      await run('umount', [mount]);
      await rm(folder, { recursive: true });
    },
  };
}
