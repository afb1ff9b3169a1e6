import type { DecisionRecord } from '../core/record/decision-record.ts';
import type { OutboundMessage } from '../core/send/outbound-message.ts';
import type { KnownRecipient } from './outbound-facts.ts';

/** Whom it concerns: the person it is said to be about, who may be the recipient too, or else the recipient. */
export function personOf(
  { about }: Pick<OutboundMessage, 'about'>,
  { state: { person }, subject }: Pick<KnownRecipient, 'state' | 'subject'>,
): Pick<DecisionRecord, 'person' | 'personIs'> {
  // A key that nobody on file has is on record as it was said.
  const named = about?.kind === 'person' ? about.value : subject;
  if (named !== undefined && named !== person) return { person: named, personIs: 'subject' };
  return person === undefined ? {} : { person, personIs: 'recipient' };
}

/** What the sender says of a message is its word alone, so an auditor must find it beside the decision. */
export function declaredIn({
  exception,
  remuneration,
}: OutboundMessage): Pick<DecisionRecord, 'declared'> {
  if (exception === undefined && remuneration === undefined) return {};
  return {
    declared: {
      ...(exception === undefined ? {} : { exception }),
      ...(remuneration === undefined ? {} : { remuneration }),
    },
  };
}
