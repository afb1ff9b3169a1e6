import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import * as z from 'zod';
import { canonicalJson } from './canonical.ts';

/** Part of a seal's list of leaves, which lies beside it. */
export interface LeafPart {
  /** SHA-256 of its text, hex. */
  readonly sha256: string;
  /** Leaves in it. */
  readonly count: number;
}

/**
 * What is signed: that the records of a time are these and no others. Seals follow one another without a
 * gap, and each names the one before it, so that none can be taken out, put in or exchanged.
 */
export interface Seal {
  readonly format: 1;
  /** From 1. */
  readonly sequence: number;
  /** ISO 8601, a whole minute; that of the first minute it covers. */
  readonly from: string;
  /** Exclusive. Records are those of the last minute before, and those that were noticed in it as late. */
  readonly to: string;
  /** Number of records. */
  readonly size: number;
  /** RFC 9162 tree head over the records, sorted by time and id; hex. */
  readonly root: string;
  readonly leaves: readonly LeafPart[];
  /** Hash of the seal before (hex); 64 zeros in the first. */
  readonly previous: string;
  /** `sha256:` and the SHA-256 of the public key (SubjectPublicKeyInfo), hex. */
  readonly keyId: string;
  /** ISO 8601. */
  readonly sealedAt: string;
}

export interface SignedSeal {
  readonly seal: Seal;
  /** ECDSA by P-256 with SHA-256 over the seal's canonical text; DER, base64. */
  readonly signature: string;
}

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const minute = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00\.000Z$/);
const count = z.number().int().nonnegative();

const sealSchema: z.ZodType<Seal> = z.strictObject({
  format: z.literal(1),
  sequence: z.number().int().positive(),
  from: minute,
  to: minute,
  size: count,
  root: hash,
  leaves: z.array(z.strictObject({ sha256: hash, count })),
  previous: hash,
  keyId: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  sealedAt: z.iso.datetime({ precision: 3 }),
});

export const signedSealSchema: z.ZodType<SignedSeal> = z.strictObject({
  seal: sealSchema,
  signature: z.base64().min(1).max(256),
});

/** `previous` of the first seal. */
export const NO_SEAL = '0'.repeat(64);

/** SHA-256 (hex) of the seal's canonical text: what the next seal names. */
export function sealHash(seal: Seal): string {
  return createHash('sha256').update(canonicalJson(seal)).digest('hex');
}

/** Whether the seal was signed by this key. */
export function isSignedBy({ seal, signature }: SignedSeal, key: KeyObject): boolean {
  try {
    const text = Buffer.from(canonicalJson(seal));
    return verify('sha256', text, key, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}

/** A key that seals can be checked with, and its id as seals name it. */
export interface SealKey {
  readonly keyId: string;
  readonly key: KeyObject;
}

/**
 * @param spki the public key as SubjectPublicKeyInfo: DER, or PEM text
 * @throws TypeError when it is none, or not one of curve P-256
 */
export function sealKey(spki: Uint8Array | string): SealKey {
  let key: KeyObject;
  try {
    key =
      typeof spki === 'string'
        ? createPublicKey(spki)
        : createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  } catch {
    throw new TypeError('it is not a public key');
  }
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    throw new TypeError('it is not a public key of curve P-256');
  }
  const der = key.export({ format: 'der', type: 'spki' });
  return { keyId: `sha256:${createHash('sha256').update(der).digest('hex')}`, key };
}
