/** What a signature scheme sees: the request exactly as it came, before anything parses it. */
export interface RawRequest {
  readonly method: string;
  /** The public URL as configured, never rebuilt from a Host header. */
  readonly url: string;
  /** Names in lower case; repeated headers joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Why a request was refused. Static codes: shown to the operator, never to the sender in detail. */
export type RefusalReason =
  | 'secret_missing'
  | 'secret_malformed'
  | 'signature_missing'
  | 'signature_malformed'
  | 'signature_mismatch'
  | 'timestamp_missing'
  | 'timestamp_malformed'
  | 'timestamp_stale'
  | 'timestamp_future'
  | 'body_malformed';

export type Verification =
  | {
      readonly kind: 'verified';
      /**
       * Identifies the vendor's delivery: a repeat carries the same key. Scoped to the source.
       * Used only inside the account to find repeats; never sent to a destination.
       */
      readonly replayKey: string;
    }
  | { readonly kind: 'refused'; readonly reason: RefusalReason };

export interface VerifyInput {
  readonly request: RawRequest;
  /** One secret, or two while rotating. Empty strings never verify. */
  readonly secrets: readonly string[];
  readonly now: Date;
  /** Seconds a timestamp may differ from `now`, in either direction. */
  readonly toleranceSeconds: number;
}

/** One signature scheme. A new scheme is a new file and one line in `verify/schemes.ts`. */
export interface Scheme {
  /** kebab-case; the value of `scheme` in a source's registry entry. */
  readonly name: string;
  /** Seconds, where the vendor states one or we choose one. */
  readonly defaultToleranceSeconds: number;
  verify(input: VerifyInput): Verification;
}

declare const verified: unique symbol;
/** Raw bytes whose signature was checked. Only `verifyWebhook` makes one. */
export type VerifiedWebhook = RawRequest & {
  readonly replayKey: string;
  readonly [verified]: true;
};
