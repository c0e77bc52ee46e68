import { openAsBlob } from 'node:fs';
import { access, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite, type PGliteOptions } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { EMPTY_DATABASE_IMAGE } from '../paths.js';
import { removeDurably, syncFolder, syncParents, syncTree, writeDurably } from './durable-files.js';
import { DurableNodeFS } from './durable-fs.js';
import { ExpectedError, errorCode, errorMessage, StartupError } from './errors.js';
import { lockFolder } from './lock.js';
import { closeFiles, closeFolder } from './permissions.js';
import { startUpkeep, type Upkeep } from './upkeep.js';

/** The major version of PostgreSQL that the pinned PGlite is; it cannot read another one's files. */
const EMBEDDED_MAJOR = '18';

/** In DATA_DIR while a new database is being set up: "files" until its files are whole, then "content". */
const SETUP_MARKER = 'setting-up';

/** PGlite starts PostgreSQL with fsync off. Its fdatasync does nothing, so fsync is what syncs the log. */
const DURABLE_START = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  ...['fsync=on', 'wal_sync_method=fsync'].flatMap((setting) => ['-c', setting]),
];

/** What is in memory already needs no large cache of it: to make the usual one takes longer than to open the rest. */
const MEMORY_START = [...PGlite.defaultStartParams, '-c', 'shared_buffers=8MB'];

/** What pg_control has: its length, and after the system's number the version of its form, which this PostgreSQL has. */
const CONTROL_BYTES = 8192;
const CONTROL_VERSION_OFFSET = 8;
const CONTROL_VERSION = 1800;

/** What a new database begins with. */
export interface Image {
  /** As `PGlite.dumpDataDir` gave them. */
  files: Blob;
  /** Is done to it before it counts as made: where that is cut off, it is made anew. */
  prepare(pglite: PGlite): Promise<void>;
}

export interface EmbeddedDatabase {
  pglite: PGlite;
  upkeep: Upkeep;
  /** True until `settled()` was called once for this folder, also after a crash on the way there. */
  isNew: boolean;
  /** Says that migrations and first content are complete: from now on the folder is not new. */
  settled(): Promise<void>;
  /** Closes the database and gives the folder free. */
  close(): Promise<void>;
}

/**
 * Opens the PostgreSQL that lives in a folder, and makes it where there is none. What it acknowledges is on the disk.
 * @param dataDir an absolute path; it is created, and closed to other accounts of the machine.
 * @param image What a new database begins with; an empty one if left out.
 * @throws StartupError where another process has it, it is damaged, or it cannot be read or written.
 */
export async function openEmbedded(
  dataDir: string,
  onWarning: (message: string) => void = () => undefined,
  image?: Image,
): Promise<EmbeddedDatabase> {
  try {
    const first = await mkdir(dataDir, { recursive: true });
    if (first !== undefined) await syncParents(dataDir, first);
    await closeFolder(dataDir, onWarning);
    const lock = await lockFolder(dataDir);
    try {
      const { pglite, isNew } = await openFiles(dataDir, image);
      const upkeep = startUpkeep(pglite, onWarning);
      return {
        pglite,
        isNew,
        upkeep,
        settled: () => removeDurably(join(dataDir, SETUP_MARKER)),
        async close() {
          try {
            await upkeep.stop();
            await pglite.close();
          } finally {
            await lock.release();
          }
        },
      };
    } catch (error) {
      await lock.release();
      throw error;
    }
  } catch (error) {
    if (error instanceof ExpectedError) throw error;
    throw new StartupError(folderSentence(error, dataDir), { cause: error });
  }
}

async function openFiles(dataDir: string, image?: Image): Promise<{ pglite: PGlite; isNew: boolean }> {
  const marker = join(dataDir, SETUP_MARKER);
  const files = join(dataDir, 'pgdata');
  const stage = await readIfThere(marker);
  const isMade = stage === undefined ? await hasEntries(files) : stage.toString() === 'content';

  if (isMade && image) {
    throw new StartupError(
      `There is a database in ${dataDir} (DATA_DIR) already: move the folder away first.`,
    );
  }
  if (isMade) {
    await checkFiles(dataDir, files);
    await closeFiles(dataDir);
    // What was copied here, or written by a release that did not sync, may still be in the system's memory alone.
    await syncTree(files);
    return { pglite: await openDurable(dataDir, { isMade }), isNew: stage !== undefined };
  }

  // Nothing was ever written to files that were cut off while they were made, so they are made again. Each step is on
  // the disk before the next one says that it was taken.
  await writeDurably(marker, 'files');
  await rm(files, { recursive: true, force: true });
  await mkdir(files, { mode: 0o700 });
  const pglite = await openDurable(dataDir, { isMade, loadDataDir: image?.files ?? (await emptyImage()) });
  try {
    await image?.prepare(pglite);
    await closeFiles(dataDir);
    await syncTree(files);
    await syncFolder(dataDir);
    await writeDurably(marker, 'content');
    return { pglite, isNew: true };
  } catch (error) {
    await pglite.close();
    throw error;
  }
}

/** A database that was made has these, whole; where it does not, PostgreSQL's own words would help nobody. */
async function checkFiles(dataDir: string, files: string): Promise<void> {
  const version = (await readIfThere(join(files, 'PG_VERSION')))?.toString();
  if (version === undefined || !/^\d+\n?$/.test(version)) throw damaged(dataDir, 'PG_VERSION is broken');
  if (version.trim() !== EMBEDDED_MAJOR) {
    throw new StartupError(
      `The embedded database in ${dataDir} was made by PostgreSQL ${version.trim()}, this is ${EMBEDDED_MAJOR}: move the folder away, or run the release that made it.`,
    );
  }
  const control = await readIfThere(join(files, 'global', 'pg_control'));
  if (control?.length !== CONTROL_BYTES || control.readUInt32LE(CONTROL_VERSION_OFFSET) !== CONTROL_VERSION) {
    throw damaged(dataDir, 'pg_control is broken');
  }
}

function damaged(dataDir: string, what: string, cause?: unknown): StartupError {
  return new StartupError(
    `The embedded database in ${dataDir} is damaged (${what}): move the folder away and put a backup in its place, or start with a new one.`,
    { cause },
  );
}

/** Opens a database that lives in memory, empty or from what `PGlite.dumpDataDir` gave. */
export async function openInMemory(image?: Blob): Promise<PGlite> {
  return open({ loadDataDir: image ?? (await emptyImage()), startParams: MEMORY_START });
}

async function openDurable(
  dataDir: string,
  { isMade, loadDataDir }: { isMade: boolean; loadDataDir?: Blob },
): Promise<PGlite> {
  const fs = new DurableNodeFS(join(dataDir, 'pgdata'));
  let pglite: PGlite;
  try {
    pglite = await open({
      fs,
      loadDataDir,
      startParams: DURABLE_START,
      onStderr(line) {
        fs.heard(line);
        return true;
      },
    });
  } catch (error) {
    if (fs.lastFailure === undefined) throw error;
    throw giveUp(dataDir, fs.lastFailure, isMade, error);
  }
  try {
    await checkDurable(pglite, fs);
  } catch (error) {
    await pglite.close();
    throw error;
  }
  fs.opened();
  return pglite;
}

function giveUp(dataDir: string, reason: string, isMade: boolean, cause: unknown): Error {
  if (/No space left/i.test(reason)) return new StartupError(noSpace(dataDir), { cause });
  if (/Permission denied|Read-only|not permitted/i.test(reason)) {
    return new StartupError(notWritable(dataDir), { cause });
  }
  return isMade ? damaged(dataDir, reason, cause) : new Error(reason, { cause });
}

/** Commits something and sees that it was synced, so that another PGlite cannot take durability away in silence. */
async function checkDurable(pglite: PGlite, fs: DurableNodeFS): Promise<void> {
  const before = fs.syncs;
  await pglite.query(`SELECT pg_logical_emit_message(true, 'runledger', '')`);
  if (fs.syncs > before) return;
  throw new StartupError(
    'This PGlite does not sync what it commits, so a power cut would lose it: Runledger does not start on it.',
  );
}

async function open(options: PGliteOptions): Promise<PGlite> {
  const pglite = await PGlite.create({ ...options, extensions: { pg_trgm } });
  await pglite.exec(`SET TIME ZONE 'UTC'`);
  return pglite;
}

async function emptyImage(): Promise<Blob | undefined> {
  try {
    await access(EMPTY_DATABASE_IMAGE);
  } catch {
    return undefined;
  }
  return openAsBlob(EMPTY_DATABASE_IMAGE, { type: 'application/gzip' });
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function hasEntries(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder)).length > 0;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

function folderSentence(error: unknown, dataDir: string): string {
  switch (errorCode(error)) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return notWritable(dataDir);
    case 'EEXIST':
    case 'ENOTDIR':
      return `${dataDir} (DATA_DIR) is not a folder.`;
    case 'ENOSPC':
      return noSpace(dataDir);
    default:
      return `The embedded database in ${dataDir} cannot be opened: ${errorMessage(error)}.`;
  }
}

const notWritable = (dataDir: string) => `The folder ${dataDir} (DATA_DIR) cannot be written by this user.`;
const noSpace = (dataDir: string) =>
  `There is no space left for the embedded database in ${dataDir} (DATA_DIR).`;
