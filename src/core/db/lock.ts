import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { errorCode, FolderInUseError } from './errors.js';

/** How often a holder shows that it lives, for processes that cannot look at it (another machine or container). */
const BEAT_MS = 2_000;
const SILENCE_MS = 10_000;
/** A process that is just ending, or one that started in the same moment, gets this long to go away. */
const PATIENCE_MS = 1_000;
const RETRY_MS = 100;

const holderSchema = z.object({
  pid: z.number().int(),
  /** Tells a process from a later one with the same number. */
  born: z.string(),
  /** The machine and the set of process numbers that `pid` belongs to. */
  realm: z.string(),
});
type Holder = z.infer<typeof holderSchema>;

export interface FolderLock {
  release(): Promise<void>;
}

/**
 * Makes this process the only one that uses a folder. Every process writes an entry of its own and then looks for
 * others, so of two at once at least one sees the other, and removing a dead one's entry can hurt nobody.
 * @throws FolderInUseError naming the process that has the folder.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const entries = join(folder, 'lock');
  await mkdir(entries, { recursive: true, mode: 0o700 });
  const realm = processRealm();
  const self: Holder = { pid: process.pid, born: bornAt(process.pid) ?? '', realm };
  const own = join(entries, `${process.pid}-${randomUUID()}.json`);

  const started = Date.now();
  for (;;) {
    await writeFile(own, JSON.stringify(self), { mode: 0o600 });
    const other = await liveHolder(entries, own, realm);
    if (other === undefined) break;
    await rm(own, { force: true });
    const patience = other.realm === realm ? PATIENCE_MS : SILENCE_MS + BEAT_MS;
    if (Date.now() - started > patience) {
      const where = other.realm === realm ? '' : ' on another machine or in another container';
      throw new FolderInUseError(
        `The folder ${folder} is in use by process ${other.pid}${where}: stop it first, or set DATA_DIR to another folder.`,
      );
    }
    await sleep(RETRY_MS + Math.random() * RETRY_MS);
  }

  const beat = setInterval(() => utimes(own, new Date(), new Date()).catch(() => undefined), BEAT_MS);
  beat.unref();
  return {
    async release() {
      clearInterval(beat);
      await rm(own, { force: true });
    },
  };
}

async function liveHolder(entries: string, own: string, realm: string): Promise<Holder | undefined> {
  for (const name of await readdir(entries)) {
    const path = join(entries, name);
    if (path === own) continue;
    const holder = await readHolder(path);
    if (holder !== undefined && (await isAlive(path, holder, realm))) return holder;
    await rm(path, { force: true });
  }
  return undefined;
}

/** An entry that vanished or was cut off by a crash while it was written names nobody. */
async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    return holderSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError || error instanceof z.ZodError)
      return undefined;
    throw error;
  }
}

async function isAlive(path: string, holder: Holder, realm: string): Promise<boolean> {
  if (holder.realm === realm) return bornAt(holder.pid) === holder.born;
  try {
    return Date.now() - (await stat(path)).mtimeMs < SILENCE_MS;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

function processRealm(): string {
  if (process.platform !== 'linux') return hostname();
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return `${hostname()} ${boot} ${readlinkSync('/proc/self/ns/pid')}`;
}

/** When a process started, in whatever form the system tells it; undefined when it does not run. */
function bornAt(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') {
      // The fields after the command's name, which may hold anything: state first, start time twentieth.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
      return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
    }
    if (process.platform === 'win32') return process.kill(pid, 0) ? 'running' : undefined;
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}
