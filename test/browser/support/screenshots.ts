import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { PHONE } from './inspect.ts';

const FOLDER = fileURLToPath(new URL('../../../docs/images/', import.meta.url));

/** A telephone. */
const PICTURE = { width: 390, height: 900 } as const;

export interface ScreenshotOptions {
  readonly colorScheme?: 'light' | 'dark';
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** Where asked for (`CORDON_SCREENSHOTS=1`), what one sees at first, as docs/portal.md shows it. */
export async function keepScreenshot(
  page: Page,
  name: string,
  { colorScheme = 'light', viewport = PICTURE }: ScreenshotOptions = {},
): Promise<void> {
  if (process.env['CORDON_SCREENSHOTS'] !== '1') return;
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize(viewport);
  await page.screenshot({ path: `${FOLDER}portal-${name}.png` });
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(PHONE);
}
