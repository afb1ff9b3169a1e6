import { createHash, timingSafeEqual } from 'node:crypto';

/** A sender key as it is presented: the public id and the secret. */
export interface SenderCredential {
  readonly id: string;
  readonly secret: string;
}

/**
 * `ID.SECRET`. In front may stand what an API's own keys begin with: SendGrid's client warns about others, and
 * applications check for it.
 */
const CREDENTIAL =
  /^(?:SG\.|re_|md-|key-)?((?:mk|ck|ak|ok)_[A-Za-z0-9]{8,32})\.([A-Za-z0-9_-]{43})$/;

/** @returns undefined when the text is not a credential of ours. */
export function parseCredential(text: string | undefined): SenderCredential | undefined {
  if (text === undefined || text.length > 128) return undefined;
  const match = CREDENTIAL.exec(text);
  const id = match?.[1];
  const secret = match?.[2];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

/** SHA-256, hex. The secret half is 256 random bits, so a slow hash would add nothing. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Constant-time comparison with the stored hash. */
export function secretMatches(secret: string, secretHash: string): boolean {
  const given = Buffer.from(hashSecret(secret), 'hex');
  const stored = Buffer.from(secretHash, 'hex');
  return given.length === stored.length && timingSafeEqual(given, stored);
}
