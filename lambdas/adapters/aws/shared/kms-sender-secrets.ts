import type { KMSClient } from '@aws-sdk/client-kms';
import type { SenderSecrets } from '../../../ports/sender-secrets.ts';
import { createKmsMac } from './kms-mac.ts';

export interface SenderSecretsOptions {
  readonly kms: KMSClient;
  /** ARN of the HMAC key. */
  readonly keyArn: string;
}

/** Secrets of sender keys, computed by a KMS key that never leaves it. */
export function createKmsSenderSecrets(options: SenderSecretsOptions): SenderSecrets {
  const mac = createKmsMac({ ...options, domain: 'cordon:sender-secret:1', cacheEntries: 1000 });
  return { secretOf: (keyId, hash) => mac(keyId, hash) };
}
