import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createHttpsPoster,
  type HttpsPosterOptions,
} from '../../../../lambdas/adapters/aws/shared/https-poster.ts';
import { stoppedClock } from '../samples.ts';
import { selfSigned } from '../self-signed.ts';
import { startFullListener } from './full-listener.ts';

const BODY = Buffer.from('{"event":"x"}');
const clock = stoppedClock('2026-03-01T10:00:00.000Z');

const { cert, key } = selfSigned('clinic.example');

describe('posting webhooks', () => {
  const cleanups: (() => unknown)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  async function listen(server: Server & { closeAllConnections?(): void }): Promise<number> {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    cleanups.push(() => {
      server.closeAllConnections?.();
      return new Promise((done) => server.close(done));
    });
    return (server.address() as AddressInfo).port;
  }
  const serve = (handler: RequestListener) => listen(createServer(handler));
  const poster = (over: Partial<HttpsPosterOptions> = {}) => {
    const made = createHttpsPoster({ clock, allowLoopbackHttp: true, timeoutMs: 2_000, ...over });
    cleanups.push(() => made.close());
    return made;
  };
  const post = (url: string, over: Partial<HttpsPosterOptions> = {}) =>
    poster(over).post({ url, headers: { 'webhook-id': 'msg-1' }, body: BODY });
  const answering = (status: number, headers: Record<string, string> = {}, body = '') =>
    serve((request, response) => {
      request.resume().on('end', () => response.writeHead(status, headers).end(body));
    });

  it('posts the headers and exactly the bytes', async () => {
    const seen: { request: IncomingMessage; body: Buffer }[] = [];
    const port = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        seen.push({ request, body: Buffer.concat(chunks) });
        response.end('thanks');
      });
    });
    expect(await post(`http://127.0.0.1:${port}/hook?a=b`)).toEqual({
      kind: 'delivered',
      status: 200,
    });
    expect(seen).toHaveLength(1);
    const { request, body } = seen[0]!;
    expect(request).toMatchObject({ method: 'POST', url: '/hook?a=b' });
    expect(request.headers).toMatchObject({ 'webhook-id': 'msg-1', 'content-length': '13' });
    expect(body.equals(BODY)).toBe(true);
  });

  it.each([200, 201, 202, 204, 299])('takes %i for delivered', async (status) => {
    const port = await answering(status);
    expect(await post(`http://127.0.0.1:${port}`)).toEqual({ kind: 'delivered', status });
  });

  it.each([300, 301, 302, 307, 308, 400, 401, 404, 409, 429, 500, 503])(
    'takes %i for a reason to try again, and follows nothing',
    async (status) => {
      let requests = 0;
      const target = await serve((_, response) => {
        requests += 1;
        response.end();
      });
      const port = await answering(status, { location: `http://127.0.0.1:${target}/` });
      expect(await post(`http://127.0.0.1:${port}`)).toEqual({
        kind: 'retry',
        failure: `http_${status}`,
      });
      expect(requests).toBe(0);
    },
  );

  it('takes 410 for rejected', async () => {
    const port = await answering(410);
    expect(await post(`http://127.0.0.1:${port}`)).toEqual({
      kind: 'rejected',
      failure: 'http_410',
    });
  });

  it('passes on when the destination wants to be asked again', async () => {
    const port = await answering(503, { 'retry-after': '30' });
    expect(await post(`http://127.0.0.1:${port}`)).toEqual({
      kind: 'retry',
      failure: 'http_503',
      retryAfterSeconds: 30,
    });
  });

  it('answers by the status of an endless body, and cuts it off', async () => {
    let closed = false;
    const port = await serve((_, response) => {
      response.writeHead(200);
      const flood = setInterval(() => response.write(Buffer.alloc(64 * 1024)), 1);
      response.on('close', () => {
        clearInterval(flood);
        closed = true;
      });
    });
    expect((await post(`http://127.0.0.1:${port}`)).kind).toBe('delivered');
    await expect.poll(() => closed).toBe(true);
  });

  it('gives up on a destination that does not answer in time', async () => {
    const port = await serve(() => undefined);
    const started = performance.now();
    expect(await post(`http://127.0.0.1:${port}`, { timeoutMs: 150 })).toEqual({
      kind: 'retry',
      failure: 'timeout',
      // It may have read what it did not answer.
      mayHaveLeft: true,
    });
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it.each<[string, () => Promise<string>]>([
    [
      'takes no connection',
      async () => {
        const full = await startFullListener();
        cleanups.push(() => full.close());
        return `http://127.0.0.1:${full.port}`;
      },
    ],
    [
      'takes one and says nothing of TLS',
      async () =>
        `https://127.0.0.1:${await listen(createTcpServer((socket) => socket.resume().on('error', () => undefined)))}`,
    ],
  ])('gives up early on a destination that %s', async (_what, start) => {
    const url = await start();
    const began = performance.now();
    expect(await post(url, { connectTimeoutMs: 100, timeoutMs: 10_000 })).toEqual({
      kind: 'retry',
      failure: 'connect_timeout',
    });
    const took = performance.now() - began;
    expect(took).toBeGreaterThan(90);
    expect(took).toBeLessThan(3_000);
  });

  it('gives an answer the time it has, once the connection stands, be it a new or a kept one', async () => {
    const port = await serve((request, response) => {
      request.resume().on('end', () => setTimeout(() => response.end('late'), 200));
    });
    const made = poster({ connectTimeoutMs: 100 });
    const url = `http://127.0.0.1:${port}`;
    for (let round = 0; round < 2; round++) {
      expect(await made.post({ url, headers: {}, body: BODY })).toEqual({
        kind: 'delivered',
        status: 200,
      });
    }
  });

  it('gives up on a name that does not resolve in time', async () => {
    const resolve = () => new Promise<never>(() => undefined);
    expect(await post('https://slow.example', { timeoutMs: 100, resolve })).toEqual({
      kind: 'retry',
      failure: 'timeout',
    });
  });

  it('survives a destination that is away, hangs up, or talks nonsense', async () => {
    const away = await serve(() => undefined);
    await cleanups.pop()!();
    expect(await post(`http://127.0.0.1:${away}`)).toEqual({
      kind: 'retry',
      failure: 'ECONNREFUSED',
    });
    const hangsUp = await listen(createTcpServer((socket) => socket.destroy()));
    expect((await post(`http://127.0.0.1:${hangsUp}`)).kind).toBe('retry');
    const nonsense = await listen(
      createTcpServer((socket) => {
        socket.on('error', () => undefined).resume();
        socket.end('Jane Roe\r\n\r\n');
      }),
    );
    const result = await post(`http://127.0.0.1:${nonsense}`);
    expect(result.kind).toBe('retry');
    expect(JSON.stringify(result)).not.toContain('Jane');
    const longHeader = await answering(200, { 'x-long': 'x'.repeat(64 * 1024) });
    expect((await post(`http://127.0.0.1:${longHeader}`)).kind).toBe('retry');
  });

  it('keeps connections, and posts again when a kept one was closed', async () => {
    const sockets = new Set<unknown>();
    let received = 0;
    const port = await serve((request, response) => {
      sockets.add(request.socket);
      request.resume().on('end', () => {
        received += 1;
        // The third request meets a connection that dies without an answer.
        if (received === 3) request.socket.destroy();
        else response.end();
      });
    });
    const kept = poster();
    const send = () => kept.post({ url: `http://127.0.0.1:${port}`, headers: {}, body: BODY });
    for (let i = 0; i < 3; i += 1) {
      expect((await send()).kind).toBe('delivered');
      // Lets the connection go back to the agent.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(received).toBe(4);
    expect(sockets.size).toBe(2);
  });

  it('posts again over a connection of its own when all that were kept had been closed', async () => {
    const asked = new Map<unknown, number>();
    const port = await serve((request, response) => {
      const before = asked.get(request.socket) ?? 0;
      asked.set(request.socket, before + 1);
      request.resume().on('end', () => {
        // As a receiver does that ends what is idle, just as the next request comes.
        if (before > 0) request.socket.destroy();
        else setTimeout(() => response.end(), 50);
      });
    });
    const kept = poster();
    const send = () => kept.post({ url: `http://127.0.0.1:${port}`, headers: {}, body: BODY });
    await Promise.all([send(), send(), send()]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(asked.size).toBe(3);
    expect((await send()).kind).toBe('delivered');
  });

  it('refuses headers that would split the request', async () => {
    const port = await answering(200);
    const result = await poster().post({
      url: `http://127.0.0.1:${port}`,
      headers: { 'x-a': 'b\r\nx-c: d' },
      body: BODY,
    });
    expect(result).toEqual({ kind: 'retry', failure: 'ERR_INVALID_CHAR' });
  });

  it.each([
    'http://example.com/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'https://user:secret@example.com/',
    'not a url',
    '',
  ])('refuses the URL %j', async (url) => {
    expect(await post(url, { allowLoopbackHttp: false })).toEqual({
      kind: 'retry',
      failure: 'url_refused',
    });
  });

  it.each([
    'https://169.254.169.254/latest/meta-data/',
    'https://10.0.0.1/',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[fd00:ec2::254]/',
    'https://0x7f000001/',
    'https://2130706433/',
    'https://0/',
  ])('refuses %s, which is not on the public internet', async (url) => {
    expect(await post(url, { allowLoopbackHttp: false })).toEqual({
      kind: 'retry',
      failure: 'address_refused',
    });
  });

  it('refuses a name any of whose addresses is private', async () => {
    const resolve = () =>
      Promise.resolve([
        { address: '93.184.216.34', family: 4 as const },
        { address: '10.0.0.7', family: 4 as const },
      ]);
    const refused = { kind: 'retry', failure: 'address_refused' };
    expect(await post('https://mixed.example', { resolve })).toEqual(refused);
    expect(await post('https://none.example', { resolve: () => Promise.resolve([]) })).toEqual(
      refused,
    );
    expect(await post('https://localhost', { allowLoopbackHttp: false })).toEqual(refused);
  });

  it('allows plain HTTP to loopback alone, and other private addresses not at all', async () => {
    const resolve = () => Promise.resolve([{ address: '8.8.8.8', family: 4 as const }]);
    expect(await post('http://public.example', { resolve })).toEqual({
      kind: 'retry',
      failure: 'url_refused',
    });
    expect(await post('http://192.168.0.1/')).toEqual({
      kind: 'retry',
      failure: 'address_refused',
    });
  });

  it('resolves a name once and connects to what was checked', async () => {
    const port = await answering(200);
    let lookups = 0;
    const resolve = () => {
      lookups += 1;
      // A second answer would lead elsewhere.
      return Promise.resolve([
        { address: lookups === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 as const },
      ]);
    };
    expect((await post(`http://rebind.example:${port}`, { resolve })).kind).toBe('delivered');
    expect(lookups).toBe(1);
  });

  describe('over TLS', () => {
    const resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 as const }]);
    const tls = (options = {}) =>
      listen(createTlsServer({ cert, key, ...options }, (_, response) => response.end()));

    it('delivers to a host whose certificate it trusts', async () => {
      const port = await tls();
      expect(await post(`https://clinic.example:${port}`, { ca: cert, resolve })).toEqual({
        kind: 'delivered',
        status: 200,
      });
    });

    it('does not deliver to one it does not trust, or with another name', async () => {
      const port = await tls();
      expect(await post(`https://clinic.example:${port}`, { resolve })).toEqual({
        kind: 'retry',
        failure: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      });
      expect(await post(`https://other.example:${port}`, { ca: cert, resolve })).toEqual({
        kind: 'retry',
        failure: 'ERR_TLS_CERT_ALTNAME_INVALID',
      });
    });

    it('does not deliver below TLS 1.2', async () => {
      const port = await tls({
        minVersion: 'TLSv1',
        maxVersion: 'TLSv1.1',
        ciphers: 'DEFAULT@SECLEVEL=0',
      });
      const result = await post(`https://clinic.example:${port}`, { ca: cert, resolve });
      expect(result.kind).toBe('retry');
    });

    it('does not speak TLS to a plain server', async () => {
      const port = await answering(200);
      const result = await post(`https://clinic.example:${port}`, { ca: cert, resolve });
      expect(result.kind).toBe('retry');
    });
  });
});
