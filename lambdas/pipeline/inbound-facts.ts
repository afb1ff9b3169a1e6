import { NO_PERSON, type DecisionFacts } from '../core/decide/facts.ts';
import { transportOf } from '../core/deliver/transport.ts';
import { agreementFor } from '../core/registry/baa-state.ts';
import type { Clock } from '../ports/clock.ts';
import type { Destination, Registry, Source } from '../ports/registry.ts';

/** What the scan said of what a destination would get. */
export type InboundContent = Pick<DecisionFacts, 'phi' | 'unreadableParts' | 'canDeidentify'>;

export interface InboundFactsDependencies {
  readonly registry: Registry;
  readonly clock: Clock;
}

/** A destination that is not registered has no known transport and no agreement: it gets nothing. */
export async function inboundFacts(
  source: Source,
  destination: Destination | undefined,
  content: InboundContent,
  { registry, clock }: InboundFactsDependencies,
): Promise<DecisionFacts> {
  const vendor = destination && (await registry.vendor(destination.vendorId));
  return {
    lane: destination?.lane ?? 'marketing',
    direction: 'inbound',
    channel: 'webhook',
    purpose: source.purpose,
    ...content,
    baa: agreementFor(vendor, destination ?? {}, content, clock.now()),
    transport: destination === undefined ? 'unknown' : transportOf(destination.url),
    ...NO_PERSON,
    // Whose record it is, and whether that person consented to passing it on, is not known here (42 CFR 2.31).
    part2: source.part2 === true ? 'restricted' : 'none',
    portalAvailable: false,
  };
}
