import type { Envelope } from '../core/protect/envelope.ts';
import type { SealingContext } from '../core/protect/sealing-context.ts';

/** Sealing: generate a data key and write. Given to every function that must keep PHI safe. */
export interface VaultWriter {
  /**
   * Seals the envelope and stores it under its record id. Idempotent: when the record exists already,
   * the first one stays and the answer is `exists`. Returns only after the record is durable.
   */
  seal(context: SealingContext, envelope: Envelope): Promise<'stored' | 'exists'>;
}
