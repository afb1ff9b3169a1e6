import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../cli/support/run-command.ts';
import { CANARY } from '../e2e/support/canary.ts';
import { folderForAll } from '../e2e/support/folders.ts';
import { startGateway, type GatewayProcess } from '../e2e/support/gateway-process.ts';
import { openClock, type MovingClock } from '../e2e/support/moving-clock.ts';
import { leaveInPortal, nextCode, until, type Left } from '../e2e/support/portal-links.ts';
import { findChromium, launchChromium } from './support/chromium.ts';
import { DESKTOP, faultsOf, PHONE } from './support/inspect.ts';
import { press, tabTo } from './support/keyboard.ts';
import { keepScreenshot } from './support/screenshots.ts';
import { watchedPage, type WatchedPage } from './support/watched-page.ts';

const CHROMIUM = findChromium(process.env);
/** Where a change is judged, none of this may be left out unnoticed. */
const MUST_RUN = (process.env['CI'] ?? '') !== '';
if (CHROMIUM === undefined && !MUST_RUN) {
  process.stderr.write(
    'Skipped: the portal in a browser. Install Chromium, or name it in CORDON_CHROMIUM.\n',
  );
}

/** A page that is on its way may be shown a moment later where many run at once. */
const SOON = { timeout: 10_000 };

const SUBJECT = `Your results, ${CANARY.name}`;
const TEXT = `Dear ${CANARY.name},

the swab of last week shows a mild pneumonia. Please take the antibiotic twice a day for seven days, and drink plenty.

We would like to see you again on Monday at 9:30. Your record is ${CANARY.record}.

Your care team at Development Hospital`;
const REPLY = 'Thank you, I will come on Monday.';
const PDF = Buffer.from(
  '%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n',
);
/** Whatever a page could do to whoever opens it. */
const HOSTILE = `<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example/">
<style>@import url(https://evil.example/a.css); body{display:none;background:url(https://evil.example/b.png)}</style>
<link rel="stylesheet" href="https://evil.example/c.css"><script>document.title='taken';fetch('https://evil.example/')</script>
<img src="https://evil.example/d.png" onerror="alert(1)"><svg onload="alert(2)"><script>alert(3)</script></svg>
<iframe src="https://evil.example/e"></iframe><object data="https://evil.example/f"></object>
<form action="https://evil.example/g"><input name="password" autofocus onfocus="alert(4)"><button>Sign in again</button></form>
<a href="javascript:alert(5)">Press here</a><video src="https://evil.example/h" autoplay></video>
<p>${CANARY.name} was diagnosed with asthma.</p>`;

describe.skipIf(CHROMIUM === undefined && !MUST_RUN)('the portal in a browser', () => {
  let gateway: GatewayProcess;
  let browser: Browser;
  let clock: MovingClock;
  let open: WatchedPage[] = [];
  const running: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    if (CHROMIUM === undefined) throw new Error('there is no Chromium on this machine');
    [gateway, browser] = await Promise.all([
      folderForAll().then(async (folder) => await startGateway(folder, ['--movable-clock'])),
      launchChromium(CHROMIUM),
    ]);
    running.push(
      () => browser.close(),
      () => gateway.end('SIGINT'),
    );
    clock = await openClock(gateway.ready.consoleUrl);
  });
  afterAll(async () => {
    await Promise.all(running.map(async (end) => await end()));
  });
  afterEach(async () => {
    await Promise.all(open.map(async (one) => await one.close()));
    open = [];
  });

  const visit = async (options: BrowserContextOptions = {}): Promise<WatchedPage> => {
    const watched = await watchedPage(browser, new URL(gateway.ready.url).origin, {
      viewport: PHONE,
      acceptDownloads: true,
      ...options,
    });
    open.push(watched);
    return watched;
  };
  const leave = (body: Readonly<Record<string, unknown>> = {}): Promise<Left> =>
    leaveInPortal(gateway, {
      from: { address: 'care-team@care.cordon.example', name: 'Your care team' },
      ...{ subject: SUBJECT, text: TEXT },
      ...body,
    });
  const codeFrom = async (left: Left, page: Page): Promise<string> =>
    await nextCode(gateway, left, async () => {
      await page.getByRole('button', { name: /a code$|another code$/ }).click();
    });
  const enter = async (page: Page, code: string): Promise<void> => {
    await page.getByLabel('The code we sent you').fill(code);
    await page.getByRole('button', { name: 'Show the message' }).click();
  };
  const signIn = async (left: Left, page: Page): Promise<void> => {
    await page.goto(left.url);
    await enter(page, await codeFrom(left, page));
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
  };
  const heading = async (page: Page) => await page.getByRole('heading', { level: 1 }).innerText();
  const portal = async (verb: 'recall' | 'wipe', { messageId }: Left) => {
    const args = ['--why', 'sent in error', '--data', gateway.ready.dataFolder];
    const { code } = await runCommand('portal', verb, messageId, ...args);
    expect(code).toBe(0);
  };

  it('brings a message to whoever has the code, takes a reply, and leaves nothing behind', async () => {
    const left = await leave({
      attachments: [
        {
          filename: 'results.pdf',
          contentType: 'application/pdf',
          content: PDF.toString('base64'),
        },
      ],
    });
    const watched = await visit();
    const { page } = watched;
    await page.goto(left.url);
    await expect
      .poll(async () => await page.title(), SOON)
      .toBe('A secure message is waiting for you - Development Hospital');
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    expect(await faultsOf(page)).toEqual([]);
    await keepScreenshot(page, 'waiting');

    const code = await codeFrom(left, page);
    await expect
      .poll(async () => await page.title(), SOON)
      .toBe('Enter your code - Development Hospital');
    expect(await faultsOf(page)).toEqual([]);

    await enter(page, code === '00000000' ? '00000001' : '00000000');
    await expect
      .poll(async () => await page.title(), SOON)
      .toBe('Error: Enter your code - Development Hospital');
    const field = page.getByLabel('The code we sent you');
    expect(await page.getByRole('alert').innerText()).toBe(
      'That is not the code. You can try 4 times more. After that, the link is locked.',
    );
    expect(await field.getAttribute('aria-describedby')).toContain('code-error');
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect(await page.evaluate('document.activeElement.id')).toBe('code');
    expect(await faultsOf(page)).toEqual([]);
    await keepScreenshot(page, 'code');

    await enter(page, code);
    await expect.poll(async () => await heading(page), SOON).toBe(SUBJECT);
    // Titles stay in the history of whoever's machine this is.
    await expect
      .poll(async () => await page.title(), SOON)
      .toBe('Your message - Development Hospital');
    expect(await page.locator('.text').innerText()).toBe(TEXT);
    expect(await watched.kept()).toEqual([expect.stringMatching(/^cookie cordon-portal-/)]);
    expect(await faultsOf(page)).toEqual([]);
    await keepScreenshot(page, 'message');
    await keepScreenshot(page, 'message-dark', {
      ...{ colorScheme: 'dark', viewport: { width: 800, height: 820 } },
    });

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'results.pdf' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('results.pdf');
    expect(await readFile(await download.path())).toEqual(PDF);

    await page.getByLabel('Your reply').fill(REPLY);
    await page.getByRole('button', { name: 'Send the reply' }).click();
    expect(await page.getByRole('status').innerText()).toBe('Your reply was sent.');
    expect(await page.getByText('Replies you have sent: 1').isVisible()).toBe(true);
    expect(await faultsOf(page)).toEqual([]);
    const sink = gateway.ready.sinks['clinical-sink'] ?? '';
    await until(async () => {
      const received = await (await fetch(sink)).text();
      return received.includes(REPLY) ? true : undefined;
    });

    await page.getByRole('button', { name: 'Sign out' }).click();
    expect(await page.getByRole('status').innerText()).toBe('You are signed out.');
    expect(await faultsOf(page)).toEqual([]);
    expect(await watched.kept()).toEqual([]);
    for (let back = 0; back < 3; back += 1) {
      // A page that a form led to is not shown again either: the browser would have to send the form again.
      await page.goBack().catch(() => undefined);
      expect(await page.locator('body').innerText()).not.toContain(CANARY.name);
    }
    expect(watched.faults).toEqual([]);
  });

  it('is walked by the keyboard alone, without script, and always shows where one is', async () => {
    const left = await leave();
    const { page, faults } = await visit({ javaScriptEnabled: false, viewport: DESKTOP });
    await page.goto(left.url);
    const code = await nextCode(gateway, left, async () => {
      await press(page, await tabTo(page, 'Send me a code'));
    });
    await tabTo(page, 'code');
    await page.keyboard.type('1234');
    await page.keyboard.press('Enter');
    expect(await page.getByRole('alert').innerText()).toContain('8 digits');
    await tabTo(page, 'code');
    await page.keyboard.type(`${code.slice(0, 4)} ${code.slice(4)}`);
    await press(page, await tabTo(page, 'Show the message'));
    await expect.poll(async () => await heading(page), SOON).toBe(SUBJECT);
    await tabTo(page, 'text');
    await page.keyboard.type(REPLY);
    await press(page, await tabTo(page, 'Send the reply'));
    expect(await page.getByRole('status').innerText()).toBe('Your reply was sent.');
    await press(page, await tabTo(page, 'Sign out'));
    await expect
      .poll(async () => await heading(page), SOON)
      .toBe('A secure message is waiting for you');
    expect(faults).toEqual([]);
  });

  it('shows what is hostile as words: nothing runs, asks, loads or leads away', async () => {
    const left = await leave({
      subject: `<script>alert(6)</script> ${CANARY.name}`,
      text: undefined,
      html: HOSTILE,
      attachments: [
        {
          filename: '"><img src=x onerror=alert(7)>.html',
          contentType: 'text/html',
          content: Buffer.from(HOSTILE).toString('base64'),
        },
      ],
    });
    const { page, faults } = await visit();
    await signIn(left, page);
    await expect
      .poll(async () => await page.title(), SOON)
      .toBe('Your message - Development Hospital');
    expect(await page.locator('.text').isVisible()).toBe(true);
    expect(await page.locator('.text').innerText()).toContain('was diagnosed with asthma');
    const foreign =
      'script, img, iframe, object, video, base, link, main style, main meta, .text *';
    expect(await page.locator(foreign).count()).toBe(0);
    const actions = await page.evaluate(
      `[...document.querySelectorAll('form')].map((form) => form.getAttribute('action'))`,
    );
    const { pathname } = new URL(left.url);
    expect(actions).toEqual([`${pathname}/reply`, `${pathname}/sign-out`]);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('.files a').click(),
    ]);
    expect(await readFile(await download.path(), 'utf8')).toBe(HOSTILE);
    expect(await faultsOf(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('says that a link is locked after five wrong codes', async () => {
    const left = await leave();
    const { page, faults } = await visit();
    await page.goto(left.url);
    const code = await codeFrom(left, page);
    for (const says of ['4 times more', '3 times more', '2 times more', 'once more']) {
      await enter(page, code === '00000000' ? '00000001' : '00000000');
      expect(await page.getByRole('alert').innerText()).toContain(says);
    }
    await enter(page, code === '00000000' ? '00000001' : '00000000');
    await expect.poll(async () => await heading(page), SOON).toBe('This link is locked');
    expect(await faultsOf(page)).toEqual([]);
    await page.goto(`${left.url}/code`);
    await expect.poll(async () => await heading(page), SOON).toBe('This link is locked');
    expect(faults).toEqual([]);
  });

  it.each([
    ['recall', 'This message was taken back'],
    ['wipe', 'This message was destroyed'],
  ] as const)('says to whoever is reading what a %s did', async (verb, says) => {
    const left = await leave();
    const { page, faults } = await visit();
    await signIn(left, page);
    await portal(verb, left);
    await page.reload();
    await expect.poll(async () => await heading(page), SOON).toBe(says);
    expect(await page.locator('body').innerText()).not.toContain(CANARY.name);
    expect(await faultsOf(page)).toEqual([]);
    if (verb === 'wipe')
      await keepScreenshot(page, 'wiped', { viewport: { width: 390, height: 480 } });
    expect(faults).toEqual([]);
  });

  it('hides what is on an abandoned screen, keeps what was being written, and asks for a code', async () => {
    const left = await leave();
    const { page, faults } = await visit();
    await signIn(left, page);
    await page.getByLabel('Your reply').fill(REPLY);
    const past = page.getByText('There was no activity for 15 minutes');
    expect([await page.locator('.text').isVisible(), await past.isVisible()]).toEqual([
      true,
      false,
    ]);
    // What the style does 15 minutes after the page was shown.
    await page.evaluate('document.getAnimations().forEach((one) => one.finish())');
    await expect.poll(async () => await heading(page), SOON).toBe('You are signed out');
    expect(await page.locator('.text').isVisible()).toBe(false);
    expect(await page.getByText(SUBJECT).isVisible()).toBe(false);
    expect(await past.isVisible()).toBe(true);
    expect(await faultsOf(page)).toEqual([]);
    await keepScreenshot(page, 'idle');

    await clock.moveTo(clock.now() + 16 * 60_000);
    await page.getByRole('button', { name: 'Send the reply' }).click();
    await expect.poll(async () => await heading(page), SOON).toBe('You are signed out');
    expect(await page.getByLabel('What you wrote').inputValue()).toBe(REPLY);
    expect(await faultsOf(page)).toEqual([]);
    await page.goto(left.url);
    await expect.poll(async () => await heading(page), SOON).toBe('You are signed out');
    expect(await page.locator('body').innerText()).not.toContain(CANARY.name);
    await enter(page, await codeFrom(left, page));
    await expect.poll(async () => await heading(page), SOON).toBe(SUBJECT);
    expect(faults).toEqual([]);
  });

  it('says that the time of a link is over', async () => {
    const left = await leave();
    const { page, faults } = await visit();
    await signIn(left, page);
    await clock.moveTo(clock.now() + 7 * 24 * 60 * 60_000 + 1000);
    await page.reload();
    await expect.poll(async () => await heading(page), SOON).toBe('This link has expired');
    expect(await faultsOf(page)).toEqual([]);
    await page.goto(new URL('/p/nothing', left.url).href);
    await expect.poll(async () => await heading(page), SOON).toBe('This link does not work');
    expect(await faultsOf(page)).toEqual([]);
    expect(faults).toEqual([]);
  });
});
