import { leaseUntil, type Lease } from '../../../lambdas/core/deliver/lease.ts';
import type { Outbox } from '../../../lambdas/ports/outbox.ts';
import type { Delivery } from '../../../lambdas/core/message/delivery.ts';
import type { Withheld } from '../../../lambdas/core/message/due-facts.ts';
import type { InboundMessage } from '../../../lambdas/core/message/inbound-message.ts';
import type { DecisionRecord } from '../../../lambdas/core/record/decision-record.ts';
import type { Clock } from '../../../lambdas/ports/clock.ts';
import type { Source } from '../../../lambdas/ports/registry.ts';

let serial = 0;

/** An id that no other test has used. */
export function freshId(prefix: string): string {
  serial += 1;
  return `${prefix}-${process.pid}-${serial}`;
}

/** A clock that stands still until it is moved. */
export function stoppedClock(start: string): Clock & { set(time: string): void } {
  let now = new Date(start);
  return {
    now: () => now,
    monotonic: () => now.getTime(),
    set(time) {
      now = new Date(time);
    },
  };
}

export function sampleSource(over: Partial<Source> = {}): Source {
  return {
    id: 'intake-form',
    entityId: 'general-hospital',
    scheme: 'standard-webhooks',
    secretRef: 'cordon/source/intake-form',
    careContext: true,
    purpose: 'clinical',
    destinationIds: ['clinical-sink', 'marketing-sink'],
    maxBodyBytes: 1_000_000,
    ...over,
  };
}

export function sampleMessage(over: Partial<InboundMessage> = {}): InboundMessage {
  return {
    key: freshId('key'),
    messageId: freshId('msg'),
    sourceId: 'intake-form',
    entityId: 'general-hospital',
    receivedAt: '2026-03-01T10:00:00.000Z',
    contentType: 'application/json',
    size: 2048,
    acceptLatencyMs: { receive: 0.2, verify: 0.5 },
    state: 'received',
    ...over,
  };
}

export function sampleDecision(over: Partial<DecisionRecord> = {}): DecisionRecord {
  return {
    kind: 'decision',
    decisionId: freshId('dec'),
    messageId: freshId('msg'),
    decidedAt: '2026-03-01T10:00:01.250Z',
    entityId: 'general-hospital',
    lane: 'marketing',
    direction: 'inbound',
    channel: 'webhook',
    purpose: 'marketing',
    origin: { kind: 'source', id: 'intake-form' },
    target: { kind: 'destination', id: 'marketing-sink' },
    classification: 'phi',
    findings: { NAME: 2, DATE: 1, CONDITION: 1 },
    unreadable: [],
    disposition: 'deidentified',
    reasonCode: 'no-phi-to-marketing',
    rules: ['deidentified-may-leave', 'no-phi-to-marketing'],
    refused: [{ disposition: 'as_is', rules: ['no-phi-to-marketing'] }],
    says: 'Identifiers are replaced by random tokens.',
    citations: ['45 CFR 164.514(b)(2)'],
    remedy: 'Send it by the clinical lane.',
    policyVersion: '0123456789abcdef',
    scannerVersion: '1',
    latencyMs: { verify: 0.5, scan: 1.25, decide: 0.1 },
    ...over,
  };
}

export function sampleDelivery(over: Partial<Delivery> = {}): Delivery {
  return {
    deliveryId: freshId('dlv'),
    messageId: freshId('msg'),
    decisionId: freshId('dec'),
    lane: 'marketing',
    entityId: 'general-hospital',
    disposition: 'deidentified',
    route: { kind: 'webhook', destinationId: 'marketing-sink' },
    body: {
      kind: 'clear',
      contentType: 'application/json',
      bytes: new TextEncoder().encode('{"event":"invitee.created"}'),
    },
    state: 'pending',
    attempts: 0,
    dueAt: '2026-03-01T10:00:02.000Z',
    createdAt: '2026-03-01T10:00:02.000Z',
    ...over,
  };
}

/** What makes a delivery one that was scheduled, for two recipients of whom it goes to the first. */
export const SCHEDULED: Pick<Delivery, 'dueAt' | 'sendAt' | 'due'> = {
  dueAt: '2026-03-02T10:00:00.000Z',
  sendAt: '2026-03-02T10:00:00.000Z',
  due: {
    ...{ channel: 'email', purpose: 'clinical', phi: 'phi', unreadableParts: false },
    ...{ exception: 'treatment', remuneration: 'none', addressee: 'subject', isPart2: true },
    recorded: {
      ...{ findings: { NAME: 2, MRN: 1 }, unreadable: ['image/png'], scannerVersion: '1' },
      ...{ declared: { exception: 'treatment' }, ordinal: 1, of: 2 },
    },
  },
};

/** What policy said of one that was scheduled and may not leave any more. */
export const WITHHELD: Withheld = {
  ...{ disposition: 'block', decisionId: 'dec-1~due', reasonCode: 'opted-out' },
  rules: ['opted-out'],
};

/** A lease that no other attempt has, for ninety seconds from then on. */
export function sampleLease(now = new Date('2026-03-01T10:00:03.000Z')): Lease {
  return { holder: freshId('attempt'), until: leaseUntil(now) };
}

/** Begins an attempt at a delivery that nobody else attempts, as it is now. */
export async function beginAttempt(outbox: Outbox, deliveryId: string, now?: Date): Promise<Lease> {
  const found = await outbox.find(deliveryId);
  if (found === undefined) throw new Error('there is no such delivery');
  const lease = sampleLease(now);
  const begun = await outbox.begin(found, lease, now ?? new Date('2026-03-01T10:00:03.000Z'));
  if (!begun) throw new Error('the attempt did not begin');
  return lease;
}

/** An attempt that ends a delivery for good. */
export async function dieOf(failure: string, outbox: Outbox, deliveryId: string): Promise<void> {
  const lease = await beginAttempt(outbox, deliveryId);
  await outbox.markDead(deliveryId, lease, { failure, mayHaveLeft: false });
}
