/** Attribute by which DynamoDB removes an item by itself, some time after (TTL): seconds since 1970. */
export const EXPIRY = 'expiresAt';

/** @param time milliseconds since 1970 */
export function expiryOf(time: number): number {
  return Math.ceil(time / 1000);
}
