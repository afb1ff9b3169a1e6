import type { Delivery, DeliveryOrder } from '../core/message/delivery.ts';
import type { EventFacts } from '../core/message/event-facts.ts';
import type { InboundMessage } from '../core/message/inbound-message.ts';
import { toldEvent } from '../core/protect/told-event.ts';
import { enacted, type DecisionRecord } from '../core/record/decision-record.ts';
import { placeOf } from './inbound-order.ts';
import { InboundWorkError, type InboundDependencies } from './inbound-dependencies.ts';
import { recordDecision } from './record-decision.ts';
import type { ProtectedPayload } from './protect-inbound.ts';

/** What a decision lets through, and what the vendor told of the event beside it. */
export interface RoutedPayload extends ProtectedPayload {
  readonly event: EventFacts;
}

/**
 * Carries out one decision: record it, then put what may be forwarded into the lane's outbox, or hold it.
 * Recorded before anything can leave. Repeating it changes nothing. A test of a synthetic source goes nowhere.
 */
export async function routeInbound(
  message: InboundMessage,
  decision: DecisionRecord,
  payload: RoutedPayload,
  deps: InboundDependencies,
): Promise<void> {
  await recordDecision(decision, deps);
  if (decision.synthetic === true) return;
  switch (enacted(decision)) {
    case 'as_is':
    case 'encrypted':
    case 'deidentified':
      await forward(message, decision, payload, deps);
      return;
    case 'quarantine':
    case 'portal':
      // A webhook has nobody to pick it up from a portal: it waits for review like a quarantined one.
      await deps.quarantine.hold({
        heldId: decision.decisionId,
        messageId: message.messageId,
        decisionId: decision.decisionId,
        entityId: message.entityId,
        lane: decision.lane,
        direction: 'inbound',
        reasonCode: decision.reasonCode,
        recordId: message.key,
        heldAt: deps.clock.now().toISOString(),
      });
      return;
    case 'block':
      // Stays sealed in the vault under the message's key; nothing is forwarded.
      return;
  }
}

async function forward(
  message: InboundMessage,
  decision: DecisionRecord,
  payload: RoutedPayload,
  deps: InboundDependencies,
): Promise<void> {
  if (decision.target.kind !== 'destination' || payload.body === undefined) {
    throw new InboundWorkError('an inbound decision that forwards has a destination and a body');
  }
  const { lane } = decision;
  const now = deps.clock.now();
  const disposition = enacted(decision);
  // An override of shadow mode covers a receiver that has no agreement.
  const underAgreement = disposition === 'encrypted' && decision.shadow?.override === undefined;
  const destination = await deps.registry.destination(decision.target.id);
  const order = destination?.ordered === true ? orderOf(message, destination.id) : undefined;
  // Those before it are in the outbox already: the message waited for them (inbound-order.ts).
  const delaySeconds = order === undefined ? 0 : SETTLE_SECONDS;
  const delivery: Delivery = {
    deliveryId: decision.decisionId,
    messageId: message.messageId,
    decisionId: decision.decisionId,
    lane,
    entityId: message.entityId,
    disposition,
    route: {
      kind: 'webhook',
      destinationId: decision.target.id,
      ...(underAgreement ? { underAgreement } : {}),
    },
    body: payload.body,
    state: 'pending',
    attempts: 0,
    dueAt: new Date(now.getTime() + delaySeconds * 1000).toISOString(),
    createdAt: now.toISOString(),
    event: toldEvent({ ...payload.event, source: message.sourceId }, lane),
    ...(order === undefined ? {} : { order }),
  };
  // Before the delivery: a token that went out can always be revealed.
  if (payload.tokens !== undefined) await deps.tokens.store(payload.tokens);
  const put = await deps.outbox[lane].put(delivery);
  // Whoever put it there before has handed it out, or the sweeper has, and it may be on its way just now.
  const afterThat = put === 'exists' ? ATTEMPT_SECONDS : 0;
  await deps.deliveries[lane].enqueue(delivery.deliveryId, Math.max(delaySeconds, afterThat));
}

/** An attempt at a delivery ends within this (adapters/aws/shared/https-poster.ts). */
const ATTEMPT_SECONDS = 30;

/** Until then the index that orders them has all that was put before: it follows the table in milliseconds. */
const SETTLE_SECONDS = 2;

function orderOf(message: InboundMessage, destinationId: string): DeliveryOrder {
  return { key: `${destinationId}#${message.sourceId}`, at: placeOf(message) };
}
