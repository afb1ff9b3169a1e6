/**
 * Bounds on messages in MIME and on forms with files. Crossing one makes the payload unreadable. How deep containers may
 * stand in each other and how many parts they may have together: `CONTAINER_LIMITS`.
 */
export const MIME_LIMITS = {
  /** Header fields of one message or part. */
  maxFields: 500,
  /** Characters of all of them. */
  maxHeaderLength: 128 * 1024,
  /** RFC 2046 section 5.1.1. */
  maxBoundaryLength: 70,
  /** Where the first delimiter must stand, in bytes, for a body that comes without its boundary. */
  maxPreamble: 64 * 1024,
} as const;
