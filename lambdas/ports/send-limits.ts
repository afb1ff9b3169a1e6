import type { DueDay } from '../core/send/due-days.ts';
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

  /**
   * Counts what a request has wait for later days, all of it or nothing, unless that makes more than `most` recipients on
   * one of them. What was counted stays counted, whatever becomes of the message.
   *
   * @returns the day that has no room, or undefined: they are counted
   * @throws as `take`
   */
  reserve(keyId: string, days: readonly DueDay[], most: number): Promise<DueDay | undefined>;
}
