import { Agent, request as requestHttps, type RequestOptions } from 'node:https';
import { LRUCache } from 'lru-cache';
import type { VendorPages } from '../../../ports/vendor-pages.ts';
import { pinnedLookup, resolvePinned, systemResolver, type Resolver } from './pinned-addresses.ts';

export interface HttpsVendorPagesOptions {
  /** Milliseconds for one page, resolving the name included. */
  readonly timeoutMs?: number;
  readonly resolve?: Resolver;
  /** Development and tests only: the addresses of a name may be on loopback. */
  readonly allowLoopback?: boolean;
  /** Further trusted certificate authorities, PEM, and another port; tests only. */
  readonly connect?: Pick<RequestOptions, 'ca' | 'port'>;
}

/** A page could not be had. Never shows the URL: its query may hold a token. */
export class VendorPageError extends Error {
  override readonly name = 'VendorPageError';
}

const DEFAULT_TIMEOUT_MS = 5000;
/** Bytes of a page; a certificate has about 2,000. */
const MAX_PAGE_BYTES = 64 * 1024;
/** SNS has one certificate a region at a time, and a new one each year or so. */
const MAX_CERTIFICATES = 32;
const MAX_CERTIFICATES_OF_HOST = 8;
/** Certificates fetched at a time: senders who are not verified yet name them, each a page of its own if they like. */
const MAX_PENDING = 8;
/** Of one host, so that who makes Cordon ask for pages of one region keeps nobody from those of another. */
const MAX_PENDING_OF_HOST = 4;
const CERTIFICATE_TTL_MS = 24 * 60 * 60 * 1000;

/**
 * Fetches pages of vendors over HTTPS (TLS 1.2 or better) from public addresses, without following redirects.
 * Certificates are kept by their URL, eight of a host; a failure never is. Four of a host are fetched at a time, and
 * eight in all: with more, the vendor is told to send again, and those that are known go on verifying.
 */
export function createHttpsVendorPages(
  options: HttpsVendorPagesOptions = {},
): VendorPages & { close(): void } {
  const { timeoutMs = DEFAULT_TIMEOUT_MS, allowLoopback = false, connect = {} } = options;
  const resolve = options.resolve ?? systemResolver;
  const agent = new Agent({ keepAlive: false, minVersion: 'TLSv1.2' });
  const known = new LRUCache<string, string>({ max: MAX_CERTIFICATES, ttl: CERTIFICATE_TTL_MS });
  /** Makes room for one more of a host: of its own, the one not used the longest goes. */
  function keep(url: string, page: string): void {
    // The cache hands its keys out from the last used to the first.
    const others = [...known.keys()].filter((key) => hostOf(key) === hostOf(url) && key !== url);
    for (const oldest of others.slice(MAX_CERTIFICATES_OF_HOST - 1)) known.delete(oldest);
    known.set(url, page);
  }
  const pending = new Map<string, Promise<string>>();

  async function get(text: string): Promise<string> {
    const url = new URL(text);
    if (url.protocol !== 'https:') throw new VendorPageError('not an https page');
    const signal = AbortSignal.timeout(timeoutMs);
    // A resolver takes no signal, and may wait for longer than we do.
    const addresses = await before(signal, resolvePinned(url.hostname, allowLoopback, resolve));
    return await new Promise((done, failed) => {
      const lookup = pinnedLookup(addresses);
      const request = requestHttps(url, { agent, lookup, signal, ...connect }, (response) => {
        if (response.statusCode !== 200) {
          response.destroy();
          failed(new VendorPageError(`answered ${String(response.statusCode)}`));
          return;
        }
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size <= MAX_PAGE_BYTES) chunks.push(chunk);
          else response.destroy(new VendorPageError('the page is too long'));
        });
        response.once('error', failed);
        response.once('end', () => done(Buffer.concat(chunks).toString('utf8')));
      });
      request.once('error', failed);
      request.end();
    });
  }

  async function fetchCertificate(url: string): Promise<string> {
    const page = await get(url);
    if (!page.includes('-----BEGIN CERTIFICATE-----')) {
      throw new VendorPageError('the page is not a certificate');
    }
    keep(url, page);
    return page;
  }

  return {
    async certificate(url) {
      const cached = known.get(url);
      if (cached !== undefined) return cached;
      // Many messages of one moment ask once.
      const asked = pending.get(url);
      const ofHost = [...pending.keys()].filter((key) => hostOf(key) === hostOf(url));
      const isFull = pending.size >= MAX_PENDING || ofHost.length >= MAX_PENDING_OF_HOST;
      if (asked === undefined && isFull) {
        throw new VendorPageError('too many certificates are being fetched');
      }
      const running = asked ?? fetchCertificate(url).finally(() => void pending.delete(url));
      pending.set(url, running);
      return await running;
    },
    async visit(url) {
      await get(url);
    },
    close() {
      agent.destroy();
    },
  };
}

function hostOf(url: string): string {
  return new URL(url).host;
}

async function before<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return await new Promise((done, failed) => {
    const givenUp = (): void => failed(new VendorPageError('its name is not resolved in time'));
    signal.addEventListener('abort', givenUp, { once: true });
    work.then(done, failed).finally(() => signal.removeEventListener('abort', givenUp));
  });
}
