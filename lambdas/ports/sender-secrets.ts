/**
 * Secrets of sender keys: those that requests are signed with, and those by which repeats are known. They are computed and not kept: whoever reads the registry, where only a
 * hash of each key is, cannot sign in its name.
 */
export interface SenderSecrets {
  /**
   * @param keyId of a sender key
   * @param hash of one of its secrets, as the registry has it: a key that is rotated signs with another secret
   */
  secretOf(keyId: string, hash: string): Promise<string>;
  /** By what a request of this sender key is known that comes under an `Idempotency-Key`. */
  onceSecretOf(keyId: string, idempotencyKey: string): Promise<string>;
}
