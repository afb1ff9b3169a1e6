import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Whether any candidate equals the expected text, in time that depends on neither.
 * Both sides are hashed first, so that lengths may differ without being told.
 */
export function anyEqual(candidates: readonly string[], expected: string): boolean {
  const wanted = createHash('sha256').update(expected).digest();
  let found = false;
  for (const candidate of candidates) {
    const given = createHash('sha256').update(candidate).digest();
    if (timingSafeEqual(given, wanted)) found = true;
  }
  return found;
}
