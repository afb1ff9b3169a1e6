import * as z from 'zod';
import type { CanaryEndpoint } from '../ports/canary.ts';

/** Milliseconds: the strictest vendors wait three seconds; the canary waits longer, to tell slow from dead. */
const PATIENCE = 15_000;

const answerSchema = z.object({ messageId: z.string().regex(/^msg_[0-9a-z]{26}$/) });

/** The webhook API over HTTPS, by its public name. @param url `https://.../webhooks/{source}` */
export function createCanaryEndpoint(url: string): CanaryEndpoint {
  return {
    async post(headers, body) {
      const answer = await fetch(url, {
        method: 'POST',
        redirect: 'error',
        signal: AbortSignal.timeout(PATIENCE),
        headers: { ...headers, 'content-type': 'application/json' },
        body: new Uint8Array(body),
      });
      const { status } = answer;
      const parsed = answerSchema.safeParse(await answer.json().catch(() => undefined));
      return parsed.success ? { status, messageId: parsed.data.messageId } : { status };
    },
  };
}
