import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../cli/support/run-command.ts';
import { CANARY } from './support/canary.ts';
import { folderForAll } from './support/folders.ts';
import { startGateway, type GatewayProcess } from './support/gateway-process.ts';
import { leaveInPortal, mails, nextCode, rawOf, until, type Left } from './support/portal-links.ts';

const PHI = `${CANARY.name}, ${CANARY.record}, was diagnosed with pneumonia.`;
const HOSTILE = '<script>alert(1)</script><img src="https://tracker.example/x.png">';
const REPLY = 'Thank you, I will come on Monday.';

let gateway: GatewayProcess;
beforeAll(async () => {
  gateway = await startGateway(await folderForAll());
  const [key = ''] = gateway.ready.credentials.clinicalKey.split('.');
  const why = ['--why', 'the portal of the program', '--data', gateway.ready.dataFolder];
  const told = await runCommand('keys', 'events', key, '--to', 'clinical-sink', ...why);
  expect(told).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await gateway.end('SIGINT');
});

const post = (url: string, fields: Readonly<Record<string, string>> = {}, cookie = '') =>
  fetch(url, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...(cookie && { cookie }) },
    body: new URLSearchParams(fields).toString(),
  });
const get = (url: string, cookie = '') =>
  fetch(url, { redirect: 'manual', headers: cookie === '' ? {} : { cookie } });

const leave = (body: Readonly<Record<string, unknown>> = {}) =>
  leaveInPortal(gateway, { subject: `About ${CANARY.name}`, text: PHI, ...body });

/** Asks for a code and reads it in the mailbox. */
async function codeFor(left: Left): Promise<string> {
  return await nextCode(gateway, left, async () => {
    const asked = await post(`${left.url}/code`);
    expect(asked.status).toBe(303);
  });
}

const cookieOf = (answer: Response) => (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
async function signIn(left: Left): Promise<string> {
  const answer = await post(`${left.url}/open`, { code: await codeFor(left) });
  expect(answer.status).toBe(303);
  return cookieOf(answer);
}
const wrong = (code: string) => (code === '00000000' ? '00000001' : '00000000');
const formTokenIn = (html: string) => /name="form" value="([^"]+)"/.exec(html)?.[1] ?? '';

const portal = (verb: string, ...args: readonly string[]) =>
  runCommand('portal', verb, ...args, '--data', gateway.ready.dataFolder);
const close = (verb: 'recall' | 'wipe', id: string) => portal(verb, id, '--why', 'sent in error');

/** What was written into the ledger of a message's links, as the log tells it. */
async function recordedOf(messageId: string): Promise<readonly string[]> {
  const lines = (await readFile(gateway.ready.logFile, 'utf8')).split('\n');
  return lines.flatMap((line) => {
    if (!line.includes('portal.recorded') || !line.includes(messageId)) return [];
    return [/"what":"([a-z_]+)"/.exec(line)?.[1] ?? ''];
  });
}

async function statesOf(messageId: string): Promise<readonly string[]> {
  const { out } = await portal('show', messageId, '--json');
  return (JSON.parse(out) as readonly { state: string }[]).map(({ state }) => state);
}

/** What the sender was told of a message, at the destination that its key names: type and what it is about. */
async function toldOf({ messageId, to }: Pick<Left, 'messageId' | 'to'>): Promise<string[]> {
  const answer = await get(`${gateway.ready.sinks['clinical-sink'] ?? ''}?limit=1000`);
  const { deliveries } = (await answer.json()) as { readonly deliveries: readonly Posted[] };
  return deliveries
    .filter(({ headers }) => headers['webhook-id']?.startsWith(`${messageId}~`) === true)
    .map(({ body, verified }) => {
      expect(body).not.toContain(to);
      expect(body).not.toContain(CANARY.name);
      const { type, timestamp, data } = JSON.parse(body) as Told;
      expect(data).toMatchObject({ messageId, recipient: 1, decisionId: `${messageId}~r1` });
      expect([verified, Number.isNaN(Date.parse(timestamp))]).toEqual([true, false]);
      return `${type} ${data.about}`;
    })
    .toSorted();
}
interface Posted {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly verified: boolean;
}
interface Told {
  readonly type: string;
  readonly timestamp: string;
  readonly data: { readonly about: string };
}

describe('a message in the portal', () => {
  it('is picked up with a code, answered, and all of it is on record', async () => {
    const left = await leave({
      attachments: [
        {
          filename: 'result.html',
          contentType: 'text/html',
          content: Buffer.from(HOSTILE).toString('base64'),
        },
      ],
      text: undefined,
      html: `<p>${PHI}</p>${HOSTILE}<p>Bye &lt;b&gt;</p>`,
    });
    expect(left.notice).not.toContain(CANARY.name);
    expect(left.notice).not.toContain(CANARY.record);
    expect(left.notice).toContain('Development Hospital');
    expect(await statesOf(left.messageId)).toEqual(['created']);

    // A scanner looks at the link as often as it likes.
    for (let n = 0; n < 3; n += 1) {
      const looked = await get(left.url);
      expect(looked.status).toBe(200);
      expect(await looked.text()).not.toContain(CANARY.name);
    }
    const cookie = await signIn(left);
    const shown = await get(left.url, cookie);
    const html = await shown.text();
    expect(html).toContain(CANARY.name);
    expect(html).not.toMatch(/<script|<img|tracker\.example\/x\.png"/);
    expect(html).toContain('Bye &lt;b&gt;');
    expect(Object.fromEntries(shown.headers)).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow',
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$/,
      ) as unknown,
    });

    const file = await get(`${left.url}/files/1`, cookie);
    expect(await file.text()).toBe(HOSTILE);
    expect(Object.fromEntries(file.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="result.html"; filename*=UTF-8''result.html`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining('sandbox') as unknown,
    });
    expect((await get(`${left.url}/files/2`, cookie)).status).toBe(404);

    const form = formTokenIn(html);
    const replied = await post(`${left.url}/reply`, { form, text: REPLY }, cookie);
    expect([replied.status, replied.headers.get('location')]).toEqual([
      303,
      `${new URL(left.url).pathname}?told=replied`,
    ]);
    const sink = gateway.ready.sinks['clinical-sink'] ?? '';
    await until(async () => ((await (await get(sink)).text()).includes(REPLY) ? true : undefined));
    expect(await (await get(`${left.url}?told=replied`, cookie)).text()).toContain(
      'Replies you have sent: 1',
    );

    await post(`${left.url}/sign-out`, { form }, cookie);
    expect(await (await get(left.url, cookie)).text()).not.toContain(CANARY.name);
    expect(await statesOf(left.messageId)).toEqual(['opened']);
    expect(await recordedOf(left.messageId)).toEqual([
      ...['created', 'code_sent', 'signed_in', 'viewed', 'downloaded', 'replied', 'viewed'],
      'signed_out',
    ]);
    // Its sender is told once, however often somebody signs in.
    await expect
      .poll(() => toldOf(left), { timeout: 20_000, interval: 100 })
      .toEqual(['message.delivered notice', 'message.picked_up message']);
    const log = await readFile(gateway.ready.logFile, 'utf8');
    expect(log).not.toContain(new URL(left.url).pathname.slice('/p/'.length));
  });

  it('is what becomes of mail that finds no TLS, once, and its sender and the ledger are told', async () => {
    const to = 'no-tls+portal@simulator.cordon.example';
    const authorization = `Bearer ${gateway.ready.credentials.clinicalKey}`;
    const answer = await fetch(gateway.ready.apis.messages, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{ channel: 'email', from: 'care-team@care.cordon.example', to: [to] },
        ...{ subject: 'Your visit', text: PHI },
      }),
    });
    const { messageId } = (await answer.json()) as { readonly messageId: string };
    const status = async () => {
      const shown = await fetch(`${gateway.ready.apis.messages}/${messageId}`, {
        headers: { authorization },
      });
      const text = await shown.text();
      expect(text).not.toContain(to);
      return (JSON.parse(text) as { readonly decisions: readonly object[] }).decisions;
    };
    await expect.poll(status, { timeout: 30_000, interval: 100 }).toMatchObject([
      {
        disposition: 'encrypted',
        state: 'portal',
        failure: 'tls_failed',
        events: [{ event: 'tls_failed', reason: 'delayed' }],
      },
    ]);
    const [notice] = await until(async () => {
      const found = (await mails(gateway, to)).filter(({ subject }) =>
        subject.startsWith('A secure'),
      );
      return found.length > 0 ? found : undefined;
    });
    const raw = await rawOf(gateway, notice!);
    expect(raw).not.toContain(CANARY.name);
    expect(notice).toMatchObject({
      configurationSet: { name: 'cordon-notices', tlsPolicy: 'OPTIONAL' },
    });
    const url = /http:\/\/[^\s]+\/p\/[A-Za-z0-9_-]{43}/.exec(raw)?.[0] ?? '';
    const cookie = await signIn({ messageId, to, url, notice: raw });
    expect(await (await get(url, cookie)).text()).toContain(CANARY.name);
    // The delay and the bounce told the same: there is one link, and one notice.
    expect(await statesOf(messageId)).toEqual(['opened']);
    const sent = (await mails(gateway, to)).map(({ subject }) =>
      subject.split(' ').slice(0, 2).join(' '),
    );
    expect(sent.toSorted()).toEqual(['A secure', 'Your code', 'Your visit']);
    expect(await recordedOf(messageId)).toEqual(['created', 'code_sent', 'signed_in', 'viewed']);
    await expect.poll(status, { timeout: 30_000, interval: 100 }).toMatchObject([
      {
        state: 'portal',
        portal: { because: 'tls_failed', notice: 'delivered', state: 'opened', replies: 0 },
      },
    ]);
  });

  it('lets a session see its own message alone', async () => {
    const [mine, other] = [await leave(), await leave()];
    const cookie = await signIn(mine);
    const value = cookie.slice(cookie.indexOf('=') + 1);
    const otherName = (await signIn(other)).split('=')[0] ?? '';
    const stolen = `${cookie}; ${otherName}=${value}`;
    const answer = await get(other.url, stolen);
    expect(await answer.text()).not.toContain(CANARY.name);
    expect((await get(`${other.url}/files/1`, stolen)).status).toBe(403);
  });

  it('takes each code once, also from two tabs at once', async () => {
    const left = await leave();
    const code = await codeFor(left);
    const both = await Promise.all([1, 2].map(() => post(`${left.url}/open`, { code })));
    expect(both.map(({ status }) => String(status)).toSorted()).toEqual(['303', '422']);
    expect((await post(`${left.url}/open`, { code })).status).toBe(422);
  });

  it('takes no code of another link', async () => {
    const [one, other] = [await leave(), await leave()];
    const code = await codeFor(one);
    await codeFor(other);
    const answer = await post(`${other.url}/open`, { code });
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([422, null]);
  });

  it('locks after five wrong codes, guessed at once or one by one, and then takes the right one no more', async () => {
    const left = await leave();
    const code = await codeFor(left);
    const guesses = await Promise.all(
      [1, 2, 3, 4, 5, 6].map(() => post(`${left.url}/open`, { code: wrong(code) })),
    );
    expect(guesses.filter(({ status }) => status === 422).length).toBeLessThanOrEqual(4);
    const answer = await post(`${left.url}/open`, { code });
    expect(answer.status).toBe(410);
    expect(await answer.text()).toContain('This link is locked');
    expect(await statesOf(left.messageId)).toEqual(['locked']);
  });

  it('sends no second code right after the first', async () => {
    const left = await leave();
    await codeFor(left);
    const answer = await post(`${left.url}/code`);
    expect([answer.status, await answer.text()]).toEqual([
      429,
      expect.stringContaining('You can ask for another one in'),
    ]);
  });

  it.each([
    ['recall', 'This message was taken back'],
    ['wipe', 'This message was destroyed'],
  ] as const)(
    'shows nothing more after a %s, in a session under way either',
    async (verb, says) => {
      const left = await leave();
      const cookie = await signIn(left);
      const done = await close(verb, left.messageId);
      expect(done.code).toBe(0);
      for (const path of ['', '/files/1', '/code']) {
        const answer = await get(`${left.url}${path}`, cookie);
        expect(answer.status, path).toBe(410);
        expect(await answer.text()).toContain(says);
      }
      expect((await post(`${left.url}/code`)).status).toBe(410);
      const again = await close(verb, left.messageId);
      expect([again.code, again.err]).toEqual([1, expect.stringContaining('already')]);
    },
  );

  it('is closed by whoever sent it, with the message, and says so to both', async () => {
    const left = await leave();
    const cookie = await signIn(left);
    const data = ['--data', gateway.ready.dataFolder];
    const recall = (id: string) =>
      runCommand('messages', 'recall', id, '--why', 'sent in error', ...data);
    const done = await recall(left.messageId);
    expect([done.code, done.err]).toEqual([0, expect.stringContaining('Recalled for 1.')]);
    // Whoever sent it learns that it may have been read.
    expect(done.out).toContain('recalled, may have left');
    const answer = await get(left.url, cookie);
    expect([answer.status, await answer.text()]).toEqual([
      410,
      expect.stringContaining('This message was taken back'),
    ]);
    expect(await statesOf(left.messageId)).toEqual(['recalled']);
    const again = await recall(left.messageId);
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('nothing left')]);
    const shown = await runCommand('messages', 'show', left.messageId, ...data);
    expect(shown.out).toContain('recalled');
  });

  it('takes nothing that comes from another page', async () => {
    const left = await leave();
    const cookie = await signIn(left);
    for (const form of ['', 'x'.repeat(43)]) {
      const answer = await post(`${left.url}/reply`, { form, text: REPLY }, cookie);
      expect(answer.status).toBe(403);
    }
    const foreign = await fetch(`${left.url}/code`, {
      method: 'POST',
      headers: { 'sec-fetch-site': 'cross-site' },
    });
    expect(foreign.status).toBe(403);
  });

  it('keeps what was written by somebody who is signed out, as text', async () => {
    const left = await leave();
    const answer = await post(`${left.url}/reply`, { form: 'x', text: `</textarea>${HOSTILE}` });
    const html = await answer.text();
    expect(answer.status).toBe(403);
    expect(html).toContain('&lt;/textarea&gt;&lt;script&gt;');
  });

  it.each([
    ['a reply that is too long', 'a'.repeat(10_001), 422],
    ['a reply that is too large to be read', 'a'.repeat(200_000), 413],
    ['an empty one', '  ', 422],
  ])('takes not %s', async (_, text, status) => {
    const left = await leave();
    const cookie = await signIn(left);
    const form = formTokenIn(await (await get(left.url, cookie)).text());
    expect((await post(`${left.url}/reply`, { form, text }, cookie)).status).toBe(status);
  });

  it.each([
    '/p/x',
    `/p/${'A'.repeat(43)}`,
    `/p/${'A'.repeat(42)}B`,
    '/p/%2e%2e%2f',
    `/p/${'a'.repeat(5000)}`,
  ])('is not behind %s', async (path) => {
    const answer = await get(`${gateway.ready.url}${path}`);
    expect(answer.status).toBe(404);
  });

  it('is not left by a marketing key', async () => {
    const answer = await fetch(gateway.ready.apis.messages, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${gateway.ready.credentials.marketingKey}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({
        ...{ channel: 'portal', from: 'a@news.cordon.example', to: ['b@mail.example'] },
        ...{ subject: 'Hello', text: PHI },
      }),
    });
    expect(answer.status).toBe(403);
  });
});
