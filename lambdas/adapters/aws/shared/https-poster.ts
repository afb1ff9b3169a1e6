import { Agent as HttpAgent, request as requestHttp, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { Clock } from '../../../ports/clock.ts';
import type { OutgoingWebhook, Poster, PostResult } from '../../../ports/poster.ts';
import {
  AddressRefusedError,
  pinnedLookup,
  resolvePinned,
  systemResolver,
  type Resolver,
} from './pinned-addresses.ts';
import { isLoopbackAddress } from './public-address.ts';
import { parseRetryAfter } from './retry-after.ts';
import { errorCode } from './service-error.ts';

export interface HttpsPosterOptions {
  readonly clock: Clock;
  /** Milliseconds for the whole attempt, resolving the name included. */
  readonly timeoutMs?: number;
  /** Milliseconds from the start until the connection, TLS included, stands. */
  readonly connectTimeoutMs?: number;
  /** Milliseconds for what follows the head of an answer, which nobody reads. */
  readonly bodyTimeoutMs?: number;
  /** Development only: destinations on loopback, over plain HTTP too. */
  readonly allowLoopbackHttp?: boolean;
  /** Further trusted certificate authorities, PEM; absent: those that Node trusts. */
  readonly ca?: string;
  readonly resolve?: Resolver;
}

const DEFAULT_TIMEOUT_MS = 15_000;
const DEFAULT_CONNECT_TIMEOUT_MS = 5_000;
const DEFAULT_BODY_TIMEOUT_MS = 5_000;
/** Bytes of an answer that are read, and thrown away, so that its connection can be used again. */
const MAX_DRAIN_BYTES = 64 * 1024;

/** The attempt took longer than it may. */
class PostTimeoutError extends Error {
  override readonly name = 'Timeout';
  readonly failure: string;

  constructor(message: string, failure = 'timeout') {
    super(message);
    this.failure = failure;
  }
}

/** The URL is not one that anything may be posted to. */
class UrlRefusedError extends Error {
  override readonly name = 'UrlRefused';
}

/**
 * Posts over HTTPS (TLS 1.2 or better) to public addresses only. Redirects are not followed: the decision
 * was made for this destination. Never throws; a failure is named by a status or a code, and nothing of an answer's body is kept.
 */
export function createHttpsPoster(options: HttpsPosterOptions): Poster & { close(): void } {
  const { clock, allowLoopbackHttp = false, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const { connectTimeoutMs = DEFAULT_CONNECT_TIMEOUT_MS } = options;
  const { bodyTimeoutMs = DEFAULT_BODY_TIMEOUT_MS } = options;
  const resolve = options.resolve ?? systemResolver;
  const limits = { keepAlive: true, maxSockets: 64, maxFreeSockets: 16 };
  const http = new HttpAgent(limits);
  const https = new HttpsAgent({
    ...limits,
    minVersion: 'TLSv1.2',
    ...(options.ca === undefined ? {} : { ca: options.ca }),
  });

  async function attempt(webhook: OutgoingWebhook, signal: AbortSignal): Promise<IncomingMessage> {
    const url = checkUrl(webhook.url, allowLoopbackHttp);
    const { allowedRanges } = webhook;
    const addresses = await resolvePinned(url.hostname, allowLoopbackHttp, resolve, allowedRanges);
    const secure = url.protocol === 'https:';
    if (!secure && !addresses.every(({ address }) => isLoopbackAddress(address))) {
      throw new UrlRefusedError('plain HTTP is for loopback alone');
    }
    signal.throwIfAborted();
    return await new Promise((done, failed) => {
      const request = (secure ? requestHttps : requestHttp)(url, {
        method: 'POST',
        headers: { ...webhook.headers, 'content-length': String(webhook.body.byteLength) },
        agent: secure ? https : http,
        lookup: pinnedLookup(addresses),
        signal,
      });
      const connecting = setTimeout(
        () => request.destroy(new PostTimeoutError('no connection in time', 'connect_timeout')),
        connectTimeoutMs,
      );
      const connected = () => clearTimeout(connecting);
      request.once('close', connected);
      request.once('socket', (socket) => {
        if (request.reusedSocket) connected();
        else socket.once(secure ? 'secureConnect' : 'connect', connected);
      });
      request.once('response', done);
      request.on('error', (error) => {
        // A kept connection that the other side had closed: nothing was read from it.
        failed(request.reusedSocket && CLOSED.has(errorCode(error)) ? STALE : error);
      });
      request.end(webhook.body);
    });
  }

  return {
    async post(webhook) {
      const abort = new AbortController();
      const timer = setTimeout(() => abort.abort(), timeoutMs);
      const aborted = new Promise<never>((_, failed) => {
        abort.signal.addEventListener('abort', () => {
          failed(new PostTimeoutError('no answer in time'));
        });
      });
      const run = () => Promise.race([attempt(webhook, abort.signal), aborted]);
      try {
        const response = await run().catch((error: unknown) => {
          if (error === STALE) return run();
          throw error;
        });
        clearTimeout(timer);
        drain(response, bodyTimeoutMs);
        return resultOf(response, clock.now());
      } catch (error) {
        clearTimeout(timer);
        return { kind: 'retry', failure: failureOf(error) };
      }
    },
    close() {
      http.destroy();
      https.destroy();
    },
  };
}

const CLOSED: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE']);
const STALE = new Error('a kept connection was closed');

/** @throws UrlRefusedError */
function checkUrl(text: string, allowHttp: boolean): URL {
  const url = URL.parse(text);
  if (url === null) throw new UrlRefusedError('not a URL');
  const scheme = url.protocol === 'https:' || (allowHttp && url.protocol === 'http:');
  if (!scheme || url.username !== '' || url.password !== '') {
    throw new UrlRefusedError('not an https URL without credentials');
  }
  return url;
}

function resultOf(response: IncomingMessage, now: Date): PostResult {
  const status = response.statusCode ?? 0;
  if (status >= 200 && status < 300) return { kind: 'delivered', status };
  if (status === 410) return { kind: 'rejected', failure: 'http_410' };
  const retryAfterSeconds = parseRetryAfter(response.headers['retry-after'], now);
  return {
    kind: 'retry',
    failure: `http_${status}`,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}

/** Reads a small answer to its end, and cuts a long or a slow one off. */
function drain(response: IncomingMessage, timeoutMs: number): void {
  const timer = setTimeout(() => response.destroy(), timeoutMs);
  let read = 0;
  response.on('data', (chunk: Buffer) => {
    read += chunk.byteLength;
    if (read > MAX_DRAIN_BYTES) response.destroy();
  });
  // The status is all that counts: what happens to the rest changes nothing.
  response.on('error', () => undefined);
  response.once('close', () => clearTimeout(timer));
}

function failureOf(error: unknown): string {
  if (error instanceof AddressRefusedError) return 'address_refused';
  if (error instanceof UrlRefusedError) return 'url_refused';
  if (error instanceof PostTimeoutError) return error.failure;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code.replace(/[^A-Za-z0-9_]/g, '').slice(0, 64) : 'network';
}
