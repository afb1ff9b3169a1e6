/** One phase of load. */
export interface LoadPlan {
  /** First part of the webhooks' ids: no other phase has it. */
  readonly name: string;
  readonly url: string;
  /** `whsec_...` */
  readonly secret: string;
  readonly seconds: number;
  readonly bytes: number;
  /** Requests under way at once, each following the one before; only without a rate. */
  readonly connections: number;
  /** Webhooks per second, sent on time; absent: as fast as they are answered. */
  readonly rate?: number;
}

export interface LoadResult {
  /** From the first request to the last answer. */
  readonly seconds: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Not answered 202. */
  readonly failed: number;
  /** Milliseconds from when a request was due to its whole answer. */
  readonly latencies: readonly number[];
  /** Message id and time of the answer (milliseconds since 1970) of each accepted webhook. */
  readonly accepted: readonly (readonly [messageId: string, answeredAt: number])[];
}
