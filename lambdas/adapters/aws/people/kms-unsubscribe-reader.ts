import { DecryptCommand, type KMSClient } from '@aws-sdk/client-kms';
import { unpackUnsubscribeTarget } from '../../../core/send/unsubscribe-target.ts';
import type { UnsubscribeReader } from '../../../ports/unsubscribe-links.ts';
import { UNSUBSCRIBE_CONTEXT } from '../shared/kms-unsubscribe-links.ts';
import { callExpecting } from '../shared/service-error.ts';

export interface UnsubscribeReaderOptions {
  readonly kms: KMSClient;
  /** ARN of the key of opt-outs; tokens of another key are not ours. */
  readonly keyArn: string;
}

/** KMS's limit of a ciphertext is 6144 bytes. */
const TOKEN = /^[A-Za-z0-9_-]{1,8192}$/;

const NOT_OURS = [
  'IncorrectKeyException',
  'InvalidCiphertextException',
  'NotFoundException',
  'ValidationException',
] as const;

/** Reads the tokens of `createKmsUnsubscribeLinks`. @throws ServiceError when KMS does not answer */
export function createKmsUnsubscribeReader(options: UnsubscribeReaderOptions): UnsubscribeReader {
  const { kms, keyArn } = options;
  return {
    async read(token) {
      if (!TOKEN.test(token)) return undefined;
      const command = new DecryptCommand({
        KeyId: keyArn,
        CiphertextBlob: Buffer.from(token, 'base64url'),
        EncryptionContext: UNSUBSCRIBE_CONTEXT,
      });
      const answer = await callExpecting('kms', 'Decrypt', NOT_OURS, () => kms.send(command));
      const plaintext = answer.ok ? answer.value.Plaintext : undefined;
      return plaintext === undefined ? undefined : unpackUnsubscribeTarget(plaintext);
    },
  };
}
