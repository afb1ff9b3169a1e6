import { createHash } from 'node:crypto';

/** What keys begin with that were made here. */
const PREFIX = 'relayed:';

/**
 * By what a request is known that relays a mail, or tells of its refusal (`Idempotency-Key`): the same at each attempt,
 * and short, as keys of objects are not.
 *
 * @param key where the mail lies
 */
export function relayedAs(what: 'mail' | 'refusal', key: string): string {
  return `${PREFIX}${createHash('sha256').update(`${what}\n${key}`).digest('hex')}`;
}

/**
 * Whether a request may come again after weeks: mail lies for 14 days where it could not be handed on, and somebody may
 * hand it on again on the last of them, whatever became of the first attempts.
 */
export function comesAgainLate(idempotencyKey: string): boolean {
  return idempotencyKey.startsWith(PREFIX);
}
