/** Whole seals, one after another, whose records were disposed of. */
export interface DisposedSeals {
  /** Sequence numbers, both included. */
  readonly first: number;
  readonly last: number;
  /** Start of the first and end of the last one's time; ISO 8601, the end exclusive. */
  readonly from: string;
  readonly to: string;
  /** Hash of the last one (hex); by the chain it stands for all of them. */
  readonly sealHash: string;
}

/**
 * The tombstone of retention: what was disposed of, on whose word and why. Its seals stay, and with this
 * record they say that what they cover is gone by intention (45 CFR 164.316(b)(2)(i)).
 */
export interface DisposalRecord {
  readonly kind: 'disposal';
  readonly recordId: string;
  /** ISO 8601, UTC, milliseconds. */
  readonly recordedAt: string;
  readonly seals: DisposedSeals;
  /** How many records these seals cover. */
  readonly records: number;
  /** RFC 9162 tree head (hex) over the tree heads of these seals. */
  readonly root: string;
  /** Id of an access key. */
  readonly by: string;
  readonly why: string;
}
