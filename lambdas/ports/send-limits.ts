import type { SendLimit } from '../core/send/rate-limit.ts';

/** Counts what each key sends. */
export interface SendLimits {
  /**
   * Counts so many recipients, unless they are more than the key may send now.
   *
   * @returns when to come again, or undefined: they are counted
   * @throws when it cannot be counted: nothing is sent then, because a program that runs away is a breach multiplied, and
   *   whoever sends is told to try again
   */
  take(keyId: string, recipients: number, limit: SendLimit): Promise<Date | undefined>;
}
