/** One signed webhook to a destination. */
export interface OutgoingWebhook {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Private ranges that the operator named for this destination. */
  readonly allowedRanges?: readonly string[];
}

export type PostResult =
  | { readonly kind: 'delivered'; readonly status: number }
  /** 410 Gone: the destination wants no more (Standard Webhooks). */
  | { readonly kind: 'rejected'; readonly failure: string }
  /** Any other answer, or none. `retryAfterSeconds` when the destination said so. */
  | {
      readonly kind: 'retry';
      readonly failure: string;
      readonly retryAfterSeconds?: number;
      /** No answer came: the destination may have taken it. */
      readonly mayHaveLeft?: true;
    };

/** HTTPS POST with a time limit, no redirects followed, answer bodies never read into a record. */
export interface Poster {
  post(webhook: OutgoingWebhook): Promise<PostResult>;
}
