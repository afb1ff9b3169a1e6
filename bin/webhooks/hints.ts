import { gunzipSync } from 'node:zlib';
import type { RawRequest, RefusalReason } from '../../lambdas/core/verify/scheme.ts';
import type { VerifyOutcome } from '../../lambdas/core/verify/verify-webhook.ts';
import { bodiesLike, secretsLike, urlsLike, type Likeness } from './likenesses.ts';

/** Verifies with something of the request, or of what it is checked by, in another way. */
export type Run = (
  changed: Partial<RawRequest>,
  secrets?: readonly string[],
  toleranceSeconds?: number,
) => VerifyOutcome;

/** A hundred years. */
const ANY_TIME = 100 * 365 * 24 * 3600;
const MAX_UNPACKED = 32 * 1024 * 1024;
const HOUR = 3600;
const DAY = 24 * HOUR;

/** What to look at where nothing that can be computed explains it. */
const USUAL: Readonly<Record<string, string>> = {
  stripe: 'each endpoint has a secret of its own, and so have test and live mode',
  twilio:
    'Twilio signs with the auth token of the (sub)account, not an API key, and the URL as entered there',
  sendgrid: 'the key is the one shown beside this webhook: with every new one it is another',
  docusign: 'each account has its keys, and demo and production have others',
  hubspot: "the client secret is that of the app, and the URL the one that the app's settings name",
  slack: 'it is the signing secret of the app, not its token or client secret',
  meta: 'it is the app secret, not the verify token or an access token',
  zoom: 'it is the secret token of the app, not its client secret',
  shopify: 'webhooks of the admin pages have a key of their own, shown there',
  mailgun: 'it is the HTTP webhook signing key, not the API key',
  'standard-webhooks': 'each endpoint has a secret of its own',
};

/**
 * What engineers meet, as a sentence, where it can be found out: a body that something parsed and wrote again, another
 * URL, a secret in another form. Never a secret, and nothing of the request but the shape of its URL.
 */
export function hintFor(
  { code, ageSeconds }: { code: RefusalReason; ageSeconds: number },
  request: RawRequest,
  secrets: readonly string[],
  run: Run,
): string | undefined {
  const isFine = (...tried: Parameters<Run>) => run(...tried).kind !== 'refused';
  if (code === 'timestamp_stale' || code === 'timestamp_future') {
    return isFine({}, secrets, ANY_TIME)
      ? `the signature itself is right: only the time is off${aboutTime(code, ageSeconds)}`
      : 'the signature does not fit either';
  }
  const isBodyAtFault = code === 'body_mismatch' || code === 'body_malformed';
  if (code !== 'signature_mismatch' && code !== 'secret_malformed' && !isBodyAtFault) {
    return undefined;
  }
  const bySecret = isBodyAtFault
    ? undefined
    : secretsLike(secrets).find(({ is }) => isFine({}, is));
  if (bySecret !== undefined) return `${bySecret.words}: then it verifies`;
  const byBody = [...bodiesLike(request.body), ...unpacked(request.body)].find(({ is }) =>
    isFine({ body: is }),
  );
  if (byBody !== undefined) return `${byBody.words}: as the vendor sent it, it verifies`;
  const byUrl = urlsLike(request.url).find(({ is }) => isFine({ url: is }));
  return byUrl === undefined
    ? undefined
    : `the vendor signed another URL: it verifies with ${byUrl.words}`;
}

/** What is usually at fault, where nothing that can be computed explains it. */
export function usualFault(scheme: string, code: RefusalReason): string | undefined {
  return code === 'signature_mismatch' ? USUAL[scheme] : undefined;
}

function aboutTime(code: RefusalReason, age: number): string {
  const off = Math.abs(age);
  const fromHour = Math.abs(off - Math.round(off / HOUR) * HOUR);
  if (off >= HOUR - 300 && off < 15 * HOUR && fromHour <= 300) {
    return ', by whole hours: a clock in another time zone?';
  }
  if (code === 'timestamp_stale' && off > DAY) {
    return ': check a request that was kept with --now, the time at which it came';
  }
  return code === 'timestamp_future' ? ": set this machine's clock, or the vendor's" : '';
}

function unpacked(body: Uint8Array): readonly Likeness<Buffer>[] {
  if (body[0] !== 0x1f || body[1] !== 0x8b) return [];
  try {
    const is = gunzipSync(body, { maxOutputLength: MAX_UNPACKED });
    return [{ words: 'the body was compressed on its way', is }];
  } catch {
    return [];
  }
}
