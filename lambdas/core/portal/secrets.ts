import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { RandomBytes } from '../message/ids.ts';
import { CLOSING, closeBytes, openBytes, type ClosingKey } from '../protect/closing.ts';

/**
 * What the portal keeps secret, all made from two things: the link's token, which is nowhere at rest but in the
 * notice that carries it, and our half of the content's key, which is destroyed to wipe. Who reads the tables has no
 * token, and can test no code and open no content; who has the link has no half of ours.
 */

/** Bytes of the token in a link, of our half of the content's key and of a session's secret. */
const SECRET_BYTES = 32;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const CODE_DIGITS = 8;
const KEY_BYTES = 32;

/** 256 random bits as 43 characters of base64url: a token, a half of a key, a session. */
export function newSecret(random: RandomBytes): string {
  return Buffer.from(random.bytes(SECRET_BYTES)).toString('base64url');
}

/** @returns undefined for what is no token as `newSecret` writes it; two spellings of one are not both taken */
export function readSecret(text: string | undefined): string | undefined {
  if (text === undefined || !TOKEN.test(text)) return undefined;
  return Buffer.from(text, 'base64url').toString('base64url') === text ? text : undefined;
}

/** Names the link in tables, records and commands: 130 bits of a hash, from which the token cannot be had. */
export function linkIdOf(token: string): string {
  const hash = createHash('sha256').update(`cordon portal link\n${token}`).digest();
  return `lnk_${[...hash.subarray(0, 26)].map((byte) => ALPHABET[byte & 31] ?? '').join('')}`;
}

export const LINK_ID = /^lnk_[0-9a-z]{26}$/;

/** Eight random digits, each code as likely as the next. */
export function newCode(random: RandomBytes): string {
  let code = '';
  while (code.length < CODE_DIGITS) {
    for (const byte of random.bytes(CODE_DIGITS)) {
      // 250 is the largest multiple of ten in a byte: above it, small digits would come more often.
      if (byte < 250 && code.length < CODE_DIGITS) code += String(byte % 10);
    }
  }
  return code;
}

/** What somebody typed as a code: spaces and hyphens between the digits do not matter. */
export function readCode(text: string): string | undefined {
  if (text.length > 64) return undefined;
  const digits = text.replace(/[\s-]/g, '');
  return /^[0-9]{8}$/.test(digits) ? digits : undefined;
}

/** Keyed by the token: whoever reads the table cannot try the hundred million codes. */
export function hashCode(code: string, token: string): string {
  return createHmac('sha256', derive(token, '', 'code', KEY_BYTES))
    .update(code)
    .digest('hex');
}

export function hashSession(secret: string): string {
  return createHash('sha256').update(`cordon portal session\n${secret}`).digest('hex');
}

/** For the forms of a session: who does not have its cookie cannot make one. */
export function formTokenOf(secret: string): string {
  return createHmac('sha256', secret).update('cordon portal form').digest('base64url');
}

/** In constant time. */
export function sameText(one: string, other: string): boolean {
  const [a, b] = [digest(one), digest(other)];
  return timingSafeEqual(a, b);
}

/**
 * Closes the content under both halves of its key (AES-256-GCM). A pair of halves is used for one content only, so that
 * the initialization vector can be derived with the key.
 */
export function closeContent(plain: Uint8Array, contentKey: string, token: string): Uint8Array {
  return closeBytes(plain, contentKeys(contentKey, token));
}

/** @returns undefined where it was altered, or closed under another pair */
export function openContent(
  sealed: Uint8Array,
  contentKey: string,
  token: string,
): Uint8Array | undefined {
  return openBytes(sealed, contentKeys(contentKey, token));
}

function contentKeys(contentKey: string, token: string): ClosingKey {
  const { keyBytes, ivBytes } = CLOSING;
  const bytes = derive(token, contentKey, 'content', keyBytes + ivBytes);
  return { key: bytes.subarray(0, keyBytes), iv: bytes.subarray(keyBytes) };
}

/** HKDF (RFC 5869) over the token, salted with our half. */
function derive(token: string, salt: string, use: string, length: number): Buffer {
  const from = Buffer.from(token, 'base64url');
  const info = `cordon portal ${use}`;
  return Buffer.from(hkdfSync('sha256', from, Buffer.from(salt, 'base64url'), info, length));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
