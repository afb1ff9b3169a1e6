import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Secrets } from '../../../ports/secrets.ts';
import { createCachedLookup } from './cached-lookup.ts';
import { callExpecting } from './service-error.ts';

export interface SecretsManagerOptions {
  readonly secretsManager: SecretsManagerClient;
  /** Seconds that a value may be old, and so the longest that a rotation takes to be seen. */
  readonly cacheSeconds?: number;
  /** References kept. */
  readonly cacheEntries?: number;
  /** Milliseconds, monotonic; for the cache. */
  readonly now?: () => number;
}

const DEFAULT_CACHE_SECONDS = 60;
const ABSENT_CACHE_SECONDS = 5;
const DEFAULT_CACHE_ENTRIES = 256;

/**
 * Secrets Manager. A secret's string is the value as it stands; a secret that has only binary data is
 * as good as none. The previous version counts as long as the service keeps its stage label.
 *
 * @throws ServiceError when the store does not answer; never a value, and never the reference.
 */
export function createSecretsManagerSecrets(options: SecretsManagerOptions): Secrets {
  async function read(reference: string, stage: 'AWSCURRENT' | 'AWSPREVIOUS') {
    const command = new GetSecretValueCommand({ SecretId: reference, VersionStage: stage });
    const answer = await callExpecting(
      'secretsManager',
      'GetSecretValue',
      ['ResourceNotFoundException'],
      () => options.secretsManager.send(command),
    );
    return answer.ok ? (answer.value.SecretString ?? '') : '';
  }

  const lookup = createCachedLookup<readonly string[]>({
    max: options.cacheEntries ?? DEFAULT_CACHE_ENTRIES,
    ttlMs: (options.cacheSeconds ?? DEFAULT_CACHE_SECONDS) * 1000,
    absentTtlMs: ABSENT_CACHE_SECONDS * 1000,
    isAbsent: (values) => values.length === 0,
    ...(options.now === undefined ? {} : { now: options.now }),
    async load(reference) {
      const values = await Promise.all([
        read(reference, 'AWSCURRENT'),
        read(reference, 'AWSPREVIOUS'),
      ]);
      return [...new Set(values)].filter((value) => value !== '');
    },
  });

  return { get: lookup };
}
