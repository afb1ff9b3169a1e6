import type { Shadow } from '../core/registry/shadow.ts';
import type { DecisionRecord } from '../core/record/decision-record.ts';
import type { OutboundMessage } from '../core/send/outbound-message.ts';
import type { SentMessage } from '../core/send/sent-message.ts';
import type { Lane, Purpose } from '../core/vocabulary.ts';

/** A sender whose key was checked. */
export interface Sender {
  readonly keyId: string;
  readonly entityId: string;
  readonly lane: Lane;
  readonly purpose: Purpose;
  /** What it sends are records of a substance-use program (42 CFR 2.12). */
  readonly part2?: boolean;
  /** Absent: policy is enforced. */
  readonly shadow?: Shadow;
}

/** One message with what was decided about it. */
export interface DecidedMessage {
  readonly messageId: string;
  readonly message: OutboundMessage;
  /** Under which its copies are closed; a request that is worked on once more has the same. */
  readonly bodyKey: string;
  /** One for each recipient, in their order. */
  readonly records: readonly DecisionRecord[];
  /** It was decided before, by a request that was cut short: what it needs is sealed, and goes by what was kept then. */
  readonly kept?: SentMessage;
}
