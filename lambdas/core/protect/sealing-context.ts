import type { Lane } from '../vocabulary.ts';

/**
 * The encryption context (KMS's additional authenticated data) of everything sealed: bound to the
 * ciphertext, visible in CloudTrail, usable as a condition in IAM. Never holds content.
 */
export interface SealingContext {
  readonly lane: Lane;
  /** The covered entity on whose behalf the data is held. */
  readonly entityId: string;
  /** What the sealed bytes are. */
  readonly purpose: 'webhook' | 'message' | 'token' | 'held' | 'person' | 'portal';
}
