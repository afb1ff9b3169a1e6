import { createHash } from 'node:crypto';

/**
 * By what a request is known that relays a mail, or tells of its refusal (`Idempotency-Key`): the same at each attempt,
 * and short, as keys of objects are not.
 *
 * @param key where the mail lies
 */
export function relayedAs(what: 'mail' | 'refusal', key: string): string {
  return createHash('sha256').update(`${what}\n${key}`).digest('hex');
}
