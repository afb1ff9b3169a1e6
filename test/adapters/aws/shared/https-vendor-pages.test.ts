import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createHttpsVendorPages,
  type HttpsVendorPagesOptions,
} from '../../../../lambdas/adapters/aws/shared/https-vendor-pages.ts';
import { selfSigned } from '../self-signed.ts';

const HOST = 'sns.us-east-1.amazonaws.com';
const PAGE = `https://${HOST}/SimpleNotificationService-1.pem`;
const OTHER_HOST = 'second.us-east-1.amazonaws.com';
const THIRD_HOST = 'third.us-east-1.amazonaws.com';
const { cert, key } = selfSigned('*.us-east-1.amazonaws.com');
const other = selfSigned('evil.test');

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

type Answering = (response: ServerResponse, request: IncomingMessage) => void;

/** A vendor's host over TLS on loopback, and the adapter that is led to it. */
async function host(
  answer: Answering,
  options: HttpsVendorPagesOptions & { readonly tls?: { cert: string; key: string } } = {},
) {
  const requests: string[] = [];
  const server = createServer(options.tls ?? { cert, key }, (request, response) => {
    requests.push(`${request.method ?? ''} ${request.url ?? ''}`);
    answer(response, request);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  cleanups.push(() => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  });
  const pages = createHttpsVendorPages({
    allowLoopback: true,
    resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    connect: { ca: cert, port: (server.address() as AddressInfo).port },
    timeoutMs: 2000,
    ...options,
  });
  cleanups.push(() => pages.close());
  return { pages, requests };
}
const serving: Answering = (response) => void response.end(cert);

describe("a vendor's certificate", () => {
  it('is fetched once, and then known', async () => {
    const { pages, requests } = await host(serving);
    expect(await pages.certificate(PAGE)).toBe(cert);
    expect(await pages.certificate(PAGE)).toBe(cert);
    expect(requests).toEqual(['GET /SimpleNotificationService-1.pem']);
    await pages.certificate(PAGE.replace('-1.pem', '-2.pem'));
    expect(requests).toHaveLength(2);
  });

  it('is fetched once for many messages of one moment', async () => {
    const { pages, requests } = await host((response) => {
      setTimeout(() => response.end(cert), 50);
    });
    const all = await Promise.all(Array.from({ length: 50 }, () => pages.certificate(PAGE)));
    expect(new Set(all)).toEqual(new Set([cert]));
    expect(requests).toHaveLength(1);
  });

  it('is fetched beside three others of its host and seven in all, and once known needs no fetch', async () => {
    const waiting: ServerResponse[] = [];
    const { pages, requests } = await host((response, request) => {
      if (request.url === new URL(PAGE).pathname) serving(response, request);
      else waiting.push(response);
    });
    await pages.certificate(PAGE);
    const ofHost = (name: string) =>
      Array.from({ length: 20 }, (_, n) =>
        pages.certificate(`https://${name}/other-${String(n)}.pem`),
      );
    const many = [HOST, OTHER_HOST, THIRD_HOST].map(ofHost);
    const settled = Promise.allSettled(many.flat());
    await expect(many[0]?.[4]).rejects.toThrow('too many certificates');
    expect(await pages.certificate(PAGE)).toBe(cert);
    await expect.poll(() => waiting.length).toBe(8);
    for (const response of waiting) response.end(cert);
    const outcomes = (await settled).map(({ status }) => status === 'fulfilled');
    const fetched = [0, 20, 40].map((from) => outcomes.slice(from, from + 20).filter(Boolean));
    expect(fetched.map(({ length }) => length)).toEqual([4, 4, 0]);
    expect(requests).toHaveLength(9);
  });

  it('of another host stays known while somebody names page after page of one', async () => {
    const { pages, requests } = await host(serving);
    await pages.certificate(`https://${OTHER_HOST}/own.pem`);
    for (let number = 0; number < 100; number += 1) {
      await pages.certificate(`https://${HOST}/${String(number)}.pem`);
    }
    await pages.certificate(`https://${OTHER_HOST}/own.pem`);
    expect(requests).toHaveLength(101);
  });

  it.each([
    ['503', (response: ServerResponse) => void response.writeHead(503).end(cert)],
    ['404', (response: ServerResponse) => void response.writeHead(404).end(cert)],
    ['206', (response: ServerResponse) => void response.writeHead(206).end(cert)],
    ['a page that is no certificate', (response: ServerResponse) => void response.end('<p>')],
    ['nothing', (response: ServerResponse) => void response.end()],
    ['a closed connection', (response: ServerResponse) => void response.socket?.destroy()],
    [
      'half a page',
      (response: ServerResponse) => {
        response.writeHead(200, { 'content-length': String(2 * cert.length) });
        response.write(cert, () => response.socket?.destroy());
      },
    ],
  ])('is asked for again after %s: a failure is never kept', async (_, answer) => {
    let isWell = false;
    const { pages, requests } = await host((response, request) => {
      (isWell ? serving : answer)(response, request);
    });
    await expect(pages.certificate(PAGE)).rejects.toThrow();
    await expect(pages.certificate(PAGE)).rejects.toThrow();
    isWell = true;
    expect(await pages.certificate(PAGE)).toBe(cert);
    expect(requests).toHaveLength(3);
  });

  it.each([301, 302, 303, 307, 308])('is not looked for elsewhere by a %i', async (status) => {
    const elsewhere = await host(serving);
    const { pages } = await host((response) => {
      response.writeHead(status, { location: `https://${HOST}/elsewhere.pem` }).end(cert);
    });
    await expect(pages.certificate(PAGE)).rejects.toThrow(`answered ${String(status)}`);
    expect(elsewhere.requests).toEqual([]);
  });

  it('is not read further than 64 KiB', async () => {
    let sent = 0;
    const { pages } = await host((response) => {
      response.on('error', () => undefined);
      const chunk = Buffer.alloc(16 * 1024, 'a');
      const more = (): void => {
        if (response.destroyed || sent > 64 * 1024 * 1024) return;
        sent += chunk.length;
        response.write(chunk, more);
      };
      more();
    });
    await expect(pages.certificate(PAGE)).rejects.toThrow('too long');
    expect(sent).toBeLessThan(16 * 1024 * 1024);
    const exact = await host((response) => response.end(cert.padEnd(64 * 1024, ' ')));
    expect(await exact.pages.certificate(PAGE)).toHaveLength(64 * 1024);
  });

  it.each([
    ['never answers', () => undefined],
    ['stops after the head', (response: ServerResponse) => void response.writeHead(200).write('-')],
  ])('is given up when its host %s', async (_, answer) => {
    const { pages } = await host(answer, { timeoutMs: 100 });
    await expect(pages.certificate(PAGE)).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('is given up when the name is not resolved in time', async () => {
    const { pages } = await host(serving, {
      timeoutMs: 100,
      resolve: () => new Promise<never>(() => undefined),
    });
    await expect(pages.certificate(PAGE)).rejects.toThrow('not resolved in time');
  });

  it('is not taken from a host with the certificate of another', async () => {
    const { pages, requests } = await host(serving, { tls: other });
    await expect(pages.certificate(PAGE)).rejects.toThrow();
    expect(requests).toEqual([]);
  });

  it.each(['http', 'file', 'ftp'])('is not fetched by %s', async (scheme) => {
    const { pages, requests } = await host(serving);
    await expect(pages.certificate(PAGE.replace('https', scheme))).rejects.toThrow('not an https');
    expect(requests).toEqual([]);
  });

  it.each(['127.0.0.1', '10.0.0.8', '169.254.169.254', '::1', 'fd00::1', '::ffff:10.0.0.1'])(
    'is not fetched when its name leads to %s',
    async (address) => {
      const { pages, requests } = await host(serving, {
        allowLoopback: false,
        resolve: async () => [{ address, family: address.includes(':') ? 6 : 4 }],
      });
      await expect(pages.certificate(PAGE)).rejects.toMatchObject({ name: 'AddressRefusedError' });
      expect(requests).toEqual([]);
    },
  );

  it('leaves room: of more than eight of a host, the one not used the longest is fetched again', async () => {
    const { pages, requests } = await host(serving);
    const ask = (number: number) => pages.certificate(`https://${HOST}/${String(number)}.pem`);
    for (let number = 0; number < 8; number += 1) await ask(number);
    await ask(0);
    await ask(8);
    expect(requests).toHaveLength(9);
    for (const number of [8, 0, 2]) await ask(number);
    expect(requests).toHaveLength(9);
    await ask(1);
    expect(requests).toHaveLength(10);
  });
});

describe("a vendor's page", () => {
  it('is visited each time, with its query, and needs a success', async () => {
    let status = 200;
    const { pages, requests } = await host((response) => response.writeHead(status).end('<ok/>'));
    const url = `https://${HOST}/?Action=ConfirmSubscription&Token=abc`;
    await pages.visit(url);
    await pages.visit(url);
    expect(requests).toEqual(Array(2).fill('GET /?Action=ConfirmSubscription&Token=abc'));
    for (status of [302, 403, 500]) {
      const failed = pages.visit(url);
      await expect(failed).rejects.toThrow(`answered ${String(status)}`);
      await expect(failed).rejects.not.toThrow('abc');
    }
  });
});
