import { networkInterfaces } from 'node:os';
import { request } from 'node:http';
import { connect } from 'node:net';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Endpoint, serveOnLoopback } from '../../local/loopback-server.ts';

let endpoint: Endpoint;

beforeEach(async () => {
  const app = new Hono();
  app.all('/', (context) => context.text('here'));
  app.get('/slow', async (context) => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    return context.text('finished');
  });
  app.get('/never', () => new Promise<Response>(() => undefined));
  endpoint = await serveOnLoopback(app);
});

afterEach(() => endpoint.close());

async function status(headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(endpoint.url, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

describe('an endpoint', () => {
  it('listens on 127.0.0.1 and on no other address of the machine', async () => {
    const { hostname, port } = new URL(endpoint.url);
    expect(hostname).toBe('127.0.0.1');
    const others = Object.values(networkInterfaces())
      .flat()
      .flatMap((address) => (address && !address.internal ? [address.address] : []));
    for (const address of ['::1', ...others]) {
      const reached = await new Promise((resolve) => {
        const socket = connect({ host: address, port: Number(port), timeout: 500 });
        const end = (result: boolean) => () => {
          socket.destroy();
          resolve(result);
        };
        socket.on('connect', end(true)).on('error', end(false)).on('timeout', end(false));
      });
      expect(reached).toBe(false);
    }
  });

  it('answers programs, and not web pages or other names for this machine', async () => {
    const { host } = new URL(endpoint.url);
    expect(await status({ host })).toBe(200);
    expect(await status({ host: 'localhost' })).toBe(200);
    expect(await status({ host: 'rebound.example' })).toBe(403);
    expect(await status({ host, origin: 'https://site.example' })).toBe(403);
    expect(await status({ host, origin: 'null' })).toBe(403);
    expect(await status({ host, origin: '' })).toBe(403);
  });

  it('refuses oversized headers', async () => {
    expect(await status({ 'x-large': 'x'.repeat(20_000) })).toBe(431);
  });

  it('finishes what is under way when it is closed', async () => {
    const slow = fetch(`${endpoint.url}/slow`).then((response) => response.text());
    await new Promise((resolve) => setTimeout(resolve, 50));
    await endpoint.close();
    expect(await slow).toBe('finished');
    await expect(fetch(endpoint.url)).rejects.toThrow();
  });

  it('does not wait long for what never finishes', async () => {
    const never = fetch(`${endpoint.url}/never`).catch(() => 'cut');
    await new Promise((resolve) => setTimeout(resolve, 50));
    const began = Date.now();
    await endpoint.close();
    expect(Date.now() - began).toBeLessThan(3000);
    expect(await never).toBe('cut');
  });

  it('says with the code of the system why it cannot listen', async () => {
    const port = Number(new URL(endpoint.url).port);
    await expect(serveOnLoopback(new Hono(), { port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});
