import type { Page } from 'playwright-core';
import { beforeAll, it } from 'vitest';
import { z } from 'zod';
import { type ConsoleBrowser, NARROW, SETUP_MS, settled, WIDE } from '../../support/console-browser.js';
import { type ConsoleJob, createConsoleJob } from '../../support/console-runs.js';

const KIB = 1_024;
const MARKUP = '<img src=x onerror="window.isHit=1"><script>window.isHit=1</script>';
const NAME = `${MARKUP} \u202egnp.exe \u05e9\u05dc\u05d5\u05dd \ud83e\uddd1\u200d\ud83d\ude80 {{7*7}}`;
const MESSAGE = `${MARKUP} javascript:window.isHit=1 `.padEnd(
  64 * KIB - 1,
  'long without a break'.replaceAll(' ', ''),
);
/** What a screen says of what is not there for who looks. */
const GONE = /no such|not found|no run|no job|nothing|does not exist|gone/i;
const User = z.object({ id: z.string(), role: z.string(), status: z.string() });
const Users = z.object({ users: z.object({ nodes: z.array(User) }) });
const Key = z.object({ createApiKey: z.object({ secret: z.string() }) });

/**
 * What of the page holds a mark that turns the writing round, and lets it turn what stands beside it, too: a text
 * outside of any element that isolates, and a label outside of the characters that do.
 */
const unisolated = (page: Page) =>
  page.evaluate<string[]>(`(() => {
    const outside = (text) => text.replace(/\u2068[^\u2069]*\u2069/g, '').includes('\u202e');
    const found = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const { data, parentElement } = texts.currentNode;
      const isOwn = parentElement.closest('bdi, textarea, script') !== null;
      if (!isOwn && outside(data)) found.push(parentElement.outerHTML);
    }
    for (const element of document.querySelectorAll('[aria-label], [aria-valuetext]')) {
      for (const name of ['aria-label', 'aria-valuetext']) {
        if (outside(element.getAttribute(name) ?? '')) found.push(name + ': ' + element.getAttribute(name));
      }
    }
    if (outside(document.title)) found.push(document.title);
    return found;
  })()`);

/** What others wrote is shown as text, and what is not there is said. */
export function testHostile(given: () => ConsoleBrowser): void {
  let job: ConsoleJob;
  let run: string;
  beforeAll(async () => {
    job = await createConsoleJob(given(), NAME);
    await job.enqueue();
    run = await job.fail(MESSAGE, 'E_<b>');
  }, SETUP_MS);

  const PLACES: [string, () => string][] = [
    ['the list of runs', () => `runs?job=${job.id}`],
    ['the run', () => `runs/${run}`],
    ['the list of jobs', () => 'jobs'],
    ['the job', () => `jobs/${job.id}`],
    ['failures', () => 'failures'],
    ['the overview', () => ''],
  ];

  for (const [width, viewport] of [
    ['wide', WIDE],
    ['narrow', NARROW],
  ] as const) {
    it.concurrent.for(PLACES)(`is text in %s, ${width}`, ([, path], { expect }) =>
      given().visit({ path: path(), viewport }, async (page) => {
        await settled(page);
        expect(await page.evaluate('window.isHit')).toBeUndefined();
        expect(await page.locator('img[src=x], main script').count()).toBe(0);
        const sideways = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
        expect(sideways).toBeLessThanOrEqual(1);
        expect(await unisolated(page)).toEqual([]);
      }));
  }

  it.concurrent('turns nothing round in dialogs, menus and toasts', async ({ expect }) => {
    const own = await createConsoleJob(given(), NAME);
    await given().visit({ path: `jobs/${own.id}` }, async (page) => {
      await settled(page);
      const looks = async () => expect(await unisolated(page)).toEqual([]);
      await page.getByRole('button', { name: 'Enqueue' }).first().click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText('\u202e').first().waitFor();
      await looks();
      await dialog.getByRole('button', { name: 'Enqueue' }).click();
      await page.getByText(/is enqueued$/).waitFor();
      await looks();
      await page.goto(`${given().consoleUrl}runs?job=${own.id}`);
      await page.locator('table[aria-label=Runs] tbody tr[data-index]').waitFor();
      await page.getByRole('button', { name: /^Job: / }).click();
      await page.getByRole('option').first().waitFor();
      await looks();
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      await page.getByRole('option').first().waitFor({ state: 'detached' });
      await page.keyboard.press('j');
      await page.locator('tr[aria-current=true]').waitFor();
      await page.keyboard.press('c');
      await dialog.getByText('\u202e').first().waitFor();
      await looks();
      await dialog.getByRole('button', { name: 'Cancel the run' }).click();
      await page.getByText(/is canceled$/).waitFor();
      await looks();
    });
  });

  it.concurrent('is found in its run, whole', ({ expect }) =>
    given().visit({ path: `runs/${run}` }, async (page) => {
      await settled(page);
      await page.getByText(MARKUP).first().waitFor();
      expect(await page.locator('h1').innerText()).toContain('<script>');
    }));

  it.concurrent.for([
    ['a run', 'runs/exec_01h455vb4pex5vsknk084sn02q'],
    ['what is no id', 'runs/%3Cscript%3E'],
  ] as const)('an address of %s that is not there is answered on the screen', ([, path], { expect }) =>
    given().visit({ path }, async (page) => {
      await page.locator('main').getByText(GONE).first().waitFor();
      expect(await page.getByText('This screen failed').count()).toBe(0);
    }));

  it.concurrent("what is another's looks like what is not there", async ({ expect }) => {
    const { users } = await given().ask(Users, '{ users(first: 50) { nodes { id role status } } }');
    const [reader] = users.nodes.filter(({ role, status }) => role === 'USER' && status === 'ACTIVE');
    const { createApiKey } = await given().ask(
      Key,
      'mutation ($id: ID!) { createApiKey(input: { name: "other", ownerId: $id, scopes: [READ] }) { ... on CreateApiKeyPayload { secret } } }',
      { id: reader?.id },
    );
    await given().visit({ path: `runs/${run}`, key: createApiKey.secret }, async (page) => {
      await page.locator('main').getByText(GONE).first().waitFor();
      expect(await page.locator('main').innerText()).not.toContain('onerror');
    });
  });

  it.concurrent('a row that is deleted while it is shown is said to be gone', async () => {
    const doomed = await createConsoleJob(given());
    await doomed.enqueue();
    const id = await doomed.fail('no reason');
    await given().visit({ path: `runs?job=${doomed.id}` }, async (page) => {
      const row = page.locator('table[aria-label=Runs]').locator('tbody tr[data-index]');
      await row.waitFor();
      await given().ask(
        z.object({ deleteJob: z.object({ __typename: z.literal('DeleteJobPayload') }) }),
        'mutation ($id: ID!) { deleteJob(input: { jobId: $id }) { __typename } }',
        { id: doomed.id },
      );
      await row.getByRole('link').first().click();
      await page.waitForURL(new RegExp(id));
      await page.locator('main').getByText(GONE).first().waitFor();
      await page.goto(`${given().consoleUrl}jobs/${doomed.id}`);
      await page
        .getByRole('heading', { name: 'There is no such job' })
        .or(page.getByText('There is no such job'))
        .first()
        .waitFor();
    });
  });
}
