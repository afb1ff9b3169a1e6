import { AsyncLocalStorage } from 'node:async_hooks';
import {
  getLocalCryptographicMaterialsCache,
  NodeCachingMaterialsManager,
} from '@aws-crypto/caching-materials-manager-node';
import { buildDecrypt } from '@aws-crypto/decrypt-node';
import { KmsKeyringNode } from '@aws-crypto/kms-keyring-node';
import { CommitmentPolicy } from '@aws-crypto/material-management-node';
import { DecryptCommand, type KMSClient } from '@aws-sdk/client-kms';
import type { SealingContext } from '../../../core/protect/sealing-context.ts';
import { encryptionContext } from '../shared/sealer.ts';
import { callExpecting, ServiceError } from '../shared/service-error.ts';
import { VaultIntegrityError } from '../../../ports/vault-reader.ts';

/** Opens what `createSealer` sealed. */
export interface Opener {
  /**
   * @throws VaultIntegrityError when the bytes were altered, cut short, sealed under another context
   * or by another key.
   * @throws ServiceError when KMS does not answer, or does not allow it; a retry may succeed.
   */
  open(context: SealingContext, sealed: Uint8Array): Promise<Uint8Array>;
}

export interface OpenerOptions {
  readonly kms: KMSClient;
  /** ARN of the one key whose data keys are accepted. */
  readonly keyArn: string;
  readonly dataKeys?: { readonly maxAgeMs: number; readonly capacity: number };
}

const DEFAULT_BOUNDS = { maxAgeMs: 60_000, capacity: 1_000 };

/** Bytes: the largest body that is accepted (6 MiB), with room for encodings and multipart sends. */
export const MAX_OPENED_BYTES = 32 * 1024 * 1024;

/** Answers of KMS which say that the data key is not one of ours, as opposed to "not now" or "not you". */
const NOT_OURS = ['InvalidCiphertextException', 'IncorrectKeyException'] as const;

export function createOpener({ kms, keyArn, dataKeys = DEFAULT_BOUNDS }: OpenerOptions): Opener {
  const { decrypt } = buildDecrypt({
    commitmentPolicy: CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT,
    maxEncryptedDataKeys: 1,
  });
  // The keyring folds KMS's errors into one message, so each call notes its own failure here.
  const call = new AsyncLocalStorage<{ failure?: unknown }>();
  const refuse = () => Promise.reject(new VaultIntegrityError('an opener only decrypts data keys'));
  const keyring = new KmsKeyringNode({
    keyIds: [keyArn],
    clientProvider: () => ({
      async decrypt(input) {
        const command = new DecryptCommand(input);
        try {
          const answer = await callExpecting('kms', 'Decrypt', NOT_OURS, () => kms.send(command));
          if (!answer.ok) throw new VaultIntegrityError('the data key cannot be opened');
          const { KeyId, Plaintext } = answer.value;
          if (!KeyId || !Plaintext) throw new ServiceError('kms', 'Decrypt', 'NoDataKey');
          return { KeyId, Plaintext };
        } catch (error) {
          const noted = call.getStore();
          if (noted !== undefined) noted.failure = error;
          throw error;
        }
      },
      encrypt: refuse,
      generateDataKey: refuse,
    }),
  });
  const materials = new NodeCachingMaterialsManager({
    backingMaterials: keyring,
    cache: getLocalCryptographicMaterialsCache(dataKeys.capacity),
    maxAge: dataKeys.maxAgeMs,
    partition: 'cordon-open',
  });

  return {
    open: (context, sealed) =>
      call.run({}, async () => {
        try {
          const { plaintext, messageHeader } = await decrypt(materials, sealed, {
            maxBodySize: MAX_OPENED_BYTES,
          });
          if (!sameContext(messageHeader.encryptionContext, encryptionContext(context))) {
            throw new VaultIntegrityError('sealed under another context');
          }
          return plaintext;
        } catch (error) {
          const failure = call.getStore()?.failure;
          if (failure instanceof ServiceError) throw failure;
          if (error instanceof VaultIntegrityError) throw error;
          // The SDK's message is not kept: it quotes KMS's answers and stack traces.
          throw new VaultIntegrityError('the sealed bytes cannot be opened');
        }
      }),
  };
}

/** Exactly the same members: a message with more of them was not sealed here. */
function sameContext(
  actual: Readonly<Record<string, string>>,
  expected: Readonly<Record<string, string>>,
): boolean {
  const names = Object.keys(expected);
  return (
    Object.keys(actual).length === names.length &&
    names.every((name) => Object.hasOwn(actual, name) && actual[name] === expected[name])
  );
}
