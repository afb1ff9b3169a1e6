import type { AccessKey } from './access-key.ts';

/** Two secrets at once are for the time that it takes to give the new one to a program. */
export const MAX_OVERLAP_DAYS = 90;

/**
 * A key with a new secret. The one before is valid for the overlap; one that was rotated out earlier is gone.
 *
 * @param hash of the new secret
 */
export function rotateKey(
  key: AccessKey,
  hash: string,
  overlapSeconds: number,
  now: Date,
): AccessKey {
  const [current] = key.secrets;
  const validUntil = new Date(now.getTime() + overlapSeconds * 1000).toISOString();
  const before =
    current === undefined || overlapSeconds <= 0 ? [] : [{ hash: current.hash, validUntil }];
  return { ...key, secrets: [{ hash }, ...before] };
}
