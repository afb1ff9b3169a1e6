/** Shares the processor: long work asks for its next turn between two pieces. */
export interface Turns {
  /** Resolves after whatever waits now (a health check, an answer) had its turn. No delay. */
  next(): Promise<void>;
}
