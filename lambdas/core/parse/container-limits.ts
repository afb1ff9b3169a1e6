/**
 * Bounds on payloads that hold others: parts of a form or a mail, compressed bodies, messages in values. They count for
 * one payload as a whole.
 */
export const CONTAINER_LIMITS = {
  /** Containers inside each other; deeper is `too_deep`. */
  maxNesting: 8,
  /** Parts in all of them together; more is `too_many_parts`. */
  maxParts: 1000,
  /** Bytes of all that is decoded, as a multiple of what one payload may have; more is `expands_too_much`. */
  maxExpansion: 8,
} as const;
