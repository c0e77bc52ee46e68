import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openInMemory } from '../../src/core/db/embedded.js';
import { embeddedSession, type SqlSession, serverSession } from '../../src/core/db/session.js';
import { createDatabase } from './server-database.js';

/** An empty database, to which several sessions can be opened where it is on a server. */
export interface EmptyDatabase {
  kind: SqlSession['kind'];
  open(): Promise<SqlSession>;
  drop(): Promise<void>;
}

/** Where empty databases come from. In memory they are one after the other the same, emptied: it takes a second to open. */
export interface EmptyDatabases {
  create(): Promise<EmptyDatabase>;
  close(): Promise<void>;
}

async function inMemory(): Promise<EmptyDatabases> {
  const pglite = await openInMemory();
  const clear = () => pglite.exec('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  return {
    create: async () => ({
      kind: 'embedded',
      open: async () => embeddedSession(pglite),
      drop: async () => void (await clear()),
    }),
    close: () => pglite.close(),
  };
}

async function emptyOnServer(url: string): Promise<EmptyDatabase> {
  const database = await createDatabase(url, 'migrate');
  return {
    kind: 'server',
    async open() {
      const client = new pg.Client({ connectionString: database.url });
      await client.connect();
      return serverSession(client);
    },
    drop: database.drop,
  };
}

type DatabaseCase = [kind: string, open: () => Promise<EmptyDatabases>];

/** In memory always, and on the server too where TEST_DATABASE_URL names one. */
export function emptyDatabases(): DatabaseCase[] {
  const url = process.env.TEST_DATABASE_URL;
  const cases: DatabaseCase[] = [['in memory', inMemory]];
  const onServer = (server: string) => ({
    create: () => emptyOnServer(server),
    close: async () => undefined,
  });
  if (url) cases.push(['on a server', async () => onServer(url)]);
  return cases;
}

/** A folder for one test, and how to be rid of it. */
export async function temporaryFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'runledger-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Writes or replaces one migration: its up, and its down where it has one. */
export async function writeMigration(folder: string, name: string, up: string, down?: string): Promise<void> {
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, name, 'migration.sql'), up);
  if (down !== undefined) await writeFile(join(folder, name, 'down.sql'), down);
}
