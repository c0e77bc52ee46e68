import { openAsBlob } from 'node:fs';
import { access, type FileHandle, open, rename, rm } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PGlite } from '@electric-sql/pglite';
import { type Database, openDatabase } from '../../core/db/client.js';
import type { DatabaseConfig } from '../../core/db/config.js';
import { syncFolder } from '../../core/db/durable-files.js';
import { ExpectedError, errorCode } from '../../core/db/errors.js';
import { past } from '../../core/db/server.js';
import { embeddedSession } from '../../core/db/session.js';
import { BACKUP_PATH, controlSocket, imageOf, piecesOf } from './control.js';
import { runProgram } from './programs.js';
import { beginRestoring, finishRestoring, giveUpRestoring, renewSecrets } from './restoring.js';

interface Where {
  database: DatabaseConfig;
}

/**
 * Writes a database into a file, consistent and whole or not at all, also while a server works on it.
 * @throws ExpectedError with one sentence where that is not possible.
 */
export async function backUp({ database: config }: Where, file: string): Promise<void> {
  if (await exists(file)) throw new ExpectedError(`There is a file ${file} already: name another.`);
  const draft = `${file}.part`;
  const opened = await openNew(draft);
  try {
    if (config.kind === 'server') {
      await runProgram('pg_dump', ['--format=custom', `--file=${draft}`], past(config));
    } else {
      const image = (await askServer(config.dataDir)) ?? (await readImage(config));
      await pipeline(image, opened.createWriteStream({ flush: true }));
    }
    await rename(draft, file);
    await syncFolder(dirname(file));
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  } finally {
    await opened.close();
  }
}

/** Nobody else may read it, whoever writes into it; no link that is there already is followed. */
async function openNew(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx', 0o600);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    throw new ExpectedError(`There is a file ${path}: remove it, unless another backup is writing it.`);
  }
}

/** What the process gives that has the folder; null where there is none. */
async function askServer(dataDir: string): Promise<IncomingMessage | null> {
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const asking = request(
        { socketPath: controlSocket(dataDir), method: 'POST', path: BACKUP_PATH },
        resolve,
      );
      asking.once('error', reject);
      asking.end();
    });
    if (response.statusCode === 200) return response;
    response.resume();
    if (response.statusCode === 503)
      throw new ExpectedError(
        'The server that has the database makes another backup: wait until that is done.',
      );
    throw new ExpectedError('The server that has the database could not make a backup: its log says why.');
  } catch (error) {
    if (['ENOENT', 'ECONNREFUSED', 'ENOTSOCK'].includes(errorCode(error) ?? '')) return null;
    throw error;
  }
}

async function readImage(config: DatabaseConfig & { kind: 'embedded' }): Promise<Readable> {
  if (!(await exists(config.dataDir)))
    throw new ExpectedError(`There is no folder ${config.dataDir} (DATA_DIR).`);
  const database = await openDatabase({ database: config });
  try {
    if (database.kind !== 'embedded') throw new Error('an embedded database was opened');
    return Readable.from(piecesOf(await imageOf(database)));
  } finally {
    await database.close();
  }
}

/**
 * Fills a database from a backup. What was given out by the one that was backed up proves nothing here: leases, since
 * others work on those runs by now, and sessions.
 * @param force Also into a server's database that has something in it, which goes.
 * @throws ExpectedError with one sentence where that is not possible.
 */
export async function restore(
  { database: config }: Where,
  file: string,
  { force }: { force: boolean },
): Promise<void> {
  if (!(await exists(file))) throw new ExpectedError(`There is no file ${file}.`);
  if (config.kind === 'embedded') {
    const files = await openAsBlob(file);
    if (!(await isCompressed(files)))
      throw new ExpectedError(`${file} is no backup of an embedded database.`);
    const prepare = (pglite: PGlite) => renewSecrets(embeddedSession(pglite));
    const database = await openDatabase({ database: config }, { image: { files, prepare } });
    try {
      if (database.kind === 'embedded') await database.settled();
    } finally {
      await database.close();
    }
    return;
  }
  const direct = past(config);
  await at(direct, async (database) => {
    if (!force && (await hasTables(database))) {
      throw new ExpectedError('The database is not empty: add --force to replace all that is in it.');
    }
    await beginRestoring(database);
  });
  try {
    // Without a name it takes the one that the environment has.
    const args = ['--clean', '--if-exists', '--no-owner', '--single-transaction', '--dbname=', file];
    await runProgram('pg_restore', args, direct);
  } catch (error) {
    await at(direct, giveUpRestoring);
    throw error;
  }
  await at(direct, finishRestoring);
}

async function at(config: DatabaseConfig, work: (database: Database) => Promise<void>): Promise<void> {
  const database = await openDatabase({ database: config });
  try {
    await work(database);
  } finally {
    await database.close();
  }
}

async function hasTables({ sql }: Database): Promise<boolean> {
  const rows = await sql.query(`/* has_tables */ SELECT FROM pg_tables WHERE schemaname = 'public' LIMIT 1`);
  return rows.length > 0;
}

/** Whether it begins as gzip's files do. */
async function isCompressed(image: Blob): Promise<boolean> {
  const [first, second] = new Uint8Array(await image.slice(0, 2).arrayBuffer());
  return first === 0x1f && second === 0x8b;
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
