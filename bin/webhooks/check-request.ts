import type { RawRequest, RefusalReason, Scheme } from '../../lambdas/core/verify/scheme.ts';
import { ALL_SCHEMES, findSchemeByAlias } from '../../lambdas/core/verify/schemes.ts';
import {
  certificateUrlOf,
  SchemeOptionsError,
  verifyWebhook,
  type VerifyOutcome,
} from '../../lambdas/core/verify/verify-webhook.ts';
import { CheckInputError, timeOf, type CheckedRequest } from './checked-request.ts';
import { hintFor } from './hints.ts';

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
  const secrets = secretsOf(given);
  const ageSeconds = Number(/\d+/.exec(detail)?.[0] ?? 0);
  const hint = hintFor({ code, ageSeconds }, request, secrets, run);
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
  // As HTTP joins headers of one name, in whatever case each is written (RFC 9110, section 5.3).
  const joined = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) {
    const values = Array.isArray(value) ? value : [value];
    const known = joined.get(name.toLowerCase());
    joined.set(name.toLowerCase(), [...(known === undefined ? [] : [known]), ...values].join(', '));
  }
  return {
    ...{ method: method.toUpperCase(), url },
    headers: Object.fromEntries(joined),
    body: Buffer.from(body, bodyEncoding),
  };
}
