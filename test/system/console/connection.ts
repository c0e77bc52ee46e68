import type { Page } from 'playwright-core';
import { it } from 'vitest';
import { z } from 'zod';
import { type ConsoleBrowser, settled } from '../../support/console-browser.js';
import { createConsoleJob } from '../../support/console-runs.js';
import { type DatabaseProxy, startDatabaseProxy } from '../../support/database-proxy.js';
import { startPrefixProxy } from '../../support/strip-prefix.js';

/** What Chromium says of a server that is away. */
const AWAY = /ERR_CONNECTION|ERR_EMPTY_RESPONSE|WebSocket connection|Unable to preload/;
const LOST = /The server cannot be reached/;
const Key = z.object({
  createApiKey: z.object({ secret: z.string(), apiKey: z.object({ id: z.string() }) }),
});

/** The way to the server: cut, gone, below a path, and without credentials that count. */
export function testConnection(given: () => ConsoleBrowser): void {
  const rows = (page: Page) => page.locator('table[aria-label=Runs]').locator('tbody tr[data-index]');
  const states = async (page: Page) =>
    (await rows(page).allInnerTexts()).map((text) => /Queued|Canceled/.exec(text)?.[0]).sort();

  /** The console by way of a connection that can be cut. */
  async function byProxy(work: (proxy: DatabaseProxy, at: string) => Promise<void>): Promise<void> {
    const proxy = await startDatabaseProxy(given().url);
    try {
      await work(proxy, new URL('/console/', proxy.url).href);
    } finally {
      await proxy.close();
    }
  }

  it.concurrent.for([
    ['after it said something', true],
    ['before it said anything', false],
  ] as const)('a stream that is cut %s goes on where it was', ([, hasSaid], { expect }) =>
    byProxy(async (proxy, at) => {
      const job = await createConsoleJob(given());
      const [first] = [await job.enqueue(), await job.enqueue()];
      await given().visit({ path: `runs?job=${job.id}`, at, tolerates: AWAY }, async (page) => {
        const heard = page.waitForEvent('websocket');
        await page.reload();
        await (await heard).waitForEvent('framereceived');
        await expect.poll(() => rows(page).count()).toBe(2);
        if (hasSaid) {
          await job.enqueue();
          await expect.poll(() => rows(page).count()).toBe(3);
        }
        const count = hasSaid ? 3 : 2;
        await proxy.refuse();
        await page.getByText(LOST).waitFor();
        await job.cancel(first);
        await job.enqueue();
        expect(await states(page)).toEqual(Array.from({ length: count }, () => 'Queued'));
        await proxy.restore();
        await page.getByText(LOST).waitFor({ state: 'detached' });
        await expect
          .poll(() => states(page))
          .toEqual(['Canceled', ...Array.from({ length: count }, () => 'Queued')]);
      });
    }));

  it.concurrent('a page that finds no server says so, and goes on once there is one', () =>
    byProxy((proxy, at) =>
      given().visit({ path: 'runs', at, tolerates: AWAY }, async (page) => {
        await settled(page);
        await page.context().route('**/graphql', (route) => route.abort('connectionrefused'));
        await page.reload();
        await page.getByText(LOST).waitFor();
        await page.context().unroute('**/graphql');
        await rows(page).first().waitFor();
        await page.getByText(LOST).waitFor({ state: 'detached' });
        await proxy.refuse();
        await page.getByRole('button', { name: /^Failed/ }).click();
        await page.getByText(LOST).first().waitFor();
        // A screen whose code has not come yet waits for it, and takes nothing away.
        await page.getByRole('link', { name: 'Schedules', exact: true }).click();
        await proxy.restore();
        await page.getByRole('heading', { name: 'Schedules', level: 1 }).waitFor();
        await page.goBack();
        await rows(page).first().waitFor();
      }),
    ));

  it.concurrent('asks again for what did not come, also where the server is back at once', ({ expect }) =>
    given().visit({ path: 'runs', tolerates: AWAY }, async (page) => {
      await settled(page);
      await page.route('**/schedules-screen-*.js', (route) => route.abort('connectionrefused'), { times: 1 });
      await page.getByRole('link', { name: 'Schedules', exact: true }).click();
      await page.getByRole('heading', { name: 'Schedules', level: 1 }).waitFor();
      // Its look too, which the loader asks for once.
      await page.route('**/workers-screen-*.css', (route) => route.abort('connectionrefused'), { times: 1 });
      await page.getByRole('link', { name: 'Workers', exact: true }).click();
      await page.getByRole('heading', { name: 'Workers', level: 1 }).waitFor();
      expect(
        await page.evaluate(
          `[...document.styleSheets].filter(({ href }) => href?.includes('/workers-screen-')).map(({ cssRules }) => cssRules.length > 0).join()`,
        ),
      ).toBe('true');
      await page.route('**/palette-*.js', (route) => route.abort('connectionrefused'), { times: 1 });
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog').waitFor();
    }));

  it.concurrent('loads the page anew, once, where the server has other files by now', ({ expect }) =>
    given().visit({ path: 'runs', tolerates: /404|lacks a part/ }, async (page) => {
      await settled(page);
      let loads = 0;
      page.on('load', () => {
        loads += 1;
      });
      await page.route('**/schedules-screen-*.js', (route) => route.fulfill({ status: 404 }));
      await page.getByRole('link', { name: 'Schedules', exact: true }).click();
      await page.getByRole('heading', { name: 'This screen failed' }).waitFor();
      expect(loads).toBe(1);
      await page.unroute('**/schedules-screen-*.js');
      await page.getByRole('button', { name: 'Load again' }).click();
      await page.getByRole('heading', { name: 'Schedules', level: 1 }).waitFor();
    }));

  it.concurrent('works below any path of a proxy', async ({ expect }) => {
    const proxy = await startPrefixProxy(given().url, '/deep/ledger');
    const job = await createConsoleJob(given());
    const run = await job.enqueue();
    try {
      const at = `${proxy.url}console/`;
      await given().visit({ path: `runs?job=${job.id}`, at }, async (page) => {
        await expect.poll(() => rows(page).count()).toBe(1);
        await page.waitForLoadState('networkidle');
        await job.enqueue();
        await expect.poll(() => rows(page).count()).toBe(2);
        const links = await page
          .getByRole('navigation', { name: 'Main' })
          .getByRole('link')
          .evaluateAll((all) => all.map((link) => String(Reflect.get(link, 'href'))));
        expect(links.filter((href) => !href.startsWith(at))).toEqual([`${proxy.url}graphql`]);
        await page.getByRole('link', { name: 'Schedules', exact: true }).click();
        await page.waitForURL(`${at}schedules`);
        await page.goto(`${at}runs/${run}`);
        await settled(page);
        expect(new URL(page.url()).pathname).toBe(`/deep/ledger/console/runs/${run}`);
      });
    } finally {
      await proxy.close();
    }
  });

  it.concurrent('says when the key that it asks with is revoked, and goes on with another', async ({
    expect,
  }) => {
    const { createApiKey } = await given().ask(
      Key,
      'mutation { createApiKey(input: { name: "short", scopes: [READ, WORK, MANAGE] }) { ... on CreateApiKeyPayload { secret apiKey { id } } } }',
    );
    const job = await createConsoleJob(given());
    await job.enqueue();
    const options = { path: `runs?job=${job.id}`, key: createApiKey.secret, tolerates: /./ };
    await given().visit(options, async (page) => {
      await rows(page).first().waitFor();
      await given().ask(
        z.object({ revokeApiKey: z.object({ __typename: z.literal('RevokeApiKeyPayload') }) }),
        'mutation ($id: ID!) { revokeApiKey(input: { apiKeyId: $id }) { __typename } }',
        { id: createApiKey.apiKey.id },
      );
      // Its stream is ended; it need not ask for anything to hear of it.
      await page.getByText('Your session has ended').waitFor();
      await page.getByRole('textbox', { name: 'API key' }).fill(given().key);
      await page.getByRole('button', { name: 'Use this key' }).click();
      await rows(page).first().waitFor();
      expect(page.url()).toContain(`runs?job=${job.id}`);
    });
  });
}
