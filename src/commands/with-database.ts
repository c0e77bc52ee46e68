import { type Database, openDatabase } from '../core/db/client.js';
import { ExpectedError } from '../core/db/errors.js';
import { pendingMigrations } from '../migrations/migrate.js';
import { type Config, loadConfig } from '../server/config.js';

/** Does something with the database that the settings name. @throws ExpectedError where it lacks migrations. */
export async function withDatabase<T>(work: (database: Database, config: Config) => Promise<T>): Promise<T> {
  const config = loadConfig();
  const database = await openDatabase(config);
  try {
    const pending = await pendingMigrations(database);
    if (pending.length > 0) {
      throw new ExpectedError(`The database lacks ${pending.join(', ')}: run "runledger migrate up" first.`);
    }
    return await work(database, config);
  } finally {
    await database.close();
  }
}
