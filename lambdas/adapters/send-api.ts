import { readMediaType } from '../core/parse/media-type.ts';
import { RECIPIENTS_HEADER, recipientsHeader } from '../core/send/recipients-header.ts';
import type { SendApi } from '../ports/send-api.ts';

/** Milliseconds: API Gateway answers within 29 seconds, whatever happens. */
const PATIENCE = 30_000;
const MAX_ANSWER = 64 * 1024;

/** Cordon's own API over HTTPS. @param url of `POST /v1/messages` */
export function createSendApi(url: string): SendApi {
  return {
    async post({ contentType, body, key, recipients, idempotencyKey }) {
      const answer = await fetch(url, {
        method: 'POST',
        redirect: 'error',
        signal: AbortSignal.timeout(PATIENCE),
        headers: {
          authorization: `Bearer ${key}`,
          'content-type': contentType,
          'idempotency-key': idempotencyKey,
          ...(recipients === undefined
            ? {}
            : { [RECIPIENTS_HEADER]: recipientsHeader(recipients) }),
        },
        // A copy: a view of shared memory is no body.
        body: new Uint8Array(body),
      });
      const text = await answer.text();
      const { type } = readMediaType(answer.headers.get('content-type') ?? '');
      return { status: answer.status, contentType: type, body: text.slice(0, MAX_ANSWER) };
    },
  };
}
