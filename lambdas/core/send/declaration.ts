import type { Exception, Remuneration } from '../decide/facts.ts';
import type { Subject } from './subject.ts';
import type { Purpose } from '../vocabulary.ts';

/** What a caller declares about a message beside what it says; never sent. */
export interface Declaration {
  /** What it is for; absent: the sender key's own purpose. */
  readonly purpose?: Purpose;
  /**
   * Why it needs no authorization although it promotes something (45 CFR 164.501, 164.508(a)(3)); absent: no such
   * reason is claimed.
   */
  readonly exception?: Exclude<Exception, 'unknown'>;
  /** What a third party pays for it; absent: not known. */
  readonly remuneration?: Exclude<Remuneration, 'unknown'>;
  /**
   * The individual whom it is about: for the guard over recipients, and the accounting of disclosures (45 CFR
   * 164.528).
   */
  readonly about?: Subject;
  /**
   * When it is to leave: ISO 8601, UTC, milliseconds. Absent: at once. A time that has passed when it is decided is at
   * once, too.
   */
  readonly sendAt?: string;
}
