import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of Runledger's package.json, from src/ and from dist/ alike. */
export const PACKAGE_ROOT = fileURLToPath(new URL('..', import.meta.url));
export const SCHEMA_DIR = join(PACKAGE_ROOT, 'prisma', 'schema');
export const MIGRATIONS_DIR = join(PACKAGE_ROOT, 'prisma', 'migrations');

/** An empty embedded database that the build makes, because unpacking it is five times faster than making one. */
export const EMPTY_DATABASE_IMAGE = join(PACKAGE_ROOT, 'dist', 'empty-database.tar.gz');
