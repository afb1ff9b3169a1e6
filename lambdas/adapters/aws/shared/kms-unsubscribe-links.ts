import { EncryptCommand, type KMSClient } from '@aws-sdk/client-kms';
import { packUnsubscribeTarget } from '../../../core/send/unsubscribe-target.ts';
import type { UnsubscribeLinks } from '../../../ports/unsubscribe-links.ts';
import { callService, ServiceError } from './service-error.ts';

/** What a link is sealed for; the same in the conditions of the key's policy. */
export const UNSUBSCRIBE_CONTEXT = { purpose: 'unsubscribe' } as const;

export interface UnsubscribeLinksOptions {
  readonly kms: KMSClient;
  /** ARN of the key of opt-outs. */
  readonly keyArn: string;
  /** Where the function of opt-outs is reached. */
  readonly publicUrl: string;
}

/**
 * `{publicUrl}/u/{token}`; the token is the target itself, encrypted by KMS. Nothing has to be kept for the link to
 * work for ever, and nobody but the function of opt-outs reads it.
 */
export function createKmsUnsubscribeLinks(options: UnsubscribeLinksOptions): UnsubscribeLinks {
  const { kms, keyArn, publicUrl } = options;
  return {
    async linkFor(target) {
      const command = new EncryptCommand({
        KeyId: keyArn,
        Plaintext: packUnsubscribeTarget(target),
        EncryptionContext: UNSUBSCRIBE_CONTEXT,
      });
      const { CiphertextBlob } = await callService('kms', 'Encrypt', () => kms.send(command));
      if (CiphertextBlob === undefined) throw new ServiceError('kms', 'Encrypt', 'NoCiphertext');
      const token = Buffer.from(CiphertextBlob).toString('base64url');
      return `${publicUrl.replace(/\/$/, '')}/u/${token}`;
    },
  };
}
