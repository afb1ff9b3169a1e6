import type {
  CertificateUrl,
  RawRequest,
  Refusal,
  Scheme,
  VerifiedWebhook,
  Verification,
  VerifyInput,
} from './scheme.ts';

export type VerifyOutcome =
  | { readonly kind: 'verified'; readonly webhook: VerifiedWebhook }
  | Exclude<Verification, { readonly kind: 'verified' }>;

export interface VerifyOptions extends Pick<VerifyInput, 'secrets' | 'now' | 'certificate'> {
  readonly handshakeSecrets?: readonly string[] | undefined;
  readonly toleranceSeconds?: number | undefined;
  /** What the source sets; checked against the scheme's `options`. */
  readonly options?: unknown;
}

/** A source's options are not what its scheme takes. Never shows them. */
export class SchemeOptionsError extends Error {
  override readonly name = 'SchemeOptionsError';
}

/**
 * Verifies a request on its raw bytes, before anything parses them. The only maker of
 * `VerifiedWebhook`.
 *
 * @throws SchemeOptionsError
 */
export function verifyWebhook(
  scheme: Scheme,
  request: RawRequest,
  { handshakeSecrets, toleranceSeconds, options, ...given }: VerifyOptions,
): VerifyOutcome {
  if (request.method !== 'POST' && scheme.answersGet !== true) return notAccepted(request);
  const result = scheme.verify({
    ...given,
    request,
    handshakeSecrets: handshakeSecrets ?? [],
    toleranceSeconds: toleranceSeconds ?? scheme.defaultToleranceSeconds ?? 0,
    options: checkedOptions(scheme, options),
  });
  if (result.kind !== 'verified') return result;
  const { replayKey, body = request.body } = result;
  return { kind: 'verified', webhook: { ...request, body, replayKey } as VerifiedWebhook };
}

/**
 * Where the certificate for a request is, as its scheme and the options of its source allow.
 *
 * @returns undefined when the scheme needs none
 * @throws SchemeOptionsError
 */
export function certificateUrlOf(
  scheme: Scheme,
  request: RawRequest,
  options: unknown,
): CertificateUrl | Refusal | undefined {
  return scheme.certificateUrl?.({ request, options: checkedOptions(scheme, options) });
}

function notAccepted({ method }: RawRequest): Refusal {
  const detail = `the vendor sends POST requests, this is ${/^[A-Z]{1,10}$/.test(method) ? method : 'another'}`;
  return { kind: 'refused', reason: 'method_not_accepted', detail };
}

function checkedOptions(scheme: Scheme, options: unknown): object {
  const given = options ?? {};
  if (scheme.options === undefined) return {};
  const parsed = scheme.options.safeParse(given);
  if (!parsed.success) throw new SchemeOptionsError(`options do not fit the scheme ${scheme.name}`);
  return parsed.data;
}
