import { once } from 'node:events';
import { chmod, rm } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Database, EmbeddedDatabase } from '../../core/db/client.js';
import type { Logger } from '../../core/logger.js';

/** A socket in DATA_DIR: whoever may open it may read the database's files as well. */
export const controlSocket = (dataDir: string) => join(dataDir, 'control');
export const BACKUP_PATH = '/backup';
const MAX_CONNECTIONS = 10;

/** An image, piece by piece. */
export async function* piecesOf(image: Blob): AsyncGenerator<Uint8Array, void> {
  const reader = image.stream().getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

/**
 * All of an embedded database at one moment, as a new one can begin with it.
 * @throws what `signal` says where nobody wants it any more.
 */
export async function imageOf(
  { pglite }: Pick<EmbeddedDatabase, 'pglite'>,
  signal?: AbortSignal,
): Promise<Blob> {
  // What opens it has less to recover.
  await pglite.exec('CHECKPOINT');
  signal?.throwIfAborted();
  // No statement is under way meanwhile; a transaction may be, and is not in it, as after a crash.
  return pglite.dumpDataDir('gzip');
}

/**
 * Lets commands on this machine ask the process that has an embedded database, since nobody else can open it meanwhile.
 * Where there can be no socket, in a folder with too long a name say, they are told that the folder is in use.
 */
export async function startControl(database: Database, logger: Logger): Promise<{ stop(): Promise<void> }> {
  if (database.kind !== 'embedded' || database.dataDir === null) return { stop: async () => undefined };
  const { pglite } = database;
  const path = controlSocket(database.dataDir);
  /** An image is held in memory: there is one at a time. */
  let isBusy = false;

  async function giveImage(response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    try {
      const image = await imageOf({ pglite }, gone.signal);
      response.writeHead(200, { 'content-length': image.size });
      await pipeline(Readable.from(piecesOf(image)), response);
      logger.info({ bytes: image.size }, 'a backup was made');
    } catch (err) {
      logger.error({ err }, 'a backup failed');
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    }
  }

  const server = createServer(async (request, response) => {
    if (request.method !== 'POST' || request.url !== BACKUP_PATH) {
      response.writeHead(404).end();
    } else if (isBusy) {
      response.writeHead(503).end();
    } else {
      isBusy = true;
      await giveImage(response);
      isBusy = false;
    }
  });
  server.maxConnections = MAX_CONNECTIONS;
  // Of a process that was killed: this one has the folder now.
  await rm(path, { force: true });
  try {
    server.listen(path);
    await once(server, 'listening');
    await chmod(path, 0o600);
  } catch (err) {
    logger.warn({ err }, 'commands cannot ask this process for a backup');
  }
  // A connection that cannot be taken, for want of file descriptors say, ends nothing.
  server.on('error', (err) => logger.error({ err }, "a command's connection was not taken"));
  return {
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
