import { generateKeyPairSync } from 'node:crypto';

/** The secret number of a new key: 32 bytes. */
export function newSigningMaterial(): Buffer {
  const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return Buffer.from(key.export({ format: 'jwk' }).d ?? '', 'base64url');
}
