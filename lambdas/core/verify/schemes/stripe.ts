import { idsOr, jsonOf, textAt } from '../replay-key.ts';
import type { Scheme } from '../scheme.ts';
import { checkTimedSignature } from '../timed-signature.ts';

/**
 * Stripe: `Stripe-Signature: t=SECONDS,v1=HEX`, HMAC-SHA256 over `t.body`, key = the endpoint secret as text, its
 * `whsec_` included and not decoded. `v0` signatures are of test clocks and never accepted. Source: Stripe
 * documentation, "Verify webhook signatures manually"; stripe-node src/Webhooks.ts.
 *
 * Node's crypto rather than the library: docs/adr/0021.
 */
export const stripe: Scheme = {
  name: 'stripe',
  aliases: ['stripe-v1'],
  facts: {
    vendor: 'Stripe',
    signed: '`t.body`, HMAC-SHA256 hex, in `Stripe-Signature`',
    replay: '`id` of the event',
    secret: 'endpoint secret (`whsec_…`, used as text)',
    source: 'docs.stripe.com, Verify webhook signatures manually',
  },
  defaultToleranceSeconds: 300,
  verify(input) {
    const refusal = checkTimedSignature(input, 'Stripe-Signature');
    if (refusal !== undefined) return refusal;
    const { body } = input.request;
    return { kind: 'verified', replayKey: idsOr([textAt(jsonOf(body), 'id')], body) };
  },
};
