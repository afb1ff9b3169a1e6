import type * as z from 'zod';

/** What a signature scheme sees: the request exactly as it came, before anything parses it. */
export interface RawRequest {
  readonly method: string;
  /** The public URL as configured, with the query as it came; never rebuilt from a Host header. */
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
  | 'body_malformed'
  | 'body_mismatch'
  | 'certificate_untrusted'
  | 'certificate_unavailable'
  | 'topic_not_allowed'
  | 'challenge_malformed'
  | 'method_not_accepted';

/** A refusal. */
export interface Refusal {
  readonly kind: 'refused';
  readonly reason: RefusalReason;
  /**
   * The reason in words for the engineer who looks for it: names of headers, numbers of seconds. Never a secret, never
   * anything of the request's content.
   */
  readonly detail: string;
}

/** What a vendor is answered to a handshake. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

export type Verification =
  | {
      readonly kind: 'verified';
      /**
       * Identifies the vendor's delivery: a repeat carries the same key. Scoped to the source.
       * Used only inside the account to find repeats; never sent to a destination.
       * Undefined where the vendor gives nothing that tells a repeat from another event: every delivery is one of its own.
       */
      readonly replayKey: string | undefined;
      /** What of the body is signed, where that is not all of it; absent: the body as it came. */
      readonly body?: Uint8Array;
    }
  /** A handshake of the vendor: answered on the spot, never kept as a delivery and never forwarded. */
  | { readonly kind: 'answered'; readonly answer: Answer }
  /** The vendor wants a URL of its own visited. Only a scheme that pins the host says so. */
  | { readonly kind: 'confirm'; readonly url: string }
  | Refusal;

export interface VerifyInput<Options = object> {
  readonly request: RawRequest;
  /** One secret, or two while rotating. Empty strings never verify. */
  readonly secrets: readonly string[];
  /** Secrets of the handshake alone, where the vendor has such (Meta's verify token). */
  readonly handshakeSecrets: readonly string[];
  /** PEM of the certificate at `certificateUrl`, for a scheme that asks for one. */
  readonly certificate?: string | undefined;
  readonly now: Date;
  /** Seconds a timestamp may differ from `now`, in either direction. */
  readonly toleranceSeconds: number;
  readonly options: Options;
}

/** A certificate that has to be fetched before a request can be verified. */
export interface CertificateUrl {
  readonly kind: 'fetch';
  readonly url: string;
}

/** What the table of vendors says of a scheme (docs/vendors.md is made from it). */
export interface SchemeFacts {
  /** The vendor as people write it. */
  readonly vendor: string;
  /** What is signed, how, and in which header. */
  readonly signed: string;
  /** What finds a repeat. */
  readonly replay: string;
  /** What `--secret` is: the vendor's own term for it. */
  readonly secret: string;
  /** Handshakes that are answered; absent where the vendor has none. */
  readonly handshake?: string;
  /** Where the vendor or the specification says so. */
  readonly source: string;
}

/** One signature scheme. A new scheme is a new file and one line in `verify/schemes.ts`. */
export interface Scheme<Options = object> {
  /** kebab-case; the value of `scheme` in a source's registry entry. */
  readonly name: string;
  /** Other names by which people and test vectors call it. */
  readonly aliases?: readonly string[];
  readonly facts: SchemeFacts;
  /**
   * Seconds, where the vendor states one or we choose one; absent: what is signed carries no time, and only the replay
   * store tells an old request from a new one.
   */
  readonly defaultToleranceSeconds?: number;
  /** What a source may set beside the secret; absent: nothing. */
  readonly options?: z.ZodType<Options>;
  /**
   * The header that tells the type of an event, where the body does not. No signature covers it: it is told on, and
   * nothing is decided by it.
   */
  readonly eventTypeHeader?: string;
  /** The vendor also sends GET requests to the same URL. */
  readonly answersGet?: boolean;
  /** What the vendor must be answered once a delivery is safe; absent: 202 and JSON. */
  readonly accepted?: Answer;
  /** Where the certificate is that verifies this request; checked against the hosts that may give one. */
  certificateUrl?(
    input: Pick<VerifyInput<Options>, 'request' | 'options'>,
  ): CertificateUrl | Refusal;
  verify(input: VerifyInput<Options>): Verification;
}

declare const verified: unique symbol;
/** Bytes whose signature was checked: the body as it came, without what is not signed. Only `verifyWebhook` makes one. */
export type VerifiedWebhook = RawRequest & {
  readonly replayKey: string | undefined;
  readonly [verified]: true;
};
