import type { KMSClient } from '@aws-sdk/client-kms';
import type { BlindIndex } from '../../../ports/blind-index.ts';
import { createKmsMac } from '../shared/kms-mac.ts';

export interface BlindIndexOptions {
  readonly kms: KMSClient;
  /** ARN of the HMAC key. */
  readonly keyArn: string;
  /** Indexes kept in memory. */
  readonly cacheEntries?: number;
}

const DEFAULT_CACHE_ENTRIES = 5_000;

/**
 * HMAC-SHA-256 by a KMS key that never leaves it. A table of indexes can be tried only by somebody who may
 * call the key, one call for each guess, each in CloudTrail.
 */
export function createKmsBlindIndex(options: BlindIndexOptions): BlindIndex {
  const { kms, keyArn, cacheEntries = DEFAULT_CACHE_ENTRIES } = options;
  const mac = createKmsMac({ kms, keyArn, domain: 'cordon:blind-index:1', cacheEntries });
  return { of: (entityId, { kind, value }) => mac(entityId, kind, value) };
}
