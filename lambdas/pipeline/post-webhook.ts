import { bodyHeaders } from '../core/deliver/body-headers.ts';
import { eventHeaders } from '../core/deliver/event-headers.ts';
import { signWebhook } from '../core/deliver/sign-webhook.ts';
import type { Delivery, DeliveryRoute } from '../core/message/delivery.ts';
import { baaState } from '../core/registry/baa-state.ts';
import type { ReadableBody } from '../ports/body-reader.ts';
import type { Attempt, DeliveryDependencies } from './delivery-dependencies.ts';
import { passGate } from './pass-gate.ts';

/** One attempt at one destination, if its lane, the agreement, its order and its gate let it. */
export async function postWebhook(
  delivery: Delivery,
  { destinationId, underAgreement }: Extract<DeliveryRoute, { kind: 'webhook' }>,
  body: ReadableBody,
  deps: DeliveryDependencies,
): Promise<Attempt> {
  const destination = await deps.registry.destination(destinationId);
  if (destination === undefined) return { kind: 'retry', failure: 'destination_not_registered' };
  // The decision was made for this lane; a destination that moved to the other gets nothing of it.
  if (destination.lane !== deps.lane) return { kind: 'rejected', failure: 'lane_mismatch' };
  if (underAgreement === true) {
    const vendor = await deps.registry.vendor(destination.vendorId);
    // Renewed within the days of retrying, it goes out after all.
    if (baaState(vendor?.baa, deps.clock.now()) !== 'active') {
      return { kind: 'retry', failure: 'agreement_not_active' };
    }
  }
  const [secret] = await deps.secrets.get(destination.secretRef);
  if (secret === undefined) return { kind: 'retry', failure: 'signing_secret_missing' };
  const { url, allowedRanges } = destination;
  return await passGate(
    destination,
    delivery.hasTurn === true,
    () => {
      const signed = signWebhook(delivery.messageId, deps.clock.now(), body.bytes, secret);
      const described = bodyHeaders(body.bytes, body.contentType);
      const headers = {
        ...eventHeaders(delivery.event),
        ...signed,
        ...described,
        'user-agent': 'Cordon',
      };
      const ranges = allowedRanges === undefined ? {} : { allowedRanges };
      return deps.poster.post({ url, headers, body: body.bytes, ...ranges });
    },
    deps,
  );
}
