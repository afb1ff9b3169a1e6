import type { Exception, Remuneration } from '../core/decide/facts.ts';
import type { RecipientState } from '../core/decide/recipient.ts';
import type { Channel, Purpose } from '../core/vocabulary.ts';

export interface RecipientQuestionOf {
  /** As the message has it. */
  readonly address: string;
  readonly channel: Channel;
  readonly purpose: Purpose;
  /** What the sender declares (45 CFR 164.501); carries no weight with the person's own choices. */
  readonly exception: Exception;
  /** What a third party pays for the communication. */
  readonly remuneration: Remuneration;
  readonly entityId: string;
}

/**
 * What the clinical lane knows of a recipient. An address that cannot be read, or whose person cannot,
 * is unknown in every respect.
 *
 * @throws ServiceError when a service does not answer: the caller decides nothing then
 */
export interface RecipientFacts {
  of(question: RecipientQuestionOf): Promise<RecipientState>;
}
