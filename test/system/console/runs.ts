import type { Page } from 'playwright-core';
import { it } from 'vitest';
import { type ConsoleBrowser, settled } from '../../support/console-browser.js';
import { createConsoleJob } from '../../support/console-runs.js';

const COUNT = 3;
/** Together more than a list holds of what came while it was open. */
const FLOOD = [500, 500, 100];

/** The list of runs: by keys, by its address, and what can be done with many. */
export function testRuns(given: () => ConsoleBrowser): void {
  const table = (page: Page) => page.locator('table[aria-label=Runs]');
  const rows = (page: Page) => table(page).locator('tbody tr[data-index]');

  const currentRow = (page: Page) => table(page).locator('tbody tr[aria-current=true]');
  /** What the row that the keyboard is on leads to. */
  const current = (page: Page) => currentRow(page).getByRole('link').first().getAttribute('href');

  /** All that an address says about the list. */
  async function seen(page: Page) {
    await settled(page);
    await rows(page).first().waitFor();
    return {
      address: page.url(),
      heads: await table(page).getByRole('columnheader').allInnerTexts(),
      sorted: await table(page)
        .locator('th[aria-sort]')
        .evaluateAll((heads) => heads.map((head) => head.textContent)),
      // Without their counts, which other tests change.
      pressed: (
        await page.locator('[role=group][aria-label=Status] [aria-pressed=true]').allInnerTexts()
      ).map((text) => /^\D+/.exec(text)?.[0].trim()),
      filters: await page
        .getByRole('group', { name: 'Filters' })
        .or(page.getByRole('toolbar', { name: 'Filters' }))
        .innerText(),
      rows: await rows(page).allInnerTexts(),
    };
  }

  it.concurrent('is used by the keyboard alone', ({ expect }) =>
    given().visit({}, async (page) => {
      await settled(page);
      const { keyboard } = page;
      await keyboard.press('g');
      await keyboard.press('r');
      await page.waitForURL(/\/console\/runs$/);
      await rows(page).first().waitFor();

      await keyboard.press('/');
      await page.getByRole('menu').waitFor();
      await keyboard.type('Trig');
      await keyboard.press('Enter');
      await page.getByRole('menu').waitFor({ state: 'detached' });
      await page.locator(':focus').waitFor();

      await keyboard.press('Escape');
      // By what they lead to, not by their places: other tests queue runs, which come above them.
      // What is pressed before the filter's panel has closed is the panel's.
      await expect
        .poll(async () => {
          await keyboard.press('j');
          return currentRow(page).count();
        })
        .toBe(1);
      const first = await current(page);
      await keyboard.press('j');
      await expect.poll(() => current(page)).not.toBe(first);
      const second = await current(page);
      await keyboard.press('j');
      await expect.poll(() => current(page)).not.toBe(second);
      await keyboard.press('k');
      await expect.poll(() => current(page)).toBe(second);
      await keyboard.press('x');
      await page.getByText('1 chosen').waitFor();
      expect(await currentRow(page).getByRole('checkbox').isChecked()).toBe(true);
      await keyboard.press('Enter');
      await page.waitForURL(/\/console\/runs\/exec_\w+$/);
      await page.goBack();
      await page.waitForURL(/\/console\/runs$/);
      await rows(page).first().waitFor();

      await keyboard.press('Control+k');
      await page.getByRole('dialog', { name: 'Go to' }).waitFor();
      await keyboard.type('sched');
      await page.getByRole('option', { name: /Schedules/ }).waitFor();
      await keyboard.press('Enter');
      await page.waitForURL(/\/console\/schedules$/);
      await page.getByRole('dialog').waitFor({ state: 'detached' });

      await keyboard.press('Shift+?');
      const help = page.getByRole('dialog');
      await help.getByText('Failures').waitFor();
      await keyboard.press('Escape');
      await help.waitFor({ state: 'detached' });
    }));

  it.concurrent('is the same again by its address, and by Back', ({ expect }) =>
    given().visit(
      {
        path: 'runs?status=FAILED&status=CANCELED&queued=90d&order=DURATION.DESC&cols=run,status,duration,tags,kind',
      },
      async (page) => {
        const first = await seen(page);
        expect(first.rows.length).toBeGreaterThan(2);
        expect(first.pressed).toHaveLength(2);
        expect(first.sorted).toEqual([expect.stringContaining('Duration')]);
        await page.reload();
        expect(await seen(page)).toEqual(first);
        await page.getByRole('link', { name: 'Jobs', exact: true }).click();
        await page.waitForURL(/\/console\/jobs$/);
        await page.goBack();
        expect(await seen(page)).toEqual(first);
      },
    ));

  it.concurrent('keeps each change in the address, so that Back undoes it', ({ expect }) =>
    given().visit({ path: 'runs' }, async (page) => {
      await settled(page);
      await page
        .getByRole('group', { name: 'Status' })
        .getByRole('button', { name: /^Failed/ })
        .click();
      await page.waitForURL(/\?status=FAILED$/);
      await table(page).getByRole('button', { name: 'Duration' }).click();
      await page.waitForURL(/\?status=FAILED&order=DURATION\.\w+$/);
      await settled(page);
      const words = await table(page).getByText('Failed', { exact: true }).count();
      expect(words).toBe(await rows(page).count());
      await page.goBack();
      await page.waitForURL(/\?status=FAILED$/);
      await page.goBack();
      await page.waitForURL(/\/runs$/);
    }));

  it.concurrent('says what of its address makes no sense, and shows the rest', ({ expect }) =>
    given().visit(
      { path: 'runs?status=LOST&status=FAILED&order=sideways&queued=soon&duration=long&params=%7B&error=ab' },
      async (page) => {
        const notice = page.getByText(/make no sense/);
        await notice.waitFor();
        for (const wrong of ['"LOST"', '"sideways"', '"soon"', '"long"', 'params', 'error']) {
          expect(await notice.innerText()).toContain(wrong);
        }
        await rows(page).first().waitFor();
        expect(await rows(page).getByText('Failed', { exact: true }).count()).toBe(await rows(page).count());
      },
    ));

  it.concurrent('acts on what was seen, and on nothing that came later', async ({ expect }) => {
    const job = await createConsoleJob(given());
    const known = await Promise.all(Array.from({ length: COUNT }, job.enqueue));
    await given().visit({ path: `runs?job=${job.id}` }, async (page) => {
      await expect.poll(() => rows(page).count()).toBe(COUNT);
      await page.getByRole('button', { name: 'All that match…' }).click();
      await page.getByRole('menuitem', { name: /^Cancel all that match/ }).click();
      const act = page.getByRole('dialog').getByRole('button', { name: `Cancel ${COUNT} runs` });
      await act.waitFor();
      const later = await Promise.all([job.enqueue(), job.enqueue()]);
      await expect.poll(() => rows(page).count()).toBe(COUNT + later.length);
      await act.click();
      await page.getByText(`${COUNT} of ${COUNT} runs canceled`).waitFor();
      expect(await Promise.all(known.map(job.statusOf))).toEqual(known.map(() => 'CANCELED'));
      expect(await Promise.all(later.map(job.statusOf))).toEqual(later.map(() => 'QUEUED'));
    });
  });

  it.concurrent('is read anew where more came than it is to hold, and shows the newest', async ({
    expect,
  }) => {
    const job = await createConsoleJob(given());
    await job.enqueue();
    await given().visit({ path: `runs?job=${job.id}` }, async (page) => {
      await expect.poll(() => table(page).getAttribute('aria-rowcount')).toBe('2');
      for (const count of FLOOD) await job.enqueueMany(count);
      const newest = await job.enqueue();
      await expect.poll(() => rows(page).first().innerHTML()).toContain(newest);
      // Of all of them, a page is left; the others come when somebody goes on to them.
      await expect.poll(() => table(page).getAttribute('aria-rowcount')).toBe('-1');
    });
  });
}
