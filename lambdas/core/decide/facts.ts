import type { Channel, Direction, Lane, PhiClass, Purpose } from '../vocabulary.ts';

/**
 * State of the business associate agreement that covers a destination, computed at decision time
 * (45 CFR 164.504(e)). Best first; policy grants on `active` alone.
 */
export const BAA_STATES = ['active', 'lapsed', 'none', 'unknown'] as const;
export type BaaState = (typeof BAA_STATES)[number];

/** Transport security towards the destination. `local` is loopback in development only. Best first. */
export const TRANSPORTS = ['tls', 'local', 'plain', 'unknown'] as const;
export type Transport = (typeof TRANSPORTS)[number];

/**
 * Everything policy may look at. Each fact is required: what is not known says `unknown`, and an
 * unknown fact never lets anything leave that the worst known value would keep.
 */
export interface DecisionFacts {
  /** The lane of the destination (inbound) or of the sender key (outbound). */
  readonly lane: Lane;
  readonly direction: Direction;
  readonly channel: Channel;
  readonly purpose: Purpose;
  /** `unknown` when the payload could not be read or the scanner failed. */
  readonly phi: PhiClass | 'unknown';
  /** Some part (an attachment) could not be read, although the rest was. */
  readonly unreadableParts: boolean;
  readonly baa: BaaState;
  readonly transport: Transport;
  /** Cordon knows how to remove identifiers from this format and the scan completed. */
  readonly canDeidentify: boolean;
}
