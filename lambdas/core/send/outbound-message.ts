import type { Exception, Remuneration } from '../decide/facts.ts';
import type { Purpose } from '../vocabulary.ts';

export interface Address {
  readonly address: string;
  readonly name?: string;
}

export interface Attachment {
  readonly filename: string;
  readonly contentType: string;
  readonly content: Uint8Array;
  /** Content-ID of an inline part. */
  readonly contentId?: string;
}

/** An email as any of the accepted APIs describes it, in one shape. */
export interface EmailMessage {
  readonly channel: 'email';
  readonly from: Address;
  readonly replyTo: readonly Address[];
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly bcc: readonly Address[];
  readonly subject: string;
  readonly text?: string;
  readonly html?: string;
  /** Extra headers, as the caller wrote them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly attachments: readonly Attachment[];
  /** Everything else the API lets a caller attach: categories, custom arguments, tags. Scanned, never sent. */
  readonly metadata: Readonly<Record<string, string>>;
  /** What the caller says it is for; absent: the sender key's own purpose. */
  readonly purpose?: Purpose;
  /**
   * Why it needs no authorization although it promotes something (45 CFR 164.501, 164.508(a)(3)), as the
   * caller declares it; absent: no such reason is claimed.
   */
  readonly exception?: Exclude<Exception, 'unknown'>;
  /** What a third party pays for it, as the caller declares it; absent: not known. */
  readonly remuneration?: Exclude<Remuneration, 'unknown'>;
  /** Random key of the person it is about, for the accounting of disclosures (45 CFR 164.528). */
  readonly about?: string;
}

/** The kinds of message that can be sent. SMS and the rest join as further members. */
export type OutboundMessage = EmailMessage;
