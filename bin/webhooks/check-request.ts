import type { RawRequest, RefusalReason, Scheme } from '../../lambdas/core/verify/scheme.ts';
import { ALL_SCHEMES, findSchemeByAlias } from '../../lambdas/core/verify/schemes.ts';
import {
  certificateUrlOf,
  SchemeOptionsError,
  verifyWebhook,
  type VerifyOutcome,
} from '../../lambdas/core/verify/verify-webhook.ts';
import { CheckInputError, timeOf, type CheckedRequest } from './checked-request.ts';

export type CheckOutcome =
  | { readonly verified: true; readonly handshake: boolean; readonly scheme: string }
  | {
      readonly verified: false;
      readonly scheme: string;
      readonly code: RefusalReason;
      /** In words. */
      readonly reason: string;
      /** What would make it verify, where a common mistake explains it. */
      readonly hint?: string;
    };

/**
 * Whether a request verifies, and if not, why, as the gateway would say it.
 *
 * @throws CheckInputError when the scheme is unknown or its options do not fit
 */
export function checkRequest(given: CheckedRequest, clock: Date): CheckOutcome {
  const scheme = schemeOf(given);
  const request = requestOf(given);
  const run = (changed: Partial<RawRequest>, secrets = secretsOf(given), tolerance?: number) =>
    verify(scheme, { ...request, ...changed }, secrets, given, clock, tolerance);
  const outcome = run({});
  if (outcome.kind !== 'refused') {
    return { verified: true, handshake: outcome.kind !== 'verified', scheme: scheme.name };
  }
  const { reason: code, detail } = outcome;
  const hint = hintFor(code, request, secretsOf(given), run);
  const refusal = { verified: false, scheme: scheme.name, code, reason: detail } as const;
  return hint === undefined ? refusal : { ...refusal, hint };
}

function verify(
  scheme: Scheme,
  request: RawRequest,
  secrets: readonly string[],
  given: CheckedRequest,
  clock: Date,
  toleranceSeconds = given.toleranceSeconds,
): VerifyOutcome {
  const topics = given.topics ?? given.allowedTopics;
  const options = given.options ?? (topics === undefined ? {} : { topics });
  try {
    const certificateUrl = certificateUrlOf(scheme, request, options);
    if (certificateUrl?.kind === 'refused') return certificateUrl;
    return verifyWebhook(scheme, request, {
      secrets,
      handshakeSecrets: given.verifyToken === undefined ? [] : [given.verifyToken],
      now: timeOf(given.now, clock),
      toleranceSeconds,
      certificate: given.certPem ?? given.cert,
      options,
    });
  } catch (error) {
    if (!(error instanceof SchemeOptionsError)) throw error;
    throw new CheckInputError(
      scheme.name === 'sns'
        ? 'The scheme sns needs the topics that may post: give --topic.'
        : `The options do not fit the scheme ${scheme.name}.`,
    );
  }
}

/** By its name or one that people use for it; failing that, by the vendor. */
function schemeOf({ scheme, vendor }: CheckedRequest): Scheme {
  for (const name of [scheme, vendor]) {
    // `slack-v0`, `stripe-hmac-sha256`: a vendor and how it signs.
    for (let rest = name?.toLowerCase(); rest !== undefined && rest !== ''; rest = shorter(rest)) {
      const found = findSchemeByAlias(rest);
      if (found !== undefined) return found;
    }
  }
  const names = ALL_SCHEMES.map(({ name }) => name).join(', ');
  throw new CheckInputError(`There is no such scheme. Schemes: ${names}.`);
}

function shorter(name: string): string | undefined {
  const end = name.lastIndexOf('-');
  return end === -1 ? undefined : name.slice(0, end);
}

function secretsOf({ secret, secrets, publicKey }: CheckedRequest): readonly string[] {
  if (secrets !== undefined) return secrets;
  return [secret, publicKey].filter((each) => each !== undefined);
}

function requestOf({ method, url, headers, body, bodyEncoding }: CheckedRequest): RawRequest {
  const lower = Object.entries(headers).map(
    ([name, value]) =>
      [name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value] as const,
  );
  return {
    ...{ method: method.toUpperCase(), url },
    headers: Object.fromEntries(lower),
    body: Buffer.from(body, bodyEncoding),
  };
}

type Run = (
  changed: Partial<RawRequest>,
  secrets?: readonly string[],
  toleranceSeconds?: number,
) => VerifyOutcome;

/** A hundred years. */
const ANY_TIME = 100 * 365 * 24 * 3600;

/** What engineers meet: a body that something parsed and wrote again, another URL, a secret pasted with a space. */
function hintFor(
  code: RefusalReason,
  request: RawRequest,
  secrets: readonly string[],
  run: Run,
): string | undefined {
  const isFine = (...tried: Parameters<Run>) => run(...tried).kind !== 'refused';
  if (code === 'timestamp_stale' || code === 'timestamp_future') {
    return isFine({}, secrets, ANY_TIME)
      ? 'the signature itself is right: only the time is off'
      : 'the signature does not fit either';
  }
  if (code !== 'signature_mismatch' && code !== 'secret_malformed') return undefined;
  if (
    isFine(
      {},
      secrets.map((secret) => secret.trim()),
    )
  ) {
    return 'the secret has white space around it: without it, it verifies';
  }
  const body = Buffer.from(request.body);
  const text = body.toString('utf8');
  const bodies: readonly (readonly [string, string])[] = [
    ['a line end was added to the body', text.replace(/\r?\n$/, '')],
    ['the line end of the body is missing', `${text}\n`],
    ['line ends of the body were changed from CRLF', text.replaceAll(/\r?\n/g, '\r\n')],
    ['the body was parsed and written again, with spaces', compact(text)],
    ['the body was parsed and written again, without spaces', spaced(text)],
  ];
  const changed = bodies.find(([, other]) => isFine({ body: Buffer.from(other) }));
  if (changed !== undefined) return `${changed[0]}: as the vendor sent it, it verifies`;
  const url = urlsLike(request.url).find((other) => isFine({ url: other }));
  return url === undefined
    ? undefined
    : `the vendor signed another URL: it verifies with ${describeUrl(url)}`;
}

function compact(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
}

function spaced(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}

function urlsLike(text: string): readonly string[] {
  const swapped = text.startsWith('https:')
    ? text.replace(/^https:/, 'http:')
    : text.replace(/^http:/, 'https:');
  const [start = '', query] = text.split('?', 2);
  const end = query === undefined ? '' : `?${query}`;
  const slashed = start.endsWith('/') ? start.slice(0, -1) : `${start}/`;
  return [swapped, `${slashed}${end}`, start];
}

/** Without what a query may hold. */
function describeUrl(url: string): string {
  const { protocol, pathname, search } = new URL(url);
  return `${protocol.slice(0, -1)}, ${pathname.endsWith('/') ? 'a slash at its end' : 'no slash at its end'}${
    search === '' ? ', no query' : ''
  }`;
}
