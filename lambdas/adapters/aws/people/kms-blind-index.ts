import { GenerateMacCommand, type KMSClient } from '@aws-sdk/client-kms';
import type { BlindIndex } from '../../../ports/blind-index.ts';
import { createCachedLookup } from '../shared/cached-lookup.ts';
import { callService, ServiceError } from '../shared/service-error.ts';

export interface BlindIndexOptions {
  readonly kms: KMSClient;
  /** ARN of the HMAC key. */
  readonly keyArn: string;
  /** Indexes kept in memory. */
  readonly cacheEntries?: number;
}

const DEFAULT_CACHE_ENTRIES = 5_000;
/** An index never changes; memory that holds addresses is not to grow old. */
const CACHE_MS = 10 * 60_000;

/** Part of what is authenticated, so that the key makes no code for anything else. */
const DOMAIN = 'cordon:blind-index:1';

/**
 * HMAC-SHA-256 by a KMS key that never leaves it. A table of indexes can be tried only by somebody who may
 * call the key, one call for each guess, each in CloudTrail.
 */
export function createKmsBlindIndex(options: BlindIndexOptions): BlindIndex {
  const { kms, keyArn } = options;
  const lookup = createCachedLookup<{ readonly index: string }>({
    max: options.cacheEntries ?? DEFAULT_CACHE_ENTRIES,
    ttlMs: CACHE_MS,
    absentTtlMs: 0,
    isAbsent: () => false,
    async load(message) {
      const command = new GenerateMacCommand({
        KeyId: keyArn,
        MacAlgorithm: 'HMAC_SHA_256',
        Message: Buffer.from(message),
      });
      const { Mac } = await callService('kms', 'GenerateMac', () => kms.send(command));
      if (Mac?.length !== 32) throw new ServiceError('kms', 'GenerateMac', 'NoMac');
      return { index: Buffer.from(Mac).toString('base64url') };
    },
  });
  return {
    // JSON, so that no two questions are written alike.
    of: async (entityId, { kind, value }) =>
      (await lookup(JSON.stringify([DOMAIN, entityId, kind, value]))).index,
  };
}
