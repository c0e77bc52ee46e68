import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AxeResults, RunOnly } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, vi } from 'vitest';

/** The small one: each page that is looked at has to read it. */
const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** All that colours can break. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block'];
/** Colours that still change have no contrast of their own; a page that paints nothing never ends a transition by itself. */
const STILL =
  'document.getAnimations().forEach((one) => { if (one instanceof CSSTransition) one.finish(); })';
/** Of one rule; the others are like them. */
const SHOWN = 3;
/** Looking once takes half a minute where a busy machine draws all pages at once. */
const WAIT = { timeout: 120_000, interval: 500 };

/** @param name What of the page is looked at, where it is not all of it. @throws Error with what stays in somebody's way. */
export async function expectUsable(page: Page, name = 'page'): Promise<void> {
  // What a page passes through, such as a layer that is still closing, is in nobody's way.
  await vi.waitFor(async () => expect(await violations(page), name).toEqual([]), WAIT);
}

/** What axe finds against WCAG 2.2 AA in light and in dark, a line each. */
async function violations(page: Page): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await violationsOf(page, { type: 'tag', values: TAGS });
  // It is the same document: only its colours are others.
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await violationsOf(page, { type: 'rule', values: OF_COLOURS });
  return [...light, ...dark.map((line) => `dark: ${line}`)];
}

/** Its script comes by the debugger, past no policy of the page's own. */
async function violationsOf(page: Page, runOnly: RunOnly): Promise<string[]> {
  if (!(await page.evaluate('typeof axe === "object"'))) await page.evaluate(AXE);
  await page.evaluate(STILL);
  const results = await page.evaluate<AxeResults>(
    `axe.run(document, ${JSON.stringify({
      runOnly,
      resultTypes: ['violations'],
      preload: false,
    })})`,
  );
  return results.violations.flatMap(({ id, nodes }) =>
    nodes
      .slice(0, SHOWN)
      .map(
        ({ html, failureSummary = '' }) =>
          `${id}: ${html.slice(0, 200)}: ${failureSummary.replaceAll(/\s+/g, ' ')}`,
      ),
  );
}
