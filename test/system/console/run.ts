import type { Page } from 'playwright-core';
import { it } from 'vitest';
import { z } from 'zod';
import { expectUsable } from '../../support/axe.js';
import { type ConsoleBrowser, settled } from '../../support/console-browser.js';
import { createConsoleJob } from '../../support/console-runs.js';

const Recorded = z.object({ recordMetrics: z.object({ __typename: z.literal('RecordMetricsPayload') }) });
const RECORD = `mutation ($work: WorkRef!, $metrics: [MetricInput!]!) {
  recordMetrics(input: { work: $work, metrics: $metrics }) { __typename }
}`;
const Runs = z.object({ nodes: z.array(z.object({ id: z.string() })) });
const OfKinds = z.object({ crawl: Runs, agent: Runs });
const OF_KINDS = `{
  crawl: executions(first: 1, filter: { kind: CRAWL, status: COMPLETED }) { nodes { id } }
  agent: executions(first: 1, filter: { kind: AGENT, status: COMPLETED }) { nodes { id } }
}`;
const TABS = {
  crawl: ['chunks', 'images'],
  agent: ['logs', 'artifacts', 'compare'],
} as const;
const GPUS = [
  { gpu: 0, base: 10 },
  { gpu: 1, base: 90 },
];
const MEASURED = 40;

/** The screen of one run, and what of a screen is in its address. */
export function testRun(given: () => ConsoleBrowser): void {
  const chosenTab = (page: Page) => page.locator('[role=tab][aria-selected=true]');

  it.concurrent('draws a line for each label set of a metric, with its least and its most', async ({
    expect,
  }) => {
    const job = await createConsoleJob(given());
    await job.enqueue();
    const { id, token } = await job.claim();
    const now = Date.now();
    const metrics = Array.from({ length: MEASURED }, (_, at) =>
      GPUS.map(({ gpu, base }) => ({
        name: 'load',
        metricType: 'GAUGE',
        value: base + (at % 3),
        labels: { gpu },
        timestamp: new Date(now - at * 1_000).toISOString(),
      })),
    ).flat();
    await given().ask(Recorded, RECORD, { work: { execution: { id, token } }, metrics });
    await given().visit({ path: `runs/${id}?tab=metrics` }, async (page) => {
      const chart = page.locator('figure[aria-label=load]');
      await chart.getByRole('img').waitFor();
      const legend = (await chart.getByRole('listitem').allInnerTexts()).map((text) =>
        text.replaceAll(/[\u2068\u2069]/g, '').trim(),
      );
      expect(legend).toEqual(['gpu 0', 'gpu 1']);
      await chart.getByRole('button', { name: 'Show as table' }).click();
      const heads = await chart.getByRole('columnheader').count();
      expect(heads).toBe(1 + GPUS.length);
      // No line takes the values of another.
      for (const [nth, { base }] of GPUS.entries()) {
        const cells = await chart.locator(`tbody td:nth-of-type(${nth + 1})`).allInnerTexts();
        const numbers = cells.flatMap((text) => text.match(/\d+(\.\d+)?/g) ?? []).map(Number);
        expect(Math.min(...numbers)).toBe(base);
        expect(Math.max(...numbers)).toBe(base + 2);
      }
    });
  });

  it.concurrent('keeps its tab in the address, as the account does', async ({ expect }) => {
    const job = await createConsoleJob(given());
    const run = await job.enqueue();
    await given().visit({ path: `runs/${run}` }, async (page) => {
      for (const [path, first, second, address] of [
        [`runs/${run}`, 'Overview', 'Events', 'events'],
        ['account', 'Profile', 'API keys', 'keys'],
      ] as const) {
        await page.goto(`${given().consoleUrl}${path}`);
        await settled(page);
        await expect.poll(() => chosenTab(page).innerText()).toMatch(first);
        await page.getByRole('tab', { name: second }).click();
        await page.waitForURL(`${given().consoleUrl}${path}?tab=${address}`);
        await expect.poll(() => chosenTab(page).innerText()).toMatch(second);
        await page.reload();
        await settled(page);
        await expect.poll(() => chosenTab(page).innerText()).toMatch(second);
        await page.goBack();
        await page.waitForURL(`${given().consoleUrl}${path}`);
        await expect.poll(() => chosenTab(page).innerText()).toMatch(first);
      }
    });
  });

  it.concurrent('has tabs that can be used by everybody', async () => {
    const of = await given().ask(OfKinds, OF_KINDS);
    await given().visit({}, async (page) => {
      for (const kind of ['crawl', 'agent'] as const) {
        for (const tab of TABS[kind]) {
          await page.goto(`${given().consoleUrl}runs/${of[kind].nodes[0]?.id}?tab=${tab}`);
          await settled(page);
          await page.getByRole('tabpanel').waitFor();
          await expectUsable(page);
        }
      }
    });
  });

  it.concurrent('leads through its chunks by the arrow keys', async ({ expect }) => {
    const { crawl } = await given().ask(OfKinds, OF_KINDS);
    await given().visit({ path: `runs/${crawl.nodes[0]?.id}?tab=chunks` }, async (page) => {
      const grid = page.getByRole('slider', { name: 'Chunks' });
      await grid.focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => grid.innerText()).toMatch(/^Chunk 2: /);
      await expect
        .poll(() => page.getByRole('table', { name: 'Chunks' }).locator('tbody tr').count())
        .toBe(1);
      await page.keyboard.press('Home');
      await expect.poll(() => grid.getAttribute('aria-valuetext')).toMatch(/^Chunk 0: /);
    });
  });
}
