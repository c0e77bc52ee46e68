import type { Locator, Page } from 'playwright-core';
import { it } from 'vitest';
import { expectUsable } from '../../support/axe.js';
import { type ConsoleBrowser, settled } from '../../support/console-browser.js';
import { createConsoleJob } from '../../support/console-runs.js';

/** Menus and dialogs, while they are open: everybody can use them. */
export function testLayers(given: () => ConsoleBrowser): void {
  /** Opens one, looks at it in light and dark, and closes it by the keyboard. */
  async function look(page: Page, name: string, open: () => Promise<void>, layer: Locator): Promise<void> {
    await open();
    await layer.waitFor();
    await layer.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
    await expectUsable(page, name);
    await page.keyboard.press('Escape');
    await layer.waitFor({ state: 'detached' });
  }

  const ofRuns = (
    work: (page: Page, press: (name: string | RegExp) => () => Promise<void>) => Promise<void>,
  ) =>
    given().visit({ path: 'runs?status=FAILED' }, async (page) => {
      await settled(page);
      await page.locator('table[aria-label=Runs] tbody tr[data-index]').first().waitFor();
      await work(page, (name) => () => page.getByRole('button', { name }).first().click());
    });

  it.concurrent('those of every page can be used by everybody', () =>
    ofRuns(async (page, press) => {
      const { keyboard } = page;
      const dialog = page.getByRole('dialog');
      const menu = page.getByRole('menu');
      await look(page, 'palette', () => keyboard.press('Control+k'), dialog);
      await look(page, 'help', () => keyboard.press('Shift+?'), dialog);
      await look(page, 'account', press(/^Account: /), menu);
      await look(page, 'times and theme', press('Times and theme'), menu);
    }));

  it.concurrent('those of the list of runs can be used by everybody', () =>
    ofRuns(async (page, press) => {
      const dialog = page.getByRole('dialog');
      const menu = page.getByRole('menu');
      await look(page, 'columns', press('Columns'), menu);
      await look(page, 'views', press('Views'), menu);
      await look(page, 'more filters', press('Filter'), menu);
      await look(page, 'the filter by job', press('Job'), page.getByRole('listbox'));
      const queued = page.getByRole('group', { name: 'Filters' }).getByRole('button', { name: 'Queued' });
      await look(page, 'the filter by time', () => queued.click(), dialog);
      await press('All that match…')();
      const cancel = page.getByRole('menuitem', { name: /^Cancel all that match/ });
      await look(page, 'a bulk', () => cancel.click(), page.getByRole('alertdialog').or(dialog));
    }));

  it.concurrent('those of a job and of a run can be used by everybody', async () => {
    const job = await createConsoleJob(given());
    const run = await job.enqueue();
    await given().visit({ path: `jobs/${job.id}` }, async (page) => {
      await settled(page);
      const press = (name: string) => () => page.getByRole('button', { name }).first().click();
      const dialog = page.getByRole('dialog');
      const menu = page.getByRole('menu');
      await look(page, 'edit', press('Edit'), dialog);
      await look(page, 'enqueue', press('Enqueue'), dialog);
      await look(page, 'more about the job', press('More about this job'), menu);
      await page.goto(`${given().consoleUrl}runs/${run}`);
      await settled(page);
      await look(page, 'more about the run', press('More about this run'), menu);
      await look(page, 'cancel', press('Cancel'), dialog);
    });
  });
}
