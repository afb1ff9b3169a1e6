import { createECDH, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import * as z from 'zod';
import { type AwsOperation, awsOperation } from './aws-json.ts';
import type { MasterKey } from './kms-key-file.ts';

/** KMS's own limit, in bytes. */
const MAX_MESSAGE = 4096;

const KeyId = z.string().min(1).max(2048);
const signSchema = z.object({
  KeyId,
  SigningAlgorithm: z.literal('ECDSA_SHA_256'),
  // Node signs what it has hashed itself, and so does this: no digests.
  MessageType: z.literal('RAW').default('RAW'),
  Message: z
    .base64()
    .max(8 * 1024)
    .transform((text) => Buffer.from(text, 'base64'))
    .refine(({ length }) => length >= 1 && length <= MAX_MESSAGE),
});

/** `Sign` and `GetPublicKey`, by keys of curve P-256 alone. */
export function signOperations(
  find: (keyId: string) => MasterKey,
): Readonly<Record<'Sign' | 'GetPublicKey', AwsOperation>> {
  return {
    Sign: awsOperation(signSchema, async ({ KeyId: id, SigningAlgorithm, Message }) => {
      const key = find(id);
      const signature = sign('sha256', Message, privateKey(key));
      return { KeyId: key.arn, SigningAlgorithm, Signature: signature.toString('base64') };
    }),
    GetPublicKey: awsOperation(z.object({ KeyId }), async ({ KeyId: id }) => {
      const key = find(id);
      const der = createPublicKey(privateKey(key)).export({ format: 'der', type: 'spki' });
      return {
        KeyId: key.arn,
        PublicKey: der.toString('base64'),
        KeySpec: 'ECC_NIST_P256',
        KeyUsage: 'SIGN_VERIFY',
        SigningAlgorithms: ['ECDSA_SHA_256'],
      };
    }),
  };
}

/** The key file holds the secret number alone; the point that belongs to it is computed. */
function privateKey({ material }: MasterKey): KeyObject {
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(material);
  // 0x04, then both coordinates, 32 bytes each (SEC 1, 2.3.3).
  const point = curve.getPublicKey();
  return createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      d: material.toString('base64url'),
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    },
  });
}
