import type { Locator, Page } from 'playwright-core';

const MOST_STEPS = 20;

/**
 * Goes on with Tab until this has the focus: a field by its name, anything else by its words. On the way, whatever has
 * the focus must be seen to have it (WCAG 2.2, 2.4.7).
 *
 * @throws when it is not reached, or the focus cannot be seen
 */
export async function tabTo(page: Page, wanted: string): Promise<Locator> {
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const focused = page.locator(':focus');
    if ((await focused.count()) > 0) {
      const { name, text, outline } = await page.evaluate<Focused>(LOOK);
      if (!outline) throw new Error('the focus cannot be seen');
      if (name === wanted || text === wanted) return focused;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${wanted}`);
}

/** Presses what has the focus, which leads to another page, and waits until that page is loaded. */
export async function press(page: Page, focused: Locator): Promise<void> {
  await focused.waitFor();
  // Listens before it presses: the page that is left is loaded, too, and must not be taken for the next one.
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
}

interface Focused {
  readonly name: string | null;
  readonly text: string;
  readonly outline: boolean;
}

const LOOK = `(() => {
  const element = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  return {
    name: element.getAttribute('name'),
    text: element.textContent.trim(),
    outline: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2,
  };
})()`;
