import type { Envelope } from '../core/protect/envelope.ts';
import type { SealingContext } from '../core/protect/sealing-context.ts';

/** What is stored is not what was sealed. Trying again does not help. */
export class VaultIntegrityError extends Error {
  override readonly name = 'VaultIntegrityError';
}

/** Opening: the inbound worker and the clinical lane alone. */
export interface VaultReader {
  /**
   * @returns the envelope, or undefined when there is no such record.
   * @throws VaultIntegrityError when the ciphertext was altered, belongs to another record, or has another context.
   */
  open(context: SealingContext, recordId: string): Promise<Envelope | undefined>;
}
