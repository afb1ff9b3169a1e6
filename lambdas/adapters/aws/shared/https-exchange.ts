import { Agent as HttpAgent, request as requestHttp, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { OutgoingWebhook } from '../../../ports/poster.ts';
import {
  AddressRefusedError,
  pinnedLookup,
  resolvePinned,
  systemResolver,
  type Resolver,
} from './pinned-addresses.ts';
import { isLoopbackAddress } from './public-address.ts';
import { errorCode } from './service-error.ts';

export interface HttpsExchangeOptions {
  /** Milliseconds until the head of an answer, resolving the name included. */
  readonly timeoutMs?: number;
  /** Milliseconds from the start until the connection, TLS included, stands. */
  readonly connectTimeoutMs?: number;
  /** Development only: hosts on loopback, over plain HTTP too. */
  readonly allowLoopbackHttp?: boolean;
  /** Further trusted certificate authorities, PEM; absent: those that Node trusts. */
  readonly ca?: string;
  readonly resolve?: Resolver;
  /**
   * A repeat is known by an id that the request carries, or does no harm. Then connections are kept, and a post over one
   * that the other side had closed is made again: whether it closed before or after it had read the request cannot be told.
   */
  readonly repeatable: boolean;
}

export interface HttpsExchange {
  /**
   * Posts once, and follows no redirect.
   *
   * @returns the head of the answer; its body is the caller's, to read or to cut off
   * @throws ExchangeError
   */
  post(request: OutgoingWebhook): Promise<IncomingMessage>;
  close(): void;
}

const DEFAULT_TIMEOUT_MS = 15_000;
const DEFAULT_CONNECT_TIMEOUT_MS = 5_000;

/** A post without an answer. */
export class ExchangeError extends Error {
  override readonly name = 'ExchangeError';
  /** A code; nothing of a message is kept. */
  readonly failure: string;
  /** The connection stood: the request may have been read, and carried out. */
  readonly mayHaveArrived: boolean;

  constructor(failure: string, mayHaveArrived: boolean) {
    super('there is no answer');
    this.failure = failure;
    this.mayHaveArrived = mayHaveArrived;
  }
}

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

/** What became of one try, as far as it went. */
interface Try {
  connected: boolean;
}

interface Agents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

function agents(keepAlive: boolean, ca: string | undefined): Agents {
  const limits = { keepAlive, maxSockets: 64, maxFreeSockets: 16 };
  const trusted = ca === undefined ? {} : { ca };
  return {
    http: new HttpAgent(limits),
    https: new HttpsAgent({ ...limits, minVersion: 'TLSv1.2', ...trusted }),
  };
}

/** HTTPS (TLS 1.2 or better) to public addresses only. */
export function createHttpsExchange(options: HttpsExchangeOptions): HttpsExchange {
  const { allowLoopbackHttp = false, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const { connectTimeoutMs = DEFAULT_CONNECT_TIMEOUT_MS } = options;
  const resolve = options.resolve ?? systemResolver;
  const kept = agents(options.repeatable, options.ca);
  // Where one kept connection was closed, those beside it were too: a second try must not take one of them.
  const fresh = agents(false, options.ca);

  async function attempt(
    webhook: OutgoingWebhook,
    signal: AbortSignal,
    tried: Try,
    { http, https }: Agents,
  ): Promise<IncomingMessage> {
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
      const over = () => clearTimeout(connecting);
      const connected = () => {
        tried.connected = true;
        over();
      };
      request.once('close', over);
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
      const tried: Try = { connected: false };
      const run = (over: Agents) =>
        Promise.race([attempt(webhook, abort.signal, tried, over), aborted]);
      try {
        return await run(kept).catch((error: unknown) => {
          if (error === STALE) return run(fresh);
          throw error;
        });
      } catch (error) {
        throw new ExchangeError(failureOf(error), tried.connected);
      } finally {
        clearTimeout(timer);
      }
    },
    close() {
      for (const { http, https } of [kept, fresh]) {
        http.destroy();
        https.destroy();
      }
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

/** A code for what went wrong. Nothing of a message is kept. */
function failureOf(error: unknown): string {
  if (error instanceof AddressRefusedError) return 'address_refused';
  if (error instanceof UrlRefusedError) return 'url_refused';
  if (error instanceof PostTimeoutError) return error.failure;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code.replace(/[^A-Za-z0-9_]/g, '').slice(0, 64) : 'network';
}
