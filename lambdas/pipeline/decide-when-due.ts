import type { DecisionFacts } from '../core/decide/facts.ts';
import { shadowOf } from '../core/decide/shadow.ts';
import type { Delivery } from '../core/message/delivery.ts';
import { dueDecisionIdOf, type DueFacts, type Withheld } from '../core/message/due-facts.ts';
import type { HeldMessage } from '../core/message/held-message.ts';
import { linkOfNotice } from '../core/portal/notice-record.ts';
import { enacted, type DecisionRecord } from '../core/record/decision-record.ts';
import { heldRecordOf } from '../core/send/held-record.ts';
import type { SendUse } from '../core/send/key-scope.ts';
import type { OutboundMessage } from '../core/send/outbound-message.ts';
import type { Disposition, Lane } from '../core/vocabulary.ts';
import type { Addressees } from '../ports/addressees.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Log } from '../ports/log.ts';
import type { Outbox } from '../ports/outbox.ts';
import type { PolicySource } from '../ports/policy.ts';
import type { Quarantine } from '../ports/quarantine.ts';
import type { RecipientFacts } from '../ports/recipient-facts.ts';
import type { Registry } from '../ports/registry.ts';
import type { SendPermission } from '../ports/send-permission.ts';
import { personOf } from './decision-members.ts';
import {
  PART2_BY_CONSENT,
  recipientState,
  routeAgreement,
  type KnownRecipient,
} from './outbound-facts.ts';
import { recordDecision } from './record-decision.ts';
import { startStopwatch } from './stopwatch.ts';

/** What a lane's deliverer decides by. It opens nothing for it, and seals nothing. */
export interface DueDependencies {
  readonly lane: Lane;
  readonly policy: PolicySource;
  readonly registry: Registry;
  /** The clinical lane's, as when it was accepted. */
  readonly recipients?: RecipientFacts;
  readonly addressees?: Addressees;
  /** The marketing lane's one question. */
  readonly permission?: SendPermission;
  readonly outbox: Pick<Outbox, 'withhold'>;
  readonly quarantine: Quarantine;
  /** The clinical lane's: what is behind the link of a notice that is held outlasts its days. */
  readonly keepForReview?: (delivery: Delivery) => Promise<void>;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly log: Log;
}

type HoldDependencies = Pick<DueDependencies, 'quarantine' | 'keepForReview' | 'clock'>;

export function isDue(delivery: Delivery): delivery is Delivery & { readonly due: DueFacts } {
  return delivery.due !== undefined;
}

/** Policy says of a message that is due what its lane cannot do: a fault of the policy, never a release. */
export class DueDecisionError extends Error {
  override readonly name = 'DueDecisionError';
}

/**
 * Decides a scheduled message once more, now that it is due: by the policy, the vendor's agreement and the recipient's
 * choices as they are now (docs/adr/0025). On record before anything leaves. It can only take away.
 *
 * @param address the recipient's, as the message has it
 * @returns why it may not leave any more, once it is held or refused; undefined when it may
 * @throws when something does not answer: nothing leaves then, and the attempt counts
 */
export async function decideWhenDue(
  delivery: Delivery & { readonly due: DueFacts },
  message: Pick<OutboundMessage, 'channel' | 'about'>,
  address: string,
  deps: DueDependencies,
): Promise<Withheld | undefined> {
  const watch = startStopwatch(deps.clock);
  const { due, keyId } = delivery;
  const policy = await deps.policy.current();
  const known = await knownWhenDue(delivery, message, address, deps);
  const baa = await routeAgreement(policy.vendorOf(message.channel), due, deps);
  const key = await keyWhenDue(keyId, deps);
  const facts = factsWhenDue(delivery, known, baa, key, deps.lane);
  const now = deps.clock.now();
  const decision = policy.decide(facts);
  const shadow = shadowOf(decision, facts, key.shadow, now);
  watch.mark('decide');
  const { ordinal, of, ...classified } = due.recorded;
  const record: DecisionRecord = {
    kind: 'decision',
    decisionId: dueDecisionIdOf(delivery.decisionId),
    messageId: delivery.messageId,
    decidedAt: now.toISOString(),
    entityId: delivery.entityId,
    lane: facts.lane,
    direction: facts.direction,
    channel: facts.channel,
    purpose: facts.purpose,
    origin: { kind: 'sender', id: keyId ?? UNKNOWN_KEY },
    target: { kind: 'recipient', ordinal, of },
    ...personOf(message, known),
    classification: due.phi,
    ...classified,
    ...decision,
    ...(shadow === undefined ? {} : { shadow }),
    latencyMs: watch.latency(),
  };
  const done = enacted(record);
  const mayLeave = leaves(done, delivery, deps.lane);
  // Each attempt's: of an earlier one it is not known whether it came as far as this.
  await recordDecision(record, deps);
  if (mayLeave) return undefined;
  const disposition = done === 'block' ? 'block' : 'quarantine';
  const { decisionId, reasonCode, rules } = record;
  const by: Withheld = { disposition, decisionId, reasonCode, rules };
  if (!(await deps.outbox.withhold(delivery, by))) {
    throw new OvertakenError('another attempt says what becomes of it');
  }
  await holdWithheld(delivery, by, deps);
  return by;
}

/** The attempt does not hold the delivery any more: whatever it would do now is another's to do. */
export class OvertakenError extends Error {
  override readonly name = 'OvertakenError';
}

/** A delivery that was queued before deliveries kept whose it was; none of those is scheduled. */
const UNKNOWN_KEY = 'system:delivery';

async function knownWhenDue(
  { due, entityId }: Delivery & { readonly due: DueFacts },
  { channel, about }: Pick<OutboundMessage, 'channel' | 'about'>,
  address: string,
  deps: DueDependencies,
): Promise<KnownRecipient> {
  const { purpose, exception, remuneration } = due;
  const [state, answer] = await Promise.all([
    recipientState(
      { address, channel: due.channel, purpose, exception, remuneration, entityId },
      deps,
    ),
    about === undefined
      ? { addressee: due.addressee }
      : (deps.addressees?.of({ about, address, channel, entityId }) ?? UNKNOWN_ADDRESSEE),
  ]);
  return { state, ...answer };
}

const UNKNOWN_ADDRESSEE = { addressee: 'unknown' } as const;

function factsWhenDue(
  { due, disposition }: Delivery & { readonly due: DueFacts },
  { state, addressee }: KnownRecipient,
  baa: DecisionFacts['baa'],
  { part2 }: KeyWhenDue,
  lane: Lane,
): DecisionFacts {
  const { channel, purpose, phi, unreadableParts, exception, remuneration, isPart2 } = due;
  return {
    lane,
    direction: 'outbound',
    ...{ channel, purpose, phi, unreadableParts, exception, remuneration, baa, addressee },
    // To the service that sends it: the SDK's connection, which is TLS.
    transport: 'tls',
    canDeidentify: false,
    consent: state.consent,
    authorization: state.authorization,
    unencryptedChoice: state.unencryptedChoice,
    confidential: state.confidential,
    part2: isPart2 === true || part2 === true ? PART2_BY_CONSENT[state.part2Consent] : 'none',
    // No portal is made now: what is not there already can be held or refused.
    portalAvailable: disposition === 'portal',
  };
}

type KeyWhenDue = Pick<SendUse, 'part2' | 'shadow'>;

/**
 * What counts of the sender's key now: that it is a program's may have been noted since, and shadow mode may have ended. A
 * key that is gone is in none.
 */
async function keyWhenDue(
  keyId: string | undefined,
  { registry, clock }: Pick<DueDependencies, 'registry' | 'clock'>,
): Promise<KeyWhenDue> {
  const key = keyId === undefined ? undefined : await registry.accessKey(keyId);
  if (key?.use.kind !== 'send') return {};
  const { part2, shadow } = key.use;
  const isRevoked =
    key.revokedAt !== undefined && Date.parse(key.revokedAt) <= clock.now().getTime();
  return {
    ...(part2 === undefined ? {} : { part2 }),
    ...(shadow === undefined || isRevoked ? {} : { shadow }),
  };
}

/**
 * Whether it may go the way that was decided first, which is as good as the one that policy permits now or worse.
 *
 * @throws DueDecisionError
 */
function leaves(disposition: Disposition, { disposition: first }: Delivery, lane: Lane): boolean {
  switch (disposition) {
    case 'as_is':
      return true;
    case 'encrypted':
      // The clinical lane sends everything over TLS alone.
      if (lane === 'clinical') return true;
      throw new DueDecisionError('the marketing lane sends only what may go as it is');
    case 'portal':
      if (first === 'portal') return true;
      throw new DueDecisionError('there is no portal for what is due');
    case 'deidentified':
      throw new DueDecisionError('no outbound flow carries out this disposition');
    case 'quarantine':
    case 'block':
      return false;
  }
}

/**
 * Holds what was withheld; done again, it changes nothing. It was sealed for review when it was accepted, because it may come
 * to that. What waits in the portal is there, and the notice has the way to it.
 */
export async function holdWithheld(
  delivery: Delivery,
  { disposition, decisionId, reasonCode }: Withheld,
  { quarantine, keepForReview, clock }: HoldDependencies,
): Promise<void> {
  if (disposition === 'block') return;
  await keepForReview?.(delivery);
  const { messageId, entityId, lane } = delivery;
  await quarantine.hold({
    ...{ heldId: decisionId, messageId, decisionId, entityId, lane, reasonCode },
    direction: 'outbound',
    ...copyForReview(delivery),
    heldAt: clock.now().toISOString(),
  });
}

function copyForReview({ messageId, body }: Delivery): Pick<HeldMessage, 'recordId' | 'key'> {
  if (body.kind === 'sealed' && linkOfNotice(body) !== undefined) {
    return { recordId: body.recordId };
  }
  const key = body.kind === 'closed' ? body.key : undefined;
  return { recordId: heldRecordOf(messageId), ...(key === undefined ? {} : { key }) };
}
