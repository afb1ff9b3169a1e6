import type { HeldMessage } from '../core/message/held-message.ts';

/** Where messages wait for review. Any lane may put; only review (not a lane) reads. */
export interface Quarantine {
  /** Idempotent by `heldId`. */
  hold(held: HeldMessage): Promise<'held' | 'exists'>;
}
