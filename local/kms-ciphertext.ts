import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/**
 * A ciphertext blob: version (1 byte), id of its key (16), nonce (12), tag (16), ciphertext. AES-256-GCM;
 * the encryption context and everything before the nonce are the additional authenticated data.
 */

export type EncryptionContext = Readonly<Record<string, string>>;

const VERSION = 1;
const KEY_ID_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + KEY_ID_BYTES;
const LEAST_BYTES = HEAD_BYTES + NONCE_BYTES + TAG_BYTES;

/**
 * @param keyId UUID of the key.
 * @param key 32 bytes.
 */
export function encryptBlob(
  keyId: string,
  key: Buffer,
  plaintext: Uint8Array,
  context: EncryptionContext,
): Buffer {
  const head = Buffer.concat([Buffer.of(VERSION), Buffer.from(keyId.replaceAll('-', ''), 'hex')]);
  // Random nonces are safe for some 2^32 messages under one key, far beyond what development seals.
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(authenticated(head, context));
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([head, nonce, cipher.getAuthTag(), ciphertext]);
}

/** The id of the key that a blob names, or undefined when it is not such a blob. */
export function blobKeyId(blob: Uint8Array): string | undefined {
  if (blob.length < LEAST_BYTES || blob[0] !== VERSION) return undefined;
  const hex = Buffer.from(blob.subarray(1, HEAD_BYTES)).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The plaintext, or undefined when blob, key and context do not belong together. */
export function decryptBlob(
  blob: Uint8Array,
  key: Buffer,
  context: EncryptionContext,
): Buffer | undefined {
  const head = blob.subarray(0, HEAD_BYTES);
  const nonce = blob.subarray(HEAD_BYTES, HEAD_BYTES + NONCE_BYTES);
  const tag = blob.subarray(HEAD_BYTES + NONCE_BYTES, LEAST_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(authenticated(head, context));
  decipher.setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(blob.subarray(LEAST_BYTES)), decipher.final()]);
  } catch {
    return undefined;
  }
}

/** One encoding for equal contexts, whatever the order of their entries, and for no others. */
function authenticated(head: Uint8Array, context: EncryptionContext): Buffer {
  const entries = Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.concat([head, Buffer.from(JSON.stringify(entries), 'utf8')]);
}
