/** Time and randomness, passed in so that core stays pure and tests can fix them. */
export interface Clock {
  /** Wall-clock time. */
  now(): Date;
  /** Milliseconds from an arbitrary start, never going back. */
  monotonic(): number;
}

export interface RandomSource {
  /** Cryptographically secure. */
  bytes(count: number): Uint8Array;
}
