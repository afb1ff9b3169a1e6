import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** A page, and everything about it that must not happen. */
export interface WatchedPage {
  readonly page: Page;
  /** Requests to anybody but the gateway, errors and warnings of the console (of the policy, too), dialogs, windows. */
  readonly faults: readonly string[];
  /** Names of cookies, and whatever else the browser keeps for the page. */
  kept(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Statuses that the portal answers with on purpose; the console reports each as a failure to load. */
const ANSWERED =
  /^Failed to load resource: the server responded with a status of (403|404|410|422|429) /;

/** A page in a browser of its own. @param origin of the gateway */
export async function watchedPage(
  browser: Browser,
  origin: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const faults: string[] = [];
  const isOurs = (url: string) => url.startsWith(`${origin}/p/`) || url === 'about:blank';
  context.on('request', (request) => {
    if (!isOurs(request.url())) faults.push(`a request to ${new URL(request.url()).origin}`);
  });
  context.on('console', (message) => {
    const failed = ['error', 'warning'].includes(message.type());
    if (failed && !ANSWERED.test(message.text())) faults.push(`the console: ${message.text()}`);
  });
  context.on('weberror', (error) => faults.push(`a script failed: ${error.error().name}`));
  context.on('page', () => faults.push('a window of its own'));
  page.on('dialog', (dialog) => {
    faults.push('a dialog');
    void dialog.dismiss();
  });
  return {
    page,
    faults,
    kept: async () => {
      const cookies = await context.cookies();
      const { origins } = await context.storageState({ indexedDB: true });
      return [...cookies.map(({ name }) => `cookie ${name}`), ...origins.map(() => 'storage')];
    },
    close: async () => {
      await context.close();
    },
  };
}
