import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { type AwsOperation, awsOperation, AwsServiceError } from './aws-json.ts';
import type { MasterKey } from './kms-key-file.ts';

/** KMS's own limit, in bytes. */
const MAX_MESSAGE = 4096;

const bytes = z
  .base64()
  .max(8 * 1024)
  .transform((text) => Buffer.from(text, 'base64'));

const generateSchema = z.object({
  KeyId: z.string().min(1).max(2048),
  MacAlgorithm: z.literal('HMAC_SHA_256'),
  Message: bytes.refine(({ length }) => length >= 1 && length <= MAX_MESSAGE),
});
const verifySchema = generateSchema.extend({ Mac: bytes });

/** `GenerateMac` and `VerifyMac`, by HMAC keys alone. */
export function macOperations(
  find: (keyId: string) => MasterKey,
): Readonly<Record<'GenerateMac' | 'VerifyMac', AwsOperation>> {
  return {
    GenerateMac: awsOperation(generateSchema, async ({ KeyId, MacAlgorithm, Message }) => {
      const key = find(KeyId);
      return { KeyId: key.arn, MacAlgorithm, Mac: mac(key, Message).toString('base64') };
    }),
    VerifyMac: awsOperation(verifySchema, async ({ KeyId, MacAlgorithm, Message, Mac }) => {
      const key = find(KeyId);
      const expected = mac(key, Message);
      if (Mac.length !== expected.length || !timingSafeEqual(Mac, expected)) {
        throw new AwsServiceError('KMSInvalidMacException', 'The code does not belong to these.');
      }
      return { KeyId: key.arn, MacAlgorithm, MacValid: true };
    }),
  };
}

function mac({ material }: MasterKey, message: Uint8Array): Buffer {
  return createHmac('sha256', material).update(message).digest();
}
