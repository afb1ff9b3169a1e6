import { isGivenUp } from '../core/deliver/gate.ts';
import type { Delivery } from '../core/message/delivery.ts';
import type { DeliveryDependencies } from './delivery-dependencies.ts';
import { changeGate } from './pass-gate.ts';
import { recordDeed } from './record-deed.ts';

type DisableDependencies = Pick<
  DeliveryDependencies,
  'gates' | 'ledger' | 'clock' | 'random' | 'log' | 'lane'
>;

const WHY = 'every attempt of a delivery failed, and no other succeeded meanwhile';

/**
 * Disables a destination that has taken nothing over a whole schedule of attempts. It is in the ledger before it takes
 * effect, and only an officer enables it again.
 */
export async function disableIfGivenUp(
  delivery: Delivery,
  deps: DisableDependencies,
): Promise<void> {
  if (delivery.route.kind !== 'webhook') return;
  const { destinationId } = delivery.route;
  const since = Date.parse(delivery.replayedAt ?? delivery.createdAt);
  const { state } = await deps.gates.read(destinationId);
  if (!isGivenUp(state, since)) return;
  const now = deps.clock.now();
  const by = `system:${deps.lane}-deliver`;
  const subject = { kind: 'destination', id: destinationId } as const;
  await recordDeed({ subject, deed: 'disabled', by, why: WHY }, deps);
  const changed = await changeGate(deps.gates, destinationId, (gate) =>
    isGivenUp(gate, since) ? { ...gate, disabledAt: now.getTime() } : undefined,
  );
  if (changed) deps.log.write({ event: 'destination.disabled', destinationId, lane: deps.lane });
}
