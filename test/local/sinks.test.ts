import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Webhook } from 'standardwebhooks';
import { type Endpoint, serveOnLoopback } from '../../local/loopback-server.ts';
import { openSinks, type SinkAnswer, type Sinks } from '../../local/sinks.ts';
import { startChild } from './child.ts';
import { temporaryFolder } from './temporary-folder.ts';

const SECRET = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;

let folder: string;
let sinks: Sinks;
let endpoint: Endpoint;
let answer: ((id: string) => SinkAnswer) | undefined;

async function start(): Promise<void> {
  sinks = await openSinks({
    folder,
    secrets: { 'clinical-sink': SECRET, other: `whsec_${Buffer.alloc(32, 2).toString('base64')}` },
    answer: ({ id }) => answer?.(id) ?? { status: 204 },
  });
  endpoint = await serveOnLoopback(sinks.app);
}

beforeEach(async () => {
  folder = await temporaryFolder();
  answer = undefined;
  await start();
});

afterEach(() => endpoint.close());

interface Post {
  sink?: string;
  secret?: string;
  at?: Date;
  headers?: Record<string, string>;
}

async function post(id: string, body: string | Buffer, given: Post = {}): Promise<Response> {
  const { sink = 'clinical-sink', secret = SECRET, at = new Date(), headers = {} } = given;
  return fetch(`${endpoint.url}/sinks/${sink}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      // The specification's own library signs, so that the check is not only checked against itself.
      'webhook-signature': new Webhook(secret).sign(id, at, body),
      ...headers,
    },
    body,
  });
}

describe('a sink', () => {
  it('accepts what is rightly signed and remembers it, also after a restart', async () => {
    expect((await post('msg_1', '{"a":1}')).status).toBe(204);
    await endpoint.close();
    await start();
    expect(await sinks.deliveries('clinical-sink', 10)).toEqual([
      {
        receivedAt: expect.stringMatching(/Z$/) as string,
        status: 204,
        verified: true,
        headers: {
          'content-type': 'application/json',
          'webhook-id': 'msg_1',
          'webhook-timestamp': expect.stringMatching(/^\d+$/) as string,
          'webhook-signature': expect.stringMatching(/^v1,/) as string,
        },
        body: '{"a":1}',
        encoding: 'utf8',
      },
    ]);
    expect(await sinks.acceptedIds('clinical-sink')).toEqual(['msg_1']);
    expect(await sinks.acceptedIds('other')).toEqual([]);
    expect(await sinks.acceptedIds('none')).toBeUndefined();
  });

  it.each([
    ['signed with another secret', { secret: `whsec_${Buffer.alloc(32, 2).toString('base64')}` }],
    ['too old', { at: new Date(Date.now() - 6 * 60_000) }],
    ['from the future', { at: new Date(Date.now() + 6 * 60_000) }],
    ['without a signature it knows', { headers: { 'webhook-signature': 'v1a,xxxx' } }],
    ['under another id than was signed', { headers: { 'webhook-id': 'msg_2' } }],
  ])('answers 401 to a webhook that is %s', async (_what, given) => {
    expect((await post('msg_1', '{}', given)).status).toBe(401);
    expect(await sinks.deliveries('clinical-sink', 10)).toMatchObject([
      { status: 401, verified: false },
    ]);
    expect(await sinks.acceptedIds('clinical-sink')).toEqual([]);
  });

  it('accepts one right signature among several, as during a rotation', async () => {
    const at = new Date();
    const right = new Webhook(SECRET).sign('msg_1', at, '{}');
    const headers = { 'webhook-signature': `v1,AAAA v2,zzz ${right}` };
    expect((await post('msg_1', '{}', { at, headers })).status).toBe(204);
  });

  it('writes down every accepted id, keeps fifty deliveries, and shows the newest first', async () => {
    const ids = Array.from({ length: 60 }, (_, number) => `msg_${String(number)}`);
    for (const id of ids) await post(id, '{}');
    await post('msg_0', '{}');
    expect(await sinks.acceptedIds('clinical-sink')).toEqual([...ids, 'msg_0']);
    const kept = await sinks.deliveries('clinical-sink', 1000);
    expect(kept).toHaveLength(50);
    expect(kept?.map(({ headers }) => headers['webhook-id']).slice(0, 2)).toEqual([
      'msg_0',
      'msg_59',
    ]);
    expect(await readdir(join(folder, 'clinical-sink', 'deliveries'))).toHaveLength(50);
  });

  it('answers what a test wants, and then does not count the webhook as accepted', async () => {
    let times = 0;
    answer = () => {
      times += 1;
      return times === 1 ? { status: 503, retryAfterSeconds: 7 } : { status: 200 };
    };
    const refused = await post('msg_1', '{}');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '7']);
    expect(await sinks.acceptedIds('clinical-sink')).toEqual([]);
    expect((await post('msg_1', '{}')).status).toBe(200);
    expect(await sinks.acceptedIds('clinical-sink')).toEqual(['msg_1']);
  });

  it('tells the same over HTTP', async () => {
    await post('msg_1', '{}');
    await post('msg_2', '{}');
    const get = async (path: string): Promise<string> =>
      (await fetch(`${endpoint.url}${path}`)).text();
    expect(JSON.parse(await get('/sinks/clinical-sink?limit=1'))).toMatchObject({
      sink: 'clinical-sink',
      deliveries: [{ headers: { 'webhook-id': 'msg_2' } }],
    });
    expect(await get('/sinks/clinical-sink/ids')).toBe('msg_1\nmsg_2\n');
    expect((await fetch(`${endpoint.url}/sinks/none`)).status).toBe(404);
    expect((await post('msg_1', '{}', { sink: '..%2fother' })).status).toBe(404);
  });

  it('keeps bodies that are not text, and refuses those that are too large', async () => {
    const { status } = await fetch(`${endpoint.url}/sinks/other`, {
      method: 'POST',
      body: Buffer.from([0xff, 0xfe]),
    });
    expect(status).toBe(401);
    expect(await sinks.deliveries('other', 1)).toMatchObject([
      { body: '//4=', encoding: 'base64' },
    ]);
    const large = await fetch(`${endpoint.url}/sinks/other`, {
      method: 'POST',
      body: Buffer.alloc(9 * 1024 * 1024),
    }).then(
      (response) => response.status,
      () => 413,
    );
    expect(large).toBe(413);
  });
});

describe('a killed sink', () => {
  it('drops the id that it was writing down, and goes on after it', async () => {
    await post('msg_1', '{}');
    await endpoint.close();
    await appendFile(join(folder, 'clinical-sink', 'ids.log'), 'msg_ha');
    await writeFile(join(folder, 'clinical-sink', 'deliveries', '.tmp-1'), '{"half":');
    await start();
    await post('msg_2', '{}');
    expect(await readFile(join(folder, 'clinical-sink', 'ids.log'), 'utf8')).toBe('msg_1\nmsg_2\n');
  });

  it('has everything that it had confirmed', { timeout: 60_000 }, async () => {
    await endpoint.close();
    const confirmed: string[] = [];
    for (const run of ['a', 'b', 'c']) {
      const child = startChild('killed-sink', [folder, SECRET, run]);
      await child.line(new RegExp(`^${run}-3\\d$`));
      child.process.kill('SIGKILL');
      expect(await child.ended).toMatchObject({ signal: 'SIGKILL' });
      confirmed.push(...child.lines);
    }
    await start();
    const logged = new Set(await sinks.acceptedIds('clinical-sink'));
    expect(confirmed.filter((id) => !logged.has(id))).toEqual([]);
    expect(confirmed.length).toBeGreaterThan(90);
    const kept = await sinks.deliveries('clinical-sink', 50);
    expect(kept).toHaveLength(50);
  });
});
