import { createCipheriv, createDecipheriv } from 'node:crypto';

/** AES-256-GCM: bytes of the key, of the initialization vector and of the tag at the end. */
export const CLOSING = { keyBytes: 32, ivBytes: 12, tagBytes: 16 } as const;

export interface ClosingKey {
  readonly key: Uint8Array;
  /** Never used with this key for anything else. */
  readonly iv: Uint8Array;
}

/**
 * Encrypts what is sealed afterwards, under a key that is kept elsewhere and can be destroyed by itself: the vault's own
 * data keys are shared among records (docs/adr/0023).
 */
export function closeBytes(plain: Uint8Array, { key, iv }: ClosingKey): Uint8Array {
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** @returns undefined where it was altered, or closed under another key */
export function openBytes(closed: Uint8Array, { key, iv }: ClosingKey): Uint8Array | undefined {
  const end = closed.length - CLOSING.tagBytes;
  if (end < 0) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: CLOSING.tagBytes });
  decipher.setAuthTag(closed.subarray(end));
  try {
    return Buffer.concat([decipher.update(closed.subarray(0, end)), decipher.final()]);
  } catch {
    return undefined;
  }
}
