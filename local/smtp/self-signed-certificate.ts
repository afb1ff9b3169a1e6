import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A certificate and its key, both PEM. */
export interface CertificatePair {
  readonly certificate: string;
  readonly key: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Clocks of other programs may be behind. */
const BEFORE_MS = DAY_MS;
/** Days that it is valid, as long as some programs accept of any certificate. */
const VALID_DAYS = 825;

const ECDSA_WITH_SHA256 = '2a8648ce3d040302';
const COMMON_NAME = '550403';
const BASIC_CONSTRAINTS = '551d13';
const KEY_USAGE = '551d0f';
const EXTENDED_KEY_USAGE = '551d25';
const SERVER_AUTH = '2b06010505070301';
const ALTERNATIVE_NAMES = '551d11';

/**
 * A certificate of its own for a server on this machine (RFC 5280 4.1), for its loopback names and addresses, with a new
 * P-256 key. Node.js has no call that makes one; what it takes is few bytes of DER.
 */
export function createSelfSigned(now: Date): CertificatePair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(oid(ECDSA_WITH_SHA256));
  const name = sequence(
    tagged(0x31, sequence(oid(COMMON_NAME), tagged(0x0c, Buffer.from('localhost')))),
  );
  const serial = randomBytes(16);
  // Positive, and not padded with zeros (X.690 8.3).
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  const toSign = sequence(
    tagged(0xa0, tagged(0x02, Buffer.of(2))),
    tagged(0x02, serial),
    algorithm,
    name,
    sequence(time(now.getTime() - BEFORE_MS), time(now.getTime() + VALID_DAYS * DAY_MS)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions())),
  );
  const signature = sign('sha256', toSign, privateKey);
  const der = sequence(toSign, algorithm, bits(signature));
  return {
    certificate: pem('CERTIFICATE', der),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function extensions(): readonly Buffer[] {
  const extension = (id: string, value: Buffer, isCritical: boolean): Buffer =>
    sequence(oid(id), ...(isCritical ? [tagged(0x01, Buffer.of(0xff))] : []), tagged(0x04, value));
  const loopback6 = Buffer.alloc(16);
  loopback6[15] = 1;
  return [
    extension(BASIC_CONSTRAINTS, sequence(), true),
    // digitalSignature alone.
    extension(KEY_USAGE, tagged(0x03, Buffer.of(7, 0x80)), true),
    extension(EXTENDED_KEY_USAGE, sequence(oid(SERVER_AUTH)), false),
    extension(
      ALTERNATIVE_NAMES,
      sequence(
        tagged(0x82, Buffer.from('localhost')),
        tagged(0x87, Buffer.of(127, 0, 0, 1)),
        tagged(0x87, loopback6),
      ),
      false,
    ),
  ];
}

function tagged(tag: number, content: Uint8Array): Buffer {
  const { length } = content;
  const header =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(header), content]);
}

function sequence(...items: readonly Uint8Array[]): Buffer {
  return tagged(0x30, Buffer.concat(items));
}

function oid(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, 'hex'));
}

function bits(bytes: Uint8Array): Buffer {
  return tagged(0x03, Buffer.concat([Buffer.of(0), bytes]));
}

/** Two digits of the year until 2049, four from then on (RFC 5280 4.1.2.5). */
function time(milliseconds: number): Buffer {
  const digits = new Date(milliseconds).toISOString().replace(/[-T:]|\.\d+/g, '');
  return digits < '2050'
    ? tagged(0x17, Buffer.from(digits.slice(2)))
    : tagged(0x18, Buffer.from(digits));
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
