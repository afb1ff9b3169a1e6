import { eventTypeOf } from '../event-type.ts';
import { checkBodySignature } from '../prefixed-signature.ts';
import { digestOf } from '../replay-key.ts';
import type { RawRequest, Scheme } from '../scheme.ts';

const NAMES = ['X-Shopify-Hmac-SHA256', 'Shopify-Hmac-SHA256'] as const;

const EVENT_TYPE = 'X-Shopify-Topic';

/**
 * Shopify: `X-Shopify-Hmac-SHA256: BASE64` (`Shopify-Hmac-SHA256` for its newer events), HMAC-SHA256 over the body, key
 * = the app's client secret. Source: Shopify developer documentation, "Verify webhooks"; shopify-app-js.
 *
 * `X-Shopify-Webhook-Id` and `X-Shopify-Triggered-At` are not signed: whoever replays a request can give it others. The
 * digest of what is signed finds a delivery sent again and cannot be changed. The topic is told by a header alone, and
 * one order is the body of several (`orders/create`, `orders/paid`), so it counts, too: whoever replays a request under
 * other topics is less harm than an event that is lost.
 */
export const shopify: Scheme = {
  name: 'shopify',
  aliases: ['shopify-hmac-sha256', 'shopify-sha256'],
  facts: {
    vendor: 'Shopify',
    signed: 'body, HMAC-SHA256 base64, in `X-Shopify-Hmac-SHA256` or `Shopify-Hmac-SHA256`',
    replay: 'digest of the body, with `X-Shopify-Topic` (`X-Shopify-Webhook-Id` is not signed)',
    secret: "the app's client secret",
    source: 'shopify.dev, Verify webhook deliveries',
  },
  eventTypeHeader: EVENT_TYPE,
  verify(input) {
    const { body, headers } = input.request;
    const name = NAMES.find((each) => headers[each.toLowerCase()] !== undefined) ?? NAMES[0];
    return (
      checkBodySignature(input, { name, prefix: '', algorithm: 'sha256', encoding: 'base64' }) ?? {
        kind: 'verified',
        replayKey: digestOf(body, ...topicOf(input.request)),
      }
    );
  },
};

function topicOf(request: RawRequest): readonly string[] {
  const topic = eventTypeOf({ eventTypeHeader: EVENT_TYPE }, request);
  return topic === undefined ? [] : [topic];
}
