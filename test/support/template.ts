import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { openDatabase, openMemoryDatabase } from '../../src/core/db/client.js';
import { migrateUp } from '../../src/migrations/migrate.js';
import { loadConfig } from '../../src/server/config.js';

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
  const name = `runledger_template_${randomBytes(6).toString('hex')}`;
  await administer(url, `CREATE DATABASE ${name}`);
  const database = await openDatabase(loadConfig({ DATABASE_URL: databaseUrl(url, name) }));
  await migrateUp(database);
  await database.close();
  const template: Template = { kind: 'server', url, database: name };
  return { template, tearDown: () => administer(url, `DROP DATABASE ${name} WITH (FORCE)`) };
}

/** Runs one statement on the server itself, such as CREATE DATABASE. */
export async function administer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** The address of another database on the same server. */
export function databaseUrl(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}
