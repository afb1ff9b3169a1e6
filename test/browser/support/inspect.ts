import axe from 'axe-core';
import type { Page } from 'playwright-core';

export const PHONE = { width: 390, height: 844 } as const;
export const DESKTOP = { width: 1280, height: 800 } as const;
/** WCAG 2.2, 1.4.10: a page reflows at this width, which is 1280 pixels at 400 %; 640 is 200 %. */
const NARROW = [320, 640] as const;

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** What a size and a scheme change; the rest is the same on each. */
const OF_LOOKS = ['color-contrast', 'link-in-text-block', 'target-size'];

/**
 * What is wrong with the page as it is, for somebody who sees little, or nothing, or uses no mouse: whatever axe finds
 * on a telephone by day and on a desk by night, and what is wider than the screen.
 */
export async function faultsOf(page: Page): Promise<readonly string[]> {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(PHONE);
  const byDay = await violations(page, { type: 'tag', values: STANDARDS });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize(DESKTOP);
  const byNight = await violations(page, { type: 'rule', values: OF_LOOKS });
  const wide: string[] = [];
  for (const width of NARROW) {
    await page.setViewportSize({ width, height: 600 });
    const over = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    if (over > 0) wide.push(`${String(over)} pixels too wide at ${String(width)}`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(PHONE);
  return [...byDay, ...byNight, ...wide];
}

async function violations(page: Page, runOnly: axe.RunOnly): Promise<readonly string[]> {
  const isThere = await page.evaluate<boolean>(`typeof axe !== 'undefined'`);
  if (!isThere) await page.evaluate(axe.source);
  // Style sheets of others are not fetched: there are none.
  const options: axe.RunOptions = { runOnly, preload: false, resultTypes: ['violations'] };
  // As text, because the compiler knows nothing of a browser's globals here.
  const results = await page.evaluate<axe.AxeResults>(`axe.run(${JSON.stringify(options)})`);
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target }) => `${id}: ${JSON.stringify(target)}`),
  );
}
