import { type App, type AppDeps, createApp } from '../../src/app.js';
import type { Config } from '../../src/config.js';
import { createLogger } from '../../src/logger.js';
import { createTestDatabase, type TestDatabase } from './database.js';

export interface Answer {
  status: number;
  headers: Headers;
  body: unknown;
}

export interface TestApp extends TestDatabase {
  app: App;
  /** Asks by POST as a JSON client does. @param key An API key, for the Authorization header. */
  ask(query: string, variables?: Record<string, unknown>, key?: string): Promise<Answer>;
}

/** The whole HTTP side on a database of its own, without a socket. */
export async function createTestApp({
  config: overrides,
  ...deps
}: Partial<Omit<AppDeps, 'config'>> & { config?: Partial<Config> } = {}): Promise<TestApp> {
  const test = await createTestDatabase();
  const config = { ...test.config, ...overrides };
  const app = createApp({ database: test.database, logger: createLogger('silent'), ...deps, config });
  return {
    ...test,
    config,
    app,
    async ask(query, variables, key) {
      const response = await app.fetch('http://localhost/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) },
        body: JSON.stringify({ query, variables }),
      });
      return { status: response.status, headers: response.headers, body: await response.json() };
    },
    async close() {
      await app.dispose();
      await test.close();
    },
  };
}
