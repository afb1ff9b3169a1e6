import type { SendApi } from '../ports/send-api.ts';

/** Milliseconds: API Gateway answers within 29 seconds, whatever happens. */
const PATIENCE = 30_000;
const MAX_ANSWER = 64 * 1024;

/** Cordon's own API over HTTPS. @param url of `POST /v1/messages` */
export function createSendApi(url: string): SendApi {
  return {
    async post({ contentType, body, key, idempotencyKey }) {
      const answer = await fetch(url, {
        method: 'POST',
        redirect: 'error',
        signal: AbortSignal.timeout(PATIENCE),
        headers: {
          authorization: `Bearer ${key}`,
          'content-type': contentType,
          'idempotency-key': idempotencyKey,
        },
        // A copy: a view of shared memory is no body.
        body: new Uint8Array(body),
      });
      const text = await answer.text();
      return { status: answer.status, body: text.slice(0, MAX_ANSWER) };
    },
  };
}
