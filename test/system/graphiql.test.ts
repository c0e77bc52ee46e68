import { openAsBlob } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page, Response } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openMemoryDatabase } from '../../src/core/db/client.js';
import { loadConfig } from '../../src/server/config.js';
import { EXAMPLE_QUERIES } from '../../src/server/graphiql/examples.js';
import { type RunningServer, startServer } from '../../src/server/server.js';
import { CANNOT_BROWSE, launch, NEEDS_BROWSER } from '../support/browser.js';
import { demoImage } from '../support/images.js';

const LIMIT_MS = 60_000;
const START_LIMIT_MS = 180_000;
const PATIENCE_MS = 2_000;
const NAMES = EXAMPLE_QUERIES.map((query) => /query (\w+)/.exec(query)?.[1] ?? '');

// One page, as somebody uses it; the last looks back on all of it.
describe.skipIf(CANNOT_BROWSE)(`GraphiQL (${NEEDS_BROWSER})`, { shuffle: false }, () => {
  let folder: string;
  let server: RunningServer;
  let browser: Browser;
  let page: Page;
  const refused: string[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'runledger-graphiql-'));
    // The folder has nothing but the development key.
    const database = await openMemoryDatabase(await openAsBlob(await demoImage()));
    server = await startServer(
      loadConfig({ NODE_ENV: 'test', LOG_LEVEL: 'silent', PORT: '0', DATA_DIR: folder }),
      { database: { ...database, dataDir: folder } },
    );
    browser = await launch();
    const context = await browser.newContext({ viewport: { width: 1400, height: 850 } });
    await context.route('**/*', (route) => {
      const { origin, href } = new URL(route.request().url());
      if (origin === new URL(server.url).origin) return route.continue();
      refused.push(href);
      return route.abort();
    });
    page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(server.url);
    await page.getByRole('tab', { name: NAMES[0] }).waitFor();
  }, START_LIMIT_MS);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await rm(folder, { recursive: true });
  });

  /** Tabs glide into their places, and a click on a moving one is taken for a drag. */
  async function select(name: string): Promise<void> {
    const tab = page.getByRole('tab', { name });
    const isSelected = async () => {
      await tab.getByRole('button', { name }).click();
      return tab.getAttribute('aria-selected');
    };
    await expect.poll(isSelected, { timeout: LIMIT_MS }).toBe('true');
  }

  /** GraphiQL notes the operation of another tab a moment later: until then it runs nothing, and says so. */
  async function run(name: string): Promise<Response> {
    const answered = page.waitForResponse(
      (response) => response.request().postData()?.includes(name) ?? false,
    );
    const isAnswered = async () => {
      await page.getByRole('button', { name: /^Execute query/ }).click();
      return Promise.race([answered.then(() => true), delay(PATIENCE_MS, false)]);
    };
    await expect.poll(isAnswered, { timeout: LIMIT_MS }).toBe(true);
    return answered;
  }

  it('opens with the examples and the development key, from this host alone', async () => {
    expect(await page.getByRole('tab').allInnerTexts()).toEqual(NAMES);
    await expect
      .poll(() => page.locator('.graphiql-editor-tool').textContent())
      .toContain(server.developmentKey);
    expect({ refused, complaints }).toEqual({ refused: [], complaints: [] });
  });

  it.each(NAMES)(
    'runs %s and shows its answer',
    async (name) => {
      await select(name);
      const response = await run(name);
      const answer = await response.json();
      expect(answer).toEqual({ data: expect.anything() });
      const [first] = Object.values<unknown[] | { nodes?: unknown[]; buckets?: unknown[] }>(answer.data);
      const rows = Array.isArray(first) ? first : (first?.nodes ?? first?.buckets);
      expect(rows?.length).toBeGreaterThan(0);
      await expect.poll(() => page.locator('.graphiql-response').textContent()).toContain('"data"');
    },
    LIMIT_MS,
  );

  it('keeps its tabs and its key when it is loaded again', async () => {
    await page.reload();
    await page.getByRole('tab', { name: NAMES[0] }).waitFor();
    expect(await page.getByRole('tab').allInnerTexts()).toEqual(NAMES);
    await expect
      .poll(() => page.locator('.graphiql-editor-tool').textContent())
      .toContain(server.developmentKey);
    expect(await page.evaluate('JSON.stringify(localStorage)')).not.toContain(server.developmentKey);
  });

  it('asked no other host for anything', () => {
    expect(refused).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
