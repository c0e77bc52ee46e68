import { openAsBlob } from 'node:fs';
import { access, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { EMPTY_DATABASE_IMAGE } from '../paths.js';
import { ExpectedError, errorCode, errorMessage, StartupError } from './errors.js';
import { lockFolder } from './lock.js';

/** The major version of PostgreSQL that the pinned PGlite is; it cannot read another one's files. */
const EMBEDDED_MAJOR = '18';

/** In DATA_DIR while a new database is being set up: "files" until its files are whole, then "content". */
const SETUP_MARKER = 'setting-up';

export interface EmbeddedDatabase {
  pglite: PGlite;
  /** True until `settled()` was called once for this folder, also after a crash on the way there. */
  isNew: boolean;
  /** Says that migrations and first content are complete: from now on the folder is not new. */
  settled(): Promise<void>;
  /** Closes the database and gives the folder free. */
  close(): Promise<void>;
}

/**
 * Opens the PostgreSQL that lives in a folder, and makes it where there is none.
 * @param dataDir an absolute path; it is created.
 * @throws StartupError where another process has it, or it cannot be read or written.
 */
export async function openEmbedded(dataDir: string): Promise<EmbeddedDatabase> {
  try {
    await mkdir(dataDir, { recursive: true });
    const lock = await lockFolder(dataDir);
    try {
      const { pglite, isNew } = await openFiles(dataDir);
      return {
        pglite,
        isNew,
        settled: () => rm(join(dataDir, SETUP_MARKER), { force: true }),
        async close() {
          await pglite.close();
          await lock.release();
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

async function openFiles(dataDir: string): Promise<{ pglite: PGlite; isNew: boolean }> {
  const marker = join(dataDir, SETUP_MARKER);
  const files = join(dataDir, 'pgdata');
  const stage = await readIfThere(marker);
  const version = (await readIfThere(join(files, 'PG_VERSION')))?.trim();

  if (version !== undefined && stage !== 'files') {
    if (version !== EMBEDDED_MAJOR) {
      throw new StartupError(
        `The embedded database in ${dataDir} was made by PostgreSQL ${version}, this is ${EMBEDDED_MAJOR}: move the folder away, or run the release that made it.`,
      );
    }
    return { pglite: await open({ dataDir: files }), isNew: stage !== undefined };
  }

  // Nothing was ever written to files that were cut off while they were made, so they are made again.
  await writeFile(marker, 'files');
  await rm(files, { recursive: true, force: true });
  const pglite = await open({ dataDir: files, loadDataDir: await emptyImage() });
  await writeFile(marker, 'content');
  return { pglite, isNew: true };
}

/** Opens a database that lives in memory, empty or from what `PGlite.dumpDataDir` gave. */
export async function openInMemory(image?: Blob): Promise<PGlite> {
  return open({ loadDataDir: image ?? (await emptyImage()) });
}

async function open(options: { dataDir?: string; loadDataDir?: Blob }): Promise<PGlite> {
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

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function folderSentence(error: unknown, dataDir: string): string {
  switch (errorCode(error)) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `The folder ${dataDir} (DATA_DIR) cannot be written by this user.`;
    case 'EEXIST':
    case 'ENOTDIR':
      return `${dataDir} (DATA_DIR) is not a folder.`;
    case 'ENOSPC':
      return `There is no space left for the embedded database in ${dataDir} (DATA_DIR).`;
    default:
      return `The embedded database in ${dataDir} cannot be opened: ${errorMessage(error)}.`;
  }
}
