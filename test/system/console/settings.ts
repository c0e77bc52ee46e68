import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { it } from 'vitest';
import { asking, type ConsoleBrowser } from '../../support/console-browser.js';
import { createConsoleJob } from '../../support/console-runs.js';
import { migratedFolder } from '../../support/images.js';
import { serve } from '../../support/serve.js';

/** What the console shows of what its server can do. */
export function testSettings(given: () => ConsoleBrowser): void {
  const graphiql = (page: Page) => page.getByRole('link', { name: 'GraphiQL' });

  it.concurrent('what a server lacks is offered nowhere', async ({ expect }) => {
    const folder = await migratedFolder();
    const server = await serve({
      DATA_DIR: folder.path,
      HOST: '127.0.0.1',
      NODE_ENV: 'test',
      GRAPHIQL: 'off',
      RATE_LIMITS: 'off',
    });
    const at = new URL('/console/', server.url).href;
    try {
      await given().visit({ at, key: null, tolerates: /401/ }, async (page) => {
        await page.getByRole('button', { name: 'Use the development key' }).waitFor();
        await page.getByText('With an API key').waitFor();
        expect(await page.getByText('By mail').count()).toBe(0);
        expect(await page.getByLabel('Email address').count()).toBe(0);

        await page.getByRole('button', { name: 'Use the development key' }).click();
        // Nothing has run there: the first steps name GraphiQL where there is one.
        await page.getByText('Nothing has run yet').waitFor();
        expect(await graphiql(page).count()).toBe(0);

        await page.goto(`${at}account?tab=notifications`);
        await page.getByText('This server sends no mail').waitFor();

        const key = (await readFile(join(folder.path, 'development-key'), 'utf8')).trim();
        const job = await createConsoleJob({ ask: asking(server.url, key) });
        await page.goto(`${at}runs/${await job.enqueue()}`);
        await page.getByRole('button', { name: 'More about this run' }).click();
        await page.getByRole('menuitem', { name: 'Copy the link' }).waitFor();
        expect(await page.getByRole('menuitem', { name: /GraphiQL/ }).count()).toBe(0);
      });
    } finally {
      await server.end();
      await folder.remove();
    }
  });

  it.concurrent('what a server has is offered', ({ expect }) =>
    given().visit({ key: null, tolerates: /401/ }, async (page) => {
      await page.getByText('By mail').waitFor();
      await page.getByRole('button', { name: 'Use the development key' }).click();
      await graphiql(page).waitFor();
      expect(await graphiql(page).getAttribute('href')).toBe(new URL('/graphql', given().url).href);
    }));
}
