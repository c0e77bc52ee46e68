import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { draftMigration } from './engine.js';
import { MigrationError, readMigrations } from './files.js';

const NUMBER_WIDTH = 4;
const EMPTY_UP = '-- The Prisma schema asks for no change: write what this migration is to do.\n';
const DOWN_HEADER = '-- Takes back migration.sql. Read what it deletes, and add what Prisma does not see.\n';

/**
 * Writes the next migration from what the Prisma schema has and the migrations lack, and a down.sql to begin with.
 * @param title words for the folder's name, for example "add retention".
 * @returns the new folder.
 * @throws MigrationError where nothing is left of the title, or the migrations do not run.
 */
export async function createMigration(
  migrationsDir: string,
  schemaDir: string,
  title: string,
): Promise<string> {
  const slug = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  if (slug === '') throw new MigrationError(`"${title}" is not a name: use letters and digits.`);
  const migrations = await readMigrations(migrationsDir);
  const last = Number.parseInt(migrations.at(-1)?.name ?? '0', 10);
  const name = `${String(last + 1).padStart(NUMBER_WIDTH, '0')}_${slug}`;
  const { up, down } = await draftMigration(migrations, schemaDir);
  const folder = join(migrationsDir, name);
  await mkdir(folder);
  await writeFile(join(folder, 'migration.sql'), up || EMPTY_UP);
  await writeFile(join(folder, 'down.sql'), `${DOWN_HEADER}${down && '\n'}${down}`);
  return folder;
}
