import { portalCopyOf } from '../core/portal/link-progress.ts';
import type { MailRecord } from '../core/record/mail-record.ts';
import type { MailEvent, ToldOfMail } from '../core/send/mail-event.ts';
import type { MailOrigin } from '../core/send/mail-origin.ts';
import { timeOfEvent, type HeardEvent } from '../core/send/mail-progress.ts';
import type { SenderEvent } from '../core/send/sender-event.ts';
import { LANES, type Lane } from '../core/vocabulary.ts';
import type { Clock } from '../ports/clock.ts';
import type { HeardDelivery, HeardMail } from '../ports/heard-mail.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Log } from '../ports/log.ts';
import type { OutboxWriter } from '../ports/outbox.ts';
import type { WorkQueue } from '../ports/queue.ts';
import type { Registry } from '../ports/registry.ts';
import { tellSender } from './tell-sender.ts';

export interface MailEventDependencies {
  readonly heard: Readonly<Record<Lane, HeardMail>>;
  /** For what is to be left in the portal, and for what senders are told. */
  readonly outboxes: Readonly<Record<Lane, OutboxWriter>>;
  readonly deliveries: Readonly<Record<Lane, WorkQueue>>;
  readonly registry: Pick<Registry, 'accessKey'>;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly log: Log;
}

/** An event names a delivery that did not leave by the lane, or the configuration set, that the event is of. */
export class MisdirectedMailError extends Error {
  override readonly name = 'MisdirectedMailError';
}

/**
 * Writes down what became of a delivery: on the delivery, for its sender, and in the ledger. Of each kind the first
 * counts: it keeps the time at which it was heard, and with it the place of its record, so that one that is told again
 * writes the same record again, which changes nothing. Where a failure came between the two, that makes up for it.
 *
 * @param deliveryId undefined where the message left without its tag
 * @param origin by what it left, as the mail service says
 * @throws MisdirectedMailError where it is another lane's
 * @throws when it could not be made durable; the event comes again
 */
export async function hearMailEvent(
  heard: ToldOfMail,
  deliveryId: string | undefined,
  origin: MailOrigin,
  deps: MailEventDependencies,
): Promise<void> {
  const found = deliveryId === undefined ? undefined : await findDelivery(deliveryId, deps);
  if (found !== undefined && !couldLeaveBy(origin, found)) {
    throw new MisdirectedMailError('an event names a delivery of something else');
  }
  if (found === undefined) {
    deps.log.write({ event: 'mail.unknown', what: heard.event });
    return;
  }
  const { delivery, lane } = found;
  const told = requiresTls(delivery, lane) ? heard : withoutTls(heard);
  const first = delivery.heard[told.event] ?? (await note(delivery, lane, told, deps));
  const isNew = (await deps.ledger.append(recordOf(told, delivery, lane, first))) === 'appended';
  const { event: what } = told;
  if (isNew) deps.log.write({ event: 'mail.heard', what, deliveryId: delivery.deliveryId, lane });
  if (what === 'tls_failed') await leaveInPortal(delivery, deps);
  await tell(told, delivery, lane, first, deps);
}

function couldLeaveBy(
  origin: MailOrigin,
  { delivery, lane }: { readonly delivery: HeardDelivery; readonly lane: Lane },
): boolean {
  return origin.lane === lane && (!origin.isNotice || delivery.disposition === 'portal');
}

/** Everything of the clinical lane but its notices, which say nothing. */
function requiresTls({ disposition }: HeardDelivery, lane: Lane): boolean {
  return lane === 'clinical' && disposition !== 'portal';
}

/** Of mail that needs no TLS from us, a failure for want of it is one as any other. */
function withoutTls(told: ToldOfMail): ToldOfMail {
  if (told.event !== 'tls_failed') return told;
  const { reason, ...rest } = told;
  return { ...rest, event: reason === 'delayed' ? 'delayed' : 'bounced' };
}

/**
 * Queues for the clinical deliverer what it is to leave in the portal: only it opens. Under an id that follows from the
 * delivery's, so that of many events about it the first counts; and a recall that was before them all.
 */
async function leaveInPortal(
  { deliveryId: of, messageId, decisionId, entityId, keyId }: HeardDelivery,
  { outboxes, deliveries, clock }: MailEventDependencies,
): Promise<void> {
  const now = clock.now().toISOString();
  const deliveryId = portalCopyOf(of);
  const outcome = await outboxes.clinical.put({
    ...{ deliveryId, messageId, decisionId, entityId },
    ...(keyId === undefined ? {} : { keyId }),
    lane: 'clinical',
    disposition: 'portal',
    route: { kind: 'portal', of },
    // What it says is where the delivery has it.
    body: { kind: 'clear', contentType: 'text/plain', bytes: new Uint8Array() },
    state: 'pending',
    attempts: 0,
    dueAt: now,
    createdAt: now,
  });
  if (outcome === 'created') await deliveries.clinical.enqueue(deliveryId);
}

/** What senders are told as it happens; of the rest they can ask. */
const TOLD: Readonly<Partial<Record<MailEvent, SenderEvent>>> = {
  delivered: 'message.delivered',
  bounced: 'message.bounced',
  complained: 'message.complained',
  rejected: 'message.failed',
};

/** A letter with a code has no sender. */
async function tell(
  { event: heard }: ToldOfMail,
  { deliveryId, messageId, decisionId, entityId, keyId, disposition }: HeardDelivery,
  lane: Lane,
  first: HeardEvent,
  { outboxes, deliveries, registry, clock }: MailEventDependencies,
): Promise<void> {
  const event = TOLD[heard];
  if (event === undefined || keyId === undefined) return;
  const { reason } = first;
  const about = { subjectId: deliveryId, messageId, decisionId, entityId, lane, keyId };
  await tellSender(
    {
      ...about,
      ...{ event, at: timeOfEvent(first) },
      ...(reason === undefined ? {} : { reason }),
      ...(disposition === 'portal' ? { isNotice: true } : {}),
    },
    { registry, outbox: outboxes[lane], deliveries: deliveries[lane], clock },
  );
}

async function findDelivery(
  deliveryId: string,
  { heard }: MailEventDependencies,
): Promise<{ readonly delivery: HeardDelivery; readonly lane: Lane } | undefined> {
  for (const lane of LANES) {
    const delivery = await heard[lane].find(deliveryId);
    if (delivery !== undefined) return { delivery, lane };
  }
  return undefined;
}

async function note(
  { deliveryId }: HeardDelivery,
  lane: Lane,
  { event, at, reason }: ToldOfMail,
  { heard, clock }: MailEventDependencies,
): Promise<HeardEvent> {
  return await heard[lane].note(deliveryId, event, {
    heardAt: clock.now().toISOString(),
    ...(at === undefined ? {} : { at }),
    ...(reason === undefined ? {} : { reason }),
  });
}

function recordOf(
  { event }: ToldOfMail,
  { deliveryId, messageId, decisionId, entityId }: HeardDelivery,
  lane: Lane,
  { heardAt, at, reason }: HeardEvent,
): MailRecord {
  return {
    kind: 'mail',
    recordId: `${deliveryId}~${event}`,
    recordedAt: heardAt,
    ...{ entityId, lane, event, deliveryId, messageId, decisionId },
    ...(at === undefined ? {} : { at }),
    ...(reason === undefined ? {} : { reason }),
  };
}
