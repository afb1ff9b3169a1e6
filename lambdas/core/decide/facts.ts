import type { Channel, Direction, Lane, PhiClass, Purpose } from '../vocabulary.ts';

/** State of the business associate agreement that covers a destination, computed at decision time. */
export type BaaState = 'active' | 'lapsed' | 'none' | 'unknown';

/** Transport security towards the destination. `local` is loopback in development only. */
export type Transport = 'tls' | 'local' | 'plain' | 'unknown';

/**
 * Everything policy may look at. Each fact is required: what is not known says `unknown`,
 * and no policy grants anything better than quarantine on an unknown fact.
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
