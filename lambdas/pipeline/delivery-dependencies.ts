import type { Delivery } from '../core/message/delivery.ts';
import type { Withheld } from '../core/message/due-facts.ts';
import type { LaneIdentity } from '../core/send/sender-identity.ts';
import type { TextMessageChannel } from '../core/send/text-message.ts';
import type { Lane } from '../core/vocabulary.ts';
import type { Addressees } from '../ports/addressees.ts';
import type { BodyReader } from '../ports/body-reader.ts';
import type { Clock, RandomSource } from '../ports/clock.ts';
import type { DestinationGates } from '../ports/destination-gates.ts';
import type { Leases } from '../ports/leases.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Log } from '../ports/log.ts';
import type { Mailer } from '../ports/mailer.ts';
import type { Outbox, OutboxWriter } from '../ports/outbox.ts';
import type { PolicySource } from '../ports/policy.ts';
import type { Poster } from '../ports/poster.ts';
import type { Quarantine } from '../ports/quarantine.ts';
import type { WorkQueue } from '../ports/queue.ts';
import type { RecipientFacts } from '../ports/recipient-facts.ts';
import type { Registry } from '../ports/registry.ts';
import type { Secrets } from '../ports/secrets.ts';
import type { SendPermission } from '../ports/send-permission.ts';
import type { TextUpstream } from '../ports/text-upstream.ts';
import type { UnsubscribeLinks } from '../ports/unsubscribe-links.ts';

/** What a lane's deliverer is given. */
export interface DeliveryDependencies {
  readonly lane: Lane;
  readonly identity: LaneIdentity;
  readonly outbox: Outbox;
  readonly leases: Leases;
  readonly gates: DestinationGates;
  readonly bodies: BodyReader;
  readonly registry: Registry;
  readonly secrets: Secrets;
  readonly poster: Poster;
  readonly mailer: Mailer;
  /** Ways out for texts, by channel; a channel without one is not sent by. */
  readonly texts: Readonly<Partial<Record<TextMessageChannel, TextUpstream>>>;
  readonly unsubscribe: UnsubscribeLinks;
  /** The marketing lane's one question, asked again before what has waited leaves. */
  readonly permission?: SendPermission;
  /** By what is scheduled is decided once more when it is due (`decideWhenDue`). */
  readonly policy: PolicySource;
  readonly recipients?: RecipientFacts;
  readonly addressees?: Addressees;
  readonly quarantine: Quarantine;
  readonly keepForReview?: (delivery: Delivery) => Promise<void>;
  /** The clinical lane's: leaves in the portal what the delivery of this id could not send over TLS. */
  readonly leave?: (of: string) => Promise<Attempt>;
  /** The clinical lane's: whether it is the notice of a link that is closed. */
  readonly leadsNowhere?: (delivery: Delivery) => Promise<boolean>;
  /** The clinical lane's: closes the link of a notice that was withheld when it was due. */
  readonly closeWithheld?: (delivery: Delivery) => Promise<void>;
  readonly queue: WorkQueue;
  /** The lane's, for what senders are told. */
  readonly events: OutboxWriter;
  /** For what a deliverer decides: that a destination gets nothing more, and what is scheduled. */
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly log: Log;
}

/** What one attempt came to. */
export type Attempt =
  /** `at`: ISO 8601, where it was before this attempt. */
  | { readonly kind: 'delivered'; readonly receipt: string; readonly at?: string }
  | { readonly kind: 'rejected'; readonly failure: string }
  /** It was scheduled, and may not leave any more now that it is due. */
  | { readonly kind: 'withheld'; readonly by: Withheld }
  | {
      readonly kind: 'retry';
      readonly failure: string;
      readonly retryAfterSeconds?: number;
      /** It is not known whether it arrived. */
      readonly mayHaveLeft?: true;
    }
  /** None was made, and none counts. */
  | {
      readonly kind: 'wait';
      readonly why: 'order' | 'concurrency' | 'rate';
      readonly seconds: number;
      readonly hasTurn: boolean;
    };

/** 0 up to 1. */
export function chance(random: RandomSource): number {
  return (random.bytes(1)[0] ?? 0) / 256;
}
