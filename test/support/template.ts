import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openDatabase, openMemoryDatabase } from '../../src/core/db/client.js';
import { migrateUp } from '../../src/migrations/migrate.js';
import { loadConfig } from '../../src/server/config.js';
import { createDatabase } from './server-database.js';

/** A migrated database that every test file gets its own copy of. */
export type Template = { kind: 'embedded'; file: string } | { kind: 'server'; url: string; database: string };

declare module 'vitest' {
  export interface ProvidedContext {
    template: Template;
    /** A migrated embedded database, as `PGlite.dumpDataDir` gave it: an archive that tar reads. */
    image: string;
  }
}

/** Migrates one database for the whole run: in memory, or on the server that TEST_DATABASE_URL names. */
export default async function setUp({ provide }: TestProject): Promise<() => Promise<void>> {
  const url = process.env.TEST_DATABASE_URL;
  const image = await makeImage();
  provide('image', image.file);
  if (!url) {
    provide('template', { kind: 'embedded', file: image.file });
    return image.remove;
  }
  const { template, tearDown } = await onServer(url);
  provide('template', template);
  return async () => {
    await Promise.all([tearDown(), image.remove()]);
  };
}

async function makeImage(): Promise<{ file: string; remove: () => Promise<void> }> {
  const database = await openMemoryDatabase();
  await migrateUp(database);
  // Each copy would otherwise begin by doing the migrations again, from the log.
  await database.pglite.exec('CHECKPOINT');
  const dump = await database.pglite.dumpDataDir('none');
  await database.close();
  const folder = await mkdtemp(join(tmpdir(), 'runledger-template-'));
  const file = join(folder, 'template.tar');
  await writeFile(file, Buffer.from(await dump.arrayBuffer()));
  return { file, remove: () => rm(folder, { recursive: true }) };
}

async function onServer(url: string) {
  const created = await createDatabase(url, 'template');
  const database = await openDatabase(loadConfig({ DATABASE_URL: created.url }));
  await migrateUp(database);
  await database.close();
  const template: Template = { kind: 'server', url, database: created.name };
  return { template, tearDown: created.drop };
}
