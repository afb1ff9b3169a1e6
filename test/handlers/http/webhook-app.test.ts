import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createWebhookApp } from '../../../lambdas/handlers/http/webhook-app.ts';
import { SCHEME_NAMES } from '../../../lambdas/core/verify/schemes.ts';
import { standardHeaders } from '../../core/verify/signed-request.ts';
import { INTAKE_SECRET } from '../../pipeline/fakes/registry.ts';
import { INTAKE_BODY } from '../../pipeline/fakes/samples.ts';
import { createWorld, type World } from '../../pipeline/fakes/world.ts';
import { worldWith } from './vendor-world.ts';
import { post, serveOnLoopback, type Served } from './serve.ts';

const PUBLIC_URL = 'https://gateway.example';

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

async function start(world: World): Promise<Served> {
  served = await serveOnLoopback(createWebhookApp(world.accept, PUBLIC_URL));
  return served;
}

function signed(world: World, body: string | Uint8Array, id = 'vendor-1'): Record<string, string> {
  const seconds = Math.floor(world.now().getTime() / 1000);
  return {
    ...standardHeaders(id, seconds, body, INTAKE_SECRET),
    'content-type': 'application/json',
  };
}

/** All that a stranger sees. */
async function seen(asked: Response | Promise<Response>) {
  const answer = await asked;
  return [answer.status, Object.fromEntries(answer.headers), await answer.text()];
}

const app = (world: World) => createWebhookApp(world.accept, PUBLIC_URL);
const stored = (world: World) => world.messages.items.size;

describe('POST /webhooks/{source}', () => {
  it('answers 202 with the id of the message, and 200 to a repeat', async () => {
    const world = createWorld();
    const gateway = await start(world);
    const send = () => post(gateway, '/webhooks/intake', signed(world, INTAKE_BODY), [INTAKE_BODY]);
    const first = await send();
    const [item] = world.messages.items.values();
    expect(first.status).toBe(202);
    expect(JSON.parse(first.body)).toEqual({ status: 'accepted', messageId: item!.messageId });
    const second = await send();
    expect([second.status, JSON.parse(second.body)]).toEqual([200, { status: 'duplicate' }]);
  });

  it('keeps the bytes as they came over the wire, chunked and slow', async () => {
    const world = createWorld();
    const gateway = await start(world);
    const body = Buffer.from([0xff, 0x00, 0x0d, 0x0a, 0xc3, 0x28]);
    const pieces = Array.from(body, (byte) => Buffer.from([byte]));
    const { status } = await post(gateway, '/webhooks/intake', signed(world, body), pieces, 30);
    expect(status).toBe(202);
    const [record] = world.vault.records.values();
    expect(Buffer.from(record!.envelope.body)).toEqual(body);
  });

  it('answers 401 without a reason, which is in the log alone', async () => {
    const world = createWorld();
    const gateway = await start(world);
    const headers = { ...signed(world, INTAKE_BODY), 'webhook-timestamp': '1' };
    const { status, body } = await post(gateway, '/webhooks/intake', headers, [INTAKE_BODY]);
    expect([status, JSON.parse(body)]).toEqual([401, { error: 'signature not accepted' }]);
    expect(world.events).toEqual([
      { event: 'webhook.refused', sourceId: 'intake', reason: 'timestamp_stale' },
    ]);
  });

  it.each([
    '/webhooks/nobody',
    '/webhooks/__proto__',
    '/webhooks/constructor',
    '/webhooks/%2e%2e%2fintake',
    '/webhooks/intake%00',
    '/webhooks/%E0%A4%A',
    '/webhooks/INTAKE',
  ])('answers for %s as for a source whose signature is wrong', async (path) => {
    const world = createWorld();
    for (const init of [
      { method: 'POST', body: '{}' },
      { method: 'POST', body: INTAKE_BODY, headers: { ...signed(world, 'x'), 'x-id': '1' } },
      { method: 'POST', body: 'a=1', headers: { authorization: 'Basic YTpi' } },
      { method: 'POST' },
      { method: 'GET' },
      { method: 'HEAD' },
      { method: 'PUT', body: '{}' },
    ]) {
      const [known, unknown] = [
        await seen(app(world).request('/webhooks/intake', init)),
        await seen(app(world).request(path, init)),
      ];
      expect(unknown).toEqual(known);
    }
    expect(world.events.map(({ event }) => event)).toEqual(
      Array(5).fill(['webhook.refused', 'webhook.unknown_source']).flat(),
    );
    expect(stored(world)).toBe(0);
  });

  it('answers for no source as for one of any scheme', async () => {
    const world = createWorld();
    for (const scheme of SCHEME_NAMES) {
      const options = scheme === 'sns' ? { topics: ['arn:aws:sns:us-east-1:123456789012:t'] } : {};
      worldWith({ ...{ id: scheme, scheme, secrets: ['user:password'] }, options }, world);
      for (const method of ['POST', 'GET', 'HEAD']) {
        const ask = async (id: string) =>
          await seen(app(world).request(`/webhooks/${id}`, { method }));
        const answers = [await ask(scheme), await ask('nobody')];
        // What its vendor signs with is an option here, and then the gateway says that it is at fault.
        if (scheme !== 'generic-hmac') expect(answers[0]).toEqual(answers[1]);
      }
    }
    expect(stored(world)).toBe(0);
  });

  it.each(['/webhooks', '/webhooks/', '/webhooks/intake/x', '/', '/webhook/intake'])(
    'is not at %s',
    async (path) => {
      const world = createWorld();
      expect((await app(world).request(path, { method: 'POST', body: '{}' })).status).toBe(404);
      expect(world.wire.calls).toEqual([]);
    },
  );

  it.each([
    ['the deployment', 'https://gateway.example/live/', undefined, '/live/webhooks/hubspot'],
    ['the source', PUBLIC_URL, 'https://hooks.hospital.example/in/crm', '/in/crm'],
  ])(
    'verifies a signature over the URL by the public URL of %s, never by the Host header',
    async (_, publicUrl, own, path) => {
      const world = createWorld();
      const source = { ...world.registry.sources.get('intake')!, id: 'hubspot', scheme: 'hubspot' };
      world.registry.sources.set(
        'hubspot',
        own === undefined ? source : { ...source, publicUrl: own },
      );
      const host = own === undefined ? PUBLIC_URL : new URL(own).origin;
      const query = '?portal=7&next=%2Fa';
      const milliseconds = String(world.now().getTime());
      const uri = `${host}${path}${query.replace('%2F', '/')}`;
      const signature = createHmac('sha256', INTAKE_SECRET)
        .update(`POST${uri}{"a":1}${milliseconds}`)
        .digest('base64');
      const answer = await createWebhookApp(world.accept, publicUrl).request(
        `http://attacker.example/webhooks/hubspot${query}`,
        {
          method: 'POST',
          body: '{"a":1}',
          headers: {
            host: 'attacker.example',
            'x-hubspot-signature-v3': signature,
            'x-hubspot-request-timestamp': milliseconds,
          },
        },
      );
      expect(answer.status).toBe(202);
    },
  );

  it('answers HEAD for any source: a vendor asks before there is a secret', async () => {
    const world = createWorld();
    const head = async (path: string) =>
      (await app(world).request(path, { method: 'HEAD' })).status;
    expect([await head('/webhooks/intake'), await head('/webhooks/nobody')]).toEqual([200, 200]);
    expect(stored(world)).toBe(0);
  });

  it('answers 403 to GET where the vendor has no handshake of that kind, and looks no further', async () => {
    const world = createWorld();
    const answer = await app(world).request('/webhooks/intake', { method: 'GET' });
    expect(answer.status).toBe(403);
    expect(world.wire.calls).toEqual(['registry.source']);
    expect(world.events).toEqual([
      { event: 'webhook.refused', sourceId: 'intake', reason: 'method_not_accepted' },
    ]);
  });

  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS'])(
    'answers 405 to %s and says what is allowed',
    async (method) => {
      const world = createWorld();
      const answer = await app(world).request('/webhooks/intake', { method });
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
      expect(world.wire.calls).toEqual([]);
    },
  );

  it('refuses a declared length over the limit before the body comes', async () => {
    const world = createWorld();
    const gateway = await start(world);
    const { maxBodyBytes } = world.registry.sources.get('intake')!;
    const headers = { ...signed(world, ''), 'content-length': String(maxBodyBytes + 1) };
    const { status, body } = await post(gateway, '/webhooks/intake', headers, ['{'], 200);
    expect([status, JSON.parse(body)]).toEqual([
      413,
      { error: 'body too large', limitBytes: maxBodyBytes },
    ]);
  });

  it('cuts off a chunked body as soon as it passes the limit', async () => {
    const world = createWorld();
    const gateway = await start(world);
    const { maxBodyBytes } = world.registry.sources.get('intake')!;
    const piece = Buffer.alloc(maxBodyBytes / 4, 0x20);
    const pieces = [piece, piece, piece, piece, '{'];
    const headers = signed(world, '');
    const { status } = await post(gateway, '/webhooks/intake', headers, pieces, 5, false);
    expect(status).toBe(413);
    expect(stored(world)).toBe(0);
  });

  it('takes a body of exactly the limit', async () => {
    const world = createWorld();
    const gateway = await start(world);
    const { maxBodyBytes } = world.registry.sources.get('intake')!;
    const body = Buffer.alloc(maxBodyBytes, 0x20);
    const { status } = await post(gateway, '/webhooks/intake', signed(world, body), [body]);
    expect(status).toBe(202);
  });

  it('stores nothing of a body whose sender goes away half-way', async () => {
    const world = createWorld();
    const gateway = await start(world);
    const socket = connect(gateway.port, '127.0.0.1');
    const head = Object.entries(signed(world, INTAKE_BODY)).map(([n, value]) => `${n}: ${value}`);
    socket.write(
      ['POST /webhooks/intake HTTP/1.1', 'host: x', 'content-length: 1000', ...head, '', '{'].join(
        '\r\n',
      ),
    );
    await vi.waitFor(() => expect(world.wire.calls).toContain('registry.source'));
    socket.destroy();
    await vi.waitFor(() => expect(world.events).toHaveLength(1));
    expect(world.events[0]).toMatchObject({ event: 'request.failed', route: 'webhooks' });
    expect(stored(world)).toBe(0);
  });

  it.each(['vault.seal', 'intake.create', 'registry.source', 'secrets.get'])(
    'answers 503 while %s fails, and accepts when the vendor tries again',
    async (call) => {
      const world = createWorld();
      const send = () =>
        app(world).request('/webhooks/intake', {
          method: 'POST',
          headers: signed(world, INTAKE_BODY),
          body: INTAKE_BODY,
        });
      world.wire.failAlways(call, 'before');
      const answer = await send();
      expect([answer.status, await answer.json()]).toEqual([
        503,
        { error: 'not stored, send it again' },
      ]);
      expect(world.events).toEqual([
        { event: 'request.failed', route: 'webhooks', errorClass: 'ServiceAwayError' },
      ]);
      world.wire.failAlways(call);
      expect((await send()).status).toBe(202);
    },
  );

  it('joins a header that came twice, so that no copy is picked', async () => {
    const world = createWorld();
    const gateway = await start(world);
    const headers = Object.entries(signed(world, INTAKE_BODY));
    const twice = [...headers, ['webhook-id', 'another']];
    const socket = connect(gateway.port, '127.0.0.1');
    socket.end(
      [
        'POST /webhooks/intake HTTP/1.1',
        'host: x',
        'connection: close',
        `content-length: ${String(Buffer.byteLength(INTAKE_BODY))}`,
        ...twice.map(([name, value]) => `${name!}: ${value!}`),
        '',
        INTAKE_BODY,
      ].join('\r\n'),
    );
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1\.1 401 /);
  });
});
