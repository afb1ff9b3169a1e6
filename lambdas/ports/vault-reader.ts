import type { Envelope } from '../core/protect/envelope.ts';
import type { SealingContext } from '../core/protect/sealing-context.ts';

/** Opening: the inbound worker and the clinical lane alone. */
export interface VaultReader {
  /**
   * @returns the envelope, or undefined when there is no such record.
   * @throws when the ciphertext was altered, belongs to another record, or has another context.
   */
  open(context: SealingContext, recordId: string): Promise<Envelope | undefined>;
}
