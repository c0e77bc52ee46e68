import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import * as engineBindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { openInMemory } from '../core/db/embedded.js';
import { errorMessage } from '../core/db/errors.js';
import { embeddedSession } from '../core/db/session.js';
import { type Migration, MigrationError } from './files.js';
import { migrateUp } from './runner.js';

const DIFFERENT = 2;
/** How the engine knows the dialect of a folder of migrations. */
const LOCKFILE = { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' };

type AdapterFactory = SqlMigrationAwareDriverAdapterFactory;

/** What leads from the migrations to the Prisma schema, and back from there; both empty where they agree. */
export interface MigrationDraft {
  up: string;
  down: string;
}

/**
 * Compares what the migrations make, replayed in an embedded database in memory, with the Prisma schema.
 * @returns the SQL that the migrations lack, empty where they agree.
 * @throws MigrationError where a migration does not run, or the schema is not valid.
 */
export function diffMigrations(migrations: readonly Migration[], schemaDir: string): Promise<string> {
  return replayed(migrations, (pglite) => diffDatabase(new PrismaPGlite(pglite), schemaDir));
}

/**
 * Compares a database as it is with the Prisma schema. What Prisma has no word for is not seen: CHECK constraints,
 * triggers, functions and the text of views.
 * @returns the SQL that the database lacks, empty where they agree.
 */
export async function diffDatabase(adapterFactory: AdapterFactory, schemaDir: string): Promise<string> {
  const files = await readSchema(schemaDir);
  return diff(adapterFactory, files, schemaDir, { tag: 'schemaDatamodel', files });
}

/** Drafts the next migration: what the Prisma schema has and the migrations lack, and how to take that back. */
export function draftMigration(migrations: readonly Migration[], schemaDir: string): Promise<MigrationDraft> {
  return replayed(migrations, async (before) => {
    const up = await diffDatabase(new PrismaPGlite(before), schemaDir);
    if (up === '') return { up, down: '' };
    const down = await replayed(migrations, async (after) => {
      await after.exec(up);
      return diffDatabases(new PrismaPGlite(after), new PrismaPGlite(before), schemaDir);
    });
    return { up, down };
  });
}

async function replayed<T>(
  migrations: readonly Migration[],
  work: (pglite: PGlite) => Promise<T>,
): Promise<T> {
  const pglite = await openInMemory();
  try {
    await migrateUp(embeddedSession(pglite), migrations);
    return await work(pglite);
  } finally {
    await pglite.close();
  }
}

/** The engine reads a second database only as the shadow in which it replayed migrations; here they are in already. */
async function diffDatabases(from: AdapterFactory, to: AdapterFactory, schemaDir: string): Promise<string> {
  const both: AdapterFactory = {
    provider: from.provider,
    adapterName: from.adapterName,
    connect: () => from.connect(),
    connectToShadowDb: () => to.connect(),
  };
  return diff(both, await readSchema(schemaDir), schemaDir, {
    tag: 'migrations',
    baseDir: schemaDir,
    lockfile: LOCKFILE,
    shadowDbInitScript: '',
    migrationDirectories: [],
  });
}

async function diff(
  adapterFactory: AdapterFactory,
  files: engineBindings.SchemaContainer[],
  configDir: string,
  to: engineBindings.DiffTarget,
): Promise<string> {
  const engine = await createEngine(adapterFactory, files);
  try {
    const { exitCode, stdout } = await engine.diff({
      from: { tag: 'schemaDatasource', files, configDir },
      to,
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    });
    return exitCode === DIFFERENT ? (stdout ?? '') : '';
  } catch (error) {
    throw new MigrationError(`The schema cannot be compared: ${errorMessage(error)}`, { cause: error });
  } finally {
    engine.free();
  }
}

/** Prisma's schema engine on a database, for a Prisma schema; the caller frees it. */
export async function createEngine(
  adapterFactory: AdapterFactory,
  files: readonly engineBindings.SchemaContainer[],
): Promise<engineBindings.SchemaEngine> {
  await loadEngine();
  return engineBindings.SchemaEngine.new(
    { datamodels: files.map(({ path, content }) => [path, content]) },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(adapterFactory),
  );
}

let loaded: Promise<void> | undefined;

function loadEngine(): Promise<void> {
  loaded ??= instantiate();
  return loaded;
}

/** Node 20 cannot import a .wasm file as the package's own entry does, so its two halves are joined here. */
async function instantiate(): Promise<void> {
  const bindings = '@prisma/schema-engine-wasm/schema_engine_bg';
  const folder = dirname(createRequire(import.meta.url).resolve(bindings));
  const { instance } = await WebAssembly.instantiate(await readFile(join(folder, 'schema_engine_bg.wasm')), {
    './schema_engine_bg.js': { ...engineBindings },
  });
  engineBindings.__wbg_set_wasm(instance.exports);
  const start = instance.exports.__wbindgen_start;
  if (typeof start === 'function') start();
}

async function readSchema(schemaDir: string): Promise<engineBindings.SchemaContainer[]> {
  const names = (await readdir(schemaDir)).filter((name) => name.endsWith('.prisma')).sort();
  return Promise.all(
    names.map(async (name) => {
      const path = join(schemaDir, name);
      return { path, content: await readFile(path, 'utf8') };
    }),
  );
}
