import type { OutboundMessage } from './outbound-message.ts';
import type { Problem, SendOutcome } from './outcome.ts';

/** A request as a dialect sees it, after the size limit and before anything is parsed. */
export interface DialectRequest {
  readonly method: string;
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface DialectResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type DialectParse =
  /** One message for each set of recipients the request names; at least one. */
  | { readonly kind: 'messages'; readonly messages: readonly OutboundMessage[] }
  | { readonly kind: 'malformed'; readonly problems: readonly Problem[] };

/** One API that senders already speak. A new API is a new file and one line in `send/dialects.ts`. */
export interface Dialect {
  /** kebab-case. */
  readonly name: string;
  readonly method: 'POST';
  /** Path below the base URL, e.g. `/v3/mail/send`. */
  readonly path: string;
  /** The sender key in the form this API carries it, or undefined when there is none. */
  credential(request: DialectRequest): string | undefined;
  parse(request: DialectRequest): DialectParse;
  render(outcome: SendOutcome): DialectResponse;
}
