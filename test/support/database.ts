import { openAsBlob } from 'node:fs';
import { inject } from 'vitest';
import {
  type Database,
  type DatabaseOptions,
  openDatabase,
  openMemoryDatabase,
} from '../../src/core/db/client.js';
import { PrismaClient } from '../../src/generated/prisma/client.js';
import { type Config, loadConfig } from '../../src/server/config.js';
import { expectOwners, hear, heard, learnOwners } from './heard.js';
import { createDatabase } from './server-database.js';
import { type Given, given } from './world/given.js';

/** A client that only tests use: with less than Runledger asks for. */
export type TestPrisma = Omit<PrismaClient, '$on'>;

/** A migrated, empty database of the test's own. */
export interface TestDatabase {
  database: Database;
  /** What the test itself says: nothing of Runledger takes it, whose own is heard. */
  prisma: TestPrisma;
  /** What is there before a test begins. */
  given: Given;
  config: Config;
  /** Runs `work` and says which statements Runledger's Prisma sent meanwhile, and with what: each one's parameters as JSON. */
  recordStatements<T>(work: () => Promise<T>): Promise<{ result: T; statements: string[]; params: string[] }>;
  /** Closes the database and nothing else, as if it were away. */
  disconnect(): Promise<void>;
  /** Closes it, and looks whether what Runledger said names owners. @throws Error with what does not. */
  close(): Promise<void>;
}

/** Opens a copy of the run's template: in memory, or on the server that TEST_DATABASE_URL names. */
export async function createTestDatabase(): Promise<TestDatabase> {
  let recording: { statements: string[]; params: string[] } | null = null;
  let disconnected: Promise<void> | null = null;
  const { database, config, drop } = await openCopy({
    onStatement(sql, params) {
      recording?.statements.push(sql);
      recording?.params.push(params);
      hear(sql);
    },
  });
  const prisma: TestPrisma = new PrismaClient({ adapter: database.adapterFactory });
  await learnOwners((sql) => prisma.$queryRawUnsafe(sql));
  const disconnect = () => {
    disconnected ??= prisma.$disconnect().then(() => database.close());
    return disconnected;
  };
  return {
    database: { ...database, ...heard(database), background: heard(database.background) },
    prisma,
    given: given(prisma),
    config,
    disconnect,
    async recordStatements(work) {
      const recorded: { statements: string[]; params: string[] } = { statements: [], params: [] };
      recording = recorded;
      try {
        return { result: await work(), ...recorded };
      } finally {
        recording = null;
      }
    },
    async close() {
      await disconnect();
      await drop();
      await expectOwners();
    },
  };
}

/** Walks through the whole schema go further than anybody may: what the limits do has tests of its own. */
const BASE_ENV = { NODE_ENV: 'test', LOG_LEVEL: 'silent', MAX_QUERY_COST: '100000000', RATE_LIMITS: 'off' };

async function openCopy(options: DatabaseOptions) {
  const template = inject('template');
  if (template.kind === 'embedded') {
    const database = await openMemoryDatabase(await openAsBlob(template.file), options);
    return { database, config: loadConfig(BASE_ENV), drop: async () => undefined };
  }
  const { url, drop } = await createDatabase(template.url, 'test', `TEMPLATE ${template.database}`);
  const config = loadConfig({ ...BASE_ENV, DATABASE_URL: url });
  const database = await openDatabase(config, options);
  return { database, config, drop };
}
