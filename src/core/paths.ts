import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of Runledger's package.json, from src/ and from dist/ alike. */
export const PACKAGE_ROOT = folderWith('package.json', dirname(fileURLToPath(import.meta.url)));
export const SCHEMA_DIR = join(PACKAGE_ROOT, 'prisma', 'schema');
export const MIGRATIONS_DIR = join(PACKAGE_ROOT, 'prisma', 'migrations');

/** An empty embedded database that the build makes, because unpacking it is five times faster than making one. */
export const EMPTY_DATABASE_IMAGE = join(PACKAGE_ROOT, 'dist', 'empty-database.tar.gz');

function folderWith(file: string, folder: string): string {
  return existsSync(join(folder, file)) ? folder : folderWith(file, dirname(folder));
}
