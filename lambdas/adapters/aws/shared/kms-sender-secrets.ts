import type { KMSClient } from '@aws-sdk/client-kms';
import type { SenderSecrets } from '../../../ports/sender-secrets.ts';
import { createKmsMac } from './kms-mac.ts';

export interface SenderSecretsOptions {
  readonly kms: KMSClient;
  /** ARN of the HMAC key. */
  readonly keyArn: string;
}

/** Secrets of sender keys, computed by a KMS key that never leaves it. Each domain is a function of its own. */
export function createKmsSenderSecrets(options: SenderSecretsOptions): SenderSecrets {
  const mac = createKmsMac({ ...options, domain: 'cordon:sender-secret:1', cacheEntries: 1000 });
  // Few are asked for twice, and what a client chose is not to stay in memory.
  const once = createKmsMac({ ...options, domain: 'cordon:idempotency-key:1', cacheEntries: 1 });
  return {
    secretOf: (keyId, hash) => mac(keyId, hash),
    onceSecretOf: (keyId, idempotencyKey) => once(keyId, idempotencyKey),
  };
}
