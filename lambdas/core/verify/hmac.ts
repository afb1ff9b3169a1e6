import { createHmac } from 'node:crypto';
import { anyEqual } from './constant-time.ts';
import { mismatch, refuse, wrongForm } from './refuse.ts';
import type { Refusal } from './scheme.ts';

/** More signatures than this in one request are an attempt to make us work. */
export const MAX_SIGNATURES = 16;

/** How one vendor signs with a shared secret. */
export interface HmacCheck {
  readonly algorithm: 'sha1' | 'sha256' | 'sha512';
  readonly encoding: 'hex' | 'base64';
  /** The signatures of the request: any of them may be right (rotation). Without prefixes. */
  readonly signatures: readonly string[];
  /** The most of them that the vendor sends; absent: 16. */
  readonly maxSignatures?: number;
  /** What was signed, in order. */
  readonly signed: readonly (string | Uint8Array)[];
  /** Where the signature stood, for the words of a refusal. */
  readonly header: string;
  /** The key bytes of a secret; absent: its text. Undefined when the secret has the wrong form. */
  readonly key?: (secret: string) => Uint8Array | undefined;
  /** The form the secret has to have, for the words of a refusal. */
  readonly form?: string;
}

/**
 * Whether any of the signatures was made with any of the secrets, in time that does not tell which.
 *
 * @returns undefined when one was
 */
export function checkHmac(secrets: readonly string[], check: HmacCheck): Refusal | undefined {
  const secretFault = checkSecrets(secrets);
  if (secretFault !== undefined) return secretFault;
  const { signatures, maxSignatures = MAX_SIGNATURES, encoding, header } = check;
  if (signatures.length === 0 || signatures.length > maxSignatures) {
    return refuse('signature_malformed', `${header} holds no signature of the form expected`);
  }
  const given = encoding === 'hex' ? signatures.map((each) => each.toLowerCase()) : signatures;
  let matched = false;
  for (const secret of secrets) {
    const key = check.key === undefined ? secret : check.key(secret);
    if (key === undefined) {
      return wrongForm(check.form ?? 'another');
    }
    // HMAC fills a short key with zeros (RFC 2104, section 2): a key of zeros is the empty one.
    if (Buffer.from(key).every((byte) => byte === 0)) return NO_SECRET;
    const mac = createHmac(check.algorithm, key);
    for (const part of check.signed) mac.update(part);
    if (anyEqual(given, mac.digest(encoding))) matched = true;
  }
  return matched ? undefined : mismatch(header);
}

const NO_SECRET = refuse('secret_missing', 'no secret, or an empty one');

/** A letter, digit or sign: what looks empty (spaces, zero width, control characters) is empty. */
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** An empty or missing secret never verifies anything, also beside a good one. */
export function checkSecrets(secrets: readonly string[]): Refusal | undefined {
  return secrets.length === 0 || secrets.some((secret) => !VISIBLE.test(secret))
    ? NO_SECRET
    : undefined;
}
