import type { RenewalWarning } from '../core/registry/baa-state.ts';
import type { Settlement } from '../core/message/held-message.ts';
import type { MailEvent } from '../core/send/mail-event.ts';
import type { PortalEvent } from '../core/record/portal-record.ts';
import type { RevealPurpose } from '../core/record/reveal-record.ts';
import type { ConflictReason } from '../core/send/outcome.ts';
import type { OpinionFailure } from './second-opinion.ts';
import type { Channel, Direction, Disposition, Lane, PhiClass } from '../core/vocabulary.ts';

/**
 * The closed catalog of log events. A field is here because somebody needs it and it can hold no
 * content: ids that Cordon made or an operator configured, closed lists, counts, times. There is no
 * free text and no error message: an SDK's or a parser's message may quote its input.
 */
export type LogEvent =
  | { event: 'webhook.accepted'; sourceId: string; messageId: string; bytes: number; ms: number }
  | { event: 'webhook.duplicate'; sourceId: string }
  | { event: 'webhook.refused'; sourceId: string; reason: string }
  /** A handshake of the vendor was answered; it is no delivery. */
  | { event: 'webhook.handshake'; sourceId: string }
  | { event: 'webhook.unknown_source' }
  | { event: 'webhook.too_large'; sourceId: string; limitBytes: number }
  | {
      event: 'decision.recorded';
      decisionId: string;
      messageId: string;
      lane: Lane;
      direction: Direction;
      channel: Channel;
      classification: PhiClass | 'unknown';
      disposition: Disposition;
      reasonCode: string;
      /** What it took to be written down, which the record itself cannot hold. */
      ms: number;
    }
  | { event: 'delivery.delivered'; deliveryId: string; lane: Lane; attempt: number; ms: number }
  | {
      event: 'delivery.retry';
      deliveryId: string;
      lane: Lane;
      attempt: number;
      failure: string;
      dueInSeconds: number;
    }
  | { event: 'delivery.dead'; deliveryId: string; lane: Lane; attempt: number; failure: string }
  /** It was scheduled, and policy did not let it go when it was due. */
  | {
      event: 'delivery.withheld';
      deliveryId: string;
      lane: Lane;
      attempt: number;
      disposition: Disposition;
    }
  | {
      event: 'delivery.waits';
      deliveryId: string;
      lane: Lane;
      why: 'order' | 'concurrency' | 'rate';
      dueInSeconds: number;
    }
  /** An attempt ended when another had taken its place already. */
  | {
      event: 'delivery.overtaken';
      deliveryId: string;
      lane: Lane;
      attempt: number;
      outcome: 'delivered' | 'rejected' | 'withheld' | 'retry' | 'wait';
    }
  | { event: 'delivery.replayed'; deliveryId: string; lane: Lane; keyId: string }
  | { event: 'message.recalled'; messageId: string; lane: Lane; keyId: string; count: number }
  | { event: 'destination.disabled'; destinationId: string; lane: Lane }
  | { event: 'destination.enabled'; destinationId: string; lane: Lane; keyId: string }
  /** The mail service told what became of a delivery. */
  | { event: 'mail.heard'; what: MailEvent; deliveryId: string; lane: Lane }
  /** It told of one that is not known here, and nothing was changed. */
  | { event: 'mail.unknown'; what: MailEvent }
  /** Something happened to a message in the portal; the link is named by a hash. */
  | { event: 'portal.recorded'; what: PortalEvent; linkId: string; messageId: string }
  | { event: 'token.revealed'; keyId: string; purpose: RevealPurpose }
  | { event: 'token.break_glass'; keyId: string; purpose: RevealPurpose }
  | { event: 'send.unauthenticated'; dialect: string }
  | { event: 'send.forbidden'; dialect: string; keyId: string }
  | { event: 'send.malformed'; dialect: string; fields: number }
  | { event: 'send.rate_limited'; dialect: string; keyId: string; recipients: number }
  /** The same `Idempotency-Key` again: answered as before, or refused. */
  | { event: 'send.repeated'; dialect: string; keyId: string; as: 'answered' | ConflictReason }
  | { event: 'work.failed'; work: string; errorClass: string; attempt: number }
  | { event: 'work.given_up'; work: string; messageId: string }
  | { event: 'request.failed'; route: string; errorClass: string }
  | { event: 'second_opinion.failed'; direction: Direction; reason: OpinionFailure }
  | { event: 'baa.renewal_due'; vendorId: string; daysLeft: number; within: RenewalWarning }
  | { event: 'baa.lapsed'; vendorId: string }
  | { event: 'baa.review_due'; vendorId: string }
  /** Of what is held: so many have waited for longer than a day, the first for so long. */
  | { event: 'quarantine.overdue'; count: number; oldestHours: number }
  | { event: 'quarantine.settled'; heldId: string; lane: Lane; as: Settlement; keyId: string }
  | { event: 'ledger.sealed'; sequence: number; records: number; ms: number; lagSeconds: number }
  | { event: 'ledger.seal_late'; lagSeconds: number }
  | { event: 'ledger.seal_broken'; sequence: number }
  | { event: 'policy.replaced'; version: number; policyVersion: string }
  | { event: 'policy.refused'; version: number; problems: number }
  | { event: 'policy.unreadable'; errorClass: string }
  | { event: 'sweep.requeued'; work: string; count: number }
  | { event: 'canary.succeeded'; ms: number }
  | {
      event: 'canary.failed';
      /** How far the test webhook came: `call` where a service or the endpoint did not answer. */
      step: 'secret' | 'post' | 'decision' | 'call';
      reason: string;
    }
  | { event: 'backlog.full'; waiting: number }
  | { event: 'backlog.eased'; waiting: number };

export interface Log {
  write(event: LogEvent): void;
}

/** The class of an error and nothing else of it: messages may quote content. */
export function errorClass(error: unknown): string {
  return error instanceof Error
    ? error.name.replace(/[^A-Za-z0-9_.]/g, '').slice(0, 64)
    : 'unknown';
}
