import { GenerateMacCommand, type KMSClient } from '@aws-sdk/client-kms';
import { createBatcher } from './batcher.ts';
import { createCachedLookup } from './cached-lookup.ts';
import { callService, ServiceError } from './service-error.ts';

export interface KmsMacOptions {
  readonly kms: KMSClient;
  /** ARN of the HMAC key. */
  readonly keyArn: string;
  /** Part of what is authenticated, so that the key makes no code for anything else. */
  readonly domain: string;
  /** Codes kept in memory. */
  readonly cacheEntries: number;
}

/** A code never changes; memory that holds what they stand for is not to grow old. */
const CACHE_MS = 10 * 60_000;

/** Calls under way at once. KMS makes one code a call; of a thousand begun together, the last would time out waiting. */
const AT_ONCE = 24;

/** HMAC-SHA-256 by a KMS key that never leaves it, as 43 characters of base64url. */
export function createKmsMac(
  options: KmsMacOptions,
): (...parts: readonly string[]) => Promise<string> {
  const { kms, keyArn, domain, cacheEntries } = options;
  const lookup = createCachedLookup<{ readonly code: string }>({
    max: cacheEntries,
    ttlMs: CACHE_MS,
    absentTtlMs: 0,
    isAbsent: () => false,
    load: createBatcher({
      most: 1,
      atOnce: AT_ONCE,
      ask: (messages: readonly string[]) => Promise.all(messages.map(generate)),
    }),
  });

  async function generate(message: string): Promise<{ readonly code: string }> {
    const command = new GenerateMacCommand({
      KeyId: keyArn,
      MacAlgorithm: 'HMAC_SHA_256',
      Message: Buffer.from(message),
    });
    const { Mac } = await callService('kms', 'GenerateMac', () => kms.send(command));
    if (Mac?.length !== 32) throw new ServiceError('kms', 'GenerateMac', 'NoMac');
    return { code: Buffer.from(Mac).toString('base64url') };
  }

  // JSON, so that no two questions are written alike.
  return async (...parts) => (await lookup(JSON.stringify([domain, ...parts]))).code;
}
