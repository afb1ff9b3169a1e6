import type { SMTPServerDataStream } from 'smtp-server';
import { IDEMPOTENCY_HEADER } from '../../lambdas/core/send/idempotency.ts';
import { recipientsHeader } from '../../lambdas/core/send/recipients-header.ts';

import { submissionKey } from '../../lambdas/core/send/submission-key.ts';
import { hasLoneLineEnd, LONE_LINE_END } from './lone-line-end.ts';
import { replyTo, type Reply } from './replies.ts';

/** Hands a request to the gateway's own routes. */
export type Post = (request: Request) => Promise<Response>;

/** The route is called in this process; its host is none. */
const MESSAGES = 'http://gateway.invalid/v1/messages';

/**
 * The message of one DATA command, whole, or how much of it there was when it was too much.
 *
 * @throws when the client went away before its end
 */
export async function readData(
  stream: SMTPServerDataStream,
  maxBytes: number,
): Promise<Buffer | 'too_large'> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    length += chunk.length;
    // Read on without keeping it: the client says the end before it hears the answer.
    if (length <= maxBytes) chunks.push(chunk);
    else chunks.length = 0;
  }
  return length <= maxBytes ? Buffer.concat(chunks) : 'too_large';
}

/**
 * Sends a message by the same route that HTTP clients call, so that it is read, scanned, decided and made durable by the
 * same steps, and says what became of it.
 */
export async function submit(
  raw: Buffer,
  recipients: readonly string[],
  credential: string,
  post: Post,
): Promise<Reply> {
  if (hasLoneLineEnd(raw)) return LONE_LINE_END;
  const repeat = submissionKey(raw, recipients);
  const response = await post(
    new Request(MESSAGES, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${credential}`,
        'content-type': 'message/rfc822',
        // In one order: a program that sends it again may have another.
        'cordon-recipients': recipientsHeader([...recipients].sort()),
        ...(repeat === undefined ? {} : { [IDEMPOTENCY_HEADER]: repeat }),
      },
      body: new Uint8Array(raw),
    }),
  );
  return replyTo(response.status, await response.text(), repeat !== undefined);
}
