import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Webhook } from 'standardwebhooks';
import { createConsole } from '../../local/console.ts';
import { type Mailbox, openMailbox } from '../../local/mailbox.ts';
import { openTextbox, type SentText, type Textbox } from '../../local/textbox.ts';
import { openSinks, type Sinks } from '../../local/sinks.ts';
import { type Endpoint, serveOnLoopback } from '../../local/loopback-server.ts';
import { mkdir } from 'node:fs/promises';
import { temporaryFolder } from './temporary-folder.ts';

const SECRET = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const ATTACK = `"'><script>alert(1)</script><img src=x onerror=alert(1)>`;
const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

let mailbox: Mailbox;
let textbox: Textbox;
let sinks: Sinks;
let endpoint: Endpoint;

beforeEach(async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'mailbox'));
  mailbox = await openMailbox(join(folder, 'mailbox'));
  await mkdir(join(folder, 'texts'));
  textbox = await openTextbox(join(folder, 'texts'));
  sinks = await openSinks({ folder, secrets: { 'clinical-sink': SECRET } });
  const root = new Hono();
  const listening = { 'DynamoDB API': 'http://127.0.0.1:1', [ATTACK]: ATTACK };
  root.route('/dev', createConsole({ mailbox, textbox, sinks, listening }));
  endpoint = await serveOnLoopback(root);
});

afterEach(() => endpoint.close());

async function get(path: string, headers: Record<string, string> = BROWSER): Promise<Response> {
  return fetch(`${endpoint.url}${path}`, { headers });
}

async function deliver(body: string, sign = true): Promise<number> {
  const at = new Date();
  const { status } = await fetch(`${endpoint.url}/dev/sinks/clinical-sink`, {
    method: 'POST',
    headers: {
      'content-type': ATTACK,
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': sign ? new Webhook(SECRET).sign('msg_1', at, body) : ATTACK,
    },
    body,
  });
  return status;
}

async function addMessage(messageId: string, subject: string): Promise<void> {
  const lines = [
    `Subject: ${subject}`,
    `X-Evil: ${ATTACK}`,
    'Content-Type: multipart/alternative; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    `text ${ATTACK}`,
    '--b',
    'Content-Type: text/html',
    '',
    `<p>html</p>${ATTACK}`,
    '--b',
    `Content-Type: application/pdf; name="${ATTACK.replaceAll('"', '')}"`,
    '',
    'pdf',
    '--b--',
  ];
  await mailbox.add({
    messageId,
    receivedAt: '2026-11-22T10:30:00.000Z',
    lane: 'clinical',
    from: ATTACK,
    identity: 'care.example',
    configurationSet: { name: 'clinical', lane: 'clinical', tlsPolicy: 'REQUIRE' },
    to: ['ann@hospital.example', ATTACK],
    tags: [{ name: 'delivery', value: ATTACK }],
    subject,
    raw: Buffer.from(lines.join('\r\n')).toString('base64'),
  });
}

describe('the pages', () => {
  it('show what is listening, the mailbox, a message and a sink', async () => {
    await addMessage('0a-1', 'Results of your visit');
    expect(await deliver('{"name":"[name]","note":"x"}')).toBe(204);
    const overview = await (await get('/dev')).text();
    expect(overview).toContain('http://127.0.0.1:1');
    expect(overview).toContain('href="/dev/sinks/clinical-sink"');
    expect(overview).toContain('Development data only');
    const list = await (await get('/dev/mailbox')).text();
    for (const shown of ['2026-11-22T10:30:00.000Z', 'clinical', 'care.example', 'REQUIRE']) {
      expect(list).toContain(shown);
    }
    expect(list).toContain('<a href="/dev/mailbox/0a-1">Results of your visit</a>');
    const message = await (await get('/dev/mailbox/0a-1')).text();
    expect(message).toContain('&lt;p&gt;html&lt;/p&gt;');
    const sink = await (await get('/dev/sinks/clinical-sink')).text();
    expect(sink).toContain('{\n  &quot;name&quot;: &quot;[name]&quot;,');
    expect(sink).toContain('verified');
  });

  it('let nothing that was sent become markup, on any page', async () => {
    await addMessage('0a-1', ATTACK);
    await deliver(`{"a":"</pre>${ATTACK.replaceAll('"', '')}"}`);
    await deliver(`</pre>${ATTACK}`, false);
    const paths = ['/dev', '/dev/mailbox', '/dev/mailbox/0a-1', '/dev/sinks/clinical-sink'];
    for (const path of paths) {
      const text = await (await get(path)).text();
      expect(text).toContain('&lt;script&gt;');
      expect(text).not.toMatch(/<(script|img)/i);
      expect(text.match(/<pre>/g)?.length).toBe(text.match(/<\/pre\s*>/g)?.length);
    }
    const missing = await get(`/dev/mailbox/${encodeURIComponent(ATTACK)}`);
    expect(missing.status).toBe(404);
    expect(await missing.text()).not.toContain('alert(1)');
  });

  it('run and load nothing, by a policy that fits their own style', async () => {
    for (const path of ['/dev', '/dev/mailbox', '/dev/sinks/clinical-sink', '/dev/mailbox/none']) {
      const response = await get(path);
      const policy = response.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      const text = await response.text();
      const style = /<style>([^]*?)<\/style>/.exec(text)?.[1] ?? '';
      const hash = createHash('sha256').update(style).digest('base64');
      expect(policy).toContain(`style-src 'sha256-${hash}'`);
      expect(text).not.toMatch(/<[^>]*\b(src|style|on\w+)=/);
      expect(response.headers.get('cache-control')).toBe('no-store');
    }
  });

  it('answer under a loopback name only', async () => {
    const root = new Hono().route('/dev', createConsole({ mailbox, textbox, sinks }));
    const status = async (host: string): Promise<number> =>
      (await root.request('/dev/mailbox', { headers: { host } })).status;
    expect(await status('localhost:8787')).toBe(200);
    expect(await status('127.0.0.1:8787')).toBe(200);
    expect(await status('rebound.example:8787')).toBe(403);
    expect(await status('127.0.0.1.example')).toBe(403);
  });
});

describe('the texts', () => {
  it('are shown as they were sent, and run nothing', async () => {
    const text: SentText = {
      ...{ sid: 'SM1', receivedAt: '2026-11-26T10:00:00.000Z', reference: 'msg_1~r1' },
      ...({ lane: 'marketing', channel: 'sms' } as const),
      ...{ from: '+12025550102', to: '+12025550123' },
      ...{ text: `Hello ${ATTACK}`, mediaUrls: [ATTACK] },
    };
    await textbox.add(text);
    const shown = await (await get('/dev/texts')).text();
    expect(shown).toContain('+12025550123');
    expect(shown).not.toContain('<script>');
    expect(await (await get('/dev/texts.json')).json()).toEqual({ texts: [text] });
    expect(await (await get('/dev')).text()).toContain('1 text');
  });
});

describe('the JSON twins', () => {
  it('hold what the pages show', async () => {
    await addMessage('0a-1', 'Hello');
    await deliver('{"a":1}');
    const list = await (await get('/dev/mailbox.json')).json();
    expect(list).toMatchObject({
      messages: [{ messageId: '0a-1', subject: 'Hello', lane: 'clinical' }],
    });
    const message = await (await get('/dev/mailbox/0a-1.json')).json();
    expect(message).toMatchObject({
      messageId: '0a-1',
      parts: [
        { contentType: 'text/plain' },
        { contentType: 'text/html' },
        { contentType: 'application/pdf' },
      ],
    });
    const sink = { sink: 'clinical-sink', deliveries: [{ verified: true, body: '{"a":1}' }] };
    expect(await (await get('/dev/sinks/clinical-sink.json')).json()).toMatchObject(sink);
    // A program that asks for the page's address gets the same.
    expect(await (await get('/dev/sinks/clinical-sink', { accept: '*/*' })).json()).toMatchObject(
      sink,
    );
    for (const path of ['/dev/mailbox/none.json', '/dev/sinks/none.json', '/dev/mailbox/ff.json']) {
      expect((await get(path)).status).toBe(404);
    }
  });

  it('are limited as asked', async () => {
    for (const id of ['a1', 'a2', 'a3']) await addMessage(id, id);
    const count = async (query: string): Promise<number> => {
      const answer = (await (await get(`/dev/mailbox.json${query}`)).json()) as { messages: [] };
      return answer.messages.length;
    };
    expect(await count('?limit=2')).toBe(2);
    expect(await count('?limit=0')).toBe(1);
    expect(await count('?limit=-1')).toBe(3);
    expect(await count('?limit=99999999')).toBe(3);
  });
});
