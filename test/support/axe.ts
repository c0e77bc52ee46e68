import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** Colours that still change have no contrast of their own. */
const STILL =
  'Promise.all(document.getAnimations().filter((one) => one instanceof CSSTransition).map((one) => one.finished.catch(() => undefined))).then(() => undefined)';
/** Of one rule; the others are like them. */
const SHOWN = 3;

/** What axe finds against WCAG 2.2 AA, a line each. Its script comes by the debugger, past no policy of the page's own. */
export async function axeViolations(page: Page): Promise<string[]> {
  if (!(await page.evaluate('typeof axe === "object"'))) await page.evaluate(axe.source);
  await page.evaluate(STILL);
  const { violations } = await page.evaluate<AxeResults>(
    `axe.run(document, ${JSON.stringify({
      runOnly: { type: 'tag', values: TAGS },
      resultTypes: ['violations'],
      preload: false,
    })})`,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes
      .slice(0, SHOWN)
      .map(
        ({ html, failureSummary = '' }) =>
          `${id}: ${html.slice(0, 200)}: ${failureSummary.replaceAll(/\s+/g, ' ')}`,
      ),
  );
}
