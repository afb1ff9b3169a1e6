import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import type { Clock } from '../../../ports/clock.ts';
import type { Secrets } from '../../../ports/secrets.ts';
import type { OutgoingText, TextResult, TextUpstream } from '../../../ports/text-upstream.ts';
import { createHttpsExchange, ExchangeError, type HttpsExchangeOptions } from './https-exchange.ts';
import { parseRetryAfter } from './retry-after.ts';

export interface TwilioUpstreamOptions extends Omit<HttpsExchangeOptions, 'repeatable'> {
  /** Where the API is: `https://api.twilio.com`, or one that speaks as it does. */
  readonly baseUrl: string;
  /** The lane's own senders; the first is used where a message asks for none of them. */
  readonly senders: readonly string[];
  readonly secrets: Secrets;
  /** Of `ACCOUNT:TOKEN`, or `ACCOUNT:KEY:SECRET`. */
  readonly secretRef: string;
  readonly clock: Clock;
  /** Milliseconds for the body of an answer. */
  readonly bodyTimeoutMs?: number;
}

const DEFAULT_BODY_TIMEOUT_MS = 5_000;
/** Bytes of an answer that are read; a Message resource has some two thousand. */
const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * What may be otherwise tomorrow although it is said as an error of the caller: credentials and accounts are the
 * operator's to mend, and no message is lost meanwhile.
 */
const PASSING: ReadonlySet<number> = new Set([401, 403, 404, 408, 425, 429]);

/** What something in between says that lost the answer: the text may have been taken. */
const UNKNOWN: ReadonlySet<number> = new Set([408, 500, 502, 504]);

const answerSchema = z.object({
  sid: z
    .string()
    .regex(/^(?:SM|MM)[0-9a-f]{32}$/)
    .optional(),
  code: z.int().min(0).max(999_999).optional(),
});

/**
 * Texts by Twilio's `Messages.json`, or an API that is the same. Twilio has no reference by which it knows a repeat; ours is
 * sent as `Idempotency-Key` for those that do. Never throws for what the upstream says: a failure is a code, and nothing of
 * what an answer says in words is kept.
 */
export function createTwilioUpstream(
  options: TwilioUpstreamOptions,
): TextUpstream & { close(): void } {
  const { baseUrl, secrets, secretRef, clock } = options;
  const { bodyTimeoutMs = DEFAULT_BODY_TIMEOUT_MS } = options;
  // A text that is posted twice is sent twice.
  const exchange = createHttpsExchange({ ...options, repeatable: false });
  return {
    async send(text) {
      const [secret] = await secrets.get(secretRef);
      const login = secret === undefined ? undefined : readLogin(secret);
      if (login === undefined) return { kind: 'retry', failure: 'upstream_secret_missing' };
      const url = `${baseUrl}/2010-04-01/Accounts/${login.account}/Messages.json`;
      const headers = {
        authorization: `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
        'idempotency-key': text.deliveryId,
        'user-agent': 'Cordon',
      };
      const body = Buffer.from(formOf(text, senderOf(text, options.senders)).toString());
      try {
        const response = await exchange.post({ url, headers, body });
        return resultOf(response, await readAnswer(response, bodyTimeoutMs), clock.now());
      } catch (error) {
        if (!(error instanceof ExchangeError)) throw error;
        const { failure, mayHaveArrived } = error;
        return { kind: 'retry', failure, ...(mayHaveArrived ? { mayHaveLeft: true } : {}) };
      }
    },
    close: () => exchange.close(),
  };
}

/** The caller's sender, where it is one of the lane's. */
function senderOf({ from }: OutgoingText, senders: readonly string[]): string {
  return (from !== undefined && senders.includes(from) ? from : senders[0]) ?? '';
}

function formOf(
  { channel, recipient, text, mediaUrls }: OutgoingText,
  sender: string,
): URLSearchParams {
  const prefix = channel === 'whatsapp' ? 'whatsapp:' : '';
  const form = new URLSearchParams({ To: `${prefix}${recipient}` });
  if (/^MG[0-9a-f]{32}$/.test(sender)) form.set('MessagingServiceSid', sender);
  else form.set('From', `${prefix}${sender}`);
  if (text !== '') form.set('Body', text);
  for (const url of mediaUrls) form.append('MediaUrl', url);
  return form;
}

interface Login {
  readonly account: string;
  readonly user: string;
  readonly password: string;
}

/** @returns undefined when the secret is no login, or its account is none that can stand in a path */
function readLogin(secret: string): Login | undefined {
  const [account = '', second = '', third] = secret.trim().split(':');
  if (!/^[A-Za-z0-9]{1,64}$/.test(account) || second === '') return undefined;
  return third === undefined
    ? { account, user: account, password: second }
    : { account, user: second, password: third };
}

type UpstreamAnswer = z.infer<typeof answerSchema>;

/** @returns empty where the body is too long, too slow, or nothing that we know */
async function readAnswer(response: IncomingMessage, timeoutMs: number): Promise<UpstreamAnswer> {
  const timer = setTimeout(() => response.destroy(), timeoutMs);
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      length += chunk.byteLength;
      if (length > MAX_ANSWER_BYTES) return {};
      chunks.push(chunk);
    }
    const read = answerSchema.safeParse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
    return read.success ? read.data : {};
  } catch {
    return {};
  } finally {
    clearTimeout(timer);
    response.destroy();
  }
}

/** A text that was taken is sent whatever its answer says: sending it again would repeat it. */
function resultOf(response: IncomingMessage, { sid, code }: UpstreamAnswer, now: Date): TextResult {
  const status = response.statusCode ?? 0;
  if (status >= 200 && status < 300) return { kind: 'sent', providerId: sid ?? 'unknown' };
  const failure = code === undefined ? `http_${String(status)}` : `twilio_${String(code)}`;
  if (status >= 400 && status < 500 && !PASSING.has(status)) return { kind: 'rejected', failure };
  const retryAfterSeconds = parseRetryAfter(response.headers['retry-after'], now);
  return {
    ...{ kind: 'retry', failure },
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    ...(UNKNOWN.has(status) && code === undefined ? { mayHaveLeft: true as const } : {}),
  };
}
