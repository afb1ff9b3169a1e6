import type { Direction, Lane } from '../vocabulary.ts';

/** A quarantined message or payload: sealed in the vault, waiting for a person to review it. */
export interface HeldMessage {
  /** `{messageId}~{destinationId}`, `{messageId}~r{ordinal}`, or `{messageId}` for a whole message. */
  readonly heldId: string;
  readonly messageId: string;
  /** The decision that held it; absent when processing failed before there was one. */
  readonly decisionId?: string;
  readonly entityId: string;
  /** The lane it was bound for. */
  readonly lane: Lane;
  readonly direction: Direction;
  readonly reasonCode: string;
  /** The vault record that holds it. */
  readonly recordId: string;
  /** Under which it was closed before it was sealed (`openBody`, as `held`); absent: it was not. */
  readonly key?: string;
  /** ISO 8601. */
  readonly heldAt: string;
}
