import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { expectUsable } from '../../support/axe.js';
import { type ConsoleBrowser, NARROW, SETUP_MS, settled, WIDE } from '../../support/console-browser.js';

const Rows = z.object({ nodes: z.array(z.object({ id: z.string() })) });
const Shown = z.object({ failed: Rows, running: Rows, done: Rows, jobs: Rows });
const SHOWN = `{
  failed: executions(first: 1, filter: { status: FAILED }) { nodes { id } }
  running: executions(first: 1, filter: { status: RUNNING }) { nodes { id } }
  done: executions(first: 1, filter: { status: COMPLETED }) { nodes { id } }
  jobs(first: 1) { nodes { id } }
}`;
/** One pixel may be lost to rounding. */
const SLACK_PX = 1;

/** Each screen, and what of it only shows by its address. */
const SCREENS: [string, (rows: z.infer<typeof Shown>) => string][] = [
  ['the overview', () => ''],
  ['runs', () => 'runs'],
  ['runs that are filtered', () => 'runs?status=FAILED&queued=30d&order=DURATION.DESC'],
  ['runs of a wrong address', () => 'runs?status=LOST&order=sideways'],
  ['a run that failed', ({ failed }) => `runs/${failed.nodes[0]?.id}`],
  ['a run that runs', ({ running }) => `runs/${running.nodes[0]?.id}`],
  ['a run that is done', ({ done }) => `runs/${done.nodes[0]?.id}`],
  ['jobs', () => 'jobs'],
  ['a job', ({ jobs }) => `jobs/${jobs.nodes[0]?.id}`],
  ['failures', () => 'failures'],
  ['schedules', () => 'schedules'],
  ['workers', () => 'workers'],
  ['alerts', () => 'alerts'],
  ['the account', () => 'account'],
  ['people', () => 'people'],
  ['verification', () => 'verification'],
  ['summaries', () => 'summaries'],
  ['an address where nothing is', () => 'nowhere'],
];

/** Each screen, light and dark, wide and on a phone: everybody can use it. */
export function testScreens(given: () => ConsoleBrowser): void {
  let rows: z.infer<typeof Shown>;

  beforeAll(async () => {
    rows = await given().ask(Shown, SHOWN);
  }, SETUP_MS);

  async function look(page: Page): Promise<void> {
    await settled(page);
    await expectUsable(page);
  }

  it.concurrent.each(
    SCREENS,
  )('%s can be used by everybody, light and dark, and fits a phone', (_name, path) =>
    given().visit({ path: path(rows), viewport: WIDE }, async (page) => {
      await look(page);
      await page.setViewportSize(NARROW);
      await look(page);
      const width = await page.evaluate<number>('document.documentElement.scrollWidth');
      expect(width).toBeLessThanOrEqual(NARROW.width + SLACK_PX);
    }));

  it.concurrent('signing in can be used by everybody, on a phone too', () =>
    given().visit({ key: null, viewport: NARROW }, look));
}
