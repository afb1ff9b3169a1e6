import { GetPublicKeyCommand, type KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { type SealKey, sealKey } from '../../../core/record/seal.ts';
import type { SealSigner } from '../../../ports/seals.ts';
import { callService, StoredItemError } from './service-error.ts';

export interface KmsSealSignerOptions {
  readonly kms: KMSClient;
  /** ARN of the ledger's key: ECC_NIST_P256, SIGN_VERIFY. */
  readonly keyArn: string;
}

/**
 * Signs with a key that never leaves KMS. The public half is asked for once; a key's material does not change,
 * asymmetric keys are not rotated by KMS.
 */
export function createKmsSealSigner(options: KmsSealSignerOptions): SealSigner {
  const { kms, keyArn } = options;
  const readPublicKey = createPublicKeyReader(options);
  return {
    publicKey: readPublicKey,
    async sign(text) {
      const command = new SignCommand({
        KeyId: keyArn,
        Message: new TextEncoder().encode(text),
        MessageType: 'RAW',
        SigningAlgorithm: 'ECDSA_SHA_256',
      });
      const { Signature } = await callService('kms', 'Sign', () => kms.send(command));
      if (Signature === undefined) throw new StoredItemError('KMS gave no signature');
      return Buffer.from(Signature).toString('base64');
    },
  };
}

/** The public key, for those who only check. A failed question is asked again. */
export function createPublicKeyReader({
  kms,
  keyArn,
}: KmsSealSignerOptions): () => Promise<SealKey> {
  let known: SealKey | undefined;
  return async () => {
    if (known !== undefined) return known;
    const command = new GetPublicKeyCommand({ KeyId: keyArn });
    const { PublicKey } = await callService('kms', 'GetPublicKey', () => kms.send(command));
    if (PublicKey === undefined) throw new StoredItemError('KMS gave no public key');
    known = sealKey(PublicKey);
    return known;
  };
}
