import { createHash } from 'node:crypto';

/**
 * Primary key of an inbound message: the same for every delivery of one vendor event, so that a repeat
 * finds the first. Stays inside the account; destinations see a random id (45 CFR 164.514(c)).
 */
export function messageKey(sourceId: string, replayKey: string): string {
  return createHash('sha256').update(sourceId).update('\0').update(replayKey).digest('hex');
}
