import { generateApiKey } from '../src/auth/api-key.js';
import { openDatabase } from '../src/core/db/client.js';
import { createLogger } from '../src/core/logger.js';
import type { ApiKeyScope } from '../src/generated/prisma/enums.js';
import { migrateUp } from '../src/migrations/migrate.js';
import { createApp } from '../src/server/app.js';
import { loadConfig } from '../src/server/config.js';
import { createBenchDatabase } from './database.js';

/**
 * Runledger in this process, on a migrated database of the bench's own, with one owner and a key.
 * @param name What the bench is for; it becomes part of the database's name.
 */
export async function openBenchApp(name: string, scopes: ApiKeyScope[]) {
  const bench = await createBenchDatabase(name);
  const config = loadConfig({
    ...process.env,
    DATABASE_URL: bench.url,
    LOG_LEVEL: 'error',
    NODE_ENV: 'production',
  });
  const database = await openDatabase(config);
  await migrateUp(database);
  const { prisma } = database;
  const app = createApp({ database, config, logger: createLogger('error') });
  const { key, ...stored } = generateApiKey();
  const { id: ownerId } = await prisma.user.create({
    data: { email: 'bench@example.com', status: 'ACTIVE', tier: 'ENTERPRISE' },
  });
  await prisma.apiKey.create({ data: { ...stored, ownerId, name: 'bench', scopes } });
  return {
    ...{ url: bench.url, config, prisma, app, key, ownerId },
    async close() {
      await app.dispose();
      await database.close();
      await bench.drop();
    },
  };
}
