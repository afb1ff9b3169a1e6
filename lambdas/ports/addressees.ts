import type { Addressee } from '../core/decide/facts.ts';
import type { Subject } from '../core/send/subject.ts';
import type { Channel } from '../core/vocabulary.ts';

export interface AddresseeQuestion {
  /** Whom the sender says that the message is about. */
  readonly about: Subject;
  /** The recipient's, as the message has it. */
  readonly address: string;
  readonly channel: Channel;
  readonly entityId: string;
}

export interface AddresseeAnswer {
  readonly addressee: Addressee;
  /** Random key of the subject, where exactly one person is meant. */
  readonly subject?: string;
}

/** Who a recipient is to the individual whom a message is about. The clinical lane's alone. */
export interface Addressees {
  /** @throws ServiceError when a service does not answer: the caller decides nothing then */
  of(question: AddresseeQuestion): Promise<AddresseeAnswer>;
}
