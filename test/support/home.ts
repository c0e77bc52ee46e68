import { inject } from 'vitest';
import { migratedFolder } from './images.js';
import { createDatabase } from './server-database.js';

/** Where a server process of a test's own keeps its data. */
export interface Home {
  /** What tells the process of it. */
  env: Record<string, string>;
  /** Of the database on the server; null for a folder. */
  name: string | null;
  remove(): Promise<void>;
}

/** Makes a migrated, empty one, of the sort the run is for. @param purpose Becomes part of its name. */
export async function openHome(purpose: string): Promise<Home> {
  const template = inject('template');
  if (template.kind === 'embedded') {
    const folder = await migratedFolder();
    return { env: { DATA_DIR: folder.path }, name: null, remove: folder.remove };
  }
  const { name, url, drop } = await createDatabase(template.url, purpose, `TEMPLATE ${template.database}`);
  return { env: { DATABASE_URL: url }, name, remove: drop };
}
