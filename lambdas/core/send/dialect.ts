import type { Template } from '../registry/template.ts';
import type { OutboundMessage } from './outbound-message.ts';
import type { AwsSignature } from './aws-signature.ts';
import type { MessageOutcome, Problem, SendOutcome } from './outcome.ts';
import type { SendWindow } from './send-window.ts';

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
  /**
   * One message for each set of recipients the request names; at least one. With `each`, what is refused holds
   * up no other, and `renderEach` tells what became of every one.
   */
  | {
      readonly kind: 'messages';
      readonly messages: readonly OutboundMessage[];
      readonly each?: true;
    }
  /** The messages are templates with data: they are there once the templates are. */
  | {
      readonly kind: 'templated';
      /** What the request calls them, in the API's own words. */
      readonly names: readonly string[];
      /**
       * The messages, with everything filled in that is to leave, and the data beside it as metadata: a template may
       * show less of it than there is. Pure, like `parse`.
       *
       * @param find undefined: there is no template of this name that the key may send
       */
      fill(find: (name: string) => Template | undefined): FilledParse;
    }
  | { readonly kind: 'malformed'; readonly problems: readonly Problem[] };

/** What a request comes to once its templates are filled in. */
export type FilledParse = Exclude<DialectParse, { readonly kind: 'templated' }>;

/**
 * One request that senders already make. An API is a file with one or more of them; a new one is a new file and
 * one line in `send/dialects.ts`.
 */
export interface Dialect {
  /** kebab-case. */
  readonly name: string;
  readonly method: 'POST';
  /** Paths below the base URL, e.g. `/v3/mail/send`; `:name` stands for one segment. */
  readonly paths: readonly string[];
  /**
   * The sender key in the form this API carries it, or the signature that was made with one; undefined when there is
   * neither.
   */
  credential(request: DialectRequest): string | AwsSignature | undefined;
  parse(request: DialectRequest): DialectParse;
  /** How far ahead it schedules; absent: its messages have no `sendAt`. */
  readonly schedule?: SendWindow;
  /** @param messages what was read of the request; empty where it was not read */
  render(outcome: SendOutcome, messages: readonly OutboundMessage[]): DialectResponse;
  /**
   * The answer where each message has its own: one outcome for each, in the order of the request.
   * Only dialects whose `parse` answers `each` have it.
   */
  renderEach?(
    outcomes: readonly MessageOutcome[],
    messages: readonly OutboundMessage[],
  ): DialectResponse;
}
