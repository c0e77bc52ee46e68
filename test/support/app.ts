import { createLogger } from '../../src/core/logger.js';
import { type App, type AppDeps, createApp } from '../../src/server/app.js';
import type { Config } from '../../src/server/config.js';
import { createTestDatabase, type TestDatabase } from './database.js';

export interface Answer {
  status: number;
  headers: Headers;
  body: unknown;
}

export interface TestApp extends TestDatabase {
  app: App;
  /**
   * Asks by POST as a JSON client does.
   * @param key An API key or a token, for the Authorization header.
   * @param account What `x-runledger-account` says.
   */
  ask(query: string, variables?: Record<string, unknown>, key?: string, account?: string): Promise<Answer>;
}

export interface TestAppOptions extends Partial<Omit<AppDeps, 'config' | 'database'>> {
  config?: Partial<Config>;
  /** The database that it is on, and does not close; one of its own if left out. */
  on?: TestDatabase;
}

/** The whole HTTP side, without a socket. */
export async function createTestApp({
  config: overrides,
  on,
  ...deps
}: TestAppOptions = {}): Promise<TestApp> {
  const test = on ?? (await createTestDatabase());
  const config = { ...test.config, ...overrides };
  const app = createApp({ database: test.database, logger: createLogger('silent'), ...deps, config });
  return {
    ...test,
    config,
    app,
    async ask(query, variables, key, account) {
      const response = await app.fetch('http://localhost/graphql', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(key ? { authorization: `Bearer ${key}` } : {}),
          ...(account === undefined ? {} : { 'x-runledger-account': account }),
        },
        body: JSON.stringify({ query, variables }),
      });
      return { status: response.status, headers: response.headers, body: await response.json() };
    },
    async close() {
      await app.dispose();
      if (!on) await test.close();
    },
  };
}
