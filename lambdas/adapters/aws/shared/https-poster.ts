import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../../ports/clock.ts';
import type { Poster, PostResult } from '../../../ports/poster.ts';
import { createHttpsExchange, ExchangeError, type HttpsExchangeOptions } from './https-exchange.ts';
import { parseRetryAfter } from './retry-after.ts';

export interface HttpsPosterOptions extends Omit<HttpsExchangeOptions, 'repeatable'> {
  readonly clock: Clock;
  /** Milliseconds for what follows the head of an answer, which nobody reads. */
  readonly bodyTimeoutMs?: number;
}

const DEFAULT_BODY_TIMEOUT_MS = 5_000;
/** Bytes of an answer that are read, and thrown away, so that its connection can be used again. */
const MAX_DRAIN_BYTES = 64 * 1024;

/**
 * Posts over HTTPS (TLS 1.2 or better) to public addresses only. Redirects are not followed: the decision
 * was made for this destination. Never throws; a failure is named by a status or a code, and nothing of an answer's body is kept.
 */
export function createHttpsPoster(options: HttpsPosterOptions): Poster & { close(): void } {
  const { clock, bodyTimeoutMs = DEFAULT_BODY_TIMEOUT_MS } = options;
  // Each webhook has an id, the same on every attempt, by which a receiver knows a repeat.
  const exchange = createHttpsExchange({ ...options, repeatable: true });
  return {
    async post(webhook) {
      try {
        const response = await exchange.post(webhook);
        drain(response, bodyTimeoutMs);
        return resultOf(response, clock.now());
      } catch (error) {
        if (!(error instanceof ExchangeError)) throw error;
        const { failure, mayHaveArrived } = error;
        return { kind: 'retry', failure, ...(mayHaveArrived ? { mayHaveLeft: true } : {}) };
      }
    },
    close: () => exchange.close(),
  };
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
