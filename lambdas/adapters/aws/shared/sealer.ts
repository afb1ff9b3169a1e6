import {
  getLocalCryptographicMaterialsCache,
  NodeCachingMaterialsManager,
} from '@aws-crypto/caching-materials-manager-node';
import { buildEncrypt } from '@aws-crypto/encrypt-node';
import { KmsKeyringNode } from '@aws-crypto/kms-keyring-node';
import { AlgorithmSuiteIdentifier, CommitmentPolicy } from '@aws-crypto/material-management-node';
import { GenerateDataKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import type { SealingContext } from '../../../core/protect/sealing-context.ts';
import { callService, ServiceError } from './service-error.ts';

/** Seals bytes under a context. Cannot open: nothing here calls KMS's Decrypt. */
export interface Sealer {
  /** @throws ServiceError when KMS gives no data key; SealError for any other failure. */
  seal(context: SealingContext, plaintext: Uint8Array): Promise<Uint8Array>;
}

export interface SealerOptions {
  readonly kms: KMSClient;
  /** ARN of the key that protects PHI. */
  readonly keyArn: string;
  readonly dataKeys?: DataKeyBounds;
}

/** When a data key is thrown away; whichever comes first. One is kept per context. */
export interface DataKeyBounds {
  readonly maxAgeMs: number;
  readonly maxMessages: number;
  readonly maxBytes: number;
  /** Contexts whose data keys are kept at once. */
  readonly capacity: number;
}

/**
 * A minute and a thousand messages bound what one leaked data key opens, and still spare KMS nearly
 * every call under load (AWS Encryption SDK, "data key caching": set all thresholds).
 */
const DEFAULT_BOUNDS: DataKeyBounds = {
  maxAgeMs: 60_000,
  maxMessages: 1_000,
  maxBytes: 256 * 1024 * 1024,
  capacity: 100,
};

/** Sealing failed for a reason that is not KMS. */
export class SealError extends Error {
  override readonly name = 'SealError';
}

/**
 * AES-256-GCM with HKDF and key commitment, no signature: sealer and opener are the same party, and
 * the signed suites cost six times as much. Every message has a key of its own, derived from the cached one.
 */
const SUITE = AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY;

/** One cipher call per frame, so large frames seal large bodies faster; a small body is one short frame. */
const FRAME_BYTES = 64 * 1024;

/** The AWS Encryption SDK's message format, with data keys from KMS. */
export function createSealer({ kms, keyArn, dataKeys = DEFAULT_BOUNDS }: SealerOptions): Sealer {
  const { encrypt } = buildEncrypt({
    commitmentPolicy: CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT,
    maxEncryptedDataKeys: 1,
  });
  const keyring = new KmsKeyringNode({
    generatorKeyId: keyArn,
    clientProvider: () => ({
      generateDataKey: async (input) => {
        const command = new GenerateDataKeyCommand(input);
        const { KeyId, Plaintext, CiphertextBlob } = await callService(
          'kms',
          'GenerateDataKey',
          () => kms.send(command),
        );
        if (!KeyId || !Plaintext || !CiphertextBlob) throw new SealError('KMS gave no data key');
        return { KeyId, Plaintext, CiphertextBlob };
      },
      encrypt: refuse,
      decrypt: refuse,
    }),
  });
  const materials = new NodeCachingMaterialsManager({
    backingMaterials: keyring,
    cache: getLocalCryptographicMaterialsCache(dataKeys.capacity),
    maxAge: dataKeys.maxAgeMs,
    maxMessagesEncrypted: dataKeys.maxMessages,
    maxBytesEncrypted: dataKeys.maxBytes,
    partition: 'cordon-seal',
  });

  return {
    async seal(context, plaintext) {
      try {
        const { result } = await encrypt(materials, plaintext, {
          suiteId: SUITE,
          encryptionContext: encryptionContext(context),
          frameLength: FRAME_BYTES,
        });
        return result;
      } catch (error) {
        if (error instanceof ServiceError) throw error;
        // The SDK's message is not kept: it quotes KMS's answers and stack traces.
        throw new SealError('sealing failed');
      }
    },
  };
}

/** The context as KMS sees it: exactly these three members, whatever else the object carries. */
export function encryptionContext(context: SealingContext): Record<string, string> {
  return { lane: context.lane, entityId: context.entityId, purpose: context.purpose };
}

function refuse(): Promise<never> {
  return Promise.reject(new SealError('a sealer only generates data keys'));
}
