import type { RawRequest, RefusalReason, Scheme, VerifiedWebhook } from './scheme.ts';

export type VerifyOutcome =
  | { readonly kind: 'verified'; readonly webhook: VerifiedWebhook }
  | { readonly kind: 'refused'; readonly reason: RefusalReason };

/**
 * Verifies a request on its raw bytes, before anything parses them. The only maker of
 * `VerifiedWebhook`.
 */
export function verifyWebhook(
  scheme: Scheme,
  request: RawRequest,
  options: {
    readonly secrets: readonly string[];
    readonly now: Date;
    readonly toleranceSeconds?: number | undefined;
  },
): VerifyOutcome {
  const result = scheme.verify({
    request,
    secrets: options.secrets,
    now: options.now,
    toleranceSeconds: options.toleranceSeconds ?? scheme.defaultToleranceSeconds,
  });
  if (result.kind === 'refused') return result;
  return {
    kind: 'verified',
    webhook: { ...request, replayKey: result.replayKey } as VerifiedWebhook,
  };
}
