import { createPublicKey, verify as verifySignature, type KeyObject } from 'node:crypto';
import { decodeCanonicalBase64 } from '../canonical-base64.ts';
import { checkHmac, checkSecrets, MAX_SIGNATURES } from '../hmac.ts';
import { mismatch, missingHeader, refuse, wrongForm } from '../refuse.ts';
import type { Refusal, Scheme, Verification } from '../scheme.ts';
import { checkTimestamp } from '../timestamp.ts';
import { decodeWebhookSecret } from '../webhook-secret.ts';

/** Ids are opaque; this bounds what the replay store keeps. */
const MAX_ID_LENGTH = 256;
const PUBLIC_KEY = 'whpk_';
/** SubjectPublicKeyInfo of an Ed25519 key up to its 32 bytes (RFC 8410, section 4). */
const ED25519_SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const ED25519_BYTES = 32;
/**
 * Points of small order by their y (RFC 8032, section 5.1.2; RFC 7748, section 7 on why), the bit of the sign cleared: under
 * such a key, zeros among them, signatures can be made without any secret, and OpenSSL takes them.
 */
const SMALL_ORDER: ReadonlySet<string> = new Set([
  '00'.repeat(32),
  `01${'00'.repeat(31)}`,
  ...['ec', 'ed', 'ee'].map((byte) => `${byte}${'ff'.repeat(30)}7f`),
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
]);

/**
 * Standard Webhooks over `id.timestamp.body`, signatures in base64: `v1` is HMAC-SHA256, key = the base64 after
 * `whsec_`; `v1a` is Ed25519, key = the base64 after `whpk_`. Source: the Standard Webhooks specification,
 * spec/standard-webhooks.md. Svix (and who sends through it, such as Resend) signs in the same way under `svix-` names.
 *
 * Node's crypto rather than the reference library, which reads the system clock itself and decodes the
 * body as UTF-8 before it signs, so that distinct raw bytes would verify alike (ADR 0011).
 */
export const standardWebhooks: Scheme = {
  name: 'standard-webhooks',
  aliases: ['standard-webhooks-v1', 'standard-webhooks-v1a', 'svix', 'svix-v1', 'resend'],
  facts: {
    vendor: 'Standard Webhooks, Svix, Resend, Canvas Medical plugins',
    signed:
      '`id.timestamp.body`, HMAC-SHA256 base64 (`v1`) or Ed25519 (`v1a`), in `webhook-signature` or `svix-signature`',
    replay: '`webhook-id`, which is signed',
    secret: '`whsec_…` (HMAC) or `whpk_…` (public key)',
    source: 'standard-webhooks/standard-webhooks, spec/standard-webhooks.md',
  },
  defaultToleranceSeconds: 300,
  verify(input): Verification {
    const { request, secrets } = input;
    // One family of names or the other: a signature of one never goes with the id of the other.
    const family = request.headers['webhook-signature'] === undefined ? 'svix' : 'webhook';
    const header = (name: string): string => request.headers[`${family}-${name}`] ?? '';
    const symmetric = secrets.filter((secret) => !secret.startsWith(PUBLIC_KEY));
    const keys = secrets.filter((secret) => secret.startsWith(PUBLIC_KEY)).map(publicKeyOf);
    const secretFault = checkSecrets(secrets) ?? formFault(symmetric, keys);
    if (secretFault !== undefined) return secretFault;

    const id = header('id');
    const signatureList = header('signature');
    const named = request.headers['svix-id'] === undefined ? 'webhook' : family;
    if (signatureList === '') return missingHeader(`${named}-signature`);
    if (id === '') return missingHeader(`${family}-id`);
    // With a full stop in the id, the signed text `id.timestamp.body` could be cut in other places: the
    // specification rules it out, "to prevent certain attacks".
    if (id.length > MAX_ID_LENGTH || id.includes('.')) {
      return refuse('signature_malformed', `${family}-id has a full stop or is too long`);
    }
    const timestamp = header('timestamp');
    const timestampFault = checkTimestamp(timestamp, input, `${family}-timestamp`);
    if (timestampFault !== undefined) return timestampFault;

    const entries = signatureList.split(' ');
    const of = (version: string): readonly string[] =>
      entries.filter((each) => each.startsWith(version)).map((each) => each.slice(version.length));
    const [v1, v1a] = [of('v1,'), of('v1a,')];
    if (v1.length + v1a.length === 0 || Math.max(v1.length, v1a.length) > MAX_SIGNATURES) {
      return refuse('signature_malformed', `${family}-signature holds no v1 or v1a signature`);
    }
    const name = `${family}-signature`;
    const start = `${id}.${timestamp}.`;
    const byKey = keys.length > 0 && isSignedByAny(keys, v1a, start, request.body);
    if (byKey) return { kind: 'verified', replayKey: id };
    if (symmetric.length === 0 || v1.length === 0) return mismatch(name);
    return (
      checkHmac(symmetric, {
        ...{ algorithm: 'sha256', encoding: 'base64', header: name },
        ...{ signatures: v1, signed: [start, request.body] },
        key: decodeWebhookSecret,
      }) ?? { kind: 'verified', replayKey: id }
    );
  },
};

function formFault(
  symmetric: readonly string[],
  keys: readonly (KeyObject | undefined)[],
): Refusal | undefined {
  if (keys.includes(undefined)) {
    return wrongForm('whpk_ and 32 bytes in base64');
  }
  return symmetric.some((secret) => decodeWebhookSecret(secret) === undefined)
    ? wrongForm('base64, with whsec_ before it or not,')
    : undefined;
}

function publicKeyOf(secret: string): KeyObject | undefined {
  const bytes = decodeWebhookSecret(secret.slice(PUBLIC_KEY.length));
  if (bytes?.length !== ED25519_BYTES || isOfSmallOrder(bytes)) return undefined;
  const key = Buffer.concat([ED25519_SPKI, bytes]);
  return createPublicKey({ key, format: 'der', type: 'spki' });
}

function isOfSmallOrder(key: Uint8Array): boolean {
  const y = Buffer.from(key);
  y[31] = (y[31] ?? 0) & 0x7f;
  return SMALL_ORDER.has(y.toString('hex'));
}

function isSignedByAny(
  keys: readonly (KeyObject | undefined)[],
  signatures: readonly string[],
  start: string,
  body: Uint8Array,
): boolean {
  const signed = Buffer.concat([Buffer.from(start), body]);
  const given = signatures.map(decodeCanonicalBase64).filter((bytes) => bytes !== undefined);
  return keys.some((key) =>
    given.some((bytes) => key !== undefined && verifySignature(null, signed, key, bytes)),
  );
}
