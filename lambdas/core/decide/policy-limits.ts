/** Bounds on what is read; a policy past them is rejected, not cut. */
export const POLICY_LIMITS = {
  files: 64,
  /** UTF-16 code units in one file: rules, schema or matrix. */
  fileLength: 64 * 1024,
  rules: 256,
  /** UTF-16 code units in one annotation. */
  annotationLength: 600,
  /** UTF-8 bytes of a published policy: an item of its table holds 400 KB. */
  publishedBytes: 300_000,
} as const;
