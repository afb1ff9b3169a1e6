import { shadowOf } from '../core/decide/shadow.ts';
import type { DecisionRecord } from '../core/record/decision-record.ts';
import { baaState } from '../core/registry/baa-state.ts';
import type { EntryProblem } from '../core/registry/check-entry.ts';
import { checkWhy } from '../core/registry/check-why.ts';
import { tellsSender } from '../core/send/sender-event.ts';
import { DISPOSITIONS, LANES, type Disposition, type Lane } from '../core/vocabulary.ts';
import type { Clock, RandomSource } from '../ports/clock.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Log } from '../ports/log.ts';
import type { DeliverySummary, OutboxDesk } from '../ports/outbox.ts';
import type { PolicySource } from '../ports/policy.ts';
import type { WorkQueue } from '../ports/queue.ts';
import type { Registry } from '../ports/registry.ts';
import type { RecordFinder } from '../ports/seals.ts';
import type { Changer } from './change-registry.ts';
import { inboundFacts } from './inbound-facts.ts';
import { recordDeed } from './record-deed.ts';

export interface ReplayDependencies {
  readonly desks: Readonly<Record<Lane, OutboxDesk>>;
  readonly deliveries: Readonly<Record<Lane, WorkQueue>>;
  readonly registry: Registry;
  readonly policy: PolicySource;
  readonly finder: RecordFinder;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly log: Log;
}

/** Why a delivery is not put back. Static codes: they are shown. */
export type ReplayRefusal =
  /** It is pending or was delivered. */
  | 'not_dead'
  /** Consent and address may be others by now: whoever sent it sends it again. */
  | 'is_a_message'
  | 'destination_not_registered'
  | 'lane_mismatch'
  | 'agreement_not_active'
  /** What was decided, or what it was decided from, is not on record any more. */
  | 'decision_not_found'
  /** The policy in force would not let it go like that. */
  | 'policy_refuses';

export type ReplayOutcome =
  | { readonly kind: 'replayed' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'invalid'; readonly problems: readonly EntryProblem[] }
  | {
      readonly kind: 'refused';
      readonly reason: ReplayRefusal;
      /** Of `policy_refuses`: what policy says now. */
      readonly reasonCode?: string;
    };

/** A delivery of either lane. */
export async function showDelivery(
  deliveryId: string,
  { desks }: Pick<ReplayDependencies, 'desks'>,
): Promise<DeliverySummary | undefined> {
  for (const lane of LANES) {
    const found = await desks[lane].show(deliveryId);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Puts a dead delivery back among the pending ones, if it may go out today: the same lane, an agreement in force where
 * it went under one, and the policy in force still permits what was decided. On record before it takes effect.
 */
export async function replayDelivery(
  deliveryId: string,
  { by, why }: Changer,
  deps: ReplayDependencies,
): Promise<ReplayOutcome> {
  const problems = checkWhy(why);
  if (problems.length > 0) return { kind: 'invalid', problems };
  const delivery = await showDelivery(deliveryId, deps);
  if (delivery === undefined) return { kind: 'unknown' };
  const refusal = await refusalOf(delivery, deps);
  if (refusal !== undefined) return { kind: 'refused', ...refusal };
  const { lane, entityId } = delivery;
  const now = deps.clock.now();
  const subject = { kind: 'delivery', id: deliveryId } as const;
  await recordDeed({ entityId, subject, deed: 'replayed', by, why }, deps);
  if (!(await deps.desks[lane].replay(deliveryId, now))) {
    return { kind: 'refused', reason: 'not_dead' };
  }
  deps.log.write({ event: 'delivery.replayed', deliveryId, lane, keyId: by });
  await deps.deliveries[lane].enqueue(deliveryId);
  return { kind: 'replayed' };
}

type Refusal = Omit<Extract<ReplayOutcome, { kind: 'refused' }>, 'kind'>;

async function refusalOf(
  delivery: DeliverySummary,
  deps: ReplayDependencies,
): Promise<Refusal | undefined> {
  const { route, lane } = delivery;
  if (delivery.state !== 'dead') return { reason: 'not_dead' };
  if (route.kind !== 'webhook') return { reason: 'is_a_message' };
  const destination = await deps.registry.destination(route.destinationId);
  if (destination === undefined) return { reason: 'destination_not_registered' };
  if (destination.lane !== lane) return { reason: 'lane_mismatch' };
  // It says what became of a message, and nothing that was decided about.
  if (tellsSender(delivery.deliveryId)) return undefined;
  if (route.underAgreement === true) {
    const vendor = await deps.registry.vendor(destination.vendorId);
    const state = baaState(vendor?.baa, deps.clock.now());
    if (state !== 'active') return { reason: 'agreement_not_active' };
  }
  const decision = await decisionOf(delivery, deps);
  const source =
    decision?.origin.kind === 'source' ? await deps.registry.source(decision.origin.id) : undefined;
  if (decision === undefined || source === undefined) return { reason: 'decision_not_found' };
  // The message is decided upon once more, from what was found in it then and from what is on file now.
  const content = {
    phi: decision.classification,
    unreadableParts: decision.unreadable.length > 0,
    canDeidentify: delivery.disposition === 'deidentified',
  };
  const facts = await inboundFacts(source, destination, content, deps);
  const outcome = (await deps.policy.current()).decide(facts);
  const shadow = shadowOf(outcome, facts, source.shadow, deps.clock.now());
  const today = shadow?.enforced ?? outcome.disposition;
  if (rank(today) <= rank(delivery.disposition)) return undefined;
  return { reason: 'policy_refuses', reasonCode: outcome.reasonCode };
}

/** Least disruptive first: what would be let go with less done to it may go with more. */
function rank(disposition: Disposition): number {
  return DISPOSITIONS.indexOf(disposition);
}

async function decisionOf(
  { decisionId }: DeliverySummary,
  { finder }: ReplayDependencies,
): Promise<DecisionRecord | undefined> {
  const { keys } = await finder.places(decisionId);
  for (const key of keys) {
    const stored = await finder.record(key);
    const record = stored === undefined ? undefined : (JSON.parse(stored.text) as DecisionRecord);
    if (record?.kind === 'decision') return record;
  }
  return undefined;
}
