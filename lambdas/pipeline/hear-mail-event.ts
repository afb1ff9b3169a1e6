import type { MailRecord } from '../core/record/mail-record.ts';
import type { ToldOfMail } from '../core/send/mail-event.ts';
import type { HeardEvent } from '../core/send/mail-progress.ts';
import { LANES, type Lane } from '../core/vocabulary.ts';
import type { Clock } from '../ports/clock.ts';
import type { HeardDelivery, HeardMail } from '../ports/heard-mail.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Log } from '../ports/log.ts';

export interface MailEventDependencies {
  readonly heard: Readonly<Record<Lane, HeardMail>>;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Writes down what became of a delivery: on the delivery, for its sender, and in the ledger. Of each kind the first
 * counts: it keeps the time at which it was heard, and with it the place of its record, so that one that is told again
 * writes the same record again, which changes nothing. Where a failure came between the two, that makes up for it.
 *
 * @param deliveryId undefined where the message left without its tag
 * @throws when it could not be made durable; the event comes again
 */
export async function hearMailEvent(
  told: ToldOfMail,
  deliveryId: string | undefined,
  deps: MailEventDependencies,
): Promise<void> {
  const found = deliveryId === undefined ? undefined : await findDelivery(deliveryId, deps);
  if (found === undefined) {
    deps.log.write({ event: 'mail.unknown', what: told.event });
    return;
  }
  const { delivery, lane } = found;
  const first = delivery.heard[told.event] ?? (await note(delivery, lane, told, deps));
  const isNew = (await deps.ledger.append(recordOf(told, delivery, lane, first))) === 'appended';
  if (!isNew) return;
  const { event: what } = told;
  deps.log.write({ event: 'mail.heard', what, deliveryId: delivery.deliveryId, lane });
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
